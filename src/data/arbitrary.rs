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

#[cfg(test)]
mod tests {
    use quickcheck::{QuickCheck, TestResult};

    use super::*;

    fn dot(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(x, y)| x * y).sum()
    }

    fn is_separable(data: &Separable) -> bool {
        data.0.rows().all(|z| dot(z, &data.witness()) > 0.0)
    }

    fn has_a_cycle(data: &NonSeparable) -> bool {
        let sum = |j: usize| data.0.rows().take(data.cycle()).map(|z| z[j]).sum::<f64>();
        data.cycle() >= 2 && (0..data.0.d).all(|j| sum(j) == 0.0)
    }

    fn is_degenerate(data: &Degenerate) -> bool {
        let support = data.0.row(0);
        let square = dot(support, support);
        let on_margin = data.0.rows().filter(|z| dot(z, support) == square).count();
        data.0.rows().all(|z| dot(z, support) >= square)
            && on_margin == 1 + data.zero_multipliers()
            && on_margin > 1
    }

    #[test]
    fn the_property_holds_for_what_is_drawn_and_for_every_step_of_shrinking() {
        fn all<T: Arbitrary>(holds: fn(&T) -> bool) -> impl Fn(&T) -> bool {
            move |data| holds(data) && data.shrink().all(|simpler| holds(&simpler))
        }
        let mut g = Gen::from_size_and_seed(30, 7);
        for _ in 0..100 {
            assert!(all(is_separable)(&Separable::arbitrary(&mut g)));
            assert!(all(has_a_cycle)(&NonSeparable::arbitrary(&mut g)));
            assert!(all(is_degenerate)(&Degenerate::arbitrary(&mut g)));
        }
    }

    /// Follows the first simpler data that still fail `holds`, as quickcheck does, to the end.
    fn shrunk<T: Arbitrary>(mut data: T, holds: fn(&T) -> bool) -> T {
        while let Some(simpler) = data.shrink().find(|simpler| !holds(simpler)) {
            data = simpler;
        }
        data
    }

    #[test]
    fn shrinking_ends_at_the_smallest_sets() {
        let mut g = Gen::from_size_and_seed(30, 11);
        for _ in 0..50 {
            let separable = shrunk(Separable::arbitrary(&mut g), |_| false);
            assert_eq!(separable.0, SignedRows::from_rows(&[[0.125]]));
            let cycle = shrunk(NonSeparable::arbitrary(&mut g), |_| false);
            assert_eq!(cycle.0, SignedRows::from_rows(&[[0.125], [-0.125]]));
            let degenerate = shrunk(Degenerate::arbitrary(&mut g), |_| false);
            assert_eq!(degenerate.0, SignedRows::from_rows(&[[0.125, 0.0], [0.125, 0.125]]));
        }
    }

    #[test]
    fn a_property_that_fails_on_wide_data_shrinks_to_the_narrowest_of_them() {
        let mut g = Gen::from_size_and_seed(30, 13);
        let wide =
            std::iter::repeat_with(|| Separable::arbitrary(&mut g)).find(|s| s.0.d > 3 && s.0.n > 4).unwrap();
        let smallest = shrunk(wide, |data| data.0.d < 3 || data.0.n < 2);
        assert_eq!((smallest.0.n, smallest.0.d), (2, 3));
    }

    #[test]
    fn quickcheck_takes_them_as_arguments() {
        fn property(data: Separable, other: NonSeparable) -> TestResult {
            TestResult::from_bool(is_separable(&data) && has_a_cycle(&other))
        }
        QuickCheck::new().tests(100).quickcheck(property as fn(Separable, NonSeparable) -> TestResult);
    }
}
