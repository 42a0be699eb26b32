//! Across S the iterates stay near every comparator, up to what the two parts do to one another.
//!
//! **Statement.** For u across S, |Pi_perp w_t - u|^2 <= |u|^2 + 2 + sum_{j<t} 2 eta_j (R_c(u) - R_c(w_j)) + sum_{j<t} 2 eta_j <grad R_c(w_j),
//! w_j - Pi_perp w_j>, R_c the share of the separable part in the risk.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** The inequality in every single one of 10^5 steps, for u = u-bar log t / gamma at t = 10^5 and five random u in two
//! lengths.
//! **Controls.** |u|^2 left out; R_c(w_j) counted ten times.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 10; arXiv:1803.07300.

use super::setting::{at_most_zero, loss_rounding, watched};
use crate::case::{Case, Start, Stopped, Watch};
use crate::claim::{Claim, Law};
use crate::dynamics::start_vector;
use crate::measure::{EachStep, RayLetters, dot, largest_over_steps};
use crate::numbers::{exp, ln};
use crate::problem::{BallSets, Linear, Loss};
use std::sync::Arc;

/// Factors of |u|^2 and of R_c(w_j).
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    start: f64,
    risk: f64,
}

const LEMMA: Form = Form { start: 1.0, risk: 1.0 };
const WITHOUT_START: Form = Form { start: 0.0, ..LEMMA };
const TEN_TIMES: Form = Form { risk: 10.0, ..LEMMA };

pub(super) fn claim() -> Claim<Linear> {
    let watches: Vec<Arc<dyn Watch<Linear>>> =
        [LEMMA, WITHOUT_START, TEN_TIMES].into_iter().map(watch).collect();
    Claim::new("ji-telgarsky.lem10.across", include_str!("lem10_across.rs"), law(LEMMA))
        .on(BallSets::Mixed, 30, 300)
        .in_the_unit_setting()
        .running(move |case| watched(&watches, case))
        .control_law("|u|^2 left out", law(WITHOUT_START))
        .control_law("R_c(w_j) counted ten times", law(TEN_TIMES))
}

fn law(form: Form) -> Law<Linear> {
    Law::Bound(vec![at_most_zero(&watch(form).key(), |case, length| {
        Ok(1e3 * loss_rounding(case, length) * (1.0 + length))
    })])
}

fn watch(form: Form) -> Arc<dyn Watch<Linear>> {
    let Form { start, risk } = form;
    let name = format!("|Pi_perp w_t - u|^2 over its bound with {start} |u|^2 and {risk} R_c(w_j)");
    largest_over_steps(&name, move |case| match Across::of(case) {
        Ok(across) => across.excess(form),
        Err(_) => Box::new(|_| f64::NAN),
    })
}

/// What the fold needs of a case.
struct Across {
    loss: Arc<dyn Loss>,
    eta: f64,
    n: f64,
    part: Vec<usize>,
    /// Pi_S x_i of the part, in coordinates of S.
    inside: Vec<Vec<f64>>,
    subspace: Vec<Vec<f64>>,
    complement: Vec<Vec<f64>>,
    /// u in coordinates across S, and R_c(u).
    points: Vec<(Vec<f64>, f64)>,
}

impl Across {
    fn of(case: &Case<Linear>) -> Stopped<Across> {
        let (across, problem) = (case.across()?, &case.problem);
        let n = problem.rows.n as f64;
        let far = ln(1e5) / across.margin.gamma.0;
        let mut us: Vec<Vec<f64>> = vec![across.margin.direction.iter().map(|u| far * u).collect()];
        for number in 0..5 {
            let unit = across.coordinates(&start_vector(problem, Start { number }));
            us.extend([1.0, 30.0].map(|length| unit.iter().map(|x| length * x).collect::<Vec<f64>>()));
        }
        let risk = |u: &[f64]| {
            across.rows.rows().map(|row| exp(problem.loss.log_value(dot(row, u)))).sum::<f64>() / n
        };
        Ok(Across {
            loss: problem.loss.clone(),
            eta: problem.step * n,
            n,
            part: across.part.clone(),
            inside: across.part.iter().map(|&i| across.inside(problem.rows.row(i))).collect(),
            subspace: across.subspace.clone(),
            complement: across.complement.clone(),
            points: us.into_iter().map(|u| (risk(&u), u)).map(|(risk, u)| (u, risk)).collect(),
        })
    }

    /// Relative to 1 + |u|^2.
    fn excess(self, form: Form) -> EachStep {
        let mut sums = vec![0.0; self.points.len()];
        let squared: Vec<f64> = self.points.iter().map(|(u, _)| dot(u, u)).collect();
        let mut across_w = vec![0.0; self.complement.len()];
        let mut inside_w = vec![0.0; self.subspace.len()];
        Box::new(move |seen| {
            across_w.iter_mut().zip(&self.complement).for_each(|(x, axis)| *x = seen.w.dot(axis));
            inside_w.iter_mut().zip(&self.subspace).for_each(|(x, axis)| *x = seen.w.dot(axis));
            let (mut risk, mut cross) = (0.0, 0.0);
            for (&i, inside) in self.part.iter().zip(&self.inside) {
                let margin = seen.margins.get(i);
                risk += exp(self.loss.log_value(margin)) / self.n;
                cross -= exp(self.loss.log_slope(margin)) * dot(inside, &inside_w) / self.n;
            }
            let mut worst = f64::MIN;
            for ((sum, (u, at_u)), squared) in sums.iter_mut().zip(&self.points).zip(&squared) {
                let away = across_w.iter().zip(u).fold(0.0, |sum: f64, (x, u)| (x - u).mul_add(x - u, sum));
                let excess = away - form.start * squared - 2.0 - *sum;
                worst = f64::max(worst, excess / (1.0 + squared));
                *sum += 2.0 * self.eta * (at_u - form.risk * risk + cross);
            }
            worst
        })
    }
}
