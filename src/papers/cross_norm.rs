//! What claims share that say in which norm a run reaches the max margin.

use crate::case::{Case, Stopped};
use crate::claim::{Inequality, Sided, View, run};
use crate::dynamics::reached;
use crate::measure::{Answer, AnswerQuery};
use crate::numbers::Ball;
use crate::problem::Linear;
use crate::record::Stop;

/// The answers that runs on vectors are held against.
pub(in crate::papers) const POWERS: &[Answer] = &[
    Answer::Power(1.0),
    Answer::Power(1.5),
    Answer::Power(2.0),
    Answer::Power(3.0),
    Answer::Power(f64::INFINITY),
];

/// The ratio of the run of a number, w of so many rows, against the max margin in a norm.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::papers) struct Ratio {
    /// Which run.
    pub number: usize,
    /// In which norm.
    pub answer: Answer,
    /// Rows of w.
    pub rows: usize,
}

impl Ratio {
    /// That at its last step the run is nearer to the answer than a quarter of the way to the nearest of `others`: its least margin
    /// over the norm is at least the max margin less a quarter of what the best of them falls short in this norm. Data on which that
    /// is less than a fiftieth of the margin are no test of the norm.
    pub(in crate::papers) fn is_nearest(self, name: &str, others: &'static [Answer]) -> Inequality<Linear> {
        Inequality::on_descent(name, move |view: &View<Linear>| {
            let (case, run) = (view.case, run(view, self.number));
            let path = case.run(run)?;
            reached(&path)?;
            let ratio = self.answer.ratio(&case.problem.rows, &path.last().w, self.rows);
            let rounding = (run.until + 64) as f64 * f64::EPSILON * case.problem.radius();
            let exact = self.exact(case)?;
            let mut nearest = f64::NEG_INFINITY;
            for &other in others.iter().filter(|other| **other != self.answer) {
                nearest = nearest.max(self.at_the_answer(view, other)?[0].value);
            }
            let bound = exact - Ball::rounded(0.25 * (exact.value - nearest), 4.0);
            Ok(vec![Sided::at_least(path.last().log_time, Ball::new(ratio, rounding), bound)])
        })
    }

    /// The max margin.
    fn exact(self, case: &Case<Linear>) -> Stopped<Ball> {
        Ok(case.ask(&AnswerQuery { answer: self.answer, rows: self.rows })?.margin)
    }

    /// The ratio that the max margin in another norm has in this one: a false limit. Where the two lie within a fiftieth of each
    /// other the data are no test of the norm.
    pub(in crate::papers) fn at_the_answer(self, view: &View<Linear>, other: Answer) -> Stopped<Vec<Ball>> {
        let case = view.case;
        let exact = self.exact(case)?;
        let found = case.ask(&AnswerQuery { answer: other, rows: self.rows })?;
        let ratio = self.answer.ratio(&case.problem.rows, &found.direction, self.rows);
        let short = 1.0 - ratio / exact.value;
        if short < 0.02 {
            let about = format!("{} and {other}: the answers' margins differ by {short:.1e}", self.answer);
            return Err(Stop::Coincides { about });
        }
        Ok(vec![Ball::rounded(ratio, 64.0)])
    }
}
