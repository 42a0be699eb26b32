//! A network of one trained layer from where its pattern is settled: a linear problem on the features of that pattern.

use super::letters::Letters;
use super::relay::{dot, far};
use crate::case::{Case, Run, Stopped, Within};
use crate::dynamics::{Iteration, Rule, Switch, last_switch, reached};
use crate::problem::{Linear, OneLayer};
use std::rc::Rc;
use std::sync::Arc;

/// The linear problem on the features that the network has when its pattern has to be settled, started from its iterate
/// there; with gradient descent on it over the rest of the network's run. Its clock starts there.
pub fn frozen(case: &Case<OneLayer>, run: &Run<OneLayer>) -> Stopped<Rc<Within<Linear>>> {
    case.once(&format!("frozen {}", run.key()), || {
        let (network, path) = (&case.problem, case.run(run)?);
        reached(&path)?;
        let start = &path.recorded(network.settled_from())?.w;
        let linear = network.linear(network.features(&network.pattern(start)), start);
        let until = linear.horizon;
        let descent = Run::new(Arc::new(Iteration::of(Rule::GradientDescent)), until);
        Ok(Within { case: Case::open(linear), runs: vec![descent] })
    })
}

/// The last switch of a run, where it comes after the pattern has to be settled.
pub fn late_switch(case: &Case<OneLayer>, run: &Run<OneLayer>) -> Stopped<Option<Switch>> {
    let path = case.run(run)?;
    reached(&path)?;
    Ok(last_switch(&path).filter(|switch| switch.step > case.problem.settled_from()))
}

/// A unit that is on the other side of a point along the frozen problem's flow.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossing {
    /// The unit.
    pub unit: usize,
    /// The point.
    pub point: usize,
    /// ln t there; infinite where the flow has not crossed yet but its limit has.
    pub log_time: f64,
}

/// Whether the frozen problem's own flow, and its limit, keep to the pattern that it is frozen in. A network whose flow
/// leaves it will switch beyond the end of its run: its features are not yet those of its limit.
pub fn crossing(case: &Case<OneLayer>, run: &Run<OneLayer>) -> Stopped<Option<Crossing>> {
    let (network, frozen) = (&case.problem, frozen(case, run)?);
    let pattern = network.pattern(&frozen.case.problem.start);
    let found = frozen.case.max_margin()?;
    let far = far(&frozen.case, &frozen.runs[0])?;
    let h = network.readout.len();
    let leaves = |w: &[f64], error: f64, log_time: f64| {
        pattern.iter().enumerate().find_map(|(slot, &active)| {
            let (point, unit) = (slot / h, slot % h);
            let x = network.points.row(point);
            let input = network.input(w, unit, point);
            let off = input.abs() > error * dot(x, x).sqrt() && (input > 0.0) != active;
            off.then_some(Crossing { unit, point, log_time })
        })
    };
    for at in [&far.quarter, &far.half, &far.end] {
        let w: Vec<f64> = at.z.iter().zip(&found.w_hat).map(|(z, w)| at.s.mul_add(*w, *z)).collect();
        let error = at.error + at.s * found.w_hat_error;
        if let Some(crossing) = leaves(&w, error, at.s) {
            return Ok(Some(crossing));
        }
    }
    let rounding = 4.0 * f64::EPSILON * dot(&found.w_hat, &found.w_hat).sqrt();
    Ok(leaves(&found.w_hat, found.w_hat_error + rounding, f64::INFINITY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Seed, SignedRows};
    use crate::dynamics::OneLayerDescent;
    use crate::problem::{Family, OneLayerSets};

    fn opened(family: OneLayerSets, index: u64, horizon: u64) -> (Case<OneLayer>, Run<OneLayer>) {
        let network = OneLayer { horizon, ..family.draw(Seed(index), index) };
        let run = Run::new(Arc::new(OneLayerDescent), network.until());
        (Case::open(network), run)
    }

    #[test]
    fn a_network_whose_flow_keeps_to_its_pattern_does_not_switch_later() {
        let mut kept = 0;
        for index in 0..30 {
            let (case, run) = opened(OneLayerSets::Hyperplane, index, 1000);
            if late_switch(&case, &run).expect("a run").is_some() {
                continue;
            }
            let longer = case.run(&Run { until: 100_000, ..run.clone() }).expect("a run");
            let later = last_switch(&longer).filter(|switch| switch.step > run.until);
            if crossing(&case, &run).is_ok_and(|crossing| crossing.is_none()) {
                kept += 1;
                assert_eq!(later, None, "{}", case.problem.from);
            }
        }
        assert!(kept >= 15, "{kept} keep to theirs");
    }

    #[test]
    fn a_unit_that_is_slowly_pushed_off_its_point_is_still_to_switch() {
        let slow = OneLayer {
            points: SignedRows::from_rows(&[[1.0]]),
            labels: vec![-1.0],
            readout: vec![1.0],
            start: vec![0.5],
            step: 1e-3,
            horizon: 100,
            from: "one point".to_string(),
        };
        let run = Run::new(Arc::new(OneLayerDescent), slow.until());
        let case = Case::open(slow);
        assert_eq!(late_switch(&case, &run), Ok(None));
        let crossing = crossing(&case, &run).expect("a flow").expect("it goes below zero");
        assert_eq!((crossing.unit, crossing.point), (0, 0));
        // At least step / 2 a step from 1/2 on.
        let longer = case.run(&Run { until: 1000, ..run }).expect("a run");
        assert!(last_switch(&longer).is_some_and(|switch| switch.step > 110));
    }

    #[test]
    fn a_unit_on_a_kink_switches_late() {
        for index in 0..10 {
            let (case, run) = opened(OneLayerSets::Kink, index, 1000);
            let late = late_switch(&case, &run).expect("a run").expect("it switches for ever");
            // Which of the two points is near the kink of which unit.
            assert_ne!(late.unit, late.point, "{late:?}");
        }
    }

    #[test]
    fn the_frozen_problem_starts_where_the_pattern_is_settled() {
        let (case, run) = opened(OneLayerSets::Clusters, 0, 1000);
        let found = frozen(&case, &run).expect("a run");
        let path = case.run(&run).expect("a run");
        assert_eq!(found.case.problem.start, path.recorded(100).expect("recorded").w);
        assert_eq!((found.runs[0].until, path.last().step), (1000, 1100));
        assert!(Rc::ptr_eq(&found, &frozen(&case, &run).expect("kept")));
    }
}
