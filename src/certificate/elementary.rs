//! Logarithm, exponential and powers of enclosed reals.
//!
//! Series are summed in fixed point, in units of 2^-[`WORK`]; each doc comment bounds what is lost to rounding and to
//! the terms left out, and the result is widened by it.

use std::sync::OnceLock;

use dashu_int::ops::{BitTest, DivEuclid, UnsignedAbs};
use dashu_int::{IBig, UBig};

use super::real::Real;

/// Bits after the point in the sums.
const WORK: usize = 288;

/// Arguments of `exp` are below this in size: the result is between 2^(-2^41) and 2^(2^41).
const LARGEST_EXPONENT: i64 = 1 << 40;

/// S(u) = sum_i u^i / (2 i + 1) for u in [square, square + 1] 2^-WORK, u <= 1/9: the sum is in [s, s + slack] 2^-WORK.
///
/// The computed power p_i is too small by d_i <= u d_(i-1) + 1 <= 9/8 units, its term by less than 2. The first power
/// that comes out as zero is at most 9/8 units, and it and all that follow sum to at most (9/8) / (1 - 1/9) < 2. The
/// slope of S on [0, 1/9] is at most (1/3) sum_i (i + 1) u^i = (1/3) / (1 - u)^2 < 1, so that the unit in u costs less
/// than one. With i terms after the first: slack = 2 i + 3.
fn inverse_tangent_series(square: &UBig) -> (UBig, u32) {
    let mut power = UBig::ONE << WORK;
    let mut sum = power.clone();
    let mut i = 0u32;
    loop {
        power = (&power * square) >> WORK;
        if power == UBig::ZERO {
            return (sum, 2 * i + 3);
        }
        i += 1;
        sum += &power / (2 * i + 1);
    }
}

/// ln 2 = 2 artanh(1/3) = (2/3) S(1/9), in [value, value + slack] 2^-WORK.
fn logarithm_of_two() -> &'static (IBig, IBig) {
    static VALUE: OnceLock<(IBig, IBig)> = OnceLock::new();
    VALUE.get_or_init(|| {
        let (sum, slack) = inverse_tangent_series(&((UBig::ONE << WORK) / 9u8));
        (IBig::from(sum * 2u8 / 3u8), IBig::from(slack + 2))
    })
}

/// artanh of a single number t, |t| <= 1/3: t S(t^2).
fn inverse_tangent_at(t: &Real) -> Real {
    let (mantissa, _, exponent) = t.mantissas();
    let square = (mantissa * mantissa).unsigned_abs();
    let shift = 2 * exponent + WORK as i64;
    let square = if shift >= 0 {
        square << shift as usize
    } else if (-shift) as u64 > square.bit_len() as u64 {
        UBig::ZERO
    } else {
        square >> (-shift) as usize
    };
    let (sum, slack) = inverse_tangent_series(&square);
    let sum = IBig::from(sum);
    t.times(&Real::between(sum.clone(), sum + slack, -(WORK as i64)))
}

/// ln of a single positive number m 2^e.
///
/// x = f 2^k with f in [3/4, 3/2): ln x = k ln 2 + 2 artanh((f - 1) / (f + 1)), where the argument is in
/// [-1/7, 1/5). For k <= -1, ln f <= 0.41 is well below ln 2 >= 0.69, and for k = 0 nothing is added: no digits cancel.
fn logarithm_at(x: &Real) -> Real {
    let (mantissa, _, exponent) = x.mantissas();
    let bits = mantissa.clone().unsigned_abs().bit_len();
    // f = mantissa / 2^bits is in [1/2, 1); doubled when below 3/4.
    let below = mantissa * IBig::from(4) < (IBig::from(3) << bits);
    let place = if below { bits - 1 } else { bits };
    let one = IBig::ONE << place;
    let (difference, sum) = (Real::dyadic(mantissa - &one, 0), Real::dyadic(mantissa + &one, 0));
    let t = difference.over(&sum).expect("a positive sum");
    let artanh = inverse_tangent_at(&t.lower()).hull(&inverse_tangent_at(&t.upper()));
    let (value, slack) = logarithm_of_two();
    let k = IBig::from(exponent + place as i64);
    let (one_end, other_end) = (&k * value, &k * (value + slack));
    let twos = Real::between(one_end.clone().min(other_end.clone()), one_end.max(other_end), -(WORK as i64));
    twos.plus(&artanh.times_power_of_two(1))
}

/// exp of a single number x; `None` beyond [`LARGEST_EXPONENT`].
///
/// With X = floor(2^WORK x) and L the lower end of ln 2 in the same units, k = floor(X / L) and R = X - k L in [0, L):
/// x = k ln 2 + (R + delta) 2^-WORK where |delta| <= D = 1 + |k| slack. The terms R^i / i! come out too small by
/// e_i <= e_(i-1) R / i + 1 <= 2 units (R < 0.7, so that e_1 <= 1 and e_i <= 2 (0.35) + 1); the first that comes out as
/// zero, with all that follow, is at most 2 / (1 - 0.35) < 4. As exp(R) <= 2.01, moving R by delta changes it by at
/// most 2.01 (exp |delta| - 1) <= 5 D units.
fn exponential_at(x: &Real) -> Option<Real> {
    let (mantissa, _, exponent) = x.mantissas();
    let top = mantissa.clone().unsigned_abs().bit_len() as i64 + exponent;
    if *mantissa != IBig::ZERO && top > i64::from(LARGEST_EXPONENT.ilog2()) {
        return None;
    }
    let shift = exponent + WORK as i64;
    let fixed = if shift >= 0 { mantissa << shift as usize } else { mantissa >> (-shift) as usize };
    let (two, slack) = logarithm_of_two();
    let k = fixed.clone().div_euclid(two);
    let rest = (fixed - &k * two).unsigned_abs();
    let mut term = UBig::ONE << WORK;
    let mut sum = term.clone();
    let mut i = 0u32;
    loop {
        i += 1;
        term = ((&term * &rest) >> WORK) / i;
        if term == UBig::ZERO {
            break;
        }
        sum += &term;
    }
    let moved = (IBig::ONE + IBig::from(k.clone().unsigned_abs()) * slack) * IBig::from(5);
    let sum = IBig::from(sum);
    let high = &sum + IBig::from(2 * i + 4) + &moved;
    let k: i64 = k.try_into().expect("|k| is below 2^41");
    Some(Real::between(sum - moved, high, k - WORK as i64))
}

impl Real {
    /// The natural logarithm; `None` unless every number of the interval is positive.
    pub(super) fn ln(&self) -> Option<Real> {
        self.is_positive().then(|| logarithm_at(&self.lower()).hull(&logarithm_at(&self.upper())))
    }

    /// ln(1 + x), with all digits kept for x near zero; `None` unless every number of the interval is above -1.
    pub(super) fn ln_one_plus(&self) -> Option<Real> {
        let size = self.abs().upper();
        if size.compare(&Real::dyadic(IBig::ONE, -2)) != Some(std::cmp::Ordering::Less) {
            return Real::whole(1).plus(self).ln();
        }
        // 2 artanh(x / (2 + x)), increasing in x, with |x / (2 + x)| <= 1/7.
        let at = |x: Real| {
            let t = x.over(&Real::whole(2).plus(&x)).expect("2 + x is above 1");
            inverse_tangent_at(&t.lower()).hull(&inverse_tangent_at(&t.upper()))
        };
        Some(at(self.lower()).hull(&at(self.upper())).times_power_of_two(1))
    }

    /// e^x; `None` where |x| reaches 2^40.
    pub(super) fn exp(&self) -> Option<Real> {
        Some(exponential_at(&self.lower())?.hull(&exponential_at(&self.upper())?))
    }

    /// x^exponent for x >= 0.
    ///
    /// Zero to a positive power is 0, to the power zero 1. `None` when the interval holds a negative number, when zero
    /// in it meets an exponent that is not positive throughout, and where the result leaves 2^(+-2^40).
    pub(super) fn pow(&self, exponent: &Real) -> Option<Real> {
        if self.is_positive() {
            return self.ln()?.times(exponent).exp();
        }
        if self.is_zero() && exponent.is_zero() {
            return Some(Real::whole(1));
        }
        if !self.lower().is_zero() || !exponent.is_positive() {
            return None;
        }
        if self.is_zero() {
            Some(Real::whole(0))
        } else {
            Some(Real::whole(0).hull(&self.upper().pow(exponent)?))
        }
    }

    /// The inverse hyperbolic sine, asinh x = sign(x) ln(1 + |x| + x^2 / (1 + sqrt(1 + x^2))): a form in which nothing
    /// cancels.
    pub(super) fn asinh(&self) -> Real {
        let at = |x: &Real| {
            let size = x.abs();
            let square = size.square();
            let root = Real::whole(1).plus(&square).root().expect("at least 1");
            let over = square.over(&Real::whole(1).plus(&root)).expect("at least 2");
            let value = size.plus(&over).ln_one_plus().expect("at least 0");
            if x.is_negative() { value.negate() } else { value }
        };
        at(&self.lower()).hull(&at(&self.upper()))
    }
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;
    use std::str::FromStr;

    use super::*;

    /// Checks an enclosure against a number whose first 45 digits are given, "digits e exponent" as mpmath prints them:
    /// it must hold the number (known to one unit of the last digit) and be narrower than 2^-120 of it.
    fn holds(enclosure: &Real, printed: &str) {
        let (mantissa, exponent) = printed.split_once('e').unwrap_or((printed, "0"));
        let (whole, part) = mantissa.split_once('.').unwrap();
        let digits = IBig::from_str(&format!("{whole}{part}")).unwrap();
        let power = exponent.parse::<i64>().unwrap() - part.len() as i64;
        let scale = Real::dyadic(IBig::from(UBig::from(10u8).pow(power.unsigned_abs() as usize)), 0);
        let near = Real::between(&digits - IBig::ONE, &digits + IBig::ONE, 0);
        let near = if power >= 0 { near.times(&scale) } else { near.over(&scale).unwrap() };
        assert_eq!(enclosure.compare(&near), None, "{enclosure:?} misses {printed}");
        let width = enclosure.upper().minus(&enclosure.lower());
        let limit = enclosure.abs().times_power_of_two(-120);
        assert_eq!(width.compare(&limit), Some(Ordering::Less), "{enclosure:?} is too wide for {printed}");
    }

    fn ratio(n: i64, d: i64) -> Real {
        Real::whole(n).over(&Real::whole(d)).unwrap()
    }

    // Printed by python3 with mpmath: mp.dps = 60; print(nstr(f, 45)) for f the function named in each line.
    #[test]
    fn values_agree_with_mpmath_to_forty_digits() {
        let two_to = |k: i64| Real::dyadic(IBig::ONE, k);
        let ln = |x: Real| x.ln().unwrap();
        let exp = |x: Real| x.exp().unwrap();
        holds(&ln(Real::whole(2)), "0.693147180559945309417232121458176568075500134");
        holds(&ln(Real::whole(10)), "2.30258509299404568401799145468436420760110149");
        holds(&ln(Real::whole(1).plus(&two_to(-60))), "8.67361737988403546829804048432821366808139457e-19");
        holds(&ln(two_to(-100_000)), "-69314.7180559945309417232121458176568075500134");
        holds(&ln(two_to(100_000).times(&Real::whole(3))), "69315.8166682831990514146073910545793332546609");
        holds(&ratio(-1, 8).ln_one_plus().unwrap(), "-0.133531392624522623146343620931349974589415673");
        holds(&exp(Real::whole(1)), "2.71828182845904523536028747135266249775724709");
        holds(&exp(ratio(-1, 3)), "0.71653131057378925042560409692537966745311206");
        holds(&exp(Real::whole(1000)), "1.97007111401704699388887935224332312531693799e+434");
        holds(&exp(Real::whole(-70000)), "2.43369848847060477387072919506882290718257047e-30401");
        holds(&Real::whole(2).root().unwrap(), "1.41421356237309504880168872420969807856967188");
        holds(&Real::whole(2).pow(&ratio(1, 3)).unwrap(), "1.25992104989487316476721060727822835057025146");
        holds(
            &Real::double(0.1).pow(&Real::double(1.7)).unwrap(),
            "0.0199526231496887999366946460330606263270810059",
        );
        holds(&two_to(-100).asinh(), "7.88860905221011805411728565282786229673206435e-31");
        holds(&Real::whole(-3).asinh(), "-1.81844645923206682348369896356070899378625394");
    }

    #[test]
    fn exponential_and_logarithm_undo_each_other_at_every_size() {
        for power in [-100_000i64, -1075, -200, -1, 0, 1, 3, 700, 1024, 100_000] {
            for n in [1, 3, 5, 7, 11, 1_000_003] {
                let x = Real::dyadic(IBig::from(n), power);
                let back = x.ln().unwrap().exp().unwrap().over(&x).unwrap();
                assert_eq!(back.compare(&Real::whole(1)), None, "{n} 2^{power}: {back:?}");
                assert!(back.above() - back.below() < 4.0 * f64::EPSILON);
                let width = back.upper().minus(&back.lower());
                assert!(width.above() < f64::powi(2.0, -150), "{n} 2^{power}: {:e}", width.above());
            }
        }
    }

    #[test]
    fn functions_rise_and_meet_their_addition_laws() {
        let mut last: Option<(Real, Real, Real)> = None;
        for n in -40..=40 {
            let x = ratio(n, 7);
            let exp = x.exp().unwrap();
            let now = (exp.clone(), exp.ln().unwrap(), x.asinh());
            assert_eq!(now.1.compare(&x), None);
            // 2 asinh' inverse: sinh(asinh x) = x.
            let up = now.2.exp().unwrap();
            let sinh = up.minus(&Real::whole(1).over(&up).unwrap()).times_power_of_two(-1);
            assert_eq!(sinh.compare(&x), None, "sinh asinh {n}/7");
            let product = exp.times(&x.negate().exp().unwrap());
            assert_eq!(product.compare(&Real::whole(1)), None);
            assert!(product.upper().minus(&product.lower()).above() < f64::powi(2.0, -170));
            if let Some(last) = &last {
                for (before, after) in [(&last.0, &now.0), (&last.1, &now.1), (&last.2, &now.2)] {
                    assert_eq!(before.compare(after), Some(Ordering::Less), "{n}");
                }
            }
            last = Some(now);
        }
    }

    #[test]
    fn powers_with_whole_exponents_are_products() {
        for n in 1..20 {
            let x = ratio(n, 9);
            let cube = x.times(&x).times(&x);
            let power = x.pow(&Real::whole(3)).unwrap();
            assert_eq!(power.compare(&cube), None);
            let inverse = x.pow(&Real::whole(-3)).unwrap().times(&cube);
            assert_eq!(inverse.compare(&Real::whole(1)), None);
            let root = x.pow(&ratio(1, 2)).unwrap();
            assert_eq!(root.compare(&x.root().unwrap()), None);
        }
    }

    #[test]
    fn zero_and_what_has_no_value() {
        let (zero, one) = (Real::whole(0), Real::whole(1));
        assert!(zero.ln().is_none() && Real::whole(-1).ln().is_none());
        assert!(zero.pow(&ratio(1, 3)).unwrap().is_zero());
        assert_eq!(zero.pow(&zero).unwrap().compare(&one), Some(Ordering::Equal));
        assert!(zero.pow(&Real::whole(-1)).is_none() && Real::whole(-1).pow(&one).is_none());
        let touching = Real::between(IBig::ZERO, IBig::from(4), 0).pow(&ratio(1, 2)).unwrap();
        assert!(touching.below() == 0.0 && touching.above() >= 2.0 && touching.above() < 2.0 + 1e-15);
        assert!(Real::double(1e300).exp().is_none() && Real::double(-1e300).exp().is_none());
        assert_eq!(zero.exp().unwrap().compare(&one), None);
        let near = Real::double(-5e-324).exp().unwrap();
        assert!(near.below() < 1.0 && near.above() >= 1.0);
        assert!(Real::whole(0).asinh().is_zero());
    }

    #[test]
    fn a_wide_argument_gives_all_its_values() {
        let wide = Real::between(IBig::from(1), IBig::from(3), 0);
        let (exp, ln) = (wide.exp().unwrap(), wide.ln().unwrap());
        assert!(exp.below() <= 1f64.exp() && exp.above() >= 3f64.exp() && exp.above() < 20.1);
        assert!(ln.below() <= 0.0 && ln.above() >= 3f64.ln() && ln.above() < 1.0987);
        let crossing = Real::between(IBig::from(-1), IBig::from(2), 0).asinh();
        assert!(crossing.below() < -0.881 && crossing.above() > 1.443);
    }
}
