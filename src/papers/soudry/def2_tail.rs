//! The exponential and the logistic loss have tight exponential tails.
//!
//! **Statement.** (1 - e^(-mu_- u)) e^-u <= -l'(u) <= (1 + e^(-mu_+ u)) e^-u for all u large enough: logistic with mu_- = 1 and
//! no correction above, exponential with none at all.
//! **Hypotheses.** None.
//! **Prediction.** Both inequalities on a grid of margins from 0 to 700, in logarithms.
//! **Controls.** exp(-u^2); (1 + u)^-2; logistic loss without the lower correction.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Definition 2; arXiv:1710.10345.

use crate::claim::{Claim, Inequality, Law, Sided};
use crate::numbers::Ball;
use crate::problem::{
    Exponential, Logistic, PolynomialTail, StretchedExponential, TailProblem, TailSet, tight_exponential_tail,
};
use crate::record::Clock;
use std::sync::Arc;

pub(super) fn claim() -> Claim<TailProblem> {
    let within = Inequality {
        name: "excess of ln(-l'(u)) + u over its bounds".to_string(),
        clock: Clock::None,
        pairs: Arc::new(|view| {
            let problem: &TailProblem = &view.case.problem;
            let found = tight_exponential_tail(problem.loss.as_ref(), problem.mu_minus, problem.mu_plus);
            let excess = Ball::new(found.worst_excess, found.allowance);
            Ok(vec![Sided { log_time: None, ..Sided::at_most(0.0, excess, Ball::exact(0.0)) }])
        }),
    };
    let infinite = f64::INFINITY;
    Claim::new("soudry.def2.tail", include_str!("def2_tail.rs"), Law::Bound(vec![within]))
        .on(
            TailSet::of(
                "tight tails",
                vec![
                    TailProblem::new(Arc::new(Exponential), infinite, infinite),
                    TailProblem::new(Arc::new(Logistic), 1.0, infinite),
                ],
            ),
            2,
            2,
        )
        .control_on(
            "exp(-u^2)",
            TailSet::of(
                "exp(-u^2)",
                vec![TailProblem::new(Arc::new(StretchedExponential { nu: 2.0 }), 1.0, 1.0)],
            ),
        )
        .control_on(
            "(1 + u)^-2",
            TailSet::of("(1 + u)^-2", vec![TailProblem::new(Arc::new(PolynomialTail { k: 1.0 }), 1.0, 1.0)]),
        )
        .control_on(
            "logistic loss without the lower correction",
            TailSet::of(
                "logistic, no correction",
                vec![TailProblem::new(Arc::new(Logistic), infinite, infinite)],
            ),
        )
}
