//! What the claims of this paper share: its method, and the window in which its margin gap is read.

use crate::case::{Case, Method, Run, Stopped};
use crate::claim::{Claim, Law};
use crate::data::generate::{Generator, Planted};
use crate::data::{DataSet, Seed};
use crate::dynamics::{Rule, Schedule, recording_grid};
use crate::measure::{Asymptote, Letters};
use crate::numbers::ln;
use crate::papers::nacson::setting::{self, unit_steps};
use crate::problem::{BallSets, Exponential, Family, Linear, OnTheMean};
use rand::RngExt;
use std::sync::Arc;

/// Fewest and most steps of a run.
const FEWEST: u64 = 1_000;
const MOST: u64 = 10_000;

/// E-folds after which the part across w^ is at rest.
const E_FOLDS: f64 = 14.0;

/// Steps of a run, so many times those until the part across w^ is at rest: ||w|| grows like gamma t^2 / 4, and with it what
/// every step rounds off.
const TIMES: f64 = 6.0;

/// Momentum in the dual, with steps of one.
pub(super) fn accelerated() -> Arc<dyn Method<Linear>> {
    unit_steps(Rule::DualAcceleration, Schedule::Constant)
}

/// Steps of one over the loss.
pub(super) fn normalised() -> Arc<dyn Method<Linear>> {
    unit_steps(Rule::LossNormalized, Schedule::Constant)
}

/// Steps of one on the mean of the losses.
pub(super) fn plain() -> Arc<dyn Method<Linear>> {
    setting::descent(Schedule::Constant)
}

/// Few rows with a wide margin, so that the part across w^ is soon at rest, and unequal multipliers: d support vectors and one
/// other row in 2 to 4 dimensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Unequal;

impl Family<Linear> for Unequal {
    fn key(&self) -> String {
        "separable with a wide margin and unequal multipliers, exponential loss, in the unit ball".to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> Linear {
        let d = seed.stream("shape").rng().random_range(2..=4);
        let planted = Planted { d, support_vectors: d, others: 1, theta: 1.5, concentration: 2 };
        let data = planted.generate(seed.stream("data")).expect("a shape within the range");
        Linear::new(data, Arc::new(Exponential), &OnTheMean { eta: 1.0 }).expect("one over n is a step")
    }

    fn adopt(&self, data: &DataSet) -> Result<Linear, String> {
        BallSets::WideExponential.adopt(data)
    }
}

/// A claim on such rows, with so many data sets.
pub(super) fn on_wide_rows(id: &str, source: &str, law: Law<Linear>, quick: u64) -> Claim<Linear> {
    setting::on_the_ball(id, source, law, &[])
        .on(Unequal, quick, 10 * quick)
        .undecided_at_most(0.34)
        .derived()
}

/// These methods, for as many steps as the data need.
pub(super) fn runs(case: &Case<Linear>, methods: &[Arc<dyn Method<Linear>>]) -> Vec<Run<Linear>> {
    // Data without these constants are outside the hypotheses.
    let until = rests(case).map_or(FEWEST, steps);
    methods.iter().map(|method| Run::new(method.clone(), until)).collect()
}

/// The first recorded step from [`TIMES`] times as many on.
fn steps(rests: f64) -> u64 {
    let grid = recording_grid(MOST);
    let least = (TIMES * rests).max(FEWEST as f64);
    grid.into_iter().find(|&t| t as f64 >= least).unwrap_or(MOST)
}

/// Steps until the part across w^ is at rest.
fn rests(case: &Case<Linear>) -> Stopped<f64> {
    let gamma = case.gamma()?.value;
    Ok(-2.0 * E_FOLDS / ln(1.0 - gamma * gamma * case.constants()?.lambda_min()))
}

/// The window's asymptote, from the theory alone.
///
/// With M_t = (t + 1) m_t the momentum is M_t = M_{t-1} + t g_t. Along w^, where g = gamma u, w_t = gamma u (t (t - 1)/4 + t) and terms
/// like ln t: a gap K/||w|| over its law t^-2 is a constant, a remainder like 1/t, and one like t^-2 (up to ln t). Across w^,
/// near v, g = -h (P - v) with h an eigenvalue of sum p_i z_i z_i^T, and a step takes (P - v, m) to (P - v + m - 2 h (P - v), m - h (P -
/// v)) up to 1/t: of determinant 1 - h, with complex eigenvalues as 0 < h < 1, so that P - v swings, and falls like (1 -
/// h)^(t/2). The window begins where the least h has made that e^-14, and not before the last decade.
pub(super) fn asymptote(case: &Case<Linear>) -> Stopped<Asymptote> {
    let rests = rests(case)?;
    Ok(Asymptote { begins: ln(rests.max(0.1 * steps(rests) as f64)), leading: 1.0, next: 2.0 })
}
