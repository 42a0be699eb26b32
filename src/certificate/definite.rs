//! Positive definite matrices of whole numbers, decided and solved without a division that leaves a rest.

use dashu_int::IBig;
use dashu_int::ops::UnsignedAbs;

use super::fraction::Fraction;

/// tr(A^-1 B) for a symmetric positive definite A and any B, both `size` x `size`, row-major; `None` where A is not
/// positive definite. With no B the trace is zero, and only A is decided.
///
/// Fraction-free Gauss-Jordan elimination (Bareiss, Math. Comp. 22, 1968): after step k every entry is a minor of the
/// matrix (A, B), so that the division by the previous pivot leaves no rest; pivot k is the leading minor of order k,
/// and A is positive definite exactly when all of them are positive (Sylvester). In the end A has become det(A) times
/// the identity and B has become det(A) A^-1 B.
pub(super) fn trace_of_quotient(size: usize, a: &[IBig], b: Option<&[IBig]>) -> Option<Fraction> {
    let mut rows: Vec<Vec<IBig>> = (0..size)
        .map(|i| {
            let of = |m: &[IBig]| m[i * size..(i + 1) * size].to_vec();
            [of(a), b.map_or_else(Vec::new, of)].concat()
        })
        .collect();
    let mut previous = IBig::ONE;
    for k in 0..size {
        let pivot_row = rows[k].clone();
        let pivot = pivot_row[k].clone();
        if pivot <= IBig::ZERO {
            return None;
        }
        for (i, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != k) {
            let factor = row[k].clone();
            for (j, (entry, above)) in row.iter_mut().zip(&pivot_row).enumerate() {
                // Columns to the left are done: a multiple of the identity.
                if j >= k || j == i {
                    *entry = (&pivot * &*entry - &factor * above) / &previous;
                }
            }
        }
        previous = pivot;
    }
    let trace = match b {
        Some(_) => (0..size).fold(IBig::ZERO, |sum, i| sum + &rows[i][size + i]),
        None => IBig::ZERO,
    };
    Some(Fraction::new(trace, previous.unsigned_abs(), 0))
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use dashu_int::UBig;

    use super::*;

    fn whole(values: &[i64]) -> Vec<IBig> {
        values.iter().map(|&x| IBig::from(x)).collect()
    }

    fn trace(size: usize, a: &[i64], b: &[i64]) -> Option<Fraction> {
        trace_of_quotient(size, &whole(a), Some(&whole(b)))
    }

    #[test]
    fn the_trace_of_a_quotient_is_a_fraction() {
        let equals = |found: Fraction, n: i64, d: u64| {
            found.compare(&Fraction::new(IBig::from(n), UBig::from(d), 0)) == Ordering::Equal
        };
        // [[2, 1], [1, 3]]^-1 = [[3, -1], [-1, 2]] / 5.
        assert!(equals(trace(2, &[2, 1, 1, 3], &[1, 0, 0, 1]).unwrap(), 1, 1));
        assert!(equals(trace(2, &[2, 1, 1, 3], &[7, 4, -2, 1]).unwrap(), 3 * 7 + 2 - 4 + 2, 5));
        // The Lehmer-like [[4, 2, 2], [2, 5, 3], [2, 3, 6]]: determinant 64, adjugate diagonal 21, 20, 16.
        let a = [4, 2, 2, 2, 5, 3, 2, 3, 6];
        assert!(equals(trace(3, &a, &[1, 0, 0, 0, 1, 0, 0, 0, 1]).unwrap(), 57, 64));
    }

    #[test]
    fn semidefinite_and_indefinite_matrices_are_told_apart_from_definite_ones() {
        assert!(trace_of_quotient(2, &whole(&[1, 1, 1, 1]), None).is_none());
        assert!(trace_of_quotient(2, &whole(&[1, 2, 2, 1]), None).is_none());
        assert!(trace_of_quotient(2, &whole(&[-1, 0, 0, -1]), None).is_none());
        assert!(trace_of_quotient(3, &whole(&[1, 0, 0, 0, 1, 0, 0, 0, 0]), None).is_none());
        let nearly = [1_000_000_001, 1_000_000_000, 1_000_000_000, 999_999_999];
        assert!(trace_of_quotient(2, &whole(&nearly), None).is_none(), "determinant -1");
        let just = [1_000_000_001, 1_000_000_000, 1_000_000_000, 1_000_000_000];
        assert!(trace_of_quotient(2, &whole(&just), None).is_some());
    }
}
