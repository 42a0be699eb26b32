//! Margins in the norms 1 and infinity: both ends of the enclosure are fractions.

use std::cmp::Ordering;

use dashu_int::ops::UnsignedAbs;
use dashu_int::{IBig, UBig};

use super::fraction::{Fraction, Toward};
use super::integer::{check_rows, dot, scaled_sums};
use super::l2::dual_combination;
use super::{Norm, Refused};
use crate::data::SignedRows;

/// Proves lower <= gamma_p <= upper for p = 1 or infinity, and returns both, rounded outwards.
///
/// For every w and every a >= 0 with positive sum, min_i z_i.w / ||w||_p <= gamma_p <= ||Z^T a||_q / sum a with q the
/// dual norm (infinity for p = 1, 1 for p = infinity). `separator` and `multipliers` are sums of doubles, as for the
/// norm 2.
pub fn verify_margin_polyhedral(
    rows: &SignedRows,
    norm: Norm,
    separator: &[Vec<f64>],
    multipliers: &[(usize, Vec<f64>)],
) -> Result<(f64, f64), Refused> {
    if norm == Norm::Two {
        return Err(Refused::WrongNorm { norm, expected: "1 and inf" });
    }
    check_rows(rows, multipliers.iter().map(|m| m.0))?;
    if separator.len() != rows.d {
        return Err(Refused::Length { what: "the separator", found: separator.len(), expected: rows.d });
    }
    let w = scaled_sums(separator, "the separator")?;
    let mut least: Option<(usize, Fraction)> = None;
    for (i, row) in rows.rows().enumerate() {
        let (sum, e) = dot(row, &w.values);
        let margin = Fraction::new(sum, UBig::ONE, e + w.exponent);
        if least.as_ref().is_none_or(|(_, l)| margin.compare(l) == Ordering::Less) {
            least = Some((i, margin));
        }
    }
    let (row, least) = least.ok_or(Refused::Length { what: "the data", found: 0, expected: 1 })?;
    if least.numerator <= IBig::ZERO {
        return Err(Refused::NotSeparated { row, value: least.to_double(Toward::Nearest) });
    }
    let length = Fraction::new(size(&w.values, norm).into(), UBig::ONE, w.exponent);
    let (combined, sum) = dual_combination(rows, multipliers)?;
    let upper =
        Fraction::new(size(&combined.values, norm.dual()).into(), UBig::ONE, combined.exponent).over(&sum);
    Ok((least.over(&length).to_double(Toward::Below), upper.to_double(Toward::Above)))
}

/// The norm 1 or infinity of whole numbers.
fn size(values: &[IBig], norm: Norm) -> UBig {
    let magnitudes = values.iter().map(|x| x.clone().unsigned_abs());
    match norm {
        Norm::One => magnitudes.fold(UBig::ZERO, |s, x| s + x),
        _ => magnitudes.max().unwrap_or(UBig::ZERO),
    }
}
