//! The five lines that docs/ci.md shows.

use implicit_bias::{battery::decide, claim::Size, papers::cover, report::assert_as_expected};
#[test]
fn my_claims_hold() {
    assert_as_expected(&decide(cover::claims(), 0, Size::Quick).unwrap());
}
