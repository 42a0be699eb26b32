//! Populations of networks of which one layer is trained.

use super::family::Family;
use super::loss::Logistic;
use super::one_layer::OneLayer;
use super::step::threshold;
use crate::data::{Seed, SignedRows, unit_vector};
use rand::{Rng, RngExt};

/// Steps over which the pattern is looked at.
const HORIZON: u64 = 100_000;

/// How far the points of a cluster lie from its centre, which has length one.
const SPREAD: f64 = 0.15;

/// Least distance of a point of length one from the hyperplane that labels it. At half of it every other network still
/// switches after a tenth of the horizon.
const GAP: f64 = 0.5;

/// Networks with 3-6 units on 6-12 points in 2-4 dimensions, unless said otherwise; steps from .1 to .9 of the threshold
/// of every pattern's features.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OneLayerSets {
    /// d + 1 clusters about the corners of a regular simplex, both labels among them: points of one cluster have positive
    /// products, those of two have negative ones. Each cluster has a unit that starts near it with a readout of its label.
    Clusters,
    /// Directions uniform on the sphere but for a gap about a hyperplane through the origin, labels of its sides, a small
    /// random start.
    Hyperplane,
    /// Clusters whose first point is there once more with the other label.
    Contradictory,
    /// Two points with a positive product and unlike labels, a unit for each. Its own point draws a unit on to the other
    /// one, which pushes it off: it stays where it is neither on nor off there, and switches for ever.
    Kink,
}

impl Family<OneLayer> for OneLayerSets {
    fn key(&self) -> String {
        let name = match self {
            OneLayerSets::Clusters => "one layer, clusters about a simplex",
            OneLayerSets::Hyperplane => "one layer, labels of a hyperplane",
            OneLayerSets::Contradictory => "one layer, a point with both labels",
            OneLayerSets::Kink => "one layer, units on a kink",
        };
        name.to_string()
    }

    fn draw(&self, seed: Seed, _index: u64) -> OneLayer {
        let mut rng = seed.stream("network").rng();
        let d = rng.random_range(2..=4);
        let n = rng.random_range(6..=12);
        let Drawn { mut points, mut labels, readout, start } = match self {
            OneLayerSets::Hyperplane => hyperplane(&mut rng, n, d),
            OneLayerSets::Kink => kink(&mut rng, d),
            _ => clusters(&mut rng, n, d),
        };
        if *self == OneLayerSets::Contradictory {
            points.push(points[0].clone());
            labels.push(-labels[0]);
        }
        let mut network = OneLayer {
            points: SignedRows::from_rows(&points),
            labels,
            readout,
            start,
            step: 1.0,
            horizon: HORIZON,
            from: format!("{}, seed {}", self.key(), seed.0),
        };
        // Every unit active: no pattern's features have a larger norm (their Gram matrix is this one's entrywise product with
        // one that has smaller diagonal entries, Schur).
        let every = network.rows_with(|_, j| network.readout[j]);
        let limit = threshold(&every, &Logistic, &network.start).expect("logistic loss is smooth");
        network.step = (0.1 + 0.8 * rng.random::<f64>()) * limit;
        network
    }
}

struct Drawn {
    points: Vec<Vec<f64>>,
    labels: Vec<f64>,
    readout: Vec<f64>,
    start: Vec<f64>,
}

/// A number from 1/2 to 3/2.
fn size(rng: &mut impl Rng) -> f64 {
    0.5 + rng.random::<f64>()
}

fn sign(rng: &mut impl Rng) -> f64 {
    if rng.random::<bool>() { 1.0 } else { -1.0 }
}

fn scaled(v: &[f64], to: f64) -> Vec<f64> {
    let length = v.iter().fold(0.0, |sum: f64, x| x.mul_add(*x, sum)).sqrt();
    v.iter().map(|x| to / length * x).collect()
}

/// a + s b.
fn moved(a: &[f64], s: f64, b: &[f64]) -> Vec<f64> {
    a.iter().zip(b).map(|(a, b)| s.mul_add(*b, *a)).collect()
}

/// Corner c of 0..=d of a regular simplex about the origin, of length one.
fn corner(d: usize, c: usize) -> Vec<f64> {
    let coordinate = |k: usize| {
        let whole = (k + 1) as f64;
        let over = 1.0 / (whole * (whole + 1.0)).sqrt();
        if c <= k {
            over
        } else if c == k + 1 {
            -whole * over
        } else {
            0.0
        }
    };
    scaled(&(0..d).map(coordinate).collect::<Vec<_>>(), 1.0)
}

fn clusters(rng: &mut impl Rng, n: usize, d: usize) -> Drawn {
    let (h, clusters) = (rng.random_range(d + 1..=6), d + 1);
    let label_of: Vec<f64> = (0..clusters)
        .map(|c| match c {
            0 => 1.0,
            1 => -1.0,
            _ => sign(rng),
        })
        .collect();
    let (mut points, mut labels) = (Vec::new(), Vec::new());
    for i in 0..n {
        let c = if i < clusters { i } else { rng.random_range(0..clusters) };
        let near = moved(&corner(d, c), SPREAD, &unit_vector(rng, d));
        points.push(scaled(&near, size(rng)));
        labels.push(label_of[c]);
    }
    let (mut readout, mut start) = (Vec::new(), Vec::new());
    for j in 0..h {
        let own = j < clusters;
        readout.push(size(rng) * if own { label_of[j] } else { sign(rng) });
        let centre = if own { corner(d, j) } else { vec![0.0; d] };
        start.extend(scaled(&moved(&centre, 0.75, &unit_vector(rng, d)), 0.25 + 0.5 * rng.random::<f64>()));
    }
    Drawn { points, labels, readout, start }
}

fn hyperplane(rng: &mut impl Rng, n: usize, d: usize) -> Drawn {
    let h = rng.random_range(3..=6);
    let normal = unit_vector(rng, d);
    let (mut points, mut labels) = (Vec::new(), Vec::new());
    while points.len() < n {
        let direction = unit_vector(rng, d);
        let along = direction.iter().zip(&normal).fold(0.0, |sum: f64, (x, w)| x.mul_add(*w, sum));
        if along.abs() >= GAP {
            points.push(scaled(&direction, size(rng)));
            labels.push(along.signum());
        }
    }
    let alternating = |j: usize| if j.is_multiple_of(2) { 1.0 } else { -1.0 };
    let readout = (0..h).map(|j| alternating(j) * size(rng)).collect();
    let start = (0..h).flat_map(|_| scaled(&unit_vector(rng, d), 0.1 * size(rng))).collect::<Vec<_>>();
    Drawn { points, labels, readout, start }
}

fn kink(rng: &mut impl Rng, d: usize) -> Drawn {
    let first = unit_vector(rng, d);
    let other = unit_vector(rng, d);
    let along = first.iter().zip(&other).fold(0.0, |sum: f64, (a, b)| a.mul_add(*b, sum));
    let across = scaled(&moved(&other, -along, &first), 1.0);
    let cosine = 0.3 + 0.4 * rng.random::<f64>();
    let second = moved(&scaled(&across, (1.0 - cosine * cosine).sqrt()), cosine, &first);
    let readout = size(rng);
    let start = [&first, &second].map(|point| scaled(&moved(point, 0.5, &unit_vector(rng, d)), 0.5));
    Drawn {
        points: vec![first, second],
        labels: vec![1.0, -1.0],
        readout: vec![readout, -readout],
        start: start.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_step_is_below_the_threshold_of_every_pattern() {
        for index in 0..20 {
            for family in [
                OneLayerSets::Clusters,
                OneLayerSets::Hyperplane,
                OneLayerSets::Contradictory,
                OneLayerSets::Kink,
            ] {
                let network = family.draw(Seed(index), index);
                let mut rng = Seed(index).stream("patterns").rng();
                for _ in 0..50 {
                    let pairs = network.points.n * network.readout.len();
                    let pattern: Vec<bool> = (0..pairs).map(|_| rng.random()).collect();
                    let limit =
                        threshold(&network.features(&pattern), &Logistic, &network.start).expect("smooth");
                    assert!(network.step < limit, "{}: {} against {limit}", network.from, network.step);
                }
            }
        }
    }

    #[test]
    fn corners_of_a_simplex_have_equal_negative_products() {
        for d in 2..=4 {
            for (a, b) in (0..=d).flat_map(|a| (0..a).map(move |b| (a, b))) {
                let product: f64 = corner(d, a).iter().zip(corner(d, b)).map(|(x, y)| x * y).sum();
                assert!((product + 1.0 / d as f64).abs() < 1e-15, "{d}: {a} and {b}");
            }
        }
    }

    #[test]
    fn a_clusters_network_starts_with_a_unit_for_each_cluster() {
        for index in 0..50 {
            let network = OneLayerSets::Clusters.draw(Seed(index), index);
            for cluster in 0..=network.points.d {
                assert!(network.labels[cluster] * network.readout[cluster] > 0.0);
            }
            assert!(network.labels.contains(&1.0) && network.labels.contains(&-1.0));
        }
    }
}
