//! Margins and gradients for rows whose numbers lie in the lanes: entry (i, j, lane) at 8 (i d + j) + lane.
//!
//! In a bundle a lane is a problem; in the row kernel it is one of eight consecutive rows.

use crate::numbers::lanes::Wide;

/// u_i = offset_i + sum_j z_ij w_j lane by lane, columns in order. `z`: m x d x 8, `w`: d x 8, `offsets` and `u`:
/// m x 8.
#[inline(always)]
pub(crate) fn margins<V: Wide>(z: &[f64], w: &[f64], offsets: &[f64], u: &mut [f64]) {
    let (w, _) = w.as_chunks::<8>();
    let d = w.len();
    let (z, _) = z.as_chunks::<8>();
    let (offsets, _) = offsets.as_chunks::<8>();
    let (u, _) = u.as_chunks_mut::<8>();
    let m = u.len();
    assert!(z.len() == m * d && offsets.len() == m, "a panel of {m} x {d}");
    let mut i = 0;
    // Four rows at a time hide the latency of the multiply-add and share the loads of w.
    while i + 4 <= m {
        let rows = &z[i * d..(i + 4) * d];
        let (r0, rest) = rows.split_at(d);
        let (r1, rest) = rest.split_at(d);
        let (r2, r3) = rest.split_at(d);
        let mut sums = [
            V::load(&offsets[i]),
            V::load(&offsets[i + 1]),
            V::load(&offsets[i + 2]),
            V::load(&offsets[i + 3]),
        ];
        for j in 0..d {
            let w = V::load(&w[j]);
            sums[0] = V::load(&r0[j]).mul_add(w, sums[0]);
            sums[1] = V::load(&r1[j]).mul_add(w, sums[1]);
            sums[2] = V::load(&r2[j]).mul_add(w, sums[2]);
            sums[3] = V::load(&r3[j]).mul_add(w, sums[3]);
        }
        for (k, sum) in sums.into_iter().enumerate() {
            sum.store(&mut u[i + k]);
        }
        i += 4;
    }
    while i < m {
        let mut sum = V::load(&offsets[i]);
        for (z, w) in z[i * d..(i + 1) * d].iter().zip(w) {
            sum = V::load(z).mul_add(V::load(w), sum);
        }
        sum.store(&mut u[i]);
        i += 1;
    }
}

/// g_j += sum_i weight_i z_ij lane by lane, rows in order. Shapes as in [`margins`].
#[inline(always)]
pub(crate) fn add_gradient<V: Wide>(z: &[f64], weights: &[f64], g: &mut [f64]) {
    let (weights, _) = weights.as_chunks::<8>();
    let (z, _) = z.as_chunks::<8>();
    let (g, _) = g.as_chunks_mut::<8>();
    let d = g.len();
    assert!(z.len() == weights.len() * d, "a panel of {} x {d}", weights.len());
    let mut first = 0;
    while first + 8 <= d {
        add_columns::<V, 8>(z, weights, d, first, g);
        first += 8;
    }
    match d - first {
        0 => {}
        1 => add_columns::<V, 1>(z, weights, d, first, g),
        2 => add_columns::<V, 2>(z, weights, d, first, g),
        3 => add_columns::<V, 3>(z, weights, d, first, g),
        4 => add_columns::<V, 4>(z, weights, d, first, g),
        5 => add_columns::<V, 5>(z, weights, d, first, g),
        6 => add_columns::<V, 6>(z, weights, d, first, g),
        _ => add_columns::<V, 7>(z, weights, d, first, g),
    }
}

/// The columns `first..first + C`, their sums in registers.
#[inline(always)]
fn add_columns<V: Wide, const C: usize>(
    z: &[[f64; 8]],
    weights: &[[f64; 8]],
    d: usize,
    first: usize,
    g: &mut [[f64; 8]],
) {
    let g = &mut g[first..first + C];
    let mut sums = [V::splat(0.0); C];
    for (sum, g) in sums.iter_mut().zip(g.iter()) {
        *sum = V::load(g);
    }
    for (row, weight) in z.chunks_exact(d).zip(weights) {
        let weight = V::load(weight);
        let row = &row[first..first + C];
        for c in 0..C {
            sums[c] = V::load(&row[c]).mul_add(weight, sums[c]);
        }
    }
    for (sum, g) in sums.into_iter().zip(g) {
        sum.store(g);
    }
}
