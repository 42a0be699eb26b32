//! Whether a claim or a control did what it has to, for the suite to be trusted.

use crate::record::{ControlVerdict, Must, Verdict, VerdictKind};

/// Whether something did what it has to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// It did.
    Done,
    /// It did not.
    Failed,
    /// It says nothing about the single data set at hand, which is no failure.
    Silent,
}

/// Whether a claim has the expected verdict. `single`: the user's one data set stands for the population, and may be outside
/// the hypotheses.
pub fn duty_of_claim(verdict: &Verdict, single: bool) -> Duty {
    match verdict.verdict {
        _ if verdict.as_expected => Duty::Done,
        VerdictKind::OutsideHypotheses if single => Duty::Silent,
        _ => Duty::Failed,
    }
}

/// Whether a control did its duty, and lies far enough from the truth to be one. On a single data set of the user's a
/// falsehood may not differ from the truth; but one data set can refute what must hold.
pub fn duty_of_control(control: &ControlVerdict, single: bool) -> Duty {
    let refuted = control.must == Must::Hold && control.trials.violated > 0;
    match control.rejected {
        _ if single && control.trials.total() == 0 => Duty::Silent,
        true if control.is_weak() && !single => Duty::Failed,
        true => Duty::Done,
        false if single && !refuted => Duty::Silent,
        false => Duty::Failed,
    }
}
