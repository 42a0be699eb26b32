//! Margins and gradients for long rows: columns in the lanes, `R` rows a tile.
//!
//! In a tile, entry (i, j) lies at 8 R (j div 8) + 8 i + j mod 8, rows filled up with zeros to a multiple of eight
//! columns: memory is read strictly forwards. Column j goes to lane j mod 8 of a row's margin, and the lanes are
//! added as [`Wide::sum`] does.

use crate::numbers::lanes::Wide;

/// Numbers that fit the first-level cache with room to spare.
const CACHED: usize = 3072;

/// The number of rows of a tile: four where eight would not stay in the first-level cache between margins and
/// gradient.
pub(crate) fn rows_of_tile(width: usize) -> usize {
    if 8 * width <= CACHED { 8 } else { 4 }
}

/// How many tiles the gradient stays behind the margins, so that a tile's weights have time to be computed: two
/// where three tiles fit the cache.
pub(crate) fn lag(width: usize) -> usize {
    if 3 * 8 * width <= CACHED { 2 } else { 0 }
}

/// Lane i of the result is the margin of row i; lanes from `R` on are zero. `z`: a tile, `w`: d rounded up.
#[inline(always)]
pub(crate) fn margins<V: Wide, const R: usize>(z: &[f64], w: &[f64]) -> V {
    let mut sums = [V::splat(0.0); 8];
    if V::MANY_REGISTERS || R <= 4 {
        add_margins::<V, R, 0, R>(z, w, &mut sums);
    } else {
        add_margins::<V, R, 0, 4>(z, w, &mut sums);
        add_margins::<V, R, 4, 8>(z, w, &mut sums);
    }
    V::sum_each(sums)
}

/// The lane-wise sums of the rows `FROM..TO`.
#[inline(always)]
fn add_margins<V: Wide, const R: usize, const FROM: usize, const TO: usize>(
    z: &[f64],
    w: &[f64],
    sums: &mut [V; 8],
) {
    let (z, _) = z.as_chunks::<8>();
    for (z, w) in z.as_chunks::<R>().0.iter().zip(w.as_chunks::<8>().0) {
        let w = V::load(w);
        for r in FROM..TO {
            sums[r] = V::load(&z[r]).mul_add(w, sums[r]);
        }
    }
}

/// g += sum_i weight_i z_i over the rows of a tile, in order; eight weights, of which the first `R` count.
#[inline(always)]
pub(crate) fn add_gradient<V: Wide, const R: usize>(z: &[f64], weights: &[f64; 8], g: &mut [f64]) {
    let weights: [V; R] = splat_each(weights);
    let (z, _) = z.as_chunks::<8>();
    for (z, g) in z.as_chunks::<R>().0.iter().zip(g.as_chunks_mut::<8>().0) {
        let mut sum = V::load(g);
        for r in 0..R {
            sum = V::load(&z[r]).mul_add(weights[r], sum);
        }
        sum.store(g);
    }
}

/// [`margins`] at several points, up to three, of a tile of eight rows that is read once where there are registers for it.
#[inline(always)]
pub(crate) fn margins_at<V: Wide, const K: usize>(z: &[f64], points: [&[f64]; K]) -> [V; K] {
    let mut found = [V::splat(0.0); K];
    if !V::MANY_REGISTERS {
        for k in 0..K {
            found[k] = margins::<V, 8>(z, points[k]);
        }
        return found;
    }
    let tile = z.as_chunks::<8>().0.as_chunks::<8>().0;
    let mut vectors: [&[[f64; 8]]; K] = [&[]; K];
    for k in 0..K {
        vectors[k] = &points[k].as_chunks::<8>().0[..tile.len()];
    }
    let mut sums = [[V::splat(0.0); 8]; K];
    for (c, z) in tile.iter().enumerate() {
        let mut at = [V::splat(0.0); K];
        for k in 0..K {
            at[k] = V::load(&vectors[k][c]);
        }
        for r in 0..8 {
            let z = V::load(&z[r]);
            for k in 0..K {
                sums[k][r] = z.mul_add(at[k], sums[k][r]);
            }
        }
    }
    for k in 0..K {
        found[k] = V::sum_each(sums[k]);
    }
    found
}

/// [`add_gradient`] of a tile of eight rows with several sets of weights, up to three, to a sum each; the tile is read once where
/// there are registers for it.
#[inline(always)]
pub(crate) fn add_gradients<V: Wide, const K: usize>(
    z: &[f64],
    weights: [&[f64; 8]; K],
    sums: &mut [&mut [f64]; K],
) {
    if !V::MANY_REGISTERS {
        for k in 0..K {
            add_gradient::<V, 8>(z, weights[k], sums[k]);
        }
        return;
    }
    let mut spread = [[V::splat(0.0); 8]; K];
    for k in 0..K {
        spread[k] = splat_each(weights[k]);
    }
    for (c, z) in z.as_chunks::<8>().0.as_chunks::<8>().0.iter().enumerate() {
        let mut totals = [V::splat(0.0); K];
        for k in 0..K {
            totals[k] = V::load(&sums[k][8 * c..]);
        }
        for r in 0..8 {
            let z = V::load(&z[r]);
            for k in 0..K {
                totals[k] = z.mul_add(spread[k][r], totals[k]);
            }
        }
        for k in 0..K {
            totals[k].store(&mut sums[k][8 * c..]);
        }
    }
}

/// [`margins`] of one tile and [`add_gradient`] of another in one loop: the first is waited for by the memory, the
/// second by nothing.
#[inline(always)]
pub(crate) fn margins_and_gradient<V: Wide, const R: usize>(
    z: &[f64],
    w: &[f64],
    z_behind: &[f64],
    weights_behind: &[f64; 8],
    g: &mut [f64],
) -> V {
    if !V::MANY_REGISTERS {
        let margins = margins::<V, R>(z, w);
        add_gradient::<V, R>(z_behind, weights_behind, g);
        return margins;
    }
    let weights: [V; R] = splat_each(weights_behind);
    let mut sums = [V::splat(0.0); 8];
    let (z, z_behind) = (z.as_chunks::<8>().0, z_behind.as_chunks::<8>().0);
    let tiles = z.as_chunks::<R>().0.iter().zip(z_behind.as_chunks::<R>().0);
    let vectors = w.as_chunks::<8>().0.iter().zip(g.as_chunks_mut::<8>().0);
    for ((z, z_behind), (w, g)) in tiles.zip(vectors) {
        let w = V::load(w);
        let mut sum = V::load(g);
        for r in 0..R {
            sums[r] = V::load(&z[r]).mul_add(w, sums[r]);
            sum = V::load(&z_behind[r]).mul_add(weights[r], sum);
        }
        sum.store(g);
    }
    V::sum_each(sums)
}

#[inline(always)]
fn splat_each<V: Wide, const R: usize>(weights: &[f64; 8]) -> [V; R] {
    let mut splat = [V::splat(0.0); R];
    for r in 0..R {
        splat[r] = V::splat(weights[r]);
    }
    splat
}
