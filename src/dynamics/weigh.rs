//! From margins to weights -l'(u) and losses l(u), eight at a time.

use super::panel::{self, Finish};
use super::rule::{Divisor, Rule};
use super::weight::{
    ExponentialWeight, LogisticWeight, Powers, Shifted, ShiftedExponential, ShiftedLogistic, WithLeast,
    WithLoss, log_base,
};
use crate::numbers::lanes::{Kernel, Lanes, Wide};
use crate::numbers::{exp, exp_lanes, exp_non_positive_lanes, ln_1p_lanes, weight_lanes};
use crate::problem::{Loss, LossKernel};

/// What an evaluation is asked for besides the gradient.
#[derive(Clone, Copy)]
pub(crate) struct Asked {
    /// Weights relative to the greatest one: the gradient and the loss carry the factor e^shift.
    pub(crate) shifted: bool,
    /// The loss, where the rule needs it or a monitor.
    pub(crate) loss: bool,
    /// The margins.
    pub(crate) margins: bool,
    /// All rows are one block: the greatest weight has to be known before the first one, or the rows of a point weigh
    /// together.
    pub(crate) whole: bool,
}

impl Asked {
    /// What a step of this rule needs, `watched` or not.
    pub(crate) fn by(rule: &Rule, weigher: &Weigher<'_>, watched: bool) -> Asked {
        let divides = rule.divisor() == Divisor::Loss;
        let margins = watched || divides && (weigher.kernel == LossKernel::Generic || weigher.rivals > 1);
        let shifted = rule.is_scale_invariant();
        Asked { shifted, loss: watched || divides, margins, whole: shifted || weigher.rivals > 1 }
    }
}

/// What an evaluation at w_t gives besides the gradient.
#[derive(Clone, Copy)]
pub(crate) struct Evaluated {
    /// e^shift L(w_t), where it is asked for.
    pub(crate) loss: f64,
    /// The weights, and so the gradient, carry the factor e^shift.
    pub(crate) shift: f64,
}

impl Evaluated {
    pub(crate) fn new() -> Evaluated {
        Evaluated { loss: 0.0, shift: 0.0 }
    }

    /// L(w_t).
    pub(crate) fn plain_loss(&self) -> f64 {
        self.scale() * self.loss
    }

    /// ||grad L||^2 from that of the shifted gradient.
    pub(crate) fn plain_norm_squared(&self, norm_squared: f64) -> f64 {
        let scale = self.scale();
        scale * scale * norm_squared
    }

    fn scale(&self) -> f64 {
        if self.shift == 0.0 { 1.0 } else { exp(-self.shift) }
    }
}

/// What is found on the way of weights from margins to memory, lane by lane.
pub(crate) struct Fused<V> {
    /// The least margin, infinite where it is not asked for by a shift.
    pub(crate) least: V,
    /// The sum of the shifted losses, zero where it is not asked for.
    pub(crate) loss: V,
}

/// A loss as the inner loop sees it.
#[derive(Clone, Copy)]
pub(crate) struct Weigher<'a> {
    pub(crate) kernel: LossKernel,
    pub(crate) loss: &'a dyn Loss,
    /// Rows of a point.
    pub(crate) rivals: usize,
}

impl<'a> Weigher<'a> {
    pub(crate) fn new(loss: &'a dyn Loss) -> Weigher<'a> {
        Weigher { kernel: loss.kernel(), loss, rivals: loss.rivals() }
    }

    /// Margins and weights of a panel in one go, where the loss and the number of registers allow it. Losses are summed
    /// only beside a shift.
    #[inline(always)]
    pub(crate) fn panel_weights<V: Wide>(
        &self,
        z: &[f64],
        w: &[f64],
        offsets: &[f64],
        u: &mut [f64],
        shift: Option<V>,
        with_loss: bool,
    ) -> Option<Fused<V>> {
        let nothing = Fused { least: V::splat(f64::INFINITY), loss: V::splat(0.0) };
        match (self.kernel, shift) {
            _ if !V::MANY_REGISTERS || self.rivals > 1 => None,
            (LossKernel::Exponential, None) => {
                panel::margins::<V>(z, w, offsets, u, &mut ExponentialWeight);
                Some(nothing)
            }
            (LossKernel::Logistic, None) => {
                panel::margins::<V>(z, w, offsets, u, &mut LogisticWeight);
                Some(nothing)
            }
            (LossKernel::Exponential, Some(shift)) => {
                Some(shifted_panel(z, w, offsets, u, ShiftedExponential { shift }, with_loss))
            }
            (LossKernel::Logistic, Some(shift)) => {
                Some(shifted_panel(z, w, offsets, u, ShiftedLogistic::new(shift), with_loss))
            }
            _ => None,
        }
    }

    /// Turns the margins of a block into weights; their losses are added and the shift is noted in `seen`.
    /// `offsets` are zero where there is a row. With a shift, the block is all there is, and `margins` are those of the
    /// rows alone where there are some.
    #[inline(always)]
    pub(crate) fn weigh_block<V: Wide>(
        &self,
        u: &mut [f64],
        offsets: &[f64],
        margins: &[f64],
        asked: Asked,
        seen: &mut Evaluated,
    ) {
        if self.rivals > 1 {
            return self.weigh_points::<V>(u, offsets, margins, asked, seen);
        }
        if asked.loss && !asked.shifted {
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
        if !asked.shifted {
            self.weigh::<V, false>(None, u);
            return;
        }
        let least = u.iter().fold(f64::INFINITY, |a, &b| if b < a { b } else { a });
        seen.shift = self.shift(if least < f64::INFINITY { least } else { 0.0 });
        let shift = Some(V::splat(seen.shift));
        if !asked.loss {
            self.weigh::<V, false>(shift, u);
        } else if self.kernel == LossKernel::Generic {
            self.weigh::<V, false>(shift, u);
            seen.loss = margins.iter().map(|&u| exp(self.loss.log_value(u) + seen.shift)).sum();
        } else {
            seen.loss = self.weigh::<V, true>(shift, u).sum();
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

    /// Replaces margins by the weights -l'(u), or by e^s (-l'(u)) for a shift s from [`Weigher::shift`]. With `LOSS` and a
    /// shift, the sum of e^s l(u) for a loss that has a kernel; else zero.
    #[inline(always)]
    pub(crate) fn weigh<V: Wide, const LOSS: bool>(&self, shift: Option<V>, u: &mut [f64]) -> V {
        let (u, _) = u.as_chunks_mut::<8>();
        match (self.kernel, shift) {
            (LossKernel::Exponential | LossKernel::Generic, None) => finish_each(u, ExponentialWeight),
            (LossKernel::Logistic, None) => finish_each(u, LogisticWeight),
            (LossKernel::Exponential | LossKernel::Generic, Some(shift)) => {
                weigh_each::<V, LOSS>(u, &ShiftedExponential { shift })
            }
            (LossKernel::Logistic, Some(shift)) => weigh_each::<V, LOSS>(u, &ShiftedLogistic::new(shift)),
            (LossKernel::Polynomial { k }, _) => V::load(&V::call(Powers::<LOSS> { k, u })),
        }
    }

    /// Replaces each u by e^-u.
    #[inline(always)]
    pub(super) fn exponentials<V: Wide>(&self, u: &mut [f64]) {
        finish_each::<V>(u.as_chunks_mut::<8>().0, ExponentialWeight);
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

/// Margins and shifted weights of a panel in one go.
#[inline(always)]
fn shifted_panel<V: Wide>(
    z: &[f64],
    w: &[f64],
    offsets: &[f64],
    u: &mut [f64],
    weight: impl Shifted<V>,
    with_loss: bool,
) -> Fused<V> {
    let (least, loss) = (V::splat(f64::INFINITY), V::splat(0.0));
    if with_loss {
        let mut finish = WithLoss { weight, least, loss };
        panel::margins::<V>(z, w, offsets, u, &mut finish);
        Fused { least: finish.least, loss: finish.loss }
    } else {
        let mut finish = WithLeast { weight, least };
        panel::margins::<V>(z, w, offsets, u, &mut finish);
        Fused { least: finish.least, loss }
    }
}

/// Replaces each margin by what becomes of it. Zero.
#[inline(always)]
fn finish_each<V: Wide>(u: &mut [[f64; 8]], mut finish: impl Finish<V>) -> V {
    for u in u {
        finish.finish(V::load(u)).store(u);
    }
    V::splat(0.0)
}

/// Replaces each margin by its shifted weight; the sum of the shifted losses where `LOSS` asks for it, else zero.
#[inline(always)]
fn weigh_each<V: Wide, const LOSS: bool>(u: &mut [[f64; 8]], weight: &impl Shifted<V>) -> V {
    let mut sum = V::splat(0.0);
    for u in u {
        let margin = V::load(u);
        if LOSS {
            let (weight, loss) = weight.with_loss(margin);
            sum = sum.add(loss);
            weight.store(u);
        } else {
            weight.weight(margin).store(u);
        }
    }
    sum
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
