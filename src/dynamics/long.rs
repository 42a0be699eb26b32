//! Problems with many columns: the columns of a row in the lanes, a few rows a tile.

use super::aligned::Aligned;
use super::tile;
use super::weigh::{Asked, Evaluated, Weigher};
use crate::data::SignedRows;
use crate::numbers::lanes::Wide;

/// The rows in tiles (see [`tile`]); a tile has a slot of eight margins.
pub(crate) struct LongRows {
    z: Aligned,
    /// 0 for a row, +infinity for a slot entry without one.
    offsets: Aligned,
    /// Margins, then weights.
    u: Aligned,
    /// The margins, length n, where they are asked for.
    margins: Vec<f64>,
    /// d rounded up to a multiple of eight.
    width: usize,
    rows_of_tile: usize,
}

impl LongRows {
    pub(crate) fn new(rows: &SignedRows, asked: Asked) -> LongRows {
        let width = rows.d.next_multiple_of(8);
        let r = tile::rows_of_tile(width);
        let tiles = rows.n.div_ceil(r);
        let mut z = Aligned::zeros(tiles * r * width);
        let mut offsets = Aligned::zeros(8 * tiles);
        offsets.fill(f64::INFINITY);
        for (i, row) in rows.rows().enumerate() {
            let (tile, within) = (i / r, i % r);
            offsets[8 * tile + within] = 0.0;
            for (slot, values) in z[tile * r * width..].chunks_exact_mut(8 * r).zip(row.chunks(8)) {
                slot[8 * within..][..values.len()].copy_from_slice(values);
            }
        }
        let margins = vec![0.0; if asked.margins { rows.n } else { 0 }];
        LongRows { z, offsets, u: Aligned::zeros(8 * tiles), margins, width, rows_of_tile: r }
    }

    /// The margins of the last evaluation, where they were asked for.
    pub(crate) fn margins(&self) -> &[f64] {
        &self.margins
    }

    /// Writes the descent direction at `w` into `g`; both are as long as d rounded up to a multiple of eight.
    #[inline(always)]
    pub(crate) fn evaluate<V: Wide>(
        &mut self,
        weigher: &Weigher<'_>,
        w: &[f64],
        g: &mut [f64],
        asked: Asked,
    ) -> Evaluated {
        if self.rows_of_tile == 8 {
            self.evaluate_by::<V, 8>(weigher, w, g, asked)
        } else {
            self.evaluate_by::<V, 4>(weigher, w, g, asked)
        }
    }

    #[inline(always)]
    fn evaluate_by<V: Wide, const R: usize>(
        &mut self,
        weigher: &Weigher<'_>,
        w: &[f64],
        g: &mut [f64],
        asked: Asked,
    ) -> Evaluated {
        g.fill(0.0);
        let mut seen = Evaluated::new();
        let size = R * self.width;
        let tile = |i: usize| &self.z[i * size..(i + 1) * size];
        let tiles = self.offsets.len() / 8;
        // Where all rows are one block the gradient stays behind by all tiles.
        let lag = if asked.whole { tiles } else { tile::lag(self.width) };
        for i in 0..tiles + lag {
            let behind = i.checked_sub(lag);
            let slots = self.u.as_chunks_mut::<8>().0;
            if i < tiles {
                let offsets = &self.offsets[8 * i..8 * (i + 1)];
                let margins = match behind {
                    Some(k) if lag > 0 => {
                        tile::margins_and_gradient::<V, R>(tile(i), w, tile(k), &slots[k], g)
                    }
                    _ => tile::margins::<V, R>(tile(i), w),
                };
                margins.add(V::load(offsets)).store(&mut slots[i]);
                if asked.margins {
                    let kept = &mut self.margins[R * i..];
                    let rows = kept.len().min(R);
                    kept[..rows].copy_from_slice(&slots[i][..rows]);
                }
                if !asked.whole || i + 1 == tiles {
                    let block = if asked.whole { 0..8 * tiles } else { 8 * i..8 * (i + 1) };
                    let (u, offsets) = (&mut self.u[block.clone()], &self.offsets[block]);
                    weigher.weigh_block::<V>(u, offsets, &self.margins, asked, &mut seen);
                }
            }
            if let Some(k) = behind
                && (lag == 0 || i >= tiles)
            {
                tile::add_gradient::<V, R>(tile(k), &self.u.as_chunks::<8>().0[k], g);
            }
        }
        seen
    }
}
