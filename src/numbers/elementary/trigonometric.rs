//! Angles.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// atan(i/8) as a double and what its rounding left out.
const ARCTANGENTS: [(f64, f64); 9] = [
    (0.0, 0.0),
    (0.12435499454676144, -3.1253241424539383e-18),
    (0.24497866312686414, 1.0698755618734451e-17),
    (0.35877067027057225, -2.4623815582638635e-17),
    (0.4636476090008061, 2.2698777452961687e-17),
    (0.5585993153435624, -5.4556305485916264e-18),
    (0.6435011087932844, 1.5834785051444286e-17),
    (0.7188299996216245, -2.1478388444456983e-17),
    (FRAC_PI_4, 3.061616997868383e-17),
];
/// What the doubles nearest to pi/2 and pi leave out.
const HALF_PI_LOW: f64 = 6.123233995736766e-17;
const PI_LOW: f64 = 1.2246467991473532e-16;
const TWO_PI: f64 = 2.0 * PI;
const TWO_PI_LOW: f64 = 2.4492935982947064e-16;

/// (sin x - x)/x^3 and (cos x - 1 + x^2/2)/x^4 in ascending powers of x^2: Taylor, enough for |x| <= pi/4.
const SINE: [f64; 8] = [
    -0.16666666666666666,
    0.008333333333333333,
    -0.0001984126984126984,
    2.7557319223985893e-06,
    -2.505210838544172e-08,
    1.6059043836821613e-10,
    -7.647163731819816e-13,
    2.8114572543455206e-15,
];
const COSINE: [f64; 7] = [
    0.041666666666666664,
    -0.001388888888888889,
    2.48015873015873e-05,
    -2.755731922398589e-07,
    2.08767569878681e-09,
    -1.1470745597729725e-11,
    4.779477332387385e-14,
];

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum, &c| sum * x + c)
}

/// (sin(2 pi t), cos(2 pi t)) for a number of turns t, exact in the reduction; NaN unless |t| < 2^50.
pub fn sin_cos_2pi(turns: f64) -> (f64, f64) {
    if turns.is_nan() || turns.abs() >= 1_125_899_906_842_624.0 {
        return (f64::NAN, f64::NAN);
    }
    let quarters = (4.0 * turns).round_ties_even();
    let rest = turns - 0.25 * quarters;
    let x = TWO_PI * rest;
    let x_low = TWO_PI.mul_add(rest, -x) + TWO_PI_LOW * rest;
    let z = x * x;
    let sine = x + (x * z * polynomial(&SINE, z) + x_low * (1.0 - 0.5 * z));
    let half = 0.5 * z;
    let one_less = 1.0 - half;
    let cosine = one_less + (((1.0 - one_less) - half) + (z * z * polynomial(&COSINE, z) - x * x_low));
    match (quarters as i64).rem_euclid(4) {
        0 => (sine, cosine),
        1 => (cosine, -sine),
        2 => (-sine, -cosine),
        _ => (-cosine, sine),
    }
}

/// atan(num/den) for 0 <= num <= den, den positive and both of moderate size.
fn atan_of_ratio(num: f64, den: f64) -> (f64, f64) {
    let i = (8.0 * (num / den)).round_ties_even();
    let c = i / 8.0;
    let (over, under) = ((-c).mul_add(den, num), c.mul_add(num, den));
    let a = over / under;
    let z = a * a;
    let series = -1.0 / 3.0 + z * (0.2 + z * (-1.0 / 7.0 + z * (1.0 / 9.0 + z * (-1.0 / 11.0 + z / 13.0))));
    let a_low = (-a).mul_add(under, over) / under;
    let (high, low) = ARCTANGENTS[i as usize];
    let sum = high + a;
    (sum, (a - (sum - high)) + (low + (a * z * series + a_low)))
}

/// The angle of the point (x, y) in (-pi, pi], with the conventions of IEEE 754 `atan2`.
pub fn atan2(y: f64, x: f64) -> f64 {
    if x.is_nan() || y.is_nan() {
        return f64::NAN;
    }
    let (mut num, mut den) = (y.abs(), x.abs());
    let steep = num > den;
    if steep {
        std::mem::swap(&mut num, &mut den);
    }
    let (angle, low) = if den == 0.0 || num == 0.0 {
        (0.0, 0.0)
    } else if den.is_infinite() {
        if num.is_infinite() { (ARCTANGENTS[8].0, ARCTANGENTS[8].1) } else { (0.0, 0.0) }
    } else if num < den * 1e-290 {
        // Far from the diagonal the ratio is the angle; scaling would lose bits of tiny numbers.
        (num / den, 0.0)
    } else {
        // Powers of two bring both to a moderate size without rounding.
        let exponent = match den {
            d if d > 1e150 => -600,
            d if d < 1e-150 => 600,
            _ => 0,
        };
        let scale = f64::from_bits(((1023 + exponent) as u64) << 52);
        atan_of_ratio(num * scale, den * scale)
    };
    let (angle, low) = if steep {
        let sum = FRAC_PI_2 - angle;
        (sum, ((FRAC_PI_2 - sum) - angle) + (HALF_PI_LOW - low))
    } else {
        (angle, low)
    };
    let angle = if x.is_sign_negative() {
        let sum = PI - angle;
        sum + (((PI - sum) - angle) + (PI_LOW - low))
    } else {
        angle + low
    };
    angle.copysign(y)
}

/// The angle in [0, pi] whose cosine is x; NaN outside [-1, 1].
pub fn acos(x: f64) -> f64 {
    if x.abs() > 1.0 {
        return f64::NAN;
    }
    atan2(((1.0 - x) * (1.0 + x)).sqrt(), x)
}
