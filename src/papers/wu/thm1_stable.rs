//! A large step is unstable for a while, then the loss falls in every step, like 1/(eta t).
//!
//! **Statement.** For logistic loss, its mean L over rows of at most one, w_0 = 0 and any eta > 0: L(w_s) <= 1/eta for some s <= tau =
//! (60/gamma^2) max{eta, n, e, ((eta + n)/eta) log((eta + n)/eta)}; from such an s on the loss falls in every step, and L(w_t) <=
//! (2 F(w_s) + log^2(gamma^2 eta (t - s))) / (gamma^2 eta (t - s)), F the mean of the exponential losses.
//! **Hypotheses.** Separable; logistic loss on rows of at most one, from zero.
//! **Prediction.** All three in every single one of 10^4 steps, s the first of them with L(w_s) <= 1/eta, which is to be among them:
//! for wide rows with steps of 1, 10, 100 and 1000, and for two points with steps of 40 to 100. Falsehoods about the first step count
//! where L(w_1), known from the mean row, contradicts them; the one about the rate where gamma^2 eta <= 1, so that no step
//! goes too far ahead.
//! **Controls.** the loss falling from the start; the unstable phase ending at once; the bound over t - s.
//! **Source.** Wu, Bartlett, Telgarsky, Yu, COLT 2024, PMLR 247, Theorem 1; arXiv:2402.15926.

use super::setting::{
    LargeSteps, STEPS, eta, first_loss, on_large_steps, rate, relative_rounding, squared_log, watched,
};
use crate::case::{Case, Stopped, Watch};
use crate::claim::{Claim, Inequality, Law};
use crate::measure::{EachStep, Letters, largest_over_steps};
use crate::numbers::{exp, ln};
use crate::papers::ji_telgarsky::setting::at_most_zero_in;
use crate::papers::ji_telgarsky_dual::setting::where_it_differs;
use crate::problem::Linear;
use std::sync::Arc;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Look {
    /// L(w_{t+1}) / L(w_t) - 1 from s on.
    Falls,
    /// The same from the start on.
    FallsFromTheStart,
    /// t + 1 - tau while the phase lasts.
    Ends,
    /// t while the phase lasts.
    EndsAtOnce,
    /// L(w_t) over its bound, less one.
    Rate,
    /// L(w_t) over the bound over t - s, less one.
    FasterRate,
}

impl Look {
    fn name(self) -> &'static str {
        match self {
            Look::Falls => "L(w_{t+1})/L(w_t) - 1 once L <= 1/eta",
            Look::FallsFromTheStart => "L(w_{t+1})/L(w_t) - 1",
            Look::Ends => "t + 1 - min{tau, T} while L > 1/eta",
            Look::EndsAtOnce => "t while L > 1/eta",
            Look::Rate => "L(w_t) over its bound, less one",
            Look::FasterRate => "L(w_t) over its bound over t - s, less one",
        }
    }
}

pub(super) fn claim() -> Claim<Linear> {
    let all =
        [Look::Falls, Look::FallsFromTheStart, Look::Ends, Look::EndsAtOnce, Look::Rate, Look::FasterRate];
    let watches: Vec<Arc<dyn Watch<Linear>>> = all.into_iter().map(watch).collect();
    let law = Law::Bound([Look::Falls, Look::Ends, Look::Rate].map(inequality).into());
    let populations = [(LargeSteps::Wide, 20), (LargeSteps::TwoPoint, 20)];
    let about = "the first step";
    on_large_steps("wu.thm1.stable", include_str!("thm1_stable.rs"), law, &populations)
        .running(move |_| watched(STEPS, &watches))
        .control_law(
            "the loss falling from the start",
            false_where(Look::FallsFromTheStart, about, |case| Ok(first_loss(case) > 1.01 * ln(2.0))),
        )
        .control_law(
            "the unstable phase ending at once",
            false_where(Look::EndsAtOnce, about, |case| Ok(first_loss(case) > 1.01 / eta(case))),
        )
        .control_law(
            "the bound over t - s",
            false_where(Look::FasterRate, "the order of the loss at the last step", |case| {
                Ok(rate(case)? <= 1.0)
            }),
        )
}

fn false_where(
    look: Look,
    about: &'static str,
    differs: impl Fn(&Case<Linear>) -> Stopped<bool> + Send + Sync + 'static,
) -> Law<Linear> {
    Law::Bound(vec![where_it_differs(inequality(look), about, move |view| differs(view.case))])
}

fn inequality(look: Look) -> Inequality<Linear> {
    let key = watch(look).key();
    at_most_zero_in(0, &key, &key, |case, length| Ok(relative_rounding(case, STEPS, length)))
}

fn watch(look: Look) -> Arc<dyn Watch<Linear>> {
    largest_over_steps(look.name(), move |case: &Case<Linear>| match phase(case) {
        Ok(phase) => phase.looked_at(look),
        Err(_) => Box::new(|_| f64::NAN),
    })
}

/// What the theorem says of a problem.
struct Phase {
    n: f64,
    eta: f64,
    rate: f64,
    /// min{tau, T}: a phase that is not over at T is not seen to end.
    ends: f64,
}

fn phase(case: &Case<Linear>) -> Stopped<Phase> {
    let (n, eta, gamma) = (case.problem.rows.n as f64, eta(case), case.gamma()?.value);
    let ratio = (eta + n) / eta;
    let longest = [eta, n, exp(1.0), ratio * ln(ratio)].into_iter().fold(0.0, f64::max);
    let tau = 60.0 / (gamma * gamma) * longest;
    Ok(Phase { n, eta, rate: rate(case)?, ends: tau.min(STEPS as f64) })
}

impl Phase {
    fn looked_at(self, look: Look) -> EachStep {
        let mut before: Option<f64> = None;
        // s, and F(w_s), once it is over.
        let mut stable: Option<(f64, f64)> = None;
        Box::new(move |seen| {
            let t = seen.t as f64;
            let was_stable = stable.is_some();
            if !was_stable && seen.loss * self.eta <= self.n {
                let exponential = seen.margins.iter().map(|u| exp(-u)).sum::<f64>() / self.n;
                stable = Some((t, exponential));
            }
            let rises = before.replace(seen.log_loss).map_or(f64::MIN, |log| exp(seen.log_loss - log) - 1.0);
            match look {
                Look::FallsFromTheStart => rises,
                Look::Falls => {
                    if was_stable {
                        rises
                    } else {
                        f64::MIN
                    }
                }
                Look::Ends if stable.is_none() => t + 1.0 - self.ends,
                Look::EndsAtOnce if stable.is_none() => t,
                Look::Ends | Look::EndsAtOnce => f64::MIN,
                Look::Rate | Look::FasterRate => stable.map_or(f64::MIN, |(s, exponential)| {
                    let since = t - s;
                    if since < 1.0 {
                        return f64::MIN;
                    }
                    let over = if look == Look::FasterRate { since } else { 1.0 };
                    let top = 2.0 * exponential + squared_log(self.rate * since);
                    let log_bound = ln(top / (self.rate * since * over));
                    exp(seen.log_loss - ln(self.n) - log_bound) - 1.0
                }),
            }
        })
    }
}
