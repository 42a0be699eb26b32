//! What is read off a run's recorded steps and its flow, for a drawing.

use super::continued::{Continued, continued};
use super::letters::Letters;
use super::relay::far_time;
use crate::case::{Case, Run, Stopped};
use crate::problem::Linear;
use std::rc::Rc;

/// One reading.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadAt<T> {
    /// Log time.
    pub s: f64,
    /// What was read.
    pub value: T,
}

/// A function of (s, z) at the recorded steps of a run, from the second on, and along its flow to [`far_time`]; beside it the number of
/// readings on the descent's clock.
///
/// # Errors
/// As [`continued`], and those of the function.
pub fn on_both_clocks<T>(
    case: &Case<Linear>,
    run: &Run<Linear>,
    read: impl Fn(f64, &[f64]) -> Stopped<T>,
) -> Stopped<(Vec<ReadAt<T>>, usize)> {
    let (path, frame) = (case.run(run)?, case.frame()?);
    let flow = drawn_flow(case, run)?;
    let at = |s: f64, z: &[f64]| Ok(ReadAt { s, value: read(s, z)? });
    let recorded = path.points.iter().filter(|at| at.step > 1);
    let mut readings: Vec<ReadAt<T>> = recorded
        .map(|recorded| {
            let s = run.method.log_time(recorded.step);
            at(s, &frame.enter(s, &recorded.w))
        })
        .collect::<Stopped<_>>()?;
    let descent = readings.len();
    for reached in &flow.reached {
        readings.push(at(reached.s, &reached.z)?);
    }
    Ok((readings, descent))
}

/// The flow of a run at log times that grow by half powers of two up to [`far_time`], made once.
fn drawn_flow(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<Continued>> {
    let key = format!("drawn flow {} until {}", run.path_key(), run.until);
    case.once(&key, || {
        let (first, end) = (1.05 * run.method.log_time(run.until), far_time(case));
        let mut outputs = vec![end];
        while let Some(before) =
            outputs.last().map(|s| s * std::f64::consts::FRAC_1_SQRT_2).filter(|s| *s > first)
        {
            outputs.push(before);
        }
        outputs.reverse();
        continued(case, run, &outputs)
    })
}
