//! Margins and gradients for rows whose numbers lie in the lanes: entry (i, j, lane) at 8 (i d + j) + lane.
//!
//! In a bundle a lane is a problem; in the row kernel it is one of eight consecutive rows.

use crate::numbers::lanes::{Wide, prefetch};

/// What becomes of a margin before it is stored.
pub(crate) trait Finish<V: Wide> {
    /// The number to store.
    fn finish(&mut self, margin: V) -> V;
}

/// Stores the margin itself.
pub(crate) struct Margin;

impl<V: Wide> Finish<V> for Margin {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        margin
    }
}

/// u_i = offset_i + sum_j z_ij w_j lane by lane, columns in order, and what `finish` makes of it. `z`: m x d x 8,
/// `w`: d x 8, `offsets` and `u`: m x 8.
#[inline(always)]
pub(crate) fn margins<V: Wide>(
    z: &[f64],
    w: &[f64],
    offsets: &[f64],
    u: &mut [f64],
    finish: &mut impl Finish<V>,
) {
    let (w, _) = w.as_chunks::<8>();
    let (z, _) = z.as_chunks::<8>();
    let (offsets, _) = offsets.as_chunks::<8>();
    let (u, _) = u.as_chunks_mut::<8>();
    let d = w.len();
    assert!(z.len() == d * u.len() && offsets.len() == u.len(), "a panel of {} x {d}", u.len());
    // Several rows at a time hide the latency of the multiply-add and share the loads of w.
    let mut i = 0;
    if V::MANY_REGISTERS {
        i = margins_by::<V, 8>(z, w, offsets, u, i, finish);
    }
    i = margins_by::<V, 4>(z, w, offsets, u, i, finish);
    margins_by::<V, 1>(z, w, offsets, u, i, finish);
}

/// The margins from row i on, as many groups of `R` rows as there are; returns the first row left.
#[inline(always)]
fn margins_by<V: Wide, const R: usize>(
    z: &[[f64; 8]],
    w: &[[f64; 8]],
    offsets: &[[f64; 8]],
    u: &mut [[f64; 8]],
    i: usize,
    finish: &mut impl Finish<V>,
) -> usize {
    let d = w.len();
    let (offsets, _) = offsets[i..].as_chunks::<R>();
    let (u, _) = u[i..].as_chunks_mut::<R>();
    let groups = u.len();
    for ((z, offsets), u) in z[i * d..].chunks_exact(R * d).zip(offsets).zip(u) {
        let mut rows = [z; R];
        let mut sums = [V::splat(0.0); R];
        for r in 0..R {
            rows[r] = &z[r * d..(r + 1) * d];
            sums[r] = V::load(&offsets[r]);
        }
        for j in 0..d {
            let w = V::load(&w[j]);
            for r in 0..R {
                sums[r] = V::load(&rows[r][j]).mul_add(w, sums[r]);
            }
        }
        for r in 0..R {
            finish.finish(sums[r]).store(&mut u[r]);
        }
    }
    i + R * groups
}

/// g_j += sum_i weight_i z_ij lane by lane, rows in order, from zero if `fresh`. Shapes as in [`margins`]. With
/// `PREFETCH`, the numbers one panel further on are fetched into the cache meanwhile.
#[inline(always)]
pub(crate) fn add_gradient<V: Wide, const PREFETCH: bool>(
    z: &[f64],
    weights: &[f64],
    g: &mut [f64],
    fresh: bool,
) {
    let (weights, _) = weights.as_chunks::<8>();
    let (z, _) = z.as_chunks::<8>();
    let (g, _) = g.as_chunks_mut::<8>();
    let d = g.len();
    assert!(z.len() == weights.len() * d, "a panel of {} x {d}", weights.len());
    let mut first = 0;
    while first + 8 <= d {
        add_columns::<V, 8, PREFETCH>(z, weights, d, first, g, fresh);
        first += 8;
    }
    match d - first {
        0 => {}
        1 => add_columns::<V, 1, PREFETCH>(z, weights, d, first, g, fresh),
        2 => add_columns::<V, 2, PREFETCH>(z, weights, d, first, g, fresh),
        3 => add_columns::<V, 3, PREFETCH>(z, weights, d, first, g, fresh),
        4 => add_columns::<V, 4, PREFETCH>(z, weights, d, first, g, fresh),
        5 => add_columns::<V, 5, PREFETCH>(z, weights, d, first, g, fresh),
        6 => add_columns::<V, 6, PREFETCH>(z, weights, d, first, g, fresh),
        _ => add_columns::<V, 7, PREFETCH>(z, weights, d, first, g, fresh),
    }
}

/// The columns `first..first + C`, their sums in registers.
#[inline(always)]
fn add_columns<V: Wide, const C: usize, const PREFETCH: bool>(
    z: &[[f64; 8]],
    weights: &[[f64; 8]],
    d: usize,
    first: usize,
    g: &mut [[f64; 8]],
    fresh: bool,
) {
    let g = &mut g[first..first + C];
    let mut sums = [V::splat(0.0); C];
    if !fresh {
        for (sum, g) in sums.iter_mut().zip(g.iter()) {
            *sum = V::load(g);
        }
    }
    for (row, weight) in z.chunks_exact(d).zip(weights) {
        let weight = V::load(weight);
        let row = &row[first..first + C];
        for c in 0..C {
            if PREFETCH {
                prefetch(&row[c], z.len());
            }
            sums[c] = V::load(&row[c]).mul_add(weight, sums[c]);
        }
    }
    for (sum, g) in sums.into_iter().zip(g) {
        sum.store(g);
    }
}
