//! quickcheck `Arbitrary` for signed rows that are separable, degenerate or not separable by construction.
//!
//! The values are eighths of small whole numbers, so that sums and products of them are exact. Shrinking leaves
//! out rows and columns and makes numbers smaller; what it arrives at has the property still.

use quickcheck::{Arbitrary, Gen};

use super::SignedRows;
use super::ingredients::{Ingredients, LARGEST_NUMERATOR, MOST_COLUMNS, MOST_ROWS, Numerators};

/// Separable rows: some w has z_i.w > 0 for all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct Separable(pub SignedRows, Made);

/// Separable rows with a margin row whose multiplier is zero: the first row is the only support vector with a
/// positive multiplier and also the max-margin direction times the margin; the second lies on the margin as well.
#[derive(Clone, Debug, PartialEq)]
pub struct Degenerate(pub SignedRows, Made);

/// Rows that no w separates: the first few sum exactly to zero.
#[derive(Clone, Debug, PartialEq)]
pub struct NonSeparable(pub SignedRows, Made);

/// What the rows were made of: the means of shrinking them.
#[derive(Clone, Debug, PartialEq)]
pub struct Made(Ingredients);

impl Separable {
    /// A w, length d, with z_i.w > 0 for every row.
    pub fn witness(&self) -> Vec<f64> {
        self.1.0.separable().1
    }

    fn of(made: Ingredients) -> Separable {
        Separable(made.separable().0, Made(made))
    }
}

impl Degenerate {
    /// How many rows lie on the margin with multiplier zero; they follow the first row.
    pub fn zero_multipliers(&self) -> usize {
        self.1.0.degenerate().1
    }

    fn of(made: Ingredients) -> Degenerate {
        Degenerate(made.degenerate().0, Made(made))
    }
}

impl NonSeparable {
    /// How many of the first rows sum to zero.
    pub fn cycle(&self) -> usize {
        self.1.0.non_separable().1
    }

    fn of(made: Ingredients) -> NonSeparable {
        NonSeparable(made.non_separable().0, Made(made))
    }
}

/// A number from low to high.
fn between(g: &mut Gen, low: usize, high: usize) -> usize {
    low + usize::arbitrary(g) % (high - low + 1)
}

fn numerators(g: &mut Gen) -> Numerators {
    std::array::from_fn(|_| i16::arbitrary(g).rem_euclid(2 * LARGEST_NUMERATOR + 1) - LARGEST_NUMERATOR)
}

fn ingredients(g: &mut Gen) -> Ingredients {
    let (d, special) = (between(g, 1, MOST_COLUMNS), numerators(g));
    let n = between(g, 1, MOST_ROWS.min(g.size().max(1)));
    let rows = (0..n).map(|_| numerators(g)).collect();
    Ingredients { d, special, rows, count: between(g, 1, n) }
}

macro_rules! arbitrary_rows {
    ($($kind:ident),*) => {$(
        impl Arbitrary for $kind {
            fn arbitrary(g: &mut Gen) -> $kind {
                $kind::of(ingredients(g))
            }

            fn shrink(&self) -> Box<dyn Iterator<Item = $kind>> {
                Box::new(self.1.0.simpler().into_iter().map($kind::of))
            }
        }
    )*};
}

arbitrary_rows!(Separable, Degenerate, NonSeparable);
