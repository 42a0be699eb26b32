//! Dormand and Prince's explicit pair of order 5(4), for stretches where the flow is not stiff.

use super::field::{Field, Reached};

/// Nodes c_2..c_7.
const NODES: [f64; 6] = [1.0 / 5.0, 3.0 / 10.0, 4.0 / 5.0, 8.0 / 9.0, 1.0, 1.0];
/// Rows a_2..a_7; the last is also the step.
const STAGES: [&[f64]; 6] = [
    &[1.0 / 5.0],
    &[3.0 / 40.0, 9.0 / 40.0],
    &[44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0],
    &[19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0],
    &[9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0],
    &[35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
];
/// Weights of the error estimate: order five minus order four.
const ERROR: [f64; 7] =
    [71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0];

/// Steps after which a stretch counts as stiff and is left to the implicit method.
const PATIENCE: usize = 4000;

/// From `here` to `goal`; `None` when the stretch is stiff or too long for an explicit method.
pub(super) fn advance(
    field: &impl Field,
    here: &Reached,
    goal: f64,
    tolerance: f64,
    rate: f64,
) -> Option<Reached> {
    // A contracting mode of rate one allows steps of about three: over a long stretch the implicit method,
    // whose steps grow without bound, is the cheaper one.
    if goal - here.s > 30.0 {
        return None;
    }
    // So does one whose fastest mode would need more steps than there is patience for.
    let steps = field.fastest(here.s, &here.z) * (goal - here.s);
    if steps.is_nan() || steps >= PATIENCE as f64 {
        return None;
    }
    let d = here.z.len();
    let mut slopes = vec![vec![0.0; d]; 7];
    let (mut s, mut z, mut error) = (here.s, here.z.clone(), here.error);
    let mut trial = vec![0.0; d];
    let mut h = 0.01f64.min(goal - s);
    field.velocity(s, &z, &mut slopes[0])?;
    for _ in 0..PATIENCE {
        if s >= goal {
            return Some(Reached { s: goal, z, error });
        }
        let last = s + h >= goal;
        if last {
            h = goal - s;
        }
        let mut fits = true;
        for stage in 0..6 {
            for j in 0..d {
                let sum = STAGES[stage].iter().enumerate().fold(0.0, |sum, (k, a)| sum + a * slopes[k][j]);
                trial[j] = z[j] + h * sum;
            }
            let at = s + NODES[stage] * h;
            let (_, later) = slopes.split_at_mut(stage + 1);
            fits &= field.velocity(at, &trial, &mut later[0]).is_some();
            if !fits {
                break;
            }
        }
        let estimate = (0..d)
            .map(|j| h * ERROR.iter().enumerate().fold(0.0, |sum, (k, e)| sum + e * slopes[k][j]))
            .fold(0.0f64, |sum, e| sum + e * e)
            .sqrt();
        // Below this the estimate is rounding of z itself and no smaller step would mend it.
        let rounding = f64::EPSILON * z.iter().fold(0.0, |sum: f64, x| sum + x * x).sqrt();
        let allowed = tolerance.max(64.0 * rounding);
        if fits && estimate <= allowed {
            let kept = crate::numbers::exp(-rate * h - field.contraction(s, s + h));
            error = error * kept + estimate + 2.0 * rounding;
            s = if last { goal } else { s + h };
            z.copy_from_slice(&trial);
            slopes.swap(0, 6);
        }
        let ratio = if fits { (allowed / estimate.max(1e-300)).sqrt().sqrt() } else { 0.0 };
        h *= (0.9 * ratio).clamp(0.2, 4.0);
        if h.is_nan() || h <= 1e-9 {
            return None;
        }
    }
    None
}
