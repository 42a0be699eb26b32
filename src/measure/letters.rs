//! The paper's letters, for a case of the linear problem.

use super::ray::{RayLetters, lifted_constants, lifted_margin};
use super::relay::dot;
use crate::case::{Case, Query, Stopped};
use crate::certificate::Norm;
use crate::dynamics::MovingFrame;
use crate::numbers::{Ball, counted, ln};
use crate::problem::Linear;
use crate::record::{CertificateNote, Stop};
use crate::reference::{
    CertificateKind, Constants, MaxMargin, NormMaxMargin, NormSeparability, Separability, max_margin_in,
    max_margin_l2,
};
use std::collections::BTreeMap;
use std::rc::Rc;

/// The l2 max margin of the signed rows, or the witness that there is none.
pub struct MaxMarginQuery;

impl Query<Linear> for MaxMarginQuery {
    type Answer = Separability;

    fn key(&self) -> String {
        "l2 max margin".to_string()
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<Separability> {
        max_margin_l2(&case.problem.rows).map_err(|error| Stop::Undecided { why: error.to_string() })
    }
}

/// The max margin in a polyhedral norm, by linear programming: the false reference for gradient descent.
pub struct PolyhedralMargin(pub Norm);

impl Query<Linear> for PolyhedralMargin {
    type Answer = NormMaxMargin;

    fn key(&self) -> String {
        format!("max margin {:?}", self.0)
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<NormMaxMargin> {
        let undecided = |why: String| Stop::Undecided { why };
        match max_margin_in(&case.problem.rows, self.0).map_err(|error| undecided(error.to_string()))? {
            NormSeparability::Separable(found) => Ok(*found),
            NormSeparability::NotSeparable(_) => Err(undecided("the rows cannot be separated".to_string())),
        }
    }
}

/// A separator of least norm, p = 1 or infinity, that is not w^. `None` where w^ is of least norm too: several separators
/// may be, and "the limit is one of them" is then no falsehood.
pub fn other_separator(case: &Case<Linear>, norm: Norm) -> Stopped<Option<Vec<f64>>> {
    let (least, found) = (case.ask(&PolyhedralMargin(norm))?, case.max_margin()?);
    let size = |w: &[f64]| {
        let magnitudes = w.iter().map(|w| w.abs());
        if norm == Norm::Inf { magnitudes.fold(0.0, f64::max) } else { magnitudes.sum() }
    };
    // Both are known to a few roundings.
    let among = size(&found.w_hat) <= size(&least.w) * (1.0 + 1e-9);
    Ok((!among).then(|| least.w.clone()))
}

/// One eigenvector of M across w^, within the span of the support vectors.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    /// lambda_k.
    pub eigenvalue: f64,
    /// The unit eigenvector, length d.
    pub axis: Vec<f64>,
}

/// The modes in which the residual across w^ decays, slowest first.
pub struct Modes;

impl Query<Linear> for Modes {
    type Answer = Vec<Mode>;

    fn key(&self) -> String {
        "modes of M across the max margin".to_string()
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<Vec<Mode>> {
        let constants = case.constants()?;
        let gamma = case.gamma()?.value;
        let k = constants.across_basis.len();
        if k == 0 {
            // One direction of support vectors: nothing across it, and no spectrum of an empty matrix.
            return Ok(Vec::new());
        }
        let mut m = nalgebra::DMatrix::<f64>::zeros(k, k);
        for (&i, p) in constants.support.iter().zip(&constants.simplex_multipliers) {
            let row = case.problem.rows.row(i);
            let seen: Vec<f64> = constants.across_basis.iter().map(|axis| dot(axis, row)).collect();
            for a in 0..k {
                for b in 0..k {
                    m[(a, b)] += p.value / (gamma * gamma) * seen[a] * seen[b];
                }
            }
        }
        let spectrum = nalgebra::SymmetricEigen::new(m);
        let mut modes: Vec<Mode> = (0..k)
            .map(|a| {
                let mut axis = vec![0.0; case.problem.rows.d];
                for (b, basis) in constants.across_basis.iter().enumerate() {
                    let share = spectrum.eigenvectors[(b, a)];
                    axis.iter_mut().zip(basis).for_each(|(x, e)| *x = share.mul_add(*e, *x));
                }
                Mode { eigenvalue: spectrum.eigenvalues[a], axis }
            })
            .collect();
        modes.sort_by(|a, b| a.eigenvalue.total_cmp(&b.eigenvalue));
        Ok(modes)
    }
}

/// The letters of the linear papers: exact answers and what follows from them, each computed once.
pub trait Letters {
    /// Separable with its max margin, or not with a witness.
    fn separability(&self) -> Stopped<Rc<Separability>>;
    /// w^, gamma, multipliers; outside the hypotheses where the data are not separable.
    fn max_margin(&self) -> Stopped<Rc<MaxMargin>>;
    /// p, H(p), K, v, A_perp, theta and the spectrum of M.
    fn constants(&self) -> Stopped<Rc<Constants>>;
    /// The max margin that the iterates head for: of the rows where they are separable, else of their separable part
    /// across the span of the rest. Outside the hypotheses where nothing is separable.
    fn limit_margin(&self) -> Stopped<Rc<MaxMargin>>;
    /// Its constants.
    fn limit_constants(&self) -> Stopped<Rc<Constants>>;
    /// Dimension of S, the span of the rest: zero where the rows are separable.
    fn subspace_dim(&self) -> Stopped<usize>;
    /// gamma, of [`Letters::limit_margin`].
    fn gamma(&self) -> Stopped<Ball>;
    /// ln eta.
    fn log_eta(&self) -> f64;
    /// lambda* = min(lambda_min(M on the span of the support), theta - 1, mu, 1), mu = min(mu_-, mu_+) of the tail, with
    /// its error. Undecided on degenerate data, whose residual moves like log log t: no exponent bounds what is left of it.
    fn lambda_star_ball(&self) -> Stopped<Ball>;
    /// Its value.
    fn lambda_star(&self) -> Stopped<f64> {
        Ok(self.lambda_star_ball()?.value)
    }
    /// c = ln(eta gamma^2) + H(p), the limit of L - log t.
    fn c(&self) -> Stopped<Ball>;
    /// The frame that moves with w^; at rest where there is none.
    fn frame(&self) -> Stopped<Rc<MovingFrame>>;
}

impl Letters for Case<Linear> {
    fn separability(&self) -> Stopped<Rc<Separability>> {
        self.ask(&MaxMarginQuery)
    }

    fn max_margin(&self) -> Stopped<Rc<MaxMargin>> {
        let answer = self.separability()?;
        self.once("max margin, taken out", || match answer.as_ref() {
            Separability::Separable(found) => Ok(found.as_ref().clone()),
            Separability::NotSeparable(witness) => Err(Stop::Outside {
                hypothesis: "separable".to_string(),
                found: format!("a combination of {} is exactly zero", counted(witness.weights.len(), "row")),
            }),
        })
    }

    fn constants(&self) -> Stopped<Rc<Constants>> {
        let found = self.max_margin()?;
        self.once("constants", || {
            Constants::of(&self.problem.rows, &found)
                .map_err(|error| Stop::Undecided { why: error.to_string() })
        })
    }

    fn limit_margin(&self) -> Stopped<Rc<MaxMargin>> {
        if matches!(self.separability()?.as_ref(), Separability::Separable(_)) {
            return self.max_margin();
        }
        let across = self.across()?;
        self.once("max margin across the rest", || Ok(lifted_margin(self, &across)))
    }

    fn limit_constants(&self) -> Stopped<Rc<Constants>> {
        if matches!(self.separability()?.as_ref(), Separability::Separable(_)) {
            return self.constants();
        }
        let across = self.across()?;
        self.once("constants across the rest", || Ok(lifted_constants(&across)))
    }

    fn subspace_dim(&self) -> Stopped<usize> {
        match self.separability()?.as_ref() {
            Separability::Separable(_) => Ok(0),
            Separability::NotSeparable(_) => Ok(self.ray()?.partition.subspace_dim()),
        }
    }

    fn gamma(&self) -> Stopped<Ball> {
        Ok(self.limit_margin()?.gamma_ball())
    }

    fn log_eta(&self) -> f64 {
        ln(self.problem.step)
    }

    fn lambda_star_ball(&self) -> Stopped<Ball> {
        let mu = match self.problem.loss.tail() {
            crate::problem::Tail::TightExponential { mu_minus, mu_plus } => mu_minus.min(mu_plus),
            _ => f64::INFINITY,
        };
        let constants = self.limit_constants()?;
        if constants.degenerate {
            let why = "degenerate data: a margin row without a multiplier makes the residual move like log log t, \
                       which no exponent bounds";
            return Err(Stop::Undecided { why: why.to_string() });
        }
        Ok(constants.lambda_star(mu))
    }

    fn c(&self) -> Stopped<Ball> {
        Ok(self.limit_constants()?.c0 + Ball::rounded(self.log_eta(), 1.0))
    }

    fn frame(&self) -> Stopped<Rc<MovingFrame>> {
        let limit = match self.limit_margin() {
            Ok(found) => Some(found),
            Err(Stop::Outside { .. }) => None,
            Err(stop) => return Err(stop),
        };
        self.once("moving frame", || {
            Ok(match limit {
                Some(found) => MovingFrame { drift: found.w_hat.clone(), excess: found.excess.clone() },
                None => MovingFrame::at_rest(&self.problem.rows),
            })
        })
    }
}

/// The exponents with which data off the margin, the loss's tail and quadratic terms force the components of the
/// residual in general (a row at right angles to one forces nothing there): theta_i - 1 of every other row (one for
/// rows that have it in common), mu, and twice the slowest.
pub fn forced_exponents(case: &Case<Linear>) -> Stopped<Vec<f64>> {
    let found = case.max_margin()?;
    let mut forced: Vec<f64> = found.excess.iter().copied().filter(|excess| *excess > 0.0).collect();
    forced.sort_by(f64::total_cmp);
    forced.dedup();
    if let crate::problem::Tail::TightExponential { mu_minus, mu_plus } = case.problem.loss.tail() {
        forced.extend([mu_minus, mu_plus].into_iter().filter(|mu| mu.is_finite()));
    }
    forced.push(2.0 * case.lambda_star()?);
    Ok(forced)
}

/// Share of an eigenvalue within which the next counts as equal to it. The modes of equal eigenvalues decay together:
/// the slope of their common size lies between them.
const EQUAL: f64 = 1e-9;

/// The exponents of ||r|| across w^ within the span of the support, slowest first; equal eigenvalues count once.
pub fn exponents_across(case: &Case<Linear>) -> Stopped<Vec<f64>> {
    let mut exponents = Vec::new();
    for mode in case.ask(&Modes)?.iter() {
        if exponents.last().is_none_or(|last| mode.eigenvalue > last * (1.0 + EQUAL)) {
            exponents.push(mode.eigenvalue);
        }
    }
    exponents.extend(forced_exponents(case)?);
    exponents.sort_by(f64::total_cmp);
    Ok(exponents)
}

/// The numbers that a reader wants beside every finding on a linear problem.
pub fn linear_facts(case: &Case<Linear>) -> BTreeMap<String, f64> {
    let mut facts = BTreeMap::from([("eta".to_string(), case.problem.step)]);
    let mut put = |name: &str, value: Stopped<f64>| {
        if let Ok(value) = value {
            facts.insert(name.to_string(), value);
        }
    };
    put("gamma", case.gamma().map(|gamma| gamma.value));
    put("lambda_star", case.lambda_star());
    put("c", case.c().map(|c| c.value));
    if let Ok(constants) = case.limit_constants() {
        put("theta", constants.theta.map(|t| t.value).ok_or(Stop::Interrupted));
        put("support_rank", Ok(constants.rank_support as f64));
        put("data_rank", Ok(constants.rank_data as f64));
        put("A_perp", Ok(constants.a_perp.value));
        put("K", Ok(constants.k.value));
    }
    facts
}

/// The certificate behind the l2 answer.
pub fn reference_certificates(case: &Case<Linear>) -> Vec<CertificateNote> {
    case.max_margin()
        .map(|found| {
            vec![CertificateNote {
                of: "l2 max margin".to_string(),
                method: certificate_word(found.certificate_kind).to_string(),
                width: (found.gamma.1 - found.gamma.0) / found.gamma.1,
            }]
        })
        .unwrap_or_default()
}

/// `exact` or `enclosure`.
pub fn certificate_word(kind: CertificateKind) -> &'static str {
    match kind {
        CertificateKind::Exact => "exact",
        CertificateKind::Enclosure => "enclosure",
    }
}
