//! Exponentiated gradient descent ends at the point of least divergence on the simplex.
//!
//! **Statement.** Under affine constraints mirror descent, each step the best point within them, ends at argmin D_psi(w, w_0) over the
//! solutions of Xw = y within the constraints. With the entropy on the simplex: exponentiated gradient descent.
//! **Hypotheses.** More unknowns than equations, which a point of the simplex solves; squared loss; from the centre of the
//! simplex; converges to Xw = y.
//! **Prediction.** The limit against the certified Bregman projection onto Xw = y and sum w = 1: derived, as each step adds to
//! the dual a point of the span of the rows and of (1, ..., 1).
//! **Controls.** the projection without the constraint; the Euclidean projection of the start; mirror descent without dividing by
//! the sum.
//! **Source.** Gunasekar, Lee, Soudry, Srebro, ICML 2018, on affine constraints after Theorem 1; arXiv:1802.08246.

use super::setting::{LIMIT, converges, euclidean, own_projection, reaches, run};
use crate::claim::{Claim, Law};
use crate::dynamics::MirrorUpdate;
use crate::measure::bregman_projection_of_sum;
use crate::problem::{Regression, SimplexSets};

pub(super) fn claim() -> Claim<Regression> {
    let law = Law::Limit(vec![reaches(0, |case| Ok(bregman_projection_of_sum(case, 1.0)?.as_ref().clone()))]);
    Claim::new("gunasekar.thm1.affine", include_str!("thm1_affine.rs"), law)
        .derived()
        .on(SimplexSets, 12, 120)
        .hypothesis(converges(vec![MirrorUpdate::Exponentiated.into()]))
        .running(|_| vec![run(MirrorUpdate::Exponentiated)])
        .control_prediction("the projection without the constraint", LIMIT, |view| {
            Ok(own_projection(view.case)?.as_ref().clone())
        })
        .control_prediction("the Euclidean projection of the start", LIMIT, euclidean)
        .control_dynamics("mirror descent without dividing by the sum", |_| vec![run(MirrorUpdate::Plain)])
}
