//! Weights of points of several rows: softmax cross-entropy.
//!
//! A point whose rows have the margins u_k has the margin m = -ln sum e^-u_k and the loss l(m); a row pulls by
//! -l'(m) e^(m - u_k).

use super::weigh::{Asked, Evaluated, Weigher};
use crate::numbers::lanes::Wide;
use crate::numbers::{exp, exp_non_positive_lanes, ln_1p, ln_1p_ratio_lanes, ln_normal_lanes, weight_lanes};
use crate::problem::{LossKernel, soft_min};

/// Margins above this have e^-u far from overflow.
const PLAIN: f64 = -600.0;

impl Weigher<'_> {
    /// [`Weigher::weigh_block`] for points of several rows; the block is all there is, and `margins` are those of the rows
    /// alone where the loss is asked for.
    #[inline(always)]
    pub(super) fn weigh_points<V: Wide>(
        &self,
        u: &mut [f64],
        offsets: &[f64],
        margins: &[f64],
        asked: Asked,
        seen: &mut Evaluated,
    ) {
        let rivals = self.rivals;
        let is_row = |i: &usize| offsets[*i] == 0.0;
        let least = u.iter().fold(f64::INFINITY, |a, &b| if b < a { b } else { a });
        if self.kernel == LossKernel::Logistic && !asked.shifted && least > PLAIN {
            // e^-u_k / (1 + sum e^-u_j), and ln(1 + sum e^-u_j).
            self.exponentials::<V>(u);
            each_point(offsets, rivals, |first, last| {
                let point = &mut u[first..last];
                // What fills up has no weight.
                let sum: f64 = point.iter().sum();
                if asked.loss {
                    seen.loss += ln_1p(sum);
                }
                let share = 1.0 / (1.0 + sum);
                point.iter_mut().for_each(|e| *e *= share);
            });
            return;
        }
        // In terms of minus the logarithm of a row's weight every loss weighs like the exponential one.
        let mut greatest = f64::INFINITY;
        each_point(offsets, rivals, |first, last| {
            let margin = soft_min((first..last).filter(is_row).map(|i| u[i]));
            let beside = self.loss.log_slope_excess(margin);
            for i in (first..last).filter(is_row) {
                u[i] -= beside;
                greatest = greatest.min(u[i]);
            }
        });
        if asked.shifted && greatest < f64::INFINITY {
            seen.shift = greatest;
            u.iter_mut().for_each(|u| *u -= greatest);
        }
        self.exponentials::<V>(u);
        if asked.loss {
            let points = margins.chunks(rivals).map(|of_point| soft_min(of_point.iter().copied()));
            seen.loss = points.map(|m| exp(self.loss.log_value(m) + seen.shift)).sum();
        }
    }
}

/// The weights of points of several rows, one problem a lane, and the losses summed where they are asked for: both times e^shift.
/// Rows that fill up have the margin +infinity.
#[inline(always)]
pub(super) fn weigh_lanes<V: Wide>(rivals: usize, shift: V, u: &mut [f64], with_loss: bool) -> V {
    let (zero, one) = (V::splat(0.0), V::splat(1.0));
    let (back, front) = (weight_lanes(shift), weight_lanes(shift.neg()));
    let mut losses = zero;
    for point in u.as_chunks_mut::<8>().0.chunks_exact_mut(rivals) {
        let mut least = zero;
        for u in &*point {
            least = V::load(u).min(least);
        }
        // e^(s + a - u_k) / (e^a + sum e^(a - u_j)), a the least of them and of zero.
        let (mut sum, away) = (zero, least.add(shift));
        for u in &mut *point {
            let weight = weight_lanes(V::load(u).sub(away));
            sum = sum.add(weight);
            weight.store(u);
        }
        let (beside, plain) = (exp_non_positive_lanes(least), sum.mul(back));
        let share = one.div(beside.add(plain));
        for u in &mut *point {
            V::load(u).mul(share).store(u);
        }
        if with_loss {
            // ln(1 + x), x = sum e^-u_j; where that is no small number, ln(e^a + e^a x) - a.
            let curved = sum.mul(ln_1p_ratio_lanes(V::select(plain.less(one), plain, zero)));
            let straight = ln_normal_lanes(beside.add(plain)).sub(least);
            let small = V::select(least.less(zero), zero, V::select(plain.less(one), one, zero));
            losses = losses.add(V::select(zero.less(small), curved, front.mul(straight)));
        }
    }
    losses
}

/// Calls `each` with where the rows of a point begin and end, point after point. `offsets` are zero where there is a row.
#[inline(always)]
fn each_point(offsets: &[f64], rivals: usize, mut each: impl FnMut(usize, usize)) {
    let (mut first, mut rows) = (0, 0);
    for (i, offset) in offsets.iter().enumerate() {
        rows += usize::from(*offset == 0.0);
        if rows == rivals {
            each(first, i + 1);
            (first, rows) = (i + 1, 0);
        }
    }
}
