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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;

    use super::*;

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(x, y)| x * y).sum()
    }

    proptest! {
        #[test]
        fn separable_rows_have_their_witness((rows, w) in separable_with_witness()) {
            prop_assert!(rows.rows().all(|z| dot(z, &w) > 0.0));
        }

        #[test]
        fn non_separable_rows_have_their_cycle((rows, count) in non_separable_with_cycle()) {
            let sum = |j: usize| rows.rows().take(count).map(|z| z[j]).sum::<f64>();
            prop_assert!(count >= 2 && (0..rows.d).all(|j| sum(j) == 0.0));
            prop_assert!(rows.rows().all(|z| z.iter().any(|v| *v != 0.0)));
        }

        #[test]
        fn degenerate_rows_have_a_margin_row_without_multiplier(rows in degenerate()) {
            // The first row c is the nearest point of the hull to the origin: z.c >= c.c for all, equality on the margin.
            let support = rows.row(0);
            let square = dot(support, support);
            prop_assert!(square > 0.0 && rows.rows().all(|z| dot(z, support) >= square));
            // In some coordinate the first row is zero and every other margin row is on one side.
            let margin: Vec<&[f64]> = rows.rows().skip(1).filter(|z| dot(z, support) == square).collect();
            let one_side = |j: usize| margin.iter().all(|z| z[j] > 0.0) || margin.iter().all(|z| z[j] < 0.0);
            prop_assert!(!margin.is_empty() && (0..rows.d).any(|j| support[j] == 0.0 && one_side(j)));
        }
    }

    /// The simplest rows to which a property's failure on all data shrinks.
    fn shrunk(strategy: impl Strategy<Value = SignedRows>) -> SignedRows {
        let mut tree = strategy.new_tree(&mut TestRunner::deterministic()).unwrap();
        while tree.simplify() {}
        tree.current()
    }

    #[test]
    fn shrinking_ends_at_the_smallest_sets() {
        assert_eq!(shrunk(separable()), SignedRows::from_rows(&[[0.125]]));
        assert_eq!(shrunk(non_separable()), SignedRows::from_rows(&[[0.125], [-0.125]]));
        assert_eq!(shrunk(degenerate()), SignedRows::from_rows(&[[0.125, 0.0], [0.125, 0.125]]));
    }
}
