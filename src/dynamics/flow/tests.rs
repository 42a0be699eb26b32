//! The flow against its closed form, against the constants of planted data, and against descent.

mod terms;

use super::field::{Field, GradientField, follow};
use super::weighed::Weighed;
use super::{Equilibrium, Flow, FlowError, MovingFrame, Reached, ResidualFlow, explicit, implicit};
use crate::data::generate::{Generator, Planted};
use crate::data::{DataSet, Seed, SignedRows};
use crate::dynamics::{Rule, Task, run_many};
use crate::numbers::{exp, ln, ln_1p};
use crate::problem::{Exponential, Logistic, Loss, OfThreshold, StepRule};

/// One row (1, 0): w^ = (1, 0), and the row is on the margin.
struct OnePoint {
    rows: SignedRows,
    frame: MovingFrame,
}

impl OnePoint {
    fn new() -> OnePoint {
        let frame = MovingFrame { drift: vec![1.0, 0.0], excess: vec![0.0] };
        OnePoint { rows: SignedRows::from_rows(&[[1.0, 0.0]]), frame }
    }

    fn flow(&self, eta: f64) -> Flow<'_> {
        Flow {
            rows: &self.rows,
            loss: &Exponential,
            log_step: ln(eta),
            frame: &self.frame,
            offsets: None,
            second_order: None,
        }
    }

    /// dw1/dt = eta e^-w1 gives e^w1 = eta t + C: z1 = w1 - s = ln(eta + C e^-s), with C = e^s0 (e^z0 - eta).
    fn exact(eta: f64, s0: f64, z0: f64, s: f64) -> f64 {
        ln(eta + exp(s0 - s) * (exp(z0) - eta))
    }
}

fn here(s: f64, z: &[f64]) -> Reached {
    Reached { s, z: z.to_vec(), error: 0.0 }
}

/// Steps and starts: at the rest point, before it and beyond it.
const STEPS_AND_STARTS: [(f64, f64); 6] =
    [(1.0, 0.0), (0.3, 1.5), (0.3, -3.0), (1e-3, 0.0), (1e-3, -8.0), (40.0, 2.0)];

#[test]
fn both_integrators_follow_the_closed_form_of_one_point() {
    let point = OnePoint::new();
    for (eta, z0) in STEPS_AND_STARTS {
        let flow = point.flow(eta);
        for goal in [0.1, 2.0, 29.0] {
            let first = explicit::advance(&Weighed::of(&flow), &here(0.0, &[z0, 0.7]), goal, 1e-13, 0.0)
                .unwrap_or_else(|| panic!("eta {eta}, to {goal}: too stiff for the explicit pair"));
            let second = implicit::advance(&Weighed::of(&flow), &here(0.0, &[z0, 0.7]), goal, 1e-13, 0.0)
                .expect("no stall");
            let exact = OnePoint::exact(eta, 0.0, z0, goal);
            for reached in [first, second] {
                assert_eq!(reached.s, goal);
                assert!(
                    (reached.z[0] - exact).abs() <= 1e-10,
                    "eta {eta}, to {goal}: {reached:?}, not {exact}"
                );
                assert_eq!(reached.z[1], 0.7, "nothing acts across the row");
            }
        }
    }
}

#[test]
fn beyond_thirty_log_units_the_implicit_pair_takes_over_and_stays_on_the_closed_form() {
    let point = OnePoint::new();
    for (eta, z0) in STEPS_AND_STARTS {
        let flow = point.flow(eta);
        assert_eq!(explicit::advance(&Weighed::of(&flow), &here(0.0, &[z0, 0.0]), 31.0, 1e-12, 0.0), None);
        let outputs = [10.0, 50.0, 1e3, 1e6];
        let reached = flow.follow(0.0, &[z0, 0.0], &outputs, 1e-12, 0.0).expect("no stall");
        for (reached, goal) in reached.iter().zip(outputs) {
            let exact = OnePoint::exact(eta, 0.0, z0, goal);
            assert_eq!(reached.s, goal);
            assert!((reached.z[0] - exact).abs() <= 1e-10, "eta {eta}, to {goal}: {reached:?}, not {exact}");
        }
    }
}

#[test]
fn a_rest_frame_gives_the_same_flow_as_a_moving_one() {
    let point = OnePoint::new();
    let still = MovingFrame::at_rest(&point.rows);
    let flow = Flow { frame: &still, ..point.flow(0.3) };
    let reached = flow.follow(0.0, &[1.5, 0.0], &[20.0], 1e-12, 0.0).expect("no stall").remove(0);
    let exact = 20.0 + OnePoint::exact(0.3, 0.0, 1.5, 20.0);
    assert!((reached.z[0] - exact).abs() <= 1e-10, "{reached:?}, not {exact}");
}

#[test]
fn the_error_bound_covers_the_true_error() {
    let point = OnePoint::new();
    for (eta, z0) in STEPS_AND_STARTS {
        for tolerance in [1e-6, 1e-8, 1e-10, 1e-12] {
            for outputs in [[0.5, 3.0, 25.0], [40.0, 200.0, 1e3]] {
                let reached =
                    point.flow(eta).follow(0.0, &[z0, 0.0], &outputs, tolerance, 0.0).expect("no stall");
                for reached in reached {
                    let exact = OnePoint::exact(eta, 0.0, z0, reached.s);
                    let (miss, bound) = ((reached.z[0] - exact).abs(), reached.error);
                    // Rounding of z in each of a few hundred steps, which the estimate does not see.
                    let rounding = 256.0 * f64::EPSILON * z0.abs().max(exact.abs()).max(1.0);
                    assert!(
                        miss <= bound + rounding,
                        "eta {eta}, tolerance {tolerance:e}, to {}: off by {miss:e}, bound {bound:e}",
                        reached.s
                    );
                }
            }
        }
    }
}

#[test]
fn a_start_far_behind_the_flow_stalls_and_says_where() {
    let point = OnePoint::new();
    let found = point.flow(1.0).follow(0.0, &[-600.0, 0.0], &[10.0], 1e-8, 0.0);
    let Err(FlowError::Stalled { s, goal, .. }) = found else { panic!("{found:?}") };
    assert_eq!((s, goal), (0.0, 10.0));
}

/// z' = -z, which overflows beyond s = 50.
struct Wall;

impl Field for Wall {
    fn velocity(&self, s: f64, z: &[f64], velocity: &mut [f64]) -> Option<()> {
        velocity[0] = -z[0];
        (s <= 50.0).then_some(())
    }

    fn fastest(&self, _: f64, _: &[f64]) -> f64 {
        1.0
    }
}

impl GradientField for Wall {
    fn curvature(&self, _: f64, _: &[f64], curvature: &mut [f64]) -> Option<()> {
        curvature[0] = 1.0;
        Some(())
    }
}

#[test]
fn a_flow_that_stalls_halfway_keeps_what_it_reached_and_says_where_it_stopped() {
    let (reached, stopped) = follow(&Wall, 0.0, &[1.0], &[5.0, 45.0, 60.0, 100.0], 1e-8, 0.0);
    assert_eq!(reached.iter().map(|at| at.s).collect::<Vec<_>>(), [5.0, 45.0]);
    for at in &reached {
        assert!((at.z[0] - exp(-at.s)).abs() <= at.error, "{at:?}");
    }
    let Some(FlowError::Stalled { s, goal, .. }) = stopped else { panic!("{stopped:?}") };
    assert!((45.0..=50.0).contains(&s) && goal == 60.0, "{s} on the way to {goal}");
}

/// Planted data with the truth that their generator states.
struct Sure {
    rows: SignedRows,
    frame: MovingFrame,
    /// Row of the support and its multiplier alpha_i = p_i / gamma^2.
    support: Vec<(usize, f64)>,
}

impl Sure {
    fn new(planted: &Planted, seed: u64) -> Sure {
        let data: DataSet = planted.generate(Seed(seed)).expect("parameters within their range");
        let truth = &data.truth;
        let (gamma, direction) = truth.margin.zip(truth.direction.as_ref()).expect("stated by planted data");
        let p = truth.simplex_multipliers.as_ref().expect("no more support vectors than dimensions");
        let support: Vec<(usize, f64)> =
            (0..data.n).filter(|&i| p[i] > 0.0).map(|i| (i, p[i] / (gamma * gamma))).collect();
        let drift: Vec<f64> = direction.iter().map(|u| u / gamma).collect();
        let rows = data.signed_rows();
        let excess = |(i, row): (usize, &[f64])| {
            let on_margin = support.iter().any(|(k, _)| *k == i);
            if on_margin { 0.0 } else { dot(row, &drift) - 1.0 }
        };
        let excess = rows.rows().enumerate().map(excess).collect();
        Sure { rows, frame: MovingFrame { drift, excess }, support }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn spanning(seed: u64) -> Sure {
    Sure::new(&Planted { d: 4, support_vectors: 4, others: 12, theta: 2.0, concentration: 5 }, seed)
}

fn deficient(seed: u64) -> Sure {
    Sure::new(&Planted { d: 5, support_vectors: 3, others: 12, theta: 2.0, concentration: 5 }, seed)
}

#[test]
fn at_log_time_1000_the_flow_has_reached_the_constants_of_planted_data() {
    // eta e^(-z_i.w~) = alpha_i on the support, whatever the start: z_i.z -> ln eta - ln alpha_i. What the start leaves
    // behind is e^(-1000 lambda*), lambda* > 0.2 on these sets, and nothing.
    for (set, seed) in
        [spanning as fn(u64) -> Sure, deficient].into_iter().flat_map(|set| [(set, 1), (set, 2)])
    {
        let sure = set(seed);
        for loss in [&Exponential as &dyn Loss, &Logistic] {
            for (log_step, start) in [(0.0, 0.0), (-4.0, 1.0)] {
                let flow = Flow {
                    rows: &sure.rows,
                    loss,
                    log_step,
                    frame: &sure.frame,
                    offsets: None,
                    second_order: None,
                };
                let start = vec![start; sure.rows.d];
                let reached = flow.follow(0.0, &start, &[1e3], 1e-11, 0.2).expect("no stall").remove(0);
                let size = dot(&reached.z, &reached.z).sqrt();
                for &(i, alpha) in &sure.support {
                    let margin = dot(sure.rows.row(i), &reached.z);
                    // Rows are at most 1 long. The stated direction and multipliers are right to some hundred
                    // roundings, of z and of the logarithm.
                    let allowed = reached.error + 1e-13 * (1.0 + size);
                    let exact = log_step - ln(alpha);
                    assert!(
                        (margin - exact).abs() <= allowed,
                        "{} loss, row {i}: {margin:e}, not {exact:e}, allowed {allowed:e}",
                        loss.key()
                    );
                }
            }
        }
    }
}

#[test]
fn the_second_order_term_is_most_of_the_distance_from_descent_to_the_plain_flow() {
    let (t0, t1) = (1_000u64, 100_000u64);
    for sure in [spanning(3), deficient(4)] {
        for loss in [&Exponential as &dyn Loss, &Logistic] {
            let start = vec![0.0; sure.rows.d];
            let step = OfThreshold { fraction: 0.5 }.step(&sure.rows, loss, &start).expect("a threshold");
            let task = Task::new(&sure.rows, loss, step, &start);
            let points = run_many(vec![task], &Rule::GradientDescent, t1).remove(0).points;
            let state = |t: u64| {
                let w = &points.iter().find(|point| point.t == t).expect("a power of ten").w;
                (ln(t as f64), sure.frame.enter(ln(t as f64), w))
            };
            let ((s0, z0), (s1, z1)) = (state(t0), state(t1));
            let miss = |second_order: Option<fn(f64) -> f64>| {
                let log_step = ln(step);
                let flow = Flow {
                    rows: &sure.rows,
                    loss,
                    log_step,
                    frame: &sure.frame,
                    offsets: None,
                    second_order,
                };
                let reached = flow.follow(s0, &z0, &[s1], 1e-12, 0.0).expect("no stall").remove(0);
                let off: Vec<f64> = reached.z.iter().zip(&z1).map(|(a, b)| a - b).collect();
                dot(&off, &off).sqrt()
            };
            let (plain, second) = (miss(None), miss(Some(|_| 1.0)));
            // One term of the expansion in the step's share of the time constant, at most 1/t0 (a curvature of
            // 1/(eta t) times eta), is left out: the miss falls by a factor of that order, of which a tenth is asked.
            assert!(
                second <= plain / (0.1 * t0 as f64),
                "{} loss: plain {plain:e}, second order {second:e}",
                loss.key()
            );
        }
    }
}

#[test]
fn two_solutions_never_move_apart() {
    let sure = spanning(5);
    let flow = Flow {
        rows: &sure.rows,
        loss: &Logistic,
        log_step: 0.0,
        frame: &sure.frame,
        offsets: None,
        second_order: None,
    };
    let follow = |z: [f64; 4]| flow.follow(2.0, &z, &[3.0, 6.0, 100.0], 1e-10, 0.0).expect("no stall");
    let (one, other) = (follow([0.0; 4]), follow([1.0; 4]));
    let mut before = 2.0;
    for (a, b) in one.iter().zip(&other) {
        let off: Vec<f64> = a.z.iter().zip(&b.z).map(|(a, b)| a - b).collect();
        let apart = dot(&off, &off).sqrt();
        assert!(apart <= before + a.error + b.error, "at {}: {apart:e} after {before:e}", a.s);
        before = apart;
    }
}

/// The point at which the flow of one point comes to rest: eta e^-w1 = 1.
fn rest_of_one_point(at: &[f64]) -> Equilibrium<'_> {
    Equilibrium {
        point: at,
        support: &[0],
        multipliers: vec![1.0],
        basis: vec![&[1.0, 0.0]],
        support_rank: 1,
    }
}

#[test]
fn the_residual_of_one_point_stays_on_its_closed_form_down_to_e_to_the_minus_2000() {
    let point = OnePoint::new();
    for (eta, z0) in [(0.3, 1.5), (0.3, -3.0), (1e-3, -8.0), (40.0, 2.0)] {
        let at = [ln(eta), 0.0];
        let rest = rest_of_one_point(&at);
        let flow = ResidualFlow::about(&point.flow(eta), &rest);
        let start = ResidualFlow::enter(0.0, &[z0, 0.7], &rest);
        for goal in [1.0, 12.0, 300.0, 2000.0] {
            let reached = flow.follow(&start, goal, 1e-12, 1.0).expect("no stall");
            // r = ln(1 + C e^-s / eta), C = e^z0 - eta.
            let share = exp(z0) / eta - 1.0;
            let small = share * exp(-goal);
            let exact = if small.abs() > 1e-9 { ln(ln_1p(small).abs()) } else { ln(share.abs()) - goal };
            let found = reached.scale + ln(reached.rho[0].abs());
            // Errors of an e-fold each are at most 1e-12 of r a step, some hundred steps an e-fold at the start.
            let allowed = 1e-10 * (1.0 + goal);
            assert!((found - exact).abs() <= allowed, "eta {eta}, to {goal}: {found}, not {exact}");
            assert_eq!(reached.rho[0] > 0.0, share > 0.0);
        }
    }
}

#[test]
fn the_logistic_tail_forces_the_residual_beyond_the_smallest_double() {
    // dw/dt = eta / (1 + e^w) gives w + e^w = eta t + C: e^r = 1 + (C - s - ln eta - r) e^-s / eta.
    let point = OnePoint::new();
    let (eta, z0) = (0.5, 1.0);
    let at = [ln(eta), 0.0];
    let rest = rest_of_one_point(&at);
    let flow = ResidualFlow::about(&Flow { loss: &Logistic, ..point.flow(eta) }, &rest);
    let start = ResidualFlow::enter(0.0, &[z0, 0.0], &rest);
    let c = z0 + exp(z0) - eta;
    for goal in [50.0, 490.0, 800.0, 2000.0] {
        let reached = flow.follow(&start, goal, 1e-12, 1.0).expect("no stall");
        let exact = ln((goal + ln(eta) - c) / eta) - goal;
        let found = reached.scale + ln(reached.rho[0].abs());
        assert!((found - exact).abs() <= 1e-10 * (1.0 + goal), "to {goal}: {found}, not {exact}");
        assert!(reached.rho[0] < 0.0);
    }
}

#[test]
fn a_slow_mode_that_starts_out_at_1e_minus_13_comes_to_lead() {
    // Rows (1, a) and (1, -a): w^ = (1, 0), alpha = 1/2 each, M = diag(1, a^2).
    let across = 0.4f64;
    let a = across.sqrt();
    let rows = SignedRows::from_rows(&[[1.0, a], [1.0, -a]]);
    let frame = MovingFrame { drift: vec![1.0, 0.0], excess: vec![0.0, 0.0] };
    let flow = Flow {
        rows: &rows,
        loss: &Exponential,
        log_step: 0.0,
        frame: &frame,
        offsets: None,
        second_order: None,
    };
    let at = [ln(2.0), 0.0];
    let rest = Equilibrium {
        point: &at,
        support: &[0, 1],
        multipliers: vec![0.5, 0.5],
        basis: vec![&[1.0, 0.0], &[0.0, 1.0]],
        support_rank: 2,
    };
    let residual = ResidualFlow::about(&flow, &rest);
    let start = ResidualFlow::enter(0.0, &[ln(2.0) + 0.1, 1e-13], &rest);
    let slope = |from: f64| {
        let one = residual.follow(&start, from, 1e-10, across).expect("no stall");
        let other = residual.follow(&one, from + 5.0, 1e-10, across).expect("no stall");
        (other.scale - one.scale) / 5.0
    };
    // Twenty e-folds of the gap 0.6 in, the fast mode still leads by e^(30 - 20); a hundred in, it is e^-70.
    assert!((slope(20.0 / 0.6) + 1.0).abs() <= 1e-2, "{}", slope(20.0 / 0.6));
    assert!((slope(100.0 / 0.6) + across).abs() <= 1e-9, "{}", slope(100.0 / 0.6));
}

#[test]
fn the_flow_of_the_residual_is_the_flow() {
    for sure in [spanning(6), deficient(7)] {
        for loss in [&Exponential as &dyn Loss, &Logistic] {
            let flow = Flow {
                rows: &sure.rows,
                loss,
                log_step: -1.0,
                frame: &sure.frame,
                offsets: None,
                second_order: None,
            };
            let d = sure.rows.d;
            // The equilibrium as the flow itself finds it; the flow stays near it, whatever lies across the support.
            let reached = flow.follow(0.0, &vec![0.0; d], &[1e3], 1e-12, 0.2).expect("no stall").remove(0);
            let support: Vec<usize> = sure.support.iter().map(|(i, _)| *i).collect();
            let multipliers: Vec<f64> = sure.support.iter().map(|(_, alpha)| *alpha).collect();
            let basis = orthonormal(&sure.rows, &support);
            let point: Vec<f64> = (0..d)
                .map(|j| basis[..support.len()].iter().map(|e| e[j] * dot(e, &reached.z)).sum())
                .collect();
            let start: Vec<f64> = (0..d).map(|j| 0.3 - 0.1 * j as f64).collect();
            let scaled = |r: &super::Residual| -> Vec<f64> {
                r.rho.iter().map(|x| exp(r.scale) * x).chain(r.across.iter().copied()).collect()
            };
            // How far the flow about this equilibrium is from the flow of z at `goal`, and how far it may be.
            let apart = |point: &[f64], factor: f64, goal: f64| -> (f64, f64) {
                let rest = Equilibrium {
                    point,
                    support: &support,
                    multipliers: multipliers.iter().map(|alpha| factor * alpha).collect(),
                    basis: basis.iter().map(Vec::as_slice).collect(),
                    support_rank: support.len(),
                };
                let residual = ResidualFlow::about(&flow, &rest);
                let entered = ResidualFlow::enter(2.0, &start, &rest);
                let plain = flow.follow(2.0, &start, &[goal], 1e-12, 0.0).expect("no stall").remove(0);
                let found = residual.follow(&entered, goal, 1e-12, 0.2).expect("no stall");
                let expected = ResidualFlow::enter(goal, &plain.z, &rest);
                let both = scaled(&found).into_iter().zip(scaled(&expected));
                let apart = both.fold(0.0, |sum: f64, (a, b)| sum + (a - b) * (a - b)).sqrt();
                // Local errors of both, and the rounding of the equilibrium.
                (apart, plain.error + exp(found.scale) * found.error + 1e-12)
            };
            for goal in [3.0, 8.0, 16.0] {
                let (apart, allowed) = apart(&point, 1.0, goal);
                assert!(apart <= allowed, "{} loss, to {goal}: {apart:e} > {allowed:e}", loss.key());
            }
            // The residual's flow comes to rest wherever it is told to, and parts from the flow of z on the way there:
            // an equilibrium that is off, and one with twice the multipliers and its own point.
            let wrong: Vec<f64> = point.iter().zip(&basis[0]).map(|(w, axis)| w + 1e-3 * axis).collect();
            assert!(apart(&wrong, 1.0, 16.0).0 > 1e-4);
            let drift = &sure.frame.drift;
            let doubled: Vec<f64> =
                point.iter().zip(drift).map(|(w, drift)| w - 2.0f64.ln() * drift).collect();
            assert!(apart(&doubled, 2.0, 16.0).0 > 1e-2);
        }
    }
}

/// Orthonormal axes of the rows chosen, then of all of R^d.
fn orthonormal(rows: &SignedRows, chosen: &[usize]) -> Vec<Vec<f64>> {
    let mut axes: Vec<Vec<f64>> = Vec::new();
    let units = (0..rows.d).map(|j| (0..rows.d).map(|l| f64::from(u8::from(l == j))).collect());
    for mut z in chosen.iter().map(|&i| rows.row(i).to_vec()).chain(units) {
        // Twice is enough.
        for axis in axes.iter().chain(&axes).cloned().collect::<Vec<_>>() {
            let part = dot(&axis, &z);
            z.iter_mut().zip(&axis).for_each(|(z, e)| *z -= part * e);
        }
        let length = dot(&z, &z).sqrt();
        if length > 1e-3 && axes.len() < rows.d {
            axes.push(z.iter().map(|z| z / length).collect());
        }
    }
    axes
}
