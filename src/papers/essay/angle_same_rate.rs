//! The angle gap closes at the same logarithmic rate.
//!
//! **Sentence.** The angle gap "closes at the same logarithmic rate".
//! **Statement.** As the norm grows like log t, "the angle gap closes at the same logarithmic rate", on separable data in
//! general: ||P_perp w|| tends to a positive constant.
//! **Mended.** The angle gap is O(1/log t) for almost every data set, and of that order where the dual multipliers are
//! unequal; where they are equal, as on Figure 1 of the paper, it closes like a power of t. Angle and margin gap have
//! different constants, and 1 - cos falls like 1/log^2 t.
//! **Hypotheses.** Separable; step below the threshold; exponential tail.
//! **Prediction.** d ln ||P_perp w|| / d ln t tends to 0. Expected violated: 1/log t is an upper bound; where the dual
//! multipliers are equal the angle falls like a power of t over log t. True of data with unequal multipliers, as an
//! order.
//! **Controls.** 1/t angle law; the mended sentence, for data with unequal multipliers.
//! **Source.** The essay "The implicit-bias program"; against Soudry et al., JMLR 19(70), 2018, Theorem 5.

use crate::claim::{Claim, Law, across_falls_with};
use crate::problem::{Linear, PlantedSets, SymmetricSets};
use crate::record::VerdictKind;

pub(super) fn claim() -> Claim<Linear> {
    let law = |exponent: f64| Law::Rate(vec![across_falls_with(move |_| Ok(exponent))]);
    Claim::new("essay.angle-same-rate", include_str!("angle_same_rate.rs"), law(0.0))
        .on(PlantedSets::Spanning, 60, 600)
        .on(SymmetricSets, 40, 400)
        .in_the_linear_setting()
        .expect(VerdictKind::Violated)
        .control_law("1/t angle law", law(-1.0))
        .but_true_on("the mended sentence, for data with unequal multipliers", PlantedSets::Spanning)
}
