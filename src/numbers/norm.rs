//! Inner products, and l_p norms for p in [1, infinity].

use super::pow;

/// a.b, a fused multiply-add a number in order.
#[inline(always)]
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |sum: f64, (a, b)| a.mul_add(*b, sum))
}

/// The exponent of the dual norm.
pub fn dual_exponent(p: f64) -> f64 {
    match p {
        1.0 => f64::INFINITY,
        f64::INFINITY => 1.0,
        _ => p / (p - 1.0),
    }
}

/// ||v||_p, relative to the greatest entry.
pub fn norm_of(p: f64, v: impl Iterator<Item = f64> + Clone) -> f64 {
    let greatest = v.clone().fold(0.0, |most: f64, x| most.max(x.abs()));
    if greatest == 0.0 || p == f64::INFINITY {
        return greatest;
    }
    let share = |x: f64| match p {
        1.0 => x.abs() / greatest,
        2.0 => (x / greatest) * (x / greatest),
        _ if x == 0.0 => 0.0,
        _ => pow(x.abs() / greatest, p),
    };
    let sum: f64 = v.map(share).sum();
    greatest * if p == 1.0 { sum } else { pow(sum, 1.0 / p) }
}
