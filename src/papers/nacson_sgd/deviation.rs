//! How far independent draws of rows move stochastic descent off gradient descent: a bound with a probability.
//!
//! A step adds b rows, each drawn with probability 1/n from all, with the step n eta/b: on the mean it is a step eta of gradient
//! descent, w -> G(w), and every draw deviates from its mean by an xi with E xi = 0. Below the threshold G parts no two points
//! (L is convex). So the distance e_t from gradient descent begun at w(t0) obeys |e_(t+1)| = |a + sum xi| with |a| <= |e_t|, a
//! known before the draws. In a Hilbert space (Pinelis, Annals of Probability 22, 1994, Theorem 3.2), for any lambda,
//!
//! ```text
//! E cosh(lambda |a + xi|) <= (1 + E(e^x - 1 - x)) cosh(lambda |a|),        x = lambda |xi|,
//! E(e^x - 1 - x) <= lambda^2 E|xi|^2 / (2 (1 - lambda m/3)),              |xi| <= m, lambda m < 3.
//! ```
//!
//! With Phi_t the sum of the right sides over the draws so far, cosh(lambda |e_t|) e^-Phi_t is a supermartingale that starts at
//! one, and but for a probability of delta all of t0 <= t <= T have
//!
//! ```text
//! |e_t| <= r_t = (ln(2/delta) + Phi_t) / lambda.
//! ```
//!
//! E|xi|^2 <= sum_i a_i^2 / n with a_i = (n eta/b) (-l'(u_i)) |z_i| at w_t, and m = max_i a_i + sum_i a_i / n. Until |e_t| > r_t
//! first, w_t is within r_t of gradient descent, which is within its discretisation of the flow from w(t0); no margin is then
//! lower than the flow's by more than |z_i| times that, -l' falls, and so the flow alone bounds Phi, step after step. Nothing of
//! the run after t0 enters, hence lambda may be chosen as the flow tells. Near the limit a_i is about n alpha_i |z_i| / (b t) and
//! r_T about sqrt(2 ln(2/delta) n sum_i alpha_i^2 |z_i|^2 / (b t0)); that descent contracts is not used.

use crate::case::{Case, Stopped};
use crate::dynamics::Reached;
use crate::measure::{Letters, Relay, dot, flow_between};
use crate::numbers::{exp, ln};
use crate::problem::Linear;

/// Intervals between t0 and T.
const INTERVALS: usize = 128;
/// Choices of lambda, each 2^(1/4) of the one before.
const CHOICES: i32 = 12;

/// r_T for steps of b rows: but for the probability `chance`, delta, the draws have moved the run from gradient descent by no
/// more. Infinite where no lambda gives a bound.
pub(super) fn deviation(case: &Case<Linear>, relay: &Relay, b: usize, chance: f64) -> Stopped<f64> {
    let flow = flow_between(case, relay, INTERVALS)?;
    let start = Reached { s: relay.s0, z: relay.early.clone(), error: 0.0 };
    let points: Vec<&Reached> = std::iter::once(&start).chain(&flow).collect();
    let intervals: Vec<Interval> =
        points.windows(2).map(|pair| Interval::of(case, relay, pair, b)).collect::<Stopped<_>>()?;
    let loss = |u: f64| exp(case.problem.loss.log_slope(u));
    let variance: f64 = intervals.iter().map(|i| i.draws * i.moments(loss, 0.0).0).sum();
    let log = ln(2.0 / chance);
    // Best if the variance were this.
    let first = (2.0 * log / variance).sqrt();
    let bounds = (-2..CHOICES - 2).map(|k| {
        let lambda = first * 2f64.powf(-0.25 * f64::from(k));
        intervals.iter().fold(log / lambda, |r, interval| interval.carried(loss, lambda, r))
    });
    Ok(bounds.fold(f64::INFINITY, f64::min))
}

/// The rows at the flow's point at the beginning of an interval.
struct Interval {
    /// Margins less what the flow can lower them by within the interval.
    margins: Vec<f64>,
    /// |z_i|.
    lengths: Vec<f64>,
    /// n eta / b.
    step: f64,
    /// Draws within the interval, at most.
    draws: f64,
}

impl Interval {
    /// The one between two points of the flow. The flow's gradient never grows, so it moves in the interval by at most its
    /// first speed times the time.
    fn of(case: &Case<Linear>, relay: &Relay, pair: &[&Reached], b: usize) -> Stopped<Interval> {
        let (problem, frame) = (&case.problem, case.frame()?);
        let (from, to) = (pair[0], pair[1]);
        let steps = exp(to.s) - exp(from.s);
        let margin = |(row, excess): (&[f64], &f64)| from.s.mul_add(1.0 + excess, dot(row, &from.z));
        let margins: Vec<f64> = problem.rows.rows().zip(&frame.excess).map(margin).collect();
        let mut speed = vec![0.0; problem.rows.d];
        for (row, u) in problem.rows.rows().zip(&margins) {
            let weight = problem.step * exp(problem.loss.log_slope(*u));
            speed.iter_mut().zip(row).for_each(|(sum, x)| *sum = weight.mul_add(*x, *sum));
        }
        let lowered = dot(&speed, &speed).sqrt() * steps + relay.discretisation() + from.error;
        let lengths: Vec<f64> = problem.rows.rows().map(|row| dot(row, row).sqrt()).collect();
        Ok(Interval {
            margins: margins.iter().zip(&lengths).map(|(u, length)| u - length * lowered).collect(),
            lengths,
            step: problem.step * problem.rows.n as f64 / b as f64,
            // The steps of an interval are whole.
            draws: b as f64 * (steps + 1.0),
        })
    }

    /// What bounds E|xi|^2 and |xi| of a draw within r of gradient descent.
    fn moments(&self, slope: impl Fn(f64) -> f64, r: f64) -> (f64, f64) {
        let n = self.margins.len() as f64;
        let moves = self
            .margins
            .iter()
            .zip(&self.lengths)
            .map(|(u, length)| self.step * slope(u - length * r) * length);
        let (squares, sum, most) = moves
            .fold((0.0, 0.0, 0.0_f64), |(squares, sum, most), a| (squares + a * a, sum + a, most.max(a)));
        (squares / n, most + sum / n)
    }

    /// r at the end of the interval from r at its beginning: the least of a few that it does not outgrow.
    fn carried(&self, slope: impl Fn(f64) -> f64, lambda: f64, r: f64) -> f64 {
        let grown = |within: f64| {
            let (square, most) = self.moments(&slope, within);
            let room = 1.0 - lambda * most / 3.0;
            if room > 0.0 { r + self.draws * lambda * square / (2.0 * room) } else { f64::INFINITY }
        };
        let mut times = 1.0;
        let least = grown(r) - r;
        loop {
            times *= 1.05;
            let within = r + times * least;
            if grown(within) <= within {
                return within;
            }
            if !(times < 10.0 && within.is_finite()) {
                return f64::INFINITY;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Run;
    use crate::data::Seed;
    use crate::dynamics::Stochastic;
    use crate::measure::{distance, relay_from};
    use crate::papers::nacson_sgd::setting::{Batch, EpochSets};
    use crate::problem::{Family, PlantedSets};
    use std::sync::Arc;

    /// Of each batch the runs of 40 numbers of draws, at T = 10^5 and t0 = T/10, within a bound that one in ten may exceed. Nine
    /// or more of 40 would have a probability of 2 % if as many did; the bound is for every direction at once, and none does.
    #[test]
    fn draws_stay_within_the_bound_and_not_far_within() {
        let problem = EpochSets::Planted(PlantedSets::Spanning).draw(Seed(5), 0);
        let n = problem.rows.n;
        let case = Case::open(problem);
        for (batch, b) in [(Batch::Of(1), 1), (Batch::Quarter, n.div_ceil(4))] {
            let (mut exceeded, mut squares, mut bounds) = (0, 0.0, 0.0);
            for number in 0..40 {
                let method = Stochastic { number, ..batch.independent(&case.problem) };
                let relay = relay_from(&case, &Run::new(Arc::new(method), 100_000), 10).unwrap();
                let (off, bound) =
                    (distance(&relay.descent, &relay.plain.z), deviation(&case, &relay, b, 0.1).unwrap());
                exceeded += usize::from(off > bound);
                squares += off * off / 40.0;
                bounds += bound / 40.0;
            }
            assert!(exceeded <= 8, "{batch:?}: {exceeded} of 40 exceed the bound");
            let times = bounds / squares.sqrt();
            assert!(times < 12.0, "{batch:?}: the bound is {times} root mean squares of what the draws do");
        }
    }
}
