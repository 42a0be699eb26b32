//! The margin gap as a power of t, read off the last decade of steps.

use super::setting::Way;
use crate::case::{Case, Run, Stopped};
use crate::claim::{PowerLaw, Reading, View, run};
use crate::dynamics::reached;
use crate::measure::{Asymptote, Estimate, exponent_of, last_limit, last_slope, limit, margin_gap};
use crate::numbers::{exp, ln};
use crate::problem::Linear;
use crate::record::{Clock, Stop};

/// (ln t, ln gap) over the last decade of a run, and the error of each.
pub(in crate::papers) fn readings(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<(Vec<(f64, f64)>, f64)> {
    let path = case.run(run)?;
    reached(&path)?;
    let (mut logs, mut noise) = (Vec::new(), 0.0f64);
    for at in path.points.iter().filter(|at| at.step >= run.until / 10) {
        let gap = margin_gap(case, at)?;
        if gap.gap <= 0.0 {
            let why = format!("no gap was left at step {}", at.step);
            return Err(Stop::Undecided { why });
        }
        logs.push((at.log_time, ln(gap.gap)));
        noise = noise.max(gap.gap_rounding(case));
    }
    Ok((logs, noise))
}

/// With ||w|| = g tau + b + O(1/tau) and the gap (K + O(1/tau)) / ||w||, the gap over its law is a constant, and a remainder like
/// 1/tau, and one like 1/tau^2.
fn asymptote(way: Way, logs: &[(f64, f64)]) -> Asymptote {
    let leading = way.exponent();
    Asymptote { begins: logs[0].0, leading, next: 2.0 * leading }
}

/// The gap times t to the exponent of its law.
fn over_law(way: Way, logs: &[(f64, f64)]) -> (Vec<(f64, f64)>, f64) {
    let values: Vec<(f64, f64)> = logs.iter().map(|&(s, y)| (s, exp(y + way.exponent() * s))).collect();
    let most = values.iter().map(|(_, y)| *y).fold(0.0, f64::max);
    (values, most)
}

/// What the gap times sqrt t (or t) of a run of this way tends to, with what the estimate may still be off by.
pub(super) fn own_limit(case: &Case<Linear>, way: Way) -> Stopped<Estimate> {
    let (logs, noise) = readings(case, &way.run(case))?;
    let (values, most) = over_law(way, &logs);
    Ok(limit(&values, asymptote(way, &logs), noise * most)?)
}

/// The same of the run that is seen in its place, by the last window.
pub(super) fn seen_limit(view: &View<Linear>, way: Way) -> Stopped<Reading> {
    let (logs, noise) = readings(view.case, run(view, way.number()))?;
    let (values, most) = over_law(way, &logs);
    let value = last_limit(&values, asymptote(way, &logs))?;
    // A window of an eighth of a decade, relieved of 1/sqrt t, amplifies errors by 13.9.
    let log_time = Some(logs[logs.len() - 1].0);
    Ok(Reading { value: vec![value], rounding: 14.0 * noise * most, log_time, clock: Clock::Descent })
}

/// The exponent with which the gap falls: the last window's of the run that is seen, with what that of the way's own run may
/// still be off by.
pub(super) fn exponent(view: &View<Linear>, way: Way) -> Stopped<PowerLaw> {
    let (own, noise) = readings(view.case, &way.run(view.case))?;
    let found = exponent_of(&own, asymptote(way, &own), noise)?;
    let (seen, _) = readings(view.case, run(view, way.number()))?;
    let exponent = last_slope(&seen, asymptote(way, &seen))?;
    Ok(PowerLaw { exponent, remainder: found.bias, rounding: found.noise, log_time: found.log_time })
}

/// ln t and the gap over its law at the beginning of the last decade of the run that is seen.
pub(super) fn seen_at_start(view: &View<Linear>, way: Way) -> Stopped<(f64, f64)> {
    let (logs, _) = readings(view.case, run(view, way.number()))?;
    Ok(over_law(way, &logs).0[0])
}
