//! Outcome of one trial: each kind of statement by its own rule.

use crate::record::{Budget, Candidate, Finding, Miss, Outcome, Residual, Stop};

/// The outcome of a finding.
pub fn outcome_of(finding: &Finding) -> Outcome {
    match finding {
        Finding::Limit { .. } | Finding::Rate { .. } | Finding::Bound { .. } | Finding::Identity { .. } => {
            compared(&finding.misses())
        }
        Finding::Selection { candidates, budget } => chosen(candidates, budget),
        Finding::Stationarity { residuals } => stationary(residuals),
        Finding::Distribution { .. } => Outcome::Drawn,
        Finding::Stopped { why } => match why {
            Stop::Outside { .. } => Outcome::Outside,
            Stop::Undecided { .. } | Stop::Interrupted => Outcome::Undecided,
            Stop::Coincides { .. } => Outcome::Coincident,
            // A run that its theorem says converges has left the finite numbers.
            Stop::Diverged { .. } => Outcome::Violated,
        },
    }
}

/// A decided comparison over its budget violates; else one that could not be decided leaves the trial undecided; else it
/// held.
fn compared(misses: &[Miss]) -> Outcome {
    if misses.iter().any(|miss| miss.decided() && miss.over_budget()) {
        Outcome::Violated
    } else if misses.is_empty() || misses.iter().any(|miss| !miss.decided()) {
        Outcome::Undecided
    } else {
        Outcome::Held
    }
}

/// A selection is decided when the nearest candidate is nearer than every other by more than twice what the run
/// may still be away from its limit.
fn chosen(candidates: &[Candidate], budget: &Budget) -> Outcome {
    let mut by_distance: Vec<&Candidate> = candidates.iter().collect();
    by_distance.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    let reached = |candidate: &Candidate| candidate.claimed && candidate.distance <= budget.total();
    match by_distance[..] {
        [] => Outcome::Undecided,
        [_, next, ..] if next.distance - by_distance[0].distance <= 2.0 * budget.total() => {
            Outcome::Undecided
        }
        [nearest, ..] if reached(nearest) => Outcome::Held,
        _ => Outcome::Violated,
    }
}

/// Conditions that cannot fail say nothing. A residual that is certainly more than the run may still lose violates; one
/// that is certainly no more holds, if what the run may lose would not hide the nearest falsehood.
fn stationary(residuals: &[Residual]) -> Outcome {
    if residuals.iter().any(|r| !says_nothing(r) && (r.lower.is_nan() || r.lower > r.remainder)) {
        Outcome::Violated
    } else if residuals.is_empty() || residuals.iter().any(is_open) {
        Outcome::Undecided
    } else {
        Outcome::Held
    }
}

fn says_nothing(residual: &Residual) -> bool {
    let hidden = residual.resolution.is_some_and(|resolution| residual.remainder > resolution);
    residual.is_vacuous() || !residual.remainder.is_finite() || hidden
}

/// Whether a residual leaves its trial undecided.
pub(super) fn is_open(residual: &Residual) -> bool {
    says_nothing(residual) || residual.upper > residual.remainder
}
