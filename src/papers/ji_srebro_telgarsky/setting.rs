//! What the claims of this paper share: its method, and the window in which its margin gap is read.

use crate::case::{Case, Method, Run, Stopped};
use crate::claim::{Claim, Law};
use crate::dynamics::{Rule, Schedule, reached};
use crate::measure::{Asymptote, Letters, Unsettled, margin_gap};
use crate::numbers::ln;
use crate::papers::nacson::setting::{self, unit_steps};
use crate::problem::{BallSets, Linear};
use crate::record::Stop;
use std::sync::Arc;

/// Steps of a run. ||w|| grows like gamma t^2 / 4, and with it what every step rounds off.
pub(super) const STEPS: u64 = 10_000;

/// E-folds after which the part across w^ is at rest.
const E_FOLDS: f64 = 14.0;

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

/// These methods, for as many steps.
pub(super) fn runs(methods: &[Arc<dyn Method<Linear>>]) -> Vec<Run<Linear>> {
    methods.iter().map(|method| Run::new(method.clone(), STEPS)).collect()
}

/// A claim on separable rows in the unit ball with exponential loss, with so many data sets.
pub(super) fn on_the_ball(id: &str, source: &str, law: Law<Linear>, quick: u64) -> Claim<Linear> {
    setting::on_the_ball(id, source, law, &[(BallSets::WideExponential, quick)]).derived()
}

/// The window's asymptote, from the theory alone.
///
/// With M_t = (t + 1) m_t the momentum is M_t = M_{t-1} + t g_t. Along w^, where g = gamma u, w_t = gamma u (t (t - 1)/4 + t) and terms
/// like ln t: a gap K/||w|| over its law t^-2 is a constant, a remainder like 1/t, and one like t^-2 (up to ln t). Across w^,
/// near v, g = -h (P - v) with h an eigenvalue of sum p_i z_i z_i^T, and a step takes (P - v, m) to (P - v + m - 2 h (P - v), m - h (P -
/// v)) up to 1/t: of determinant 1 - h, with complex eigenvalues as 0 < h < 1, so that P - v swings, and falls like (1 -
/// h)^(t/2). The window begins where the least h has made that e^-14, and not before the last decade.
pub(super) fn asymptote(case: &Case<Linear>) -> Stopped<Asymptote> {
    let gamma = case.gamma()?.value;
    let softest = gamma * gamma * case.constants()?.lambda_min();
    let rests = -2.0 * E_FOLDS / ln(1.0 - softest);
    Ok(Asymptote { begins: ln(rests.max(STEPS as f64 / 10.0)), leading: 1.0, next: 2.0 })
}

/// (ln t, ln gap) of a run over the last decade of its steps, and the relative error of each gap.
pub(super) fn readings(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<(Vec<(f64, f64)>, f64)> {
    let path = case.run(run)?;
    reached(&path)?;
    let (mut logs, mut noise) = (Vec::new(), 0.0f64);
    for at in path.points.iter().filter(|at| at.step >= STEPS / 10) {
        let found = margin_gap(case, at)?;
        if found.gap <= 0.0 {
            return Err(Stop::Undecided { why: format!("no gap was left at step {}", at.step) });
        }
        logs.push((at.log_time, ln(found.gap)));
        noise = noise.max(found.gap_rounding(case));
    }
    Ok((logs, noise))
}

pub(super) fn unsettled(why: Unsettled) -> Stop {
    Stop::Undecided { why: why.to_string() }
}
