//! The partition into the maximal separable part and the rest.

use dashu_int::{IBig, UBig};

use super::fraction::{Fraction, Toward};
use super::gordan::cancels;
use super::integer::{check_rows, dot};
use super::kkt::short;
use super::margin::separator;
use super::{Refused, Whole};
use crate::data::SignedRows;

/// What an accepted pair of a direction and weights proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartitionProof {
    /// The maximal separable part, ascending: the rows with z_i.w > 0 for some w with Zw >= 0.
    pub separable_part: Vec<usize>,
    /// The rest, ascending: z_i.w = 0 for every w with Zw >= 0.
    pub rest: Vec<usize>,
}

/// Proves the partition of the rows (Ji and Telgarsky 2018, arXiv:1803.07300, section 2).
///
/// `primal` is w, length d; `dual` names the rows of the rest, each with a positive whole weight. Checked in exact
/// arithmetic: z_i.w = 0 on the rest and z_i.w > 0 on every other row, so that the others are separable by a w that
/// leaves the rest alone; and sum a_i z_i = 0, so that a v with Zv >= 0 has sum a_i z_i.v = 0 with no negative term, hence
/// z_i.v = 0 on all of the rest: no row of it can join the separable part. Both together leave no other partition.
///
/// # Errors
/// [`Refused`], with the row that fails.
pub fn verify_partition(
    rows: &SignedRows,
    primal: &[Whole],
    dual: &[(usize, Whole)],
) -> Result<PartitionProof, Refused> {
    check_rows(rows, dual.iter().map(|m| m.0))?;
    let w = separator(rows, primal)?;
    let mut in_rest = vec![false; rows.n];
    for (row, weight) in dual {
        if weight.0 <= IBig::ZERO {
            return Err(Refused::NotPositive { row: *row, value: short(&weight.0) });
        }
        in_rest[*row] = true;
    }
    for (row, z) in rows.rows().enumerate() {
        let (sum, exponent) = dot(z, &w.values);
        let value =
            || Fraction::new(sum.clone(), UBig::ONE, exponent + w.exponent).to_double(Toward::Nearest);
        if in_rest[row] && sum != IBig::ZERO {
            return Err(Refused::NotOrthogonal { row, value: value() });
        }
        if !in_rest[row] && sum <= IBig::ZERO {
            return Err(Refused::NotSeparated { row, value: value() });
        }
    }
    cancels(rows, &dual.iter().map(|(i, a)| (*i, &a.0)).collect::<Vec<_>>())?;
    let (rest, separable_part) = (0..rows.n).partition(|&i| in_rest[i]);
    Ok(PartitionProof { separable_part, rest })
}
