//! Max margins in the norms 1 and infinity, by linear programming, each with a verified certificate.

use super::double_double::DoubleDouble;
use super::exact::WholeRows;
use super::exact_simplex::{ExactEnding, ExactSimplex, ExactVertex};
use super::linear_program::Pair;
use super::max_margin::Cost;
use super::norm_margin::{NormMaxMargin, NormSeparability, WIDEST, assemble, width, witness};
use super::refined_solve::refined_solve;
use super::scaled_rows::times_power_of_two;
use super::simplex::{Ending, Simplex};
use super::staircase::{Basis, Program, Staircase};
use super::uniqueness::is_unique;
use super::{ReferenceError, Separability, max_margin_l2};
use crate::certificate::{Certificate, Norm};
use crate::data::SignedRows;
use nalgebra::DMatrix;

/// The max margin in the norm 1 or infinity of rows of which none is zero, or the witness that there is none.
///
/// A dual simplex method in doubles names a basis. Where the estimated cost allows, it is solved in whole numbers, and the
/// method goes on in whole numbers if it is not optimal; beyond, it is solved to 30 digits and enclosed.
pub(super) fn polyhedral(rows: &SignedRows, norm: Norm) -> Result<NormSeparability, ReferenceError> {
    let program = Program::of(rows, norm);
    let mut simplex = Simplex::new(&program, start(rows, norm));
    let ending = simplex.run();
    let basis = simplex.basis;
    let cost = Cost::of_square(basis.rows.len(), WholeRows::of(rows).determinant_bits(&basis.rows));
    let mut best = None;
    if ending == Ending::Converged && !cost.is_cheap() {
        best = enclosure(rows, norm, &program, &basis);
        if let Some(found) = &best
            && found.margin.1 - found.margin.0 <= 1e-13 * found.margin.0
        {
            return Ok(NormSeparability::Separable(Box::new(best.expect("just found"))));
        }
    }
    let mut exact = ExactSimplex::new(rows, norm, basis);
    for restart in [false, true] {
        if restart {
            exact = ExactSimplex::new(rows, norm, start(rows, norm));
        }
        if let ExactEnding::Found(vertex) = exact.run(cost.affordable_steps()) {
            return from_vertex(rows, norm, vertex);
        }
    }
    last_resort(rows, norm, &program, best)
}

/// A basis with feasible multipliers, whatever the data.
fn start(rows: &SignedRows, norm: Norm) -> Basis {
    Basis::start(norm, rows.d, (0, |j: usize| rows.row(0)[j] < 0.0))
}

fn from_vertex(
    rows: &SignedRows,
    norm: Norm,
    vertex: ExactVertex,
) -> Result<NormSeparability, ReferenceError> {
    let (primal, dual, strict) = match vertex {
        ExactVertex::Contradiction(weights) => return witness(rows, weights),
        ExactVertex::Optimal { primal, dual, strict } => (primal, dual, strict),
    };
    let unique = if strict { Some(true) } else { is_unique(rows, norm, &primal, &dual) };
    let certificate = Certificate::of_whole(rows, norm, primal, dual)
        .map_err(|refused| ReferenceError::Undecided { why: refused.to_string() })?;
    let found = assemble(rows, norm, certificate, unique);
    Ok(NormSeparability::Separable(Box::new(found)))
}

/// The basis solved to about 30 digits, and what the verifier makes of it.
fn enclosure(rows: &SignedRows, norm: Norm, program: &Program, basis: &Basis) -> Option<NormMaxMargin> {
    let k = basis.rows.len();
    let mut is_basic = vec![false; program.width];
    basis.columns.iter().for_each(|&j| is_basic[j] = true);
    let matrix = DMatrix::from_fn(k, k, |r, p| program.row(basis.rows[r])[basis.columns[p]]);
    let mut x: Vec<DoubleDouble> = (0..program.width)
        .map(|j| match program.columns[j] {
            Staircase::Boxed(b) if !is_basic[j] => DoubleDouble::from(f64::from(basis.at[j]) * b),
            _ => DoubleDouble::default(),
        })
        .collect();
    let rest: Vec<DoubleDouble> = basis
        .rows
        .iter()
        .map(|&i| {
            let from = DoubleDouble::from(program.levels[i]);
            program.row(i).iter().zip(&x).fold(from, |s, (&z, x)| s.plus_scaled(-z, *x))
        })
        .collect();
    for (&j, value) in basis.columns.iter().zip(refined_solve(&matrix, &rest)?) {
        x[j] = value;
    }
    let slopes: Vec<DoubleDouble> = basis
        .columns
        .iter()
        .map(|&j| {
            DoubleDouble::from(match program.columns[j] {
                Staircase::Absolute(c) => f64::from(basis.at[j]) * c,
                Staircase::Boxed(_) => 0.0,
                Staircase::Level => -1.0,
            })
        })
        .collect();
    let a = refined_solve(&matrix.transpose(), &slopes)?;
    let pair = |x: DoubleDouble, shift: i64| {
        vec![times_power_of_two(x.high, shift), times_power_of_two(x.low, shift)]
    };
    let separator: Vec<Vec<f64>> = (0..rows.d).map(|j| pair(x[j], program.column_shifts[j])).collect();
    let mut multipliers: Vec<(usize, Vec<f64>)> = Vec::new();
    for (&i, &a) in basis.rows.iter().zip(&a) {
        if a.high > 0.0 {
            multipliers.push((i, pair(a, program.row_shifts[i])));
        }
    }
    multipliers.sort_by_key(|m| m.0);
    let certificate = Certificate::of_doubles(rows, norm, &separator, &multipliers).ok()?;
    Some(assemble(rows, norm, certificate, None))
}

/// What there is when neither doubles nor an affordable number of exact steps came to an end: the pair of an independent
/// solver, or a witness from the norm 2.
fn last_resort(
    rows: &SignedRows,
    norm: Norm,
    program: &Program,
    mut best: Option<NormMaxMargin>,
) -> Result<NormSeparability, ReferenceError> {
    if let Separability::NotSeparable(witness) = max_margin_l2(rows)? {
        return Ok(NormSeparability::NotSeparable(witness));
    }
    let pair = Pair::of(program, norm);
    if let Ok(Pair { separator, multipliers }) = pair
        && let Ok(certificate) = Certificate::of_doubles(rows, norm, &separator, &multipliers)
    {
        let found = assemble(rows, norm, certificate, None);
        if best.as_ref().is_none_or(|b| width(&found) < width(b)) {
            best = Some(found);
        }
    }
    match best {
        Some(found) if width(&found) <= WIDEST => Ok(NormSeparability::Separable(Box::new(found))),
        Some(found) => Err(ReferenceError::Wide { lower: found.margin.0, upper: found.margin.1 }),
        None => Err(ReferenceError::Undecided {
            why: "the linear program ended neither in doubles nor in the whole numbers that can be afforded"
                .to_string(),
        }),
    }
}
