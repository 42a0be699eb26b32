//! Gradient descent on the first layer of a network with ReLU, one network at a time.
//!
//! Points lie in the lanes. Whether a unit is active at a point is compared with the step before at every step.

use super::aligned::Aligned;
use super::grid::recording_grid;
use super::interrupt::stop_requested;
use super::method::numbered_start;
use super::weight::logistic_weight;
use crate::case::{At, Case, Ended, Method, Start, Stopped, Trajectory, Watch, log_of_step};
use crate::numbers::Isa;
use crate::numbers::lanes::{Kernel, Wide};
use crate::problem::OneLayer;
use crate::record::Stop;
use std::collections::BTreeMap;
use std::sync::Arc;

/// W - eta grad L(W) with the network's own step. ReLU has slope zero at zero. Its trajectory says of each recorded step
/// which was the last before it at which a unit switched on or off at a point; see [`last_switch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OneLayerDescent;

/// A unit that went on or off at a point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Switch {
    /// The first step after which its input has the other sign.
    pub step: u64,
    /// The unit, the first of those that switched at this step.
    pub unit: usize,
    /// The point, the first of those at which it did.
    pub point: usize,
}

/// Under which names the parts of the last switch are folded.
const NAMES: [&str; 3] = ["step of the last switch", "unit of the last switch", "point of the last switch"];

/// The last switch of a run of [`OneLayerDescent`]; `None` where the pattern is that of the start throughout.
pub fn last_switch(trajectory: &Trajectory) -> Option<Switch> {
    let folded = |name: &str| trajectory.monitored.get(name).and_then(|series| series.last());
    let [step, unit, point] = NAMES.map(|name| folded(name).map_or(0, |(_, value)| *value as u64));
    (step > 0).then_some(Switch { step, unit: unit as usize, point: point as usize })
}

impl Method<OneLayer> for OneLayerDescent {
    fn key(&self) -> String {
        "gradient-descent".to_string()
    }

    fn run_many(
        &self,
        begun: &[(&Case<OneLayer>, Option<Start>)],
        until: u64,
        watches: &[Arc<dyn Watch<OneLayer>>],
    ) -> Vec<Stopped<Trajectory>> {
        let run = |(case, start): &(&Case<OneLayer>, Option<Start>)| {
            if let Some(watch) = watches.first() {
                let why = format!("a network of one layer is not watched: {}", watch.key());
                return Err(Stop::Undecided { why });
            }
            let begin = start.map_or_else(|| case.problem.start.clone(), |s| start_of(&case.problem, s));
            run_on(Isa::detect(), &case.problem, &begin, until)
        };
        begun.iter().map(run).collect()
    }
}

/// The start of this number: as long as the network's own, in a random direction.
fn start_of(network: &OneLayer, start: Start) -> Vec<f64> {
    let length = network.start.iter().fold(0.0, |sum: f64, w| w.mul_add(*w, sum)).sqrt();
    numbered_start(network, start, network.start.len(), length)
}

/// The run on a chosen instruction set; all of them give the same bits.
pub(super) fn run_on(isa: Isa, network: &OneLayer, start: &[f64], until: u64) -> Stopped<Trajectory> {
    isa.dispatch(OneLayerRun { network, start, grid: &recording_grid(until) })
}

/// A network to run alone.
struct OneLayerRun<'a> {
    network: &'a OneLayer,
    start: &'a [f64],
    grid: &'a [u64],
}

/// What was recorded so far.
struct Recorded {
    points: Vec<At>,
    switches: [Vec<(u64, f64)>; 3],
    last: [u64; 3],
}

impl Recorded {
    fn new(points: usize) -> Recorded {
        Recorded {
            points: Vec::with_capacity(points),
            switches: [0; 3].map(|_| Vec::with_capacity(points)),
            last: [0; 3],
        }
    }

    fn record(&mut self, t: u64, w: &[f64]) {
        self.points.push(At { step: t, log_time: log_of_step(t), w: w.to_vec() });
        self.switches.iter_mut().zip(self.last).for_each(|(series, value)| series.push((t, value as f64)));
    }

    fn ended(self, ended: Ended) -> Trajectory {
        let names = NAMES.map(str::to_string);
        Trajectory {
            points: self.points,
            monitored: names.into_iter().zip(self.switches).collect::<BTreeMap<_, _>>(),
            ended,
        }
    }
}

impl Kernel for OneLayerRun<'_> {
    type Output = Stopped<Trajectory>;

    #[inline(always)]
    fn run<V: Wide>(self) -> Stopped<Trajectory> {
        let OneLayerRun { network, start, grid } = self;
        let (n, d, h) = (network.points.n, network.points.d, network.readout.len());
        let lanes = n.next_multiple_of(8);
        // Coordinate after coordinate; the points that fill up a vector are zero: no unit is active at them.
        let mut x = Aligned::zeros(d * lanes);
        for (i, point) in network.points.rows().enumerate() {
            point.iter().enumerate().for_each(|(k, value)| x[k * lanes + i] = *value);
        }
        let mut y = Aligned::zeros(lanes);
        y[..n].copy_from_slice(&network.labels);
        let mut w = start.to_vec();
        let (mut slopes, mut pull) = (Aligned::zeros(lanes), vec![0.0; h * d]);
        let (mut now, mut before) = (Aligned::zeros(h * lanes), Aligned::zeros(h * lanes));
        let (zero, one) = (V::splat(0.0), V::splat(1.0));
        let mut recorded = Recorded::new(grid.len());
        let mut due = 0;
        for t in 0..=grid[grid.len() - 1] {
            let mut changed = zero;
            for block in (0..lanes).step_by(8) {
                let mut output = zero;
                for (j, a) in network.readout.iter().enumerate() {
                    let mut input = zero;
                    for k in 0..d {
                        input = V::splat(w[j * d + k]).mul_add(V::load(&x[k * lanes + block..]), input);
                    }
                    let slot = j * lanes + block;
                    let active = V::select(zero.less(input), one, zero);
                    changed = active.sub(V::load(&before[slot..])).abs().max(changed);
                    active.store(&mut now[slot..]);
                    output = V::splat(*a).mul_add(input.max(zero), output);
                }
                let label = V::load(&y[block..]);
                logistic_weight(label.mul(output)).mul(label).store(&mut slopes[block..]);
            }
            if t > 0 && changed.sum() > 0.0 {
                let slot = now.iter().zip(&before[..]).position(|(a, b)| a != b).unwrap_or(0);
                recorded.last = [t, (slot / lanes) as u64, (slot % lanes) as u64];
            }
            std::mem::swap(&mut now, &mut before);
            if t == grid[due] {
                if !w.iter().all(|x| x.is_finite()) {
                    return Ok(recorded.ended(Ended::Diverged { step: t }));
                }
                recorded.record(t, &w);
                due += 1;
                if due == grid.len() {
                    break;
                }
                if stop_requested() {
                    return Err(Stop::Interrupted);
                }
            }
            // The pattern of this step is in `before` since the swap.
            for j in 0..h {
                for k in 0..d {
                    let mut sum = zero;
                    for block in (0..lanes).step_by(8) {
                        let seen = V::load(&slopes[block..]).mul(V::load(&before[j * lanes + block..]));
                        sum = seen.mul_add(V::load(&x[k * lanes + block..]), sum);
                    }
                    pull[j * d + k] = network.readout[j] * sum.sum();
                }
            }
            w.iter_mut().zip(&pull).for_each(|(w, g)| *w = network.step.mul_add(*g, *w));
        }
        Ok(recorded.ended(Ended::Reached))
    }
}
