//! A network of which one layer is trained goes in the direction of the max margin of its features.
//!
//! **Statement.** Of a network with ReLU one layer is trained by gradient descent, no unit switches on or off at any point
//! after some t0, and the loss goes to zero. Then the weights of the layer, as one vector, go in direction of the l2 max
//! margin of the features that the pattern makes of the points. Here the first layer of f(x) = sum_j a_j max(0, w_j.x):
//! the features are (a_j 1[w_j.x_n > 0] x_n)_j.
//! **Hypotheses.** Loss goes to zero: all points are right at the end of the run; pattern settled: no switch after t0, a
//! tenth of the horizon; features separable; step below the threshold of the features; pattern of the limit: the flow of
//! the features from the end of the run on, and its limit, keep to the pattern. Undecided where a unit switches after t0,
//! or is still to switch beyond the run: about one network in nine.
//! **Prediction.** From t0 on the network is gradient descent on the linear problem of its features, step by step; and
//! dW/dlog t tends to W^ = argmin ||W|| subject to y_n (a_j 1[w_j.x_n > 0] x_n)_j.W >= 1, as a vector of R^(h d). The flow
//! is that of the features: it stands for the network as long as the pattern does.
//! **Controls.** every unit active; signs of the readout left out; pattern of the start; l1 max margin of the features; a
//! point with both labels, gated; units that switch for ever, gate open.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Corollary 8; arXiv:1710.10345.

use super::thm3_direction::{SLOPE, polyhedral_limit, slope_of_the_flow};
use crate::case::{Case, Run, Stopped, Within};
use crate::certificate::Norm;
use crate::claim::linear::{separable, step_below_threshold};
use crate::claim::{Checked, Claim, Course, Hypothesis, Law, Leg, Reading, View, descent_follows_flow};
use crate::data::SignedRows;
use crate::dynamics::{OneLayerDescent, last_switch, reached};
use crate::measure::{
    Letters, Observable, crossing, distance, frozen, late_switch, length, linear_facts,
    reference_certificates,
};
use crate::numbers::Ball;
use crate::problem::{Linear, OneLayer, OneLayerSets};
use crate::record::{Clock, Stop};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

pub(super) fn claim() -> Claim<OneLayer> {
    let law = Law::Limit(vec![
        network_is_linear_on_its_features(),
        descent_follows_flow(0, Observable::Residual).within(frozen_seen),
        slope_of_the_flow().within(frozen_seen),
    ]);
    Claim::new("soudry.cor8.onelayer", include_str!("cor8_onelayer.rs"), law)
        .on(OneLayerSets::Clusters, 10, 100)
        .on(OneLayerSets::Hyperplane, 10, 100)
        .undecided_at_most(0.4)
        .outside_at_most(0.1)
        .hypothesis(loss_goes_to_zero())
        .hypothesis(pattern_settled())
        .hypothesis(separable().within("features separable", frozen_own))
        .hypothesis(step_below_threshold().within("step below the threshold of the features", frozen_own))
        .hypothesis(pattern_of_the_limit())
        .running(|case| vec![descent(case)])
        .facts(facts)
        .certified(|case| {
            frozen_own(case).map(|found| reference_certificates(&found.case)).unwrap_or_default()
        })
        .control_prediction("every unit active", SLOPE, |view| {
            limit_with(view, "every unit active", |network| network.rows_with(|_, j| network.readout[j]))
        })
        .control_prediction("signs of the readout left out", SLOPE, |view| {
            let pattern = view.case.problem.pattern(&frozen_seen(view)?.case.problem.start);
            limit_with(view, "signs left out", |network| {
                let h = network.readout.len();
                network.rows_with(|n, j| if pattern[n * h + j] { network.readout[j].abs() } else { 0.0 })
            })
        })
        .control_prediction("pattern of the start", SLOPE, |view| {
            limit_with(view, "pattern of the start", |network| {
                network.features(&network.pattern(&network.start))
            })
        })
        .control_prediction("l1 max margin of the features", SLOPE, |view| {
            polyhedral_limit(&frozen_seen(view)?.case, Norm::One)
        })
        .control_gated("a point with both labels, gated", OneLayerSets::Contradictory)
        .control_waiving(
            &["pattern settled", "pattern of the limit"],
            "units that switch for ever, gate open",
            OneLayerSets::Kink,
        )
}

/// Name of the leg that [`network_is_linear_on_its_features`] builds.
const IN_STEP: &str = "network against descent on its features";

/// The network's own descent until its horizon after t0.
fn descent(case: &Case<OneLayer>) -> Run<OneLayer> {
    Run::new(Arc::new(OneLayerDescent), case.problem.until())
}

/// The linear problem on the features at t0.
fn frozen_own(case: &Case<OneLayer>) -> Stopped<Rc<Within<Linear>>> {
    frozen(case, &descent(case))
}

/// That of the run that an arm sees.
fn frozen_seen(view: &View<OneLayer>) -> Stopped<Rc<Within<Linear>>> {
    frozen(view.case, &view.runs[0])
}

/// The network at the end of its run against gradient descent on the linear problem of its features, run by itself.
///
/// Each step goes at least gamma eta sum_n (-l') along the max margin, so that all together they are no longer than
/// R |W(T) - W(t0)| / gamma, and |W| is at most that more than at t0. With u half the machine epsilon both runs round W to
/// u |W| at each step; a margin carries an error of (h d + 2) u R |W|, and the weights of a step that share of themselves,
/// beside a few roundings and those of a sum of n. Steps below the threshold do not move apart what rounding has parted.
fn network_is_linear_on_its_features() -> Leg<OneLayer> {
    Leg {
        name: IN_STEP.to_string(),
        observe: Arc::new(|view| {
            let path = view.path()?;
            reached(&path)?;
            let found = frozen_seen(view)?;
            let (linear, last) = (&found.case.problem, path.last());
            let (radius, gamma) = (linear.radius(), found.case.gamma()?.value);
            let walked = radius * distance(&last.w, &linear.start) / gamma;
            let size = length(&linear.start) + walked;
            let terms = (linear.rows.n + linear.rows.d + 16) as f64;
            let rounding = linear.horizon as f64 * size + walked * terms * (1.0 + radius * size);
            Ok(Reading {
                value: last.w.clone(),
                rounding: f64::EPSILON * rounding,
                log_time: Some(last.log_time),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(|view| {
            let found = frozen_seen(view)?;
            let path = found.case.run(&found.runs[0])?;
            reached(&path)?;
            Ok(path.last().w.iter().map(|w| Ball::exact(*w)).collect())
        }),
        remainder: Arc::new(|_| Ok(0.0)),
        scale: Some(Arc::new(|view| {
            let found = frozen_seen(view)?;
            Ok(distance(&view.path()?.last().w, &found.case.problem.start))
        })),
        course: Course::Nothing,
    }
}

/// Another max margin in place of that of the features, as long as that: a direction is what is claimed. The true one
/// where those rows are not separable, and there is none.
fn limit_with(
    view: &View<OneLayer>,
    name: &str,
    rows: impl FnOnce(&OneLayer) -> SignedRows,
) -> Stopped<Vec<Ball>> {
    let w_hat = &frozen_seen(view)?.case.max_margin()?.w_hat;
    let other = view.case.once(&format!("max margin, {name}"), || {
        let network = &view.case.problem;
        match Case::open(network.linear(rows(network), &network.start)).max_margin() {
            Ok(found) => Ok(Some(found.w_hat.clone())),
            Err(Stop::Outside { .. }) => Ok(None),
            Err(stop) => Err(stop),
        }
    })?;
    let other = other.as_ref().as_ref().unwrap_or(w_hat);
    let scale = length(w_hat) / length(other);
    Ok(other.iter().map(|w| Ball::exact(scale * w)).collect())
}

/// All points are on their side at the end of the run. Where the pattern is settled, descent on its features takes the loss to zero.
fn loss_goes_to_zero() -> Hypothesis<OneLayer> {
    Hypothesis::new("loss goes to zero", |case: &Case<OneLayer>| {
        let path = case.run(&descent(case))?;
        reached(&path)?;
        let margins = case.problem.margins(&path.last().w);
        let least = margins.iter().copied().fold(f64::INFINITY, f64::min);
        Ok(Checked {
            met: least > 0.0,
            found: format!("least margin {least:e} after {} steps", path.last().step),
        })
    })
}

/// No unit switches after t0.
fn pattern_settled() -> Hypothesis<OneLayer> {
    Hypothesis::new("pattern settled", |case: &Case<OneLayer>| {
        let run = descent(case);
        let t0 = case.problem.settled_from();
        if let Some(late) = late_switch(case, &run)? {
            let (unit, point, step) = (late.unit, late.point, late.step);
            let why = format!("unit {unit} switches at point {point} at step {step}, after t0 = {t0}");
            return Err(Stop::Undecided { why });
        }
        let found = match last_switch(&*case.run(&run)?) {
            Some(last) => format!("last switch at step {} of t0 = {t0}", last.step),
            None => "no unit switches".to_string(),
        };
        Ok(Checked { met: true, found })
    })
}

/// No unit is still to switch.
fn pattern_of_the_limit() -> Hypothesis<OneLayer> {
    Hypothesis::new("pattern of the limit", |case: &Case<OneLayer>| match crossing(case, &descent(case))? {
        None => Ok(Checked { met: true, found: "that of the run".to_string() }),
        Some(crossing) => {
            let (unit, point) = (crossing.unit, crossing.point);
            let when = match crossing.log_time {
                s if s.is_finite() => format!("by log time {s}"),
                _ => "in the limit".to_string(),
            };
            Err(Stop::Undecided {
                why: format!("unit {unit} is still to switch at point {point}: it has done {when}"),
            })
        }
    })
}

/// Those of the linear problem on the features, and the last switch.
fn facts(case: &Case<OneLayer>) -> BTreeMap<String, f64> {
    let mut facts = frozen_own(case).map(|found| linear_facts(&found.case)).unwrap_or_default();
    if let Ok(path) = case.run(&descent(case)) {
        facts.insert("last_switch".to_string(), last_switch(&path).map_or(0.0, |switch| switch.step as f64));
    }
    facts
}
