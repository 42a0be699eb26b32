//! Steepest descent in any norm reaches the max margin in that norm.
//!
//! **Statement.** On separable data, for the exponential loss, steepest descent in ||.|| has min_i z_i.w_t / ||w_t|| go to gamma,
//! the max of min_i z_i.w over ||w|| <= 1. For l_p that is the margin over the l_p norm of w; the distance of the points from
//! the hyperplane that it maximises is the one in the dual norm.
//! **Hypotheses.** Separable; exponential loss from zero; steps of length 0.45/(B sqrt(t + 1)), B the longest row in the dual
//! norm: the paper's own, with a cap, come near the limit like 1/log t only.
//! **Prediction.** For p = 1, 1.5, 2, 3 and inf, after 10^6 steps: least margin over norm against the certified gamma_p, the
//! slope of the margin against the norm over the last decade, and the least dual norm of grad log L over 10^5 steps, which
//! bounds gamma_p from above at every one of them (the iterate's own certificate). Derived: gamma ||w_t|| exceeds the least margin by C at
//! most, C = log n + sum of (eta_k B)^2 e^(eta_k B)/2, which gives C over the way, C over what ||w|| grew, and C over the way.
//! **Controls.** l_1 descent at the l_1.5 answer; l_1 descent at the l_2 answer; l_1 descent at the l_3 answer; l_1 descent at
//! the l_inf answer; l_1.5 descent at the l_1 answer; l_1.5 descent at the l_2 answer; l_1.5 descent at the l_3 answer; l_1.5
//! descent at the l_inf answer; l_2 descent at the l_1 answer; l_2 descent at the l_1.5 answer; l_2 descent at the l_3 answer;
//! l_2 descent at the l_inf answer; l_3 descent at the l_1 answer; l_3 descent at the l_1.5 answer; l_3 descent at the l_2
//! answer; l_3 descent at the l_inf answer; l_inf descent at the l_1 answer; l_inf descent at the l_1.5 answer; l_inf descent
//! at the l_2 answer; l_inf descent at the l_3 answer; l_inf descent posing as l_1; l_inf descent posing as l_1.5; l_1 descent
//! posing as l_2; l_1 descent posing as l_3; l_1 descent posing as l_inf; the slope of l_2 descent at the l_1 answer.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, Theorem 5; arXiv:1802.08246.

use super::steepest_setting::{
    NORMS, STEPS, falling_in, gamma_in, longest, lost, margin_and_norm, margin_comes_to, on_sets, way,
};
use crate::case::{Case, Run, StepSeen, Stopped, Watch};
use crate::claim::{Claim, Course, Law, Leg, Reading, View, run};
use crate::dynamics::reached;
use crate::measure::{Answer, largest_over_steps, linear_facts, reference_certificates};
use crate::numbers::{Ball, dual_exponent, exp, ln, norm_of};
use crate::papers::cross_norm::Ratio;
use crate::problem::Linear;
use crate::record::{Clock, Stop};
use std::sync::Arc;

pub(super) fn claim() -> Claim<Linear> {
    let legs = (0..NORMS.len()).flat_map(|i| [ratio(i), slope(i), certificate(i)]).collect();
    let mut claim = on_sets("gunasekar.thm5.margin", include_str!("thm5_margin.rs"), Law::Limit(legs), 6)
        .derived()
        .running(|case| runs(case, NORMS))
        .facts(linear_facts)
        .certified(reference_certificates);
    for (i, p) in NORMS.into_iter().enumerate() {
        for q in NORMS.into_iter().filter(|q| *q != p) {
            let name = format!("l_{p} descent at the l_{q} answer");
            claim = claim.control_prediction(&name, &ratio_of(i), move |view| at_the_answer(view, i, q));
        }
    }
    for (i, q) in [(0, f64::INFINITY), (1, f64::INFINITY), (2, 1.0), (3, 1.0), (4, 1.0)] {
        let name = format!("l_{q} descent posing as l_{}", NORMS[i]);
        claim = claim.control_dynamics(&name, move |case| {
            let mut posing = NORMS;
            posing[i] = q;
            runs(case, posing)
        });
    }
    claim.control_prediction("the slope of l_2 descent at the l_1 answer", &slope_of(2), |view| {
        at_the_answer(view, 2, 1.0)
    })
}

fn ratio_of(i: usize) -> String {
    format!("l_{}: margin over norm", NORMS[i])
}

fn slope_of(i: usize) -> String {
    format!("l_{}: slope of the margin against the norm", NORMS[i])
}

/// For each norm a run, and a tenth of it of which every step is watched.
fn runs(case: &Case<Linear>, norms: [f64; 5]) -> Vec<Run<Linear>> {
    let long = norms.map(|p| falling_in(&case.problem, p, STEPS));
    let watched =
        norms.map(|p| Run { watches: vec![dual_norm(p)], ..falling_in(&case.problem, p, STEPS / 10) });
    long.into_iter().chain(watched).collect()
}

/// Minus the dual norm of grad ln L, of which the largest is kept.
fn dual_norm(p: f64) -> Arc<dyn Watch<Linear>> {
    largest_over_steps(&format!("least dual norm, l_{p}"), move |_| {
        Box::new(move |seen: &StepSeen<'_>| {
            let scale = exp(-seen.log_scale - seen.log_loss);
            -norm_of(dual_exponent(p), seen.direction.iter()) * scale
        })
    })
}

/// The least margin and the norm after t steps of the run of number i, in its l_p.
fn at(view: &View<Linear>, i: usize, t: u64) -> Stopped<(f64, f64)> {
    margin_and_norm(view, i, NORMS[i], t)
}

/// What rounding leaves in a ratio of these: one unit of w a step.
fn rounding(case: &Case<Linear>, i: usize) -> f64 {
    2.0 * (STEPS + 64) as f64 * f64::EPSILON * longest(&case.problem, NORMS[i])
}

fn leg(
    name: String,
    i: usize,
    value: impl Fn(&View<Linear>) -> Stopped<f64> + Send + Sync + 'static,
    over: impl Fn(&View<Linear>) -> Stopped<f64> + Send + Sync + 'static,
    until: u64,
    course: Course<Linear>,
) -> Leg<Linear> {
    Leg {
        name,
        observe: Arc::new(move |view| {
            Ok(Reading {
                value: vec![value(view)?],
                rounding: rounding(view.case, i),
                log_time: Some(ln(until as f64)),
                clock: Clock::Descent,
            })
        }),
        predict: Arc::new(move |view| Ok(vec![gamma_in(view.case, NORMS[i])?])),
        remainder: Arc::new(move |view| Ok(lost(view.case.problem.rows.n, until) / over(view)?)),
        scale: None,
        course,
    }
}

fn ratio(i: usize) -> Leg<Linear> {
    let way = move |view: &View<Linear>| Ok(way(longest(&view.case.problem, NORMS[i]), STEPS));
    let value = move |view: &View<Linear>| at(view, i, STEPS).map(|(margin, norm)| margin / norm);
    let allowed = |problem: &Linear, p: f64, t: u64| {
        Some(lost(problem.rows.n, t) / super::steepest_setting::way(longest(problem, p), t))
    };
    leg(ratio_of(i), i, value, way, STEPS, margin_comes_to(i, NORMS[i], allowed))
}

fn slope(i: usize) -> Leg<Linear> {
    let grown = move |view: &View<Linear>| Ok(at(view, i, STEPS)?.1 - at(view, i, STEPS / 10)?.1);
    let value =
        move |view: &View<Linear>| Ok((at(view, i, STEPS)?.0 - at(view, i, STEPS / 10)?.0) / grown(view)?);
    leg(slope_of(i), i, value, grown, STEPS, Course::Nothing)
}

fn certificate(i: usize) -> Leg<Linear> {
    let way = move |view: &View<Linear>| Ok(way(longest(&view.case.problem, NORMS[i]), STEPS / 10));
    let value = move |view: &View<Linear>| {
        let watched = run(view, NORMS.len() + i);
        let path = view.case.run(watched)?;
        reached(&path)?;
        let name = watched.watches[0].key();
        let last = path.monitored.get(&name).and_then(|series| series.last());
        let missing = || Stop::Undecided { why: "nothing watched the run".to_string() };
        last.map(|(_, least)| -least).ok_or_else(missing)
    };
    leg(format!("l_{}: least dual norm of grad log L", NORMS[i]), i, value, way, STEPS / 10, Course::Nothing)
}

/// The ratio that the max margin in another norm has in this one.
fn at_the_answer(view: &View<Linear>, i: usize, q: f64) -> Stopped<Vec<Ball>> {
    let ratio = Ratio { number: i, answer: Answer::Power(NORMS[i]), rows: 1 };
    ratio.at_the_answer(view, Answer::Power(q))
}
