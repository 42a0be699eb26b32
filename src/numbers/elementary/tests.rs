use super::super::lanes::{Isa, Kernel, Portable, Wide};
use super::*;

/// The functions of one or two arguments by their name in the file of golden values.
fn by_name(name: &str, x: f64, y: f64) -> f64 {
    match name {
        "exp" => exp(x),
        "exp_m1" => exp_m1(x),
        "ln" => ln(x),
        "ln_1p" => ln_1p(x),
        "softplus" => softplus(x),
        "pow" => pow(x, y),
        "sinh" => sinh(x),
        "cosh" => cosh(x),
        "tanh" => tanh(x),
        "asinh" => asinh(x),
        "sin_2pi" => sin_cos_2pi(x).0,
        "cos_2pi" => sin_cos_2pi(x).1,
        "atan2" => atan2(x, y),
        "acos" => acos(x),
        other => panic!("no function {other}"),
    }
}

/// The distance to `high + low`, in units of the last place of `high`.
fn ulps(got: f64, high: f64, low: f64) -> f64 {
    let ulp = f64::from_bits(high.abs().to_bits() + 1) - high.abs();
    ((got - high) - low).abs() / ulp
}

/// Worst error of each function over rows `function,x,y,high,low`.
fn worst_errors(text: &str) -> std::collections::BTreeMap<String, (f64, f64, f64)> {
    let mut worst = std::collections::BTreeMap::new();
    for line in text.lines().skip(1) {
        let mut fields = line.split(',');
        let name = fields.next().unwrap().to_owned();
        let [x, y, high, low] = std::array::from_fn(|_| fields.next().unwrap().parse::<f64>().unwrap());
        let error = ulps(by_name(&name, x, y), high, low);
        let entry = worst.entry(name).or_insert((0.0, x, y));
        if error > entry.0 || error.is_nan() {
            *entry = (error, x, y);
        }
    }
    worst
}

#[test]
fn golden_values_are_met_within_the_stated_units_in_the_last_place() {
    let worst = worst_errors(include_str!("../../../fixtures/golden/elementary.csv"));
    assert_eq!(worst.len(), 14);
    for (name, (error, x, y)) in worst {
        let allowed = match name.as_str() {
            "exp" | "ln" | "ln_1p" | "atan2" | "sin_2pi" | "cos_2pi" => 1.0,
            "sinh" | "cosh" | "tanh" => 3.0,
            _ => 2.0,
        };
        assert!(error <= allowed, "{name}({x:?}, {y:?}) is off by {error} units in the last place");
    }
}

#[test]
fn the_ends_of_the_range_are_right() {
    assert_eq!(exp(f64::INFINITY), f64::INFINITY);
    assert_eq!(exp(f64::NEG_INFINITY), 0.0);
    assert_eq!(exp(0.0), 1.0);
    assert_eq!(exp(709.8), f64::INFINITY);
    assert_eq!(exp(-745.2), 0.0);
    assert_eq!(exp(-745.1), f64::from_bits(1));
    assert!(exp(f64::NAN).is_nan());
    assert_eq!(exp_m1(-1000.0), -1.0);
    assert_eq!(exp_m1(1000.0), f64::INFINITY);
    assert_eq!(exp_m1(-0.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(exp_m1(5e-324), 5e-324);
    assert_eq!(ln(0.0), f64::NEG_INFINITY);
    assert_eq!(ln(1.0), 0.0);
    assert_eq!(ln(f64::INFINITY), f64::INFINITY);
    assert!(ln(-1.0).is_nan() && ln(f64::NAN).is_nan());
    assert_eq!(ln_1p(-1.0), f64::NEG_INFINITY);
    assert_eq!(ln_1p(f64::INFINITY), f64::INFINITY);
    assert!(ln_1p(-1.5).is_nan() && ln_1p(f64::NAN).is_nan());
    assert_eq!(ln_1p(5e-324), 5e-324);
    assert_eq!(softplus(1e300), 1e300);
    assert_eq!(softplus(-1e300), 0.0);
    assert_eq!(softplus(f64::INFINITY), f64::INFINITY);
    assert!(softplus(f64::NAN).is_nan());
    assert_eq!(crate::numbers::log_sum_exp(&[]), f64::NEG_INFINITY);
    assert_eq!(crate::numbers::log_sum_exp(&[-1e5, -1e5]), -1e5 + ln(2.0));
    assert_eq!(tanh(1e9), 1.0);
    assert_eq!(asinh(-0.0).to_bits(), (-0.0f64).to_bits());
}

#[test]
fn subnormal_results_are_rounded_once() {
    // e^-720 and e^-740 from 60-digit values.
    assert_eq!(exp(-720.0), 2.0322308024e-313);
    assert_eq!(exp(-740.0), 4.2e-322);
    // ln of the least positive double is -1074 ln 2.
    assert_eq!(ln(5e-324), -744.4400719213812);
}

#[test]
fn powers_follow_ieee_754() {
    let infinity = f64::INFINITY;
    assert_eq!(pow(f64::NAN, 0.0), 1.0);
    assert_eq!(pow(1.0, f64::NAN), 1.0);
    assert_eq!(pow(-1.0, infinity), 1.0);
    assert_eq!(pow(0.5, infinity), 0.0);
    assert_eq!(pow(0.5, -infinity), infinity);
    assert_eq!(pow(-0.0, -3.0), -infinity);
    assert_eq!(pow(-0.0, 3.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(pow(0.0, -0.5), infinity);
    assert_eq!(pow(-infinity, 3.0), -infinity);
    assert_eq!(pow(-2.0, 3.0), -8.0);
    assert_eq!(pow(-2.0, 4.0), 16.0);
    assert!(pow(-2.0, 0.5).is_nan());
    assert_eq!(pow(10.0, 308.0), 1e308);
    assert_eq!(pow(10.0, 309.0), infinity);
    assert_eq!(pow(10.0, -330.0), 0.0);
    assert_eq!(pow(2.0, -1074.0), 5e-324);
    assert_eq!(pow(5e-324, 1.0), 5e-324);
}

#[test]
fn angles_follow_ieee_754() {
    use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};
    assert_eq!(atan2(0.0, -1.0), PI);
    assert_eq!(atan2(-0.0, -1.0), -PI);
    assert_eq!(atan2(-0.0, 1.0).to_bits(), (-0.0f64).to_bits());
    assert_eq!(atan2(0.0, 0.0), 0.0);
    assert_eq!(atan2(1.0, 0.0), FRAC_PI_2);
    assert_eq!(atan2(1e300, 1e300), FRAC_PI_4);
    assert_eq!(atan2(f64::INFINITY, f64::INFINITY), FRAC_PI_4);
    assert_eq!(atan2(1.0, f64::INFINITY), 0.0);
    assert_eq!((acos(1.0), acos(-1.0), acos(0.0)), (0.0, PI, FRAC_PI_2));
    assert!(acos(1.5).is_nan());
    assert_eq!(sin_cos_2pi(0.25), (1.0, 0.0));
    assert_eq!(sin_cos_2pi(0.5).1, -1.0);
    assert_eq!(sin_cos_2pi(1e9 + 0.75).0, -1.0);
}

/// Applies every vectorised function to eight arguments.
struct Everything([f64; 8], [f64; 8]);

impl Kernel for Everything {
    type Output = Vec<f64>;

    #[inline(always)]
    fn run<V: Wide>(self) -> Vec<f64> {
        let (x, y) = (V::load(&self.0), V::load(&self.1));
        let results = [
            exp_lanes(x),
            logarithm::ln_lanes(x),
            ln_1p_lanes(x),
            ln_1p_ratio_lanes(x),
            ln_normal_lanes(x.abs()),
            power::pow_lanes(x.abs(), y),
            exp_non_positive_lanes(x.abs().neg()),
            weight_lanes(x),
            x.min(y),
            x.max(y),
            x.sqrt(),
            x.div(y),
            x.neg_mul_add(y, x),
            V::select(x.less(y), x, y),
            V::sum_each([x, y, x.mul(y), x.add(y), x.sub(y), x.neg(), y.abs(), x.mul_add(y, x)]),
            V::splat(x.mul(y).sum()),
        ];
        let mut out = vec![0.0; 8 * results.len()];
        for (result, slot) in results.into_iter().zip(out.chunks_exact_mut(8)) {
            result.store(slot);
        }
        out
    }
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    use rand::RngExt;
    let mut rng = crate::data::Seed(1).rng();
    let special =
        [0.0, -0.0, 5e-324, -5e-324, 1e-310, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 745.0, -745.0];
    for round in 0..2000 {
        let mut draw = |_| match round % 4 {
            0 => special[rng.random_range(0..special.len())],
            1 => rng.random_range(-750.0..750.0),
            2 => f64::from_bits(rng.random()),
            _ => rng.random_range(-3.0..3.0),
        };
        let (x, y) = (std::array::from_fn(&mut draw), std::array::from_fn(&mut draw));
        let reference = Everything(x, y).run::<Portable>();
        for isa in Isa::available() {
            for (got, want) in isa.dispatch(Everything(x, y)).iter().zip(&reference) {
                let same = got.to_bits() == want.to_bits() || (got.is_nan() && want.is_nan());
                assert!(same, "{isa:?} gives {got:?}, plain Rust {want:?} at {x:?}, {y:?}");
            }
        }
        for i in 0..8 {
            let scalars = [exp(x[i]), ln(x[i]), ln_1p(x[i])];
            for (k, scalar) in scalars.into_iter().enumerate() {
                let want = reference[8 * k + i];
                assert!(scalar.to_bits() == want.to_bits() || (scalar.is_nan() && want.is_nan()), "{x:?}");
            }
        }
    }
}

#[test]
fn the_ratio_of_a_logarithm_to_its_argument_is_right_down_to_zero() {
    let mut y = 1.0;
    while y > 1e-300 {
        let (got, want) = (ln_1p_ratio_lanes(y), ln_1p(y) / y);
        assert!(ulps(got, want, 0.0) <= 4.0, "ln(1 + {y:?}) / {y:?}: {got:?} for {want:?}");
        y *= 0.971;
    }
    assert_eq!(ln_1p_ratio_lanes(0.0), 1.0);
    assert!(ln_1p_ratio_lanes(f64::NAN).is_nan());
}

#[test]
fn a_weight_is_the_exponential_to_the_stated_accuracy() {
    let mut u = -709.0;
    while u < 708.0 {
        let (got, want) = (weight_lanes(u), exp(-u));
        // The stated bound, and one unit in the last place for `exp` itself.
        let allowed = (2.4e-16 + 4e-17 * u.abs() + f64::EPSILON) * want;
        assert!((got - want).abs() <= allowed, "e^-{u:?}: {got:?} for {want:?}");
        u += 0.00731;
    }
    assert_eq!(weight_lanes(0.0), 1.0);
    assert_eq!(weight_lanes(708.1), 0.0);
    assert_eq!(weight_lanes(f64::INFINITY), 0.0);
    assert!(!weight_lanes(-709.9).is_finite());
    assert!(!weight_lanes(-1e300).is_finite());
    assert!(!weight_lanes(f64::NEG_INFINITY).is_finite());
    assert!(weight_lanes(f64::NAN).is_nan());
}
