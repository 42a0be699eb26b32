//! A flow's frame, curvature and error, and what it knows of a loss's tail.

use super::super::field::{Field, GradientField};
use super::super::points::Points;
use super::super::weighed::Weighed;
use super::super::{Flow, MovingFrame, Reached, ResidualFlow, explicit, implicit};
use super::{OnePoint, dot, here};
use crate::data::SignedRows;
use crate::numbers::{exp, ln};
use crate::problem::{CrossEntropy, Exponential, Logistic, Loss, PolynomialTail, StretchedExponential};

#[test]
fn an_error_that_is_there_shrinks_at_the_rate_that_is_vouched_for() {
    let point = OnePoint::new();
    let flow = point.flow(0.3);
    for rate in [0.0, 0.2, 1.0] {
        for goal in [0.5, 4.0, 29.0] {
            // At rest nothing is added to it but estimates of nothing and rounding.
            let start = Reached { error: 1.0, ..here(0.0, &[ln(0.3), 0.7]) };
            let first = explicit::advance(&Weighed::of(&flow), &start, goal, 1e-13, rate).expect("not stiff");
            let second = implicit::advance(&Weighed::of(&flow), &start, goal, 1e-13, rate).expect("no stall");
            for reached in [first, second] {
                let shrunk = exp(-rate * goal);
                assert!((reached.error - shrunk).abs() <= 1e-11, "{rate} to {goal}: {}", reached.error);
            }
        }
    }
}

/// A flow with every term but that of second order: five rows of three columns, two of them on the margin.
fn with_all_terms(check: impl Fn(&Flow<'_>)) {
    let rows = SignedRows::from_rows(&[
        [1.0, 0.5, -0.25],
        [1.0, -0.5, 0.75],
        [1.5, 0.25, 0.5],
        [2.0, -1.0, 0.125],
        [1.25, 0.0, -1.5],
    ]);
    let frame = MovingFrame { drift: vec![1.0, 0.0, 0.0], excess: vec![0.0, 0.0, 0.5, 1.0, 0.25] };
    let offsets = [0.0, 0.25, -0.5, 1.0, 0.125];
    for loss in [&Exponential as &dyn Loss, &Logistic] {
        for offsets in [None, Some(&offsets[..])] {
            let (rows, frame) = (&rows, &frame);
            check(&Flow { rows, loss, log_step: -0.5, frame, offsets, second_order: None });
        }
    }
}

#[test]
fn the_curvature_of_a_flow_is_minus_the_difference_of_its_velocity() {
    with_all_terms(|flow| {
        for (s, z) in [(0.0, [0.2, -0.1, 0.3]), (1.5, [-0.4, 0.5, 0.1]), (3.0, [0.0, 0.0, -0.2])] {
            let mut curvature = vec![f64::NAN; 9];
            Weighed::of(flow).curvature(s, &z, &mut curvature).expect("in range");
            let h = 1e-4;
            for j in 0..3 {
                let (mut plus, mut minus) = ([0.0; 3], [0.0; 3]);
                let at = |step: f64| {
                    let mut z = z;
                    z[j] += step;
                    z
                };
                Weighed::of(flow).velocity(s, &at(h), &mut plus).expect("in range");
                Weighed::of(flow).velocity(s, &at(-h), &mut minus).expect("in range");
                for i in 0..3 {
                    // Third derivatives are below 200 here: the difference is off by 200 h^2 / 6.
                    let difference = (minus[i] - plus[i]) / (2.0 * h);
                    let found = curvature[3 * i + j];
                    assert!((found - difference).abs() < 1e-6, "({i}, {j}) at {s}: {found}, {difference}");
                }
            }
            // Its trace bounds the fastest rate, and says how far descent is from the flow.
            let trace = curvature[0] + curvature[4] + curvature[8];
            assert!(
                (Weighed::of(flow).fastest(s, &z) - trace).abs() <= 1e-13 * trace,
                "{}, {trace}",
                Weighed::of(flow).fastest(s, &z)
            );
            let of_a_step = flow.step_times_curvature(s, &z);
            assert!((of_a_step - trace * exp(-s)).abs() <= 1e-13 * of_a_step, "{of_a_step}");
        }
    });
}

#[test]
fn a_frame_is_entered_by_taking_off_its_drift_and_changes_no_velocity() {
    with_all_terms(|flow| {
        let (s, w) = (2.0, [2.5, 0.25, -0.5]);
        let z = flow.frame.enter(s, &w);
        assert_eq!(z, [0.5, 0.25, -0.5]);
        let still = MovingFrame::at_rest(flow.rows);
        assert_eq!(still.enter(s, &w), w);
        let (mut moving, mut resting) = ([0.0; 3], [0.0; 3]);
        Weighed::of(flow).velocity(s, &z, &mut moving).expect("in range");
        let resting_flow = Flow { frame: &still, ..*flow };
        Weighed::of(&resting_flow).velocity(s, &w, &mut resting).expect("in range");
        for ((moving, drift), resting) in moving.iter().zip(&flow.frame.drift).zip(resting) {
            assert!((moving + drift - resting).abs() <= 1e-13, "{moving}, {resting}");
        }
    });
}

#[test]
fn a_loss_with_an_exponential_tail_knows_it_and_others_do_not() {
    for loss in [&Exponential as &dyn Loss, &Logistic] {
        assert!(ResidualFlow::knows_tail(loss), "{}", loss.key());
    }
    let others: [&dyn Loss; 3] =
        [&PolynomialTail { k: 1.0 }, &StretchedExponential { nu: 0.5 }, &StretchedExponential { nu: 2.0 }];
    for loss in others {
        assert!(!ResidualFlow::knows_tail(loss), "{}", loss.key());
    }
}

#[test]
fn sums_over_many_long_rows_are_those_of_the_formula() {
    let (n, d) = (150, 11);
    let value = |i: usize, j: usize| ((7 * i + 3 * j) % 13) as f64 / 8.0 - 0.75;
    let values: Vec<f64> = (0..n).flat_map(|i| (0..d).map(move |j| value(i, j))).collect();
    let rows = SignedRows { n, d, values };
    let drift: Vec<f64> = (0..d).map(|j| 0.1 * j as f64).collect();
    let excess: Vec<f64> = (0..n).map(|i| dot(rows.row(i), &drift) - 1.0).collect();
    let frame = MovingFrame { drift, excess };
    let offsets: Vec<f64> = (0..n).map(|i| 0.01 * i as f64).collect();
    let (s, z): (f64, Vec<f64>) = (0.5, (0..d).map(|j| 0.2 - 0.05 * j as f64).collect());
    for loss in [&Exponential as &dyn Loss, &Logistic] {
        for second_order in [None, Some((|_| 0.5) as fn(f64) -> f64)] {
            let flow = Flow {
                rows: &rows,
                loss,
                log_step: -2.0,
                frame: &frame,
                offsets: Some(&offsets),
                second_order,
            };
            let (mut pull, mut curvature) = (vec![0.0; d], vec![0.0; d * d]);
            for i in 0..n {
                let u = s * (1.0 + frame.excess[i]) + dot(rows.row(i), &z) + offsets[i];
                let weight = exp(s - 2.0 + loss.log_slope(u));
                let bend = -weight * loss.log_slope_derivative(u);
                for j in 0..d {
                    pull[j] += weight * value(i, j);
                    (0..d).for_each(|k| curvature[j * d + k] += bend * value(i, j) * value(i, k));
                }
            }
            let mut wanted: Vec<f64> =
                pull.iter().zip(&frame.drift).map(|(pull, drift)| pull - drift).collect();
            if second_order.is_some() {
                let half = 0.25 * exp(-s);
                for j in 0..d {
                    wanted[j] += half * dot(&curvature[j * d..(j + 1) * d], &pull);
                }
                let plain = curvature.clone();
                for (j, k) in (0..d).flat_map(|j| (0..d).map(move |k| (j, k))) {
                    curvature[j * d + k] +=
                        half * (0..d).map(|l| plain[j * d + l] * plain[l * d + k]).sum::<f64>();
                }
            }
            let (weighed, mut velocity, mut bent) = (Weighed::of(&flow), vec![0.0; d], vec![0.0; d * d]);
            weighed.velocity(s, &z, &mut velocity).expect("in range");
            weighed.curvature(s, &z, &mut bent).expect("in range");
            let size = curvature.iter().fold(1.0, |most: f64, c| most.max(c.abs()));
            for (a, b) in velocity.iter().chain(&bent).zip(wanted.iter().chain(&curvature)) {
                assert!((a - b).abs() <= 1e-12 * size * size, "{a} for {b}");
            }
            let times = [0.0, 0.1, 0.2, 0.3, 0.4].map(|more| s + more);
            let points = times.map(|time| z.iter().map(|z| z * time).collect::<Vec<f64>>());
            let mut together = times.map(|_| vec![0.0; d]);
            weighed.velocities(&times, &points, &mut together).expect("in range");
            for ((time, point), velocity) in times.iter().zip(&points).zip(&together) {
                let mut alone = vec![0.0; d];
                weighed.velocity(*time, point, &mut alone).expect("in range");
                assert_eq!(&alone, velocity, "five at once have the bits of one");
            }
        }
    }
}

/// Twenty points of two rows in five columns, some of them with margins far below zero.
fn with_points(check: impl Fn(&Flow<'_>)) {
    let (n, d) = (40, 5);
    let value = |i: usize, j: usize| ((5 * i + 3 * j + i * j) % 17) as f64 / 8.0 - 1.0;
    let values: Vec<f64> = (0..n).flat_map(|i| (0..d).map(move |j| value(i, j))).collect();
    let rows = SignedRows { n, d, values };
    let drift: Vec<f64> = (0..d).map(|j| 0.25 * j as f64).collect();
    let excess: Vec<f64> = rows.rows().map(|row| dot(row, &drift) - 1.0).collect();
    let frame = MovingFrame { drift, excess };
    let loss = CrossEntropy { classes: 3 };
    check(&Flow {
        rows: &rows,
        loss: &loss,
        log_step: -1.0,
        frame: &frame,
        offsets: None,
        second_order: None,
    });
}

/// ln(1 + sum e^-u) of the points at w = z + s w^, and e^s eta times minus its gradient.
fn cross_entropy(flow: &Flow<'_>, s: f64, z: &[f64]) -> (f64, Vec<f64>) {
    let w: Vec<f64> = z.iter().zip(&flow.frame.drift).map(|(z, drift)| z + s * drift).collect();
    let (mut value, mut pull) = (0.0, vec![0.0; z.len()]);
    for first in (0..flow.rows.n).step_by(2) {
        let e = [first, first + 1].map(|i| exp(-dot(flow.rows.row(i), &w)));
        let sum = 1.0 + e[0] + e[1];
        value += ln(sum);
        for (k, e) in e.iter().enumerate() {
            let weight = exp(s + flow.log_step) * e / sum;
            pull.iter_mut().zip(flow.rows.row(first + k)).for_each(|(p, z)| *p += weight * z);
        }
    }
    (value, pull)
}

const PLACES: [(f64, [f64; 5]); 3] = [
    (0.0, [0.2, -0.1, 0.3, 0.0, 0.1]),
    (1.5, [-0.4, 0.5, 0.1, 0.2, -0.3]),
    (3.0, [0.0, 0.0, -0.2, 0.4, 0.1]),
];

#[test]
fn the_flow_of_points_follows_the_softmax_of_their_margins() {
    with_points(|flow| {
        for (s, z) in PLACES {
            let mut velocity = [0.0; 5];
            Points::of(flow).velocity(s, &z, &mut velocity).expect("in range");
            let (_, pull) = cross_entropy(flow, s, &z);
            for ((v, pull), drift) in velocity.iter().zip(&pull).zip(&flow.frame.drift) {
                let wanted = pull - drift;
                assert!((v - wanted).abs() <= 1e-13 * (1.0 + pull.abs()), "{v} for {wanted}");
            }
        }
    });
}

#[test]
fn the_curvature_of_points_is_minus_the_difference_of_their_velocity() {
    with_points(|flow| {
        for (s, z) in PLACES {
            let (mut curvature, h) = (vec![f64::NAN; 25], 1e-5);
            Points::of(flow).curvature(s, &z, &mut curvature).expect("in range");
            for j in 0..5 {
                let at = |step: f64| {
                    let mut z = z;
                    z[j] += step;
                    cross_entropy(flow, s, &z).1
                };
                for (i, (plus, minus)) in at(h).iter().zip(at(-h)).enumerate() {
                    let (found, difference) = (curvature[5 * i + j], (minus - plus) / (2.0 * h));
                    assert!((found - difference).abs() <= 1e-6, "({i}, {j}) at {s}: {found}, {difference}");
                }
            }
            // The rows' own trace is at least that of the curvature.
            let trace: f64 = (0..5).map(|j| curvature[6 * j]).sum();
            let fastest = Points::of(flow).fastest(s, &z);
            assert!(fastest >= trace && fastest <= 10.0 * trace, "{fastest} for {trace}");
            // (eta/2) Hess L grad L, in the flow's own units.
            let second = Flow { second_order: Some(|_| 0.5), ..*flow };
            let (mut bent, mut plain) = ([0.0; 5], [0.0; 5]);
            Points::of(&second).velocity(s, &z, &mut bent).expect("in range");
            Points::of(flow).velocity(s, &z, &mut plain).expect("in range");
            let pull = cross_entropy(flow, s, &z).1;
            for i in 0..5 {
                let wanted = 0.25 * exp(-s) * dot(&curvature[5 * i..5 * i + 5], &pull);
                let found = bent[i] - plain[i];
                assert!((found - wanted).abs() <= 1e-12 * (1.0 + wanted.abs()), "{found} for {wanted}");
            }
        }
    });
}

#[test]
fn points_of_one_row_flow_as_rows_do() {
    with_all_terms(|flow| {
        for (s, z) in [(0.0, [0.2, -0.1, 0.3]), (3.0, [0.0, 0.0, -0.2])] {
            let (mut by_points, mut by_rows) = ([0.0; 3], [0.0; 3]);
            Points::of(flow).velocity(s, &z, &mut by_points).expect("in range");
            Weighed::of(flow).velocity(s, &z, &mut by_rows).expect("in range");
            let (mut bent, mut bent_by_rows) = ([0.0; 9], [0.0; 9]);
            Points::of(flow).curvature(s, &z, &mut bent).expect("in range");
            Weighed::of(flow).curvature(s, &z, &mut bent_by_rows).expect("in range");
            for (a, b) in by_points.iter().chain(&bent).zip(by_rows.iter().chain(&bent_by_rows)) {
                assert!((a - b).abs() <= 1e-13 * (1.0 + b.abs()), "{a}, {b}");
            }
        }
    });
}
