//! An L-stable singly diagonally implicit pair of order 4(3), for stiff and for endless stretches
//! (Hairer and Wanner, Solving Ordinary Differential Equations II, table IV.6.5).

use super::field::{FlowError, GradientField, Reached};
use super::frame::dot;

/// Steps after which a stretch is given up.
const PATIENCE: usize = 5000;
const GAMMA: f64 = 0.25;
const NODES: [f64; 5] = [1.0 / 4.0, 3.0 / 4.0, 11.0 / 20.0, 1.0 / 2.0, 1.0];
const STAGES: [&[f64]; 5] = [
    &[],
    &[1.0 / 2.0],
    &[17.0 / 50.0, -1.0 / 25.0],
    &[371.0 / 1360.0, -137.0 / 2720.0, 15.0 / 544.0],
    &[25.0 / 24.0, -49.0 / 48.0, 125.0 / 16.0, -85.0 / 12.0],
];
/// Weights of the error estimate: order four minus order three.
const ERROR: [f64; 5] = [-3.0 / 16.0, -27.0 / 32.0, 25.0 / 32.0, 0.0, 1.0 / 4.0];

/// From `here` to `goal`.
pub(super) fn advance(
    field: &impl GradientField,
    here: &Reached,
    goal: f64,
    tolerance: f64,
    rate: f64,
) -> Result<Reached, FlowError> {
    let d = here.z.len();
    let mut newton = Newton::new(d);
    let mut slopes = vec![vec![0.0; d]; 5];
    let (mut s, mut z, mut error) = (here.s, here.z.clone(), here.error);
    let mut base = vec![0.0; d];
    let mut y = vec![0.0; d];
    let mut h = (0.05f64).min(goal - s);
    let mut steps = 0;
    while s < goal {
        steps += 1;
        if steps > PATIENCE {
            return Err(FlowError::Stalled { s, step: h, goal });
        }
        let last = s + h >= goal;
        if last {
            h = goal - s;
        }
        let mut solved = true;
        y.copy_from_slice(&z);
        for stage in 0..5 {
            for j in 0..d {
                let sum = STAGES[stage].iter().enumerate().fold(0.0, |sum, (k, a)| sum + a * slopes[k][j]);
                base[j] = z[j] + h * sum;
            }
            solved = newton.solve(field, s + NODES[stage] * h, h * GAMMA, &base, &mut y, tolerance);
            if !solved {
                break;
            }
            for j in 0..d {
                slopes[stage][j] = (y[j] - base[j]) / (h * GAMMA);
            }
        }
        let estimate = (0..d)
            .map(|j| h * ERROR.iter().enumerate().fold(0.0, |sum, (k, e)| sum + e * slopes[k][j]))
            .fold(0.0f64, |sum, e| sum + e * e)
            .sqrt();
        // Below this the estimate is rounding of z itself and no smaller step would mend it.
        let rounding = f64::EPSILON * dot(&z, &z).sqrt();
        let allowed = tolerance.max(64.0 * rounding);
        if solved && estimate <= allowed {
            // Newton's method stops within eight units of each stage, and the field's own rounding.
            let kept = crate::numbers::exp(-rate * h - field.contraction(s, s + h));
            error = error * kept + estimate + 16.0 * (rounding + f64::EPSILON) + 2.0 * field.rounding(&z);
            s = if last { goal } else { s + h };
            z.copy_from_slice(&y);
        }
        let ratio = if solved { (allowed / estimate.max(1e-300)).sqrt().sqrt() } else { 0.0 };
        h *= (0.9 * ratio).clamp(0.2, 3.0);
        if h.is_nan() || h <= 1e-10 * (1.0 + s.abs()) {
            return Err(FlowError::Stalled { s, step: h, goal });
        }
    }
    Ok(Reached { s: goal, z, error })
}

/// Newton's method for y = base + a F(s, y), the minimiser of a strongly convex function. The stages of a step
/// share one matrix, so its factor is kept as long as it still brings the residual down.
struct Newton {
    velocity: Vec<f64>,
    factor: Vec<f64>,
    /// The a that the factor was made for; NaN where there is none.
    made_for: f64,
    residual: Vec<f64>,
    move_: Vec<f64>,
    trial: Vec<f64>,
}

impl Newton {
    fn new(d: usize) -> Newton {
        Newton {
            velocity: vec![0.0; d],
            factor: vec![0.0; d * d],
            made_for: f64::NAN,
            residual: vec![0.0; d],
            move_: vec![0.0; d],
            trial: vec![0.0; d],
        }
    }

    /// |y - base - a F(s, y)|, with the residual left in place.
    fn residual(
        &mut self,
        field: &impl GradientField,
        s: f64,
        a: f64,
        base: &[f64],
        y: &[f64],
    ) -> Option<f64> {
        field.velocity(s, y, &mut self.velocity)?;
        for j in 0..y.len() {
            self.residual[j] = y[j] - base[j] - a * self.velocity[j];
        }
        let size = dot(&self.residual, &self.residual).sqrt();
        size.is_finite().then_some(size)
    }

    /// Factors 1 + a C(s, y), C the curvature.
    fn refactor(&mut self, field: &impl GradientField, s: f64, a: f64, y: &[f64]) -> Option<()> {
        let d = y.len();
        self.made_for = f64::NAN;
        field.curvature(s, y, &mut self.factor)?;
        self.factor.iter_mut().for_each(|c| *c *= a);
        (0..d).for_each(|j| self.factor[j * d + j] += 1.0);
        factor_positive_definite(&mut self.factor, d).then(|| self.made_for = a)
    }

    fn solve(
        &mut self,
        field: &impl GradientField,
        s: f64,
        a: f64,
        base: &[f64],
        y: &mut [f64],
        tolerance: f64,
    ) -> bool {
        let d = y.len();
        let Some(mut size) = self.residual(field, s, a, base, y) else { return false };
        let mut fresh = false;
        for _ in 0..60 {
            if self.made_for != a {
                if self.refactor(field, s, a, y).is_none() {
                    return false;
                }
                fresh = true;
            }
            self.move_.copy_from_slice(&self.residual);
            solve_factored(&self.factor, &mut self.move_, d);
            let length = dot(&self.move_, &self.move_).sqrt();
            // What rounding of y itself leaves, or well below the local error.
            let done = length
                <= (8.0 * f64::EPSILON * (1.0 + dot(y, y).sqrt()))
                    .max(1e-6 * tolerance)
                    .max(field.rounding(y));
            let mut share = 1.0;
            let before = self.residual.clone();
            loop {
                for j in 0..d {
                    self.trial[j] = y[j] - share * self.move_[j];
                }
                let trial = std::mem::take(&mut self.trial);
                let found = self.residual(field, s, a, base, &trial);
                self.trial = trial;
                let enough = if fresh { 1.0 - 0.25 * share } else { 0.3 };
                if let Some(found) = found
                    && (found <= size * enough || done)
                {
                    size = found;
                    y.copy_from_slice(&self.trial);
                    break;
                }
                if !fresh {
                    share = 0.0;
                    break;
                }
                share *= 0.5;
                if share < 1e-4 {
                    return false;
                }
            }
            if share == 0.0 {
                // The kept factor no longer serves: make one here.
                self.residual = before;
                self.made_for = f64::NAN;
                continue;
            }
            if done && share == 1.0 {
                return true;
            }
            if fresh && share < 1.0 {
                self.made_for = f64::NAN;
            }
            fresh = false;
        }
        false
    }
}

/// Cholesky factor of a symmetric positive definite m (d x d, row-major), in its lower triangle.
fn factor_positive_definite(m: &mut [f64], d: usize) -> bool {
    for j in 0..d {
        for k in 0..j {
            let l = m[j * d + k];
            for i in j..d {
                m[i * d + j] -= l * m[i * d + k];
            }
        }
        let pivot = m[j * d + j];
        if pivot.is_nan() || pivot <= 0.0 {
            return false;
        }
        let root = pivot.sqrt();
        for i in j..d {
            m[i * d + j] /= root;
        }
    }
    true
}

/// Solves m x = b, given the factor of m.
fn solve_factored(m: &[f64], b: &mut [f64], d: usize) {
    for j in 0..d {
        b[j] /= m[j * d + j];
        for i in j + 1..d {
            b[i] -= b[j] * m[i * d + j];
        }
    }
    for j in (0..d).rev() {
        for i in j + 1..d {
            b[j] -= b[i] * m[i * d + j];
        }
        b[j] /= m[j * d + j];
    }
}
