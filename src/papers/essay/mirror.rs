//! Mirror descent minimises the potential among the interpolants.
//!
//! **Sentence.** Mirror descent "minimizes the Phi-min-norm interpolant".
//! **Statement.** Mirror descent on a regression ends at argmin psi(w) over Xw = y, whatever its start.
//! **Mended.** Mirror descent on a loss with a finite root, where it converges, ends at argmin D_psi(w, w_0) over Xw = y: at the minimiser of
//! the potential (which need not be a norm) if it started at the minimiser of the potential; not with momentum in the primal.
//! **Hypotheses.** More unknowns than equations; squared loss; converges to Xw = y.
//! **Prediction.** From starts of their own the limit against the certified argmin psi. Expected violated. Derived: the dual stays in the
//! span of the rows around grad psi(w_0).
//! **Controls.** the Euclidean projection of the start; the mended sentence, the projection of the start; from the minimiser, by
//! the entropy; from the minimiser, by a hypentropy.
//! **Source.** The essay "The implicit-bias program"; Gunasekar, Lee, Soudry, Srebro, ICML 2018, Theorem 1; arXiv:1802.08246.

use crate::claim::{Claim, Law};
use crate::dynamics::MirrorUpdate;
use crate::measure::bregman_projection_of;
use crate::numbers::Potential;
use crate::papers::gunasekar::setting::{LIMIT, SMOOTH, euclidean, on_potentials, projected, reaches};
use crate::problem::{Regression, RegressionFromMinimiser};
use crate::record::VerdictKind;

pub(super) fn claim() -> Claim<Regression> {
    let lowest = reaches(0, |case| {
        let Regression { potential, start, .. } = &case.problem;
        let from = vec![RegressionFromMinimiser::minimiser(*potential); start.len()];
        Ok(bregman_projection_of(case, "from the lowest point", *potential, &from)?.as_ref().clone())
    });
    let claim = Claim::new("essay.mirror", include_str!("mirror.rs"), Law::Limit(vec![lowest]));
    on_potentials(claim, &SMOOTH, 8, vec![MirrorUpdate::Plain.into()])
        .derived()
        .expect(VerdictKind::Violated)
        .control_prediction("the Euclidean projection of the start", LIMIT, euclidean)
        .but_true_as("the mended sentence, the projection of the start", projected(0))
        .but_true_on("from the minimiser, by the entropy", RegressionFromMinimiser(Potential::Entropy))
        .but_true_on(
            "from the minimiser, by a hypentropy",
            RegressionFromMinimiser(Potential::Hypentropy { scale: 0.1 }),
        )
}
