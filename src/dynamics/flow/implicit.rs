//! An L-stable singly diagonally implicit pair of order 4(3), for stiff and for endless stretches
//! (Hairer and Wanner, Solving Ordinary Differential Equations II, table IV.6.5).

use super::frame::{Flow, FlowError, Reached};

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
/// Order four minus order three.
const DEFECT: [f64; 5] = [-3.0 / 16.0, -27.0 / 32.0, 25.0 / 32.0, 0.0, 1.0 / 4.0];

/// From `here` to `goal`.
pub(super) fn advance(
    flow: &Flow,
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
                let sum =
                    STAGES[stage].iter().enumerate().fold(0.0, |sum, (k, a)| a.mul_add(slopes[k][j], sum));
                base[j] = h.mul_add(sum, z[j]);
            }
            solved = newton.solve(flow, NODES[stage].mul_add(h, s), h * GAMMA, &base, &mut y, tolerance);
            if !solved {
                break;
            }
            for j in 0..d {
                slopes[stage][j] = (y[j] - base[j]) / (h * GAMMA);
            }
        }
        let defect = (0..d)
            .map(|j| h * DEFECT.iter().enumerate().fold(0.0, |sum, (k, e)| e.mul_add(slopes[k][j], sum)))
            .fold(0.0f64, |sum, e| e.mul_add(e, sum))
            .sqrt();
        // Below this the estimate is rounding of z itself and no smaller step would mend it.
        let allowed = tolerance.max(64.0 * f64::EPSILON * dot(&z, &z).sqrt());
        if solved && defect <= allowed {
            error = error * crate::numbers::exp(-rate * h) + defect;
            s = if last { goal } else { s + h };
            z.copy_from_slice(&y);
        }
        let ratio = if solved { (allowed / defect.max(1e-300)).sqrt().sqrt() } else { 0.0 };
        h *= (0.9 * ratio).clamp(0.2, 3.0);
        if !(h > 1e-10 * (1.0 + s.abs())) {
            return Err(FlowError::Stalled { s, step: h, goal });
        }
    }
    Ok(Reached { s: goal, z, error })
}

use super::frame::dot;

/// Newton's method for y = base + a F(s, y), the minimiser of a strongly convex function.
struct Newton {
    velocity: Vec<f64>,
    curvature: Vec<f64>,
    residual: Vec<f64>,
    move_: Vec<f64>,
    trial: Vec<f64>,
}

impl Newton {
    fn new(d: usize) -> Newton {
        Newton {
            velocity: vec![0.0; d],
            curvature: vec![0.0; d * d],
            residual: vec![0.0; d],
            move_: vec![0.0; d],
            trial: vec![0.0; d],
        }
    }

    /// |y - base - a F(s, y)|, with the residual and, where asked for, the curvature left in place.
    fn residual(&mut self, flow: &Flow, s: f64, a: f64, base: &[f64], y: &[f64], bend: bool) -> Option<f64> {
        flow.velocity(s, y, &mut self.velocity, bend.then_some(&mut self.curvature[..]))?;
        for j in 0..y.len() {
            self.residual[j] = (-a).mul_add(self.velocity[j], y[j] - base[j]);
        }
        let size = dot(&self.residual, &self.residual).sqrt();
        size.is_finite().then_some(size)
    }

    fn solve(&mut self, flow: &Flow, s: f64, a: f64, base: &[f64], y: &mut [f64], tolerance: f64) -> bool {
        let d = y.len();
        let goal = 1e-3 * tolerance;
        let Some(mut size) = self.residual(flow, s, a, base, y, true) else { return false };
        for _ in 0..25 {
            for j in 0..d {
                for k in 0..d {
                    self.curvature[j * d + k] *= a;
                }
                self.curvature[j * d + j] += 1.0;
            }
            self.move_.copy_from_slice(&self.residual);
            if !solve_positive_definite(&mut self.curvature, &mut self.move_, d) {
                return false;
            }
            let length = dot(&self.move_, &self.move_).sqrt();
            let floor = 8.0 * f64::EPSILON * (1.0 + dot(y, y).sqrt());
            let mut share = 1.0;
            loop {
                for j in 0..d {
                    self.trial[j] = (-share as f64).mul_add(self.move_[j], y[j]);
                }
                let trial = std::mem::take(&mut self.trial);
                let found = self.residual(flow, s, a, base, &trial, true);
                self.trial = trial;
                if let Some(found) = found {
                    if found <= size * (1.0 - 0.25 * share) || length <= floor.max(goal) {
                        size = found;
                        break;
                    }
                }
                share *= 0.5;
                if share < 1e-4 {
                    return false;
                }
            }
            y.copy_from_slice(&self.trial);
            if share == 1.0 && length <= floor.max(goal) {
                return true;
            }
        }
        false
    }
}

/// Solves m x = b for a symmetric positive definite m (d x d, row-major), in place, by Cholesky.
fn solve_positive_definite(m: &mut [f64], b: &mut [f64], d: usize) -> bool {
    for j in 0..d {
        for k in 0..j {
            let l = m[j * d + k];
            for i in j..d {
                m[i * d + j] = (-l).mul_add(m[i * d + k], m[i * d + j]);
            }
        }
        let pivot = m[j * d + j];
        if !(pivot > 0.0) {
            return false;
        }
        let root = pivot.sqrt();
        for i in j..d {
            m[i * d + j] /= root;
        }
    }
    for j in 0..d {
        b[j] /= m[j * d + j];
        for i in j + 1..d {
            b[i] = (-b[j]).mul_add(m[i * d + j], b[i]);
        }
    }
    for j in (0..d).rev() {
        for i in j + 1..d {
            b[j] = (-b[i]).mul_add(m[i * d + j], b[j]);
        }
        b[j] /= m[j * d + j];
    }
    true
}
