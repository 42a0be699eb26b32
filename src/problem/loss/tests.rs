//! The losses against golden values, against each other's differences, and against their stated tails.

use super::*;
use crate::numbers::{exp, pow};

fn built_in() -> Vec<Box<dyn Loss>> {
    let mut losses: Vec<Box<dyn Loss>> = vec![Box::new(Exponential), Box::new(Logistic)];
    for k in [0.5, 1.0, 2.5, 3.0] {
        losses.push(Box::new(PolynomialTail { k }));
    }
    for nu in [0.25, 0.5, 0.7, 1.0, 1.5, 2.0, 3.0] {
        losses.push(Box::new(StretchedExponential { nu }));
    }
    losses
}

/// One line of the golden file: the loss, the margin, then log value, log slope, its derivative.
fn golden() -> Vec<(Box<dyn Loss>, f64, [f64; 3])> {
    let mut reader = csv::Reader::from_reader(&include_bytes!("../../../fixtures/golden/losses.csv")[..]);
    let lines: Vec<_> = reader
        .records()
        .map(|line| {
            let line = line.expect("a line of the golden file");
            let number = |i: usize| line[i].parse::<f64>().expect("a number");
            let key = match &line[0] {
                name @ ("polynomial" | "stretched") => format!("{name}({})", number(1)),
                name => name.to_string(),
            };
            let loss = loss_from_key(&key).expect("a built-in loss");
            (loss, number(2), [number(3), number(4), number(5)])
        })
        .collect();
    assert!(lines.len() > 900, "{} golden values", lines.len());
    lines
}

#[test]
fn values_and_slopes_agree_with_eighty_digits() {
    for (loss, u, want) in golden() {
        // -x + ln(...) of the stretched tail is made of numbers of the size of x = u^nu, which may cancel.
        let power = match loss.tail() {
            Tail::StretchedExponential { nu } if u >= 1.0 => pow(u, nu),
            _ => 0.0,
        };
        for (what, got, want, unit) in [
            ("log value", loss.log_value(u), want[0], want[0].abs().max(1.0).max(power)),
            ("log slope", loss.log_slope(u), want[1], want[1].abs().max(1.0)),
        ] {
            let units = (got - want).abs() / (unit * f64::EPSILON);
            assert!(units <= 4.0, "{} at {u}: {what} {got}, golden {want}, off by {units} units", loss.key());
        }
    }
}

#[test]
fn log_slopes_near_zero_keep_their_digits() {
    // ln(-l') tends to 0 on the logistic loss's left and on the polynomial one's both sides of 0.
    for (loss, u, want) in golden() {
        if matches!(loss.tail(), Tail::TightExponential { .. } | Tail::Polynomial { .. }) {
            let error = (loss.log_slope(u) - want[1]).abs();
            let allowed = 4.0 * f64::EPSILON * want[1].abs() + f64::MIN_POSITIVE;
            assert!(error <= allowed, "{} at {u}: off by {error}, allowed {allowed}", loss.key());
        }
    }
}

/// How many units of 2^-52 of itself the derivative of the log slope may be off: 4 for its own operations,
/// and left of the reflection point the rounding of the inner power q, doubled where -l' = 2 - q is near 1.
/// Polynomial: the rounding 2^-53 of 1 - u, k + 1 times. Stretched: e^(1 - x), x = v^nu, errs by the error of
/// x, which is (nu/2 + 1) x units from v = 2 - u and the power, and half a unit of x from the difference.
fn derivative_units(loss: &dyn Loss, u: f64) -> f64 {
    match loss.tail() {
        Tail::StretchedExponential { nu } if u < 1.0 => 4.0 + 2.0 * (0.5 * nu + 1.5) * pow(2.0 - u, nu),
        Tail::Polynomial { k } if u < 0.0 => 4.0 + k + 1.0,
        _ => 4.0,
    }
}

#[test]
fn derivatives_of_log_slopes_agree_with_eighty_digits() {
    for (loss, u, want) in golden() {
        let (got, want) = (loss.log_slope_derivative(u), want[2]);
        let allowed = derivative_units(&*loss, u) * f64::EPSILON * want.abs() + f64::MIN_POSITIVE;
        assert!(
            (got - want).abs() <= allowed,
            "{} at {u}: {got}, golden {want}, allowed {allowed}",
            loss.key()
        );
    }
}

/// Compares `derivative` at u with the central difference of `function`, whose values are right to 4 units of
/// 2^-52 `size` and whose derivative is given to `inexact`. The difference over a width of 2h instead of h
/// changes by three times the truncation error of the latter (to leading order), and so bounds it.
fn compare_with_difference(
    what: &str,
    u: f64,
    function: impl Fn(f64) -> f64,
    derivative: f64,
    size: f64,
    inexact: f64,
) {
    let h = 2.0f64.powi(-14) * u.abs().max(1.0);
    let difference = |h: f64| (function(u + h) - function(u - h)) / (2.0 * h);
    let (narrow, wide) = (difference(h), difference(2.0 * h));
    let allowed = (wide - narrow).abs() + 4.0 * f64::EPSILON * size / h + inexact;
    let error = (narrow - derivative).abs();
    assert!(
        error <= allowed,
        "{what} at {u}: {derivative}, difference {narrow}, off by {error}, allowed {allowed}"
    );
    assert!(allowed <= 1e-5 * derivative.abs().max(1.0), "{what} at {u}: allowed {allowed} tests nothing");
}

#[test]
fn slopes_are_the_differences_of_values() {
    for loss in built_in() {
        for u in [-50.3, -7.1, -2.0, -0.4, 0.3, 0.8, 1.2, 2.5, 6.0, 23.0, 90.0, 512.5] {
            // d/du ln l = l'/l, a quotient of two logarithms of that size.
            let derivative = -exp(loss.log_slope(u) - loss.log_value(u));
            let power = match loss.tail() {
                Tail::StretchedExponential { nu } => pow(u.abs().max(1.0), nu),
                _ => 0.0,
            };
            let size = loss.log_value(u).abs().max(power).max(u.abs()).max(1.0);
            let inexact = 8.0 * f64::EPSILON * size * derivative.abs();
            compare_with_difference(&loss.key(), u, |u| loss.log_value(u), derivative, size, inexact);
            let derivative = loss.log_slope_derivative(u);
            let inexact = derivative_units(&*loss, u) * f64::EPSILON * derivative.abs();
            let size = loss.log_slope(u).abs().max(u.abs()).max(1.0);
            compare_with_difference(&loss.key(), u, |u| loss.log_slope(u), derivative, size, inexact);
        }
    }
}

#[test]
fn slopes_fall_and_stay_below_the_stated_smoothness() {
    for loss in built_in() {
        let grid: Vec<f64> = (-800..=800).map(|i| f64::from(i) / 16.0).collect();
        let mut greatest: f64 = 0.0;
        for pair in grid.windows(2) {
            let (left, right) = (loss.log_slope(pair[0]), loss.log_slope(pair[1]));
            // Where the slope is flat to the last place the two may be equal, never ascending.
            assert!(right <= left, "{} rises from {left} to {right} at {}", loss.key(), pair[0]);
            greatest = greatest.max(-loss.log_slope_derivative(pair[1]) * exp(right));
        }
        if let Some(beta) = loss.smoothness() {
            // |l''| is greatest at a grid point (0 or 1) for every built-in smooth loss.
            assert!(
                (greatest / beta - 1.0).abs() <= 8.0 * f64::EPSILON,
                "{}: {greatest} against {beta}",
                loss.key()
            );
        }
    }
}

#[test]
fn reflected_losses_obey_their_identities() {
    for u in [0.1, 0.7, 3.0, 40.0] {
        let value = |loss: &dyn Loss, u: f64| exp(loss.log_value(u));
        for (loss, gap, centre) in [
            (Box::new(Logistic) as Box<dyn Loss>, u, 0.0),
            (Box::new(PolynomialTail { k: 1.5 }), 2.0 * u, 0.0),
            (Box::new(StretchedExponential { nu: 0.5 }), 2.0 * u * exp(-1.0), 1.0),
        ] {
            let error = value(&*loss, centre - u) - value(&*loss, centre + u) - gap;
            // Two exponentials of logarithms below 5, right to a unit of their argument each, and two sums.
            assert!(error.abs() <= 16.0 * f64::EPSILON * (gap + 5.0), "{} at {u}: {error}", loss.key());
        }
    }
}

#[test]
fn tight_exponential_tails_are_told_from_others() {
    let check = tight_exponential_tail(&Logistic, 1.0, f64::INFINITY);
    assert!(check.holds(), "{check:?}");
    let check = tight_exponential_tail(&Exponential, f64::INFINITY, f64::INFINITY);
    assert!(check.holds() && check.worst_excess <= 0.0, "{check:?}");
    // The logistic loss is below the exponential one by ln(1 + e^-u): no exponent above 1 allows that.
    let check = tight_exponential_tail(&Logistic, 1.5, f64::INFINITY);
    assert!(!check.holds() && check.side == Side::Lower, "{check:?}");

    let gaussian = tight_exponential_tail(&StretchedExponential { nu: 2.0 }, 1.0, 1.0);
    assert!(!gaussian.holds() && gaussian.side == Side::Lower && gaussian.at == 700.0, "{gaussian:?}");
    assert!((gaussian.worst_excess - (700.0 * 700.0 - 700.0)).abs() < 1e-6, "{gaussian:?}");
    let polynomial = tight_exponential_tail(&PolynomialTail { k: 1.0 }, 1.0, 1.0);
    assert!(
        !polynomial.holds() && polynomial.side == Side::Upper && polynomial.at == 700.0,
        "{polynomial:?}"
    );
    // No exponent rescues them.
    for mu in [1e-3, 0.1, 10.0, f64::INFINITY] {
        assert!(!tight_exponential_tail(&StretchedExponential { nu: 2.0 }, mu, mu).holds());
        assert!(!tight_exponential_tail(&PolynomialTail { k: 1.0 }, mu, mu).holds());
    }
    for bad in [0.0, -1.0, f64::NAN] {
        assert!(!tight_exponential_tail(&Exponential, bad, 1.0).holds());
    }
}

#[test]
fn an_excess_is_the_logarithm_beside_the_exponential_and_keeps_its_digits_far_out() {
    for loss in built_in() {
        for u in (-240..=240).map(|i| f64::from(i) / 8.0) {
            for (what, got, log) in [
                ("value", loss.log_value_excess(u), loss.log_value(u)),
                ("slope", loss.log_slope_excess(u), loss.log_slope(u)),
            ] {
                // Each is right to four units of its size, and so is the sum.
                let allowed = 16.0 * f64::EPSILON * (log.abs().max(u.abs()).max(1.0));
                assert!((got - (log + u)).abs() <= allowed, "{what} of {} at {u}: {got}", loss.key());
            }
            let mut each = [u];
            loss.log_slope_excess_each(&mut each);
            assert_eq!(each[0], loss.log_slope_excess(u), "{} at {u}", loss.key());
        }
    }
    // Where the sum would be lost: with y = e^-u, ln ln(1 + y) + u = -y/2 + 5 y^2/24 - ..., -ln(1 + y) = -y + y^2/2 - ...
    for u in [30.0, 36.9, 37.1, 100.0, 700.0] {
        let y = exp(-u);
        let slope = Logistic.log_slope_excess(u);
        assert!((slope / -y - (1.0 - 0.5 * y)).abs() <= 1e-15, "slope at {u}: {slope:e}");
        let value = Logistic.log_value_excess(u);
        // Up to 37 it is a difference of numbers of the size of u, which does not have these digits.
        let allowed = if u > 37.0 { 1e-15 * y } else { 16.0 * f64::EPSILON * u };
        assert!((value - (-0.5 * y + 5.0 / 24.0 * y * y)).abs() <= allowed, "value at {u}: {value:e}");
        assert_eq!((Exponential.log_slope_excess(u), Exponential.log_value_excess(u)), (0.0, 0.0));
    }
}

/// The exponential loss, but with slopes greater by a factor of e^(10^-9) on [from, 2 from).
#[derive(Debug)]
struct Bump {
    from: f64,
}

impl Loss for Bump {
    fn key(&self) -> String {
        format!("bump({})", self.from)
    }
    fn log_value(&self, u: f64) -> f64 {
        -u
    }
    fn log_slope(&self, u: f64) -> f64 {
        if (self.from..2.0 * self.from).contains(&u) { 1e-9 - u } else { -u }
    }
    fn log_slope_derivative(&self, _: f64) -> f64 {
        -1.0
    }
    fn smoothness(&self) -> Option<f64> {
        None
    }
    fn tail(&self) -> Tail {
        Tail::Other
    }
}

#[test]
fn a_departure_from_the_tail_is_seen_in_every_octave() {
    // 0, 32 points in each of the 30 octaves from 2^-30 to 1, and 1, 1 1/8, ... 700.
    let check = tight_exponential_tail(&Exponential, f64::INFINITY, f64::INFINITY);
    assert_eq!(check.margins, 1 + 30 * 32 + (5600 - 8 + 1));
    for octave in -30..=9 {
        let bump = Bump { from: 2.0f64.powi(octave) };
        let check = tight_exponential_tail(&bump, f64::INFINITY, f64::INFINITY);
        assert!(!check.holds() && check.side == Side::Upper, "2^{octave}: {check:?}");
        assert!((bump.from..2.0 * bump.from).contains(&check.at), "2^{octave}: {check:?}");
        assert!((check.worst_excess - 1e-9).abs() < 1e-12, "2^{octave}: {check:?}");
    }
}

#[test]
fn names_are_read_back_and_bad_ones_refused() {
    for loss in built_in() {
        assert_eq!(loss_from_key(&loss.key()).expect("its own key").key(), loss.key());
    }
    assert_eq!(
        loss_from_key("hinge").expect_err("no such loss").to_string(),
        "found loss `hinge`, expected `exp`, `logistic`, `polynomial(K)` or `stretched(NU)`"
    );
    for bad in ["polynomial(0)", "polynomial(-1)", "stretched(nan)", "stretched(inf)", "polynomial(x)"] {
        assert!(matches!(loss_from_key(bad), Err(LossError::BadParameter { .. })), "{bad}");
    }
    assert!(matches!(loss_from_key("polynomial"), Err(LossError::UnknownName(_))));
}

#[test]
fn the_margin_of_a_point_is_the_soft_minimum_of_its_rows() {
    let soft = |margins: &[f64]| soft_min(margins.iter().copied());
    for u in [-700.0, -1.0, 0.3, 40.0, 1e6] {
        assert_eq!(soft(&[u]), u);
        assert!((soft(&[u, u]) - (u - std::f64::consts::LN_2)).abs() <= f64::EPSILON * u.abs().max(1.0));
        assert_eq!(soft(&[u, u + 800.0]), u);
    }
    let (loss, margins) = (CrossEntropy { classes: 3 }, [0.5, 1.0, -2.0, 3.0]);
    let values = log_values(&loss, &margins);
    assert_eq!(values.len(), 2);
    for (value, u) in values.iter().zip(margins.as_chunks::<2>().0) {
        let wanted = (1.0 + exp(-u[0]) + exp(-u[1])).ln().ln();
        assert!((value - wanted).abs() <= 4.0 * f64::EPSILON * wanted.abs().max(1.0), "{value} for {wanted}");
    }
    assert_eq!(log_values(&Logistic, &margins), margins.map(|u| Logistic.log_value(u)));
}

#[test]
fn the_smoothness_of_the_cross_entropy_bounds_every_hessian_and_is_reached() {
    for classes in 2..=5 {
        let loss = CrossEntropy { classes };
        let beta = loss.smoothness().expect("smooth");
        let rivals = loss.rivals();
        let mut largest: f64 = 0.0;
        for draw in 0..41 * 41 {
            // A grid over two rivals; the others are far behind or level.
            let place = |k: usize| [draw % 41, draw / 41, 40, 24][k];
            let u: Vec<f64> = (0..rivals).map(|k| f64::from(place(k)) / 4.0 - 6.0).collect();
            let sum = 1.0 + u.iter().map(|u| exp(-u)).sum::<f64>();
            let p: Vec<f64> = u.iter().map(|u| exp(-u) / sum).collect();
            let hessian = nalgebra::DMatrix::from_fn(rivals, rivals, |i, j| {
                if i == j { p[i] * (1.0 - p[i]) } else { -p[i] * p[j] }
            });
            largest = largest.max(nalgebra::SymmetricEigen::new(hessian).eigenvalues.max());
        }
        assert!(largest <= beta + 1e-15 && largest >= 0.98 * beta, "{classes} classes: {largest} for {beta}");
    }
}
