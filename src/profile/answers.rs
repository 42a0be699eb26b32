//! The exact answers, and how near a run is to one.

use crate::data::{KeslerRows, SignedRows};
use crate::measure::Answer;

/// An answer on one data set.
#[derive(Clone, Debug)]
pub(super) struct Exact {
    pub(super) answer: Answer,
    /// The max margin, and half the width of what it is known to lie in.
    pub(super) margin: f64,
    pub(super) error: f64,
    /// A w that reaches it.
    pub(super) direction: Vec<f64>,
    /// By how much of the margin the nearest of the other answers falls short in this norm; infinite for the only one.
    pub(super) apart: f64,
}

/// The certified answers on a data set, with how far apart they are.
pub(super) fn exact(
    rows: &SignedRows,
    kesler: Option<&KeslerRows>,
    answers: &[Answer],
) -> Result<Vec<Exact>, String> {
    let of = |answer: Answer| -> Result<Exact, String> {
        let found = answer.certified(rows, kesler)?;
        let (margin, error) = (found.margin.value, found.margin.radius);
        Ok(Exact { answer, margin, error, direction: found.direction, apart: f64::INFINITY })
    };
    let mut all = answers.iter().map(|&answer| of(answer)).collect::<Result<Vec<_>, String>>()?;
    let matrix_rows = kesler.map_or(1, |kesler| kesler.classes);
    for i in 0..all.len() {
        let others = (0..all.len()).filter(|&j| j != i);
        let short =
            others.map(|j| 1.0 - all[i].answer.ratio(rows, &all[j].direction, matrix_rows) / all[i].margin);
        all[i].apart = short.fold(f64::INFINITY, f64::min);
    }
    Ok(all)
}

/// The largest ratio of two changes that counts as settling: that of 1/sqrt(log t) at 10^6 steps is 0.87.
const SLOWEST: f64 = 0.9;

/// How far the last of three values, half a decade of steps apart, may be from where they tend to; `before` and `last` are how far
/// it moved, the latter of them in the same sense, negative where it went back. With r = last/before the sum of all changes to
/// come is r/(1 - r) times the last for a power of t, and more for a power of log t, for 1/log t twice as much: three times it
/// is allowed. Where changes alternate it is near them: three times the last.
pub(super) fn to_come(before: f64, last: f64) -> f64 {
    if last == 0.0 {
        return before.abs();
    }
    if last * before <= 0.0 {
        return 3.0 * last.abs();
    }
    let r = f64::min(last / before, SLOWEST);
    f64::max(3.0 * r / (1.0 - r), 1.0) * last.abs()
}

/// A number that a run tends to, with what it may still change and the error of the max margin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Over the last half decade of steps.
    pub value: f64,
    /// What it may still change, by its last two changes, twice what it lies beyond 1, where it cannot stay, and the
    /// error of the max margin.
    pub error: f64,
}

impl Estimate {
    pub(super) fn of(exact: &Exact, [first, before, value]: [f64; 3]) -> Estimate {
        let error = to_come(before - first, value - before);
        let beyond = 2.0 * f64::max(value - 1.0, 0.0);
        Estimate { value, error: error + beyond + exact.error / exact.margin + 1e-9 }
    }

    /// Whether it is within `near` of 1, with its error or for certain not.
    fn is_near_one(self, near: f64) -> Option<bool> {
        let off = (self.value - 1.0).abs();
        match (off + self.error <= near, off - self.error > near) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    }
}

/// How a run stands to an answer, on the data set where it stands worst.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Held {
    /// Which.
    pub answer: Answer,
    /// Least margin over norm at the end, over the max margin.
    pub ratio: f64,
    /// What the margin grew over what the norm grew, over the max margin: settles early where the margin is a constant less than it
    /// will be.
    pub slope: Estimate,
    /// The ratio of the move itself, without what came before: settles early where a run turned.
    pub heading: Estimate,
    /// By how much of the max margin the nearest other answer falls short.
    pub apart: f64,
    /// Whether the run approaches it, on all data sets: slope or heading lies within a quarter of `apart` from 1 with its error,
    /// and the other does not lie outside with its own; where one of them alone tells, the two agree as far as is known; where none
    /// does, the ratio is there. `None` where they do not tell.
    pub approached: Option<bool>,
}

impl Held {
    /// The judgment of one data set.
    pub(super) fn of(exact: &Exact, ratio: f64, slope: Estimate, heading: Estimate) -> Held {
        let near = 0.25 * exact.apart;
        // What has settled has both at one place, as far as the answers are told apart.
        let settled = (slope.value - heading.value).abs() <= slope.error + heading.error + near;
        let approached = match (slope.is_near_one(near), heading.is_near_one(near)) {
            (Some(one), Some(other)) if one == other => Some(one),
            (Some(_), Some(_)) => None,
            (None, None) if 1.0 - ratio <= near => Some(true),
            (one, other) => one.or(other).filter(|_| settled),
        };
        Held { answer: exact.answer, ratio, slope, heading, apart: exact.apart, approached }
    }

    /// By how much it stays short of the answer, with twice its errors: nothing where it is on the way there as far as is seen.
    pub fn short(&self) -> f64 {
        let short = |estimate: Estimate| 1.0 - estimate.value - 2.0 * estimate.error;
        f64::max(f64::min(short(self.slope), short(self.heading)), 0.0)
    }

    /// The judgment of several, of the same answer: refuted by any of them, held by all; the numbers are those of the worst.
    pub(super) fn together(all: &[Held]) -> Held {
        let beyond = |held: &&Held| (held.heading.value - 1.0).abs() / held.apart;
        let worst = all.iter().max_by(|a, b| beyond(a).total_cmp(&beyond(b))).expect("one set at least");
        let approached = if all.iter().any(|held| held.approached == Some(false)) {
            Some(false)
        } else if all.iter().all(|held| held.approached == Some(true)) {
            Some(true)
        } else {
            None
        };
        Held { approached, ..*worst }
    }
}
