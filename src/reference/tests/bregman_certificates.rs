//! Bregman projections of hard and impossible questions, and their certificates spoilt in one place.

use super::bregman::{ALL, Question, distance};
use crate::certificate::{BregmanCertificate, NoErrorBound, Potential, Refused, Whole, verify_bregman};
use crate::reference::ReferenceError;

const HYPENTROPY: Potential = Potential::Hypentropy { scale: 0.01 };

#[test]
fn equations_that_follow_from_others_change_nothing_and_are_proved_to() {
    for potential in ALL {
        let question = Question::random(7, 3, 9, potential);
        let alone = question.answer();
        let mut rows: Vec<Vec<f64>> = question.rows.rows().map(<[f64]>::to_vec).collect();
        let mut targets = question.targets.clone();
        // The first again, twice it, and nothing: exact as doubles. The basis may take either copy.
        rows.extend([rows[0].clone(), rows[0].iter().map(|x| 2.0 * x).collect(), vec![0.0; 9]]);
        targets.extend([targets[0], 2.0 * targets[0], 0.0]);
        let more = Question::new(&rows, &targets, &question.start, potential);
        let found = more.answer();
        assert_eq!((found.certificate.basis.len(), found.certificate.dependent.len()), (3, 3));
        let off = distance(&found.w, &alone.w);
        assert!(off <= found.error.clone().unwrap() + alone.error.unwrap(), "{potential}: {off:e}");
        // One unit in the last place of one target makes the equations contradict each other.
        let mut wrong = more;
        wrong.targets[4] = wrong.targets[4].next_up();
        assert!(matches!(wrong.error(), ReferenceError::Inconsistent { .. }), "{potential}");
        wrong.targets[4] = 2.0 * wrong.targets[0];
        wrong.targets[5] = 1e-300;
        assert_eq!(wrong.error(), ReferenceError::Inconsistent { row: 5 });
    }
}

#[test]
fn more_equations_than_unknowns_leave_one_solution_or_none() {
    let rows = [[2.0, 1.0], [1.0, -1.0], [3.0, 4.0], [0.5, 0.25]];
    for potential in ALL {
        let found = Question::new(&rows, &[4.0, -1.0, 11.0, 1.0], &[0.5, 0.25], potential).answer();
        assert!(distance(&found.w, &[1.0, 2.0]) <= found.error.clone().unwrap(), "{potential}: {found:?}");
        assert!(found.error.unwrap() < 1e-13, "{potential}");
        let none = Question::new(&rows, &[4.0, -1.0, 11.0, 1.5], &[0.5, 0.25], potential);
        assert!(matches!(none.error(), ReferenceError::Inconsistent { .. }));
    }
}

#[test]
fn independent_equations_that_one_prime_takes_for_dependent_are_solved() {
    // The determinant is 2^62 - 57, the prime that ranks are counted by.
    let (rows, targets) = ([[2147483648.0, 57.0], [1.0, 2147483648.0]], [2147483705.0, 2147483649.0]);
    for potential in ALL {
        let found = Question::new(&rows, &targets, &[0.5, 0.25], potential).answer();
        assert!(distance(&found.w, &[1.0, 1.0]) <= found.error.clone().unwrap(), "{potential}: {found:?}");
    }
}

#[test]
fn zero_targets_and_a_start_that_is_the_answer() {
    let rows = [[1.0, 2.0, -3.0]];
    for potential in ALL {
        // (1, 1, 1) solves it already.
        let found = Question::new(&rows, &[0.0], &[1.0, 1.0, 1.0], potential).answer();
        assert_eq!((found.w.as_slice(), found.feasibility, found.span), (&[1.0; 3][..], 0.0, 0.0));
        assert_eq!(found.multipliers, [0.0]);
        let moved = Question::new(&rows, &[0.0], &[2.0, 1.0, 1.0], potential).answer();
        assert!(
            moved.feasibility < 1e-30 && moved.span < 1e-14 && moved.w[0] < 2.0,
            "{potential}: {moved:?}"
        );
        // Off by one unit in the last place: the answer differs from the start by less than a digit shows.
        let target = 1.0f64.next_up() - 1.0;
        let near = Question::new(&rows, &[target], &[1.0, 1.0, 1.0], potential).answer();
        assert!(near.span < 1e-14 && near.multipliers[0] != 0.0, "{potential}: {near:?}");
        assert!(distance(&near.w, &[1.0; 3]) < 1e-15);
    }
    // From zero to zero.
    for potential in [
        Potential::Quadratic,
        HYPENTROPY,
        Potential::Power { exponent: 1.5 },
        Potential::Power { exponent: 3.0 },
    ] {
        let found = Question::new(&rows, &[0.0], &[0.0; 3], potential).answer();
        assert_eq!((found.w, found.error), (vec![0.0; 3], Ok(0.0)));
    }
}

#[test]
fn columns_of_zeros_keep_the_start() {
    for potential in ALL {
        let found = Question::new(&[[1.0, 0.0, 2.0]], &[3.0], &[0.5, 0.75, 0.5], potential).answer();
        assert!((found.w[1] - 0.75).abs() <= found.error.clone().unwrap(), "{potential}: {found:?}");
    }
}

#[test]
fn sizes_far_from_one_are_answered_as_narrowly() {
    for power in [-400, -200, -20, 20, 200, 400] {
        let scale = f64::powi(2.0, power);
        for potential in [1.5, 2.5]
            .map(|exponent| Potential::Power { exponent })
            .into_iter()
            .chain([Potential::Quadratic, Potential::Entropy])
        {
            // X scaled: the same solution. y and w0 scaled: the solution scaled, for homogeneous potentials.
            let plain = Question::random(3, 3, 7, potential);
            let expected = plain.answer();
            let mut question = Question::random(3, 3, 7, potential);
            question.rows.values.iter_mut().for_each(|x| *x *= scale);
            question.targets.iter_mut().for_each(|y| *y *= scale);
            let found = question.answer();
            let allowed = found.error.clone().unwrap() + expected.error.clone().unwrap();
            assert!(distance(&found.w, &expected.w) <= allowed, "{potential}, 2^{power}");
            if potential != Potential::Entropy {
                let mut question = Question::random(3, 3, 7, potential);
                question.start.iter_mut().for_each(|w| *w *= scale);
                question.targets.iter_mut().for_each(|y| *y *= scale);
                let found = question.answer();
                let back: Vec<f64> = found.w.iter().map(|w| w / scale).collect();
                let allowed = found.error.unwrap() / scale + expected.error.clone().unwrap();
                assert!(allowed < 1e-12, "{potential}, 2^{power}: {allowed:e}");
                assert!(distance(&back, &expected.w) <= allowed, "{potential}, 2^{power}");
            }
        }
    }
}

#[test]
fn questions_without_an_answer_are_refused_in_words() {
    let none = Question::new(&[[1.0, 2.0]], &[-1.0], &[1.0, 1.0], Potential::Entropy).error();
    assert!(none.to_string().contains("no positive solution"), "{none}");
    // Positive only in the limit: w_2 = 0.
    let edge =
        Question::new(&[[1.0, 1.0], [1.0, -1.0]], &[1.0, 1.0], &[1.0, 1.0], Potential::Entropy).error();
    assert!(matches!(edge, ReferenceError::Undecided { .. }), "{edge}");
    let negative = Question::new(&[[1.0, 2.0]], &[1.0], &[1.0, -1.0], Potential::Entropy).error();
    assert_eq!(negative.to_string(), "the start is -1 at entry 1, expected a positive number");
    let flat = Question::new(&[[1.0]], &[1.0], &[1.0], Potential::Power { exponent: 1.0 }).error();
    assert_eq!(flat.to_string(), "the exponent is 1 at entry 0, expected a number above 1");
    let short = Question::new(&[[1.0, 2.0]], &[1.0, 2.0], &[1.0, 1.0], Potential::Quadratic).error();
    assert_eq!(short.to_string(), "the targets has 2 entries, expected 1");
    let infinite = Question::new(&[[1.0]], &[f64::INFINITY], &[1.0], Potential::Quadratic).error();
    assert!(matches!(infinite, ReferenceError::Outside { what: "the target", .. }));
}

#[test]
fn a_certificate_with_one_number_changed_is_refused() {
    for potential in ALL {
        let question = Question::random(11, 3, 6, potential);
        let good = question.answer().certificate;
        let accepted = verify_bregman(&question.problem(), &good).unwrap();
        assert!(accepted.error.is_ok());
        let refused = |spoilt: &BregmanCertificate| verify_bregman(&question.problem(), spoilt).is_err();
        let mut changes = 0;
        // A relative change of 1e-9 in a coordinate or multiplier, its sign, its omission.
        for change in [|x: f64| x * (1.0 + 1e-9), |x: f64| -x, |_: f64| 0.0] {
            for (part, length) in [(0, 6), (1, 3)] {
                for index in 0..length {
                    let mut spoilt = good.clone();
                    let sum =
                        if part == 0 { &mut spoilt.solution[index] } else { &mut spoilt.multipliers[index] };
                    let before: f64 = sum.iter().sum();
                    *sum = vec![change(before)];
                    // A coordinate that hardly counts in the equations may change by 1e-9 unseen, within the limits.
                    if before.abs() > 1e-2 {
                        changes += 1;
                        assert!(refused(&spoilt), "{potential}: part {part}, entry {index} from {before}");
                    }
                }
            }
        }
        assert!(changes >= 12, "{potential}: {changes} changes");
        // Two coordinates or two multipliers exchanged, one left out.
        let mut spoilt = good.clone();
        spoilt.solution.swap(0, 1);
        assert!(refused(&spoilt));
        let mut spoilt = good.clone();
        spoilt.multipliers.swap(0, 1);
        assert!(refused(&spoilt));
        let mut spoilt = good.clone();
        spoilt.multipliers.pop();
        assert!(matches!(
            verify_bregman(&question.problem(), &spoilt),
            Err(Refused::Length { found: 2, .. })
        ));
        let mut spoilt = good.clone();
        spoilt.basis.pop();
        assert!(matches!(verify_bregman(&question.problem(), &spoilt), Err(Refused::Length { .. })));
        let mut spoilt = good.clone();
        spoilt.basis[0] = spoilt.basis[1];
        assert!(matches!(verify_bregman(&question.problem(), &spoilt), Err(Refused::RepeatedRow { .. })));
        let mut spoilt = good.clone();
        spoilt.basis[0] = 3;
        assert!(matches!(
            verify_bregman(&question.problem(), &spoilt),
            Err(Refused::NoSuchRow { row: 3, n: 3 })
        ));
        let mut spoilt = good.clone();
        spoilt.solution[2] = vec![f64::NAN];
        assert!(matches!(
            verify_bregman(&question.problem(), &spoilt),
            Err(Refused::NotFinite { index: 2, .. })
        ));
        // A wrong potential, start or target is another question.
        let mut other = Question::random(11, 3, 6, potential);
        other.start[0] *= 1.0 + 1e-9;
        assert!(verify_bregman(&other.problem(), &good).is_err(), "{potential}");
        let mut other = Question::random(11, 3, 6, potential);
        other.targets[0] *= 1.0 + 1e-9;
        assert!(verify_bregman(&other.problem(), &good).is_err());
        let mut other = Question::random(11, 3, 6, potential);
        other.potential = Potential::Power { exponent: 1.7 };
        if potential != Potential::Entropy {
            assert!(verify_bregman(&other.problem(), &good).is_err());
        }
    }
}

#[test]
fn without_a_right_inverse_the_error_is_withheld_and_a_wrong_combination_is_refused() {
    let rows = [[1.0, 2.0, 0.5], [0.0, 1.0, -1.0], [2.0, 5.0, 0.0]];
    let question = Question::new(&rows, &[1.0, 0.25, 2.25], &[0.5, 0.25, 0.125], HYPENTROPY);
    let good = question.answer().certificate;
    let mut spoilt = good.clone();
    spoilt.right_inverse.iter_mut().for_each(|x| *x = 0.0);
    let proof = verify_bregman(&question.problem(), &spoilt).unwrap();
    assert!(matches!(proof.error, Err(NoErrorBound::RightInverse { found }) if found > 1.4));
    assert!(proof.span < 1e-14);
    let dependent = &good.dependent[0];
    for index in 0..2 {
        let mut spoilt = good.clone();
        let weight = &mut spoilt.dependent[0].weights[index].0;
        *weight = &*weight + dashu_int::IBig::ONE;
        let refused = verify_bregman(&question.problem(), &spoilt).unwrap_err();
        assert!(matches!(refused, Refused::NotACombination { row, .. } if row == dependent.row), "{refused}");
    }
    let mut spoilt = good.clone();
    spoilt.dependent[0].denominator = Whole::from(-1);
    assert!(matches!(verify_bregman(&question.problem(), &spoilt), Err(Refused::Denominator { .. })));
    let mut spoilt = good.clone();
    spoilt.dependent.clear();
    assert!(matches!(verify_bregman(&question.problem(), &spoilt), Err(Refused::Length { .. })));
    // The combination must hold of the targets too.
    let mut other = Question::new(&rows, &[1.0, 0.25, 2.25], &[0.5, 0.25, 0.125], HYPENTROPY);
    other.targets[dependent.row] = other.targets[dependent.row].next_up();
    let refused = verify_bregman(&other.problem(), &good).unwrap_err();
    assert!(matches!(refused, Refused::NotACombination { column: 3, .. }), "{refused}");
}

#[test]
fn the_error_bound_holds_for_solutions_that_are_off_by_as_much_as_the_limits_allow() {
    for potential in ALL {
        let question = Question::random(5, 3, 8, potential);
        let good = question.answer();
        for (index, shift) in [(0, 3e-14), (3, -2e-14), (7, 1e-14)] {
            let mut rough = good.certificate.clone();
            let moved = good.w[index] * (1.0 + shift);
            rough.solution[index] = vec![moved];
            let proof = verify_bregman(&question.problem(), &rough).unwrap();
            let off = distance(&proof.solution, &good.w);
            let error = proof.error.unwrap();
            assert!(off <= error + good.error.clone().unwrap(), "{potential}: {off:e} against {error:e}");
        }
    }
}

#[test]
fn a_power_beyond_enclosure_is_called_that() {
    let cubic = Potential::Power { exponent: 3.0 };
    let mut question = Question::new(&[[1.0, 2.0]], &[9.0], &[2.0, 3.0], cubic);
    let good = question.answer().certificate;
    question.potential = Potential::Power { exponent: 1e300 };
    let refused = verify_bregman(&question.problem(), &good).unwrap_err();
    assert_eq!(refused, Refused::OutOfRange { what: "the start", index: 0 });
}

#[test]
fn a_certificate_survives_its_text() {
    let question = Question::random(2, 3, 5, HYPENTROPY);
    let good = question.answer().certificate;
    let back: BregmanCertificate = serde_json::from_str(&serde_json::to_string(&good).unwrap()).unwrap();
    assert_eq!(back, good);
    let text = serde_json::to_string(&ALL).unwrap();
    assert_eq!(serde_json::from_str::<Vec<Potential>>(&text).unwrap(), ALL);
}
