//! General position, proved by regular minors.

use super::exact::WholeRows;
use super::modular::Echelon;
use crate::data::SignedRows;

/// The first min(n, d) of the points, in the order of their indices, that could not be proved independent; `None` where any
/// min(n, d) of them are: the points are in general position.
///
/// A proof is a minor that is not zero modulo a prime near 2^62. Independent points escape it only where that prime divides
/// all their minors of full size.
pub fn not_in_general_position(points: &SignedRows) -> Option<Vec<usize>> {
    let mut whole = WholeRows::of(points);
    let mut echelon = Echelon::new();
    let rows: Vec<Vec<u64>> = (0..points.n)
        .map(|i| {
            whole.prepare(i);
            echelon.row(whole.row(i))
        })
        .collect();
    dependent(&rows, points.n.min(points.d), &mut Vec::new(), &mut echelon)
}

/// The first dependent subset of this size that begins with the chosen rows, which the echelon holds.
fn dependent(
    rows: &[Vec<u64>],
    size: usize,
    chosen: &mut Vec<usize>,
    echelon: &mut Echelon,
) -> Option<Vec<usize>> {
    let from = chosen.last().map_or(0, |last| last + 1);
    for next in from..=rows.len() - (size - chosen.len()) {
        let left = echelon.reduce(&rows[next]);
        let zero = left.iter().all(|&x| x == 0);
        chosen.push(next);
        if zero {
            // Whatever completes it is dependent too.
            chosen.extend((next + 1..).take(size - chosen.len()));
            return Some(chosen.clone());
        }
        if chosen.len() < size {
            echelon.push(left)?;
            if let Some(found) = dependent(rows, size, chosen, echelon) {
                return Some(found);
            }
            echelon.pop();
        }
        chosen.pop();
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_dependent_subset_anywhere_is_found() {
        let square = [[1.0, 0.0], [0.0, 1.0], [1.0, 1.0], [3.0, -1.0]];
        assert_eq!(not_in_general_position(&SignedRows::from_rows(&square)), None);
        // Dependent in exact arithmetic only: .3 is not three times .1 as a double, 3 * 2^-40 is of 2^-40.
        let tiny = 1.0 / (1u64 << 40) as f64;
        let close = [[1.0, 0.0], [1.0, tiny], [0.1, 0.2], [3.0, 3.0 * tiny]];
        assert_eq!(not_in_general_position(&SignedRows::from_rows(&close)), Some(vec![1, 3]));
        let near = [[0.1, 1.0], [0.3, 3.0]];
        assert_eq!(not_in_general_position(&SignedRows::from_rows(&near)), None);
        let flat = [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0]];
        assert_eq!(not_in_general_position(&SignedRows::from_rows(&flat)), Some(vec![0, 1]));
    }
}
