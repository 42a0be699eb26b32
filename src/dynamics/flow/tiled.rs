//! The rows of a flow in tiles, and the sums over them that the integrators ask for: each row is read once for each of them, in
//! blocks that stay in the first-level cache between margins and sum.

use crate::data::SignedRows;
use crate::dynamics::tile::{add_gradients, margins_at};
use crate::numbers::lanes::{Isa, Kernel, Wide};

/// Rows of a tile.
const TILE: usize = 8;
/// Tiles of a block.
const TILES: usize = 8;
/// Rows of a block.
pub(super) const BLOCK: usize = TILE * TILES;

/// Rows in tiles.
pub(super) struct Rows {
    n: usize,
    d: usize,
    /// d rounded up to a multiple of eight.
    width: usize,
    /// Tiles as of [`crate::dynamics::tile`], rows of zeros at the end.
    tiles: Vec<f64>,
    pub(super) isa: Isa,
}

/// z_i.point of the rows of some tiles, at up to three points.
struct Dots<'a, const K: usize> {
    tiles: &'a [f64],
    points: [&'a [f64]; K],
    out: [&'a mut [f64; BLOCK]; K],
}

impl<const K: usize> Kernel for Dots<'_, K> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let tiles = self.tiles.chunks_exact(TILE * self.points[0].len());
        for (i, tile) in tiles.enumerate().take(TILES) {
            let found = margins_at::<V, K>(tile, self.points);
            for k in 0..K {
                found[k].store(&mut self.out[k][TILE * i..]);
            }
        }
    }
}

/// sum += sum_i coefficient_i z_i over the rows of some tiles, for up to three sets of coefficients with a sum each.
struct Accumulate<'a, const K: usize> {
    tiles: &'a [f64],
    coefficients: [&'a [f64; BLOCK]; K],
    sums: [&'a mut [f64]; K],
}

impl<const K: usize> Kernel for Accumulate<'_, K> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(mut self) {
        let tiles = self.tiles.chunks_exact(TILE * self.sums[0].len());
        let zero = V::splat(0.0);
        for (i, tile) in tiles.enumerate().take(TILES) {
            let mut coefficients = [&[0.0; TILE]; K];
            let mut largest = zero;
            for k in 0..K {
                coefficients[k] = &self.coefficients[k].as_chunks::<TILE>().0[i];
                largest = V::load(coefficients[k]).abs().max(largest);
            }
            if largest.sum() != 0.0 {
                add_gradients::<V, K>(tile, coefficients, &mut self.sums);
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
            let chunks = tile.as_chunks::<8>().0.as_chunks::<TILE>().0;
            for (c, columns) in chunks.iter().enumerate() {
                let mut scaled = [V::splat(0.0); TILE];
                for r in 0..TILE {
                    scaled[r] = V::load(&columns[r]).mul(V::splat(coefficients[r]));
                }
                for (b, lines) in chunks.iter().enumerate().skip(c) {
                    for j in 0..8.min(self.d - 8 * b) {
                        let sum = &mut self.sum[(8 * b + j) * self.width + 8 * c..][..8];
                        let mut total = V::load(sum);
                        for r in 0..TILE {
                            total = V::splat(lines[r][j]).mul_add(scaled[r], total);
                        }
                        total.store(sum);
                    }
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
    pub(super) fn blocks(&self) -> impl Iterator<Item = usize> + use<> {
        (0..self.n).step_by(BLOCK)
    }

    /// The tiles of the block that begins with this row.
    fn tiles(&self, first: usize) -> &[f64] {
        let rows = BLOCK.min(self.n.next_multiple_of(TILE) - first);
        &self.tiles[first * self.width..][..rows * self.width]
    }

    pub(super) fn block_dots<const K: usize>(
        &self,
        first: usize,
        points: [&[f64]; K],
        out: [&mut [f64; BLOCK]; K],
    ) {
        self.isa.dispatch(Dots { tiles: self.tiles(first), points, out });
    }

    pub(super) fn block_accumulate<const K: usize>(
        &self,
        first: usize,
        coefficients: [&[f64; BLOCK]; K],
        sums: [&mut [f64]; K],
    ) {
        self.isa.dispatch(Accumulate { tiles: self.tiles(first), coefficients, sums });
    }

    pub(super) fn block_outer(&self, first: usize, coefficients: &[f64; BLOCK], sum: &mut [f64]) {
        let (tiles, d, width) = (self.tiles(first), self.d, self.width);
        self.isa.dispatch(Outer { tiles, coefficients, d, width, sum });
    }

    /// z_i.point of all rows, length n; `point` is padded.
    pub(super) fn dots(&self, point: &[f64], out: &mut [f64]) {
        let mut block = [0.0; BLOCK];
        for (first, out) in self.blocks().zip(out.chunks_mut(BLOCK)) {
            self.block_dots(first, [point], [&mut block]);
            out.copy_from_slice(&block[..out.len()]);
        }
    }

    /// sum += sum_i coefficient_i z_i; `sum` is padded.
    pub(super) fn accumulate(&self, coefficients: &[f64], sum: &mut [f64]) {
        for (first, coefficients) in self.blocks().zip(coefficients.chunks(BLOCK)) {
            self.block_accumulate(first, [&block_of(coefficients)], [&mut *sum]);
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
