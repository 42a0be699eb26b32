//! Steepest descent under the l_p norm minimises the l_p margin.
//!
//! **Sentence.** "Steepest descent under the l_p norm minimizes the l_p margin instead of the l_2 margin".
//! **Statement.** On separable data steepest descent in l_p ends with a smaller margin over the l_p norm than the l_2 max-margin
//! separator has.
//! **Mended.** It maximises min_i z_i.w / ||w||_p, for a monotone loss with an exponential tail, separable data and bounded steps;
//! the distance of the points that this is about is the one in the dual norm. For the squared loss it does not even go to the solution of
//! least norm (gunasekar.ex4.steepest).
//! **Hypotheses.** Separable; exponential loss from zero.
//! **Prediction.** For p = 1, 1.5, 3 and inf, after 10^5 steps over sqrt(t + 1): the margin over the l_p norm is at most that of the l_2 max-margin
//! separator. Expected violated. Mended: it is at least the certified gamma_p less a quarter of what the nearest of the other
//! norms' answers falls short; derived is that no other answer comes that near.
//! **Controls.** each p with the margin of its dual norm; the mended sentence.
//! **Source.** The essay "The implicit-bias program"; Gunasekar, Lee, Soudry, Srebro, ICML 2018, Theorem 5; arXiv:1802.08246.

use crate::claim::{Claim, Inequality, Law, Sided, View, run};
use crate::dynamics::reached;
use crate::measure::{Answer, AnswerQuery, linear_facts, reference_certificates};
use crate::numbers::{Ball, dual_exponent};
use crate::papers::cross_norm::{POWERS, Ratio};
use crate::papers::gunasekar::steepest_setting::{falling_in, on_sets};
use crate::problem::Linear;
use crate::record::VerdictKind;

const NORMS: [f64; 4] = [1.0, 1.5, 3.0, f64::INFINITY];
const STEPS: u64 = 100_000;
pub(super) fn claim() -> Claim<Linear> {
    let nearest = |of: fn(f64) -> f64| {
        let each = NORMS.into_iter().enumerate().map(|(number, p)| {
            let ratio = Ratio { number, answer: Answer::Power(of(p)), rows: 1 };
            ratio.is_nearest(&format!("l_{p}: margin over norm"), POWERS)
        });
        Law::Bound(each.collect())
    };
    let smaller = Law::Bound((0..NORMS.len()).map(below_the_l2_answer).collect());
    on_sets("essay.steepest", include_str!("steepest.rs"), smaller, 8)
        .derived()
        .expect(VerdictKind::Violated)
        .running(|case| NORMS.map(|p| falling_in(&case.problem, p, STEPS)).to_vec())
        .facts(linear_facts)
        .certified(reference_certificates)
        .control_law("each p with the margin of its dual norm", nearest(dual_exponent))
        .but_true_as("the mended sentence", nearest(|p| p))
}

fn below_the_l2_answer(number: usize) -> Inequality<Linear> {
    let (p, answer) = (NORMS[number], Answer::Power(NORMS[number]));
    Inequality::on_descent(&format!("l_{p}: margin over norm"), move |view: &View<Linear>| {
        let case = view.case;
        let path = case.run(run(view, number))?;
        reached(&path)?;
        let rows = &case.problem.rows;
        let rounding = (STEPS + 64) as f64 * f64::EPSILON * case.problem.radius();
        let measured = Ball::new(answer.ratio(rows, &path.last().w, 1), rounding);
        let other = case.ask(&AnswerQuery { answer: Answer::Power(2.0), rows: 1 })?;
        let bound = Ball::rounded(answer.ratio(rows, &other.direction, 1), 64.0);
        Ok(vec![Sided::at_most(path.last().log_time, measured, bound)])
    })
}
