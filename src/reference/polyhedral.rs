//! Max margins in the norms 1 and infinity, by linear programming, with a verified enclosure.

use nalgebra::DMatrix;

use super::linear_program::Program;
use super::max_margin::check;
use super::refined_solve::refined_solve;
use super::scaled_rows::{exponent_of, times_power_of_two};
use super::{ReferenceError, Separability, max_margin_l2};
use crate::certificate::{Certificate, Norm, verify_margin_polyhedral};
use crate::data::SignedRows;

/// The max margin of signed rows in the norm 1 or infinity.
#[derive(Clone, Debug, PartialEq)]
pub struct PolyhedralMaxMargin {
    /// The norm p of the separator.
    pub norm: Norm,
    /// A separator of least norm, scaled so that min_i z_i.w = 1 (up to rounding), length d. It need not be the only one.
    pub w: Vec<f64>,
    /// w / ||w||_p.
    pub direction: Vec<f64>,
    /// gamma_p = max over ||w||_p <= 1 of min_i z_i.w lies between these.
    pub margin: (f64, f64),
    /// Rows with a positive multiplier in the proof, ascending.
    pub support: Vec<usize>,
    /// Dual multipliers, length n, scaled to the sum ||w||_p = 1/gamma_p (up to rounding): then ||Z^T a||_q = 1 for the
    /// dual norm q, as strong duality has it.
    pub multipliers: Vec<f64>,
    /// The proof.
    pub certificate: Certificate,
}

/// The max margin in the norm 1 or infinity: the linear program and its dual, refined on the vertex that they agree
/// on, and enclosed by the verifier.
///
/// # Errors
/// `NotSeparable` for rows that no w separates (decided by [`max_margin_l2`]), `Undecided` for the norm 2 and where the
/// linear programs fail.
pub fn max_margin_lp(rows: &SignedRows, norm: Norm) -> Result<PolyhedralMaxMargin, ReferenceError> {
    check(rows)?;
    if norm == Norm::Two {
        return Err(ReferenceError::Undecided { why: "the norm 2 is no linear program".to_string() });
    }
    let found = match max_margin_l2(rows)? {
        Separability::Separable(found) => found,
        Separability::NotSeparable(witness) => {
            return Err(ReferenceError::NotSeparable { row: witness.weights[0].0 });
        }
    };
    let equilibrated = Equilibrated::of(rows, found.gamma.0);
    let program = Program { n: rows.n, d: rows.d, values: &equilibrated.values };
    let x = program.separator(norm, &equilibrated.costs)?;
    let a = program.multipliers(norm, &equilibrated.costs)?;

    let plain = (
        (0..rows.d).map(|j| vec![times_power_of_two(x[j], equilibrated.columns[j])]).collect::<Vec<_>>(),
        a.iter().enumerate().filter(|(_, a)| **a > 0.0).map(|(i, &a)| (i, vec![a])).collect::<Vec<_>>(),
    );
    let mut candidates = vec![plain];
    candidates.extend(refine(rows, norm, &equilibrated, &x, &a));
    let mut best: Option<PolyhedralMaxMargin> = None;
    let mut refused = None;
    for (separator, multipliers) in candidates {
        match verify_margin_polyhedral(rows, norm, &separator, &multipliers) {
            Ok((lower, upper)) => {
                if best.as_ref().is_none_or(|b| upper - lower < b.margin.1 - b.margin.0) {
                    best = Some(assemble(rows, norm, (lower, upper), separator, multipliers));
                }
            }
            Err(why) => refused = Some(why),
        }
    }
    best.ok_or_else(|| ReferenceError::Undecided {
        why: refused
            .map_or_else(String::new, |why| format!("the linear program's answer was refused: {why}")),
    })
}

fn assemble(
    rows: &SignedRows,
    norm: Norm,
    margin: (f64, f64),
    separator: Vec<Vec<f64>>,
    dual: Vec<(usize, Vec<f64>)>,
) -> PolyhedralMaxMargin {
    let w: Vec<f64> = separator.iter().map(|terms| terms.iter().sum()).collect();
    let size = match norm {
        Norm::One => w.iter().fold(0.0, |s, x| s + x.abs()),
        _ => w.iter().fold(0.0f64, |m, x| m.max(x.abs())),
    };
    // ||w||_p = 1/gamma when the least margin is 1.
    let scale = 1.0 / (size * margin.0);
    let mut multipliers = vec![0.0; rows.n];
    dual.iter().for_each(|(i, terms)| multipliers[*i] = terms.iter().sum());
    let total: f64 = multipliers.iter().sum();
    multipliers.iter_mut().for_each(|a| *a /= total * margin.0);
    PolyhedralMaxMargin {
        norm,
        direction: w.iter().map(|x| x / size).collect(),
        w: w.iter().map(|x| x * scale).collect(),
        margin,
        support: dual.iter().map(|m| m.0).collect(),
        multipliers,
        certificate: Certificate::Enclosure { norm, separator, multipliers: dual },
    }
}

/// The rows with columns scaled by powers of two to largest entry about one, and divided by about their margin.
struct Equilibrated {
    values: Vec<f64>,
    /// w_j = x_j 2^columns_j.
    columns: Vec<i64>,
    /// |w_j| costs this much a unit of |x_j|.
    costs: Vec<f64>,
    /// The rows are multiplied by 2^scale, which makes the margin about one.
    scale: i64,
}

impl Equilibrated {
    fn of(rows: &SignedRows, gamma: f64) -> Equilibrated {
        let whole = -exponent_of(gamma);
        let mut columns = Vec::with_capacity(rows.d);
        for j in 0..rows.d {
            let top = rows.rows().fold(0.0f64, |m, r| m.max(r[j].abs()));
            columns.push(if top > 0.0 { -exponent_of(top) } else { 0 });
        }
        // Largest entries 2^whole / 2^middle, costs around 1.
        let middle = columns.iter().copied().max().unwrap_or(0);
        let values = rows
            .values
            .iter()
            .enumerate()
            .map(|(at, &z)| times_power_of_two(z, columns[at % rows.d] - middle + whole))
            .collect();
        let costs = columns.iter().map(|&c| times_power_of_two(1.0, c - middle)).collect();
        Equilibrated { values, columns, costs, scale: whole }
    }
}

type Pair = (Vec<Vec<f64>>, Vec<(usize, Vec<f64>)>);

/// The vertex that the two programs agree on, solved to 30 digits, for a few thresholds of what counts as zero.
fn refine(rows: &SignedRows, norm: Norm, scaled: &Equilibrated, x: &[f64], a: &[f64]) -> Vec<Pair> {
    let w: Vec<f64> = (0..rows.d).map(|j| scaled.costs[j] * x[j]).collect();
    let (size, weight) =
        (w.iter().fold(0.0f64, |m, x| m.max(x.abs())), a.iter().fold(0.0f64, |m, a| m.max(*a)));
    let attempts = [1e-6, 1e-8, 1e-10, 1e-4, 1e-12];
    attempts
        .iter()
        .filter_map(|&share| vertex(rows, norm, scaled.scale, &w, a, share * size, share * weight))
        .collect()
}

/// In the norm 1: rows I with multipliers, coordinates J that are not zero; Z_IJ w_J = 1, Z_IJ^T a_I = sign w_J.
///
/// In the norm infinity: rows I, coordinates F short of the largest, the others T at s_j t; unknowns (w_F, w_T, t) with
/// Z_I w = 1, w_T - s t = 0, and for the multipliers the transposed system with right side (0, 0, 1). Every entry of
/// both matrices is a datum or a sign, so that refinement can reach what the data define.
fn vertex(
    rows: &SignedRows,
    norm: Norm,
    scale: i64,
    w: &[f64],
    a: &[f64],
    least: f64,
    light: f64,
) -> Option<Pair> {
    let top = w.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    let active: Vec<usize> = (0..rows.n).filter(|&i| a[i] > light).collect();
    let sign = |j: usize| if w[j] < 0.0 { -1.0 } else { 1.0 };
    let (mut columns, tied): (Vec<usize>, Vec<usize>) = (0..rows.d).partition(|&j| match norm {
        Norm::One => w[j].abs() > least,
        _ => top - w[j].abs() > least,
    });
    let tied = if norm == Norm::One { Vec::new() } else { tied };
    let level = usize::from(norm == Norm::Inf);
    let k = active.len();
    if k == 0 || k != columns.len() + level {
        return None;
    }
    columns.extend(&tied);
    let size = columns.len() + level;
    let matrix = DMatrix::from_fn(size, size, |r, c| match (active.get(r), columns.get(c)) {
        (Some(&i), Some(&j)) => times_power_of_two(rows.row(i)[j], scale),
        (Some(_), None) => 0.0,
        (None, Some(&j)) => f64::from(u8::from(j == tied[r - k])),
        (None, None) => -sign(tied[r - k]),
    });
    let ones: Vec<f64> = (0..size).map(|r| f64::from(u8::from(r < k))).collect();
    let solution = refined_solve(&matrix, &ones)?;
    let goal: Vec<f64> = match norm {
        Norm::One => columns.iter().map(|&j| sign(j)).collect(),
        _ => (0..size).map(|c| f64::from(u8::from(c + 1 == size))).collect(),
    };
    let dual = refined_solve(&matrix.transpose(), &goal)?;

    let mut separator = vec![vec![0.0]; rows.d];
    for (&j, x) in columns.iter().zip(&solution) {
        separator[j] = vec![x.high, x.low];
    }
    let kept = active.iter().zip(&dual).filter(|(_, a)| a.high > 0.0);
    Some((separator, kept.map(|(&i, a)| (i, vec![a.high, a.low])).collect()))
}
