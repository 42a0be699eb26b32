//! Tests of the room: against values of other programs, of the designs against one another, on simulated
//! data, and with wrong hypotheses that must be caught.

mod binomial;
mod confidence_sequence;
mod dkw;
mod equivalence;
mod golden;
mod price;
mod sign_test;
mod stein;
mod student;

use super::*;
use rand::{Rng, RngExt};

/// The rate of false alarm of each test that draws random numbers.
const OF_A_SIMULATION: f64 = 1e-9;

fn rates(false_alarm: f64, miss: f64) -> Rates {
    Rates::new(false_alarm, miss).expect("rates")
}

/// That an event seen `seen` times in `trials` seeded simulations is no more frequent than `rate`: an exact
/// binomial test.
fn assert_at_most(rate: f64, seen: u64, trials: u64, what: &str) {
    let p_value = binomial_at_least(seen, trials, rate);
    assert!(p_value > OF_A_SIMULATION, "{what}: {seen} of {trials}, expected a rate of at most {rate}");
}

/// A standard normal number (Box and Muller, Annals of Mathematical Statistics 29, 1958).
fn normal(rng: &mut impl Rng) -> f64 {
    let radius = (-2.0 * (1.0 - rng.random::<f64>()).ln()).sqrt();
    radius * (std::f64::consts::TAU * rng.random::<f64>()).cos()
}

/// The three functions of a design against one another, at these numbers of trials and discrepancies. Returned is how many
/// of either had an answer: of the others it is seen that the design refuses them with the right reason.
#[must_use = "how many were answered is to be looked at"]
fn consistent(design: &impl Design, trials: &[u64], discrepancies: &[f64]) -> Answered {
    let mut answered = Answered(0, 0);
    for &n in trials {
        let least = match design.least_detectable(n) {
            Ok(least) => least,
            Err(refused) => {
                assert_eq!(refused, Refused::Undetectable { trials: n });
                // None of the discrepancies is detected then.
                for &discrepancy in discrepancies {
                    let enough = design.is_enough(n, discrepancy);
                    let impossible = matches!(enough, Err(Refused::Discrepancy { .. }));
                    assert!(impossible || enough == Ok(false), "{n} trials, {discrepancy}: {enough:?}");
                }
                continue;
            }
        };
        answered.0 += 1;
        assert_eq!(design.is_enough(n, least), Ok(true), "{n} trials, {least}");
        let below = least.next_down();
        assert_eq!(design.is_enough(n, below), Ok(false), "{n} trials, {below}");
        let trials = design.least_trials(least).expect("n is enough");
        assert!(trials <= n, "{trials} of {n} trials for {least}");
    }
    for &discrepancy in discrepancies {
        let n = match design.least_trials(discrepancy) {
            Ok(n) => n,
            Err(refused) => {
                let greatest = match refused {
                    Refused::Discrepancy { greatest, .. } => greatest,
                    Refused::TooMany { .. } => f64::INFINITY,
                    other => panic!("{discrepancy}: {other}"),
                };
                assert!(discrepancy > greatest || greatest.is_infinite(), "{discrepancy} of {greatest}");
                continue;
            }
        };
        answered.1 += 1;
        assert_eq!(design.is_enough(n, discrepancy), Ok(true), "{n} trials, {discrepancy}");
        if n > 1 {
            assert_eq!(design.is_enough(n - 1, discrepancy), Ok(false), "{n} trials, {discrepancy}");
        }
        let least = design.least_detectable(n).expect("n is enough");
        assert!(least <= discrepancy, "{least} at {n} trials for {discrepancy}");
        assert_eq!(design.least_trials_from(n, discrepancy), Ok(n));
        // A plan with a trial fewer is told the number that is enough.
        assert!(Plan::new(design, n, discrepancy).is_ok());
        let refused = Plan::new(design, n - 1, discrepancy).expect_err("too few");
        let PlanRefused::TooFewTrials { enough, .. } = refused else { panic!("{refused}") };
        assert_eq!(enough, n);
    }
    answered
}

/// How many numbers of trials detect something, and how many discrepancies some number of trials detects.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Answered(usize, usize);

impl std::ops::AddAssign for Answered {
    fn add_assign(&mut self, other: Answered) {
        (self.0, self.1) = (self.0 + other.0, self.1 + other.1);
    }
}

#[test]
fn rates_are_probabilities_that_a_coin_does_not_have() {
    for bad in [f64::NAN, 0.0, 1.0, -0.1, f64::INFINITY, 5e-324] {
        assert!(matches!(Rates::new(bad, 0.1), Err(Refused::Rate { what: "false alarm", .. })), "{bad}");
        assert!(matches!(Rates::new(0.1, bad), Err(Refused::Rate { what: "miss", .. })), "{bad}");
    }
    assert_eq!(Rates::new(0.5, 0.5), Err(Refused::Coin { false_alarm: 0.5, miss: 0.5 }));
    let small = rates(1e-12, 1e-12);
    assert_eq!((small.false_alarm(), small.miss()), (1e-12, 1e-12));
    assert_eq!(
        Rates::new(0.0, 0.1).unwrap_err().to_string(),
        "found a rate of false alarm of 0, expected a number strictly between 0 and 1"
    );
}

#[test]
fn a_plan_with_too_few_trials_is_told_how_many_are_enough() {
    let test = BinomialTest::new(0.5, Side::Either, rates(1e-6, 1e-6)).expect("a probability");
    let refused = Plan::new(&test, 10, 0.25).expect_err("too few");
    let enough = test.least_trials(0.25).expect("a number");
    assert_eq!(
        refused.to_string(),
        format!(
            "found 10 trials, expected {enough} to detect a discrepancy of 0.25 with rates of false alarm 1e-6 \
             and of miss 1e-6"
        )
    );
    let plan = Plan::new(&test, enough, 0.25).expect("enough");
    assert_eq!((plan.trials(), plan.discrepancy(), plan.rates()), (enough, 0.25, rates(1e-6, 1e-6)));
    assert_eq!(
        Plan::new(&test, 10, 0.75),
        Err(PlanRefused::Refused(Refused::Discrepancy { found: 0.75, greatest: 0.5 }))
    );
}
