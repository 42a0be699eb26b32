//! proptest strategies for signed rows that are separable, degenerate or not separable by construction.
//!
//! The values are eighths of small whole numbers, so that sums and products of them are exact. Shrinking leaves
//! out rows and columns and makes numbers smaller; what it arrives at has the property still.

use proptest::array::uniform6;
use proptest::collection::vec;
use proptest::strategy::Strategy;

use super::SignedRows;
use super::ingredients::{Ingredients, LARGEST_NUMERATOR, MOST_COLUMNS, MOST_ROWS};

fn ingredients() -> impl Strategy<Value = Ingredients> {
    let numerators = || uniform6(-LARGEST_NUMERATOR..=LARGEST_NUMERATOR);
    (1..=MOST_COLUMNS, numerators(), vec(numerators(), 1..=MOST_ROWS), 1..=MOST_ROWS)
        .prop_map(|(d, special, rows, count)| Ingredients { d, special, rows, count })
}

/// Separable rows: 1 to 12 of them in 1 to 6 dimensions, with some w such that z_i.w > 0 for all.
pub fn separable() -> impl Strategy<Value = SignedRows> {
    separable_with_witness().prop_map(|(rows, _)| rows)
}

/// Separable rows and a w, length d, with z_i.w > 0 for all of them.
pub fn separable_with_witness() -> impl Strategy<Value = (SignedRows, Vec<f64>)> {
    ingredients().prop_map(|made| made.separable())
}

/// Separable rows, 2 to 13 of them in 2 to 6 dimensions, whose first is the only support vector with a positive
/// multiplier and also the max-margin direction times the margin, and whose second lies on the margin as well.
pub fn degenerate() -> impl Strategy<Value = SignedRows> {
    ingredients().prop_map(|made| made.degenerate().0)
}

/// Rows that are not separable: 2 to 13 of them in 1 to 6 dimensions, none of them zero, of which the first few sum
/// exactly to zero.
pub fn non_separable() -> impl Strategy<Value = SignedRows> {
    non_separable_with_cycle().prop_map(|(rows, _)| rows)
}

/// Rows that are not separable, and how many of the first of them sum exactly to zero.
pub fn non_separable_with_cycle() -> impl Strategy<Value = (SignedRows, usize)> {
    ingredients().prop_map(|made| made.non_separable())
}
