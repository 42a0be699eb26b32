//! Which direction a run reaches.

use super::letters::Letters;
use super::relay::{distance, dot, far, left_at_half, relay, sound_relay};
use crate::case::{Case, Query, Run, Stopped};
use crate::problem::Linear;
use crate::record::{Budget, Stop};
use crate::reference::{FreeBiasMargin, max_margin_with_free_bias};

/// The usual SVM with its bias free, on the features without their last, constant one.
pub struct FreeBias;

impl Query<Linear> for FreeBias {
    type Answer = FreeBiasMargin;

    fn key(&self) -> String {
        "SVM with the bias free".to_string()
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<FreeBiasMargin> {
        let data = &case.problem.data;
        let constant = data.d > 1
            && (0..data.n).all(|i| data.features[i * data.d + data.d - 1] == data.features[data.d - 1]);
        if !constant {
            let found = "its last feature varies".to_string();
            return Err(Stop::Outside { hypothesis: "constant last feature".to_string(), found });
        }
        max_margin_with_free_bias(&data.without_last_feature())
            .map_err(|e| Stop::Undecided { why: e.to_string() })
    }
}

/// The direction in which a run moves in the end, and how far it may be from its limit: for a run that keeps to
/// its flow the slope of w on log t between s/2 and s; for any other the direction of its last iterate.
pub fn direction_reached(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<(Vec<f64>, Budget)> {
    let relayed = relay(case, run)?;
    let path = case.run(run)?;
    let last = unit(&path.last().w);
    let apart = distance(&relayed.descent, &relayed.second_order.z);
    if apart > 2.0 * relayed.discretisation() + 1e-6 * relayed.moved {
        return Ok((last, Budget { remainder: 0.0, reference: 0.0, rounding: 1e-9 }));
    }
    sound_relay(case, run)?;
    let far = far(case, run)?;
    let drift = &case.frame()?.drift;
    let span = far.end.s - far.half.s;
    let slope: Vec<f64> =
        (0..drift.len()).map(|j| drift[j] + (far.end.z[j] - far.half.z[j]) / span).collect();
    let scale = dot(&slope, &slope).sqrt() * span;
    let remainder = 2.0 * left_at_half(case, &far)? / scale;
    let rounding = 4.0 * (far.half.error + far.end.error) / scale + 64.0 * f64::EPSILON;
    Ok((unit(&slope), Budget { remainder, reference: case.limit_margin()?.direction_error, rounding }))
}

/// v / |v|.
pub fn unit(v: &[f64]) -> Vec<f64> {
    let norm = dot(v, v).sqrt();
    v.iter().map(|x| x / norm).collect()
}
