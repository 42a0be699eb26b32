//! Vectors in plain Rust: the definition that the others must reproduce.

use super::{
    EIGHTH_POWERS, HALF_ROOT_BITS, Kernel, Lanes, MANTISSA_MASK, ROUNDER, SPLIT_OFFSET, WHOLE_AND_BIAS,
    WHOLE_BITS, Wide,
};

impl Lanes for f64 {
    type Mask = bool;
    const WIDTH: usize = 1;

    #[inline(always)]
    fn splat(x: f64) -> f64 {
        x
    }
    #[inline(always)]
    fn load(from: &[f64]) -> f64 {
        from[0]
    }
    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        to[0] = self;
    }
    #[inline(always)]
    fn add(self, other: f64) -> f64 {
        self + other
    }
    #[inline(always)]
    fn sub(self, other: f64) -> f64 {
        self - other
    }
    #[inline(always)]
    fn mul(self, other: f64) -> f64 {
        self * other
    }
    #[inline(always)]
    fn div(self, other: f64) -> f64 {
        self / other
    }
    #[inline(always)]
    fn mul_add(self, factor: f64, term: f64) -> f64 {
        f64::mul_add(self, factor, term)
    }
    #[inline(always)]
    fn neg_mul_add(self, factor: f64, term: f64) -> f64 {
        f64::mul_add(-self, factor, term)
    }
    #[inline(always)]
    fn sqrt(self) -> f64 {
        f64::sqrt(self)
    }
    #[inline(always)]
    fn abs(self) -> f64 {
        f64::abs(self)
    }
    #[inline(always)]
    fn neg(self) -> f64 {
        -self
    }
    #[inline(always)]
    fn min(self, other: f64) -> f64 {
        if self < other { self } else { other }
    }
    #[inline(always)]
    fn max(self, other: f64) -> f64 {
        if self > other { self } else { other }
    }
    #[inline(always)]
    fn less(self, other: f64) -> bool {
        self < other
    }
    #[inline(always)]
    fn equal(self, other: f64) -> bool {
        self == other
    }
    #[inline(always)]
    fn select(mask: bool, yes: f64, no: f64) -> f64 {
        if mask { yes } else { no }
    }
    #[inline(always)]
    fn scale(self, power: f64) -> f64 {
        // Two powers of two, each a normal number; the first product is exact for normal results of exp.
        let half = (power * 0.5 + ROUNDER) - ROUNDER;
        self * power_of_two(half) * power_of_two(power - half)
    }
    #[inline(always)]
    fn power_of_two_in_eighths(self) -> f64 {
        let bits = self.to_bits();
        f64::from_bits(EIGHTH_POWERS[(bits & 7) as usize].wrapping_add(bits << 49))
    }
    #[inline(always)]
    fn split(self) -> (f64, f64) {
        let shifted = self.to_bits().wrapping_add(SPLIT_OFFSET);
        let exponent = f64::from_bits((shifted >> 52) | WHOLE_BITS) - WHOLE_AND_BIAS;
        (f64::from_bits((shifted & MANTISSA_MASK).wrapping_add(HALF_ROOT_BITS)), exponent)
    }
}

/// 2^power for whole |power| <= 1022.
#[inline(always)]
fn power_of_two(power: f64) -> f64 {
    f64::from_bits((power + (ROUNDER + 1023.0)).to_bits() << 52)
}

/// Eight doubles, operated on one by one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Portable([f64; 8]);

/// Writes out an operation lane by lane: a closure handed to `map` would not inherit the caller's features.
macro_rules! each {
    ($lane:ident => $value:expr) => {{
        let mut result = [0.0; 8];
        let mut $lane = 0;
        while $lane < 8 {
            result[$lane] = $value;
            $lane += 1;
        }
        Portable(result)
    }};
}

impl Lanes for Portable {
    type Mask = [bool; 8];
    const WIDTH: usize = 8;

    #[inline(always)]
    fn splat(x: f64) -> Portable {
        Portable([x; 8])
    }
    #[inline(always)]
    fn load(from: &[f64]) -> Portable {
        each!(i => from[i])
    }
    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        to[..8].copy_from_slice(&self.0);
    }
    #[inline(always)]
    fn add(self, other: Portable) -> Portable {
        each!(i => Lanes::add(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn sub(self, other: Portable) -> Portable {
        each!(i => Lanes::sub(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn mul(self, other: Portable) -> Portable {
        each!(i => Lanes::mul(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn div(self, other: Portable) -> Portable {
        each!(i => Lanes::div(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn mul_add(self, factor: Portable, term: Portable) -> Portable {
        each!(i => Lanes::mul_add(self.0[i], factor.0[i], term.0[i]))
    }
    #[inline(always)]
    fn neg_mul_add(self, factor: Portable, term: Portable) -> Portable {
        each!(i => Lanes::neg_mul_add(self.0[i], factor.0[i], term.0[i]))
    }
    #[inline(always)]
    fn sqrt(self) -> Portable {
        each!(i => Lanes::sqrt(self.0[i]))
    }
    #[inline(always)]
    fn abs(self) -> Portable {
        each!(i => Lanes::abs(self.0[i]))
    }
    #[inline(always)]
    fn neg(self) -> Portable {
        each!(i => Lanes::neg(self.0[i]))
    }
    #[inline(always)]
    fn min(self, other: Portable) -> Portable {
        each!(i => Lanes::min(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn max(self, other: Portable) -> Portable {
        each!(i => Lanes::max(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn less(self, other: Portable) -> [bool; 8] {
        std::array::from_fn(|i| Lanes::less(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn equal(self, other: Portable) -> [bool; 8] {
        std::array::from_fn(|i| Lanes::equal(self.0[i], other.0[i]))
    }
    #[inline(always)]
    fn select(mask: [bool; 8], yes: Portable, no: Portable) -> Portable {
        each!(i => if mask[i] { yes.0[i] } else { no.0[i] })
    }
    #[inline(always)]
    fn scale(self, power: Portable) -> Portable {
        each!(i => Lanes::scale(self.0[i], power.0[i]))
    }
    #[inline(always)]
    fn power_of_two_in_eighths(self) -> Portable {
        each!(i => Lanes::power_of_two_in_eighths(self.0[i]))
    }
    #[inline(always)]
    fn split(self) -> (Portable, Portable) {
        (each!(i => Lanes::split(self.0[i]).0), each!(i => Lanes::split(self.0[i]).1))
    }
}

impl Wide for Portable {
    const MANY_REGISTERS: bool = false;

    #[inline]
    fn call<K: Kernel>(kernel: K) -> K::Output {
        kernel.run::<Portable>()
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        let v = self.0;
        ((v[0] + v[4]) + (v[2] + v[6])) + ((v[1] + v[5]) + (v[3] + v[7]))
    }
    #[inline(always)]
    fn sum_each(vectors: [Portable; 8]) -> Portable {
        each!(i => vectors[i].sum())
    }
}
