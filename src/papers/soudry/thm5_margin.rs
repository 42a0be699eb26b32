//! The normalised margin reaches the max margin like 1/log t, with an exact constant.
//!
//! **Statement.** gamma - min_i z_i.w(t)/||w(t)|| = O(1/log t), on every separable data set.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive
//! multiplier.
//! **Prediction.** K_t = L - min_i z_i.w tends to K = H(p) + ln max p_i, so that the gap times ||w|| tends to K. Derived
//! from Theorem 4; consistent with the paper's O(1/log t).
//! **Controls.** margin of the l1 separator as the limit; entropy alone for K; 1/t law of the gap; sign descent posing as
//! gradient descent; polynomial tail posing as an exponential one.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Theorem 5, third rate; arXiv:1710.10345.

use crate::certificate::Norm;
use crate::claim::linear::{generic, polynomial_tail, sign_descent};
use crate::claim::{Claim, FLOW_LEG, tends_to};
use crate::measure::{Letters, Observable, dot, far_time, other_separator};
use crate::numbers::Ball;
use crate::problem::Linear;

pub(super) fn claim() -> Claim<Linear> {
    let law = tends_to(Observable::MarginConstant, |case| Ok(vec![case.constants()?.k]));
    Claim::on_planted_data("soudry.thm5.margin", include_str!("thm5_margin.rs"), law)
        .derived()
        .hypothesis(generic())
        .control_prediction("margin of the l1 separator as the limit", FLOW_LEG, |view| {
            // min_i z_i.w = gamma' ||w|| - K with the l1 separator's margin gamma' in place of gamma.
            let case = view.case;
            let Some(l1) = other_separator(case, Norm::One)? else { return Ok(vec![case.constants()?.k]) };
            let lower = Ball::exact(1.0 / dot(&l1, &l1).sqrt());
            let along = Ball::exact(far_time(case)) + case.c()?;
            Ok(vec![case.constants()?.k + along - lower * along / case.gamma()?])
        })
        .control_prediction("entropy alone for K", FLOW_LEG, |view| Ok(vec![view.case.constants()?.entropy]))
        .control_prediction("1/t law of the gap", FLOW_LEG, |_| Ok(vec![Ball::exact(0.0)]))
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .control_dynamics("polynomial tail posing as an exponential one", polynomial_tail)
}
