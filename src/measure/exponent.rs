//! The exponent with which something decays along the flow.

use super::estimate::agree;
use super::letters::Letters;
use super::relay::{dot, plain_flow, relay, stalled};
use super::rounding::point_error;
use crate::case::{Case, Run, Stopped};
use crate::dynamics::{Equilibrium, Residual, ResidualFlow};
use crate::numbers::{Ball, exp, ln};
use crate::problem::Linear;
use crate::record::Stop;
use std::rc::Rc;

/// E-folds of the slowest mode, and log time at most, after T over which the residual's own flow is held against that
/// of z.
const HELD: (f64, f64) = (6.0, 30.0);
/// Local error of the flow of z meanwhile.
const PLAIN_TOLERANCE: f64 = 1e-12;
/// E-folds by which the next mode falls behind the slowest before anything is read: a slowest mode that starts out
/// e^-20 of the next one leads it by e^20.
const LEAD: f64 = 40.0;
/// Log time after T beyond which no slow residual is followed.
const LONGEST: f64 = 4e3;
/// E-folds of the slowest mode from one of the five readings to the next.
const WINDOW: f64 = 3.0;
/// Local error, relative to the residual, while the slowest mode comes to lead: it only changes which solution is
/// followed, and all of them end with one exponent.
const WAITING_TOLERANCE: f64 = 1e-6;
/// The same from the first reading on, and as long as the residual is held against the flow of z.
const TOLERANCE: f64 = 1e-10;

/// The residual of a run a few e-folds after T, by its own flow and by that of z.
///
/// The residual's flow comes to rest at zero whatever w~ and multipliers it is given. It is that of the run only while it
/// keeps to the flow of z, which knows neither: a claim that reads an exponent off it has to compare the two.
#[derive(Clone, Debug, PartialEq)]
pub struct HeldResidual {
    /// By its own flow.
    pub residual: Residual,
    /// z - w~ by the flow of z, in the coordinates of the span of the support.
    pub plain: Vec<f64>,
    /// Error of `plain`: of the integration, of rounding and of w~.
    pub plain_error: f64,
}

impl HeldResidual {
    /// r = e^scale rho.
    pub fn in_span(&self) -> Vec<f64> {
        let scaled = exp(self.residual.scale);
        self.residual.rho.iter().map(|rho| scaled * rho).collect()
    }
}

/// A measured exponent: d ln size / d s over the last of four windows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponent {
    /// The slope over the last window.
    pub slope: f64,
    /// What faster modes may still add to it.
    pub remainder: f64,
    /// Error of the flow, turned into one of the slope.
    pub rounding: f64,
    /// Log time of the last reading.
    pub log_time: f64,
}

/// A size read off a residual.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Its logarithm.
    pub ln: f64,
    /// The relative error that the residual's own brings.
    pub relative_error: f64,
}

impl Size {
    /// Of e^scale times `value`, where `error` bounds the error of `value`.
    pub fn scaled(scale: f64, value: f64, error: f64) -> Size {
        Size { ln: scale + ln(value.abs()), relative_error: error / value.abs() }
    }
}

fn undecided<T>(why: String) -> Stopped<T> {
    Err(Stop::Undecided { why })
}

/// The residual's flow about the w~ of the reference, that point, and a bound on its error.
fn with_flow<T>(
    case: &Case<Linear>,
    take: impl FnOnce(&ResidualFlow, &Equilibrium, f64) -> Stopped<T>,
) -> Stopped<T> {
    case.problem.of_single_rows()?;
    if !ResidualFlow::knows_tail(case.problem.loss.as_ref()) {
        return undecided("the loss gives its slope beside e^-u to rounding only".to_string());
    }
    let (frame, found, constants) = (case.frame()?, case.max_margin()?, case.constants()?);
    let (point, error) = constants
        .offset(&found, Ball::rounded(case.log_eta(), 1.0))
        .ok_or_else(|| Stop::Undecided { why: "degenerate data: the flow has no equilibrium".to_string() })?;
    let gamma_squared = found.gamma_ball() * found.gamma_ball();
    let axes = [&constants.direction].into_iter().chain(&constants.across_basis);
    let rest = Equilibrium {
        point: &point,
        support: &constants.support,
        multipliers: constants.simplex_multipliers.iter().map(|p| (*p / gamma_squared).value).collect(),
        basis: axes.chain(&constants.complement_basis).map(Vec::as_slice).collect(),
        support_rank: constants.rank_support,
    };
    take(&ResidualFlow::about(&plain_flow(case, &frame), &rest), &rest, error)
}

/// The residual of a run, a few e-folds after T, by both flows; made once.
pub fn held_residual(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<HeldResidual>> {
    let key = format!("held residual {} until {}", run.path_key(), run.until);
    case.once(&key, || {
        let (relay, frame, rate) = (relay(case, run)?, case.frame()?, case.lambda_star()?);
        let goal = relay.s1 + (HELD.0 / rate).min(HELD.1);
        let plain = plain_flow(case, &frame)
            .follow(relay.s1, &relay.descent, &[goal], PLAIN_TOLERANCE, rate)
            .map_err(stalled)?
            .pop()
            .expect("one output");
        with_flow(case, |flow, rest, error| {
            let start = ResidualFlow::enter(relay.s1, &relay.descent, rest);
            let residual = flow.follow(&start, goal, TOLERANCE, rate).map_err(stalled)?;
            let apart: Vec<f64> = plain.z.iter().zip(rest.point).map(|(z, w)| z - w).collect();
            Ok(HeldResidual {
                residual,
                plain: rest.basis[..rest.support_rank].iter().map(|axis| dot(axis, &apart)).collect(),
                plain_error: point_error(case, &plain)? + error,
            })
        })
    })
}

/// Measures how `size` of the residual r = z - w~ decays along its flow, on from [`held_residual`].
///
/// `slow` is the slowest exponent and `gap` the distance to the next one: both from the reference. They lay out the
/// readings and enter nothing else. Where what is left is one mode, the slope over a window of length D changes by a
/// factor q = e^(-gap D) less from window to window: by that the windows are held against one another ([`limit`](super::limit)
/// has the rule). It holds once the slow mode leads, which is waited for: while the changes do not shrink about as fast
/// as q, or change sign, the measurement is undecided.
pub fn exponent(
    case: &Case<Linear>,
    run: &Run<Linear>,
    slow: f64,
    gap: f64,
    size: impl Fn(&Residual) -> Stopped<Size>,
) -> Stopped<Exponent> {
    // A comparison with NaN is false.
    if !(slow > 0.0 && WINDOW / slow <= LONGEST) {
        return undecided(format!("an exponent of {slow:.1e} is too small to be waited for"));
    }
    if !(gap > 0.0 && LEAD / gap <= LONGEST) {
        return undecided(format!(
            "exponents too near to one another: with a gap of {gap:.1e} after {slow:.3} the slowest mode leads only after \
             {:.1e} units of log time",
            LEAD / gap.max(0.0)
        ));
    }
    let held = held_residual(case, run)?;
    let window = WINDOW / slow;
    let mut sizes = Vec::new();
    let mut noise: f64 = 0.0;
    let log_time = with_flow(case, |flow, _, _| {
        let mut here = held.residual.clone();
        let leads = relay(case, run)?.s1 + LEAD / gap;
        if here.s < leads {
            here = flow.follow(&here, leads, WAITING_TOLERANCE, 0.0).map_err(stalled)?;
        }
        // Errors count from here on.
        here.error = 0.0;
        for reading in 0..5 {
            if reading > 0 {
                here = flow.follow(&here, here.s + window, TOLERANCE, slow).map_err(stalled)?;
            }
            let found = size(&here)?;
            if !(found.ln.is_finite() && found.relative_error.is_finite()) {
                return undecided("the residual has reached zero".to_string());
            }
            noise = noise.max(found.relative_error + 8.0 * f64::EPSILON * found.ln.abs().max(1.0));
            sizes.push(found.ln);
        }
        Ok(here.s)
    })?;
    if noise > 0.1 {
        return undecided(format!("the residual is hidden by an error of {noise:.1e} of it"));
    }
    let slopes: Vec<f64> = sizes.windows(2).map(|pair| (pair[1] - pair[0]) / window).collect();
    let rounding = 2.5 * noise / window;
    let remainder = agree(&slopes, exp(-gap * window), rounding)
        .map_err(|_| Stop::Undecided { why: "the slowest mode does not lead yet".to_string() })?;
    Ok(Exponent { slope: slopes[3], remainder, rounding, log_time })
}

/// The size of the component along a unit vector of length d in the span of the support.
pub fn component(case: &Case<Linear>, axis: &[f64], at: &Residual) -> Stopped<Size> {
    let constants = case.constants()?;
    let axes = [&constants.direction].into_iter().chain(&constants.across_basis);
    let value = axes.zip(&at.rho).map(|(e, rho)| dot(axis, e) * rho).sum();
    Ok(Size::scaled(at.scale, value, at.error))
}

/// ||P_perp w|| within the span of the support: of v + r, or of r where v is zero to within its error.
pub fn across_norm(case: &Case<Linear>, at: &Residual) -> Stopped<Size> {
    let constants = case.constants()?;
    let rho = &at.rho[1..];
    if constants.a_perp.value <= 2.0 * constants.a_perp.radius {
        return Ok(Size::scaled(at.scale, dot(rho, rho).sqrt(), at.error));
    }
    let scaled = exp(at.scale);
    let w: Vec<f64> = constants
        .across_basis
        .iter()
        .zip(rho)
        .map(|(axis, rho)| scaled.mul_add(*rho, dot(axis, &constants.v)))
        .collect();
    Ok(Size::scaled(0.0, dot(&w, &w).sqrt(), scaled * at.error))
}
