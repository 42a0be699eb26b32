//! The residual w(t) - w^ log t - w~ decays like t to the power -lambda*.
//!
//! **Statement.** Beyond Theorem 4, on almost every separable data set: within the span of the support vectors the
//! residual falls like a power of t whose exponent is read off the quadratic program,
//! lambda* = min(lambda_min(M), theta - 1, mu, 1) with M = sum alpha_i z_i z_i^T, theta the smallest z_i.w^ off the
//! support and mu = min(mu_-, mu_+) of the loss's tail (up to a logarithm where two of these coincide).
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** d ln |r_k| / d ln t = -lambda*, where r_k is the residual's component along the eigenvector of M
//! that keeps lambda* farthest from the next exponent, along the flow of r itself; that flow keeps to the flow of w from
//! the descent's iterate, which is given no w~. Derived; the paper has no exponent.
//! **Controls.** half of lambda*; no decay at all; twice lambda*.
//! **Source.** Linearisation of the flow of Soudry et al., JMLR 19(70), 2018, Theorem 4; arXiv:1710.10345.

use crate::case::{Case, Stopped};
use crate::claim::linear::generic;
use crate::claim::{Claim, Law, Power, PowerLaw, falls_like, residual_keeps_to_flow, run};
use crate::measure::{Letters, Modes, component as size_of_component, dot, exponent, forced_exponents};
use crate::numbers::Ball;
use crate::problem::{Linear, PlantedSets};
use crate::record::{Clock, Quantifier, Stop};
use std::sync::Arc;

const NAME: &str = "exponent of the residual against -lambda*";

pub(super) fn claim() -> Claim<Linear> {
    let power = Power {
        name: NAME.to_string(),
        clock: Clock::Flow,
        observe: Arc::new(|view| {
            let component = Component::of(view.case)?;
            let found = exponent(view.case, run(view, 0), component.slow, component.gap, |r| {
                size_of_component(view.case, &component.axis, r)
            })?;
            Ok(PowerLaw {
                exponent: found.slope,
                remainder: found.remainder,
                rounding: found.rounding,
                log_time: found.log_time,
            })
        }),
        predict: Arc::new(|view| {
            let lambda = view.case.lambda_star_ball()?;
            Ok(vec![Ball::rounded(-Component::of(view.case)?.slow, 64.0) + Ball::new(0.0, lambda.radius)])
        }),
        grounds: vec![residual_keeps_to_flow()],
        course: Some(falls_like(|case, _, z| size(case, z), |case| Ok(-Component::of(case)?.slow))),
    };
    Claim::new("soudry.thm4.exponent", include_str!("thm4_exponent.rs"), Law::Rate(vec![power]))
        .derived()
        .about(Quantifier::AlmostEvery)
        .on(PlantedSets::Spanning, 150, 1500)
        .on(PlantedSets::Deficient, 150, 1500)
        .in_the_linear_setting()
        .hypothesis(generic())
        .undecided_at_most(0.1)
        .control_prediction("half of lambda*", NAME, |view| {
            Ok(vec![Ball::exact(-0.5 * Component::of(view.case)?.slow)])
        })
        .control_prediction("no decay at all", NAME, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("twice lambda*", NAME, |view| {
            Ok(vec![Ball::exact(-2.0 * Component::of(view.case)?.slow)])
        })
}

/// |r_k| by the flow of z.
fn size(case: &Case<Linear>, z: &[f64]) -> Stopped<f64> {
    let rests_nowhere =
        || Stop::Undecided { why: "degenerate data: the flow has no equilibrium".to_string() };
    let log_eta = Ball::rounded(case.log_eta(), 1.0);
    let (point, _) = case.constants()?.offset(&*case.max_margin()?, log_eta).ok_or_else(rests_nowhere)?;
    let apart: Vec<f64> = z.iter().zip(&point).map(|(z, w)| z - w).collect();
    Ok(dot(&Component::of(case)?.axis, &apart).abs())
}

/// The component of the residual that is looked at.
struct Component {
    /// Unit vector, length d: an eigenvector of M.
    axis: Vec<f64>,
    /// lambda*.
    slow: f64,
    /// From lambda* to the next exponent.
    gap: f64,
}

impl Component {
    /// The component on which lambda* is best seen. Each carries its own eigenvalue (1 along w^, where it is a shift of
    /// time) and the forced exponents: theta_i - 1 of every other row, mu of the loss's tail, and twice the slowest
    /// one (quadratic terms).
    fn of(case: &Case<Linear>) -> Stopped<Component> {
        let (slow, forced) = (case.lambda_star()?, forced_exponents(case)?);
        let along = (1.0, case.constants()?.direction.clone());
        let modes = case.ask(&Modes)?;
        let across = modes.iter().map(|mode| (mode.eigenvalue, mode.axis.clone()));
        let mut best: Option<Component> = None;
        for (eigenvalue, axis) in std::iter::once(along).chain(across) {
            let mut exponents: Vec<f64> = forced.iter().copied().chain([eigenvalue]).collect();
            exponents.sort_by(f64::total_cmp);
            // A component whose slowest exponent is not lambda* says nothing about it.
            if exponents[0] > slow * (1.0 + 1e-9) {
                continue;
            }
            let gap = exponents[1] - slow;
            if best.as_ref().is_none_or(|kept| gap > kept.gap) {
                best = Some(Component { axis, slow, gap });
            }
        }
        let why = format!("no component of the residual carries lambda* = {slow:.3}");
        best.ok_or(Stop::Undecided { why })
    }
}
