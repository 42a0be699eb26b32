//! On separable data the loss keeps falling and has no finite minimiser.
//!
//! **Sentence.** Once the data are separated, the loss keeps falling as the norm grows; "there is no finite minimizer".
//! **Statement.** On separable data gradient descent has L(w(t)) -> 0 = inf L, which no w attains, and ||w(t)|| ->
//! infinity.
//! **Hypotheses.** Separable; step below the threshold.
//! **Prediction.** The loss falls from each recorded step to the next; at the end of the flow, log time s, ln L is below
//! -s/2 and the norm above s/(2R), R the longest row. No rate is claimed, so any unbounded bar may be set.
//! **Controls.** overlapping data, gated; overlapping data, gate open; the loss kept above 1/sqrt t.
//! **Source.** The essay "The implicit-bias program"; Soudry et al., JMLR 19(70), 2018, Lemma 1.

use crate::claim::{Claim, Inequality, Law, Sided, run};
use crate::measure::{far, log_loss_plus_time};
use crate::numbers::Ball;
use crate::papers::soudry::lem1_divergence::{
    descent_keeps_to_flow, log_loss_far_out, loss_falls, margin_error, norm_far_out,
};
use crate::problem::{Linear, OverlappingSets, PlantedSets};

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Bound(vec![loss_falls(), descent_keeps_to_flow(), log_loss_far_out(), norm_far_out()]);
    Claim::new("essay.no-minimizer", include_str!("no_minimizer.rs"), law)
        .on(PlantedSets::Spanning, 30, 300)
        .on(PlantedSets::Deficient, 30, 300)
        .descending_on_separable_data()
        .control_without("separable", "overlapping data", OverlappingSets)
        .control_law("the loss kept above 1/sqrt t", Law::Bound(vec![log_loss_not_so_far_out()]))
}

/// ln L above -s/2 at the end of the flow: false.
fn log_loss_not_so_far_out() -> Inequality<Linear> {
    Inequality::on_flow("ln L at the end of the flow", |view| {
        let far = far(view.case, run(view, 0))?;
        let s = far.end.s;
        let log_loss = log_loss_plus_time(view.case, s, &far.end.z)? - s;
        let error = margin_error(view, &far.end)?;
        Ok(vec![Sided::at_least(s, Ball::new(log_loss, error), Ball::exact(-0.5 * s))])
    })
}
