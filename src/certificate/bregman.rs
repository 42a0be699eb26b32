//! Bregman projections onto Xw = y: two numbers, and how far the answer is from the truth.

use std::cmp::Ordering;

use dashu_int::{IBig, UBig};
use serde::{Deserialize, Serialize};

use super::fraction::{Fraction, Toward};
use super::integer::{check_rows, combination, dot, parts, scaled, scaled_sums};
use super::l2::sum_up;
use super::real::{Real, norm};
use super::{Refused, Whole};
use crate::data::SignedRows;
use crate::numbers::Potential;

/// The largest ||Xw - y|| / ||y|| that is accepted.
///
/// A Newton iteration that has converged ends at a few units of 2^-53 times the cancellation in Xw and in X^T lambda;
/// one that was stopped early ends where its last step was, which quadratic convergence puts above 1e-8 = sqrt(2^-53).
/// 1e-12 lies between: it leaves room for sums a thousand times larger than their result, and for nothing unfinished.
pub const FEASIBILITY_LIMIT: f64 = 1e-12;

/// The largest ||grad psi(w) - grad psi(w0) - X^T lambda|| / ||grad psi(w) - grad psi(w0)|| that is accepted: chosen as
/// [`FEASIBILITY_LIMIT`] is.
pub const SPAN_LIMIT: f64 = 1e-12;

/// The question: the argmin over Xw = y of the Bregman divergence D_psi(w, w0).
#[derive(Clone, Copy, Debug)]
pub struct BregmanProblem<'a> {
    /// The rows of X, n x d, as they are: no label is absorbed.
    pub rows: &'a SignedRows,
    /// y, length n.
    pub targets: &'a [f64],
    /// w0, length d, positive for the entropy.
    pub start: &'a [f64],
    /// psi.
    pub potential: Potential,
}

/// An equation that follows from those of the basis: denominator (x_i, y_i) = sum over the basis of weight_b (x_b, y_b).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DependentEquation {
    /// The row i.
    pub row: usize,
    /// A weight for each row of the basis, in its order.
    pub weights: Vec<Whole>,
    /// The common denominator, positive.
    pub denominator: Whole,
}

/// What the verifier needs beside the question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BregmanCertificate {
    /// For each coordinate doubles whose sum is w_j; d entries.
    pub solution: Vec<Vec<f64>>,
    /// For each row doubles whose sum is lambda_i; n entries.
    pub multipliers: Vec<Vec<f64>>,
    /// Rows from which all others follow, k of them.
    pub basis: Vec<usize>,
    /// A matrix P, d x k, row-major, for which X_B P is close to the identity. It need not be exact.
    pub right_inverse: Vec<f64>,
    /// Every row that is not in the basis.
    pub dependent: Vec<DependentEquation>,
}

/// Why no bound on the distance to the projection was proved.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoErrorBound {
    /// The basis is too ill-conditioned for its right inverse in doubles.
    #[error(
        "||I - X P|| is at most {found:e}, expected below 1: the rows are too ill-conditioned for doubles"
    )]
    RightInverse {
        /// The Frobenius norm, from above.
        found: f64,
    },
    /// Moved onto the equations, the solution would leave the domain of the potential.
    #[error("coordinate {coordinate} may leave the domain of the potential once Xw = y is met exactly")]
    Domain {
        /// The coordinate.
        coordinate: usize,
    },
    /// The potential is too flat around the solution to turn the span into a distance.
    #[error("the potential is too flat around the solution: its curvature may be {curvature:e}")]
    Flat {
        /// The least curvature found, from below.
        curvature: f64,
    },
}

/// What an accepted certificate proves.
#[derive(Clone, Debug, PartialEq)]
pub struct BregmanProof {
    /// ||Xw - y|| / ||y||, from above; for y = 0, ||Xw|| / (||X||_F ||w||), and 0 when Xw = y = 0 exactly.
    pub feasibility: f64,
    /// ||grad psi(w) - grad psi(w0) - X^T lambda|| / ||grad psi(w) - grad psi(w0)||, from above; 0 when both are 0.
    pub span: f64,
    /// w, each sum rounded to the nearest double.
    pub solution: Vec<f64>,
    /// An upper bound on the Euclidean distance of `solution` from the projection.
    pub error: Result<f64, NoErrorBound>,
}

/// Proves how well w is the Bregman projection of w0 onto Xw = y.
///
/// w is that projection exactly when Xw = y and grad psi(w) - grad psi(w0) is in the span of the rows. The verifier
/// bounds what is missing to both, r = Xw - y and s = grad psi(w) - grad psi(w0) - X^T lambda, and refuses above
/// [`FEASIBILITY_LIMIT`] and [`SPAN_LIMIT`]. What that says of w itself:
///
/// *Onto the equations.* If ||I - X_B P||_F <= rho < 1 then X_B P is invertible, and e = P (X_B P)^-1 r_B has X_B e =
/// r_B and |e_j| <= ||P_j|| ||r_B|| / (1 - rho). So w' = w - e meets the equations of the basis, hence all of them, the
/// others being exact combinations; and X has full rank on the basis. s' = s + grad psi(w') - grad psi(w) is bounded
/// from the derivative over the intervals w_j +- |e_j|.
///
/// *From w' to the projection w\*.* Let delta = w\* - w' and F(v) = D_psi(v, w') + s'.v. The gradient of F at w\* is
/// grad psi(w\*) - grad psi(w') + s' = X^T (lambda\* - lambda), and X delta = 0: along the line from w' to w\* the convex
/// F falls until it reaches w\*. Its slope at distance t is at least mu t - ||s'|| as long as t is within a radius in
/// which psi_1'' is at least mu for all coordinates. Where ||s'|| is less than mu radius, the slope turns positive
/// within the radius, so that w\* is nearer than that, and mu ||delta|| is at most ||s'||.
///
/// For the power p of 2 or more, also 2^(2-p) ||delta||_p^(p-1) is at most ||s'||_q: of all intervals of length h the
/// increment of |t|^(p-2) t is least on [-h/2, h/2], where it is 2^(2-p) h^(p-1); so |s'.delta| is at least 2^(2-p)
/// ||delta||_p^p. And ||delta||_2 is at most d^(1/2 - 1/p) ||delta||_p.
///
/// The projection exists because w' is feasible, all four potentials grow faster than any linear function, and the
/// slope of the entropy at a vanishing coordinate is infinite.
pub fn verify_bregman(
    problem: &BregmanProblem,
    certificate: &BregmanCertificate,
) -> Result<BregmanProof, Refused> {
    let BregmanProblem { rows, targets, start, potential } = *problem;
    let named = certificate.basis.iter().copied().chain(certificate.dependent.iter().map(|e| e.row));
    check_rows(rows, named)?;
    potential.check()?;
    let k = certificate.basis.len();
    for (what, found, expected) in [
        ("the targets", targets.len(), rows.n),
        ("the start", start.len(), rows.d),
        ("the solution", certificate.solution.len(), rows.d),
        ("the multipliers", certificate.multipliers.len(), rows.n),
        ("the list of basis and dependent rows", k + certificate.dependent.len(), rows.n),
        ("the right inverse", certificate.right_inverse.len(), rows.d * k),
    ] {
        if found != expected {
            return Err(Refused::Length { what, found, expected });
        }
    }
    let all =
        [("the targets", targets), ("the start", start), ("the right inverse", &certificate.right_inverse)];
    for (what, values) in all {
        if let Some(index) = values.iter().position(|x| !x.is_finite()) {
            return Err(Refused::NotFinite { what, index });
        }
    }
    for equation in &certificate.dependent {
        check_dependent(rows, targets, &certificate.basis, equation)?;
    }

    let sums = scaled_sums(&certificate.solution, "the solution")?;
    let w: Vec<Real> = sums.values.iter().map(|x| Real::dyadic(x.clone(), sums.exponent)).collect();
    let residual: Vec<Real> = (0..rows.n)
        .map(|i| {
            let (sum, e) = dot(rows.row(i), &sums.values);
            let (m, at) = parts(targets[i]);
            let product = Fraction::new(sum, UBig::ONE, e + sums.exponent);
            Real::fraction(&product.add(&Fraction::new(IBig::from(-m), UBig::ONE, at)))
        })
        .collect();
    let y: Vec<Real> = targets.iter().map(|&y| Real::double(y)).collect();
    let scale = if y.iter().all(Real::is_zero) {
        let entries: Vec<Real> = rows.values.iter().map(|&x| Real::double(x)).collect();
        norm(&entries).times(&norm(&w))
    } else {
        norm(&y)
    };
    let feasibility = ratio(&norm(&residual), &scale);
    within("||Xw - y|| / ||y||", feasibility, FEASIBILITY_LIMIT)?;

    let Derivatives { from_start, rest } = derivatives(problem, &w, &certificate.multipliers)?;
    let span = ratio(&norm(&rest), &norm(&from_start));
    within("the part of grad psi(w) - grad psi(w0) outside the span of the rows", span, SPAN_LIMIT)?;

    let solution: Vec<f64> = w.iter().map(nearest).collect();
    let rounding: Vec<Real> = solution.iter().zip(&w).map(|(&x, w)| Real::double(x).minus(w)).collect();
    let error = distance(problem, certificate, &w, &residual)
        .map(|distance| sum_up(&[distance, norm(&rounding).above()]));
    Ok(BregmanProof { feasibility, span, solution, error })
}

/// That an equation is the stated combination of the basis, exactly, its right side included.
fn check_dependent(
    rows: &SignedRows,
    targets: &[f64],
    basis: &[usize],
    equation: &DependentEquation,
) -> Result<(), Refused> {
    let DependentEquation { row, weights, denominator } = equation;
    if weights.len() != basis.len() {
        let what = "the weights of a dependent row";
        return Err(Refused::Length { what, found: weights.len(), expected: basis.len() });
    }
    if denominator.0 <= IBig::ZERO {
        return Err(Refused::Denominator { found: denominator.to_string() });
    }
    let minus = -&denominator.0;
    let mut terms: Vec<(usize, &IBig)> = basis.iter().copied().zip(weights.iter().map(|w| &w.0)).collect();
    terms.push((*row, &minus));
    let sum = combination(rows, &terms);
    let right = terms.iter().fold(Fraction::new(IBig::ZERO, UBig::ONE, 0), |sum, (i, weight)| {
        let (m, e) = parts(targets[*i]);
        sum.add(&Fraction::new(*weight * IBig::from(m), UBig::ONE, e))
    });
    let columns = sum.values.iter().chain([&right.numerator]);
    match columns.enumerate().find(|(_, value)| **value != IBig::ZERO) {
        None => Ok(()),
        Some((column, _)) => Err(Refused::NotACombination { row: *row, column }),
    }
}

/// grad psi(w) - grad psi(w0), and that less X^T lambda.
struct Derivatives {
    from_start: Vec<Real>,
    rest: Vec<Real>,
}

fn derivatives(
    problem: &BregmanProblem,
    w: &[Real],
    multipliers: &[Vec<f64>],
) -> Result<Derivatives, Refused> {
    let lambda = scaled_sums(multipliers, "the multipliers")?;
    let terms: Vec<(usize, &IBig)> = lambda.values.iter().enumerate().collect();
    let combined = combination(problem.rows, &terms);
    let derivative = |what, index, at: &Real| {
        problem.potential.derivative_over(at).ok_or_else(|| match problem.potential {
            Potential::Power { .. } => Refused::OutOfRange { what, index },
            _ => Refused::NotPositive { what, index, value: nearest(at) },
        })
    };
    let (mut from_start, mut rest) = (Vec::with_capacity(w.len()), Vec::with_capacity(w.len()));
    for (j, w) in w.iter().enumerate() {
        let start = Real::double(problem.start[j]);
        let at_start = derivative("the start", j, &start)?;
        let at_solution = derivative("the solution", j, w)?;
        // The same number has the same derivative: what is known exactly is not to be blurred by its enclosure.
        let unmoved = w.compare(&start) == Some(Ordering::Equal);
        let moved = if unmoved { Real::whole(0) } else { at_solution.minus(&at_start) };
        let spanned = Real::dyadic(combined.values[j].clone(), combined.exponent + lambda.exponent);
        rest.push(moved.minus(&spanned));
        from_start.push(moved);
    }
    Ok(Derivatives { from_start, rest })
}

/// An upper bound on the distance of w from the projection (see [`verify_bregman`]).
fn distance(
    problem: &BregmanProblem,
    certificate: &BregmanCertificate,
    w: &[Real],
    residual: &[Real],
) -> Result<f64, NoErrorBound> {
    let k = certificate.basis.len();
    let inverse: Vec<Real> = certificate.right_inverse.iter().map(|&x| Real::double(x)).collect();
    let left_over = off_identity(problem.rows, certificate);
    let rest = Real::whole(1).minus(&left_over);
    if !rest.is_positive() {
        return Err(NoErrorBound::RightInverse { found: left_over.above() });
    }
    let missing: Vec<Real> = certificate.basis.iter().map(|&i| residual[i].clone()).collect();
    let factor = norm(&missing).over(&rest.lower()).expect("a positive divisor").upper();
    // |e_j|, and w' = w - e with it.
    let moves: Vec<Real> =
        (0..w.len()).map(|j| norm(&inverse[j * k..(j + 1) * k]).times(&factor).upper()).collect();
    let moved: Vec<Real> = w.iter().zip(&moves).map(|(w, e)| w.plus(&e.hull(&e.negate()))).collect();
    let outside = |coordinate| NoErrorBound::Domain { coordinate };
    if problem.potential == Potential::Entropy
        && let Some(j) = moved.iter().position(|w| !w.is_positive())
    {
        return Err(outside(j));
    }
    let slopes = derivatives(problem, &moved, &certificate.multipliers).map_err(|refused| match refused {
        Refused::NotPositive { index, .. } | Refused::OutOfRange { index, .. } => outside(index),
        _ => outside(0),
    })?;
    let span = norm(&slopes.rest).upper();
    let to_equations = norm(&moves).above();
    if span.is_zero() {
        return Ok(to_equations);
    }
    let local = by_curvature(problem.potential, &moved, &span);
    let uniform = by_power(problem.potential, &slopes.rest);
    match (local, uniform) {
        (Ok(a), b) => Ok(sum_up(&[to_equations, b.map_or(a, |b| b.min(a))])),
        (Err(_), Some(b)) => Ok(sum_up(&[to_equations, b])),
        (Err(why), None) => Err(why),
    }
}

/// ||I - X_B P||_F, from above.
fn off_identity(rows: &SignedRows, certificate: &BregmanCertificate) -> Real {
    let k = certificate.basis.len();
    let whole = scaled(&certificate.right_inverse);
    let exponent = whole.exponent;
    let columns: Vec<Vec<IBig>> =
        (0..k).map(|c| (0..rows.d).map(|j| whole.values[j * k + c].clone()).collect()).collect();
    let mut entries = Vec::with_capacity(k * k);
    for (b, &i) in certificate.basis.iter().enumerate() {
        for (c, column) in columns.iter().enumerate() {
            let (sum, e) = dot(rows.row(i), column);
            let product = Real::dyadic(sum, e + exponent);
            entries.push(if b == c { product.minus(&Real::whole(1)) } else { product });
        }
    }
    norm(&entries).upper()
}

/// ||s'|| / mu, with mu the least curvature within a radius that the quotient does not reach.
fn by_curvature(potential: Potential, around: &[Real], span: &Real) -> Result<f64, NoErrorBound> {
    let curvature = |radius: &Real| -> Option<Real> {
        let mut least: Option<Real> = None;
        for w in around {
            let size = w.abs();
            let inner = size.lower().minus(radius).lower();
            let inner = if inner.is_positive() { inner } else { Real::whole(0) };
            let here = potential.least_curvature(&inner, &size.upper().plus(radius).upper())?;
            if least.as_ref().is_none_or(|l| here.compare(l) == Some(Ordering::Less)) {
                least = Some(here);
            }
        }
        least.filter(Real::is_positive)
    };
    // Twice what the curvature at w itself gives, where it has one: the span alone is in units of another kind.
    let at_once = curvature(&Real::whole(0)).and_then(|mu| span.over(&mu));
    let mut radius = at_once.map_or_else(|| span.clone(), |d| d.upper().times_power_of_two(1));
    let (mut best, mut found) = (None::<Real>, 0.0);
    // The larger the radius, the lower the curvature: a few rounds settle whether they meet, and a radius that was
    // needlessly large is taken back as long as the bound at least halves.
    for _ in 0..32 {
        let Some(mu) = curvature(&radius) else { break };
        found = mu.below();
        let Some(distance) = span.over(&mu).map(|d| d.upper()) else { break };
        if distance.compare(&radius) == Some(Ordering::Less) {
            let last = best.replace(distance.clone());
            let doubled = distance.times_power_of_two(1);
            if last.is_some_and(|last| doubled.compare(&last) == Some(Ordering::Greater)) {
                break;
            }
            radius = distance;
        } else if best.is_some() {
            break;
        } else {
            radius = distance.times_power_of_two(1);
        }
    }
    best.map(|distance| distance.above()).ok_or(NoErrorBound::Flat { curvature: found })
}

/// d^(1/2 - 1/p) (2^(p-2) ||s'||_q)^(1/(p-1)) for the power p >= 2.
fn by_power(potential: Potential, rest: &[Real]) -> Option<f64> {
    let Potential::Power { exponent } = potential else { return None };
    if exponent < 2.0 {
        return None;
    }
    let p = Real::double(exponent);
    let less_one = p.minus(&Real::whole(1));
    let q = p.over(&less_one)?;
    let mut sum = Real::whole(0);
    for s in rest {
        sum = sum.plus(&s.abs().upper().pow(&q)?);
    }
    let dual_norm = sum.pow(&Real::whole(1).over(&q)?)?;
    let twos = Real::whole(2).pow(&p.minus(&Real::whole(2)))?;
    let in_p = twos.times(&dual_norm).upper().pow(&Real::whole(1).over(&less_one)?)?;
    let half = Real::whole(1).times_power_of_two(-1);
    let dimension = Real::whole(rest.len() as i64).pow(&half.minus(&Real::whole(1).over(&p)?))?;
    Some(dimension.times(&in_p).above())
}

/// A quotient of norms, from above: 0 over 0 is 0, anything else over 0 infinity.
fn ratio(part: &Real, whole: &Real) -> f64 {
    if part.is_zero() { 0.0 } else { part.over(whole).map_or(f64::INFINITY, |q| q.above()) }
}

fn within(what: &'static str, found: f64, limit: f64) -> Result<(), Refused> {
    if found <= limit { Ok(()) } else { Err(Refused::Beyond { what, found, limit }) }
}

/// The double nearest to the middle of an interval, or next to it.
fn nearest(x: &Real) -> f64 {
    x.lower().plus(&x.upper()).times_power_of_two(-1).lower().ends().0.to_double(Toward::Nearest)
}
