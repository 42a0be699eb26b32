//! A problem in the plane, for a drawing.

use super::letters::Letters;
use super::ray::RayLetters;
use crate::case::{Case, Run};
use crate::problem::Linear;
use crate::record::Picture;

/// The rows of a problem in the plane, its certified direction (of mixed data, with where the ray begins), and the recorded
/// iterates of a run. `None` elsewhere, and for points of several rows.
pub fn picture(case: &Case<Linear>, run: Option<&Run<Linear>>) -> Option<Picture> {
    let problem = &case.problem;
    if problem.rows.d != 2 || problem.of_single_rows().is_err() {
        return None;
    }
    let pair = |v: &[f64]| [v[0], v[1]];
    let path = run.and_then(|run| case.run(run).ok());
    let recorded = path.iter().flat_map(|path| &path.points).filter(|at| at.step > 0);
    let finite = recorded.filter(|at| at.w.iter().all(|x| x.is_finite()));
    let (log_time, path) = finite.map(|at| (at.log_time, pair(&at.w))).unzip();
    let separable = case.max_margin().is_ok();
    Some(Picture {
        rows: problem.rows.rows().map(pair).collect(),
        direction: case.limit_margin().ok().map(|found| pair(&found.direction)),
        offset: if separable { None } else { case.ray().ok().map(|ray| pair(&ray.offset.v)) },
        log_time,
        path,
    })
}
