//! The margin of an iterate of any method, taken apart without cancellation, and what its run still keeps from its limit.

use super::letters::Letters;
use super::observable::Observable;
use super::relay::{distance, dot};
use super::rounding::point_error;
use crate::case::{At, Case, Run, Stopped};
use crate::dynamics::{Reached, reached};
use crate::numbers::exp;
use crate::problem::Linear;
use crate::record::Stop;
use std::rc::Rc;

/// The margin of one iterate.
///
/// With w = L w^ + P, P across w^, ||w||^2 = L^2/gamma^2 + |P|^2, and with K_t = L - min_i z_i.w
///
///   gamma - min_i z_i.w / ||w|| = (K_t + gamma ||w|| - L) / ||w||,   gamma ||w|| - L = gamma^2 |P|^2 / (gamma ||w|| + L).
#[derive(Clone, Debug, PartialEq)]
pub struct MarginGap {
    /// Steps made; zero on the flow.
    pub step: u64,
    /// L.
    pub along: f64,
    /// ||w||.
    pub norm: f64,
    /// P within the span of the support vectors, in the basis of [`Observable::Across`].
    pub across: Vec<f64>,
    /// K_t.
    pub k: f64,
    /// gamma ||w|| - L.
    pub longer: f64,
    /// gamma - min_i z_i.w / ||w||.
    pub gap: f64,
    /// Whether a support vector has the least margin.
    pub at_support: bool,
    /// sum_i p_i (z_i.w^ - 1), p_i in proportion to e^(-z_i.w): how much faster than its limit -grad ln L points along w^.
    pub excess: f64,
    /// The part of -grad ln L across w^ over that along it.
    pub aside: f64,
    /// What rounding of every step and of w^ has left in w, or the error of the flow.
    pub rounding: f64,
}

impl MarginGap {
    /// What rounding has left in K_t: w moved along w^ changes no margin of a support vector against L.
    pub fn k_rounding(&self, case: &Case<Linear>) -> f64 {
        2.0 * case.problem.radius() * self.rounding
    }

    /// What it has left in the gap, relative to it.
    pub fn gap_rounding(&self, case: &Case<Linear>) -> f64 {
        self.k_rounding(case) / (self.gap.abs() * self.norm) + 16.0 * f64::EPSILON
    }
}

/// The margin of a recorded iterate, taken apart.
pub fn margin_gap(case: &Case<Linear>, at: &At) -> Stopped<MarginGap> {
    let along = case.gamma()?.value * dot(&case.max_margin()?.direction, &at.w);
    let rest: Vec<f64> =
        at.w.iter().zip(&case.max_margin()?.w_hat).map(|(w, w_hat)| (-along).mul_add(*w_hat, *w)).collect();
    let found = taken_apart(case, along, &rest)?;
    let rounding = (at.step as f64 + 16.0) * f64::EPSILON * found.norm;
    Ok(MarginGap {
        step: at.step,
        rounding: rounding + along.abs() * case.max_margin()?.w_hat_error,
        ..found
    })
}

/// The margin of a point of the flow at log time s, w = s w^ + z. Its error is the point's.
pub fn margin_gap_on_flow(case: &Case<Linear>, at: &Reached) -> Stopped<MarginGap> {
    Ok(MarginGap { rounding: point_error(case, at)?, ..taken_apart(case, at.s, &at.z)? })
}

/// That of w = s w^ + z, with nothing said about steps and rounding.
fn taken_apart(case: &Case<Linear>, s: f64, z: &[f64]) -> Stopped<MarginGap> {
    let (found, gamma) = (case.max_margin()?, case.gamma()?.value);
    let beyond = gamma * gamma * dot(&found.w_hat, z);
    let p: Vec<f64> = z.iter().zip(&found.w_hat).map(|(z, w_hat)| (-beyond).mul_add(*w_hat, *z)).collect();
    let along = s + beyond;
    let norm = (along / gamma).hypot(dot(&p, &p).sqrt());
    let rows = &case.problem.rows;
    // z_i.w - L, row by row.
    let ahead: Vec<f64> =
        rows.rows().zip(&found.excess).map(|(row, excess)| along.mul_add(*excess, dot(row, &p))).collect();
    let least = ahead.iter().copied().fold(f64::INFINITY, f64::min);
    let support = &case.constants()?.support;
    let at_support = support.iter().any(|&i| ahead[i] == least);
    let (mut total, mut excess, mut pull) = (0.0, 0.0, vec![0.0; rows.d]);
    for ((row, ahead), beyond) in rows.rows().zip(&ahead).zip(&found.excess) {
        let weight = exp(least - ahead);
        total += weight;
        excess += weight * beyond;
        pull.iter_mut().zip(row).for_each(|(sum, z)| *sum += weight * z);
    }
    let forward = dot(&pull, &found.direction);
    let sideways: Vec<f64> =
        pull.iter().zip(&found.direction).map(|(g, u)| (-forward).mul_add(*u, *g)).collect();
    let longer = gamma * gamma * dot(&p, &p) / (gamma * norm + along);
    let k = -least;
    Ok(MarginGap {
        step: 0,
        along,
        norm,
        across: Observable::Across.at(case, along, &p)?,
        k,
        longer,
        gap: (k + longer) / norm,
        at_support,
        excess: excess / total,
        aside: dot(&sideways, &sideways).sqrt() / forward.abs(),
        rounding: 0.0,
    })
}

/// A run near its limit: its margins at T/100, T/10 and T.
#[derive(Clone, Debug, PartialEq)]
pub struct Settling {
    /// At T/100.
    pub earlier: MarginGap,
    /// At T/10.
    pub before: MarginGap,
    /// At T.
    pub last: MarginGap,
    /// How far P may still be from its limit within the span of the support vectors.
    pub left: f64,
}

/// E-folds of the slowest mode between T/10 and T below which nothing is said about the limit.
const E_FOLDS: f64 = 3.0;

/// A run of normalised descent near its limit. Within the span of the support vectors P is drawn to v, in each unit of L by a
/// factor e^-lambda* at least: a step that moves L by h takes the mode lambda from r to (1 - h lambda) r. What is missing at T is
/// thus at most q/(1 - q) of the way from T/10 on, q = e^(-lambda* (L(T) - L(T/10))), lambda* from the reference; twice that is
/// allowed.
///
/// # Errors
/// `Undecided` where lambda* L has not grown enough, where the run moved over its last decade not far less than over the one
/// before, or where the least margin is not yet a support vector's.
pub fn settling(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<Rc<Settling>> {
    case.once(&format!("settling {} until {}", run.path_key(), run.until), || {
        let at = |step| margin_gap_at(case, run, step);
        let (earlier, before, last) = (at(run.until / 100)?, at(run.until / 10)?, at(run.until)?);
        let folds = case.lambda_star()? * (last.along - before.along);
        let undecided = |why: String| Err(Stop::Undecided { why });
        if folds < E_FOLDS {
            return undecided(format!("lambda* L has grown by {folds:.2} over the last decade of steps"));
        }
        if !(last.at_support && before.at_support) {
            return undecided("the least margin is not yet that of a support vector".to_string());
        }
        let (moved, moves) =
            (distance(&earlier.across, &before.across), distance(&before.across, &last.across));
        if moves > 0.1 * moved + last.rounding {
            return undecided(format!(
                "the run moved across w^ by {moves:.1e} over its last decade of steps, by {moved:.1e} before"
            ));
        }
        let q = exp(-folds);
        Ok(Settling { earlier, before, last, left: 2.0 * q / (1.0 - q) * moves })
    })
}

/// The margin of a run at a recorded step.
pub fn margin_gap_at(case: &Case<Linear>, run: &Run<Linear>, step: u64) -> Stopped<MarginGap> {
    let path = case.run(run)?;
    reached(&path)?;
    margin_gap(case, path.recorded(step)?)
}
