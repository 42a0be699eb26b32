//! Named optimisers against the answers that theorems give them, and the outcomes that are no answer.

use super::*;
use crate::dynamics::optimizers::{AdaGrad, Adam, Geometry, Length, Steepest};
use crate::dynamics::{Descending, UpdateRule};

const STEPS: u64 = 100_000;

fn fixed(geometry: Geometry) -> Rule {
    Rule::Custom(Arc::new(Steepest::new(geometry, Length::Fixed)))
}

fn falling(rule: Rule) -> Optimizer {
    Optimizer::new(rule, 0.1, Schedule::InverseSquareRoot)
}

#[test]
fn steepest_descent_approaches_its_own_norm_wherever_it_starts() {
    for p in [1.0, 1.5, 2.0, 3.0, f64::INFINITY] {
        let found = profile(&falling(fixed(Geometry::Power { p })), STEPS, 3).unwrap();
        assert_eq!(found.vectors.approached, Some(Answer::Power(p)), "{found}");
        assert_ne!(found.start.depends(), Some(true), "{found}");
    }
}

#[test]
fn spectral_descent_approaches_the_spectral_margin() {
    let rule = |rows| fixed(Geometry::Spectral { rows });
    let found = profile(&Optimizer::of_matrices(rule, 1.0, Schedule::InverseSquareRoot), STEPS, 1).unwrap();
    assert_eq!(found.matrices.approached, Some(Answer::Spectral), "{found}");
    // Of one row it is normalised descent.
    assert_eq!(found.vectors.approached, Some(Answer::Power(2.0)), "{found}");
}

#[test]
fn adams_epsilon_decides_between_two_answers() {
    let adam = |epsilon| Rule::Custom(Arc::new(Adam::new(0.9, 0.99, epsilon).unwrap()) as _);
    let without = profile(&falling(adam(0.0)), STEPS, 0).unwrap();
    assert_eq!(without.vectors.approached, Some(Answer::Power(f64::INFINITY)), "{without}");
    let with = profile(&Optimizer::new(adam(1.0), 0.1, Schedule::Constant), STEPS, 0).unwrap();
    assert_eq!(with.vectors.approached, Some(Answer::Power(2.0)), "{with}");
}

#[test]
fn an_accumulator_makes_start_and_step_matter() {
    let adagrad = |accumulator| Rule::Custom(Arc::new(AdaGrad::new(accumulator).unwrap()) as _);
    let found = profile(&Optimizer::new(adagrad(1.0), 0.5, Schedule::Constant), STEPS, 0).unwrap();
    assert_eq!(found.start.depends(), Some(true), "{found}");
    assert_ne!(found.step_size.depends(), Some(false), "{found}");
}

/// Goes where no optimiser should.
struct Broken(f64);

impl UpdateRule for Broken {
    fn key(&self) -> String {
        "broken".to_string()
    }
    fn update(&self, _now: &Descending<'_>, _state: &mut [f64], w: &mut [f64]) {
        w.fill(self.0);
    }
}

#[test]
fn what_is_no_optimiser_is_named_and_approaches_nothing() {
    let run = |value| profile(&falling(Rule::Custom(Arc::new(Broken(value)))), 1_000, 0).unwrap();
    let nan = run(f64::NAN);
    assert!(matches!(nan.vectors.ending, Ending::Diverged { at: 1 }), "{nan}");
    assert_eq!((nan.vectors.approached, nan.start.depends()), (None, None));
    let still = run(0.0);
    assert!(matches!(still.vectors.ending, Ending::AtRest), "{still}");
    let away = falling(Rule::GradientDescent);
    let uphill = profile(&Optimizer { step: 1e6, ..away.clone() }, 1_000, 0).unwrap();
    assert_eq!(uphill.vectors.approached, None, "{uphill}");
    assert_eq!(profile(&away, 999, 0), Err(ProfileError::Steps { found: 999 }));
    assert_eq!(profile(&Optimizer { step: -1.0, ..away }, 1_000, 0), Err(ProfileError::Step { found: -1.0 }));
}

#[test]
fn answers_that_a_run_stands_between_are_not_told() {
    use super::answers::{Estimate, Exact, Held};
    let exact =
        Exact { answer: Answer::Spectral, margin: 1.0, error: 0.0, direction: Vec::new(), apart: 0.04 };
    // A last change that is half of the one before: three times as much is allowed.
    let of = |before: f64, last: f64| Estimate::of(&exact, [before - 2.0 * (last - before), before, last]);
    let held = |slope, heading| Held::of(&exact, 0.9, slope, heading).approached;
    let (near, far, open) = (of(0.994, 0.995), of(0.979, 0.98), of(0.99, 0.994));
    assert_eq!(held(near, near), Some(true));
    assert_eq!((held(near, open), held(open, near)), (Some(true), Some(true)));
    assert_eq!((held(far, open), held(open, far), held(far, far)), (Some(false), Some(false), Some(false)));
    assert_eq!((held(near, far), held(far, near), held(open, open)), (None, None, None));
    // A slope beyond one cannot stay; one that is no number says nothing.
    assert_eq!(held(of(1.02, 1.02), open), None);
    assert_eq!(held(of(1.0, f64::NAN), open), None);
    // Where neither tells the ratio does, if it is near.
    assert_eq!(Held::of(&exact, 0.995, open, open).approached, Some(true));
    assert_eq!(Held::of(&exact, 0.995, far, open).approached, Some(false));
}

#[test]
fn what_is_to_come_covers_laws_of_powers_and_of_logarithms() {
    use super::answers::to_come;
    // Values at t = 10^4.5, 10^5 and 10^5.5, and 10^6 for the last law, of things that tend to zero.
    let at = |half_decades: f64| 10f64.powf(0.5 * half_decades);
    let laws: [(&str, &dyn Fn(f64) -> f64); 5] = [
        ("t^-1/4", &|t| t.powf(-0.25)),
        ("t^-1/2", &|t| t.powf(-0.5)),
        ("1/t", &|t| 1.0 / t),
        ("1/log t", &|t| 1.0 / t.ln()),
        ("1/log^2 t", &|t| t.ln().powi(-2)),
    ];
    for (name, law) in laws {
        let [a, b, c] = [10.0, 11.0, 12.0].map(|k| law(at(k)));
        let allowed = to_come(a - b, b - c);
        assert!((1.0..3.1).contains(&(allowed / c)), "{name}: {allowed} for {c}");
    }
    assert_eq!(to_come(0.0, 0.0), 0.0);
    // What does not settle is not told from what settles slowest.
    assert!(to_come(1e-3, 2e-3) > 20.0 * 2e-3);
    // What goes to and fro is about its limit.
    assert_eq!((to_come(1e-3, -2e-3), to_come(-1e-3, 5e-4)), (6e-3, 1.5e-3));
}
