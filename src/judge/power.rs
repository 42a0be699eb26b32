//! How far a falsehood lies from the truth, in units of what the theorem's own budget allows.

use crate::record::{FIVE_BUDGETS, Finding, Miss, Power, Sense, Stop};
use crate::statistics::quantile;

/// The share of problems that may lie nearer than the separation that is stated.
const NEAREST: f64 = 0.05;

/// The largest miss of a finding in units of its budget, decided or not; `None` where nothing was compared.
pub fn separation_of(finding: &Finding) -> Option<f64> {
    match finding {
        // The answer that is named is missed by whatever lies nearest to it.
        Finding::Selection { .. } => least(finding.misses().iter().map(Miss::separation)),
        Finding::Stopped { why: Stop::Diverged { .. } } => Some(f64::MAX),
        _ => greatest(finding.misses().iter().map(Miss::separation)),
    }
}

/// By how much the worst inequality fails, as a share of its bound; `None` for findings of other kinds.
fn beyond(finding: &Finding) -> Option<f64> {
    let failure = |miss: &Miss| {
        let one_sided = matches!(miss.sense, Sense::AtMost | Sense::AtLeast);
        // A bound of zero has no shares.
        (one_sided && miss.predicted != 0.0).then(|| (miss.miss / miss.predicted.abs()).min(f64::MAX))
    };
    greatest(finding.misses().iter().filter_map(failure))
}

/// The power of a falsehood over the problems on which it was compared with the truth.
pub(super) fn power<'a>(findings: impl Iterator<Item = &'a Finding>) -> Option<Power> {
    let (mut separations, mut failures) = (Vec::new(), Vec::new());
    for finding in findings {
        separations.extend(separation_of(finding));
        failures.extend(beyond(finding));
    }
    separations.sort_by(f64::total_cmp);
    failures.sort_by(f64::total_cmp);
    let separation = quantile(&separations, NEAREST)?;
    Some(Power {
        separation,
        beyond: quantile(&failures, NEAREST),
        problems: separations.len() as u64,
        weak: separation < FIVE_BUDGETS,
    })
}

fn greatest(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.max_by(f64::total_cmp)
}

fn least(values: impl Iterator<Item = f64>) -> Option<f64> {
    values.min_by(f64::total_cmp)
}
