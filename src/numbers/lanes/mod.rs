//! Vectors of eight doubles that give the same bits on every instruction set.
//!
//! A kernel is written once over [`Lanes`] (any width) or [`Wide`] (width eight, with sums across lanes) and run
//! through [`Isa::dispatch`]. Every operation is an IEEE one or a pure bit operation, so lane i of any
//! implementation is lane i of the portable one.

mod isa;
mod portable;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use isa::Isa;
pub(crate) use isa::Kernel;
#[cfg(test)]
pub(crate) use portable::Portable;

/// A vector of doubles; `f64` itself is the vector of width one.
///
/// Comparisons with NaN are false; `min` and `max` return their *second* argument when an argument is NaN, as the
/// x86 instructions do.
pub(crate) trait Lanes: Copy {
    /// One truth value a lane.
    type Mask: Copy;
    /// Number of lanes.
    const WIDTH: usize;

    /// The same number in every lane.
    fn splat(x: f64) -> Self;
    /// As many numbers as there are lanes, from the start of a slice.
    fn load(from: &[f64]) -> Self;
    /// Writes the lanes to the start of a slice.
    fn store(self, to: &mut [f64]);
    /// self + other.
    fn add(self, other: Self) -> Self;
    /// self - other.
    fn sub(self, other: Self) -> Self;
    /// self * other.
    fn mul(self, other: Self) -> Self;
    /// self / other.
    fn div(self, other: Self) -> Self;
    /// self * factor + term, rounded once.
    fn mul_add(self, factor: Self, term: Self) -> Self;
    /// term - self * factor, rounded once.
    fn neg_mul_add(self, factor: Self, term: Self) -> Self;
    /// Square root.
    fn sqrt(self) -> Self;
    /// Absolute value.
    fn abs(self) -> Self;
    /// self with the other sign.
    fn neg(self) -> Self;
    /// `if self < other { self } else { other }`.
    fn min(self, other: Self) -> Self;
    /// `if self > other { self } else { other }`.
    fn max(self, other: Self) -> Self;
    /// self < other.
    fn less(self, other: Self) -> Self::Mask;
    /// self == other.
    fn equal(self, other: Self) -> Self::Mask;
    /// Lane by lane `if mask { yes } else { no }`.
    fn select(mask: Self::Mask, yes: Self, no: Self) -> Self;
    /// self * 2^power, rounded once, for whole `power` with |power| <= 2044.
    fn scale(self, power: Self) -> Self;
    /// 2^(k/8) for self = ROUNDER + k with whole k, by a table and the exponent's bits: where that is a normal number.
    /// One for NaN, not finite for k/8 from 1024 up to 1025.
    fn power_of_two_in_eighths(self) -> Self;
    /// (m, e) with self = m 2^e and m in [sqrt(1/2), sqrt(2)), for positive normal numbers.
    fn split(self) -> (Self, Self);
}

/// A vector of width eight. Sums across lanes add lanes i and i + 4, then i and i + 2, then the last two.
pub(crate) trait Wide: Lanes {
    /// Runs a kernel as a function of its own under this instruction set; from within another kernel.
    fn call<K: Kernel>(kernel: K) -> K::Output;
    /// Whether there are registers for about thirty vectors, or rather for seven.
    const MANY_REGISTERS: bool;
    /// The sum of the eight lanes.
    fn sum(self) -> f64;
    /// Lane j of the result is `vectors[j].sum()`.
    fn sum_each(vectors: [Self; 8]) -> Self;
}

/// Asks for the cache line `ahead` vectors further on than `here`; there may be nothing there.
#[inline(always)]
pub(crate) fn prefetch(here: &[f64; 8], ahead: usize) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: a prefetch does not access memory; any address will do.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(here).wrapping_add(ahead).cast()) }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (here, ahead);
}

/// 1.5 * 2^52: adding and subtracting it rounds to the nearest whole number, for |x| < 2^51.
pub(crate) const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// Bits of 2^(j/8) for j = 0..8, less j 2^49: adding (8 i + j) 2^49 gives the bits of 2^(i + j/8).
const EIGHTH_POWERS: [u64; 8] = [
    0x3ff0_0000_0000_0000,
    0x3fef_72b8_3c7d_517b,
    0x3fef_06fe_0a31_b715,
    0x3fee_bfda_d536_2a27,
    0x3fee_a09e_667f_3bcd,
    0x3fee_ace5_422a_a0db,
    0x3fee_e89f_995a_d3ad,
    0x3fef_5818_dcfb_a487,
];

/// Bits of sqrt(1/2), and what brings a mantissa in [sqrt(1/2), sqrt(2)) to the exponent of 1.
const HALF_ROOT_BITS: u64 = 0x3fe6_a09e_667f_3bcd;
const SPLIT_OFFSET: u64 = 0x3ff0_0000_0000_0000 - HALF_ROOT_BITS;
const MANTISSA_MASK: u64 = 0x000f_ffff_ffff_ffff;
/// Bits of 2^52; its last bits hold a whole number.
const WHOLE_BITS: u64 = 0x4330_0000_0000_0000;
/// 2^52 plus the exponent bias.
const WHOLE_AND_BIAS: f64 = 4_503_599_627_370_496.0 + 1023.0;
