//! Margins in every norm: known values, order in p, agreement of two solvers.

use rand::RngExt;

use super::fixtures::{boosting, iris, wdbc};
use super::planted::planted;
use crate::certificate::{Norm, verify};
use crate::data::{Seed, SignedRows};
use crate::reference::linear_program::Pair;
use crate::reference::staircase::Program;
use crate::reference::{NormMaxMargin, NormSeparability, ReferenceError, max_margin_in};

const EXPONENTS: [f64; 9] = [1.0, 1.01, 1.1, 1.5, 1.9, 2.0, 3.0, 10.0, f64::INFINITY];

fn margin(rows: &SignedRows, p: f64) -> NormMaxMargin {
    match max_margin_in(rows, Norm::of(p).unwrap()).unwrap() {
        NormSeparability::Separable(found) => {
            assert!(verify(rows, &found.certificate).is_ok(), "p = {p}");
            *found
        }
        NormSeparability::NotSeparable(witness) => panic!("found a witness: {witness:?}"),
    }
}

#[test]
fn margins_grow_with_the_exponent_and_not_too_fast() {
    // ||w||_p falls as p grows, and ||w||_p <= d^(1/p - 1/q) ||w||_q for p < q.
    let mut sets = vec![iris("setosa", "versicolor"), wdbc()];
    sets.extend((0..12).map(|seed| planted(seed, 2 + seed as usize % 6, 3, 9, 0.25).rows));
    for (set, rows) in sets.iter().enumerate() {
        let margins: Vec<(f64, f64)> = EXPONENTS.iter().map(|&p| margin(rows, p).margin).collect();
        for (at, pair) in margins.windows(2).enumerate() {
            let (p, q) = (EXPONENTS[at], EXPONENTS[at + 1]);
            assert!(pair[0].0 <= pair[1].1, "set {set}, p = {p} and {q}: {pair:?}");
            let most = (rows.d as f64).powf(1.0 / p - 1.0 / q) * (1.0 + 1e-12);
            assert!(pair[1].0 <= most * pair[0].1, "set {set}, p = {p} and {q}: {pair:?}");
        }
        assert!(margins.iter().all(|m| m.1 - m.0 <= 1e-10 * m.0), "set {set}: {margins:?}");
    }
}

#[test]
fn two_orthogonal_rows_have_margins_in_closed_form() {
    // Rows (a, 0) and (0, b): w = (1/a, 1/b), margin 1 / ||w||_p.
    let rows = SignedRows::from_rows(&[[3.0, 0.0], [0.0, 0.5]]);
    for p in EXPONENTS {
        let found = margin(&rows, p);
        let size = match p {
            f64::INFINITY => 2.0,
            p => (3f64.powf(-p) + 2f64.powf(p)).powf(1.0 / p),
        };
        let known = 1.0 / size;
        assert!(found.margin.0 <= known * (1.0 + 4e-16) && known <= found.margin.1 * (1.0 + 4e-16), "{p}");
        assert!(
            (found.w[0] - 1.0 / 3.0).abs() < 1e-12 && (found.w[1] - 2.0).abs() < 1e-12,
            "{p}: {:?}",
            found.w
        );
    }
}

#[test]
fn a_weight_that_vanishes_at_the_optimum_is_no_trouble() {
    // The second coordinate is of no use: it vanishes for every p.
    let rows = SignedRows::from_rows(&[[1.0, 1.0, 0.5], [1.0, -1.0, 0.5], [2.0, 0.25, 1.0]]);
    for p in [1.2, 1.5, 1.8, 2.5, 4.0, 7.0] {
        let found = margin(&rows, p);
        assert!(found.margin.1 - found.margin.0 < 1e-13, "p = {p}: {:?}", found.margin);
        // max w_1 + w_3/2 over ||w||_p = 1 is the dual norm of (1, 1/2).
        let q = p / (p - 1.0);
        let known = (1.0 + 0.5f64.powf(q)).powf(1.0 / q);
        assert!((found.margin.0 - known).abs() < 1e-14, "p = {p}: {:?} {known}", found.margin);
    }
}

#[test]
fn a_second_linear_program_solver_agrees() {
    let mut sets = vec![iris("setosa", "versicolor")];
    sets.extend(boosting());
    sets.extend((0..20).map(|seed| planted(seed, 2 + seed as usize % 8, 3, 12, 0.5).rows));
    for (set, rows) in sets.iter().enumerate() {
        for norm in [Norm::One, Norm::Inf] {
            let Pair { separator, multipliers } = Pair::of(&Program::of(rows, norm), norm).unwrap();
            assert!(
                multipliers.len() < rows.n && multipliers.iter().all(|(_, a)| a.iter().sum::<f64>() > 0.0)
            );
            let other =
                crate::certificate::Certificate::of_doubles(rows, norm, &separator, &multipliers).unwrap();
            let crate::certificate::Certificate::Margin { claim, .. } = other else { panic!("a margin") };
            let own = margin(rows, norm.exponent());
            assert!(claim.lower <= own.margin.1 && own.margin.0 <= claim.upper, "set {set}, norm {norm}");
            // The other solver works to about 1e-9.
            assert!(claim.upper - claim.lower < 1e-7 * claim.upper, "set {set}, norm {norm}: {claim:?}");
        }
    }
}

#[test]
fn a_face_of_best_directions_is_told_from_a_single_one() {
    let unique = |rows: &[&[f64]], p: f64| margin(&SignedRows::from_rows(rows), p).unique;
    // Row (1, 1): every convex combination of the axes is best in the norm 1, (1, 1) alone in the norm infinity.
    assert_eq!(unique(&[&[1.0, 1.0]], 1.0), Some(false));
    assert_eq!(unique(&[&[1.0, 1.0]], f64::INFINITY), Some(true));
    // Row (1, 0): the axis alone in the norm 1, any (1, x) in the norm infinity.
    assert_eq!(unique(&[&[1.0, 0.0]], 1.0), Some(true));
    assert_eq!(unique(&[&[1.0, 0.0]], f64::INFINITY), Some(false));
    // A second row that touches pins w to one end of its face, or leaves it.
    assert_eq!(unique(&[&[1.0, 1.0], &[3.0, 1.0]], 1.0), Some(false));
    assert_eq!(unique(&[&[1.0, 1.0], &[1.0, 0.0]], 1.0), Some(true));
    assert_eq!(unique(&[&[1.0, 0.0], &[1.0, 1.0], &[1.0, -1.0]], f64::INFINITY), Some(true));
    assert_eq!(unique(&[&[1.0, 0.0], &[2.0, 1.0], &[2.0, -1.0]], f64::INFINITY), Some(false));
    for p in [1.5, 2.0, 3.0] {
        assert_eq!(unique(&[&[1.0, 0.0]], p), Some(true));
    }
    // Where it is the only one and exact, its coordinates carry nothing but their rounding: (1, 3)/4 has none.
    let found = margin(&SignedRows::from_rows(&[[3.0, 0.0], [0.0, 1.0]]), 1.0);
    assert_eq!((found.unique, &found.direction[..]), (Some(true), &[0.25, 0.75][..]));
    assert!(found.direction_error.unwrap() < 1e-16);
    assert_eq!(margin(&SignedRows::from_rows(&[[1.0, 1.0]]), 1.0).direction_error, None);
}

#[test]
fn small_sets_have_one_best_direction_or_several_as_a_grid_shows() {
    // Margins over a grid of the unit sphere: a direction as good as the best one, and far from it, shows several.
    let (mut rng, mut several, mut single) = (Seed(3).rng(), 0, 0);
    for set in 0..120 {
        let n = 1 + set % 4;
        let values = (0..2 * n)
            .map(|e| f64::from(if e % 2 == 0 { rng.random_range(1..=2) } else { rng.random_range(-2..=2) }));
        let rows = SignedRows { n, d: 2, values: values.collect() };
        for p in [1.0, f64::INFINITY] {
            let found = margin(&rows, p);
            let reaches = |u: [f64; 2]| {
                rows.rows().map(|z| z[0] * u[0] + z[1] * u[1]).fold(f64::INFINITY, f64::min)
                    >= found.margin.0 - 1e-9
            };
            // The sphere from one side to the other, in steps that meet its corners and edges.
            let side = (-400..=400).map(|k| f64::from(k) / 400.0);
            let sphere = side.flat_map(|x| match p {
                1.0 => [[x, 1.0 - x.abs()], [x, x.abs() - 1.0]].to_vec(),
                _ => [[x, 1.0], [x, -1.0], [1.0, x], [-1.0, x]].to_vec(),
            });
            let best: Vec<[f64; 2]> = sphere.filter(|&u| reaches(u)).collect();
            let spread = best.iter().fold(0.0f64, |m, u| {
                m.max((u[0] - found.direction[0]).abs().max((u[1] - found.direction[1]).abs()))
            });
            assert_eq!(found.unique, Some(spread < 1e-2), "set {set}, p = {p}: {rows:?} {found:?} {spread}");
            *(if spread < 1e-2 { &mut single } else { &mut several }) += 1;
        }
    }
    assert!(several > 20 && single > 20, "{several} {single}");
}

#[test]
fn scaling_rows_scales_every_margin() {
    let rows = iris("setosa", "versicolor");
    for p in EXPONENTS {
        let plain = margin(&rows, p).margin;
        for c in [2f64.powi(60), 2f64.powi(-200)] {
            let scaled = SignedRows { values: rows.values.iter().map(|z| c * z).collect(), ..rows.clone() };
            let other = margin(&scaled, p).margin;
            assert!(other.0 <= c * plain.1 && c * plain.0 <= other.1, "p = {p}: {plain:?} {other:?}");
        }
    }
}

#[test]
fn ties_repeated_rows_and_a_lack_of_rows_are_data() {
    let mut rng = Seed(11).rng();
    for set in 0..150 {
        let (n, d) = (1 + set % 7, 1 + set % 4);
        let values: Vec<f64> =
            (0..n * d).map(|e| if e % d == 0 { 1.0 } else { f64::from(rng.random_range(-1..=1)) }).collect();
        let rows = SignedRows { n, d, values };
        for p in [1.0, 1.5, 2.0, 3.0, f64::INFINITY] {
            let found = margin(&rows, p);
            assert!(
                found.margin.1 - found.margin.0 <= 1e-10 * found.margin.0,
                "set {set}, p = {p}: {rows:?}"
            );
        }
    }
}

#[test]
fn far_out_exponents_are_answered_or_enclosed() {
    // Powers of a million are beyond Newton's method in doubles; the norm infinity's answer is within d^(1/p) of it, which
    // is an answer from p = 1e12 on and an honest enclosure before.
    let rows = iris("setosa", "versicolor");
    let inf = margin(&rows, f64::INFINITY).margin;
    let far = margin(&rows, 1e12).margin;
    assert!(far.0 <= inf.1 && inf.0 <= far.1 * (1.0 + 2e-12), "{far:?} {inf:?}");
    let error = max_margin_in(&rows, Norm::of(1e6).unwrap()).unwrap_err();
    let ReferenceError::Wide { lower, upper } = error else { panic!("{error}") };
    assert!(
        lower <= inf.1 && inf.0 <= upper * 4f64.powf(1e-6) && upper < lower * 1.001,
        "[{lower:?}, {upper:?}]"
    );
}
