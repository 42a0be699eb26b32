//! Figure 4: stochastic gradient descent on the data of Figure 1 behaves as gradient descent does.
//!
//! **Statement.** On the data of Figure 1 stochastic gradient descent with a fixed step and batches of four goes the way of gradient
//! descent: norm, loss and angle have the same asymptotics.
//! **Hypotheses.** Separable; exponential tail; step below the threshold. Logistic loss, eta = 1/sigma_max^2 a batch, w(0) = 0, each epoch
//! in a fresh random order.
//! **Prediction.** L - log t tends to c = log(eta gamma^2/m) + H(p) with t in steps, m of them an epoch, and eta gamma^2 t L/m to 1
//! (derived). One data set and one order of the rows: the paper's is not known.
//! **Controls.** eta a step for eta an epoch; steps taken for epochs; 1/t^2 law; sign descent posing as stochastic descent.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Figure 4; arXiv:1710.10345.

use super::constants::along;
use crate::claim::linear::sign_descent;
use crate::claim::{Claim, Law, flow_reaches};
use crate::measure::{Letters, Observable, far_time};
use crate::numbers::{Ball, ln};
use crate::papers::nacson_sgd::setting::{Batch, EpochSets, epochs_follow_flow};
use crate::problem::Linear;
use crate::record::Quantifier;

const BATCH: Batch = Batch::Of(4);
const ALONG: &str = "L - log t along the flow";
const LOSS: &str = "eta gamma^2 t L along the flow";

pub(super) fn claim() -> Claim<Linear> {
    let law = Law::Limit(vec![
        epochs_follow_flow(0, BATCH),
        flow_reaches(0, Observable::Along, ALONG, along),
        flow_reaches(0, Observable::LossConstant, LOSS, |_| Ok(vec![Ball::exact(0.0)])),
    ]);
    let log_epoch = |n: usize| Ball::rounded(ln(BATCH.epoch(n) as f64), 1.0);
    Claim::new("soudry.fig4.stochastic", include_str!("fig4_stochastic.rs"), law)
        .derived()
        .about(Quantifier::ThisDataSet)
        .on(EpochSets::FigureFour, 1, 1)
        .in_the_linear_setting()
        .running(|case| vec![BATCH.run(case)])
        .control_prediction("eta a step for eta an epoch", ALONG, move |view| {
            Ok(vec![view.case.c()? + log_epoch(view.case.problem.rows.n)])
        })
        .control_prediction("steps taken for epochs", ALONG, move |view| {
            Ok(vec![view.case.c()? - log_epoch(view.case.problem.rows.n)])
        })
        .control_prediction("1/t^2 law", LOSS, |view| Ok(vec![Ball::exact(-far_time(view.case))]))
        .control_dynamics("sign descent posing as stochastic descent", sign_descent)
}
