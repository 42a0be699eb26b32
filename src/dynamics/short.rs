//! Problems with few columns: eight points side by side in the lanes.

use super::aligned::Aligned;
use super::panel::{self, Margin};
use super::weigh::{Asked, Evaluated, Weigher};
use crate::data::SignedRows;
use crate::numbers::lanes::Wide;

/// Numbers of a block of rows that stay in the first-level cache between margins and gradient.
const CACHED: usize = 2048;

/// The rows as a panel (see [`panel`]): lane l of panel row i is row 8 i + l.
pub(crate) struct ShortRows {
    z: Aligned,
    /// 0 for a row, +infinity for one that fills up the last panel row.
    offsets: Aligned,
    /// Margins, then weights.
    u: Aligned,
    /// The margins, length n, where they are asked for.
    margins: Vec<f64>,
    /// The entries of w, each in all lanes: d x 8.
    repeated: Aligned,
    /// The gradient before the lanes are added: `width` x 8, zero from d on.
    lanewise: Aligned,
    d: usize,
}

impl ShortRows {
    pub(crate) fn new(rows: &SignedRows, asked: Asked) -> ShortRows {
        let (n, d, m) = (rows.n, rows.d, rows.n.div_ceil(8));
        let mut z = Aligned::zeros(8 * m * d);
        for (i, row) in rows.rows().enumerate() {
            for (j, &value) in row.iter().enumerate() {
                z[8 * (i / 8 * d + j) + i % 8] = value;
            }
        }
        let mut offsets = Aligned::zeros(8 * m);
        offsets[n..].fill(f64::INFINITY);
        let lanewise = Aligned::zeros(8 * d.next_multiple_of(8));
        let (u, repeated) = (Aligned::zeros(8 * m), Aligned::zeros(8 * d));
        let margins = vec![0.0; if asked.margins { n } else { 0 }];
        ShortRows { z, offsets, u, margins, repeated, lanewise, d }
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
        for (slot, &w) in self.repeated.as_chunks_mut::<8>().0.iter_mut().zip(w) {
            V::splat(w).store(slot);
        }
        let d = self.d;
        let mut seen = Evaluated::new();
        let block = if asked.whole { self.u.len() } else { 8 * (CACHED / (8 * d)).max(8) };
        let (mut first, all) = (0, self.u.len());
        while first < all {
            let last = (first + block).min(all);
            let z = &self.z[first * d..last * d];
            let (u, offsets) = (&mut self.u[first..last], &self.offsets[first..last]);
            let bare = !(asked.shifted || asked.loss || asked.margins);
            let at_once =
                bare && weigher.panel_weights::<V>(z, &self.repeated, offsets, u, None, false).is_some();
            if !at_once {
                panel::margins::<V>(z, &self.repeated, offsets, u, &mut Margin);
                if asked.margins {
                    let kept = &mut self.margins[first..];
                    let rows = kept.len().min(u.len());
                    kept[..rows].copy_from_slice(&u[..rows]);
                }
                weigher.weigh_block::<V>(u, offsets, &self.margins, asked, &mut seen);
            }
            panel::add_gradient::<V, true>(z, u, &mut self.lanewise[..8 * d], first == 0);
            first = last;
        }
        for (slot, eight) in g.as_chunks_mut::<8>().0.iter_mut().zip(self.lanewise.as_chunks::<64>().0) {
            let mut vectors = [V::splat(0.0); 8];
            for (vector, lanes) in vectors.iter_mut().zip(eight.as_chunks::<8>().0) {
                *vector = V::load(lanes);
            }
            V::sum_each(vectors).store(slot);
        }
        seen
    }
}
