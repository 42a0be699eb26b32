//! The exponent with which something decays along the flow.

use super::letters::Letters;
use super::relay::{dot, plain_flow, relay, stalled};
use crate::case::{Case, Run, Stopped};
use crate::dynamics::{Residual, ResidualFlow, RestPoint};
use crate::numbers::{Ball, exp, ln};
use crate::problem::Linear;
use crate::record::Stop;

/// E-folds by which the next mode falls behind the slowest before anything is read: a slowest mode that starts out
/// e^-20 of the next one leads it by e^20.
const LEAD: f64 = 40.0;
/// Log time after T beyond which no slow residual is followed.
const LONGEST: f64 = 4e3;
/// E-folds of the slowest mode from one of the four readings to the next.
const WINDOW: f64 = 3.0;
/// Local error, relative to the residual, while the slowest mode comes to lead: it only changes which solution is
/// followed, and all of them end with one exponent.
const WAITING_TOLERANCE: f64 = 1e-6;
/// The same from the first reading on.
const TOLERANCE: f64 = 1e-10;

/// A measured exponent: d ln size / d s over the last of three windows.
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

/// Measures how `size` of the residual r = z - w~ decays along the flow from the iterate at T.
///
/// `slow` is the slowest exponent and `gap` the distance to the next one: both from the reference. They lay out the
/// readings and enter nothing else. If x is the share of the next mode, the slope differs from its limit by gap x,
/// and from one window of length D to the next x shrinks by q = e^(-gap D); so the slope still misses q / (1 - q)
/// times its last change. Twice that is allowed, with what the change before has left added to the last, for modes of
/// opposite sign that cancel in one window. It holds once the slow mode leads, which is waited for: while the changes
/// do not shrink from window to window, or change sign, the measurement is undecided.
pub fn exponent(
    case: &Case<Linear>,
    run: &Run<Linear>,
    slow: f64,
    gap: f64,
    size: impl Fn(&Residual) -> Stopped<Size>,
) -> Stopped<Exponent> {
    let relay = relay(case, run)?;
    if LEAD / gap > LONGEST || WINDOW / slow > LONGEST {
        return Err(Stop::Undecided {
            why: format!(
                "exponents too near to one another: a gap of {gap:.1e} after {slow:.3} would take {:.1e} units of log time",
                LEAD / gap
            ),
        });
    }
    let (frame, found, constants) = (case.frame()?, case.max_margin()?, case.constants()?);
    let flow = plain_flow(case, &frame);
    let (point, _) = constants.offset(&found, Ball::rounded(case.log_eta(), 1.0)).ok_or_else(|| {
        Stop::Undecided { why: "degenerate data: the flow has no point of rest".to_string() }
    })?;
    let gamma_squared = found.gamma_ball() * found.gamma_ball();
    let axes = [&constants.direction].into_iter().chain(&constants.across_basis);
    let rest = RestPoint {
        point: &point,
        support: &constants.support,
        multipliers: constants.simplex_multipliers.iter().map(|p| (*p / gamma_squared).value).collect(),
        basis: axes.chain(&constants.complement_basis).map(Vec::as_slice).collect(),
        support_rank: constants.rank_support,
    };
    let flow = ResidualFlow::about(&flow, &rest);
    let start = ResidualFlow::enter(relay.s1, &relay.descent, &rest);
    let mut here = flow.follow(&start, relay.s1 + LEAD / gap, WAITING_TOLERANCE, 0.0).map_err(stalled)?;
    // Errors count from here on.
    here.error = 0.0;
    let window = WINDOW / slow;
    let mut sizes = Vec::new();
    let mut noise: f64 = 0.0;
    for reading in 0..4 {
        if reading > 0 {
            here = flow.follow(&here, here.s + window, TOLERANCE, slow).map_err(stalled)?;
        }
        let found = size(&here)?;
        if !found.ln.is_finite() {
            return Err(Stop::Undecided { why: "the residual has reached zero".to_string() });
        }
        noise = noise.max(found.relative_error + 8.0 * f64::EPSILON * found.ln.abs().max(1.0));
        sizes.push(found.ln);
    }
    if noise > 0.1 {
        return Err(Stop::Undecided {
            why: format!("the residual is hidden by an error of {noise:.1e} of it"),
        });
    }
    let slopes: Vec<f64> = sizes.windows(2).map(|pair| (pair[1] - pair[0]) / window).collect();
    let rounding = 2.5 * noise / window;
    let (before, last) = (slopes[1] - slopes[0], slopes[2] - slopes[1]);
    let steady = before.abs() <= 2.0 * rounding && last.abs() <= 2.0 * rounding;
    if !steady && (before * last <= 0.0 || last.abs() >= before.abs()) {
        return Err(Stop::Undecided { why: "the slowest mode does not lead yet".to_string() });
    }
    let q = exp(-gap * window);
    Ok(Exponent {
        slope: slopes[2],
        remainder: 2.0 * q / (1.0 - q) * (last.abs() + q * before.abs()),
        rounding,
        log_time: here.s,
    })
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
