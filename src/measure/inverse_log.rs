//! The flow of degenerate data within the span of the support, where it nears its limit like 1 / log t.

use super::decades::{SlowSlope, decades};
use super::letters::Letters;
use super::relay::dot;
use crate::case::{Case, Run, Stopped};
use crate::dynamics::Reached;
use crate::numbers::ln;
use crate::problem::Linear;

/// The slope of a run's flow on 1/s, s = log t, within the span of the support, up to s = 10^6.
///
/// The residual is w~ + x/s + (a log s + b)/s^2 + ... within the span. The slopes over three decades fix a and b, and with them how far
/// each of the two terms moves the last slope away from x: twice the sum of both is the remainder.
pub fn inverse_log_slope(case: &Case<Linear>, run: &Run<Linear>) -> Stopped<SlowSlope> {
    let (found, constants) = (decades(case, run)?, case.constants()?);
    let axes: Vec<&[f64]> =
        std::iter::once(&constants.direction).chain(&constants.across_basis).map(Vec::as_slice).collect();
    let all: Vec<Decade> = found.reached.windows(2).map(|pair| Decade::of(pair, &axes)).collect();
    let [first, middle, last] = all.try_into().expect("four times make three decades");
    let (mut a, mut b) = (0.0, 0.0);
    for k in 0..axes.len() {
        let (log, plain) = terms(&first, &middle, &last, k);
        a += log * log;
        b += plain * plain;
    }
    let mut slope = vec![0.0; case.problem.rows.d];
    for (axis, along) in axes.iter().zip(&last.slope) {
        slope.iter_mut().zip(*axis).for_each(|(sum, x)| *sum = along.mul_add(*x, *sum));
    }
    Ok(SlowSlope {
        slope,
        remainder: 2.0 * (a.sqrt() * last.of_log.abs() + b.sqrt() * last.of_one.abs()),
        rounding: found.error / last.over.abs(),
        log_time: found.reached[3].s,
    })
}

/// The slope on 1/s between two times in coordinates of the span, and how far log s / s^2 and 1 / s^2 move it.
#[derive(Debug)]
struct Decade {
    slope: Vec<f64>,
    /// The difference of 1/s.
    over: f64,
    of_log: f64,
    of_one: f64,
}

impl Decade {
    fn of(pair: &[Reached], axes: &[&[f64]]) -> Decade {
        let (p, q) = (pair[0].s, pair[1].s);
        let over = 1.0 / q - 1.0 / p;
        let moved: Vec<f64> =
            pair[1].z.iter().zip(&pair[0].z).map(|(after, before)| after - before).collect();
        Decade {
            slope: axes.iter().map(|axis| dot(axis, &moved) / over).collect(),
            over,
            of_log: (ln(q) / (q * q) - ln(p) / (p * p)) / over,
            of_one: 1.0 / q + 1.0 / p,
        }
    }
}

/// a and b of coordinate k: with x, three unknowns of three slopes.
fn terms(first: &Decade, middle: &Decade, last: &Decade, k: usize) -> (f64, f64) {
    let less = |decade: &Decade| {
        (decade.slope[k] - last.slope[k], decade.of_log - last.of_log, decade.of_one - last.of_one)
    };
    let ((d0, log0, one0), (d1, log1, one1)) = (less(first), less(middle));
    let determinant = log0 * one1 - log1 * one0;
    ((d0 * one1 - d1 * one0) / determinant, (log0 * d1 - log1 * d0) / determinant)
}
