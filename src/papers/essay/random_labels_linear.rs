//! Linear classifiers fit random labels as easily as true ones.
//!
//! **Sentence.** Networks "fit random labels as easily as true ones".
//! **Statement.** The same of linear classifiers, as a baseline: whatever the labels of n points in R^d, a hyperplane
//! through the origin separates them, as it does those that follow a hyperplane.
//! **Mended.** Of linear classifiers it is true where there are at least as many dimensions as points; with fewer, C(n,
//! d) of the 2^n labellings can be fitted at all, half of them at n = 2 d.
//! **Hypotheses.** General position.
//! **Prediction.** All 2^n labellings are separable, each decided with a certificate. Expected violated where n > d.
//! Mended: C(n, d) of them are, which is 2^n where n <= d.
//! **Controls.** one labelling in two, whatever n and d; the mended sentence, Cover's count; the sentence with as many
//! dimensions as points.
//! **Source.** The essay "The implicit-bias program"; against Cover, IEEE Transactions on Electronic Computers EC-14,
//! 1965, Theorem 1.

use crate::claim::{Claim, Law};
use crate::papers::cover::general_position;
use crate::papers::cover::thm1_count::{count, coverable};
use crate::problem::{Dichotomy, RandomLabels};
use crate::record::VerdictKind;

const NAME: &str = "separable labellings, through the origin";

pub(super) fn claim() -> Claim<Dichotomy> {
    let labellings = |of: fn(&Dichotomy) -> u64| Law::Identity(vec![count(NAME, false, of)]);
    let source = include_str!("random_labels_linear.rs");
    Claim::new("essay.random-labels.linear", source, labellings(|points| 1 << points.points.n))
        .on(RandomLabels::of(8, 2), 10, 100)
        .on(RandomLabels::of(8, 3), 10, 100)
        .on(RandomLabels::of(9, 4), 5, 50)
        .hypothesis(general_position())
        .expect(VerdictKind::Violated)
        .control_law(
            "one labelling in two, whatever n and d",
            labellings(|points| 1 << (points.points.n - 1)),
        )
        .but_true_as(
            "the mended sentence, Cover's count",
            Law::Identity(vec![count(NAME, false, coverable(0))]),
        )
        .but_true_on("the sentence with as many dimensions as points", RandomLabels::of(6, 6))
}
