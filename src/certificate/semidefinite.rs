//! Margins of positive semidefinite matrices W of trace at most one, enclosed in exact integer arithmetic.

use dashu_int::{IBig, UBig};
use serde::{Deserialize, Serialize};

use super::Refused;
use super::definite::trace_of_quotient;
use super::fraction::{Fraction, Toward};
use super::integer::{Scaled, check_rows, scaled, scaled_sums};
use super::margin::{least_margin, weighted_by_sums};
use crate::data::SignedRows;

/// A claim about gamma = max over W >= 0, tr W <= 1 of min_i <A_i, W>, row i being the D x D matrix A_i, row-major.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SemidefiniteCertificate {
    /// U, D x D, row-major, each entry exactly the sum of some doubles: W = U U^T is semidefinite as it is written.
    pub factor: Vec<Vec<f64>>,
    /// Rows with their multipliers a, each exactly the sum of some doubles.
    pub multipliers: Vec<(usize, Vec<f64>)>,
    /// Above the largest eigenvalue of the symmetric part of sum a_i A_i.
    pub above: f64,
}

/// What an accepted certificate proves: gamma lies between these.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SemidefiniteEnclosure {
    /// gamma is at least this.
    pub lower: f64,
    /// gamma is at most this.
    pub upper: f64,
}

/// Proves an enclosure of the max margin of positive semidefinite matrices of trace at most one.
///
/// For every U and every a >= 0 with positive sum,
///
/// min_i <A_i, U U^T> / ||U||_F^2 <= gamma <= lambda_max(sum a_i A_i) / sum a,
///
/// because tr U U^T = ||U||_F^2 and <S, W> <= lambda_max(S) tr W for W >= 0. S has its largest eigenvalue below s exactly when
/// s I - S is positive definite. All in whole numbers, rounded outwards at the end.
pub fn verify_semidefinite(
    rows: &SignedRows,
    certificate: &SemidefiniteCertificate,
) -> Result<SemidefiniteEnclosure, Refused> {
    let SemidefiniteCertificate { factor, multipliers, above } = certificate;
    check_rows(rows, multipliers.iter().map(|m| m.0))?;
    let size = rows.d.isqrt();
    if size == 0 || size * size != rows.d {
        return Err(Refused::Length { what: "a row", found: rows.d, expected: size * size });
    }
    if factor.len() != rows.d {
        return Err(Refused::Length { what: "the factor", found: factor.len(), expected: rows.d });
    }
    if !above.is_finite() {
        return Err(Refused::NotFinite { what: "the bound of an eigenvalue", index: 0 });
    }
    let u = scaled_sums(factor, "the factor")?;
    let least = least_margin(rows, &square(&u, size))?.value;
    let trace = u.values.iter().fold(IBig::ZERO, |sum, u| sum + u * u);
    let lower = least.over(&Fraction::new(trace, UBig::ONE, 2 * u.exponent));

    let (combined, sum) = weighted_by_sums(rows, multipliers)?;
    if !is_above(*above, &combined, size) {
        return Err(Refused::EigenvalueNotBelow { claimed: *above });
    }
    let bound = scaled(&[*above]);
    let upper = Fraction::new(bound.values[0].clone(), UBig::ONE, bound.exponent).over(&sum);
    Ok(SemidefiniteEnclosure { lower: lower.to_double(Toward::Below), upper: upper.to_double(Toward::Above) })
}

/// U U^T.
fn square(u: &Scaled, size: usize) -> Scaled {
    let row = |i: usize| &u.values[i * size..(i + 1) * size];
    let entry = |at: usize| {
        let (a, b) = (row(at / size), row(at % size));
        a.iter().zip(b).fold(IBig::ZERO, |sum, (a, b)| sum + a * b)
    };
    Scaled { values: (0..size * size).map(entry).collect(), exponent: 2 * u.exponent }
}

/// Whether s I - S is positive definite, S the symmetric part of a matrix M: twice it over the lower of the powers of two.
fn is_above(s: f64, m: &Scaled, size: usize) -> bool {
    let bound = scaled(&[s]);
    let common = m.exponent.min(bound.exponent);
    let up = |value: &IBig, exponent: i64| value << (exponent - common) as usize;
    let level = up(&bound.values[0], bound.exponent) * IBig::from(2);
    let entry = |at: usize| {
        let (i, j) = (at / size, at % size);
        let sum = up(&m.values[i * size + j], m.exponent) + up(&m.values[j * size + i], m.exponent);
        if i == j { &level - sum } else { -sum }
    };
    let difference: Vec<IBig> = (0..size * size).map(entry).collect();
    trace_of_quotient(size, &difference, None).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A_1 = diag(2, 0), A_2 = diag(0, 1): W = diag(1/3, 2/3) has margins 2/3, and a = (1/3, 2/3) the eigenvalues 2/3.
    fn two() -> (SignedRows, SemidefiniteCertificate) {
        let rows = SignedRows::from_rows(&[[2.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]);
        let factor = [1.0, 0.0, 0.0, std::f64::consts::SQRT_2].map(|u| vec![u]).to_vec();
        let multipliers = vec![(0, vec![1.0]), (1, vec![2.0])];
        (rows, SemidefiniteCertificate { factor, multipliers, above: 2.0 + 1e-15 })
    }

    #[test]
    fn two_diagonal_matrices_have_their_known_margin() {
        let (rows, certificate) = two();
        let found = verify_semidefinite(&rows, &certificate).unwrap();
        assert!(found.lower <= 2.0 / 3.0 && 2.0 / 3.0 <= found.upper, "{found:?}");
        assert!(found.upper - found.lower < 1e-15, "{found:?}");
    }

    #[test]
    fn a_part_across_the_diagonal_counts_by_its_symmetric_part() {
        // diag(1, -1) + an antisymmetric part: W = e_1 e_1^T has the margin one, and lambda_max is one.
        let rows = SignedRows::from_rows(&[[1.0, 7.0, -7.0, -1.0]]);
        let factor = [1.0, 0.0, 0.0, 0.0].map(|u| vec![u]).to_vec();
        let mut certificate =
            SemidefiniteCertificate { factor, multipliers: vec![(0, vec![0.5])], above: 0.5 + 1e-15 };
        let found = verify_semidefinite(&rows, &certificate).unwrap();
        assert!(found.lower == 1.0 && (1.0..1.0 + 1e-14).contains(&found.upper), "{found:?}");
        certificate.above = 0.5;
        assert_eq!(
            verify_semidefinite(&rows, &certificate),
            Err(Refused::EigenvalueNotBelow { claimed: 0.5 })
        );
    }

    #[test]
    fn what_proves_nothing_is_refused() {
        let (rows, good) = two();
        let refused = |change: &dyn Fn(&mut SemidefiniteCertificate)| {
            let mut certificate = good.clone();
            change(&mut certificate);
            verify_semidefinite(&rows, &certificate).unwrap_err()
        };
        assert_eq!(refused(&|c| c.above = 1.999), Refused::EigenvalueNotBelow { claimed: 1.999 });
        assert!(matches!(refused(&|c| c.above = f64::NAN), Refused::NotFinite { .. }));
        assert!(matches!(refused(&|c| c.factor[0] = vec![f64::INFINITY]), Refused::NotFinite { .. }));
        assert!(matches!(refused(&|c| c.factor[0] = vec![0.0]), Refused::NotSeparated { row: 0, .. }));
        assert!(matches!(refused(&|c| drop(c.factor.pop())), Refused::Length { found: 3, expected: 4, .. }));
        assert!(matches!(
            refused(&|c| c.multipliers[0].1 = vec![-1.0]),
            Refused::NegativeMultiplier { row: 0, .. }
        ));
        assert!(matches!(refused(&|c| c.multipliers.clear()), Refused::NoMultipliers));
        assert!(matches!(refused(&|c| c.multipliers[0].0 = 5), Refused::NoSuchRow { row: 5, n: 2 }));
        let three = SignedRows::from_rows(&[[1.0, 0.0, 0.0]]);
        assert!(matches!(
            verify_semidefinite(&three, &good),
            Err(Refused::Length { found: 3, .. } | Refused::NoSuchRow { .. })
        ));
    }
}
