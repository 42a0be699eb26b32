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
/// Taken as m (sum (|x_j|/m)^p)^(1/p) with m the largest |x_j|: no term is above 1, and those of size m are 1. A term
/// whose logarithm is below -2^20 lies between 0 and 2^(-2^20), since ln 2 < 1. Where p is so large that the enclosure of
/// a logarithm, times p, leaves the range from -2^20 to 0, these ends take its place.
pub(super) fn power_norm(p: &Real, x: &Scaled) -> Real {
    let real = |x: &IBig| Real::dyadic(IBig::from(x.clone().unsigned_abs()), 0);
    let Some(largest) = x.values.iter().max_by_key(|x| IBig::clone(x).unsigned_abs()) else {
        return Real::whole(0);
    };
    if *largest == IBig::ZERO {
        return Real::whole(0);
    }
    let top = real(largest);
    let size = largest.clone().unsigned_abs();
    let (zero, far) = (Real::whole(0), Real::dyadic(-IBig::ONE, 20));
    let negligible = Real::between(IBig::ZERO, IBig::ONE, -(1 << 20));
    let is_far = |x: Real| x.compare(&far) == Some(std::cmp::Ordering::Less);
    let mut sum = Real::whole(0);
    for x in x.values.iter().filter(|x| **x != IBig::ZERO) {
        if x.clone().unsigned_abs() == size {
            sum = sum.plus(&Real::whole(1));
            continue;
        }
        let ratio = real(x).over(&top).expect("the largest is positive");
        let exponent = ratio.ln().expect("a positive ratio").times(p);
        let below = if exponent.upper().is_positive() { exponent.lower().hull(&zero) } else { exponent };
        let exp = |x: &Real| x.exp().expect("between -2^20 and 0");
        let term = if is_far(below.upper()) {
            negligible.clone()
        } else if is_far(below.lower()) {
            zero.hull(&exp(&below.upper()))
        } else {
            exp(&below)
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

    #[test]
    fn numbers_longer_than_an_enclosure_have_a_norm_whatever_the_exponent() {
        // Their ratio cannot be told from 1, and p makes much of what is not known of its logarithm.
        let size = IBig::from(3).pow(200);
        let x = Scaled { values: vec![size.clone(), size.clone() - IBig::ONE, -size.clone()], exponent: 0 };
        for p in [3.0, 1e30, 1e57, 1e60, 1e200, 1e300] {
            let Some(Norm::Power(p)) = Norm::of(p) else { panic!("another p") };
            let relative = power_norm(&exponents(p).0, &x).over(&Real::dyadic(size.clone(), 0)).unwrap();
            let least = 2f64.powf(1.0 / p.value()) - 1e-15;
            let most = 3f64.powf(1.0 / p.value()) + 1e-15;
            assert!(relative.below() >= least && relative.above() <= most, "{p:?}: {relative:?}");
        }
    }
}
