//! From margins to weights -l'(u) and losses l(u), eight at a time.
//!
//! A row that only fills up a vector has the margin +infinity: weight and loss are exactly zero there.

use crate::numbers::lanes::{Lanes, Wide};
use crate::numbers::{exp, exp_lanes, exp_non_positive_lanes, ln_1p_lanes, ln_normal_lanes, weight_lanes};
use crate::problem::{Loss, LossKernel};

/// A loss as the inner loop sees it.
#[derive(Clone, Copy)]
pub(crate) struct Weigher<'a> {
    pub(crate) kernel: LossKernel,
    pub(crate) loss: &'a dyn Loss,
}

impl<'a> Weigher<'a> {
    pub(crate) fn new(loss: &'a dyn Loss) -> Weigher<'a> {
        Weigher { kernel: loss.kernel(), loss }
    }

    /// Replaces the margins by what the weights are computed from: for a generic loss -ln(-l'(u)), so that it
    /// weighs like the exponential one; `rows` counts the true rows, `first` of which came before `u`.
    #[inline(always)]
    pub(crate) fn prepare(&self, u: &mut [f64], first: usize, rows: usize) {
        if self.kernel == LossKernel::Generic {
            let here = rows.saturating_sub(first).min(u.len());
            for u in &mut u[..here] {
                *u = -self.loss.log_slope(*u);
            }
        }
    }

    /// The exponent s of the factor e^s that brings the greatest weight near one, for prepared margins whose least
    /// is `least`.
    #[inline(always)]
    pub(crate) fn shift<L: Lanes>(&self, least: L) -> L {
        match self.kernel {
            LossKernel::Exponential | LossKernel::Generic => least,
            LossKernel::Logistic => L::splat(0.0).max(least),
            // A power law does not underflow.
            LossKernel::Polynomial { .. } => L::splat(0.0),
        }
    }

    /// Replaces prepared margins by the weights -l'(u), or by e^s (-l'(u)) for a shift s from [`Weigher::shift`].
    #[inline(always)]
    pub(crate) fn weigh<V: Wide>(&self, shift: Option<V>, u: &mut [f64]) {
        let (u, _) = u.as_chunks_mut::<8>();
        match (self.kernel, shift) {
            (LossKernel::Exponential | LossKernel::Generic, None) => {
                for u in u {
                    weight_lanes(V::load(u)).store(u);
                }
            }
            (LossKernel::Exponential | LossKernel::Generic, Some(shift)) => {
                for u in u {
                    weight_lanes(V::load(u).sub(shift)).store(u);
                }
            }
            (LossKernel::Logistic, shift) => {
                // 1 / (1 + e^u) without overflow; both numerator and e^-u are needed, one of them shifted.
                let shift = shift.unwrap_or(V::splat(0.0));
                let (one, back) = (V::splat(1.0), weight_lanes(shift));
                for u in u {
                    let margin = V::load(u);
                    let e = weight_lanes(margin.abs().sub(shift));
                    let numerator = V::select(margin.less(V::splat(0.0)), one, e);
                    numerator.div(e.mul_add(back, one)).store(u);
                }
            }
            (LossKernel::Polynomial { k }, _) => polynomial_weights::<V>(k, u),
        }
    }

    /// The losses l(u) added to `sum`, block after block, for plain margins; `rows` and `first` as in `prepare`.
    #[inline(always)]
    pub(crate) fn add_losses<V: Wide>(&self, sum: V, u: &[f64], first: usize, rows: usize) -> V {
        let mut sum = sum;
        match self.kernel {
            LossKernel::Exponential => {
                for u in u.as_chunks::<8>().0 {
                    sum = sum.add(exp_lanes(V::load(u).neg()));
                }
            }
            LossKernel::Logistic => {
                for u in u.as_chunks::<8>().0 {
                    let margin = V::load(u);
                    let negative_part = V::splat(0.0).max(margin.neg());
                    let rest = ln_1p_lanes(exp_non_positive_lanes(margin.abs().neg()));
                    sum = sum.add(negative_part.add(rest));
                }
            }
            LossKernel::Polynomial { k } => {
                for u in u.as_chunks::<8>().0 {
                    let margin = V::load(u);
                    let (log, finite) = log_base(margin);
                    let power = weight_lanes(log.mul(V::splat(k))).div(V::splat(k));
                    let power = V::select(finite, power, V::splat(0.0));
                    let twice = V::splat(0.0).max(margin.neg());
                    sum = sum.add(twice.add(twice).add(power));
                }
            }
            LossKernel::Generic => {
                let here = rows.saturating_sub(first).min(u.len());
                for u in u[..here].chunks(8) {
                    let mut values = [0.0; 8];
                    for (value, &u) in values.iter_mut().zip(u) {
                        *value = exp(self.loss.log_value(u));
                    }
                    sum = sum.add(V::load(&values));
                }
            }
        }
        sum
    }
}

/// ln(1 + |u|), zero where that is infinite, and where it is finite.
#[inline(always)]
fn log_base<V: Wide>(u: V) -> (V, V::Mask) {
    let size = V::splat(1.0).add(u.abs());
    let finite = size.less(V::splat(f64::INFINITY));
    (ln_normal_lanes(V::select(finite, size, V::splat(1.0))), finite)
}

/// (1 + u)^-(k+1), and 2 - (1 - u)^-(k+1) for negative u.
#[inline(always)]
fn polynomial_weights<V: Wide>(k: f64, u: &mut [[f64; 8]]) {
    /// The loop with the power of 1 + |u| given.
    macro_rules! each {
        ($margin:ident, $size:ident => $power:expr) => {
            for slot in u {
                let $margin = V::load(slot);
                let $size = V::splat(1.0).add($margin.abs());
                let power = $power;
                V::select($margin.less(V::splat(0.0)), V::splat(2.0).sub(power), power).store(slot);
            }
        };
    }
    let one = V::splat(1.0);
    if k == 1.0 {
        each!(u, size => one.div(size.mul(size)));
    } else if k == 2.0 {
        each!(u, size => one.div(size.mul(size).mul(size)));
    } else if k == 3.0 {
        each!(u, size => {
            let square = size.mul(size);
            one.div(square.mul(square))
        });
    } else {
        each!(margin, _size => {
            let (log, finite) = log_base(margin);
            V::select(finite, weight_lanes(log.mul(V::splat(k + 1.0))), V::splat(0.0))
        });
    }
}
