//! On degenerate data the residual grows like log log t, along a direction of its own.
//!
//! **Statement.** On every separable data set w(t) = w^ log t + w^_2 log log t + ... + bounded, w^_2 the separator of least norm of the
//! margin rows without a multiplier, across the span of the support.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; some margin row has no multiplier.
//! **Prediction.** dz/dlog s tends to w^_2 along the flow, z = w - s w^, s = log t, read off at s = 10^6 (t = e^1000000). Descent for
//! 10^6 steps cannot tell such data from nearly such data: log log t only moves from 1.9 to 2.6 in them.
//! **Controls.** a bounded residual; twice w^_2; log log t along w^; nearly degenerate data, gated; nearly degenerate data, gate
//! open.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 13; arXiv:1710.10345.

use crate::case::{Case, Run, Stopped};
use crate::claim::{
    Checked, Claim, Course, Hypothesis, Law, Leg, Reading, descent_follows_flow, plotted, run,
};
use crate::measure::{
    Letters, Observable, ReadAt, SecondDirectionQuery, SlowSlope, dot, log_log_slope, on_both_clocks, unit,
};
use crate::numbers::{Ball, counted, ln};
use crate::problem::{DegenerateSets, Linear, NearlyDegenerateSets};
use crate::record::{Axes, Clock, Scale, Series};
use std::sync::Arc;

const SLOPE: &str = "slope of z on log log t along the flow";
const DEGENERATE: &str = "some margin row has no multiplier";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        slope_tends_to(SLOPE, log_log_slope, second, ln),
    ]);
    Claim::new("soudry.thm13.degenerate", include_str!("thm13_degenerate.rs"), law)
        .on(DegenerateSets, 40, 400)
        .in_the_linear_setting()
        .hypothesis(degenerate())
        .control_prediction("a bounded residual", SLOPE, |view| {
            Ok(vec![Ball::exact(0.0); view.case.problem.rows.d])
        })
        .control_prediction("twice w^_2", SLOPE, |view| {
            Ok(second(view.case)?.into_iter().map(|w| Ball::exact(2.0) * w).collect())
        })
        .control_prediction("log log t along w^", SLOPE, |view| {
            Ok(view.case.max_margin()?.w_hat.iter().map(|&w| Ball::exact(w)).collect())
        })
        .control_without(DEGENERATE, "nearly degenerate data", NearlyDegenerateSets)
}

pub(super) fn degenerate() -> Hypothesis<Linear> {
    Hypothesis::new(DEGENERATE, |case: &Case<Linear>| {
        let (found, constants) = (case.max_margin()?, case.constants()?);
        let without = found.margin_rows.len() - constants.support.len();
        Ok(Checked {
            met: constants.degenerate,
            found: format!("{} without one", counted(without, "margin row")),
        })
    })
}

fn second(case: &Case<Linear>) -> Stopped<Vec<Ball>> {
    let found = case.ask(&SecondDirectionQuery)?;
    Ok(found.w_hat.iter().map(|&w| Ball::new(w, found.w_hat_error)).collect())
}

/// The leg that a slope of the flow on a function of log t tends to this.
pub(super) fn slope_tends_to(
    name: &str,
    slope: fn(&Case<Linear>, &Run<Linear>) -> Stopped<SlowSlope>,
    limit: fn(&Case<Linear>) -> Stopped<Vec<Ball>>,
    on: fn(f64) -> f64,
) -> Leg<Linear> {
    Leg {
        name: name.to_string(),
        observe: Arc::new(move |view| {
            let SlowSlope { slope, rounding, log_time, .. } = slope(view.case, run(view, 0))?;
            Ok(Reading { value: slope, rounding, log_time: Some(log_time), clock: Clock::Flow })
        }),
        predict: Arc::new(move |view| limit(view.case)),
        remainder: Arc::new(move |view| Ok(slope(view.case, run(view, 0))?.remainder)),
        scale: None,
        course: Course::Of(Arc::new(move |view| {
            let limit: Vec<f64> = limit(view.case)?.iter().map(|w| w.value).collect();
            let along = unit(&limit);
            let (readings, descent) = on_both_clocks(view.case, run(view, 0), |_, z| Ok(dot(&along, z)))?;
            let axes = Axes { log_time: Scale::Logarithmic, value: Scale::Linear };
            let end = readings.last().expect("the flow was followed");
            let law = |at: &ReadAt<f64>| end.value + dot(&along, &limit) * (on(at.s) - on(end.s));
            let quantity = "w - w^ log t along the limit of its slope";
            Ok(Series {
                flow_from: Some(descent),
                law: readings.iter().map(law).collect(),
                ..plotted(quantity, axes, readings.iter().map(|at| (at.s, at.value)))
            })
        })),
    }
}
