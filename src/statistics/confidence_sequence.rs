//! Anytime-valid confidence sequences for the probability of a Bernoulli sequence.

use super::judgement::{bisect, least_whole};
use super::tail::ln_term;
use super::{Design, Judgement, Rates, Refused};
use crate::numbers::{exp, ln, ln_1p};

/// More trials than this are not computed with.
const MOST_TRIALS: u64 = 1 << 17;

/// Intervals for the probability p of passing that hold at all times together.
///
/// With s of n passed let M_n(p) = B(s + 1, n - s + 1) / (p^s (1 - p)^(n - s)), the likelihood of the data
/// averaged over all probabilities by that at p. When p is the true one, M_n(p) is a martingale, positive and
/// 1 at the start, so that by the inequality of Ville (Etude critique de la notion de collectif, 1939) it
/// ever reaches 1/alpha with probability alpha at most. The set {p : M_n(p) < 1/alpha} therefore holds the
/// true probability at every n at once but with probability alpha: data may be looked at after every draw,
/// and drawing may stop for any reason (Robbins, Annals of Mathematical Statistics 41, 1970; Howard, Ramdas,
/// McAuliffe and Sekhon, Annals of Statistics 49, 2021, arXiv:1810.08240). The intersection of the intervals
/// so far is an interval with the same guarantee.
///
/// As B(s + 1, n - s + 1) = 1 / ((n + 1) C(n, s)), the set is where (n + 1) P_p(X = s) > alpha, X binomial.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ConfidenceSequence {
    alpha: f64,
    passed: u64,
    trials: u64,
}

impl ConfidenceSequence {
    /// The sequence before any draw, for a probability `alpha` that it ever fails.
    ///
    /// # Errors
    /// When alpha is not strictly between 0 and 1.
    pub fn new(alpha: f64) -> Result<ConfidenceSequence, Refused> {
        if !(f64::MIN_POSITIVE..1.0).contains(&alpha) {
            return Err(Refused::Rate { what: "false alarm", found: alpha });
        }
        Ok(ConfidenceSequence { alpha, passed: 0, trials: 0 })
    }

    /// Takes in a draw.
    pub fn observe(&mut self, pass: bool) {
        self.passed += u64::from(pass);
        self.trials += 1;
    }

    /// How many draws passed.
    pub fn passed(&self) -> u64 {
        self.passed
    }

    /// How many draws were made.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// ln M_n(p), the evidence against p. Infinite where the data are impossible, NaN for p outside [0, 1].
    pub fn ln_mixture(&self, p: f64) -> f64 {
        let (s, n) = (self.passed, self.trials);
        if p == 0.0 || p == 1.0 {
            let possible = if p == 0.0 { s == 0 } else { s == n };
            return if possible { -ln_1p(n as f64) } else { f64::INFINITY };
        }
        if !(p > 0.0 && p < 1.0) {
            return f64::NAN;
        }
        -ln_1p(n as f64) - ln_term(s, n, p)
    }

    /// 1 / max(1, M_n(p)): the anytime p-value of p.
    pub fn p_value(&self, p: f64) -> f64 {
        exp(-self.ln_mixture(p).max(0.0))
    }

    /// Whether p lies outside the interval now: M_n(p) >= 1/alpha. False for NaN.
    pub fn excludes(&self, p: f64) -> bool {
        self.ln_mixture(p) >= -ln(self.alpha)
    }

    /// The interval after the draws so far, ends included. M_n falls up to p = s/n and rises from there on.
    pub fn interval(&self) -> (f64, f64) {
        let best = if self.trials == 0 { 0.5 } else { self.passed as f64 / self.trials as f64 };
        let end = |outermost: f64| match self.excludes(outermost) {
            false => outermost,
            true => bisect(best, outermost, |p| !self.excludes(p)).0,
        };
        (end(0.0), end(1.0))
    }
}

/// The test of P(pass) = p0 that may stop after any draw: p0 is rejected as soon as the confidence sequence
/// at the rate of false alarm excludes it. The discrepancy is |p - p0|, on either side.
///
/// A discrepancy is seen by n trials when the sequence has excluded p0 on the side of p at some draw up to n;
/// if it excludes it on the wrong side first, that is a miss. The probability is exact, by the walk of the
/// number of passes between the two edges. It falls with n, and with the discrepancy: raise p with the draws
/// coupled, and a path that left upward first does so no later. No bound is used: the misses agree with
/// fractions to 7e-15 (`cargo test --lib misses_of_confidence_sequences_agree -- --nocapture` prints it). The
/// number of trials answers how many draws suffice but with the rate of miss: it is a quantile of the time of
/// stopping.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SequentialTest {
    p0: f64,
    rates: Rates,
}

impl SequentialTest {
    /// The test of P(pass) = `p0`.
    ///
    /// # Errors
    /// When `p0` is not strictly between 0 and 1.
    pub fn new(p0: f64, rates: Rates) -> Result<SequentialTest, Refused> {
        if p0 > 0.0 && p0 < 1.0 {
            Ok(SequentialTest { p0, rates })
        } else {
            Err(Refused::Probability { what: "the probability under the hypothesis", found: p0 })
        }
    }

    /// The sequence to observe the draws with; the hypothesis is rejected once it excludes p0.
    pub fn sequence(&self) -> ConfidenceSequence {
        ConfidenceSequence::new(self.rates.false_alarm()).expect("a rate")
    }

    /// Judges draws in the order in which they were made. The p-value is 1 / max M_n(p0), by Ville's
    /// inequality a p-value whenever drawing stopped.
    pub fn judge(&self, draws: &[bool]) -> Judgement {
        let mut sequence = self.sequence();
        let mut p_value = 1.0f64;
        for pass in draws {
            sequence.observe(*pass);
            p_value = p_value.min(sequence.p_value(self.p0));
        }
        let detectable = self.least_detectable(draws.len() as u64).ok();
        Judgement { p_value, rates: self.rates, detectable }
    }

    /// The probability, when P(pass) = p, that p0 has not been excluded on the side of p by the end of n
    /// trials. At p = p0: that it has not been excluded at all.
    pub fn miss(&self, trials: u64, p: f64) -> f64 {
        Walk::of(self, trials).missed_at(p)
    }

    /// How far a true value can be away, on the sides (above, below).
    fn room(&self) -> [f64; 2] {
        [1.0 - self.p0, self.p0]
    }

    /// Whether so many trials see each of these true values but with the rate of miss.
    fn sees(&self, trials: u64, truths: &[f64]) -> bool {
        let walk = Walk::of(self, trials);
        truths.iter().all(|p| walk.missed_at(*p) <= self.rates.miss())
    }

    /// The true values at a discrepancy.
    fn truths(&self, discrepancy: f64) -> Result<Vec<f64>, Refused> {
        let [above, below] = self.room();
        if !(discrepancy > 0.0 && discrepancy <= above.max(below)) {
            return Err(Refused::Discrepancy { found: discrepancy, greatest: above.max(below) });
        }
        let up = (discrepancy <= above).then(|| (self.p0 + discrepancy).min(1.0));
        let down = (discrepancy <= below).then_some(self.p0 - discrepancy);
        Ok(up.into_iter().chain(down).collect())
    }
}

impl Design for SequentialTest {
    fn rates(&self) -> Rates {
        self.rates
    }

    fn least_detectable(&self, trials: u64) -> Result<f64, Refused> {
        if trials > MOST_TRIALS {
            return Err(Refused::TooManyTrials { trials, most: MOST_TRIALS });
        }
        let walk = Walk::of(self, trials);
        let least = [1.0, -1.0].into_iter().zip(self.room()).map(|(sign, room)| {
            let seen = |discrepancy: f64| {
                walk.missed_at((self.p0 + sign * discrepancy).clamp(0.0, 1.0)) <= self.rates.miss()
            };
            if seen(room) { bisect(room, 0.0, seen).0 } else { room.next_up() }
        });
        let needed = least.fold(0.0, f64::max);
        if self.room().iter().any(|room| needed <= *room) {
            Ok(needed)
        } else {
            Err(Refused::Undetectable { trials })
        }
    }

    fn is_enough(&self, trials: u64, discrepancy: f64) -> Result<bool, Refused> {
        let truths = self.truths(discrepancy)?;
        if trials > MOST_TRIALS {
            return Err(Refused::TooManyTrials { trials, most: MOST_TRIALS });
        }
        Ok(self.sees(trials, &truths))
    }

    fn least_trials_from(&self, from: u64, discrepancy: f64) -> Result<u64, Refused> {
        let truths = self.truths(discrepancy)?;
        let enough = least_whole(0, MOST_TRIALS, |trials| self.sees(trials, &truths));
        Ok(enough.ok_or(Refused::TooMany { discrepancy, most: MOST_TRIALS })?.max(from))
    }
}

/// The walk of the number of passes while p0 is not excluded, with probabilities at p0.
struct Walk {
    p0: f64,
    /// ln(1/alpha).
    goal: f64,
    trials: u64,
    /// P(passed = least + i, p0 not excluded so far).
    alive: Vec<f64>,
    least: u64,
    /// Where p0 was excluded first, above and below.
    left: [Vec<Point>; 2],
}

/// A place of the walk: so many passed of so many trials, and with which probability.
#[derive(Clone, Copy)]
struct Point {
    passed: u64,
    trials: u64,
    mass: f64,
}

impl Walk {
    /// The walk after so many trials.
    fn of(test: &SequentialTest, trials: u64) -> Walk {
        let goal = -ln(test.rates.false_alarm());
        let left = [Vec::new(), Vec::new()];
        let mut walk = Walk { p0: test.p0, goal, trials: 0, alive: vec![1.0], least: 0, left };
        (0..trials).for_each(|_| walk.step());
        walk
    }

    fn step(&mut self) {
        self.trials += 1;
        self.alive.push(0.0);
        for i in (0..self.alive.len()).rev() {
            let passes = if i == 0 { 0.0 } else { self.alive[i - 1] * self.p0 };
            self.alive[i] = self.alive[i] * (1.0 - self.p0) + passes;
        }
        // M_n rises away from s = n p0 on both sides: what is excluded is at the ends.
        let (trials, p0, goal) = (self.trials, self.p0, self.goal);
        let excluded = |passed: u64| -ln_1p(trials as f64) - ln_term(passed, trials, p0) >= goal;
        let above = |passed: u64| passed as f64 > trials as f64 * p0;
        let last = |walk: &Walk| walk.least + walk.alive.len() as u64 - 1;
        while !self.alive.is_empty() && above(last(self)) && excluded(last(self)) {
            let passed = last(self);
            let mass = self.alive.pop().expect("not empty");
            self.left[0].push(Point { passed, trials, mass });
        }
        while !self.alive.is_empty() && !above(self.least) && excluded(self.least) {
            let mass = self.alive.remove(0);
            self.left[1].push(Point { passed: self.least, trials, mass });
            self.least += 1;
        }
    }

    /// The places that are misses when the true value is p: not excluded, or on the wrong side.
    fn misses(&self, p: f64) -> impl Iterator<Item = Point> {
        let alive = self.alive.iter().enumerate();
        let alive =
            alive.map(|(i, mass)| Point { passed: self.least + i as u64, trials: self.trials, mass: *mass });
        let [above, below] = &self.left;
        let wrong: &[Point] = match p.partial_cmp(&self.p0) {
            Some(std::cmp::Ordering::Greater) => below,
            Some(std::cmp::Ordering::Less) => above,
            _ => &[],
        };
        alive.chain(wrong.iter().copied())
    }

    /// The probability of a miss at p: a path with s of n passed is (p/p0)^s ((1-p)/(1-p0))^(n-s) times as probable at p
    /// as at p0.
    fn missed_at(&self, p: f64) -> f64 {
        let (of_pass, of_failure) = (ln(p) - ln(self.p0), ln_1p(-p) - ln_1p(-self.p0));
        let power = |log: f64, count: u64| if count == 0 { 0.0 } else { log * count as f64 };
        let misses = self.misses(p);
        let shares = misses.map(|point| {
            point.mass * exp(power(of_pass, point.passed) + power(of_failure, point.trials - point.passed))
        });
        shares.sum::<f64>()
    }
}
