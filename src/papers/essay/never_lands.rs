//! The iterate keeps moving away from the origin.
//!
//! **Sentence.** It "keeps moving away from the origin and never lands at a finite minimum".
//! **Statement.** On separable data ||w(t)|| grows without bound, and at every step once all data are separated.
//! **Mended.** Once every row is classified correctly the norm grows at every step, without bound; before, and from a
//! start elsewhere, it may shrink.
//! **Hypotheses.** Separable; step below the threshold.
//! **Prediction.** From the first recorded iterate with z_i.w > 0 for all rows, each recorded norm is above the one
//! before, as -grad L . w = sum -l'(z_i.w) z_i.w > 0 there; at the end of the flow, log time s, it is above s/(2R), R the
//! longest row.
//! **Controls.** overlapping data, gated; a norm that shrinks.
//! **Source.** The essay "The implicit-bias program"; Soudry et al., JMLR 19(70), 2018, Lemma 1 and Theorem 3.

use crate::case::Stopped;
use crate::claim::{Claim, Inequality, Law, Sided, View};
use crate::dynamics::reached;
use crate::measure::dot;
use crate::numbers::Ball;
use crate::papers::soudry::lem1_divergence::{descent_keeps_to_flow, norm_far_out};
use crate::problem::{Linear, OverlappingSets, PlantedSets};

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Bound(vec![norm_moves(true), descent_keeps_to_flow(), norm_far_out()]);
    Claim::new("essay.never-lands", include_str!("never_lands.rs"), law)
        .on(PlantedSets::Spanning, 30, 300)
        .on(PlantedSets::Deficient, 30, 300)
        .descending_on_separable_data()
        .control_gated("overlapping data, gated", OverlappingSets)
        .control_law("a norm that shrinks", Law::Bound(vec![norm_moves(false)]))
}

/// Recorded norms in pairs, from the first iterate that separates the data.
fn norm_moves(away: bool) -> Inequality<Linear> {
    Inequality::on_descent("each norm, once all rows are separated, against the one before", move |view| {
        let norms = norms_once_separated(view)?;
        let pair = |pair: &[(f64, Ball)]| match away {
            true => Sided::at_least(pair[1].0, pair[1].1, pair[0].1),
            false => Sided::at_most(pair[1].0, pair[1].1, pair[0].1),
        };
        Ok(norms.windows(2).map(pair).collect())
    })
}

/// ln t and ||w||, with the rounding of every step so far.
fn norms_once_separated(view: &View<Linear>) -> Stopped<Vec<(f64, Ball)>> {
    let path = view.path()?;
    reached(&path)?;
    let rows = &view.case.problem.rows;
    let separates = |w: &[f64]| rows.rows().all(|row| dot(row, w) > 0.0);
    let once = path.points.iter().skip_while(|at| !separates(&at.w));
    let norm = |w: &[f64]| dot(w, w).sqrt();
    let read = |at: &crate::case::At| {
        let length = norm(&at.w);
        (at.log_time, Ball::new(length, f64::EPSILON * length * (at.step as f64 + 16.0)))
    };
    Ok(once.map(read).collect())
}
