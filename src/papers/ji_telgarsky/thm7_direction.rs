//! The direction of the iterates reaches u-bar, once t is large enough.
//!
//! **Statement.** |w_t/|w_t| - u-bar|^2 = O((log n + log log t) / (gamma^2 log t)) on separable data with steps of one, once t >= 5 and
//! t / log^3 t >= n / gamma^4.
//! **Hypotheses.** Rows and steps of at most one, from zero; has a separable part; t beyond the theorem's threshold at the
//! last step of the run.
//! **Prediction.** |w| sin(angle(w, u-bar)) tends to the length of the offset across u-bar, so that the squared distance falls like
//! 1/log^2 t; derived, and consistent with the paper's order. Most runs end before the threshold, and are outside.
//! **Controls.** the paper's order taken for the law; no angle left; sign descent posing as gradient descent.
//! **Source.** Ji and Telgarsky, COLT 2019, PMLR 99, Theorem 7; arXiv:1803.07300.

use crate::case::{Case, Stopped};
use crate::claim::linear::sign_descent;
use crate::claim::{Checked, Claim, FLOW_LEG, Hypothesis, tends_to};
use crate::measure::{Letters, Observable, RayLetters, far_time};
use crate::numbers::{Ball, ln};
use crate::problem::{BallSets, Linear};

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::SineLength, |case| Ok(vec![case.across()?.constants.a_perp]));
    Claim::new("ji-telgarsky.thm7.direction", include_str!("thm7_direction.rs"), law)
        .derived()
        .on(BallSets::Separable, 40, 400)
        .on(BallSets::Wide, 40, 400)
        .in_the_unit_setting()
        .hypothesis(beyond_the_threshold())
        .outside_at_most(0.85)
        .control_prediction("the paper's order taken for the law", FLOW_LEG, |view| {
            let s = far_time(view.case);
            let order = (ln(view.case.problem.rows.n as f64) + ln(s)) / s;
            Ok(vec![Ball::exact(order.sqrt() * s) / view.case.gamma()?])
        })
        .control_prediction("no angle left", FLOW_LEG, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
}

fn beyond_the_threshold() -> Hypothesis<Linear> {
    Hypothesis::new("t beyond the theorem's threshold", |case: &Case<Linear>| {
        let (t, gamma): (f64, Stopped<Ball>) = (case.problem.horizon as f64, case.gamma());
        let gamma = gamma?.value;
        let reached = t / (ln(t) * ln(t) * ln(t));
        let asked = case.problem.rows.n as f64 / (gamma * gamma * gamma * gamma);
        Ok(Checked {
            met: t >= 5.0 && reached >= asked,
            found: format!("t / log^3 t = {reached:.1}, n / gamma^4 = {asked:.1}"),
        })
    })
}
