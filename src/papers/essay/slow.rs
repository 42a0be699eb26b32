//! The asymptotic regime takes very many iterations to become visible.
//!
//! **Sentence.** "the asymptotic regime takes so many iterations to become visible".
//! **Statement.** The number of iterations until the margin is within epsilon of the max margin is exponential in
//! 1/epsilon.
//! **Mended.** A margin within epsilon of the max margin takes exp(gamma K/epsilon + O(1)) iterations: half the error
//! takes the square of the time. Where the dual multipliers are equal (K = 0) a power of 1/epsilon is enough.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive multiplier;
//! unequal multipliers; support vectors span.
//! **Prediction.** The log time at which the flow has the gap of its end is gamma K/epsilon + (gamma A_perp)^2/(2 K) - c
//! + o(1), K = H(p) + ln max p_i, compared in the closed form of which this is the beginning; derived. Beside each
//! finding stands `log10_time_to_percent`, of the steps to a margin within 1 % of the max margin. Where support vectors do
//! not span, what descent leaves outside their span is of the order of one, depends on the trajectory, and moves the O(1).
//! **Controls.** time a power of 1/epsilon; gamma left out of the time; the offset c left out; sign descent posing as
//! gradient descent; equal multipliers, gated.
//! **Source.** The essay "The implicit-bias program"; Soudry et al., JMLR 19(70), 2018, Theorems 4 and 5.

use crate::case::Stopped;
use crate::claim::linear::{generic, sign_descent, support_vectors_span, unequal_multipliers};
use crate::claim::{Claim, Law, View, descent_follows_flow, run};
use crate::measure::{Letters, Observable, far, linear_facts, margin_gap_on_flow};
use crate::numbers::{Ball, ln};
use crate::papers::nacson::speedup::{DESCENT, log_time_of_descent, power_of_time, time_of_descent};
use crate::problem::{Linear, PlantedSets, SymmetricSets};

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![time_of_descent(), descent_follows_flow(0, Observable::Residual)]);
    Claim::new("essay.slow", include_str!("slow.rs"), law)
        .derived()
        .on(PlantedSets::Spanning, 40, 400)
        .in_the_linear_setting()
        .hypothesis(generic())
        .hypothesis(unequal_multipliers())
        .hypothesis(support_vectors_span())
        .facts(|case| {
            let mut facts = linear_facts(case);
            let percent = case.gamma().map(|gamma| gamma * Ball::exact(0.01));
            if let Ok(time) = percent.and_then(|gap| log_time_of_descent(case, gap)) {
                facts.insert("log10_time_to_percent".to_string(), time.value / ln(10.0));
            }
            facts
        })
        .control_prediction("time a power of 1/epsilon", DESCENT, power_of_time)
        .control_prediction("gamma left out of the time", DESCENT, |view| {
            Ok(vec![view.case.constants()?.k / Ball::exact(gap_at_end(view)?) - view.case.c()?])
        })
        .control_prediction("the offset c left out", DESCENT, |view| {
            let gap = Ball::exact(gap_at_end(view)?);
            Ok(vec![log_time_of_descent(view.case, gap)? + view.case.c()?])
        })
        .control_dynamics("sign descent posing as gradient descent", sign_descent)
        .control_gated("equal multipliers, gated", SymmetricSets)
}

fn gap_at_end(view: &View<Linear>) -> Stopped<f64> {
    Ok(margin_gap_on_flow(view.case, &far(view.case, run(view, 0))?.end)?.gap)
}
