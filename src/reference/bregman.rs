//! Bregman projections onto linear equations, with a certificate.
//!
//! **Problem.** The argmin of D_psi(w, w0) over Xw = y: what mirror descent with potential psi from w0 converges to, if
//! it converges to a w with Xw = y (Gunasekar, Lee, Soudry, Srebro, ICML 2018, Theorem 1; arXiv:1802.08246).
//! **Method.** Newton on the dual, lambda with X (psi*)'(psi'(w0) + X^T lambda) = y; for the power p > 2, whose conjugate
//! has unbounded curvature, Newton on the primal. Powers are reached from p = 2 in steps. Then the equations are met to
//! about 30 digits by corrections whose residuals are summed in double-double.
//! **Guarantee.** The two numbers that an optimum makes zero, and a bound on the distance to it, from above
//! ([`verify_bregman`]).

use super::ReferenceError;
use super::double_double::DoubleDouble;
use super::equations::Equations;
use super::max_margin::check;
use super::projection::Start;
use crate::certificate::{
    BregmanCertificate, BregmanProblem, BregmanProof, NoErrorBound, Potential, verify_bregman,
};

/// A Bregman projection and its proof.
#[derive(Clone, Debug, PartialEq)]
pub struct BregmanProjection {
    /// The projection, length d, to the nearest double of what was certified.
    pub w: Vec<f64>,
    /// An upper bound on the Euclidean distance of `w` from the projection, or why there is none.
    pub error: Result<f64, NoErrorBound>,
    /// Multipliers with grad psi(w) - grad psi(w0) = X^T lambda, length n, zero on rows that follow from others.
    pub multipliers: Vec<f64>,
    /// ||Xw - y|| / ||y||, from above (for y = 0 see [`BregmanProof`]).
    pub feasibility: f64,
    /// ||grad psi(w) - grad psi(w0) - X^T lambda|| / ||grad psi(w) - grad psi(w0)||, from above.
    pub span: f64,
    /// The proof.
    pub certificate: BregmanCertificate,
}

/// The Bregman projection of the start onto the equations.
///
/// # Errors
/// `Inconsistent` when the equations have no solution (decided exactly), `Outside` and `Length` for a question that
/// makes no sense, `Undecided` when no answer was found that the verifier accepted: for the entropy above all when the
/// equations have no positive solution.
pub fn bregman_projection(problem: &BregmanProblem) -> Result<BregmanProjection, ReferenceError> {
    check_question(problem)?;
    let equations = Equations::of(problem.rows, problem.targets)?;
    let Draft { w, lambda } = draft(problem, &equations)?;

    let sum = |x: &DoubleDouble| if x.low == 0.0 { vec![x.high] } else { vec![x.high, x.low] };
    let mut multipliers = vec![vec![0.0]; problem.rows.n];
    for (&i, lambda) in equations.basis.iter().zip(&lambda) {
        multipliers[i] = sum(lambda);
    }
    let certificate = BregmanCertificate {
        solution: w.iter().map(sum).collect(),
        multipliers,
        right_inverse: equations.right_inverse(),
        basis: equations.basis,
        dependent: equations.dependent,
    };
    let proof = verify_bregman(problem, &certificate)
        .map_err(|refused| ReferenceError::Undecided { why: refused.to_string() })?;
    let BregmanProof { feasibility, span, solution, error } = proof;
    let multipliers = certificate.multipliers.iter().map(|sum| sum.iter().sum()).collect();
    Ok(BregmanProjection { w: solution, error, multipliers, feasibility, span, certificate })
}

fn check_question(problem: &BregmanProblem) -> Result<(), ReferenceError> {
    check(problem.rows)?;
    let (n, d) = (problem.rows.n, problem.rows.d);
    for (what, found, expected) in
        [("the targets", problem.targets.len(), n), ("the start", problem.start.len(), d)]
    {
        if found != expected {
            return Err(ReferenceError::Length { what, found, expected });
        }
    }
    let outside =
        |what, values: &[f64], expected, good: fn(f64) -> bool| match values.iter().position(|&x| !good(x)) {
            None => Ok(()),
            Some(index) => Err(ReferenceError::Outside { what, index, value: values[index], expected }),
        };
    let positive = |x: f64| x.is_finite() && x > 0.0;
    outside("the target", problem.targets, "a finite number", f64::is_finite)?;
    outside("the start", problem.start, "a finite number", f64::is_finite)?;
    match problem.potential {
        Potential::Quadratic => Ok(()),
        Potential::Entropy => outside("the start", problem.start, "a positive number", positive),
        Potential::Hypentropy { scale } => outside("the scale", &[scale], "a positive number", positive),
        Potential::Power { exponent } => {
            outside("the exponent", &[exponent], "a number above 1", |x| x.is_finite() && x > 1.0)
        }
    }
}

/// An answer that is yet to be verified; lambda on the basis alone.
struct Draft {
    w: Vec<DoubleDouble>,
    lambda: Vec<DoubleDouble>,
}

fn draft(problem: &BregmanProblem, equations: &Equations) -> Result<Draft, ReferenceError> {
    let BregmanProblem { start, potential, .. } = *problem;
    let newton = Start { factor: &equations.factor, right: &equations.right, start };
    let at_start: Vec<DoubleDouble> = start.iter().map(|&w| w.into()).collect();
    let missing = equations.missing(&at_start);
    let step = equations.factor.expand(&missing, start.len());
    if step.iter().zip(start).all(|(s, w)| s.abs() <= 1e-13 * w.abs()) {
        return near(problem, equations, &newton, at_start, &missing);
    }
    let nearest: Vec<f64> = start.iter().zip(step).map(|(w, s)| w + s).collect();
    let k = equations.basis.len();
    let mut draft = match potential {
        Potential::Power { exponent } if exponent > 2.0 => {
            let mut w = nearest;
            for p in steps_from_two(exponent) {
                w = newton.primal(Potential::Power { exponent: p }, w);
            }
            let mut found = Draft {
                lambda: vec![DoubleDouble::default(); k],
                w: w.into_iter().map(DoubleDouble::from).collect(),
            };
            refit(problem, equations, &mut found);
            let lambda: Vec<f64> = found.lambda.iter().map(|l| l.high).collect();
            polish(problem, equations, &newton, &equations.factor.times_upper(&lambda))
        }
        Potential::Power { exponent } => {
            let mut w = nearest;
            let mut mu = vec![0.0; k];
            for p in steps_from_two(exponent) {
                let potential = Potential::Power { exponent: p };
                // The multipliers of this power that suit the solution of the last.
                let moved: Vec<f64> = w
                    .iter()
                    .zip(start)
                    .map(|(&w, &s)| potential.derivative(w) - potential.derivative(s))
                    .collect();
                mu = newton.dual(potential, equations.factor.project(&moved))?;
                let theta = equations.factor.expand(&mu, start.len());
                let at = |(t, &s): (f64, &f64)| potential.inverse(potential.derivative(s) + t);
                w = theta.into_iter().zip(start).map(at).collect();
            }
            polish(problem, equations, &newton, &mu)
        }
        _ => polish(problem, equations, &newton, &newton.dual(potential, vec![0.0; k])?),
    };
    meet(problem, equations, &newton, &mut draft.w);
    refit(problem, equations, &mut draft);
    Ok(draft)
}

/// The answer for a start that all but meets the equations: one Newton step, whose relative error is that of its size.
/// Added to the start as a second double, it keeps its digits.
fn near(
    problem: &BregmanProblem,
    equations: &Equations,
    newton: &Start,
    mut w: Vec<DoubleDouble>,
    missing: &[f64],
) -> Result<Draft, ReferenceError> {
    if missing.iter().all(|m| *m == 0.0) {
        return Ok(Draft { w, lambda: vec![DoubleDouble::default(); missing.len()] });
    }
    let slopes: Vec<f64> = problem.start.iter().map(|&w| 1.0 / problem.potential.curvature(w)).collect();
    let mu = newton.solve(&slopes, missing).ok_or_else(|| ReferenceError::Undecided {
        why: "the start misses the equations by less than a digit, and its curvature is out of range"
            .to_string(),
    })?;
    let step = equations.factor.expand(&mu, w.len());
    for ((w, s), h) in w.iter_mut().zip(step).zip(slopes) {
        *w = w.plus(h * s);
    }
    let lambda = equations.factor.solve_upper(mu).into_iter().map(DoubleDouble::from).collect();
    Ok(Draft { w, lambda })
}

/// Exponents on the way from 2 to p: p - 1 changes by a factor of at most 6/5.
fn steps_from_two(exponent: f64) -> Vec<f64> {
    let last = exponent - 1.0;
    let count = (last.ln().abs() / 1.2f64.ln()).ceil().max(1.0);
    let inner = (1..count as usize).map(|i| 1.0 + last.powf(i as f64 / count));
    inner.chain([exponent]).collect()
}

/// Newton on the dual with lambda and residuals in double-double, until the residual no longer halves.
fn polish(problem: &BregmanProblem, equations: &Equations, newton: &Start, mu: &[f64]) -> Draft {
    let potential = problem.potential;
    let mut lambda: Vec<DoubleDouble> =
        equations.factor.solve_upper(mu.to_vec()).into_iter().map(DoubleDouble::from).collect();
    let at = |lambda: &[DoubleDouble]| -> Vec<f64> {
        let spanned = equations.spanned(lambda);
        let add = |(s, &w): (DoubleDouble, &f64)| s.plus(potential.derivative(w)).high;
        spanned.into_iter().zip(problem.start).map(add).collect()
    };
    let solution =
        |theta: &[f64]| -> Vec<DoubleDouble> { theta.iter().map(|&t| potential.inverse(t).into()).collect() };
    let size = |x: &[f64]| x.iter().fold(0.0f64, |m, x| m.max(x.abs()));
    let mut theta = at(&lambda);
    let mut missing = equations.missing(&solution(&theta));
    for _ in 0..12 {
        let slopes: Vec<f64> = theta.iter().map(|&t| potential.inverse_slope(t)).collect();
        let Some(step) = newton.solve(&slopes, &missing) else { break };
        let step = equations.factor.solve_upper(step);
        let next: Vec<DoubleDouble> = lambda.iter().zip(&step).map(|(l, &s)| l.plus(s)).collect();
        let next_theta = at(&next);
        let next_missing = equations.missing(&solution(&next_theta));
        let (before, after) = (size(&missing), size(&next_missing));
        if !after.is_finite() || after >= before {
            break;
        }
        (lambda, theta, missing) = (next, next_theta, next_missing);
        if after > 0.5 * before {
            break;
        }
    }
    Draft { w: solution(&theta), lambda }
}

/// Moves w onto the equations, each round by the Newton step of the dual as the potential sees it at w: a coordinate
/// whose derivative is steep, as that of a small one can be, moves little. Each round gains the digits that the
/// conditioning leaves of a double.
fn meet(problem: &BregmanProblem, equations: &Equations, newton: &Start, w: &mut [DoubleDouble]) {
    for _ in 0..3 {
        let curvatures: Vec<f64> = w.iter().map(|w| problem.potential.curvature(w.high)).collect();
        // A power above 2 has no curvature at zero: such coordinates move most, but not without bound.
        let steepest = curvatures.iter().filter(|h| h.is_finite()).fold(0.0f64, |m, h| m.max(*h));
        let slopes: Vec<f64> = curvatures.iter().map(|h| 1.0 / h.max(1e-30 * steepest)).collect();
        let Some(mu) = newton.solve(&slopes, &equations.missing(w)) else { break };
        let step = equations.factor.expand(&mu, w.len());
        let moved = w.iter_mut().zip(step).zip(slopes);
        moved.filter(|((_, s), h)| (s * h).is_finite()).for_each(|((w, s), h)| *w = w.plus(h * s));
    }
}

/// The multipliers that fit grad psi(w) - grad psi(w0) best, where that is closer than those at hand.
fn refit(problem: &BregmanProblem, equations: &Equations, draft: &mut Draft) {
    let moved: Vec<f64> = draft
        .w
        .iter()
        .zip(problem.start)
        .map(|(w, &s)| problem.potential.derivative(w.high) - problem.potential.derivative(s))
        .collect();
    let rest = |lambda: &[DoubleDouble]| -> Vec<f64> {
        let spanned = equations.spanned(lambda);
        spanned.iter().zip(&moved).map(|(s, &m)| s.negative().plus(m).high).collect()
    };
    let size = |x: &[f64]| x.iter().fold(0.0, |s, x| s + x * x);
    for _ in 0..3 {
        let left = rest(&draft.lambda);
        let step = equations.factor.solve_upper(equations.factor.project(&left));
        let next: Vec<DoubleDouble> = draft.lambda.iter().zip(&step).map(|(l, &s)| l.plus(s)).collect();
        if size(&rest(&next)) >= size(&left) || step.iter().any(|s| !s.is_finite()) {
            break;
        }
        draft.lambda = next;
    }
}
