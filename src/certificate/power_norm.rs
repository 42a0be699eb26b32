//! The norm of exponent p, enclosed.

use dashu_int::IBig;
use dashu_int::ops::UnsignedAbs;

use super::integer::Scaled;
use super::norm::Exponent;
use super::real::Real;

/// p, and its dual exponent q = p / (p - 1).
pub(super) fn exponents(p: Exponent) -> (Real, Real) {
    let p = Real::double(p.value());
    let q = p.over(&p.minus(&Real::whole(1))).expect("p is above 1");
    (p, q)
}

/// (sum |x_j|^p)^(1/p), or zero.
///
/// Taken as m (sum (|x_j|/m)^p)^(1/p) with m the largest |x_j|: no term is above 1, and one is 1. A term whose logarithm
/// is below -2^20 lies between 0 and 2^(-2^20), since ln 2 < 1.
pub(super) fn power_norm(p: &Real, x: &Scaled) -> Real {
    let real = |x: &IBig| Real::dyadic(IBig::from(x.clone().unsigned_abs()), 0);
    let Some(largest) = x.values.iter().max_by_key(|x| IBig::clone(x).unsigned_abs()) else {
        return Real::whole(0);
    };
    if *largest == IBig::ZERO {
        return Real::whole(0);
    }
    let top = real(largest);
    let negligible = Real::between(IBig::ZERO, IBig::ONE, -(1 << 20));
    let far = Real::dyadic(-IBig::ONE, 20);
    let mut sum = Real::whole(0);
    for x in x.values.iter().filter(|x| **x != IBig::ZERO) {
        let ratio = real(x).over(&top).expect("the largest is positive");
        let exponent = ratio.ln().expect("a positive ratio").times(p);
        let is_small = exponent.upper().compare(&far) == Some(std::cmp::Ordering::Less);
        let term = if is_small {
            negligible.clone()
        } else {
            exponent.exp().expect("an exponent of at most about 0")
        };
        sum = sum.plus(&term);
    }
    let root = sum.ln().expect("one term is 1").over(p).expect("p is above 1").exp();
    root.expect("the logarithm of at most d terms").times(&top).times_power_of_two(x.exponent)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::certificate::Norm;

    fn enclosed(p: f64, values: &[i64]) -> (f64, f64) {
        let Some(Norm::Power(p)) = Norm::of(p) else { panic!("another p") };
        let x = Scaled { values: values.iter().map(|&x| IBig::from(x)).collect(), exponent: 0 };
        let (p, q) = exponents(p);
        let one = Real::whole(1);
        let sum = one.over(&p).unwrap().plus(&one.over(&q).unwrap());
        assert!(sum.below() <= 1.0 && sum.above() >= 1.0);
        let norm = power_norm(&p, &x);
        (norm.below(), norm.above())
    }

    #[test]
    fn norms_of_whole_exponents_are_known_roots() {
        // (27 + 64 + 125)^(1/3) = 6, and (1 + 1)^(1/4).
        assert_eq!(enclosed(3.0, &[3, -4, 5]), (6f64.next_down(), 6f64.next_up()));
        let (low, high) = enclosed(4.0, &[1, 0, -1]);
        assert!(low <= 2f64.powf(0.25) && 2f64.powf(0.25) <= high && low.next_up() >= high);
        assert_eq!(enclosed(1.5, &[0, 0]), (0.0, 0.0));
    }

    #[test]
    fn norms_far_out_tend_to_those_of_one_and_infinity() {
        let (low, high) = enclosed(1e300, &[3, -7, 2, 7]);
        assert!(low <= 7.0 && 7.0 <= high && high - low < 1e-14);
        let (low, high) = enclosed(1.0 + f64::EPSILON, &[3, -7, 2, 7]);
        assert!(high <= 19.0 && low > 19.0 - 1e-13, "{low:?} {high:?}");
    }
}
