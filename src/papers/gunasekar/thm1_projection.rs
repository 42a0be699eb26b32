//! Mirror descent on a regression ends at the Bregman projection of its start, whatever the step.
//!
//! **Statement.** With a loss that is zero at one finite point, where mirror descent grad psi(w_t+1) = grad psi(w_t) - eta grad
//! L(w_t) converges to some w with Xw = y, that is argmin D_psi(w, w_0) over Xw = y, for every step size.
//! **Hypotheses.** More unknowns than equations; squared loss; converges to Xw = y (an assumption of the theorem: seen at the
//! end of the run).
//! **Prediction.** The limit against the certified projection, for the entropy, hypentropies of scale 0.1 and 0.001, and the
//! powers 3/2 and 3; and, derived from it, the sharper form: grad psi(w_t) - grad psi(w_0) stays in the span of the rows at
//! every single step.
//! **Controls.** the Euclidean projection of the start; the minimiser of the potential, whatever the start; a potential of
//! another parameter; natural gradient posing as mirror descent; momentum in the primal posing as none; the quadratic potential.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, Theorem 1; arXiv:1802.08246.

use super::setting::{CURVED, LIMIT, euclidean, on_potentials, projected, run};
use crate::claim::Claim;
use crate::dynamics::MirrorUpdate;
use crate::measure::bregman_projection_of;
use crate::numbers::Potential;
use crate::problem::{Regression, RegressionSets};

pub(super) fn claim() -> Claim<Regression> {
    let claim = Claim::new("gunasekar.thm1.projection", include_str!("thm1_projection.rs"), projected(0));
    on_potentials(claim, &CURVED, 12, vec![MirrorUpdate::Plain.into()])
        .derived()
        .control_prediction("the Euclidean projection of the start", LIMIT, euclidean)
        .control_prediction("the minimiser of the potential, whatever the start", LIMIT, |view| {
            let Regression { potential, start, .. } = &view.case.problem;
            let lowest = if *potential == Potential::Entropy { 1.0 } else { 0.0 };
            let from = vec![lowest; start.len()];
            Ok(bregman_projection_of(view.case, "from the lowest point", *potential, &from)?.as_ref().clone())
        })
        .control_prediction("a potential of another parameter", LIMIT, |view| {
            let Regression { potential, start, .. } = &view.case.problem;
            let other = match *potential {
                Potential::Hypentropy { scale } => Potential::Hypentropy { scale: 10.0 * scale },
                Potential::Power { exponent } => Potential::Power { exponent: exponent + 0.5 },
                _ => Potential::Hypentropy { scale: 1.0 },
            };
            Ok(bregman_projection_of(view.case, "another parameter", other, start)?.as_ref().clone())
        })
        .control_dynamics("natural gradient posing as mirror descent", |_| vec![run(MirrorUpdate::Natural)])
        .control_dynamics("momentum in the primal posing as none", |_| {
            vec![run(MirrorUpdate::PrimalMomentum { beta: 0.5, gamma: 0.0 })]
        })
        .but_true_on("the quadratic potential", RegressionSets(Potential::Quadratic))
}
