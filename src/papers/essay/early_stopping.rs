//! Stopping early keeps the iterate closer to what implicit bias wants.
//!
//! **Sentence.** "stopping early caps the implicit penalty before the iterate gets too far".
//! **Statement.** What implicit bias penalises is the gap to the max margin: on separable data the gap is no larger when
//! descent is stopped earlier.
//! **Mended.** Stopping early caps the norm; the normalised margin, which the bias enlarges, is then smaller, not larger.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive multiplier.
//! **Prediction.** Along the flow to log time s, with the descent on it at T: gap at s/2 at most that at s. Expected
//! violated: the gap is about K/||w||, and the norm grows. Mended: the gap at s/4, s/2, s falls, and the norm grows.
//! **Controls.** a norm that stopping early does not cap; the mended sentence, norm capped and margin lost.
//! **Source.** The essay "The implicit-bias program"; against Soudry et al., JMLR 19(70), 2018, Theorems 3 and 5.

use crate::case::Stopped;
use crate::claim::linear::generic;
use crate::claim::{Claim, Inequality, Law, Sided, run};
use crate::measure::{MarginGap, far, margin_gap_on_flow};
use crate::numbers::Ball;
use crate::papers::soudry::lem1_divergence::descent_keeps_to_flow;
use crate::problem::{Linear, PlantedSets};
use crate::record::VerdictKind;

pub(super) fn claim() -> Claim<Linear> {
    let law = |what, earlier| Law::Bound(vec![descent_keeps_to_flow(), earlier_is(what, earlier)]);
    let mended = vec![
        descent_keeps_to_flow(),
        earlier_is(Letter::Norm, Earlier::Smaller),
        earlier_is(Letter::Gap, Earlier::Larger),
    ];
    let source = include_str!("early_stopping.rs");
    Claim::new("essay.early-stopping", source, law(Letter::Gap, Earlier::Smaller))
        .on(PlantedSets::Spanning, 30, 300)
        .on(PlantedSets::Deficient, 30, 300)
        .in_the_linear_setting()
        .hypothesis(generic())
        .expect(VerdictKind::Violated)
        .control_law("a norm that stopping early does not cap", law(Letter::Norm, Earlier::Larger))
        .but_true_as("the mended sentence, norm capped and margin lost", Law::Bound(mended))
}

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Letter {
    /// ||w||.
    Norm,
    /// gamma - min_i z_i.w / ||w||.
    Gap,
}

/// How it is where one stops earlier.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Earlier {
    Smaller,
    Larger,
}

/// The inequality from s/4 to s/2 and from s/2 to s.
fn earlier_is(letter: Letter, earlier: Earlier) -> Inequality<Linear> {
    let name = match letter {
        Letter::Norm => "norm of the earlier iterate, against the later one's",
        Letter::Gap => "margin gap of the earlier iterate, against the later one's",
    };
    Inequality::on_flow(name, move |view| {
        let far = far(view.case, run(view, 0))?;
        let read = |at| -> Stopped<Ball> {
            let found: MarginGap = margin_gap_on_flow(view.case, at)?;
            Ok(match letter {
                Letter::Norm => Ball::new(found.norm, found.rounding),
                Letter::Gap => Ball::new(found.gap, found.gap * found.gap_rounding(view.case)),
            })
        };
        let times = [&far.quarter, &far.half, &far.end];
        let pairs = times.windows(2).map(|pair| {
            let (before, after) = (read(pair[0])?, read(pair[1])?);
            Ok(match earlier {
                Earlier::Smaller => Sided::at_most(pair[0].s, before, after),
                Earlier::Larger => Sided::at_least(pair[0].s, before, after),
            })
        });
        pairs.collect()
    })
}
