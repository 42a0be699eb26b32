//! The Radau IIA method of order 9, L-stable and stiffly accurate, for stiff and for endless stretches (Hairer and Wanner,
//! Solving Ordinary Differential Equations II, sections IV.5 and IV.8: transformation, simplified Newton, error estimate).

use super::factor::Factor;
use super::field::{FlowError, GradientField, Reached};
use super::frame::dot;
use super::radau::{COMPLEX, ERROR, NODES, PAIRS, POLYNOMIAL, REAL, STAGES, T, T_INVERSE};

/// Steps after which a stretch is given up.
const PATIENCE: usize = 20_000;
/// Newton iterations of a step.
const ITERATIONS: usize = 7;
/// Newton's method may leave this share of the local error; what it leaves is counted.
const ALGEBRAIC: f64 = 1e-2;
/// Roundings of the points below which Newton's method cannot see: T_INVERSE, of norm below 49, makes no more of them.
const PASSED_ON: f64 = 64.0;
/// Steps grow by no more than this, and do not change at all for less than that.
const GROWTH: (f64, f64) = (8.0, 1.2);

/// From `here` to `goal`.
pub(super) fn advance<F: GradientField>(
    field: &F,
    here: &Reached,
    goal: f64,
    tolerance: f64,
    rate: f64,
) -> Result<Reached, FlowError> {
    let d = here.z.len();
    let (mut s, mut z, mut error) = (here.s, here.z.clone(), here.error);
    let mut step = Step::new(d);
    let mut h = (0.05f64).min(goal - s);
    // The length of the last step that was taken and its estimate over what was allowed.
    let mut before: Option<(f64, f64)> = None;
    let mut rejected = false;
    let stalled = |s: f64, h: f64| FlowError::Stalled { s, step: h, goal };
    field.velocity(s, &z, &mut step.slope).ok_or(stalled(s, h))?;
    for _ in 0..PATIENCE {
        if s >= goal {
            return Ok(Reached { s: goal, z, error });
        }
        if h.is_nan() || h <= 1e-10 * (1.0 + s.abs()) {
            return Err(stalled(s, h));
        }
        let last = s + h >= goal;
        if last {
            h = goal - s;
        }
        // Below this the estimate is rounding of z itself and no smaller step would mend it.
        let rounding = f64::EPSILON * dot(&z, &z).sqrt();
        let allowed = tolerance.max(64.0 * rounding);
        // Where the last step had hardly an error Newton's method has to be as good.
        let share = ALGEBRAIC * before.map_or(1.0, |(_, over): (f64, f64)| over.min(1.0));
        let own = field.rounding(&z);
        let floor = (PASSED_ON * f64::EPSILON * (1.0 + dot(&z, &z).sqrt())).max(own);
        let enough = (floor.max(share * allowed), floor.max(ALGEBRAIC * allowed));
        let Some(solved) = step.solve(field, s, h, &z, enough) else {
            (h, rejected) = (0.5 * h, true);
            continue;
        };
        let mut estimate = step.estimate::<F>(&z, h, None);
        if estimate > allowed && (rejected || before.is_none()) {
            estimate = step.estimate(&z, h, Some((field, s)));
        }
        let over = (estimate / allowed).max(1e-12);
        let safety = 0.9 * (2 * ITERATIONS + 1) as f64 / (2 * ITERATIONS + solved.iterations) as f64;
        if over.is_nan() || over > 1.0 {
            let ratio = if over.is_finite() { safety / root(over) } else { 0.0 };
            (h, rejected) = (h * ratio.clamp(0.1, 0.9), true);
            step.extrapolated = false;
            continue;
        }
        // Of what Newton's method has left T, of norm below 2, makes less than twice as much.
        let kept = crate::numbers::exp(-rate * h - field.contraction(s, s + h));
        error = error * kept + estimate + 2.0 * (solved.left + own) + 16.0 * rounding;
        let trend = before.map_or(1.0, |(length, was)| (h / length * root(was / over)).min(1.0));
        let mut ratio = (safety * trend / root(over)).min(GROWTH.0);
        if rejected {
            ratio = ratio.min(1.0);
        }
        before = Some((h, over));
        rejected = false;
        step.take(h, &mut z);
        s = if last { goal } else { s + h };
        if s < goal {
            field.velocity(s, &z, &mut step.slope).ok_or(stalled(s, h))?;
        }
        step.is_old = !(solved.slow && step.renew(field, s, &z));
        if solved.slow || ratio >= GROWTH.1 || ratio < 1.0 {
            h *= ratio;
        }
    }
    Err(stalled(s, h))
}

/// The step over which an estimate would grow by x, in steps: the estimate is of order STAGES + 1.
fn root(x: f64) -> f64 {
    crate::numbers::pow(x, 1.0 / (STAGES + 1) as f64)
}

/// How Newton's method went.
struct Solved {
    iterations: usize,
    /// Bound on the length of what it would still have changed.
    left: f64,
    /// Whether its matrix should be made anew.
    slow: bool,
}

/// What a step works with, each vector of length d.
struct Step {
    d: usize,
    /// The velocity at its beginning.
    slope: Vec<f64>,
    /// Minus the Jacobian, d x d; `None` before the first.
    curvature: Option<Vec<f64>>,
    /// Whether the curvature is that of an earlier point.
    is_old: bool,
    /// The factors of curvature + REAL/h and of curvature + COMPLEX/h, and the h they were made for.
    real: Factor,
    complex: [Factor; PAIRS],
    made_for: f64,
    /// The stages less z, and transformed.
    stages: [Vec<f64>; STAGES],
    transformed: [Vec<f64>; STAGES],
    points: [Vec<f64>; STAGES],
    velocities: [Vec<f64>; STAGES],
    /// The polynomial through the last step that was taken, by powers of the step, and that step's length.
    polynomial: [Vec<f64>; STAGES],
    length: f64,
    /// Whether the polynomial is there to begin from.
    extrapolated: bool,
    trial: Vec<f64>,
    sum: Vec<f64>,
    residual: [Vec<f64>; STAGES],
}

impl Step {
    fn new(d: usize) -> Step {
        let stages = || [(); STAGES].map(|()| vec![0.0; d]);
        Step {
            d,
            slope: vec![0.0; d],
            curvature: None,
            is_old: true,
            real: Factor::new(d),
            complex: [(); PAIRS].map(|()| Factor::new(d)),
            made_for: f64::NAN,
            stages: stages(),
            transformed: stages(),
            points: stages(),
            velocities: stages(),
            polynomial: stages(),
            length: f64::NAN,
            extrapolated: false,
            trial: vec![0.0; d],
            sum: vec![0.0; d],
            residual: stages(),
        }
    }

    /// Makes the curvature at z; whether it is there.
    fn renew(&mut self, field: &impl GradientField, s: f64, z: &[f64]) -> bool {
        let mut curvature = self.curvature.take().unwrap_or_else(|| vec![0.0; self.d * self.d]);
        let found = field.curvature(s, z, &mut curvature).is_some();
        self.curvature = found.then_some(curvature);
        self.made_for = f64::NAN;
        found
    }

    /// Solves for the stages of a step of length h, to the first of two lengths where rounding lets Newton's method get there.
    /// `None` where it does not get to the second.
    fn solve(
        &mut self,
        field: &impl GradientField,
        s: f64,
        h: f64,
        z: &[f64],
        enough: (f64, f64),
    ) -> Option<Solved> {
        if self.curvature.is_none() {
            self.is_old = !self.renew(field, s, z);
        }
        loop {
            if self.made_for.to_bits() != h.to_bits() {
                let curvature = self.curvature.as_ref()?;
                let made = self.real.make(curvature, (REAL / h, 0.0))
                    && self
                        .complex
                        .iter_mut()
                        .zip(COMPLEX)
                        .all(|(factor, (re, im))| factor.make(curvature, (re / h, im / h)));
                self.made_for = if made { h } else { f64::NAN };
            }
            if self.made_for.to_bits() == h.to_bits()
                && let Some(solved) = self.iterate(field, s, h, z, enough)
            {
                return Some(solved);
            }
            self.extrapolated = false;
            if !self.is_old {
                return None;
            }
            self.is_old = !self.renew(field, s, z);
            if self.is_old {
                return None;
            }
        }
    }

    /// Where Newton's method begins: on the last step's polynomial, or at z.
    fn begin(&mut self, h: f64) {
        for (stage, node) in self.stages.iter_mut().zip(NODES) {
            if self.extrapolated {
                let x = node * h / self.length;
                // The polynomial at 1 + x less its value at 1.
                let mut power = 1.0;
                let beyond = [(); STAGES].map(|()| {
                    power *= 1.0 + x;
                    power - 1.0
                });
                combine(&beyond, &self.polynomial, stage);
            } else {
                stage.fill(0.0);
            }
        }
        transform(&T_INVERSE, &self.stages, &mut self.transformed);
    }

    fn iterate(
        &mut self,
        field: &impl GradientField,
        s: f64,
        h: f64,
        z: &[f64],
        (wanted, enough): (f64, f64),
    ) -> Option<Solved> {
        self.begin(h);
        let mut before = f64::NAN;
        for iteration in 1..=ITERATIONS {
            for (point, stage) in self.points.iter_mut().zip(&self.stages) {
                point.iter_mut().zip(z).zip(stage).for_each(|((at, z), stage)| *at = z + stage);
            }
            field.velocities(&NODES.map(|node| s + node * h), &self.points, &mut self.velocities)?;
            transform(&T_INVERSE, &self.velocities, &mut self.residual);
            let (first, pairs) = self.residual.split_first_mut().expect("a real part");
            let (plain, transformed) = self.transformed.split_first().expect("a real part");
            first.iter_mut().zip(plain).for_each(|(r, x)| *r -= REAL / h * x);
            self.real.solve(first, None);
            let pairs = pairs.as_chunks_mut::<2>().0.iter_mut().zip(transformed.as_chunks::<2>().0);
            for (([r, i], [x, y]), (factor, eigenvalue)) in pairs.zip(self.complex.iter_mut().zip(COMPLEX)) {
                let (re, im) = (eigenvalue.0 / h, eigenvalue.1 / h);
                for j in 0..self.d {
                    r[j] -= re * x[j] - im * y[j];
                    i[j] -= re * y[j] + im * x[j];
                }
                factor.solve(r, Some(i));
            }
            let size = self.residual.iter().map(|part| dot(part, part)).sum::<f64>().sqrt();
            if !size.is_finite() {
                return None;
            }
            let rate = size / before;
            let after = (iteration..ITERATIONS).fold(1.0 / (1.0 - rate), |after, _| after * rate);
            // Newton's method does not get there, or is no better than rounding of the last iterate.
            if (rate >= 1.0 && size > enough) || (rate < 1.0 && after * size > enough) {
                return None;
            }
            if rate >= 1.0 {
                // The change was wanted by rounding, or by a matrix that is too small: then it is more than the error before it.
                return Some(Solved { iterations: iteration, left: size, slow: true });
            }
            for (sum, change) in self.transformed.iter_mut().zip(&self.residual) {
                sum.iter_mut().zip(change).for_each(|(sum, change)| *sum += change);
            }
            transform(&T, &self.transformed, &mut self.stages);
            let left = if rate < 1.0 { rate / (1.0 - rate) * size } else { size };
            if left <= wanted || (iteration == ITERATIONS && left <= enough) {
                let slow = iteration > 3 && rate > 1e-2;
                return Some(Solved { iterations: iteration, left, slow });
            }
            before = size;
        }
        None
    }

    /// The length of the estimated local error; at a point moved by it once more where a field is given, which damps it on
    /// stiff modes.
    fn estimate<F: GradientField>(&mut self, z: &[f64], h: f64, again: Option<(&F, f64)>) -> f64 {
        combine(&ERROR.map(|weight| weight / h), &self.stages, &mut self.sum);
        if let Some((field, s)) = again {
            // `trial` is the estimate that was just made.
            self.trial.iter_mut().zip(z).for_each(|(at, z)| *at += z);
            let slope = &mut self.residual[0];
            if field.velocity(s, &self.trial, slope).is_none() {
                return f64::INFINITY;
            }
            for j in 0..self.d {
                self.trial[j] = slope[j] + self.sum[j];
            }
        } else {
            for j in 0..self.d {
                self.trial[j] = self.slope[j] + self.sum[j];
            }
        }
        self.real.solve(&mut self.trial, None);
        dot(&self.trial, &self.trial).sqrt()
    }

    /// Moves z to the end of the step and keeps its polynomial.
    fn take(&mut self, h: f64, z: &mut [f64]) {
        for (power, line) in self.polynomial.iter_mut().enumerate() {
            combine(&POLYNOMIAL.map(|stage| stage[power]), &self.stages, line);
        }
        (self.length, self.extrapolated) = (h, true);
        z.iter_mut().zip(&self.stages[STAGES - 1]).for_each(|(z, stage)| *z += stage);
    }
}

/// to_i = sum_k m_ik from_k.
fn transform(m: &[[f64; STAGES]; STAGES], from: &[Vec<f64>; STAGES], to: &mut [Vec<f64>; STAGES]) {
    for (line, to) in m.iter().zip(to) {
        combine(line, from, to);
    }
}

/// to = sum_k c_k from_k.
fn combine(c: &[f64; STAGES], from: &[Vec<f64>; STAGES], to: &mut [f64]) {
    let from = from.each_ref().map(|part| &part[..to.len()]);
    for (j, value) in to.iter_mut().enumerate() {
        let mut sum = c[0] * from[0][j];
        for k in 1..STAGES {
            sum += c[k] * from[k][j];
        }
        *value = sum;
    }
}
