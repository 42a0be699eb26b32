//! The residual w(t) - w^ log t - w~ decays like t to the power -lambda*.
//!
//! **Statement.** Beyond Theorem 4: within the span of the support vectors the residual falls like a power of t whose
//! exponent is read off the quadratic program, lambda* = min(lambda_min(M), theta - 1, mu_+, 1) with
//! M = sum alpha_i z_i z_i^T and theta the smallest z_i.w^ off the support.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** d ln |r_k| / d ln t = -lambda*, where r_k is the residual's component along the eigenvector of M
//! that keeps lambda* farthest from the next exponent. Derived; the paper has no exponent.
//! **Controls.** half of lambda*; no decay at all; twice lambda*.
//! **Source.** Linearisation of the flow of Soudry et al., JMLR 19(70), 2018, Theorem 4; arXiv:1710.10345.

use crate::case::{Case, Stopped};
use crate::claim::linear::generic;
use crate::claim::{Claim, Law, Power, PowerLaw, run};
use crate::measure::{Letters, Modes, exponent, forced_exponents, gap_after_slowest, separation_in_time};
use crate::numbers::Ball;
use crate::problem::{Linear, PlantedSets};
use crate::record::{Clock, Stop};
use std::sync::Arc;

const NAME: &str = "exponent of the residual against -lambda*";

pub(super) fn claim() -> Claim<Linear> {
    let power = Power {
        name: NAME.to_string(),
        clock: Clock::Flow,
        observe: Arc::new(|view| {
            let mode = Mode::of(view.case)?;
            let constants = view.case.constants()?;
            let modes = view.case.ask(&Modes)?;
            let axis = &modes[mode.index].axis;
            let found = exponent(view.case, run(view, 0), mode.slow, mode.gap, constants.v_error, |z| {
                Ok(axis.iter().zip(z).zip(&constants.v).map(|((a, z), v)| a * (z - v)).sum())
            })?;
            Ok(PowerLaw {
                exponent: found.slope,
                remainder: found.remainder,
                rounding: found.rounding,
                log_time: found.log_time,
            })
        }),
        predict: Arc::new(|view| Ok(vec![Ball::rounded(-Mode::of(view.case)?.slow, 64.0)])),
    };
    Claim::new("soudry.thm4.exponent", include_str!("thm4_exponent.rs"), Law::Rate(vec![power]))
        .derived()
        .on(PlantedSets::Spanning, 150, 1500)
        .on(PlantedSets::Deficient, 150, 1500)
        .in_the_linear_setting()
        .hypothesis(generic())
        .undecided_at_most(0.5)
        .control_prediction("half of lambda*", NAME, |view| {
            Ok(vec![Ball::exact(-0.5 * Mode::of(view.case)?.slow)])
        })
        .control_prediction("no decay at all", NAME, |_| Ok(vec![Ball::exact(0.0)]))
        .control_prediction("twice lambda*", NAME, |view| {
            Ok(vec![Ball::exact(-2.0 * Mode::of(view.case)?.slow)])
        })
}

/// The component of the residual that is looked at.
struct Mode {
    index: usize,
    slow: f64,
    gap: f64,
}

/// E-folds by which the next exponent must have fallen behind when the slope is read.
const TOLD_APART: f64 = 3.0;

impl Mode {
    /// Resolution: the flow parts this exponent from the next one before rounding hides both.
    fn told_apart(self) -> Stopped<Mode> {
        if separation_in_time(self.slow, self.gap) < TOLD_APART {
            let next = self.slow + self.gap;
            let why = format!("the exponents {:.3} and {next:.3} are too near to be told apart", self.slow);
            return Err(Stop::Undecided { why });
        }
        Ok(self)
    }

    /// Component k carries the exponents lambda_k, theta_i - 1 of every other row, mu of the loss's tail, 1 (a shift
    /// of time, through the coupling with the part along w^) and twice the slowest one (quadratic terms).
    fn of(case: &Case<Linear>) -> Stopped<Mode> {
        let slow = case.lambda_star()?;
        let forced = forced_exponents(case)?;
        let gap = |own: f64| {
            let all: Vec<f64> = forced.iter().copied().chain([own]).collect();
            let least = all.iter().copied().fold(f64::INFINITY, f64::min);
            // A component whose slowest exponent is not lambda* says nothing about it.
            (least <= slow * (1.0 + 1e-9)).then(|| gap_after_slowest(all))
        };
        case.ask(&Modes)?
            .iter()
            .enumerate()
            .filter_map(|(index, mode)| Some(Mode { index, slow, gap: gap(mode.eigenvalue)? }))
            .max_by(|a, b| a.gap.total_cmp(&b.gap))
            .ok_or_else(|| Stop::Undecided { why: "no mode across w^ carries lambda*".to_string() })
            .and_then(Mode::told_apart)
    }
}
