//! proptest strategies for signed rows that are separable, degenerate, mirrored or not separable by construction, and
//! for small data sets of all these kinds.
//!
//! The values of rows are eighths of small whole numbers, those of data sets whole numbers, so that sums and products
//! of them are exact. Shrinking leaves out rows and columns and makes numbers smaller; the rows that it arrives at have
//! the property still, a data set is only what the caller's test says of it.

use proptest::array::uniform6;
use proptest::collection::vec;
use proptest::strategy::{NewTree, Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::ingredients::{Ingredients, LARGEST_NUMERATOR, MOST_COLUMNS, MOST_ROWS};
use super::simplifying::{Simplifying, WholeRows};
use super::{DataSet, SignedRows};

/// Most columns of a small data set.
const FEW_COLUMNS: usize = 4;
/// Most rows of a small data set.
const FEW_ROWS: usize = 8;
/// Most of its rows that are drawn freely.
const FREE_ROWS: usize = 5;

fn ingredients() -> impl Strategy<Value = Ingredients> {
    ingredients_of(MOST_COLUMNS, MOST_ROWS, LARGEST_NUMERATOR)
}

fn ingredients_of(columns: usize, rows: usize, largest: i16) -> impl Strategy<Value = Ingredients> {
    let numerators = || uniform6(-largest..=largest);
    (1..=columns, numerators(), vec(numerators(), 1..=rows), 1..=rows)
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

/// Separable rows, 2 to 24 of them in 2 to 6 dimensions, whose support vectors are mirror images across the max-margin
/// direction.
pub fn mirrored() -> impl Strategy<Value = SignedRows> {
    mirrored_with_pairs().prop_map(|(rows, _)| rows)
}

/// Mirrored rows, and how many pairs of images come first; their mean is the max-margin direction times the margin.
pub fn mirrored_with_pairs() -> impl Strategy<Value = (SignedRows, usize)> {
    ingredients().prop_map(|made| made.mirrored())
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

/// Small labelled data sets of whole numbers, 1 to 8 rows of 1 to 4 columns: most of them separable, many with mirrored
/// support vectors, some degenerate or not separable, rows repeated now and then.
///
/// One that fails a test shrinks by its own numbers towards fewer rows and columns, labels of +1 and smaller numbers,
/// to a set of which no single step fails the test.
pub fn small_sets() -> impl Strategy<Value = DataSet, Tree: Clone> {
    SmallSets
}

#[derive(Clone, Copy, Debug)]
struct SmallSets;

impl Strategy for SmallSets {
    type Tree = Simplifying;
    type Value = DataSet;

    fn new_tree(&self, runner: &mut TestRunner) -> NewTree<SmallSets> {
        let (kind, largest) = (0..8usize, 1..=4i16).new_tree(runner)?.current();
        let repeated = vec(0..FEW_ROWS, 0..=2);
        let labels = vec(proptest::bool::ANY, FEW_ROWS);
        let drawn = (ingredients_of(FEW_COLUMNS, FREE_ROWS, largest), repeated, labels);
        let (mut made, repeated, mut positive) = drawn.new_tree(runner)?.current();
        // Pairs come with their images.
        made.count = made.count.min(FEW_ROWS - FREE_ROWS);
        let signed = match kind {
            0..=3 => made.separable().0,
            4 | 5 => made.mirrored().0,
            6 => made.degenerate().0,
            _ => made.non_separable().0,
        };
        let whole = |row: &[f64]| row.iter().map(|v| (8.0 * v) as i16).collect();
        let mut rows: Vec<Vec<i16>> = signed.rows().map(whole).collect();
        for i in repeated.into_iter().filter(|_| kind % 2 == 0) {
            if rows.len() < FEW_ROWS {
                rows.push(rows[i % rows.len()].clone());
            }
        }
        positive.truncate(rows.len());
        Ok(Simplifying::from(WholeRows { rows, positive }))
    }
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

    proptest! {
        #[test]
        fn mirrored_rows_have_the_mean_of_their_pairs_for_direction((rows, pairs) in mirrored_with_pairs()) {
            let sum = |j: usize| rows.rows().take(2 * pairs).map(|z| z[j]).sum::<f64>();
            let mean: Vec<f64> = (0..rows.d).map(|j| sum(j) / (2 * pairs) as f64).collect();
            let square = dot(&mean, &mean);
            prop_assert!(square > 0.0 && rows.rows().take(2 * pairs).all(|z| dot(z, &mean) == square));
            prop_assert!(rows.rows().skip(2 * pairs).all(|z| dot(z, &mean) > square));
        }

        #[test]
        fn small_sets_are_small(data in small_sets()) {
            prop_assert!((1..=FEW_ROWS).contains(&data.n) && (1..=FEW_COLUMNS).contains(&data.d));
            prop_assert_eq!((data.features.len(), data.labels.len()), (data.n * data.d, data.n));
            prop_assert!(data.features.iter().all(|v| v.fract() == 0.0));
        }
    }

    #[test]
    fn a_small_set_shrinks_to_one_of_which_no_step_fails() {
        let mut runner = TestRunner::deterministic();
        for _ in 0..50 {
            let mut tree = small_sets().new_tree(&mut runner).unwrap();
            let fails = |data: &DataSet| data.n >= 2 && data.d >= 2 && data.features[0].abs() >= 1.0;
            if !fails(&tree.current()) {
                continue;
            }
            let mut more = tree.simplify();
            while more {
                more = if fails(&tree.current()) { tree.simplify() } else { tree.complicate() };
            }
            let smallest = tree.current();
            assert_eq!((smallest.n, smallest.d, &smallest.labels[..]), (2, 2, &[1, 1][..]));
            assert_eq!(smallest.features, [1.0, 0.0, 0.0, 0.0]);
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
