//! The direction goes to that of the dual optimum, like one over the sum of the steps.
//!
//! **Statement.** With u-bar = Z^T q-bar / ||Z^T q-bar||, q-bar the least of f(q) = ||Z^T q||^2 / 2 where psi*(q) <= 0,
//! <w_t/||w_t||, u-bar> >= 1 - delta / sum_{j < t} eta^_j for steps eta^_t that do not grow.
//! **Hypotheses.** Separable; exponential loss on rows of at most one, from zero; every support vector has a positive
//! multiplier.
//! **Prediction.** The inequality in every single one of 10^4 steps, for gradient descent and for steps over the loss of 1,
//! 1/sqrt(t + 1) and 1/(t + 1), with u-bar the max-margin direction. delta = (D(q-bar, q_0) + (eta^_0/2) ||Z^T q_0||^2) / gamma^2
//! is derived: -<p_t, q-bar> >= -psi(p_t) - psi*(q-bar) by Fenchel and Young, Theorem 1 bounds psi(p_t), and ||w_t|| >= gamma sum
//! eta^_j.
//! **Controls.** the direction of the mean row; the angle falling like e^-sum.
//! **Source.** Ji and Telgarsky, ALT 2021, PMLR 132, Theorem 5; arXiv:1906.04540.

use super::setting::{DualStep, STEPS, in_every_way, on_the_ball, or_none, watched, where_it_differs};
use crate::case::{Case, Stopped, Watch};
use crate::claim::{Claim, Law};
use crate::measure::{EachStep, Letters, dot, largest_over_steps, unit};
use crate::numbers::{exp, ln};
use crate::problem::Linear;
use std::sync::Arc;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Form {
    Theorem,
    MeanRow,
    Exponential,
}

pub(super) fn claim() -> Claim<Linear> {
    let all = [Form::Theorem, Form::MeanRow, Form::Exponential];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().map(watch).collect();
    on_the_ball("ji-telgarsky-dual.thm5.direction", include_str!("thm5_direction.rs"), law(Form::Theorem), 24)
        .derived()
        .running(move |_| watched(&watches))
        .control_law("the direction of the mean row", of_the_mean_row())
        .control_law("the angle falling like e^-sum", law(Form::Exponential))
}

fn law(form: Form) -> Law<Linear> {
    Law::Bound(in_every_way(&watch(form).key(), |case, _, _| {
        // A cosine of unit vectors, and the direction of the reference; w itself is what the steps made of it.
        let roundings = f64::EPSILON * (8 * case.problem.rows.d + 16) as f64;
        Ok(roundings + case.max_margin()?.direction_error)
    }))
}

/// It counts where 1 - <mean row, u-bar> lies three times beyond what the theorem leaves at the end of constant steps.
fn of_the_mean_row() -> Law<Linear> {
    let Law::Bound(all) = law(Form::MeanRow) else { unreachable!("a law of inequalities") };
    let counted = all.into_iter().map(|inequality| {
        where_it_differs(inequality, "the direction of the mean row", |view| {
            let case = view.case;
            let apart = 1.0 - dot(&mean_row(case), &case.max_margin()?.direction);
            let gamma = case.gamma()?.value;
            // ||Z^T q_0|| is at most one.
            let delta = (away(case)? + 0.5) / (gamma * gamma);
            Ok(apart >= 3.0 * delta / STEPS as f64)
        })
    });
    Law::Bound(counted.collect())
}

/// The unit mean row.
fn mean_row(case: &Case<Linear>) -> Vec<f64> {
    let mut sum = vec![0.0; case.problem.rows.d];
    case.problem.rows.rows().for_each(|row| sum.iter_mut().zip(row).for_each(|(sum, z)| *sum += z));
    unit(&sum)
}

/// D(q-bar, q_0) = ln n - H(q-bar).
fn away(case: &Case<Linear>) -> Stopped<f64> {
    Ok(ln(case.problem.rows.n as f64) - case.constants()?.entropy.value)
}

fn watch(form: Form) -> Arc<dyn Watch<Linear>> {
    let name = match form {
        Form::Theorem => "1 - delta/sum eta^ - <w/||w||, u-bar>",
        Form::MeanRow => "1 - delta/sum eta^ - <w/||w||, mean row>",
        Form::Exponential => "1 - delta e^-sum - <w/||w||, u-bar>",
    };
    largest_over_steps(name, move |case: &Case<Linear>| or_none(shortfall(case, form)))
}

fn shortfall(case: &Case<Linear>, form: Form) -> Stopped<EachStep> {
    let (gamma, away) = (case.gamma()?.value, away(case)?);
    let direction = match form {
        Form::MeanRow => mean_row(case),
        _ => case.max_margin()?.direction.clone(),
    };
    let (mut sum, mut delta) = (0.0, 0.0);
    Ok(Box::new(move |seen| {
        let DualStep { step, length } = DualStep::of(seen);
        let number = if seen.t == 0 {
            delta = (away + 0.5 * step * length * length) / (gamma * gamma);
            f64::MIN
        } else {
            let size = seen.w.iter().fold(0.0, |sum: f64, w| w.mul_add(w, sum)).sqrt();
            let lost = match form {
                Form::Theorem | Form::MeanRow => 1.0 / sum,
                Form::Exponential => exp(-sum),
            };
            1.0 - delta * lost - seen.w.dot(&direction) / size
        };
        sum += step;
        number
    }))
}
