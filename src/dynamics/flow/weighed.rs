//! A flow by the weights of its rows: velocity, curvature and trace.

use super::field::{Field, GradientField};
use super::frame::{Flow, dot};
use super::radau::STAGES;
use super::tiled::{BLOCK, Rows};
use crate::numbers::exp_lanes;
use crate::numbers::lanes::{Kernel, Wide};
use std::cell::RefCell;

/// Beyond this exponent a weight counts as overflowed.
pub(super) const LARGEST: f64 = 500.0;

/// A flow with its rows in tiles.
pub(super) struct Weighed<'a> {
    flow: &'a Flow<'a>,
    rows: Rows,
    /// e_i, zeros up to a multiple of eight.
    excess: Vec<f64>,
    scratch: RefCell<Scratch>,
}

/// Vectors of length `width`, the end of each zero.
struct Scratch {
    points: [Vec<f64>; STAGES],
    sums: [Vec<f64>; STAGES],
    plain: Vec<f64>,
    outer: Vec<f64>,
}

/// What is known of the rows of a block.
struct Block {
    margins: [f64; BLOCK],
    weights: [f64; BLOCK],
    exponents: [f64; BLOCK],
}

impl Block {
    fn new() -> Block {
        Block { margins: [0.0; BLOCK], weights: [0.0; BLOCK], exponents: [0.0; BLOCK] }
    }
}

/// Replaces z_i.z by the margins u_i = s (1 + e_i) + z_i.z, and sets the exponents to ln eta - s e_i - z_i.z.
struct Exponents<'a> {
    s: f64,
    log_step: f64,
    excess: &'a [f64],
    margins: &'a mut [f64; BLOCK],
    exponents: &'a mut [f64; BLOCK],
}

impl Kernel for Exponents<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let (s, log_step, one) = (V::splat(self.s), V::splat(self.log_step), V::splat(1.0));
        let (margins, exponents) =
            (self.margins.as_chunks_mut::<8>().0, self.exponents.as_chunks_mut::<8>().0);
        for ((u, exponent), excess) in margins.iter_mut().zip(exponents).zip(self.excess.as_chunks::<8>().0) {
            let (excess, along) = (V::load(excess), V::load(u));
            log_step.sub(s.mul(excess)).sub(along).store(exponent);
            along.add(s.mul(one.add(excess))).store(u);
        }
    }
}

/// Replaces what the slope has beside e^-u by the weights, of the first `count` rows; whether no weight overflows.
struct Weights<'a> {
    count: usize,
    exponents: &'a [f64; BLOCK],
    weights: &'a mut [f64; BLOCK],
}

impl Kernel for Weights<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Wide>(self) -> bool {
        let (zero, one, limit) = (V::splat(0.0), V::splat(1.0), V::splat(LARGEST));
        let mut over = zero;
        let pairs = self.weights.as_chunks_mut::<8>().0.iter_mut().zip(self.exponents.as_chunks::<8>().0);
        for (weight, exponent) in pairs.take(self.count.div_ceil(8)) {
            let exponent = V::load(weight).add(V::load(exponent));
            over = over.add(V::select(exponent.less(limit), zero, one));
            exp_lanes(exponent).store(weight);
        }
        self.weights[self.count..].fill(0.0);
        over.sum() == 0.0
    }
}

impl<'a> Weighed<'a> {
    pub(super) fn of(flow: &'a Flow<'a>) -> Weighed<'a> {
        let rows = Rows::of(flow.rows);
        let width = rows.width();
        let zeros = || vec![0.0; width];
        let stages = || [(); STAGES].map(|()| zeros());
        let outer = vec![0.0; flow.rows.d * width];
        let scratch = Scratch { points: stages(), sums: stages(), plain: zeros(), outer };
        let mut excess = flow.frame.excess.clone();
        excess.resize(excess.len().next_multiple_of(8), 0.0);
        Weighed { flow, rows, excess, scratch: RefCell::new(scratch) }
    }

    /// The margins u_i and the weights exp(s + ln eta + ln(-l'(u_i))) of a block at z = `point` (padded); whether no weight
    /// overflows. Weights beyond the last row are zero.
    fn weigh(&self, s: f64, point: &[f64], first: usize, block: &mut Block) -> bool {
        self.rows.block_dots(first, [point], [&mut block.margins]);
        self.weigh_dots(s, first, block)
    }

    /// As [`weigh`](Weighed::weigh), from z_i.z where the margins will be.
    fn weigh_dots(&self, s: f64, first: usize, block: &mut Block) -> bool {
        let flow = self.flow;
        let last = flow.rows.n.min(first + BLOCK);
        let count = last - first;
        if let Some(offsets) = flow.offsets {
            block.margins.iter_mut().zip(&offsets[first..last]).for_each(|(along, offset)| *along += offset);
        }
        let excess = &self.excess[first..last.next_multiple_of(8)];
        let Block { margins, weights, exponents } = block;
        let isa = self.rows.isa;
        isa.dispatch(Exponents { s, log_step: flow.log_step, excess, margins, exponents });
        *weights = *margins;
        flow.loss.log_slope_excess_each(&mut weights[..count]);
        weights[count..].fill(0.0);
        isa.dispatch(Weights { count, exponents, weights })
    }

    /// Replaces each weight of a block by weight times -d ln(-l')/du at its margin.
    fn bend(&self, block: &mut Block) {
        for (weight, margin) in block.weights.iter_mut().zip(&block.margins) {
            if *weight != 0.0 {
                *weight *= -self.flow.loss.log_slope_derivative(*margin);
            }
        }
    }

    /// Adds `factor` e^-s C g / 2 to `sum`, where g is the plain velocity of w that is there and C its curvature.
    fn add_second_order(&self, s: f64, point: &[f64], factor: f64, plain: &mut [f64], sum: &mut [f64]) {
        let half = 0.5 * factor * crate::numbers::exp(-s);
        plain.copy_from_slice(sum);
        let (mut block, mut along) = (Block::new(), [0.0; BLOCK]);
        for first in self.rows.blocks() {
            let seen = self.weigh(s, point, first, &mut block);
            debug_assert!(seen, "the plain velocity has weighed the same rows");
            self.bend(&mut block);
            self.rows.block_dots(first, [plain], [&mut along]);
            block.weights.iter_mut().zip(&along).for_each(|(w, along)| *w *= half * along);
            self.rows.block_accumulate(first, [&block.weights], [&mut *sum]);
        }
    }

    /// The sum of weight times row at one point; whether no weight overflows.
    fn pull_at(&self, s: f64, point: &[f64], sum: &mut [f64]) -> bool {
        let mut block = Block::new();
        self.rows.blocks().all(|first| {
            let fits = self.weigh(s, point, first, &mut block);
            self.rows.block_accumulate(first, [&block.weights], [&mut *sum]);
            fits
        })
    }

    /// [`pull_at`](Weighed::pull_at) at the stages of a step: each block is read once for all of them.
    fn pull_at_each(
        &self,
        times: &[f64; STAGES],
        points: &[Vec<f64>; STAGES],
        sums: &mut [Vec<f64>; STAGES],
    ) -> bool {
        let mut blocks = [(); STAGES].map(|()| Block::new());
        self.rows.blocks().all(|first| {
            let [a, b, c, d, e] = blocks.each_mut().map(|block| &mut block.margins);
            let [p, q, r, s, t] = points.each_ref().map(Vec::as_slice);
            self.rows.block_dots(first, [p, q, r], [a, b, c]);
            self.rows.block_dots(first, [s, t], [d, e]);
            let mut fits = true;
            for (s, block) in times.iter().zip(&mut blocks) {
                fits &= self.weigh_dots(*s, first, block);
            }
            let [a, b, c, d, e] = blocks.each_ref().map(|block| &block.weights);
            let [p, q, r, s, t] = sums.each_mut().map(Vec::as_mut_slice);
            self.rows.block_accumulate(first, [a, b, c], [p, q, r]);
            self.rows.block_accumulate(first, [d, e], [s, t]);
            fits
        })
    }

    /// The velocities at one point or at the stages of a step.
    fn pull(&self, times: &[f64], points: &[&[f64]], velocities: &mut [&mut [f64]]) -> Option<()> {
        let mut scratch = self.scratch.borrow_mut();
        let Scratch { points: padded, sums, plain, .. } = &mut *scratch;
        for ((padded, sum), point) in padded.iter_mut().zip(sums.iter_mut()).zip(points) {
            padded[..point.len()].copy_from_slice(point);
            sum.fill(0.0);
        }
        let fits = match times.first_chunk() {
            Some(times) => self.pull_at_each(times, padded, sums),
            None => self.pull_at(times[0], &padded[0], &mut sums[0]),
        };
        if !fits {
            return None;
        }
        if let Some(factor) = self.flow.second_order {
            for ((s, point), sum) in times.iter().zip(padded.iter()).zip(sums.iter_mut()) {
                self.add_second_order(*s, point, factor(*s), plain, sum);
            }
        }
        for (velocity, sum) in velocities.iter_mut().zip(sums.iter()) {
            for ((v, sum), drift) in velocity.iter_mut().zip(sum).zip(&self.flow.frame.drift) {
                *v = sum - drift;
            }
        }
        Some(())
    }

    /// The trace of minus the Jacobian of the velocity over the rows that `counts` takes; infinite where a weight overflows.
    pub(super) fn trace(&self, s: f64, z: &[f64], counts: impl Fn(usize) -> bool) -> f64 {
        let mut scratch = self.scratch.borrow_mut();
        let point = &mut scratch.points[0];
        point[..z.len()].copy_from_slice(z);
        let (mut block, mut trace) = (Block::new(), 0.0);
        for first in self.rows.blocks() {
            if !self.weigh(s, point, first, &mut block) {
                return f64::INFINITY;
            }
            self.bend(&mut block);
            for (i, bent) in (first..self.flow.rows.n).zip(&block.weights) {
                if *bent != 0.0 && counts(i) {
                    let row = self.flow.rows.row(i);
                    trace += bent * dot(row, row);
                }
            }
        }
        trace
    }
}

impl Field for Weighed<'_> {
    fn velocity(&self, s: f64, z: &[f64], velocity: &mut [f64]) -> Option<()> {
        self.pull(&[s], &[z], &mut [velocity])
    }

    fn velocities(
        &self,
        times: &[f64; STAGES],
        points: &[Vec<f64>; STAGES],
        to: &mut [Vec<f64>; STAGES],
    ) -> Option<()> {
        self.pull(times, &points.each_ref().map(Vec::as_slice), &mut to.each_mut().map(Vec::as_mut_slice))
    }

    fn fastest(&self, s: f64, z: &[f64]) -> f64 {
        self.trace(s, z, |_| true)
    }
}

impl GradientField for Weighed<'_> {
    /// C = sum_i weight_i |d ln(-l')/du| z_i z_i^T, and what the second-order term adds to it where the pull is small.
    fn curvature(&self, s: f64, z: &[f64], curvature: &mut [f64]) -> Option<()> {
        let mut scratch = self.scratch.borrow_mut();
        let Scratch { points: [point, ..], outer, .. } = &mut *scratch;
        point[..z.len()].copy_from_slice(z);
        outer.fill(0.0);
        let mut block = Block::new();
        for first in self.rows.blocks() {
            if !self.weigh(s, point, first, &mut block) {
                return None;
            }
            self.bend(&mut block);
            self.rows.block_outer(first, &block.weights, outer);
        }
        self.rows.unfold(outer, curvature);
        self.flow.add_second_order_curvature(s, curvature);
        Some(())
    }
}
