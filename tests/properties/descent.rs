//! Gradient descent under changes of the data whose effect is known, and against the exact max margin.

use implicit_bias::case::{Monitor, StepSeen};
use implicit_bias::data::SignedRows;
use implicit_bias::data::strategies::{non_separable, separable};
use implicit_bias::dynamics::{Descent, Ended, Iterate, Rule, Task, run_many};
use implicit_bias::problem::{
    Exponential, Logistic, Loss, OfThreshold, PolynomialTail, StepRule, StretchedExponential,
    local_smoothness,
};
use implicit_bias::reference::{Separability, max_margin_l2};
use proptest::prelude::*;

use crate::losses::any_loss;
use crate::rows::{any_separable, distance, dot, keys, mapped, norm, permuted, reflection, with_row};

/// Steps of a run here.
const STEPS: u64 = 300;

fn run(
    rows: &SignedRows,
    loss: &dyn Loss,
    rule: &Rule,
    step: f64,
    monitors: Vec<Box<dyn Monitor>>,
) -> Descent {
    let start = vec![0.0; rows.d];
    run_many(vec![Task { monitors, ..Task::new(rows, loss, step, &start) }], rule, STEPS).remove(0)
}

fn descend(rows: &SignedRows, loss: &dyn Loss, step: f64) -> Vec<Iterate> {
    let done = run(rows, loss, &Rule::GradientDescent, step, vec![]);
    assert_eq!(done.ended, Ended::Reached);
    done.points
}

fn step(rows: &SignedRows, loss: &dyn Loss, fraction: f64) -> f64 {
    OfThreshold { fraction }.step(rows, loss, &vec![0.0; rows.d]).expect("rows that are not all zero")
}

/// Losses with a kernel of their own and one without, all smooth: below the threshold one step brings no two
/// points further apart.
fn smooth_loss() -> impl Strategy<Value = Box<dyn Loss>> {
    prop_oneof![
        Just(Logistic).prop_map(|loss| Box::new(loss) as Box<dyn Loss>),
        (1..4u8).prop_map(|k| Box::new(PolynomialTail { k: f64::from(k) }) as Box<dyn Loss>),
        Just(StretchedExponential { nu: 0.5 }).prop_map(|loss| Box::new(loss) as Box<dyn Loss>),
    ]
}

fn rows_of_any_kind() -> impl Strategy<Value = SignedRows> {
    prop_oneof![3 => separable(), 1 => non_separable()]
        .prop_filter("a row that is not zero", |rows| rows.values.iter().any(|&v| v != 0.0))
}

/// How far two computed runs of the same descent on a smooth loss may part by t = [`STEPS`].
///
/// A step of w + eta sum_i s_i z_i, s_i = -l'(z_i.w) in [0, S], S = sup |l'| <= 2, errs by rounding: z_i.w by
/// (d + 2) roundings of ||z_i|| ||w||, which moves s_i by beta times that; s_i by 8 units of S max(1, |ln
/// s_i|), where s |ln s| <= 1 and S <= 2 keep the product below 16; the sum by n + 2 roundings of sum S
/// ||z_i||; the update by two of ||w|| and of eta times that. As a step below the threshold brings no two
/// points further apart, the errors of all steps of both runs only add.
fn parting(rows: &SignedRows, loss: &dyn Loss, eta: f64, points: &[Iterate]) -> f64 {
    let beta = loss.smoothness().expect("a smooth loss");
    let reach = 2.0 * points.iter().map(|p| norm(&p.w)).fold(0.0, f64::max) + 1.0;
    let (n, d) = (rows.n as f64, rows.d as f64);
    let gradient: f64 =
        rows.rows().map(norm).map(|z| z * (beta * (d + 2.0) * z * reach + 16.0 + 2.0 * (n + 2.0))).sum();
    let update = 2.0 * reach + 2.0 * eta * rows.rows().map(|z| 2.0 * norm(z)).sum::<f64>();
    2.0 * STEPS as f64 * f64::EPSILON * (eta * gradient + update)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn permuting_rows_moves_the_run_by_rounding_only(
        rows in rows_of_any_kind(), keys in keys(), loss in smooth_loss(), fraction in 0.1..1.0f64,
    ) {
        let eta = step(&rows, &*loss, fraction);
        let before = descend(&rows, &*loss, eta);
        let after = descend(&permuted(&rows, &keys).0, &*loss, eta);
        let allowed = parting(&rows, &*loss, eta, &before);
        prop_assert!(allowed <= 1e-7, "an allowance of {allowed} tests little");
        for (a, b) in before.iter().zip(&after) {
            prop_assert!(distance(&a.w, &b.w) <= allowed, "{} parted by {} at {}", loss.key(), distance(&a.w, &b.w), a.t);
        }
    }

    #[test]
    fn reflecting_rows_reflects_the_run_up_to_rounding(
        rows in rows_of_any_kind(), turn in reflection(), loss in smooth_loss(), fraction in 0.1..1.0f64,
    ) {
        let eta = step(&rows, &*loss, fraction);
        let before = descend(&rows, &*loss, eta);
        let after = descend(&mapped(&rows, |row| turn.apply(row)), &*loss, eta);
        // The reflection of an iterate itself costs 8 roundings of its length, at the comparison only.
        let allowed = parting(&rows, &*loss, eta, &before);
        for (a, b) in before.iter().zip(&after) {
            let parted = distance(&turn.apply(&a.w), &b.w);
            prop_assert!(parted <= allowed + 8.0 * f64::EPSILON * norm(&a.w), "{} by {parted} at {}", loss.key(), a.t);
        }
    }

    #[test]
    fn doubling_every_row_is_doubling_the_step(
        rows in rows_of_any_kind(), loss in smooth_loss(), fraction in 0.1..1.0f64,
    ) {
        let eta = step(&rows, &*loss, fraction);
        let once = descend(&rows, &*loss, eta);
        let twice = rows.rows().fold(rows.clone(), |all, row| with_row(&all, row));
        let doubled = descend(&twice, &*loss, eta / 2.0);
        // The sum over twice as many rows is the longer one: its allowance covers both.
        let allowed = parting(&twice, &*loss, eta, &once);
        for (a, b) in once.iter().zip(&doubled) {
            prop_assert!(distance(&a.w, &b.w) <= allowed, "{} parted by {} at {}", loss.key(), distance(&a.w, &b.w), a.t);
        }
    }

    #[test]
    fn signs_and_powers_of_two_pass_through_every_bit(
        rows in rows_of_any_kind(), loss in any_loss(), power in -8..8i32, negative in any::<[bool; 6]>(),
        rule in prop::sample::select(vec![Rule::GradientDescent, Rule::HeavyBall { beta: 0.5 }]),
    ) {
        let eta = 0.25 / rows.rows().map(|row| dot(row, row)).sum::<f64>();
        let before = run(&rows, &*loss, &rule, eta, vec![]);
        let c = 2.0f64.powi(power);
        let factor = |j: usize| if negative[j] { -c } else { c };
        let changed = mapped(&rows, |row| row.iter().enumerate().map(|(j, z)| factor(j) * z).collect());
        // Margins stay what they are when w is divided by c; the gradient grows by c, so the step falls by c^2.
        let after = run(&changed, &*loss, &rule, eta / (c * c), vec![]);
        prop_assert_eq!(before.ended, after.ended);
        for (a, b) in before.points.iter().zip(&after.points) {
            let back: Vec<f64> = b.w.iter().enumerate().map(|(j, w)| factor(j) * w).collect();
            prop_assert_eq!(&a.w, &back, "{} at {}", loss.key(), a.t);
        }
    }

    #[test]
    fn company_changes_no_bit(
        sets in prop::collection::vec((rows_of_any_kind(), any_loss()), 1..12),
        rule in prop::sample::select(vec![
            Rule::GradientDescent, Rule::HeavyBall { beta: 0.9 }, Rule::SignDescent, Rule::CoordinateDescent,
            Rule::LossNormalized, Rule::GradientNormalized, Rule::DualAcceleration,
            Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
        ]),
    ) {
        let starts: Vec<Vec<f64>> = sets.iter().map(|(rows, _)| vec![0.0; rows.d]).collect();
        let tasks = sets.iter().zip(&starts).map(|((rows, loss), start)| Task::new(rows, &**loss, 0.01, start));
        let together = run_many(tasks.collect(), &rule, STEPS);
        for ((rows, loss), done) in sets.iter().zip(together) {
            prop_assert_eq!(run(rows, &**loss, &rule, 0.01, vec![]), done);
        }
    }

    #[test]
    fn a_column_of_zeros_keeps_its_weight_at_zero(rows in rows_of_any_kind(), loss in smooth_loss()) {
        let eta = step(&rows, &*loss, 0.5);
        let wider = mapped(&rows, |row| row.iter().copied().chain([0.0]).collect());
        for point in descend(&wider, &*loss, eta) {
            prop_assert_eq!(point.w[rows.d], 0.0);
        }
    }

    #[test]
    fn no_iterate_has_a_greater_margin_than_the_reference_and_each_moves_along_it(
        rows in any_separable(), exponential in any::<bool>(), fraction in 0.1..1.0f64,
    ) {
        let loss: &dyn Loss = if exponential { &Exponential } else { &Logistic };
        let Separability::Separable(best) = max_margin_l2(&rows).expect("decided") else {
            return Err(TestCaseError::fail("separable by construction"));
        };
        let points = descend(&rows, loss, step(&rows, loss, fraction));
        let longest = rows.rows().map(norm).fold(0.0, f64::max);
        let slack = 2.0 * (rows.d + 4) as f64 * f64::EPSILON * longest;
        for pair in points.windows(2) {
            let w = &pair[1].w;
            let margin = rows.rows().map(|row| dot(row, w)).fold(f64::MAX, f64::min) / norm(w);
            prop_assert!(margin <= best.gamma.1 + slack, "{margin} above {:?} at {}", best.gamma, pair[1].t);
            // Each step adds eta sum_i s_i z_i.w^ > 0 to w.w^.
            prop_assert!(dot(w, &best.w_hat) > dot(&pair[0].w, &best.w_hat), "at {}", pair[1].t);
        }
    }

    #[test]
    fn every_step_below_the_threshold_descends_as_far_as_the_lemma_says(
        rows in rows_of_any_kind(), exponential in any::<bool>(), smooth in smooth_loss(), fraction in 0.1..1.0f64,
    ) {
        let loss: &dyn Loss = if exponential { &Exponential } else { &*smooth };
        let smoothness = local_smoothness(&rows, loss, &vec![0.0; rows.d]).expect("bounded");
        let eta = step(&rows, loss, fraction);
        let monitor = Shortfall { smoothness, last: None, worst: f64::MIN };
        let done = run(&rows, loss, &Rule::GradientDescent, eta, vec![Box::new(monitor)]);
        prop_assert_eq!(done.ended, Ended::Reached);
        let (_, worst) = done.monitored[0][done.monitored[0].len() - 1];
        // A loss is right to n + 16 roundings and to those of its margins, d + 2 of ||z|| ||w||, times |l'/l|
        // <= 3. The gradient errs by as many of sum_i s_i ||z_i||; s_i^2 <= 2 beta l_i gives eta ||grad L||
        // sum_i s_i ||z_i|| <= 4 sqrt(d) L below the threshold (for the exponential loss, s_i = l_i, it is at
        // most L), twice that in the square: 8 sqrt(6).
        let reach = done.points.iter().map(|p| norm(&p.w)).fold(0.0, f64::max);
        let margin = reach * rows.rows().map(norm).fold(0.0, f64::max);
        let rounding = 32.0 * f64::EPSILON * (rows.n + rows.d + 16) as f64 * (1.0 + margin);
        prop_assert!(worst <= rounding, "{}: short by {worst} of the loss, rounding {rounding}", loss.key());
    }
}

/// The worst of [L(w_(t+1)) - L(w_t) + eta (1 - beta' eta/2) ||grad L(w_t)||^2] / L(w_t): not above zero, by
/// Lemma 10 of Soudry et al. 2018 (arXiv:1710.10345).
struct Shortfall {
    smoothness: f64,
    /// The last loss, and what it was promised to lose.
    last: Option<(f64, f64)>,
    worst: f64,
}

impl Monitor for Shortfall {
    fn step(&mut self, seen: &StepSeen<'_>) {
        let promised = seen.step * (1.0 - self.smoothness * seen.step / 2.0) * seen.gradient_norm_squared;
        if let Some((loss, promised)) = self.last.replace((seen.loss, promised)) {
            self.worst = self.worst.max((seen.loss - loss + promised) / loss);
        }
    }

    fn worst(&self) -> f64 {
        self.worst
    }
}
