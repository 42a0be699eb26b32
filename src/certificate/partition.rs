//! The partition into the maximal separable part and the rest.

use dashu_int::{IBig, UBig};

use super::fraction::{Fraction, Toward};
use super::gordan::cancels;
use super::integer::{check_rows, combination, dot};
use super::kkt::short;
use super::l2::EndsSquared;
use super::margin::{least_margin, separator, square_sum};
use super::{MarginProof, Refused, Whole};
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
            return Err(Refused::WeightOfRest { row: *row, value: short(&weight.0) });
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

/// What is proved about the margin of the separable part across the span S of the rest: gamma is the max over unit w
/// orthogonal to S of min_i z_i.w, i in the separable part, and u* the w that reaches it.
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectedMarginProof {
    /// The margin, between two doubles or exactly.
    pub margin: MarginProof,
    /// u* rounded, length d.
    pub direction: Vec<f64>,
    /// A bound on ||direction - u*||.
    pub direction_error: f64,
}

/// Proves an enclosure of the margin across S from the partition's own direction and from whole weights.
///
/// `primal` is w, accepted by [`verify_partition`], so that it is orthogonal to S. `weights` are pairs (row, a_i): on the
/// separable part a_i >= 0 with a positive sum, on the rest any number. For u orthogonal to S of length one,
/// sum over the separable part of a_i gamma <= sum over all of a_i z_i.u* <= ||sum over all of a_i z_i||, and
/// min_i z_i.w/||w|| <= gamma by the definition of gamma; both ends are compared as squares of whole numbers. The error of
/// the direction follows from the two ends as without a rest: the projections of the z_i are rows of their own.
///
/// # Errors
/// [`Refused`], with the row that fails.
pub fn verify_projected_margin(
    rows: &SignedRows,
    partition: &PartitionProof,
    primal: &[Whole],
    weights: &[(usize, Whole)],
) -> Result<ProjectedMarginProof, Refused> {
    check_rows(rows, weights.iter().map(|m| m.0))?;
    let separable = |row: &usize| partition.separable_part.binary_search(row).is_ok();
    if let Some((row, weight)) = weights.iter().find(|(row, a)| separable(row) && a.0 < IBig::ZERO) {
        return Err(Refused::NegativeMultiplier { row: *row, value: short(&weight.0) });
    }
    let sum = weights.iter().filter(|(row, _)| separable(row)).fold(IBig::ZERO, |s, (_, a)| s + &a.0);
    if sum == IBig::ZERO {
        return Err(Refused::NoMultipliers);
    }
    let w = separator(rows, primal)?;
    let part: Vec<&[f64]> = partition.separable_part.iter().map(|&i| rows.row(i)).collect();
    let least = least_margin(&SignedRows::from_rows(&part), &w)?.value;
    let named: Vec<(usize, &IBig)> = weights.iter().map(|(i, a)| (*i, &a.0)).collect();
    let combined = combination(rows, &named);
    let ends = EndsSquared {
        lower: least.square().over(&square_sum(&w)),
        upper: square_sum(&combined).over(&Fraction::new(&sum * &sum, UBig::ONE, 0)),
    };
    let (direction, direction_error) = ends.direction(&w);
    Ok(ProjectedMarginProof { margin: ends.margin(), direction, direction_error })
}
