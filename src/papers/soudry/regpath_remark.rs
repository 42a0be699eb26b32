//! The regularisation path goes to the max margin too, with the same offset across it.
//!
//! **Statement.** As lambda -> 0 the minimiser of L(w) + lambda ||w||^2 / 2 tends in direction to the l2 max margin.
//! **Hypotheses.** Separable; exponential tail; every support vector has a positive multiplier.
//! **Prediction.** With s = -log lambda, L + log L - s tends to log gamma^2 + H(p), and P_perp w tends to v within the span of the
//! support vectors, as on the path of descent; both derived, with an error of order 1/s, at s = 10^6.
//! **Controls.** L growing like s alone; no offset across w^; the offset of even multipliers; the l1 separator as the limit.
//! **Source.** Soudry et al., JMLR 19(70), 2018, remark on the regularisation path, after Rosset et al. 2004; arXiv:1710.10345.

use crate::case::{Case, Stopped};
use crate::certificate::Norm;
use crate::claim::linear::{exponential_tail, generic, separable};
use crate::claim::{Claim, Course, Law, Leg, Reading, View};
use crate::measure::{
    Letters, Observable, Regularised, distance, dot, linear_facts, other_separator, reference_certificates,
    regularised,
};
use crate::numbers::{Ball, ln};
use crate::problem::{Linear, PlantedSets};
use crate::record::Clock;
use std::rc::Rc;
use std::sync::Arc;

/// -log lambda at which the path is read, a decade apart.
const TIMES: [f64; 3] = [1e4, 1e5, 1e6];
/// What is left of an error of order log s / s a decade later, at most.
const KEPT: f64 = 0.2;

/// Within the span of the support a separator this close to w^, relatively, is w^ to the solvers' last digits.
const ROUNDED: f64 = 1e-9;

const ALONG: &str = "L + log L - s on the path";
const ACROSS: &str = "P_perp w on the path";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        leg(ALONG, along, |case| Ok(vec![case.constants()?.c0])),
        leg(ACROSS, across, |case| {
            let constants = case.constants()?;
            let values = Observable::Across.at(case, 0.0, &constants.v)?;
            Ok(values.into_iter().map(|x| Ball::new(x, constants.v_error)).collect())
        }),
    ]);
    Claim::new("soudry.regpath_remark", include_str!("regpath_remark.rs"), law)
        .derived()
        .on(PlantedSets::Spanning, 40, 400)
        .on(PlantedSets::Deficient, 40, 400)
        .hypothesis(separable())
        .hypothesis(exponential_tail())
        .hypothesis(generic())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_prediction("L growing like s alone", ALONG, |view| {
            Ok(vec![view.case.constants()?.c0 + Ball::exact(ln(TIMES[2]))])
        })
        .control_prediction("no offset across w^", ACROSS, |view| {
            Ok(vec![Ball::exact(0.0); view.case.constants()?.across_basis.len()])
        })
        .control_prediction("the offset of even multipliers", ACROSS, |view| {
            let constants = view.case.constants()?;
            let values = Observable::Across.at(view.case, 0.0, &constants.v)?;
            Ok(values.into_iter().map(|x| Ball::exact(0.5 * x)).collect())
        })
        .control_prediction("the l1 separator as the limit", ACROSS, |view| {
            let case = view.case;
            let constants = case.constants()?;
            let plain = Observable::Across.at(case, 0.0, &constants.v)?;
            let Some(other) = other_separator(case, Norm::One)? else {
                return Ok(plain.into_iter().map(Ball::exact).collect());
            };
            let away = Observable::Across.at(case, 0.0, &other)?;
            // Where it differs from w^ outside the span of the support only, what is left across w^ is rounding.
            if dot(&away, &away) <= ROUNDED * ROUNDED * dot(&other, &other) {
                return Ok(plain.into_iter().map(Ball::exact).collect());
            }
            let scaled = plain.iter().zip(away).map(|(v, w)| Ball::exact(w.mul_add(TIMES[2], *v)));
            Ok(scaled.collect())
        })
}

/// The path at the times, each from the one before; made once.
fn path(case: &Case<Linear>) -> Stopped<Rc<Vec<Regularised>>> {
    case.once("regularisation path", || {
        let constants = case.constants()?;
        let mut z = constants.v.clone();
        let mut found = Vec::new();
        for s in TIMES {
            let next = regularised(case, s, &z)?;
            z.clone_from(&next.z);
            found.push(next);
        }
        Ok(found)
    })
}

type Reader = fn(&Case<Linear>, &Regularised) -> Stopped<Vec<f64>>;

fn along(case: &Case<Linear>, at: &Regularised) -> Stopped<Vec<f64>> {
    let beside = Observable::Along.at(case, at.s, &at.z)?[0];
    Ok(vec![beside + ln(at.s + beside)])
}

fn across(case: &Case<Linear>, at: &Regularised) -> Stopped<Vec<f64>> {
    Observable::Across.at(case, at.s, &at.z)
}

fn leg(
    name: &str,
    read: Reader,
    constant: impl Fn(&Case<Linear>) -> Stopped<Vec<Ball>> + Send + Sync + 'static,
) -> Leg<Linear> {
    Leg {
        name: name.to_string(),
        observe: Arc::new(move |view: &View<Linear>| {
            let path = path(view.case)?;
            let last = &path[2];
            let rounding = 2.0 * last.error + 8.0 * f64::EPSILON * ln(last.s);
            Ok(Reading {
                value: read(view.case, last)?,
                rounding,
                log_time: Some(last.s),
                clock: Clock::Path,
            })
        }),
        predict: Arc::new(move |view| constant(view.case)),
        remainder: Arc::new(move |view| {
            let path = path(view.case)?;
            let moved = distance(&read(view.case, &path[1])?, &read(view.case, &path[2])?);
            Ok(2.0 * KEPT / (1.0 - KEPT) * moved)
        }),
        scale: None,
        course: Course::Nothing,
    }
}
