//! Bregman projections against closed forms, mirror descent, finite differences and mpmath.

use rand::RngExt;

use crate::certificate::{BregmanProblem, Potential};
use crate::data::{Seed, SignedRows};
use crate::reference::{BregmanProjection, ReferenceError, bregman_projection};

/// A question that owns its numbers.
pub(super) struct Question {
    pub(super) rows: SignedRows,
    pub(super) targets: Vec<f64>,
    pub(super) start: Vec<f64>,
    pub(super) potential: Potential,
}

impl Question {
    pub(super) fn new<R: AsRef<[f64]>>(
        rows: &[R],
        targets: &[f64],
        start: &[f64],
        potential: Potential,
    ) -> Question {
        let rows = SignedRows::from_rows(rows);
        Question { rows, targets: targets.to_vec(), start: start.to_vec(), potential }
    }

    /// Gaussian-like rows, and targets that a positive w meets.
    pub(super) fn random(seed: u64, n: usize, d: usize, potential: Potential) -> Question {
        let mut rng = Seed(seed).rng();
        let mut draw = || (0..4).map(|_| rng.random::<f64>() - 0.5).sum::<f64>() * 1.7;
        let values: Vec<f64> = (0..n * d).map(|_| draw()).collect();
        let w: Vec<f64> = (0..d).map(|_| draw().exp()).collect();
        let start: Vec<f64> =
            (0..d).map(|_| if potential == Potential::Entropy { draw().exp() } else { draw() }).collect();
        let rows = SignedRows { n, d, values };
        let targets = rows.rows().map(|x| x.iter().zip(&w).map(|(x, w)| x * w).sum()).collect();
        Question { rows, targets, start, potential }
    }

    pub(super) fn problem(&self) -> BregmanProblem<'_> {
        let Question { rows, targets, start, potential } = self;
        BregmanProblem { rows, targets, start, potential: *potential }
    }

    pub(super) fn answer(&self) -> BregmanProjection {
        bregman_projection(&self.problem()).unwrap_or_else(|why| panic!("{}: {why}", self.potential))
    }

    pub(super) fn error(&self) -> ReferenceError {
        bregman_projection(&self.problem()).unwrap_err()
    }
}

pub(super) fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| (x - y) * (x - y)).sum::<f64>().sqrt()
}

pub(super) const ALL: [Potential; 9] = [
    Potential::Quadratic,
    Potential::Entropy,
    Potential::Hypentropy { scale: 1e-3 },
    Potential::Hypentropy { scale: 1.0 },
    Potential::Power { exponent: 1.1 },
    Potential::Power { exponent: 1.2 },
    Potential::Power { exponent: 1.5 },
    Potential::Power { exponent: 3.0 },
    Potential::Power { exponent: 4.0 },
];

#[test]
fn the_closed_forms_of_one_equation_are_met_to_the_last_digits() {
    // Least norm: 5 (3, 4) / 25. From (1, 2): the excess 11 - 5 comes off along (3, 4).
    let least = Question::new(&[[3.0, 4.0]], &[5.0], &[0.0, 0.0], Potential::Quadratic).answer();
    assert!(distance(&least.w, &[0.6, 0.8]) <= least.error.clone().unwrap());
    assert!(least.error.unwrap() < 3e-16 && least.feasibility < 1e-30);
    assert!((least.multipliers[0] - 0.2).abs() < 1e-16);
    let moved = Question::new(&[[3.0, 4.0]], &[5.0], &[1.0, 2.0], Potential::Quadratic).answer();
    assert!(distance(&moved.w, &[1.0 - 18.0 / 25.0, 2.0 - 24.0 / 25.0]) <= moved.error.unwrap());
    // Entropy, equal entries: w = w0 y / sum w0. Entries 1 and 2 from 1: (z, z^2) with z + 2 z^2 = 3, z = 1.
    let share = Question::new(&[[1.0, 1.0, 1.0]], &[2.0], &[1.0, 2.0, 5.0], Potential::Entropy).answer();
    assert!(distance(&share.w, &[0.25, 0.5, 1.25]) <= share.error.clone().unwrap());
    assert!(share.error.unwrap() < 1e-15 && (share.multipliers[0] - 0.25f64.ln()).abs() < 1e-15);
    let powers = Question::new(&[[1.0, 2.0]], &[10.0], &[1.0, 1.0], Potential::Entropy).answer();
    assert!(distance(&powers.w, &[2.0, 4.0]) <= powers.error.unwrap());
    // Power p from 0 with one row x: w = sign(x) |x|^(1/(p-1)) times a factor.
    for (p, second) in
        [(1.5, 4.0), (2.0, 2.0), (3.0, 2f64.sqrt()), (1.05, 1048576.0), (8.0, 2f64.powf(1.0 / 7.0))]
    {
        let potential = Potential::Power { exponent: p };
        let found = Question::new(&[[1.0, -2.0]], &[3.0], &[0.0, 0.0], potential).answer();
        let first = 3.0 / (1.0 + 2.0 * second);
        let error = found.error.clone().unwrap();
        assert!(distance(&found.w, &[first, -second * first]) <= error + 2e-15, "p = {p}: {found:?}");
        assert!(error < 1e-13, "p = {p}: {error:e}");
    }
}

// Printed by python3 with mpmath, X, y and w0 as here: Newton in 40 digits or more until the step is below 1e-38, on the
// dual for the hypentropy, the entropy and p = 1.5, on the two free coordinates of w for the other powers.
#[test]
fn mpmath_finds_the_same_to_its_digits() {
    let rows = [[1.0, 2.0, 0.0, -1.0], [0.5, -1.0, 3.0, 2.0]];
    let hypentropy = Potential::Hypentropy { scale: 1.0 / 1024.0 };
    let power = Potential::Power { exponent: 1.5 };
    for (potential, start, targets, expected) in [
        (
            hypentropy,
            [0.0; 4],
            [1.25, -0.75],
            [0.006487752811101978, 0.5864178215044396, -0.008490948847024617, -0.07067660418001875],
        ),
        (
            power,
            [1.0, -0.5, 2.0, 0.25],
            [1.25, -0.75],
            [0.738607799341157, 0.007680229824638889, -0.03985339594226964, -0.4960317410095653],
        ),
        (
            Potential::Power { exponent: 1.1 },
            [1.0, -0.5, 2.0, 0.25],
            [1.25, -0.75],
            [1.1518068322763996, 0.00015006434635840187, -0.37665575791002473, -0.0978930390308836],
        ),
        (
            Potential::Power { exponent: 3.0 },
            [1.0, -0.5, 2.0, 0.25],
            [1.25, -0.75],
            [-0.2069647196437427, 0.054327167348368704, 0.7014767656880836, -1.3483103849470053],
        ),
        (
            Potential::Power { exponent: 8.0 },
            [1.0, -0.5, 2.0, 0.25],
            [1.25, -0.75],
            [-1.6808897037462877, 0.571486788689799, 1.4125879644321073, -1.7879161263666896],
        ),
        (
            Potential::Entropy,
            [1.0, 0.5, 2.0, 0.25],
            [1.25, 3.0],
            [0.6699651991281898, 0.3850386065173504, 0.8899903942091581, 0.19004241216289068],
        ),
    ] {
        let found = Question::new(&rows, &targets, &start, potential).answer();
        let (off, error) = (distance(&found.w, &expected), found.error.unwrap());
        // The printed digits are rounded to doubles: at most 2^-53 of a length below 4.
        assert!(off <= error + 4.5e-16, "{potential}: off by {off:e}, stated {error:e}");
        // For p = 8, psi' is 128 at the start, known to half a unit, over a least curvature of 0.24.
        assert!(error < 1e-13, "{potential}: {error:e}");
    }
}

/// What came of many questions of one potential, n x d: how many were refused, and the worst of the rest.
#[derive(Debug, Default)]
struct Tally {
    refused: usize,
    feasibility: f64,
    span: f64,
    /// Relative to ||w||.
    error: f64,
}

impl Tally {
    fn of(potential: Potential, n: usize, d: usize, questions: u64) -> Tally {
        let mut tally = Tally::default();
        for seed in 0..questions {
            match bregman_projection(&Question::random(seed, n, d, potential).problem()) {
                Err(_) => tally.refused += 1,
                Ok(found) => {
                    let size = distance(&found.w, &vec![0.0; d]);
                    tally.feasibility = tally.feasibility.max(found.feasibility);
                    tally.span = tally.span.max(found.span);
                    tally.error = tally.error.max(found.error.map_or(f64::INFINITY, |error| error / size));
                }
            }
        }
        println!("{potential}, {n}x{d}, {questions} questions: {tally:?}");
        tally
    }
}

#[test]
fn random_questions_are_answered_within_the_limits_and_with_narrow_errors() {
    for potential in ALL {
        // Where the potential is nearly flat at a small coordinate, the span says little of that coordinate.
        let wide = matches!(potential, Potential::Power { exponent } if !(1.15..3.5).contains(&exponent));
        for (n, d) in [(1, 3), (4, 12), (5, 20)] {
            let tally = Tally::of(potential, n, d, 30);
            assert_eq!(tally.refused, 0, "{potential}, {n}x{d}");
            assert!(tally.feasibility < 1e-29 && tally.span < 1e-13, "{potential}, {n}x{d}: {tally:?}");
            assert!(tally.error < if wide { 1e-5 } else { 1e-12 }, "{potential}, {n}x{d}: {tally:?}");
        }
    }
}

#[test]
fn exponents_near_one_and_far_above_two_are_mostly_answered() {
    for exponent in [1.05, 8.0] {
        let tally = Tally::of(Potential::Power { exponent }, 4, 12, 50);
        assert!(
            tally.refused <= 5 && tally.span < 1e-12 && tally.feasibility < 1e-29,
            "p = {exponent}: {tally:?}"
        );
    }
}

/// A vector of length d with Xv = 0, by removing the rows from a fixed one.
fn null_vector(rows: &SignedRows, seed: u64) -> Vec<f64> {
    let mut rng = Seed(seed).rng();
    let mut factor = crate::reference::linear::Factor::default();
    for row in rows.rows() {
        let split = factor.split(row);
        let length = distance(&split.across, &vec![0.0; rows.d]);
        factor.push(split, length);
    }
    factor.split(&(0..rows.d).map(|_| rng.random::<f64>() - 0.5).collect::<Vec<_>>()).across
}

#[test]
fn the_divergence_rises_in_every_direction_along_the_equations() {
    for potential in ALL {
        for seed in 0..5 {
            let question = Question::random(seed, 3, 8, potential);
            let found = question.answer();
            let divergence = |w: &[f64]| -> f64 {
                let each = |(&w, &s): (&f64, &f64)| {
                    potential.value(w) - potential.value(s) - potential.derivative(s) * (w - s)
                };
                w.iter().zip(&question.start).map(each).sum()
            };
            let at = divergence(&found.w);
            for direction in 0..6 {
                let v = null_vector(&question.rows, 100 + direction);
                // Small beside the coordinates, so that positive ones stay positive.
                let least = found.w.iter().fold(f64::MAX, |m, w| m.min(w.abs()));
                let h = if potential == Potential::Entropy { 0.1 * least } else { 1e-3 };
                let moved =
                    |t: f64| divergence(&found.w.iter().zip(&v).map(|(w, v)| w + t * v).collect::<Vec<_>>());
                let (up, down) = (moved(h) - at, moved(-h) - at);
                assert!(up > 0.0 && down > 0.0, "{potential}, {seed}: {up:e}, {down:e}");
                // At a minimum both sides rise alike; for exponents near 1 coordinates near zero bend within h.
                if !matches!(potential, Potential::Power { exponent } if exponent < 1.3)
                    && !matches!(potential, Potential::Hypentropy { scale } if scale < 0.1)
                {
                    assert!((up - down).abs() <= 0.5 * (up + down), "{potential}: {up:e} against {down:e}");
                }
            }
        }
    }
}

#[test]
fn mirror_descent_goes_to_the_projection() {
    for potential in [
        Potential::Quadratic,
        Potential::Entropy,
        Potential::Hypentropy { scale: 0.1 },
        Potential::Power { exponent: 1.5 },
        Potential::Power { exponent: 3.0 },
    ] {
        for seed in 0..3 {
            let question = Question::random(seed, 3, 10, potential);
            let found = question.answer();
            // theta <- theta - step X^T (Xw - y), w = (psi')^-1(theta); the step halves while the residual does not fall.
            let rows = &question.rows;
            let residual = |theta: &[f64]| -> Vec<f64> {
                let w: Vec<f64> = theta.iter().map(|&t| potential.inverse(t)).collect();
                let dot = |x: &[f64]| x.iter().zip(&w).map(|(x, w)| x * w).sum::<f64>();
                rows.rows().zip(&question.targets).map(|(x, y)| dot(x) - y).collect()
            };
            let size = |r: &[f64]| distance(r, &vec![0.0; r.len()]);
            let mut theta: Vec<f64> = question.start.iter().map(|&w| potential.derivative(w)).collect();
            let mut now = residual(&theta);
            let mut step = 1.0;
            for _ in 0..200_000 {
                if size(&now) <= 1e-13 {
                    break;
                }
                let mut next = theta.clone();
                for (x, r) in rows.rows().zip(&now) {
                    next.iter_mut().zip(x).for_each(|(t, x)| *t -= step * r * x);
                }
                let after = residual(&next);
                if size(&after) < size(&now) {
                    (theta, now) = (next, after);
                    step *= 1.05;
                } else {
                    step *= 0.5;
                }
            }
            let w: Vec<f64> = theta.iter().map(|&t| potential.inverse(t)).collect();
            let off = distance(&w, &found.w);
            assert!(off < 1e-9, "{potential}, {seed}: {off:e} with residual {:e}", size(&now));
        }
    }
}

#[test]
fn the_hypentropy_goes_from_the_least_sum_to_the_least_norm() {
    let rows = [[1.0, 2.0, -1.0, 0.5, 0.25], [0.5, -1.0, 2.0, 1.0, -0.75]];
    let at = |potential| Question::new(&rows, &[1.0, 2.0], &[0.0; 5], potential).answer().w;
    let sum = |w: &[f64]| w.iter().map(|x| x.abs()).sum::<f64>();
    // The least norm 1 is at a vertex: the best of all pairs of columns.
    let mut least = f64::MAX;
    for i in 0..5 {
        for j in 0..i {
            let determinant = rows[0][i] * rows[1][j] - rows[0][j] * rows[1][i];
            let (a, b) = (rows[1][j] - 2.0 * rows[0][j], 2.0 * rows[0][i] - rows[1][i]);
            least = least.min((a.abs() + b.abs()) / determinant.abs());
        }
    }
    let euclidean = at(Potential::Quadratic);
    let (mut last_sum, mut last_off) = (sum(&euclidean) * (1.0 + 1e-9), 0.0);
    for power in (-30..=10).rev().step_by(4) {
        let w = at(Potential::Hypentropy { scale: f64::powi(10.0, power) });
        assert!(sum(&w) <= last_sum * (1.0 + 1e-14) && sum(&w) >= least * (1.0 - 1e-14), "scale 1e{power}");
        let off = distance(&w, &euclidean);
        assert!(off >= last_off - 1e-14, "scale 1e{power}: {off:e} after {last_off:e}");
        (last_sum, last_off) = (sum(&w), off);
        if power == 10 {
            assert!(off < 1e-15, "{off:e}");
        }
    }
    // What is left above the vertex falls like scale^(1 - s) for the slack s of the nearest other column.
    assert!(last_sum / least - 1.0 < 0.01, "{last_sum} against {least}");
}
