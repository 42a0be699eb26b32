//! Terms and tails of the binomial distribution, good far out.
//!
//! A term is computed by Loader's saddle-point expansion (Loader, Fast and accurate computation of binomial
//! probabilities, 2000), in which nothing of the size of ln(n!) is subtracted; a tail is the sum of its terms
//! from the greatest one outward, all positive, so that nothing is lost far out. The elementary functions are
//! those of [`crate::numbers`]: the results have the same bits on every machine.
//!
//! Against sums of fifty digits, with up to 100000 trials and tails down to 1e-30, the relative error is at
//! most 2e-14: `cargo test --lib binomial_tails_agree -- --nocapture` prints it. The ratios of neighbouring
//! terms round, so that it grows with the number of terms, like the root of the number of trials.

use std::f64::consts::TAU;

use crate::numbers::{exp, ln, ln_1p};

/// delta(n) = ln(n!) - ln(sqrt(2 pi n) (n/e)^n) for n = 1 ... 15 (at 0 a place to be skipped).
const STIRLING_ERROR: [f64; 16] = [
    0.0,
    0.08106146679532726,
    0.0413406959554093,
    0.02767792568499834,
    0.020790672103765093,
    0.016644691189821193,
    0.013876128823070748,
    0.01189670994589177,
    0.010411265261972096,
    0.009255462182712733,
    0.00833056343336287,
    0.007573675487951841,
    0.00694284010720953,
    0.006408994188004207,
    0.0059513701127588475,
    0.005554733551962801,
];

/// delta(n), by the table and above it by Stirling's series: its first term left out is below 2e-17 of a
/// unit there.
fn stirling_error(n: f64) -> f64 {
    if n <= 15.0 {
        return STIRLING_ERROR[n as usize];
    }
    let (r, rr) = (1.0 / n, 1.0 / (n * n));
    r * (1.0 / 12.0
        - rr * (1.0 / 360.0
            - rr * (1.0 / 1260.0 - rr * (1.0 / 1680.0 - rr * (1.0 / 1188.0 - rr * (691.0 / 360360.0))))))
}

/// D(x, m + error) = x ln(x/m) + m - x at m + error, for positive x and m; the error is far below m.
fn deviance(x: f64, m: f64, error: f64) -> f64 {
    let d = x - m;
    // For the smallest m the ratio overflows, where there is no error.
    let moved = if error == 0.0 { 0.0 } else { error * (-d / m) };
    if d.abs() >= 0.3 * (x + m) {
        return x * ln(x / m) - d + moved;
    }
    // ln(x/m) = 2 atanh(v), v = d/(x + m).
    let v = d / (x + m);
    let (mut sum, mut power, vv) = (d * v, 2.0 * x * v, v * v);
    let mut j = 1.0;
    loop {
        power *= vv;
        let next = sum + power / (2.0 * j + 1.0);
        if next == sum {
            return sum + moved;
        }
        (sum, j) = (next, j + 1.0);
    }
}

/// ln P(X = k) for X binomial, p in (0, 1).
pub(super) fn ln_term(k: u64, trials: u64, p: f64) -> f64 {
    let (x, n) = (k as f64, trials as f64);
    if k == 0 {
        return n * ln_1p(-p);
    }
    if k == trials {
        return n * ln(p);
    }
    // n p and n q as a double and what its rounding left out.
    let np = n * p;
    let np_error = n.mul_add(p, -np);
    let (nq, nq_error) = if p < 0.5 {
        let nq = n - np;
        (nq, ((n - nq) - np) - np_error)
    } else {
        let q = 1.0 - p;
        (n * q, n.mul_add(q, -n * q))
    };
    let y = (trials - k) as f64;
    stirling_error(n)
        - stirling_error(x)
        - stirling_error(y)
        - deviance(x, np, np_error)
        - deviance(y, nq, nq_error)
        + 0.5 * ln(n / (TAU * x * y))
}

/// ln P(low <= X <= high) for X binomial, p in [0, 1]; minus infinity where that is impossible,
/// NaN for any other p.
fn ln_between(low: u64, high: u64, trials: u64, p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let high = high.min(trials);
    let certain = |at: u64| if low <= at && at <= high { 0.0 } else { f64::NEG_INFINITY };
    if low > high {
        return f64::NEG_INFINITY;
    }
    if p <= 0.0 || p >= 1.0 {
        return certain(if p <= 0.0 { 0 } else { trials });
    }
    if low == 0 && high == trials {
        return 0.0;
    }
    let n = trials as f64;
    let start = (((n + 1.0) * p) as u64).clamp(low, high);
    let odds = p / (1.0 - p);
    let mut sum = 0.0;
    let mut term = 1.0;
    for k in start..high {
        term *= (trials - k) as f64 / (k + 1) as f64 * odds;
        sum += term;
        if term <= LEFT_OUT {
            break;
        }
    }
    term = 1.0;
    for k in (low + 1..=start).rev() {
        term *= k as f64 / ((trials - k + 1) as f64 * odds);
        sum += term;
        if term <= LEFT_OUT {
            break;
        }
    }
    (ln_term(start, trials, p) + ln_1p(sum)).min(0.0)
}

/// A term below this share of the first ends the sum: what is left out is below sqrt(n) such terms.
const LEFT_OUT: f64 = 1e-21;

/// P(X <= k) for X binomial with `trials` trials of probability p in [0, 1]; 1 from k = `trials` on. NaN for
/// any other p.
pub fn binomial_at_most(k: u64, trials: u64, p: f64) -> f64 {
    exp(ln_between(0, k, trials, p))
}

/// P(X >= k) for X binomial with `trials` trials of probability p in [0, 1]; 0 beyond k = `trials`. NaN for
/// any other p.
pub fn binomial_at_least(k: u64, trials: u64, p: f64) -> f64 {
    exp(ln_between(k, trials, trials, p))
}

/// P(X = k) for X binomial with `trials` trials of probability p in [0, 1]; 0 beyond k = `trials`. NaN for
/// any other p.
pub fn binomial_term(k: u64, trials: u64, p: f64) -> f64 {
    exp(ln_between(k, k, trials, p))
}
