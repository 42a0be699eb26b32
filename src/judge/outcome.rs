//! Outcome of one trial.

use crate::record::{Budget, Candidate, Finding, Outcome, Stop};

/// The outcome of a finding. A decided comparison over its budget violates; else one that could not be decided
/// leaves the trial undecided; else it held.
pub fn outcome_of(finding: &Finding) -> Outcome {
    match finding {
        Finding::Compared { comparisons } => {
            if comparisons.iter().any(|c| c.decided() && c.over_budget()) {
                Outcome::Violated
            } else if comparisons.is_empty() || comparisons.iter().any(|c| !c.decided()) {
                Outcome::Undecided
            } else {
                Outcome::Held
            }
        }
        Finding::Chose { candidates, budget } => chosen(candidates, budget),
        Finding::Stopped { why: Stop::Outside { .. } } => Outcome::Outside,
        Finding::Stopped { why: Stop::Undecided { .. } | Stop::Interrupted } => Outcome::Undecided,
        // A run that its theorem says converges has left the finite numbers.
        Finding::Stopped { why: Stop::Diverged { .. } } => Outcome::Violated,
    }
}

/// A selection is decided when the nearest candidate is nearer than every other by more than twice what the run
/// may still be away from its limit.
fn chosen(candidates: &[Candidate], budget: &Budget) -> Outcome {
    let mut by_distance: Vec<&Candidate> = candidates.iter().collect();
    by_distance.sort_by(|a, b| a.distance.total_cmp(&b.distance));
    match by_distance[..] {
        [] => Outcome::Undecided,
        [only] => {
            if only.claimed && only.distance <= budget.total() {
                Outcome::Held
            } else {
                Outcome::Violated
            }
        }
        [nearest, next, ..] => {
            if next.distance - nearest.distance <= 2.0 * budget.total() {
                Outcome::Undecided
            } else if nearest.claimed && nearest.distance <= budget.total() {
                Outcome::Held
            } else {
                Outcome::Violated
            }
        }
    }
}

/// The largest miss of a finding in units of its budget; `None` where nothing was compared.
pub fn separation_of(finding: &Finding) -> Option<f64> {
    match finding {
        Finding::Compared { comparisons } => {
            comparisons.iter().filter(|c| c.decided()).map(|c| c.separation()).max_by(f64::total_cmp)
        }
        Finding::Chose { candidates, budget } => candidates
            .iter()
            .filter(|c| c.claimed)
            .map(|c| if budget.total() > 0.0 { c.distance / budget.total() } else { f64::MAX })
            .min_by(f64::total_cmp),
        Finding::Stopped { .. } => None,
    }
}
