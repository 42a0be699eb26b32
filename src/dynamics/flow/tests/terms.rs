//! A flow's frame, curvature and error, and what it knows of a loss's tail.

use super::super::field::{Field, GradientField};
use super::super::{Flow, MovingFrame, Reached, ResidualFlow, explicit, implicit};
use super::{OnePoint, here};
use crate::data::SignedRows;
use crate::numbers::{exp, ln};
use crate::problem::{Exponential, Logistic, Loss, PolynomialTail, StretchedExponential};

#[test]
fn an_error_that_is_there_shrinks_at_the_rate_that_is_vouched_for() {
    let point = OnePoint::new();
    let flow = point.flow(0.3);
    for rate in [0.0, 0.2, 1.0] {
        for goal in [0.5, 4.0, 29.0] {
            // At rest nothing is added to it but estimates of nothing and rounding.
            let start = Reached { error: 1.0, ..here(0.0, &[ln(0.3), 0.7]) };
            let first = explicit::advance(&flow, &start, goal, 1e-13, rate).expect("not stiff");
            let second = implicit::advance(&flow, &start, goal, 1e-13, rate).expect("no stall");
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
            flow.curvature(s, &z, &mut curvature).expect("in range");
            let h = 1e-4;
            for j in 0..3 {
                let (mut plus, mut minus) = ([0.0; 3], [0.0; 3]);
                let at = |step: f64| {
                    let mut z = z;
                    z[j] += step;
                    z
                };
                flow.velocity(s, &at(h), &mut plus).expect("in range");
                flow.velocity(s, &at(-h), &mut minus).expect("in range");
                for i in 0..3 {
                    // Third derivatives are below 200 here: the difference is off by 200 h^2 / 6.
                    let difference = (minus[i] - plus[i]) / (2.0 * h);
                    let found = curvature[3 * i + j];
                    assert!((found - difference).abs() < 1e-6, "({i}, {j}) at {s}: {found}, {difference}");
                }
            }
            // Its trace bounds the fastest rate, and says how far descent is from the flow.
            let trace = curvature[0] + curvature[4] + curvature[8];
            assert!((flow.fastest(s, &z) - trace).abs() <= 1e-13 * trace, "{}, {trace}", flow.fastest(s, &z));
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
        flow.velocity(s, &z, &mut moving).expect("in range");
        Flow { frame: &still, ..*flow }.velocity(s, &w, &mut resting).expect("in range");
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
