//! From margins to weights -l'(u) and losses l(u), eight at a time.
//!
//! A row that only fills up a vector has the margin +infinity: weight and loss are exactly zero there.

use super::panel::{self, Finish};
use crate::numbers::lanes::{Kernel, Lanes, Wide};
use crate::numbers::{exp, exp_lanes, exp_non_positive_lanes, ln_1p_lanes, ln_normal_lanes, weight_lanes};
use crate::problem::{Loss, LossKernel};

/// A loss as the inner loop sees it.
#[derive(Clone, Copy)]
pub(crate) struct Weigher<'a> {
    pub(crate) kernel: LossKernel,
    pub(crate) loss: &'a dyn Loss,
}

/// What an evaluation at w_t gives besides the gradient.
pub(crate) struct Evaluated {
    /// L(w_t), where it is asked for.
    pub(crate) loss: f64,
    /// The weights, and so the gradient, carry the factor e^shift.
    pub(crate) shift: f64,
}

impl Evaluated {
    pub(crate) fn new() -> Evaluated {
        Evaluated { loss: 0.0, shift: 0.0 }
    }

    /// ||grad L||^2 from that of the shifted gradient.
    pub(crate) fn plain_norm_squared(&self, norm_squared: f64) -> f64 {
        let scale = if self.shift == 0.0 { 1.0 } else { exp(-self.shift) };
        scale * scale * norm_squared
    }
}

impl<'a> Weigher<'a> {
    pub(crate) fn new(loss: &'a dyn Loss) -> Weigher<'a> {
        Weigher { kernel: loss.kernel(), loss }
    }

    /// Margins and weights of a panel in one go, where the loss and the number of registers allow it: the least
    /// margin of each lane, infinite where that is not asked for by a shift.
    #[inline(always)]
    pub(crate) fn panel_weights<V: Wide>(
        &self,
        z: &[f64],
        w: &[f64],
        offsets: &[f64],
        u: &mut [f64],
        shift: Option<V>,
    ) -> Option<V> {
        let infinity = V::splat(f64::INFINITY);
        match (self.kernel, shift) {
            _ if !V::MANY_REGISTERS => None,
            (LossKernel::Exponential, None) => {
                panel::margins::<V>(z, w, offsets, u, &mut ExponentialWeight);
                Some(infinity)
            }
            (LossKernel::Logistic, None) => {
                panel::margins::<V>(z, w, offsets, u, &mut LogisticWeight);
                Some(infinity)
            }
            (LossKernel::Exponential, Some(shift)) => {
                let mut finish = WithLeast { finish: ShiftedExponentialWeight { shift }, least: infinity };
                panel::margins::<V>(z, w, offsets, u, &mut finish);
                Some(finish.least)
            }
            (LossKernel::Logistic, Some(shift)) => {
                let mut finish = WithLeast { finish: ShiftedLogisticWeight::new(shift), least: infinity };
                panel::margins::<V>(z, w, offsets, u, &mut finish);
                Some(finish.least)
            }
            _ => None,
        }
    }

    /// Turns the margins of a block into weights; their losses are added and the shift is noted in `seen`.
    /// `offsets` are zero where there is a row. With a shift, the block is all there is.
    #[inline(always)]
    pub(crate) fn weigh_block<V: Wide>(
        &self,
        u: &mut [f64],
        offsets: &[f64],
        shifted: bool,
        watched: bool,
        seen: &mut Evaluated,
    ) {
        if watched {
            seen.loss += self.losses::<V>(u, offsets).sum();
        }
        if self.kernel == LossKernel::Generic {
            // In terms of -ln(-l'(u)) every loss weighs like the exponential one.
            for (u, &offset) in u.iter_mut().zip(offsets) {
                if offset == 0.0 {
                    *u = -self.loss.log_slope(*u);
                }
            }
        }
        if shifted {
            let least = u.iter().fold(f64::INFINITY, |a, &b| if b < a { b } else { a });
            seen.shift = self.shift(if least < f64::INFINITY { least } else { 0.0 });
            self.weigh(Some(V::splat(seen.shift)), u);
        } else {
            self.weigh::<V>(None, u);
        }
    }

    /// The exponent s of the factor e^s that brings the greatest weight near one, for margins whose least is about
    /// `least`.
    #[inline(always)]
    pub(crate) fn shift<L: Lanes>(&self, least: L) -> L {
        match self.kernel {
            LossKernel::Exponential | LossKernel::Generic => least,
            LossKernel::Logistic => L::splat(0.0).max(least),
            // A power law does not underflow.
            LossKernel::Polynomial { .. } => L::splat(0.0),
        }
    }

    /// Replaces margins by the weights -l'(u), or by e^s (-l'(u)) for a shift s from [`Weigher::shift`].
    #[inline(always)]
    pub(crate) fn weigh<V: Wide>(&self, shift: Option<V>, u: &mut [f64]) {
        let (u, _) = u.as_chunks_mut::<8>();
        match (self.kernel, shift) {
            (LossKernel::Exponential | LossKernel::Generic, None) => finish_each::<V>(u, ExponentialWeight),
            (LossKernel::Logistic, None) => finish_each::<V>(u, LogisticWeight),
            (LossKernel::Exponential | LossKernel::Generic, Some(shift)) => {
                finish_each::<V>(u, ShiftedExponentialWeight { shift });
            }
            (LossKernel::Logistic, Some(shift)) => finish_each::<V>(u, ShiftedLogisticWeight::new(shift)),
            (LossKernel::Polynomial { k }, _) => V::call(Powers { k, u }),
        }
    }

    /// The losses l(u), summed eight after eight; `offsets` as in [`Weigher::weigh_block`].
    #[inline(always)]
    pub(crate) fn losses<V: Wide>(&self, u: &[f64], offsets: &[f64]) -> V {
        V::load(&V::call(Losses { weigher: self, u, offsets }))
    }

    #[inline(always)]
    fn sum_of_losses<V: Wide>(&self, u: &[f64], offsets: &[f64]) -> V {
        let mut sum = V::splat(0.0);
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
                for (u, offsets) in u.as_chunks::<8>().0.iter().zip(offsets.as_chunks::<8>().0) {
                    let mut values = [0.0; 8];
                    for i in 0..8 {
                        if offsets[i] == 0.0 {
                            values[i] = exp(self.loss.log_value(u[i]));
                        }
                    }
                    sum = sum.add(V::load(&values));
                }
            }
        }
        sum
    }
}

/// Replaces each margin by what becomes of it.
#[inline(always)]
fn finish_each<V: Wide>(u: &mut [[f64; 8]], mut finish: impl Finish<V>) {
    for u in u {
        finish.finish(V::load(u)).store(u);
    }
}

/// The least margin of each lane besides.
struct WithLeast<F, V> {
    finish: F,
    least: V,
}

impl<F: Finish<V>, V: Wide> Finish<V> for WithLeast<F, V> {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        self.least = margin.min(self.least);
        self.finish.finish(margin)
    }
}

/// e^-u.
struct ExponentialWeight;

impl<V: Wide> Finish<V> for ExponentialWeight {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        weight_lanes(margin)
    }
}

/// e^(s - u).
struct ShiftedExponentialWeight<V> {
    shift: V,
}

impl<V: Wide> Finish<V> for ShiftedExponentialWeight<V> {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        weight_lanes(margin.sub(self.shift))
    }
}

/// e^s / (1 + e^u) for s >= 0.
struct ShiftedLogisticWeight<V> {
    shift: V,
    /// e^-s.
    back: V,
    /// e^s, which may be infinite where no margin is negative.
    front: V,
}

impl<V: Wide> ShiftedLogisticWeight<V> {
    #[inline(always)]
    fn new(shift: V) -> Self {
        ShiftedLogisticWeight { shift, back: weight_lanes(shift), front: weight_lanes(shift.neg()) }
    }
}

impl<V: Wide> Finish<V> for ShiftedLogisticWeight<V> {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        let e = weight_lanes(margin.abs().sub(self.shift));
        let numerator = V::select(margin.less(V::splat(0.0)), self.front, e);
        numerator.div(e.mul_add(self.back, V::splat(1.0)))
    }
}

/// 1 / (1 + e^u) without overflow, accurate for every u.
struct LogisticWeight;

impl<V: Wide> Finish<V> for LogisticWeight {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        let one = V::splat(1.0);
        let e = weight_lanes(margin.abs());
        V::select(margin.less(V::splat(0.0)), one, e).div(e.add(one))
    }
}

/// The losses as a kernel of their own, called and not inlined: few runs are watched.
struct Losses<'r, 'a> {
    weigher: &'r Weigher<'a>,
    u: &'r [f64],
    offsets: &'r [f64],
}

impl Kernel for Losses<'_, '_> {
    type Output = [f64; 8];

    #[inline(always)]
    fn run<V: Wide>(self) -> [f64; 8] {
        let mut sums = [0.0; 8];
        self.weigher.sum_of_losses::<V>(self.u, self.offsets).store(&mut sums);
        sums
    }
}

/// The weights of a power law as a kernel of their own, called and not inlined.
struct Powers<'r> {
    k: f64,
    u: &'r mut [[f64; 8]],
}

impl Kernel for Powers<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        polynomial_weights::<V>(self.k, self.u);
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
