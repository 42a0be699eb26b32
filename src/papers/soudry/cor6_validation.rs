//! The validation loss grows like log t when a validation point is misclassified by the max margin.
//!
//! **Statement.** If some validation point has x_k.w^ < 0, the logistic validation loss is Omega(log t), although the
//! validation error need not grow.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; logistic loss; some validation point
//! misclassified.
//! **Prediction.** dL_val/dlog t tends to sum_k max(0, -x_k.w^). Derived from Theorem 3.
//! Undecided on degenerate data, where no exponent bounds what is left of the residual.
//! **Controls.** number of misclassified points as the slope; half the slope; bounded validation loss; polynomial tail
//! posing as an exponential one; all validation points classified correctly: the loss does not grow.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Corollary 6; arXiv:1710.10345.

use crate::case::{Case, Stopped};
use crate::claim::linear::polynomial_tail;
use crate::claim::{
    Checked, Claim, Hypothesis, Law, Leg, Reading, View, descent_follows_flow, run, slope_comes_to,
};
use crate::measure::{Letters, Observable, Validation, distance, dot, far};
use crate::numbers::{Ball, exp};
use crate::problem::{Linear, LossKernel, PlantedSets};
use crate::record::Clock;
use std::sync::Arc;

const SLOPE: &str = "slope of the validation loss on log t";
const POINTS: Validation = Validation { misclassified: true };
const CORRECT: Validation = Validation { misclassified: false };

pub(super) fn claim() -> Claim<Linear> {
    let law =
        |points: Validation| Law::Limit(vec![descent_follows_flow(0, Observable::Residual), slope(points)]);
    Claim::new("soudry.cor6.validation", include_str!("cor6_validation.rs"), law(POINTS))
        .derived()
        .on(PlantedSets::Spanning, 150, 1500)
        .on(PlantedSets::Deficient, 150, 1500)
        .in_the_linear_setting()
        .hypothesis(logistic())
        .outside_at_most(0.7)
        .control_prediction("number of misclassified points as the slope", SLOPE, |view| {
            let points = view.case.ask(&POINTS)?;
            let w = &view.case.max_margin()?.w_hat;
            let wrong = points.rows().filter(|row| dot(row, w) < 0.0).count();
            Ok(vec![Ball::exact(wrong as f64)])
        })
        .control_prediction("half the slope", SLOPE, |view| {
            Ok(vec![Ball::exact(0.5) * predicted(view, POINTS)?])
        })
        .control_prediction("bounded validation loss", SLOPE, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
        .but_true_as("all validation points classified correctly: the loss does not grow", law(CORRECT))
}

fn logistic() -> Hypothesis<Linear> {
    Hypothesis::new("logistic loss", |case: &Case<Linear>| {
        let met = case.problem.loss.kernel() == LossKernel::Logistic;
        Ok(Checked { met, found: format!("{} loss", case.problem.loss.key()) })
    })
}

fn predicted(view: &View<Linear>, points: Validation) -> Stopped<Ball> {
    let found = view.case.max_margin()?;
    let points = view.case.ask(&points)?;
    let value = Validation::shortfall(&points, &found.w_hat);
    Ok(Ball::new(value, total_length(&points) * found.w_hat_error + 64.0 * f64::EPSILON * value))
}

fn slope(points: Validation) -> Leg<Linear> {
    let lipschitz =
        move |view: &View<Linear>| -> Stopped<f64> { Ok(total_length(view.case.ask(&points)?.as_ref())) };
    Leg {
        name: SLOPE.to_string(),
        observe: Arc::new(move |view| {
            let far = far(view.case, run(view, 0))?;
            let rows = view.case.ask(&points)?;
            let drift = &view.case.frame()?.drift;
            let loss = |s: f64, z: &[f64]| {
                let w: Vec<f64> = z.iter().zip(drift).map(|(z, d)| s.mul_add(*d, *z)).collect();
                Validation::loss(&rows, &w)
            };
            let (before, after) = (loss(far.half.s, &far.half.z), loss(far.end.s, &far.end.z));
            let span = far.end.s - far.half.s;
            let error = lipschitz(view)? * (far.half.error + far.end.error)
                + 8.0 * f64::EPSILON * (rows.n + rows.d) as f64 * (before + after);
            Ok(Reading {
                value: vec![(after - before) / span],
                rounding: error / span,
                log_time: Some(far.end.s),
                clock: Clock::Flow,
            })
        }),
        predict: Arc::new(move |view| Ok(vec![predicted(view, points)?])),
        remainder: Arc::new(move |view| {
            let far = far(view.case, run(view, 0))?;
            let span = far.end.s - far.half.s;
            let q = exp(-view.case.lambda_star()? * (far.half.s - far.quarter.s));
            let moved = 2.0 * q / (1.0 - q) * distance(&far.quarter.z, &far.half.z);
            // Beside its linear part a point's loss has softplus(-|u|) <= e^-|u|, |u| >= |x_k.w^| s/2 - |x_k| |z|;
            // every point stands off the plane by a tenth of R, so that |x_k.w^| >= R/(10 gamma).
            let reach = view.case.problem.radius() / (10.0 * view.case.gamma()?.value);
            let size = dot(&far.half.z, &far.half.z).sqrt();
            let longest = 1.1 * view.case.problem.radius();
            let bent = Validation::POINTS as f64 * exp(longest * size - reach * far.half.s);
            Ok((lipschitz(view)? * moved + 2.0 * bent) / span)
        }),
        scale: None,
        course: slope_comes_to(
            0,
            move |case, s, z| {
                let (rows, frame) = (case.ask(&points)?, case.frame()?);
                let w: Vec<f64> = z.iter().zip(&frame.drift).map(|(z, d)| s.mul_add(*d, *z)).collect();
                Ok(vec![Validation::loss(&rows, &w)])
            },
            move |view| Ok(vec![predicted(view, points)?]),
        ),
    }
}

fn total_length(points: &crate::data::SignedRows) -> f64 {
    points.rows().map(|row| dot(row, row).sqrt()).sum()
}
