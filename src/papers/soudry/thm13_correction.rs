//! On degenerate data the residual nears its limit within the span of the support like w-check / log t.
//!
//! **Statement.** On every separable data set w(t) = w^ log t + w^_2 log log t + ... + w~ + w-check / log t + ..., w^_2 across the
//! span of the support and w-check within it, that of Lemma 18.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; some margin row has no multiplier; every row that supports
//! w^_2 has a positive one.
//! **Prediction.** dz/d(1/s) within the span of the support tends to w-check along the flow, z = w - s w^, s = log t, read off between
//! s = 10^5 and 10^6. No w~ is needed for it. The equation of w-check is derived.
//! **Controls.** no correction; half of w-check; twice w-check; w-check the other way.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 13 and Lemma 18; arXiv:1710.10345.

use super::lem18_corrections::{second_generic, times};
use super::thm13_degenerate::{degenerate, slope_tends_to};
use crate::claim::{Claim, Law, descent_follows_flow};
use crate::measure::{Observable, correction, inverse_log_slope};
use crate::problem::{DegenerateSets, Linear};

const SLOPE: &str = "slope of z on 1/log t along the flow, within the span of the support";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        descent_follows_flow(0, Observable::Residual),
        slope_tends_to(SLOPE, inverse_log_slope, correction, |s| 1.0 / s),
    ]);
    Claim::new("soudry.thm13.correction", include_str!("thm13_correction.rs"), law)
        .derived()
        .on(DegenerateSets, 40, 400)
        .in_the_linear_setting()
        .hypothesis(degenerate())
        .hypothesis(second_generic())
        .control_prediction("no correction", SLOPE, |view| times(view.case, 0.0))
        .control_prediction("half of w-check", SLOPE, |view| times(view.case, 0.5))
        .control_prediction("twice w-check", SLOPE, |view| times(view.case, 2.0))
        .control_prediction("w-check the other way", SLOPE, |view| times(view.case, -1.0))
}
