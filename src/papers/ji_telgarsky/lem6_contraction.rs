//! Every step lowers the risk by a factor that the normalised gradient gives.
//!
//! **Statement.** With eta^_j = eta_j R(w_j) <= 1 and gamma_j = |grad R(w_j)| / R(w_j), R(w_{j+1}) <= R(w_j) (1 - eta^_j (1 - eta^_j/2)
//! gamma_j^2), and |w_t| <= sum_{j<t} eta^_j gamma_j.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part.
//! **Prediction.** Both inequalities in every single one of 10^5 steps.
//! **Controls.** twice as much gained in every step; half of the sum as the bound on |w_t|.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Lemma 6; arXiv:1803.07300.

use super::setting::{at_most_zero, loss_rounding, on_the_ball, watched};
use crate::case::Watch;
use crate::claim::{Claim, Law};
use crate::measure::{EachStep, largest_over_steps};
use crate::numbers::exp;
use crate::problem::Linear;
use std::sync::Arc;

/// Shares of the lemma's gain, and of its bound on the norm.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shares {
    gain: f64,
    norm: f64,
}

const LEMMA: Shares = Shares { gain: 1.0, norm: 1.0 };
/// A step of gradient descent gains less than eta^ gamma^2, and this is more than that while eta^ < 1.
const TWICE_GAINED: Shares = Shares { gain: 2.0, norm: 1.0 };
const HALF_THE_SUM: Shares = Shares { gain: 1.0, norm: 0.5 };

pub(super) fn claim() -> Claim<Linear> {
    let watches: Vec<Arc<dyn Watch<Linear>>> =
        [LEMMA, Shares { gain: TWICE_GAINED.gain, norm: HALF_THE_SUM.norm }]
            .into_iter()
            .flat_map(watches_of)
            .collect();
    on_the_ball("ji-telgarsky.lem6.contraction", include_str!("lem6_contraction.rs"), law(LEMMA), 30)
        .running(move |case| watched(&watches, case))
        .control_law("twice as much gained in every step", law(TWICE_GAINED))
        .control_law("half of the sum as the bound on |w_t|", law(HALF_THE_SUM))
}

fn law(shares: Shares) -> Law<Linear> {
    let inequality = |watch: &Arc<dyn Watch<Linear>>| {
        at_most_zero(&watch.key(), |case, length| Ok(loss_rounding(case, length)))
    };
    Law::Bound(watches_of(shares).iter().map(inequality).collect())
}

fn watches_of(shares: Shares) -> [Arc<dyn Watch<Linear>>; 2] {
    let Shares { gain, norm } = shares;
    [
        largest_over_steps(&format!("R(w_(j+1)) / R(w_j) - 1 + {gain} gain"), move |_| gains(gain)),
        largest_over_steps(&format!("|w_t| / ({norm} sum eta^_j gamma_j) - 1"), move |_| norms(norm)),
    ]
}

fn gains(share: f64) -> EachStep {
    // ln R and the gain that the step from there is said to bring.
    let mut before: Option<(f64, f64)> = None;
    Box::new(move |seen| {
        let number = before.map_or(f64::MIN, |(log_loss, gain)| exp(seen.log_loss - log_loss) - 1.0 + gain);
        let (scaled, gamma) = (seen.nominal_step * seen.loss, exp(seen.log_gradient_norm - seen.log_loss));
        before = Some((seen.log_loss, share * scaled * (1.0 - 0.5 * scaled) * gamma * gamma));
        number
    })
}

fn norms(share: f64) -> EachStep {
    let mut sum = 0.0;
    Box::new(move |seen| {
        let length = seen.w.iter().fold(0.0, |sum: f64, w| w.mul_add(w, sum)).sqrt();
        let number = if sum > 0.0 { length / (share * sum) - 1.0 } else { f64::MIN };
        sum += seen.nominal_step * exp(seen.log_gradient_norm);
        number
    })
}
