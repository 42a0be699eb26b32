//! Weights -l'(u) and losses l(u) of one margin, or e^s times them for a shift s, lane by lane.
//!
//! A row that only fills up a vector has the margin +infinity: weight and loss are exactly zero there.

use super::panel::Finish;
use crate::numbers::lanes::{Kernel, Lanes, Wide};
use crate::numbers::{ln_1p_ratio_lanes, ln_normal_lanes, weight_lanes};

/// The weight e^s (-l'(u)) and the loss e^s l(u) for a shift s that the implementor holds.
pub(crate) trait Shifted<L: Lanes> {
    /// The weight alone.
    fn weight(&self, margin: L) -> L;
    /// The same weight, and the loss.
    fn with_loss(&self, margin: L) -> (L, L);
}

/// e^-u.
pub(crate) struct ExponentialWeight;

impl<V: Wide> Finish<V> for ExponentialWeight {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        weight_lanes(margin)
    }
}

/// 1 / (1 + e^u).
pub(crate) struct LogisticWeight;

impl<V: Wide> Finish<V> for LogisticWeight {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        logistic_weight(margin)
    }
}

/// 1 / (1 + e^u) without overflow, accurate for every u.
#[inline(always)]
pub(crate) fn logistic_weight<L: Lanes>(margin: L) -> L {
    let one = L::splat(1.0);
    let e = weight_lanes(margin.abs());
    L::select(margin.less(L::splat(0.0)), one, e).div(e.add(one))
}

/// e^(s - u), weight and loss.
pub(crate) struct ShiftedExponential<L> {
    pub(crate) shift: L,
}

impl<L: Lanes> Shifted<L> for ShiftedExponential<L> {
    #[inline(always)]
    fn weight(&self, margin: L) -> L {
        weight_lanes(margin.sub(self.shift))
    }

    #[inline(always)]
    fn with_loss(&self, margin: L) -> (L, L) {
        let weight = self.weight(margin);
        (weight, weight)
    }
}

/// e^s / (1 + e^u) and e^s ln(1 + e^-u) for s >= 0.
pub(crate) struct ShiftedLogistic<L> {
    shift: L,
    /// e^-s.
    back: L,
    /// e^s, which may be infinite where no margin is negative.
    front: L,
}

impl<L: Lanes> ShiftedLogistic<L> {
    #[inline(always)]
    pub(crate) fn new(shift: L) -> Self {
        ShiftedLogistic { shift, back: weight_lanes(shift), front: weight_lanes(shift.neg()) }
    }

    /// The weight for e = e^(s - |u|).
    #[inline(always)]
    fn weight_of(&self, margin: L, e: L) -> L {
        let numerator = L::select(margin.less(L::splat(0.0)), self.front, e);
        numerator.div(e.mul_add(self.back, L::splat(1.0)))
    }
}

impl<L: Lanes> Shifted<L> for ShiftedLogistic<L> {
    #[inline(always)]
    fn weight(&self, margin: L) -> L {
        self.weight_of(margin, weight_lanes(margin.abs().sub(self.shift)))
    }

    #[inline(always)]
    fn with_loss(&self, margin: L) -> (L, L) {
        let e = weight_lanes(margin.abs().sub(self.shift));
        // ln(1 + e^-u) = max(-u, 0) + y (ln(1 + y) / y) with y = e^-|u|, and e^s y = e.
        let curved = e.mul(ln_1p_ratio_lanes(e.mul(self.back)));
        let zero = L::splat(0.0);
        let straight = L::select(margin.less(zero), self.front.mul(margin.neg()), zero);
        (self.weight_of(margin, e), curved.add(straight))
    }
}

/// Stores weights, and keeps the least margin of each lane.
pub(crate) struct WithLeast<W, V> {
    pub(crate) weight: W,
    pub(crate) least: V,
}

impl<W: Shifted<V>, V: Wide> Finish<V> for WithLeast<W, V> {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        self.least = margin.min(self.least);
        self.weight.weight(margin)
    }
}

/// Stores weights, and keeps the least margin of each lane and the sum of its losses.
pub(crate) struct WithLoss<W, V> {
    pub(crate) weight: W,
    pub(crate) least: V,
    pub(crate) loss: V,
}

impl<W: Shifted<V>, V: Wide> Finish<V> for WithLoss<W, V> {
    #[inline(always)]
    fn finish(&mut self, margin: V) -> V {
        self.least = margin.min(self.least);
        let (weight, loss) = self.weight.with_loss(margin);
        self.loss = self.loss.add(loss);
        weight
    }
}

/// Replaces the margins of a polynomial tail by their weights; the sum of the losses where `LOSS` asks for it, else zero.
/// A kernel of its own, called and not inlined.
pub(crate) struct Powers<'r, const LOSS: bool> {
    pub(crate) k: f64,
    pub(crate) u: &'r mut [[f64; 8]],
}

impl<const LOSS: bool> Kernel for Powers<'_, LOSS> {
    type Output = [f64; 8];

    #[inline(always)]
    fn run<V: Wide>(self) -> [f64; 8] {
        let mut sums = [0.0; 8];
        polynomial_weights::<V, LOSS>(self.k, self.u).store(&mut sums);
        sums
    }
}

/// ln(1 + |u|), zero where that is infinite, and where it is finite.
#[inline(always)]
pub(crate) fn log_base<V: Wide>(u: V) -> (V, V::Mask) {
    let size = V::splat(1.0).add(u.abs());
    let finite = size.less(V::splat(f64::INFINITY));
    (ln_normal_lanes(V::select(finite, size, V::splat(1.0))), finite)
}

/// (1 + u)^-(k+1), and 2 - (1 - u)^-(k+1) for negative u.
#[inline(always)]
fn polynomial_weights<V: Wide, const LOSS: bool>(k: f64, u: &mut [[f64; 8]]) -> V {
    let (one, zero, infinity) = (V::splat(1.0), V::splat(0.0), V::splat(f64::INFINITY));
    let inverse = V::splat(1.0 / k);
    let mut sum = zero;
    /// The loop with the power of 1 + |u| given.
    macro_rules! each {
        ($margin:ident, $size:ident => $power:expr) => {
            for slot in u {
                let $margin = V::load(slot);
                let $size = one.add($margin.abs());
                let power = $power;
                let negative = $margin.less(zero);
                V::select(negative, V::splat(2.0).sub(power), power).store(slot);
                if LOSS {
                    // (1 + |u|)^-k / k, and 2 |u| besides for negative u.
                    let curved = V::select($size.less(infinity), power.mul($size).mul(inverse), zero);
                    let straight = V::select(negative, $margin.add($margin), zero);
                    sum = sum.add(curved.sub(straight));
                }
            }
        };
    }
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
        each!(margin, size => {
            let (log, finite) = log_base(margin);
            V::select(finite, weight_lanes(log.mul(V::splat(k + 1.0))), zero)
        });
    }
    sum
}
