//! The loss goes to zero, the weights to infinity, and so does every margin.
//!
//! **Statement.** On separable data gradient descent has L(w(t)) -> 0, ||w(t)|| -> infinity and z_i.w(t) -> infinity for
//! every row; the loss falls at every step.
//! **Hypotheses.** Separable; step below the threshold.
//! **Prediction.** No rate is claimed, so any unbounded bar may be set: at the end of the flow, log time s, ln L is below
//! -s/2, the least margin above s/2, the norm above s/(2R) (R the longest row). Data with a finite minimiser stay far from
//! each.
//! **Controls.** overlapping data, gated; overlapping data, gate open; step forty times too large, gated; step forty times
//! too large, gate open.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 1; arXiv:1710.10345.

use crate::case::Stopped;
use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::{Reached, reached};
use crate::measure::{Letters, distance, dot, far, log_loss_at, log_loss_plus_time, point_error, relay};
use crate::numbers::Ball;
use crate::problem::{Linear, OverlappingSets, PlantedSets, StepTooLarge};

pub(super) fn claim() -> Claim<Linear> {
    Claim::new("soudry.lem1.divergence", include_str!("lem1_divergence.rs"), diverges())
        .on(PlantedSets::Spanning, 50, 1500)
        .on(PlantedSets::Deficient, 50, 1500)
        .descending_on_separable_data()
        .control_without("separable", "overlapping data", OverlappingSets)
        .control_without("step below the threshold", "step forty times too large", StepTooLarge)
}

/// The loss falls and leaves every bound, as do the weights and the margins.
pub(super) fn diverges() -> Law<Linear> {
    Law::Bound(vec![
        loss_falls(),
        descent_keeps_to_flow(),
        log_loss_far_out(),
        Inequality::on_flow("least margin at the end of the flow", |view| {
            let far = far(view.case, run(view, 0))?;
            let (s, least) = (far.end.s, least_margin(view, far.end.s, &far.end.z)?);
            Ok(vec![Sided::at_least(
                s,
                Ball::new(least, margin_error(view, &far.end)?),
                Ball::exact(0.5 * s),
            )])
        }),
        norm_far_out(),
    ])
}

/// The loss falls from each recorded step to the next.
pub(in crate::papers) fn loss_falls() -> Inequality<Linear> {
    Inequality::on_descent("the loss falls from each recorded step to the next", falls)
}

/// The descent is where its flow is, to within the whole of the second-order term.
pub(in crate::papers) fn descent_keeps_to_flow() -> Inequality<Linear> {
    Inequality::on_descent("the descent keeps to its flow", keeps_to_flow)
}

/// ln L is below -s/2 at the end of the flow.
pub(in crate::papers) fn log_loss_far_out() -> Inequality<Linear> {
    Inequality::on_flow("ln L at the end of the flow", |view| {
        let far = far(view.case, run(view, 0))?;
        let s = far.end.s;
        let log_loss = log_loss_plus_time(view.case, s, &far.end.z)? - s;
        let error = margin_error(view, &far.end)?;
        Ok(vec![Sided::at_most(s, Ball::new(log_loss, error), Ball::exact(-0.5 * s))])
    })
}

/// The norm is above s/(2R) at the end of the flow.
pub(in crate::papers) fn norm_far_out() -> Inequality<Linear> {
    Inequality::on_flow("norm at the end of the flow", |view| {
        let far = far(view.case, run(view, 0))?;
        let (s, drift) = (far.end.s, view.case.frame()?);
        let w: Vec<f64> = far.end.z.iter().zip(&drift.drift).map(|(z, d)| s.mul_add(*d, *z)).collect();
        let bar = 0.5 * s / view.case.problem.radius();
        let norm =
            Ball::rounded(dot(&w, &w).sqrt(), 64.0) + Ball::new(0.0, point_error(view.case, &far.end)?);
        Ok(vec![Sided::at_least(s, norm, Ball::rounded(bar, 64.0))])
    })
}

/// ln L at consecutive recorded steps; rounding is that of n terms and of the iterate.
fn falls(view: &View<Linear>) -> Stopped<Vec<Sided>> {
    let path = view.path()?;
    reached(&path)?;
    let problem = &view.case.problem;
    let mut log_losses = Vec::new();
    for at in &path.points {
        let size = dot(&at.w, &at.w).sqrt() * problem.radius();
        let rounding = f64::EPSILON * (problem.rows.n as f64 + problem.rows.d as f64 + 8.0) * (1.0 + size);
        log_losses.push((at.log_time, Ball::new(log_loss_at(problem, &at.w), rounding)));
    }
    Ok(log_losses.windows(2).map(|pair| Sided::at_most(pair[1].0, pair[1].1, pair[0].1)).collect())
}

/// |descent - second-order flow| at T against the whole second-order term.
fn keeps_to_flow(view: &View<Linear>) -> Stopped<Vec<Sided>> {
    let relay = relay(view.case, run(view, 0))?;
    let rounding =
        run(view, 0).until as f64 * f64::EPSILON * relay.norm + relay.entering + relay.second_order.error;
    let miss = distance(&relay.descent, &relay.second_order.z);
    Ok(vec![Sided::at_most(relay.s1, Ball::new(miss, rounding), Ball::exact(relay.discretisation()))])
}

/// The error of a margin at a point of the flow, and of ln L: that of the point, and of a sum of d terms.
pub(in crate::papers) fn margin_error(view: &View<Linear>, at: &Reached) -> Stopped<f64> {
    let problem = &view.case.problem;
    let largest = view.case.frame()?.excess.iter().fold(0.0, |a: f64, e| a.max(1.0 + e));
    let terms = problem.radius() * dot(&at.z, &at.z).sqrt() + at.s * largest;
    let roundings = f64::EPSILON * (problem.rows.n as f64 + problem.rows.d as f64 + 8.0);
    Ok(problem.radius() * point_error(view.case, at)? + roundings * terms)
}

fn least_margin(view: &View<Linear>, s: f64, z: &[f64]) -> Stopped<f64> {
    let frame = view.case.frame()?;
    let rows = view.case.problem.rows.rows().zip(&frame.excess);
    Ok(rows.map(|(row, excess)| s.mul_add(1.0 + excess, dot(row, z))).fold(f64::INFINITY, f64::min))
}
