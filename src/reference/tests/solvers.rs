//! The solvers behind the certificates, each alone: what one leaves undone another mends, and no answer shows it.

use dashu_int::IBig;
use rand::RngExt;

use super::fixtures::{boosting, iris, wdbc};
use crate::certificate::{
    Certificate, Norm, RationalMultipliers, Whole, verify, verify_kkt_l2_exact, verify_not_separable,
};
use crate::data::{Seed, SignedRows};
use crate::reference::exact::{ExactActiveSet, ExactAnswer, WholeRows, gcd, rough_log2};
use crate::reference::exact_simplex::{ExactEnding, ExactSimplex, ExactVertex};
use crate::reference::max_margin::Cost;
use crate::reference::offset::axes;
use crate::reference::simplex::{Ending, Simplex};
use crate::reference::staircase::{Basis, Program};

/// Small sets of whole numbers, about half of them separable, many with ties and repeated rows.
fn small_sets(count: u64) -> Vec<SignedRows> {
    let shape = |seed: u64| (3 + (seed % 12) as usize, 1 + (seed % 5) as usize, 1 + (seed % 3) as i32);
    (0..count).map(|seed| drawn(seed, shape(seed))).collect()
}

/// So many rows and columns of whole numbers up to a reach, the first column lifted by up to twice that.
fn drawn(seed: u64, (n, d, reach): (usize, usize, i32)) -> SignedRows {
    let mut rng = Seed(seed).stream("solvers").rng();
    let lift = f64::from(rng.random_range(0..=2) * reach);
    let values = (0..n * d).map(|e| {
        let x = f64::from(rng.random_range(-reach..=reach));
        if e % d == 0 { x + lift } else { x }
    });
    let mut rows = SignedRows { n, d, values: values.collect() };
    // The solvers are for rows of which none is zero.
    for row in rows.values.chunks_exact_mut(d).filter(|row| row.iter().all(|x| *x == 0.0)) {
        row[0] = 1.0;
    }
    rows
}

/// Whether whole numbers have no common factor.
fn in_lowest_terms<'a>(numbers: impl IntoIterator<Item = &'a Whole>) -> bool {
    numbers.into_iter().fold(IBig::ZERO, |g, x| gcd(&g, &x.0)) == IBig::ONE
}

#[test]
fn the_exact_active_set_method_needs_no_doubles() {
    let (mut separable, mut contradictions) = (0, 0);
    // On the larger sets several rows have to go before one comes.
    let larger = (0..60).map(|seed| drawn(seed, (20 + seed as usize % 20, 4 + seed as usize % 9, 4)));
    for (set, rows) in small_sets(300).into_iter().chain(larger).enumerate() {
        let rows = &rows;
        let mut rng = Seed(set as u64).stream("start").rng();
        let some: Vec<usize> = (0..rows.n).filter(|_| rng.random_range(0..3) == 0).collect();
        let mut optimum: Option<RationalMultipliers> = None;
        for start in [&[][..], &some] {
            match ExactActiveSet::new(rows).run(start, 500).expect("it ends") {
                ExactAnswer::Optimal(alpha) => {
                    let proved = verify_kkt_l2_exact(rows, &alpha);
                    assert!(proved.is_ok(), "set {set} from {start:?}: {proved:?}");
                    let sum = |alpha: &RationalMultipliers| -> IBig {
                        alpha.weights.iter().map(|w| w.1.0.clone()).sum()
                    };
                    // 1 / gamma^2 is one number, whatever the multipliers.
                    if let Some(other) = &optimum {
                        assert_eq!(sum(&alpha) * &other.denominator.0, sum(other) * &alpha.denominator.0);
                    }
                    optimum = Some(alpha);
                    separable += 1;
                }
                ExactAnswer::Contradiction(weights) => {
                    let proved = verify_not_separable(rows, &weights);
                    assert!(proved.is_ok(), "set {set} from {start:?}: {proved:?}");
                    assert!(
                        optimum.is_none(),
                        "set {set} is separable from one start and not from the other"
                    );
                    assert!(in_lowest_terms(weights.iter().map(|w| &w.1)));
                    contradictions += 1;
                }
            }
        }
    }
    assert!(separable > 150 && contradictions > 150, "{separable} optima, {contradictions} contradictions");
}

fn start(rows: &SignedRows, norm: Norm) -> Basis {
    Basis::start(norm, rows.d, (0, |j: usize| rows.row(0)[j] < 0.0))
}

/// Whether the vertex is optimal and proved: false for a proved contradiction.
fn proved(rows: &SignedRows, norm: Norm, vertex: ExactVertex) -> bool {
    match vertex {
        ExactVertex::Contradiction(weights) => {
            assert!(verify_not_separable(rows, &weights).is_ok(), "{rows:?}");
            assert!(in_lowest_terms(weights.iter().map(|w| &w.1)));
            false
        }
        ExactVertex::Optimal { primal, dual, .. } => {
            assert!(in_lowest_terms(&primal) && in_lowest_terms(dual.iter().map(|a| &a.1)));
            let certificate = Certificate::of_whole(rows, norm, primal, dual).expect("a proof");
            assert!(verify(rows, &certificate).is_ok());
            let Certificate::Margin { claim, .. } = certificate else { panic!("a margin") };
            assert!(claim.upper <= claim.lower.next_up(), "{norm}: {claim:?}, {rows:?}");
            true
        }
    }
}

#[test]
fn the_exact_simplex_method_needs_no_doubles() {
    for norm in [Norm::One, Norm::Inf] {
        let (mut separable, mut contradictions) = (0, 0);
        for rows in &small_sets(300) {
            let ExactEnding::Found(vertex) = ExactSimplex::new(rows, norm, start(rows, norm)).run(500) else {
                panic!("{norm}: no end on {rows:?}")
            };
            *(if proved(rows, norm, vertex) { &mut separable } else { &mut contradictions }) += 1;
        }
        assert!(separable > 75 && contradictions > 75, "{separable} optima, {contradictions} contradictions");
    }
}

#[test]
fn the_least_index_alone_brings_the_exact_simplex_method_to_its_end() {
    // With no patience at all every step is Bland's: no basis returns, whatever ties there are.
    for norm in [Norm::One, Norm::Inf] {
        for rows in boosting().iter().chain(&small_sets(60)) {
            let mut simplex = ExactSimplex::new(rows, norm, start(rows, norm));
            let mut ended = simplex.run(0);
            for _ in 0..5000 {
                if !matches!(ended, ExactEnding::Stopped) {
                    break;
                }
                ended = simplex.run(0);
            }
            let ExactEnding::Found(vertex) = ended else { panic!("{norm}: no end on {rows:?}") };
            proved(rows, norm, vertex);
        }
    }
}

#[test]
fn the_simplex_method_in_doubles_names_a_basis_that_is_optimal_in_whole_numbers() {
    let mut sets = vec![iris("setosa", "versicolor"), wdbc()];
    sets.extend(boosting());
    sets.extend(small_sets(300));
    let (mut optima, mut contradictions) = (0, 0);
    for (set, rows) in sets.iter().enumerate() {
        for norm in [Norm::One, Norm::Inf] {
            let program = Program::of(rows, norm);
            let mut simplex = Simplex::new(&program, start(rows, norm));
            let ending = simplex.run();
            assert!(ending != Ending::Stalled, "set {set}, norm {norm}, after {} steps", simplex.steps);
            // One look in whole numbers, and no step from there; a ray of multipliers they find again for themselves.
            let steps = if ending == Ending::Converged { 0 } else { 50 };
            let ExactEnding::Found(vertex) = ExactSimplex::new(rows, norm, simplex.basis).run(steps) else {
                panic!("set {set}, norm {norm}: {ending:?}, which is not so")
            };
            let optimal = proved(rows, norm, vertex);
            assert!(!optimal || ending == Ending::Converged, "set {set}, norm {norm}: {ending:?}");
            *(if optimal { &mut optima } else { &mut contradictions }) += 1;
        }
    }
    assert!(optima > 300 && contradictions > 100, "{optima} optima, {contradictions} contradictions");
}

#[test]
fn sizes_are_logarithms_to_a_tenth() {
    for bits in [1usize, 2, 10, 52, 53, 54, 64, 200, 1000] {
        for x in [1u64, 2, 3, 5, 11, 23, 47, 95, 1_000_003] {
            let number = IBig::from(x) << bits;
            let exact = (x as f64).log2() + bits as f64;
            assert!((rough_log2(&number) - exact).abs() <= 0.1, "{x} 2^{bits}");
            assert!((rough_log2(&-number) - exact).abs() <= 0.1, "-{x} 2^{bits}");
        }
    }
    assert_eq!((rough_log2(&IBig::ZERO), rough_log2(&IBig::ONE)), (f64::NEG_INFINITY, 0.0));
    // Of rows that were not looked at yet and of the same rows as whole numbers.
    let rows = SignedRows::from_rows(&[[1.0, -3.0], [-1e6, 7.0], [0.0, 1e18]]);
    let mut whole = WholeRows::of(&rows);
    for (i, largest) in [3.0f64, 1e6, 1e18].into_iter().enumerate() {
        let before = whole.size(i);
        whole.prepare(i);
        assert!((before - largest.log2()).abs() <= 0.1 && (whole.size(i) - largest.log2()).abs() <= 0.1);
    }
    // Hadamard: the determinant of rows 0 and 1 is -3e6 + 7, of 22 bits.
    let bits = whole.determinant_bits(&[0, 1]);
    assert!((22..=26).contains(&bits), "{bits}");
}

#[test]
fn a_system_of_thirty_rows_of_doubles_is_cheap_and_one_of_a_hundred_is_not() {
    // Rows of 60 bits, Gram matrices of 120: with as many primes as rows, elimination takes k^4 / 3 steps.
    let cost = |k: usize| Cost::of(k, 120 * k);
    assert!(cost(1).is_cheap() && cost(30).is_cheap() && !cost(100).is_cheap() && !cost(400).is_cheap());
    // Twice the size are sixteen times the work, in the end.
    let ratio = cost(100).affordable_steps() as f64 / cost(200).affordable_steps() as f64;
    assert!((10.0..=20.0).contains(&ratio), "{ratio}");
    assert_eq!(cost(1).affordable_steps(), 10_000);
}

#[test]
fn the_axes_of_a_span_do_not_see_the_scale_of_rows() {
    let rows = SignedRows::from_rows(&[[3.0, 1.0, -2.0], [0.5, 0.25, 1.0], [1.0, -1.0, 1.0]]);
    let plain = axes(&rows, &[0, 1]);
    let mut scaled = rows.clone();
    scaled.values[..3].iter_mut().for_each(|x| *x *= 2.0f64.powi(900));
    scaled.values[3..6].iter_mut().for_each(|x| *x *= 2.0f64.powi(-900));
    let other = axes(&scaled, &[0, 1]);
    for j in 0..2 {
        assert_eq!(plain.axis(j), other.axis(j));
        assert!((plain.axis(j).iter().map(|x| x * x).sum::<f64>() - 1.0).abs() <= 1e-15);
        // (3, 1, -2) x (1/2, 1/4, 1) is across both.
        let across = plain.axis(j)[0] * 1.5 - plain.axis(j)[1] * 4.0 + plain.axis(j)[2] * 0.25;
        assert!(across.abs() <= 1e-15, "{across}");
    }
}
