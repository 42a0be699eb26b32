//! The l2 max margin against truths that need no solver, and against a second solver.
//!
//! Any w with all z_i.w > 0 bounds gamma from below by min_i z_i.w / ||w||, any p >= 0 with sum 1 from above
//! by ||Z^T p||. So a planted truth or another solver's answer gives a bracket of gamma, whatever its
//! accuracy: the reference has to lie inside, and the bracket has to be narrow for that to mean something.

use clarabel::algebra::CscMatrix;
use clarabel::solver::{DefaultSettingsBuilder, DefaultSolver, IPSolver, SupportedConeT};
use implicit_bias::data::arbitrary::{Degenerate, NonSeparable, Separable};
use implicit_bias::data::generate::{Generator, Planted};
use implicit_bias::data::{Seed, SignedRows};
use implicit_bias::reference::{MaxMargin, Separability, max_margin_l2};
use proptest::prelude::*;
use quickcheck::{Arbitrary, Gen, QuickCheck, TestResult};

use crate::rows::{distance, dot, norm};

/// The bracket [min_i z_i.w / ||w||, ||Z^T p|| / sum p], widened by its rounding: d products and sums a row,
/// n a column.
fn bracket(rows: &SignedRows, w: &[f64], p: &[f64]) -> (f64, f64) {
    let longest = rows.rows().map(norm).fold(0.0, f64::max);
    let slack = 2.0 * (rows.n + rows.d + 4) as f64 * f64::EPSILON * longest;
    let low = rows.rows().map(|row| dot(row, w)).fold(f64::MAX, f64::min) / norm(w);
    let combined: Vec<f64> =
        (0..rows.d).map(|j| rows.rows().zip(p).map(|(row, p)| p * row[j]).sum()).collect();
    (low - slack, norm(&combined) / p.iter().sum::<f64>() + slack)
}

fn separable(rows: &SignedRows) -> MaxMargin {
    match max_margin_l2(rows).expect("decided") {
        Separability::Separable(answer) => *answer,
        Separability::NotSeparable(witness) => panic!("separable by construction, refused by {witness:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn planted_data_have_the_margin_and_direction_that_were_planted(seed in any::<u64>()) {
        let generator = Planted::drawn(&mut Seed(seed).stream("shape").rng());
        let data = generator.generate(Seed(seed)).expect("drawn parameters are in range");
        let rows = data.signed_rows();
        let direction = data.truth.direction.expect("planted");
        let p = data.truth.simplex_multipliers.expect("at most d support vectors");
        let (low, high) = bracket(&rows, &direction, &p);
        let stated = data.truth.margin.expect("planted");
        let answer = separable(&rows);
        prop_assert!(low <= answer.gamma.0 && answer.gamma.1 <= high, "{:?} outside [{low}, {high}]", answer.gamma);
        prop_assert!(low <= stated && stated <= high, "stated {stated} outside [{low}, {high}]");
        prop_assert!(high - low <= 1e-12, "[{low}, {high}] tests little");
        // A unit u of margin m has u.w^ = sum alpha_i z_i.u >= m / gamma^2, so its cosine with w^ is at least
        // m/gamma.
        let away = (2.0 * (1.0 - low / high)).sqrt();
        prop_assert!(distance(&direction, &answer.direction) <= away + answer.direction_error);
        prop_assert_eq!(data.truth.support.expect("planted"), answer.support);
        let theta = data.truth.theta.expect("planted");
        let least = (0..rows.n).filter(|i| !answer.margin_rows.contains(i)).map(|i| answer.excess[i]);
        let least = least.fold(f64::MAX, f64::min);
        // Both are products of a row of length at most 1 with w^ = direction / gamma, up to the distance above.
        prop_assert!((least + 1.0 - theta).abs() <= 2.0 * away / low, "{least} against {theta}");
    }
}

/// Clarabel's w and multipliers for min ||w||^2 / 2 subject to z_i.w >= 1, at its default tolerance of 1e-8.
fn interior_point(rows: &SignedRows) -> (Vec<f64>, Vec<f64>) {
    let (n, d) = (rows.n, rows.d);
    let constraints: Vec<Vec<f64>> = rows.rows().map(|row| row.iter().map(|z| -z).collect()).collect();
    let settings = DefaultSettingsBuilder::default().verbose(false).build().expect("settings");
    let mut solver = DefaultSolver::new(
        &CscMatrix::identity(d),
        &vec![0.0; d],
        &CscMatrix::from(&constraints),
        &vec![-1.0; n],
        &[SupportedConeT::NonnegativeConeT(n)],
        settings,
    )
    .expect("a well-formed program");
    solver.solve();
    let multipliers = solver.solution.z.iter().map(|z| z.max(0.0)).collect();
    (solver.solution.x.clone(), multipliers)
}

fn agrees_with_clarabel(rows: &SignedRows) -> TestResult {
    let (w, p) = interior_point(rows);
    let (low, high) = bracket(rows, &w, &p);
    let answer = separable(rows);
    // Clarabel stops at a gap of 1e-8 (absolute and relative) of ||w||^2 / 2 = 1/(2 gamma^2) >= 1/50 for rows
    // shorter than 5: 5e-7 of it, and as much again for constraints and stationarity met to 1e-8.
    if high - low > 1e-5 * high {
        return TestResult::error(format!("the second solver's bracket [{low}, {high}] tests nothing"));
    }
    let inside = low <= answer.gamma.0 && answer.gamma.1 <= high;
    if inside {
        TestResult::passed()
    } else {
        TestResult::error(format!("{:?} outside [{low}, {high}]", answer.gamma))
    }
}

#[test]
fn separable_rows_agree_with_clarabel() {
    fn property(rows: Separable) -> TestResult {
        agrees_with_clarabel(&rows.0)
    }
    QuickCheck::new().tests(200).quickcheck(property as fn(Separable) -> TestResult);
}

#[test]
fn degenerate_rows_agree_with_clarabel_and_with_their_first_row() {
    fn property(rows: Degenerate) -> TestResult {
        let answer = separable(&rows.0);
        // gamma is the length of the first row: an exact eighth, along one axis.
        let gamma = norm(rows.0.row(0));
        let mut margin_rows: Vec<usize> = (0..=rows.zero_multipliers()).collect();
        margin_rows.retain(|i| answer.excess[*i] == 0.0);
        if !(answer.gamma.0 <= gamma && gamma <= answer.gamma.1) {
            return TestResult::error(format!("{:?}, expected {gamma}", answer.gamma));
        }
        if margin_rows != answer.margin_rows || margin_rows.len() != rows.zero_multipliers() + 1 {
            return TestResult::error(format!("margin rows {:?}", answer.margin_rows));
        }
        agrees_with_clarabel(&rows.0)
    }
    QuickCheck::new().tests(200).quickcheck(property as fn(Degenerate) -> TestResult);
}

#[test]
fn non_separable_rows_are_refused_and_one_row_fewer_agrees_with_clarabel() {
    fn property(rows: NonSeparable) -> TestResult {
        if !matches!(max_margin_l2(&rows.0), Ok(Separability::NotSeparable(_))) {
            return TestResult::failed();
        }
        // Without the row that closes the cycle both outcomes occur; a margin that is found is checked as
        // above.
        let rest: Vec<&[f64]> = rows.0.rows().skip(1).collect();
        if rest.is_empty() {
            return TestResult::discard();
        }
        let rest = SignedRows::from_rows(&rest);
        match max_margin_l2(&rest).expect("decided") {
            Separability::Separable(_) => agrees_with_clarabel(&rest),
            Separability::NotSeparable(_) => TestResult::passed(),
        }
    }
    QuickCheck::new().tests(200).quickcheck(property as fn(NonSeparable) -> TestResult);
}

#[test]
fn the_strategies_reach_both_answers_often() {
    let mut g = Gen::new(20);
    let separable = (0..200)
        .filter(|_| {
            let rows = NonSeparable::arbitrary(&mut g).0;
            let rest: Vec<&[f64]> = rows.rows().skip(1).collect();
            !rest.is_empty()
                && matches!(max_margin_l2(&SignedRows::from_rows(&rest)), Ok(Separability::Separable(_)))
        })
        .count();
    assert!((10..190).contains(&separable), "{separable} of 200 separable with one row fewer");
}
