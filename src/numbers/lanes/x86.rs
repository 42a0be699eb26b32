//! Vectors on x86-64.
//!
//! SAFETY of every `unsafe` block here: these types are private to the crate and only made inside a kernel that
//! `Isa::dispatch` runs under the target features that the intrinsics need.

use std::arch::x86_64::*;

use super::{
    EIGHTH_POWERS, HALF_ROOT_BITS, Kernel, Lanes, MANTISSA_MASK, ROUNDER, SPLIT_OFFSET, WHOLE_AND_BIAS,
    WHOLE_BITS, Wide,
};

/// Two registers of four doubles: AVX2 and FMA.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx2(__m256d, __m256d);

/// One register of eight doubles: AVX-512F.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Avx512(__m512d);

/// Both halves of an AVX2 vector through one intrinsic.
macro_rules! halves {
    ($intrinsic:ident $(, $argument:expr)*) => {
        // SAFETY: see the head of this file.
        unsafe { Avx2($intrinsic($($argument.0),*), $intrinsic($($argument.1),*)) }
    };
}

/// An AVX-512 vector through one intrinsic.
macro_rules! whole {
    ($intrinsic:ident $(, $argument:expr)*) => {
        // SAFETY: see the head of this file.
        unsafe { Avx512($intrinsic($($argument.0),*)) }
    };
}

impl Lanes for Avx2 {
    type Mask = Avx2;
    const WIDTH: usize = 8;

    #[inline(always)]
    fn splat(x: f64) -> Avx2 {
        // SAFETY: see the head of this file.
        unsafe { Avx2(_mm256_set1_pd(x), _mm256_set1_pd(x)) }
    }
    #[inline(always)]
    fn load(from: &[f64]) -> Avx2 {
        let from = &from[..8];
        // SAFETY: see the head of this file; eight doubles are there.
        unsafe { Avx2(_mm256_loadu_pd(from.as_ptr()), _mm256_loadu_pd(from.as_ptr().add(4))) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        let to = &mut to[..8];
        // SAFETY: see the head of this file; eight doubles are there.
        unsafe {
            _mm256_storeu_pd(to.as_mut_ptr(), self.0);
            _mm256_storeu_pd(to.as_mut_ptr().add(4), self.1);
        }
    }
    #[inline(always)]
    fn add(self, other: Avx2) -> Avx2 {
        halves!(_mm256_add_pd, self, other)
    }
    #[inline(always)]
    fn sub(self, other: Avx2) -> Avx2 {
        halves!(_mm256_sub_pd, self, other)
    }
    #[inline(always)]
    fn mul(self, other: Avx2) -> Avx2 {
        halves!(_mm256_mul_pd, self, other)
    }
    #[inline(always)]
    fn div(self, other: Avx2) -> Avx2 {
        halves!(_mm256_div_pd, self, other)
    }
    #[inline(always)]
    fn min(self, other: Avx2) -> Avx2 {
        halves!(_mm256_min_pd, self, other)
    }
    #[inline(always)]
    fn max(self, other: Avx2) -> Avx2 {
        halves!(_mm256_max_pd, self, other)
    }
    #[inline(always)]
    fn mul_add(self, factor: Avx2, term: Avx2) -> Avx2 {
        halves!(_mm256_fmadd_pd, self, factor, term)
    }
    #[inline(always)]
    fn neg_mul_add(self, factor: Avx2, term: Avx2) -> Avx2 {
        halves!(_mm256_fnmadd_pd, self, factor, term)
    }
    #[inline(always)]
    fn sqrt(self) -> Avx2 {
        halves!(_mm256_sqrt_pd, self)
    }
    #[inline(always)]
    fn abs(self) -> Avx2 {
        let sign = Self::splat(-0.0);
        halves!(_mm256_andnot_pd, sign, self)
    }
    #[inline(always)]
    fn neg(self) -> Avx2 {
        let sign = Self::splat(-0.0);
        halves!(_mm256_xor_pd, sign, self)
    }
    #[inline(always)]
    fn less(self, other: Avx2) -> Avx2 {
        // SAFETY: see the head of this file.
        unsafe {
            Avx2(_mm256_cmp_pd::<_CMP_LT_OQ>(self.0, other.0), _mm256_cmp_pd::<_CMP_LT_OQ>(self.1, other.1))
        }
    }
    #[inline(always)]
    fn equal(self, other: Avx2) -> Avx2 {
        // SAFETY: see the head of this file.
        unsafe {
            Avx2(_mm256_cmp_pd::<_CMP_EQ_OQ>(self.0, other.0), _mm256_cmp_pd::<_CMP_EQ_OQ>(self.1, other.1))
        }
    }
    #[inline(always)]
    fn select(mask: Avx2, yes: Avx2, no: Avx2) -> Avx2 {
        halves!(_mm256_blendv_pd, no, yes, mask)
    }
    #[inline(always)]
    fn scale(self, power: Avx2) -> Avx2 {
        let rounder = Self::splat(ROUNDER);
        let half = power.mul(Self::splat(0.5)).add(rounder).sub(rounder);
        self.mul(half.power_of_two()).mul(power.sub(half).power_of_two())
    }
    #[inline(always)]
    fn power_of_two_in_eighths(self) -> Avx2 {
        halves!(eighth_power, self)
    }
    #[inline(always)]
    fn split(self) -> (Avx2, Avx2) {
        // SAFETY: see the head of this file.
        let ((m0, e0), (m1, e1)) = unsafe { (split_half(self.0), split_half(self.1)) };
        (Avx2(m0, m1), Avx2(e0, e1))
    }
}

impl Avx2 {
    /// 2^self for whole |self| <= 1022.
    #[inline(always)]
    fn power_of_two(self) -> Avx2 {
        let bits = self.add(Self::splat(ROUNDER + 1023.0));
        // SAFETY: see the head of this file.
        unsafe {
            Avx2(
                _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_castpd_si256(bits.0))),
                _mm256_castsi256_pd(_mm256_slli_epi64::<52>(_mm256_castpd_si256(bits.1))),
            )
        }
    }
}

/// Runs a kernel under AVX2 and FMA.
#[target_feature(enable = "avx2,fma")]
pub(super) fn with_avx2<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx2>()
}

/// Runs a kernel under AVX-512F.
#[target_feature(enable = "avx2,fma,avx512f")]
pub(super) fn with_avx512<K: Kernel>(kernel: K) -> K::Output {
    kernel.run::<Avx512>()
}

/// `power_of_two_in_eighths` of four lanes: both halves of the table are looked up by pairs of 32-bit numbers.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn eighth_power(rounded: __m256d) -> __m256d {
    let bits = _mm256_castpd_si256(rounded);
    let doubled = _mm256_castsi256_ps(_mm256_add_epi64(bits, bits));
    let pairs = _mm256_add_epi32(
        _mm256_castps_si256(_mm256_moveldup_ps(doubled)),
        _mm256_set1_epi64x(0x0000_0001_0000_0000),
    );
    // SAFETY: the table has eight entries.
    let (low, high) = unsafe {
        let table = EIGHTH_POWERS.as_ptr();
        (_mm256_loadu_ps(table.cast()), _mm256_loadu_ps(table.add(4).cast()))
    };
    let low = _mm256_castps_pd(_mm256_permutevar8x32_ps(low, pairs));
    let high = _mm256_castps_pd(_mm256_permutevar8x32_ps(high, pairs));
    // Bit 2 says which half; it is moved to where the blend looks.
    let entry = _mm256_blendv_pd(low, high, _mm256_castsi256_pd(_mm256_slli_epi64::<61>(bits)));
    let power = _mm256_add_epi64(_mm256_castpd_si256(entry), _mm256_slli_epi64::<49>(bits));
    _mm256_castsi256_pd(power)
}

#[inline]
#[target_feature(enable = "avx2,fma")]
fn split_half(x: __m256d) -> (__m256d, __m256d) {
    let shifted = _mm256_add_epi64(_mm256_castpd_si256(x), _mm256_set1_epi64x(SPLIT_OFFSET as i64));
    let exponent = _mm256_or_si256(_mm256_srli_epi64::<52>(shifted), _mm256_set1_epi64x(WHOLE_BITS as i64));
    let mantissa = _mm256_and_si256(shifted, _mm256_set1_epi64x(MANTISSA_MASK as i64));
    (
        _mm256_castsi256_pd(_mm256_add_epi64(mantissa, _mm256_set1_epi64x(HALF_ROOT_BITS as i64))),
        _mm256_sub_pd(_mm256_castsi256_pd(exponent), _mm256_set1_pd(WHOLE_AND_BIAS)),
    )
}

/// [a0 + a2, a1 + a3, b0 + b2, b1 + b3].
#[inline]
#[target_feature(enable = "avx2,fma")]
fn fold_pair(a: __m256d, b: __m256d) -> __m256d {
    _mm256_add_pd(_mm256_permute2f128_pd::<0x20>(a, b), _mm256_permute2f128_pd::<0x31>(a, b))
}

/// The sums of four vectors of eight, in order.
#[inline]
#[target_feature(enable = "avx2,fma")]
fn sum_four(v: [Avx2; 4]) -> __m256d {
    let even = fold_pair(_mm256_add_pd(v[0].0, v[0].1), _mm256_add_pd(v[2].0, v[2].1));
    let odd = fold_pair(_mm256_add_pd(v[1].0, v[1].1), _mm256_add_pd(v[3].0, v[3].1));
    _mm256_add_pd(_mm256_unpacklo_pd(even, odd), _mm256_unpackhi_pd(even, odd))
}

impl Wide for Avx2 {
    const MANY_REGISTERS: bool = false;

    #[inline(always)]
    fn call<K: Kernel>(kernel: K) -> K::Output {
        // SAFETY: see the head of this file.
        unsafe { with_avx2(kernel) }
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: see the head of this file.
        unsafe {
            let four = _mm256_add_pd(self.0, self.1);
            let two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
            _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
        }
    }
    #[inline(always)]
    fn sum_each(vectors: [Avx2; 8]) -> Avx2 {
        let [a, b, c, d, e, f, g, h] = vectors;
        // SAFETY: see the head of this file.
        unsafe { Avx2(sum_four([a, b, c, d]), sum_four([e, f, g, h])) }
    }
}

impl Lanes for Avx512 {
    type Mask = __mmask8;
    const WIDTH: usize = 8;

    #[inline(always)]
    fn splat(x: f64) -> Avx512 {
        // SAFETY: see the head of this file.
        unsafe { Avx512(_mm512_set1_pd(x)) }
    }
    #[inline(always)]
    fn load(from: &[f64]) -> Avx512 {
        let from = &from[..8];
        // SAFETY: see the head of this file; eight doubles are there.
        unsafe { Avx512(_mm512_loadu_pd(from.as_ptr())) }
    }
    #[inline(always)]
    fn store(self, to: &mut [f64]) {
        let to = &mut to[..8];
        // SAFETY: see the head of this file; eight doubles are there.
        unsafe { _mm512_storeu_pd(to.as_mut_ptr(), self.0) }
    }
    #[inline(always)]
    fn add(self, other: Avx512) -> Avx512 {
        whole!(_mm512_add_pd, self, other)
    }
    #[inline(always)]
    fn sub(self, other: Avx512) -> Avx512 {
        whole!(_mm512_sub_pd, self, other)
    }
    #[inline(always)]
    fn mul(self, other: Avx512) -> Avx512 {
        whole!(_mm512_mul_pd, self, other)
    }
    #[inline(always)]
    fn div(self, other: Avx512) -> Avx512 {
        whole!(_mm512_div_pd, self, other)
    }
    #[inline(always)]
    fn min(self, other: Avx512) -> Avx512 {
        whole!(_mm512_min_pd, self, other)
    }
    #[inline(always)]
    fn max(self, other: Avx512) -> Avx512 {
        whole!(_mm512_max_pd, self, other)
    }
    #[inline(always)]
    fn mul_add(self, factor: Avx512, term: Avx512) -> Avx512 {
        whole!(_mm512_fmadd_pd, self, factor, term)
    }
    #[inline(always)]
    fn neg_mul_add(self, factor: Avx512, term: Avx512) -> Avx512 {
        whole!(_mm512_fnmadd_pd, self, factor, term)
    }
    #[inline(always)]
    fn sqrt(self) -> Avx512 {
        whole!(_mm512_sqrt_pd, self)
    }
    #[inline(always)]
    fn abs(self) -> Avx512 {
        whole!(_mm512_abs_pd, self)
    }
    #[inline(always)]
    fn neg(self) -> Avx512 {
        // SAFETY: see the head of this file.
        unsafe {
            let sign = _mm512_castpd_si512(_mm512_set1_pd(-0.0));
            Avx512(_mm512_castsi512_pd(_mm512_xor_si512(sign, _mm512_castpd_si512(self.0))))
        }
    }
    #[inline(always)]
    fn less(self, other: Avx512) -> __mmask8 {
        // SAFETY: see the head of this file.
        unsafe { _mm512_cmp_pd_mask::<_CMP_LT_OQ>(self.0, other.0) }
    }
    #[inline(always)]
    fn equal(self, other: Avx512) -> __mmask8 {
        // SAFETY: see the head of this file.
        unsafe { _mm512_cmp_pd_mask::<_CMP_EQ_OQ>(self.0, other.0) }
    }
    #[inline(always)]
    fn select(mask: __mmask8, yes: Avx512, no: Avx512) -> Avx512 {
        // SAFETY: see the head of this file.
        unsafe { Avx512(_mm512_mask_blend_pd(mask, no.0, yes.0)) }
    }
    #[inline(always)]
    fn scale(self, power: Avx512) -> Avx512 {
        whole!(_mm512_scalef_pd, self, power)
    }
    #[inline(always)]
    fn power_of_two_in_eighths(self) -> Avx512 {
        // SAFETY: see the head of this file; the table has eight entries.
        unsafe {
            let bits = _mm512_castpd_si512(self.0);
            let table = _mm512_loadu_si512(EIGHTH_POWERS.as_ptr().cast());
            let entry = _mm512_permutexvar_epi64(bits, table);
            Avx512(_mm512_castsi512_pd(_mm512_add_epi64(entry, _mm512_slli_epi64::<49>(bits))))
        }
    }
    #[inline(always)]
    fn split(self) -> (Avx512, Avx512) {
        // SAFETY: see the head of this file.
        unsafe {
            let shifted =
                _mm512_add_epi64(_mm512_castpd_si512(self.0), _mm512_set1_epi64(SPLIT_OFFSET as i64));
            let exponent =
                _mm512_or_si512(_mm512_srli_epi64::<52>(shifted), _mm512_set1_epi64(WHOLE_BITS as i64));
            let mantissa = _mm512_and_si512(shifted, _mm512_set1_epi64(MANTISSA_MASK as i64));
            (
                Avx512(_mm512_castsi512_pd(_mm512_add_epi64(
                    mantissa,
                    _mm512_set1_epi64(HALF_ROOT_BITS as i64),
                ))),
                Avx512(_mm512_sub_pd(_mm512_castsi512_pd(exponent), _mm512_set1_pd(WHOLE_AND_BIAS))),
            )
        }
    }
}

/// Lanes i + (i + 4) of a, then of b.
#[inline]
#[target_feature(enable = "avx512f")]
fn fold_eight(a: __m512d, b: __m512d) -> __m512d {
    _mm512_add_pd(_mm512_shuffle_f64x2::<0x44>(a, b), _mm512_shuffle_f64x2::<0xee>(a, b))
}

/// Lanes i + (i + 2) of the four halves.
#[inline]
#[target_feature(enable = "avx512f")]
fn fold_four(a: __m512d, b: __m512d) -> __m512d {
    _mm512_add_pd(_mm512_shuffle_f64x2::<0x88>(a, b), _mm512_shuffle_f64x2::<0xdd>(a, b))
}

impl Wide for Avx512 {
    const MANY_REGISTERS: bool = true;

    #[inline(always)]
    fn call<K: Kernel>(kernel: K) -> K::Output {
        // SAFETY: see the head of this file.
        unsafe { with_avx512(kernel) }
    }

    #[inline(always)]
    fn sum(self) -> f64 {
        // SAFETY: see the head of this file.
        unsafe {
            let four = _mm256_add_pd(_mm512_castpd512_pd256(self.0), _mm512_extractf64x4_pd::<1>(self.0));
            let two = _mm_add_pd(_mm256_castpd256_pd128(four), _mm256_extractf128_pd::<1>(four));
            _mm_cvtsd_f64(_mm_add_sd(two, _mm_unpackhi_pd(two, two)))
        }
    }
    #[inline(always)]
    fn sum_each(vectors: [Avx512; 8]) -> Avx512 {
        let [a, b, c, d, e, f, g, h] = vectors;
        // SAFETY: see the head of this file.
        unsafe {
            let even = fold_four(fold_eight(a.0, c.0), fold_eight(e.0, g.0));
            let odd = fold_four(fold_eight(b.0, d.0), fold_eight(f.0, h.0));
            Avx512(_mm512_add_pd(_mm512_unpacklo_pd(even, odd), _mm512_unpackhi_pd(even, odd)))
        }
    }
}
