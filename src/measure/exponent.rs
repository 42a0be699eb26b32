//! The exponent with which something decays along the flow.

use super::letters::Letters;
use super::relay::relay;
use crate::case::{Case, Run, Stopped};
use crate::dynamics::Flow;
use crate::numbers::ln;
use crate::problem::Linear;
use crate::record::Stop;

/// Local error of the flow in the window.
const TOLERANCE: f64 = 1e-12;
/// The four readings, in e-folds of the slowest mode after T.
const READINGS: [f64; 4] = [6.0, 9.0, 12.0, 15.0];

/// Stretches of the flow after which a slow residual is given up.
const MOST_STOPS: f64 = 1e4;

/// E-folds by which a mode at distance `gap` has fallen behind the slowest, since T, at the last reading.
pub fn separation_in_time(slow: f64, gap: f64) -> f64 {
    READINGS[3] * gap / slow
}

/// A measured exponent: d ln size / d s over the last of three windows.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponent {
    /// The slope over the last window.
    pub slope: f64,
    /// What faster modes may still add to it.
    pub remainder: f64,
    /// Error of the flow and of the reference, turned into one of the slope.
    pub rounding: f64,
    /// Log time of the last reading.
    pub log_time: f64,
}

/// Measures how `size` of z decays along the flow from the iterate at T.
///
/// The readings are laid out by the slowest exponent `slow` of the problem, and `gap` is the distance to the next
/// one: both from the reference. If x is the share of the next mode, the slope differs from its limit by gap x, and
/// from one window of length D to the next x shrinks by q = e^(-gap D); so the slope still misses q / (1 - q) times
/// its last change. Twice that is allowed, with what the change before has left added to the last, for modes of
/// opposite sign that cancel in one window. It holds once the slow mode leads: while the changes do not shrink from
/// window to window, or change sign, the measurement is undecided. `error` bounds the reference error in `size`.
pub fn exponent(
    case: &Case<Linear>,
    run: &Run<Linear>,
    slow: f64,
    gap: f64,
    error: f64,
    size: impl Fn(&[f64]) -> Stopped<f64>,
) -> Stopped<Exponent> {
    let relay = relay(case, run)?;
    let frame = case.frame()?;
    let flow = Flow {
        rows: &case.problem.rows,
        loss: case.problem.loss.as_ref(),
        log_step: case.log_eta(),
        frame: &frame,
        second_order: false,
    };
    let window = 3.0 / slow;
    // Short stretches keep to the explicit pair and its small local error.
    let far = relay.s1 + READINGS[3] / slow;
    let stops = ((far - relay.s1) / 5.0).ceil().max(1.0);
    if stops > MOST_STOPS {
        let why =
            format!("a residual that falls like t^-{slow:e} would have to be followed to log time {far:e}");
        return Err(Stop::Undecided { why });
    }
    let mut outputs: Vec<f64> = (1..=stops as usize).map(|k| relay.s1 + 5.0 * k as f64).collect();
    outputs.retain(|s| *s < far);
    let readings: Vec<f64> = READINGS.iter().map(|e| relay.s1 + e / slow).collect();
    outputs.extend(&readings);
    outputs.sort_by(f64::total_cmp);
    outputs.dedup();
    let reached = flow
        .follow(relay.s1, &relay.descent, &outputs, TOLERANCE, slow)
        .map_err(|error| Stop::Undecided { why: error.to_string() })?;
    let mut sizes = Vec::new();
    let mut noise: f64 = 0.0;
    for at in reached.iter().filter(|at| readings.contains(&at.s)) {
        let found = size(&at.z)?;
        if found == 0.0 {
            return Err(Stop::Undecided { why: "the residual has reached zero".to_string() });
        }
        noise = noise.max((at.error + error) / found.abs());
        sizes.push(ln(found.abs()));
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
    let q = crate::numbers::exp(-gap * window);
    Ok(Exponent {
        slope: slopes[2],
        remainder: 2.0 * q / (1.0 - q) * (last.abs() + q * before.abs()),
        rounding,
        log_time: far,
    })
}
