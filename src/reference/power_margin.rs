//! The max margin in a norm p other than 1, 2 and infinity.

use super::active_set::ActiveSet;
use super::double_double::DoubleDouble;
use super::linear::dot;
use super::norm_margin::{NormMaxMargin, NormSeparability, WIDEST, assemble, width};
use super::polyhedral::polyhedral;
use super::scaled_rows::{ScaledRows, exponent_of, times_power_of_two};
use super::{MaxMargin, ReferenceError};
use crate::certificate::{Certificate, Norm};
use crate::data::SignedRows;
use crate::numbers::{exp, ln};

/// min (1/p) sum |w_j|^p subject to z_i.w >= 1, by Newton's method on both sides of the duality.
///
/// With multipliers a >= 0 and v = Z^T a the optimum has v_j = |w_j|^(p-1) sign w_j. Each step solves the quadratic
/// program min sum (w_j - c_j)^2 / (2 k_j) subject to z_i.w >= 1, whose active set method is that of the norm 2 on rows
/// scaled by sqrt(k_j) and shifted by c. For p > 2 it comes from the expansion of |w|^p at w: k_j = |w_j|^(2-p) / (p-1),
/// c = w (p-2)/(p-1). For p < 2 that expansion fails at w_j = 0, and the one of the dual, sum a - (1/q) sum |v_j|^q with
/// q = p/(p-1) > 2, is smooth: k_j = (q-1) |v_j|^(q-2), c = (2-q) |v_j|^(q-1) sign v_j. Away from 2 the exponent goes there
/// in steps, each from the answer of the one before.
///
/// At the end the active rows are put on the margin to 30 digits: a miss there would cost the lower end of the enclosure
/// in proportion, whereas errors of the multipliers cost the upper end their square.
///
/// # Errors
/// `Wide` where the enclosure is wider than is promised.
pub(super) fn power_margin(
    rows: &SignedRows,
    p: f64,
    found: &MaxMargin,
) -> Result<NormMaxMargin, ReferenceError> {
    let scale = -exponent_of(found.gamma.0);
    let values: Vec<f64> = rows.values.iter().map(|&z| times_power_of_two(z, scale)).collect();
    let mut state = State {
        n: rows.n,
        d: rows.d,
        values,
        w: found.w_hat.iter().map(|&w| times_power_of_two(w, -scale)).collect(),
        a: found.multipliers.iter().map(|&a| times_power_of_two(a, -2 * scale)).collect(),
    };
    // p - 1 goes from 1 to its goal by factors of at most 2.
    let steps = (ln(p - 1.0).abs() / ln(2.0)).ceil().max(1.0);
    let norm = Norm::of(p).expect("a power above 1");
    let mut best: Option<NormMaxMargin> = None;
    for step in 1..=steps as usize {
        let exponent = if step as f64 == steps { p } else { 1.0 + exp(ln(p - 1.0) * step as f64 / steps) };
        state.start(exponent);
        let mut last = f64::INFINITY;
        for _ in 0..80 {
            let Some((program, next)) = state.program(exponent) else { break };
            let change = state.advance(exponent, &next);
            if step as f64 == steps
                && change < 1e-3
                && let Some(certificate) = program.certificate(rows, norm, &state, &next)
            {
                let answer = assemble(rows, norm, certificate, Some(true));
                if best.as_ref().is_none_or(|best| width(&answer) < width(best)) {
                    best = Some(answer);
                }
            }
            // Newton's method at rounding gets no nearer.
            if change < 1e-14 || (change < 1e-7 && change > 0.5 * last) {
                break;
            }
            last = change;
        }
    }
    if best.as_ref().is_none_or(|best| width(best) > WIDEST) {
        // Far out the answers of the norms 1 and infinity are as good as this one's, and that of the norm 2 is a bound.
        for certificate in neighbours(rows, p, found) {
            if let Certificate::Margin { primal, dual, .. } = certificate
                && let Ok(certificate) = Certificate::of_whole(rows, norm, primal, dual)
            {
                let answer = assemble(rows, norm, certificate, Some(true));
                if best.as_ref().is_none_or(|best| width(&answer) < width(best)) {
                    best = Some(answer);
                }
            }
        }
    }
    match best {
        Some(answer) if width(&answer) <= WIDEST => Ok(answer),
        Some(answer) => Err(ReferenceError::Wide { lower: answer.margin.0, upper: answer.margin.1 }),
        None => Err(ReferenceError::Undecided {
            why: format!("Newton's method for the norm {p} did not come near an optimum"),
        }),
    }
}

/// Certificates of the norm 2 and of the norm 1 or infinity, whichever is on this side.
fn neighbours(rows: &SignedRows, p: f64, found: &MaxMargin) -> Vec<Certificate> {
    let side = if p < 2.0 { Norm::One } else { Norm::Inf };
    let mut all = vec![found.certificate.clone()];
    if let Ok(NormSeparability::Separable(other)) = polyhedral(rows, side) {
        all.push(other.certificate);
    }
    all
}

/// Where the method stands: w separates with z_i.w >= 1, a >= 0, both of the rows scaled to an l2 margin about one.
struct State {
    n: usize,
    d: usize,
    values: Vec<f64>,
    w: Vec<f64>,
    a: Vec<f64>,
}

/// A quadratic program with its solution's active set.
struct Program {
    /// sqrt(k_j).
    roots: Vec<f64>,
    active: ActiveSet,
}

/// The solution of a quadratic program.
struct Next {
    w: Vec<f64>,
    a: Vec<f64>,
}

/// |x|^e with the sign of x.
fn signed_power(x: f64, e: f64) -> f64 {
    if x == 0.0 { 0.0 } else { exp(e * ln(x.abs())).copysign(x) }
}

impl State {
    fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.d..(i + 1) * self.d]
    }

    /// v = Z^T a.
    fn combined(&self, a: &[f64]) -> Vec<f64> {
        let mut v = vec![0.0; self.d];
        for (i, &a) in a.iter().enumerate().filter(|(_, a)| **a > 0.0) {
            super::linear::add_scaled(&mut v, a, self.row(i));
        }
        v
    }

    /// Multipliers of another exponent, scaled to the best point of their ray: sum a = ||v||_q^q.
    fn start(&mut self, p: f64) {
        let q = p / (p - 1.0);
        let v = self.combined(&self.a);
        let (sum, top) = (self.a.iter().sum::<f64>(), v.iter().fold(0.0f64, |m, v| m.max(v.abs())));
        let power = v.iter().fold(0.0, |s, v| s + signed_power((v / top).abs(), q));
        // t^(q-1) = sum / (top^q power).
        let t = exp((ln(sum) - q * ln(top) - ln(power)) / (q - 1.0));
        if t.is_finite() && t > 0.0 {
            self.a.iter_mut().for_each(|a| *a *= t);
        }
    }

    /// The quadratic program here, solved; `None` where doubles do not carry it.
    fn program(&self, p: f64) -> Option<(Program, Next)> {
        let (centre, weights): (Vec<f64>, Vec<f64>) = if p > 2.0 {
            let bend: Vec<f64> = self.w.iter().map(|w| signed_power(w.abs(), p - 2.0) * (p - 1.0)).collect();
            let stiffest = bend.iter().copied().fold(0.0, f64::max);
            let along = (p - 2.0) / (p - 1.0);
            // Without curvature a column would be free: a trace of it is kept.
            let weight = |b: f64| 1.0 / b.max(1e-14 * stiffest);
            (self.w.iter().map(|w| w * along).collect(), bend.into_iter().map(weight).collect())
        } else {
            let q = p / (p - 1.0);
            let v = self.combined(&self.a);
            let weights = v.iter().map(|v| (q - 1.0) * signed_power(v.abs(), q - 2.0)).collect();
            (v.iter().map(|&v| (2.0 - q) * signed_power(v, q - 1.0)).collect(), weights)
        };
        let roots: Vec<f64> = weights.iter().map(|k: &f64| k.sqrt()).collect();
        let mut values = Vec::with_capacity(self.values.len());
        let (mut bounds, mut lengths) = (Vec::with_capacity(self.n), Vec::with_capacity(self.n));
        for i in 0..self.n {
            let row = self.row(i);
            let scaled: Vec<f64> = row.iter().zip(&roots).map(|(z, r)| z * r).collect();
            let length = dot(&scaled, &scaled).sqrt();
            if !(length > 0.0 && length.is_finite()) {
                return None;
            }
            values.extend(scaled.iter().map(|x| x / length));
            bounds.push((1.0 - dot(row, &centre)) / length);
            lengths.push(length);
        }
        let scaled = ScaledRows::of_program(self.n, self.d, values, bounds);
        let (active, _) = ActiveSet::run(&scaled);
        let mut a = vec![0.0; self.n];
        for (&i, &u) in active.active.iter().zip(&active.multipliers) {
            a[i] = u / lengths[i];
        }
        let w = centre.iter().zip(&roots).zip(&active.w).map(|((c, r), x)| c + r * x).collect();
        let finite = |x: &Vec<f64>| x.iter().all(|x| x.is_finite());
        let next = Next { w, a };
        (finite(&next.w) && finite(&next.a)).then_some((Program { roots, active }, next))
    }

    /// Goes towards the program's solution as far as the objective improves; how far that is, relative.
    fn advance(&mut self, p: f64, next: &Next) -> f64 {
        let toward = |from: &[f64], to: &[f64], t: f64| -> Vec<f64> {
            from.iter().zip(to).map(|(a, b)| a + t * (b - a)).collect()
        };
        let largest = |x: &[f64]| x.iter().fold(0.0f64, |m, x| m.max(x.abs()));
        let distance = |a: &[f64], b: &[f64]| a.iter().zip(b).fold(0.0f64, |m, (a, b)| m.max((a - b).abs()));
        let mut t = 1.0;
        if p > 2.0 {
            let cost = |w: &[f64]| w.iter().fold(0.0, |s, w| s + signed_power(w.abs(), p)) / p;
            let before = cost(&self.w);
            while t > 1e-4 && cost(&toward(&self.w, &next.w, t)) > before * (1.0 + 1e-14) {
                t *= 0.5;
            }
            let to = toward(&self.w, &next.w, t);
            let change = distance(&self.w, &to) / largest(&to);
            self.w = to;
            self.a.clone_from(&next.a);
            change
        } else {
            let q = p / (p - 1.0);
            let gain = |a: &[f64]| {
                let v = self.combined(a);
                a.iter().sum::<f64>() - v.iter().fold(0.0, |s, v| s + signed_power(v.abs(), q)) / q
            };
            let before = gain(&self.a);
            while t > 1e-4 && gain(&toward(&self.a, &next.a, t)) < before - 1e-14 * before.abs() {
                t *= 0.5;
            }
            let to = toward(&self.a, &next.a, t);
            let change = distance(&self.a, &to) / largest(&to);
            self.a = to;
            self.w.clone_from(&next.w);
            change
        }
    }
}

impl Program {
    /// The certificate of the program's solution, its active rows put on the margin to 30 digits and its multipliers
    /// fitted to that.
    fn certificate(&self, rows: &SignedRows, norm: Norm, state: &State, next: &Next) -> Option<Certificate> {
        let mut w: Vec<DoubleDouble> = next.w.iter().map(|&w| DoubleDouble::from(w)).collect();
        let lengths: Vec<f64> = self.active.active.iter().map(|&i| self.length(state.row(i))).collect();
        for _ in 0..4 {
            // Z_A (w + d) = 1 for d = sqrt(k) times the least y with (Z_A sqrt(k)) y = what is missing.
            let missing = self.active.active.iter().zip(&lengths).map(|(&i, length)| {
                let row = state.row(i).iter().zip(&w);
                row.fold(DoubleDouble::from(1.0), |s, (&z, w)| s.plus_scaled(-z, *w)).high / length
            });
            let y = self.active.factor.solve_lower(missing.collect());
            let y = self.active.factor.expand(&y, rows.d);
            w.iter_mut().zip(y.iter().zip(&self.roots)).for_each(|(w, (y, r))| *w = w.plus(y * r));
        }
        let a = self.multipliers(state, norm.exponent(), &w, &next.a, &lengths);
        let sum = |x: &DoubleDouble| vec![x.high, x.low];
        let separator: Vec<Vec<f64>> = w.iter().map(sum).collect();
        let pairs = self.active.active.iter().zip(&a).filter(|(_, a)| a.high > 0.0);
        let mut multipliers: Vec<(usize, Vec<f64>)> = pairs.map(|(&i, a)| (i, sum(a))).collect();
        multipliers.sort_by_key(|m| m.0);
        Certificate::of_doubles(rows, norm, &separator, &multipliers).ok()
    }

    /// The length of a row with its columns scaled.
    fn length(&self, row: &[f64]) -> f64 {
        row.iter().zip(&self.roots).fold(0.0, |s, (z, r)| s + (z * r) * (z * r)).sqrt()
    }

    /// The multipliers of the active rows for which Z_A^T a comes nearest to |w_j|^(p-1) sign w_j, each coordinate counted
    /// sqrt(k_j) times: from those of the program, refined with residuals to 30 digits.
    fn multipliers(
        &self,
        state: &State,
        p: f64,
        w: &[DoubleDouble],
        from: &[f64],
        lengths: &[f64],
    ) -> Vec<DoubleDouble> {
        let slopes: Vec<f64> = w.iter().map(|w| signed_power(w.high, p - 1.0)).collect();
        let mut a: Vec<DoubleDouble> =
            self.active.active.iter().map(|&i| DoubleDouble::from(from[i])).collect();
        for _ in 0..4 {
            let mut left: Vec<DoubleDouble> = slopes.iter().map(|&v| DoubleDouble::from(v)).collect();
            for (&i, a) in self.active.active.iter().zip(&a) {
                for (left, &z) in left.iter_mut().zip(state.row(i)) {
                    *left = left.plus_scaled(-z, *a);
                }
            }
            let scaled: Vec<f64> = left.iter().zip(&self.roots).map(|(left, r)| left.high * r).collect();
            let step = self.active.factor.solve_upper(self.active.factor.project(&scaled));
            a.iter_mut().zip(step.iter().zip(lengths)).for_each(|(a, (s, l))| *a = a.plus(s / l));
        }
        a
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multipliers_start_at_the_best_point_of_their_ray() {
        let values = vec![1.0, 0.5, -0.25, 0.5, -1.0, 2.0];
        for p in [1.05, 1.5, 2.0, 3.0, 20.0] {
            let q = p / (p - 1.0);
            // sum t a - (1/q) ||t v||_q^q is greatest at t = 1.
            let dual = |state: &State, t: f64| {
                let v = state.combined(&state.a);
                let power: f64 = v.iter().map(|v| (t * v.abs()).powf(q)).sum();
                state.a.iter().map(|a| t * a).sum::<f64>() - power / q
            };
            for scale in [1e-3, 1.0, 1e3] {
                let a = vec![0.75 * scale, 0.5 * scale];
                let mut state = State { n: 2, d: 3, values: values.clone(), w: vec![0.0; 3], a };
                state.start(p);
                assert!((state.a[0] / state.a[1] - 1.5).abs() <= 1e-12);
                let best = dual(&state, 1.0);
                assert!(best > dual(&state, 0.99) && best > dual(&state, 1.01), "p = {p}, from {scale}");
            }
        }
    }
}
