//! The rows of a flow laid out for vectors, and the sums over them that the integrators ask for. Rows are read once for each
//! of them, in blocks that stay in the first-level cache between margins and sum.

use super::field::{Field, GradientField};
use super::frame::{Flow, dot};
use crate::data::SignedRows;
use crate::dynamics::tile::{add_gradient, margins};
use crate::numbers::exp_each;
use crate::numbers::lanes::{Isa, Kernel, Wide};
use std::cell::RefCell;

/// Rows of a tile.
const TILE: usize = 8;
/// Tiles of a block.
const TILES: usize = 8;
/// Rows of a block.
const BLOCK: usize = TILE * TILES;
/// Beyond this exponent a weight counts as overflowed.
pub(super) const LARGEST: f64 = 500.0;

/// Rows in tiles.
pub(super) struct Rows {
    n: usize,
    d: usize,
    /// d rounded up to a multiple of eight.
    width: usize,
    /// Tiles as of [`crate::dynamics::tile`], rows of zeros at the end.
    tiles: Vec<f64>,
    isa: Isa,
}

/// A flow with its rows in tiles.
pub(super) struct Weighed<'a> {
    flow: &'a Flow<'a>,
    rows: Rows,
    scratch: RefCell<Scratch>,
}

/// Vectors of length `width`, the end of each zero.
struct Scratch {
    points: [Vec<f64>; 3],
    sums: [Vec<f64>; 3],
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

/// z_i.point of the rows of some tiles.
struct Dots<'a> {
    tiles: &'a [f64],
    point: &'a [f64],
    out: &'a mut [f64; BLOCK],
}

impl Kernel for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let tiles = self.tiles.chunks_exact(TILE * self.point.len());
        for (tile, out) in tiles.zip(self.out.as_chunks_mut::<TILE>().0) {
            margins::<V, TILE>(tile, self.point).store(out);
        }
    }
}

/// sum += sum_i coefficient_i z_i over the rows of some tiles.
struct Accumulate<'a> {
    tiles: &'a [f64],
    coefficients: &'a [f64; BLOCK],
    sum: &'a mut [f64],
}

impl Kernel for Accumulate<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let tiles = self.tiles.chunks_exact(TILE * self.sum.len());
        for (tile, coefficients) in tiles.zip(self.coefficients.as_chunks::<TILE>().0) {
            if coefficients.iter().any(|c| *c != 0.0) {
                add_gradient::<V, TILE>(tile, coefficients, self.sum);
            }
        }
    }
}

/// The lower triangle of sum += sum_i coefficient_i z_i z_i^T over the rows of some tiles; each line of `width` numbers up to
/// the eight that hold its diagonal.
struct Outer<'a> {
    tiles: &'a [f64],
    coefficients: &'a [f64; BLOCK],
    d: usize,
    width: usize,
    sum: &'a mut [f64],
}

impl Kernel for Outer<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let tiles = self.tiles.chunks_exact(TILE * self.width);
        for (tile, coefficients) in tiles.zip(self.coefficients.as_chunks::<TILE>().0) {
            if coefficients.iter().all(|c| *c == 0.0) {
                continue;
            }
            let (chunks, _) = tile.as_chunks::<8>();
            for j in 0..self.d {
                let mut scaled = [V::splat(0.0); TILE];
                for r in 0..TILE {
                    scaled[r] = V::splat(coefficients[r] * chunks[(j / 8) * TILE + r][j % 8]);
                }
                let line = &mut self.sum[j * self.width..][..8 * (j / 8 + 1)];
                for (rows, sum) in chunks.chunks_exact(TILE).zip(line.as_chunks_mut::<8>().0) {
                    let mut total = V::load(sum);
                    for r in 0..TILE {
                        total = V::load(&rows[r]).mul_add(scaled[r], total);
                    }
                    total.store(sum);
                }
            }
        }
    }
}

impl Rows {
    pub(super) fn of(rows: &SignedRows) -> Rows {
        let (n, d) = (rows.n, rows.d);
        let width = d.next_multiple_of(8);
        let mut tiles = vec![0.0; n.next_multiple_of(TILE) * width];
        for (i, row) in rows.rows().enumerate() {
            let tile = &mut tiles[i / TILE * TILE * width..][..TILE * width];
            for (j, x) in row.iter().enumerate() {
                tile[8 * TILE * (j / 8) + 8 * (i % TILE) + j % 8] = *x;
            }
        }
        Rows { n, d, width, tiles, isa: Isa::detect() }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// The first row of each block.
    fn blocks(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.n).step_by(BLOCK)
    }

    /// The tiles of the block that begins with this row.
    fn tiles(&self, first: usize) -> &[f64] {
        let rows = BLOCK.min(self.n.next_multiple_of(TILE) - first);
        &self.tiles[first * self.width..][..rows * self.width]
    }

    fn block_dots(&self, first: usize, point: &[f64], out: &mut [f64; BLOCK]) {
        self.isa.dispatch(Dots { tiles: self.tiles(first), point, out });
    }

    fn block_accumulate(&self, first: usize, coefficients: &[f64; BLOCK], sum: &mut [f64]) {
        self.isa.dispatch(Accumulate { tiles: self.tiles(first), coefficients, sum });
    }

    fn block_outer(&self, first: usize, coefficients: &[f64; BLOCK], sum: &mut [f64]) {
        let (tiles, d, width) = (self.tiles(first), self.d, self.width);
        self.isa.dispatch(Outer { tiles, coefficients, d, width, sum });
    }

    /// z_i.point of all rows, length n; `point` is padded.
    pub(super) fn dots(&self, point: &[f64], out: &mut [f64]) {
        let mut block = [0.0; BLOCK];
        for (first, out) in self.blocks().zip(out.chunks_mut(BLOCK)) {
            self.block_dots(first, point, &mut block);
            out.copy_from_slice(&block[..out.len()]);
        }
    }

    /// sum += sum_i coefficient_i z_i; `sum` is padded.
    pub(super) fn accumulate(&self, coefficients: &[f64], sum: &mut [f64]) {
        for (first, coefficients) in self.blocks().zip(coefficients.chunks(BLOCK)) {
            self.block_accumulate(first, &block_of(coefficients), sum);
        }
    }

    /// The lower triangle of sum += sum_i coefficient_i z_i z_i^T, d lines of `width` numbers.
    pub(super) fn add_outer(&self, coefficients: &[f64], sum: &mut [f64]) {
        for (first, coefficients) in self.blocks().zip(coefficients.chunks(BLOCK)) {
            self.block_outer(first, &block_of(coefficients), sum);
        }
    }

    /// A symmetric matrix (d x d, row-major) from its lower triangle.
    pub(super) fn unfold(&self, lower: &[f64], whole: &mut [f64]) {
        for j in 0..self.d {
            for k in 0..=j {
                whole[j * self.d + k] = lower[j * self.width + k];
                whole[k * self.d + j] = lower[j * self.width + k];
            }
        }
    }
}

/// Numbers of a block, zero beyond the last.
fn block_of(numbers: &[f64]) -> [f64; BLOCK] {
    let mut block = [0.0; BLOCK];
    block[..numbers.len()].copy_from_slice(numbers);
    block
}

impl<'a> Weighed<'a> {
    pub(super) fn of(flow: &'a Flow<'a>) -> Weighed<'a> {
        let rows = Rows::of(flow.rows);
        let width = rows.width;
        let zeros = || vec![0.0; width];
        let three = || [(); 3].map(|()| zeros());
        let outer = vec![0.0; flow.rows.d * width];
        let scratch = Scratch { points: three(), sums: three(), plain: zeros(), outer };
        Weighed { flow, rows, scratch: RefCell::new(scratch) }
    }

    /// The margins u_i and the weights exp(s + ln eta + ln(-l'(u_i))) of a block at z = `point` (padded); whether no weight
    /// overflows. Weights beyond the last row are zero.
    fn weigh(&self, s: f64, point: &[f64], first: usize, block: &mut Block) -> bool {
        let flow = self.flow;
        let last = flow.rows.n.min(first + BLOCK);
        let count = last - first;
        self.rows.block_dots(first, point, &mut block.margins);
        if let Some(offsets) = flow.offsets {
            block.margins.iter_mut().zip(&offsets[first..last]).for_each(|(along, offset)| *along += offset);
        }
        let excess = &flow.frame.excess[first..last];
        for ((u, exponent), excess) in block.margins.iter_mut().zip(&mut block.exponents).zip(excess) {
            *exponent = flow.log_step - s * excess - *u;
            *u += s * (1.0 + excess);
        }
        block.weights[..count].copy_from_slice(&block.margins[..count]);
        let weights = &mut block.weights[..count];
        flow.loss.log_slope_excess_each(weights);
        let mut fits = true;
        for (weight, exponent) in weights.iter_mut().zip(&block.exponents) {
            *weight += exponent;
            fits &= *weight <= LARGEST;
        }
        exp_each(weights);
        block.weights[count..].fill(0.0);
        fits
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
            self.rows.block_dots(first, plain, &mut along);
            block.weights.iter_mut().zip(&along).for_each(|(w, along)| *w *= half * along);
            self.rows.block_accumulate(first, &block.weights, sum);
        }
    }

    /// The velocities at up to three points: each block is weighed for all of them while it is at hand.
    fn pull(&self, times: &[f64], points: &[&[f64]], velocities: &mut [&mut [f64]]) -> Option<()> {
        let mut scratch = self.scratch.borrow_mut();
        let Scratch { points: padded, sums, plain, .. } = &mut *scratch;
        for ((padded, sum), point) in padded.iter_mut().zip(sums.iter_mut()).zip(points) {
            padded[..point.len()].copy_from_slice(point);
            sum.fill(0.0);
        }
        let mut block = Block::new();
        for first in self.rows.blocks() {
            for ((s, point), sum) in times.iter().zip(padded.iter()).zip(sums.iter_mut()) {
                if !self.weigh(*s, point, first, &mut block) {
                    return None;
                }
                self.rows.block_accumulate(first, &block.weights, sum);
            }
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

    fn velocities(&self, times: [f64; 3], points: &[Vec<f64>; 3], to: &mut [Vec<f64>; 3]) -> Option<()> {
        self.pull(&times, &points.each_ref().map(Vec::as_slice), &mut to.each_mut().map(Vec::as_mut_slice))
    }

    fn fastest(&self, s: f64, z: &[f64]) -> f64 {
        self.trace(s, z, |_| true)
    }
}

impl GradientField for Weighed<'_> {
    /// sum_i weight_i |d ln(-l')/du| z_i z_i^T: without the second-order term's share.
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
        Some(())
    }
}
