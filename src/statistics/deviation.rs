//! Integrals over the standard deviation of a normal sample.

use crate::numbers::{exp, exp_m1, ln};

/// Nodes and weights of the Gauss-Legendre rule of 16 points on [-1, 1]: the positive half.
const NODES: [(f64, f64); 8] = [
    (0.09501250983763744, 0.1894506104550685),
    (0.2816035507792589, 0.18260341504492358),
    (0.45801677765722737, 0.16915651939500254),
    (0.6178762444026438, 0.14959598881657674),
    (0.755404408355003, 0.12462897125553388),
    (0.8656312023878318, 0.09515851168249279),
    (0.9445750230732326, 0.062253523938647894),
    (0.9894009349916499, 0.027152459411754096),
];

/// The natural logarithm of the density of u = ln S beyond this below its greatest value counts as zero.
const LEFT_OUT: f64 = -100.0;

/// E f(S) for S = sqrt(chi^2 / freedom), the standard deviation of a normal sample by its true value.
///
/// It integrates over u = ln S, whose density is proportional to exp(freedom (u - e^2u / 2)), by Gauss's rule
/// on panels as wide as the density, and as narrow as `width` within eight of them around ln `centre`, where
/// f may change fast or have a kink (no panel goes across it). The factor of the density comes from the same
/// rule. All terms are of one sign, so that small expectations lose nothing.
pub(super) fn expectation(freedom: f64, centre: f64, width: f64, f: impl Fn(f64) -> f64) -> f64 {
    let log_density = |u: f64| freedom * (u - 0.5 * exp_m1(2.0 * u));
    let scale = 1.0 / (2.0 * freedom).sqrt();
    let end = |direction: f64| {
        let mut u = direction * scale;
        while log_density(u) > LEFT_OUT {
            u += direction * scale;
        }
        u
    };
    let (first, last) = (end(-1.0), end(1.0));
    let mut ends: Vec<f64> = vec![first, last];
    let panels = ((last - first) / scale).ceil() as usize;
    ends.extend((1..panels).map(|i| first + (last - first) * i as f64 / panels as f64));
    let special = ln(centre);
    if special.is_finite() {
        let narrow = width.min(scale);
        ends.extend((-8..=8).map(|i| special + narrow * f64::from(i)).filter(|u| *u > first && *u < last));
    }
    ends.sort_by(f64::total_cmp);
    let (mut sum, mut total) = (0.0, 0.0);
    for pair in ends.windows(2) {
        let (middle, half) = (0.5 * (pair[0] + pair[1]), 0.5 * (pair[1] - pair[0]));
        for (node, weight) in NODES {
            for u in [middle - half * node, middle + half * node] {
                let mass = half * weight * exp(log_density(u));
                sum += mass * f(exp(u));
                total += mass;
            }
        }
    }
    sum / total
}
