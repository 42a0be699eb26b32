//! Margins and gradients for long rows: row-major, columns in the lanes, several rows at a time.

use crate::numbers::lanes::Wide;

/// The margins of eight rows, `z`: 8 x `w.len()` row-major, `w` a multiple of eight long. Column j goes to lane
/// j mod 8; the lanes are added as [`Wide::sum`] does.
#[inline(always)]
pub(crate) fn margins_of_eight<V: Wide>(z: &[f64], w: &[f64]) -> V {
    let (w, _) = w.as_chunks::<8>();
    let (z, _) = z.as_chunks::<8>();
    let c = w.len();
    assert!(z.len() == 8 * c, "eight rows of {c} vectors");
    let mut sums = [V::splat(0.0); 8];
    for (half, z) in z.chunks_exact((4 * c).max(1)).enumerate() {
        let (r0, rest) = z.split_at(c);
        let (r1, rest) = rest.split_at(c);
        let (r2, r3) = rest.split_at(c);
        let four = &mut sums[4 * half..4 * half + 4];
        let [mut s0, mut s1, mut s2, mut s3] = [V::splat(0.0); 4];
        for j in 0..c {
            let w = V::load(&w[j]);
            s0 = V::load(&r0[j]).mul_add(w, s0);
            s1 = V::load(&r1[j]).mul_add(w, s1);
            s2 = V::load(&r2[j]).mul_add(w, s2);
            s3 = V::load(&r3[j]).mul_add(w, s3);
        }
        four.copy_from_slice(&[s0, s1, s2, s3]);
    }
    V::sum_each(sums)
}

/// g += sum_i weight_i z_i over eight rows, in order.
#[inline(always)]
pub(crate) fn add_gradient_of_eight<V: Wide>(z: &[f64], weights: &[f64], g: &mut [f64]) {
    let (g, _) = g.as_chunks_mut::<8>();
    let (z, _) = z.as_chunks::<8>();
    let c = g.len();
    assert!(z.len() == 8 * c && weights.len() == 8, "eight rows of {c} vectors");
    let mut w = [V::splat(0.0); 8];
    for (w, &weight) in w.iter_mut().zip(weights) {
        *w = V::splat(weight);
    }
    let (r0, rest) = z.split_at(c);
    let (r1, rest) = rest.split_at(c);
    let (r2, rest) = rest.split_at(c);
    let (r3, rest) = rest.split_at(c);
    let (r4, rest) = rest.split_at(c);
    let (r5, rest) = rest.split_at(c);
    let (r6, r7) = rest.split_at(c);
    for j in 0..c {
        let mut sum = V::load(&g[j]);
        sum = V::load(&r0[j]).mul_add(w[0], sum);
        sum = V::load(&r1[j]).mul_add(w[1], sum);
        sum = V::load(&r2[j]).mul_add(w[2], sum);
        sum = V::load(&r3[j]).mul_add(w[3], sum);
        sum = V::load(&r4[j]).mul_add(w[4], sum);
        sum = V::load(&r5[j]).mul_add(w[5], sum);
        sum = V::load(&r6[j]).mul_add(w[6], sum);
        sum = V::load(&r7[j]).mul_add(w[7], sum);
        sum.store(&mut g[j]);
    }
}
