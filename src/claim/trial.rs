//! The one trial: claim, arm, case -> record. A pure function.

use super::arm::{Arm, Change};
use super::law::{Choice, Equality, Inequality, Law, Leg, Power, Reading, Sided, View};
use super::statement::{Claim, THEOREM};
use crate::case::{Case, Run, Stopped};
use crate::numbers::Ball;
use crate::problem::Problem;
use crate::record::{
    Budget, Clock, Comparison, Finding, HypothesisNote, HypothesisState, Kind, Must, Record, Sense, Stop,
};

/// The budget must not exceed this share of the distance to the nearest false prediction.
const RESOLUTION: f64 = 0.2;

/// A false prediction nearer to the true one than this share of it is the same answer.
const COINCIDENCE: f64 = 1e-9;

impl<P: Problem> Claim<P> {
    /// The runs that an arm looks at on a case.
    pub fn runs(&self, arm: &Arm<P>, case: &Case<P>) -> Vec<Run<P>> {
        match &arm.change {
            Change::Dynamics(runs) => runs(case),
            _ => (self.dynamics)(case),
        }
    }

    /// Whether an arm's trial gets past the hypotheses and looks at its runs at all.
    pub(super) fn admits(&self, arm: &Arm<P>, case: &Case<P>) -> bool {
        self.check_hypotheses(arm, case).1.is_none()
    }

    /// One trial.
    pub fn trial(&self, arm: &Arm<P>, case: &Case<P>, family: &str, index: u64) -> Record {
        let (hypotheses, broken) = self.check_hypotheses(arm, case);
        let finding = match broken {
            Some(stop) => Finding::Stopped { why: stop },
            None => self.finding(arm, case).unwrap_or_else(|why| self.stopped(arm, why)),
        };
        let series = match (&self.series, arm.name == THEOREM, &finding) {
            (Some(series), true, Finding::Compared { .. } | Finding::Chose { .. }) => {
                let runs = self.runs(arm, case);
                series(&View { case, runs: &runs }).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let mut facts = (self.facts)(case);
        facts.retain(|_, value| value.is_finite());
        Record {
            claim: self.card.id.clone(),
            arm: arm.name.clone(),
            family: family.to_string(),
            index,
            problem: case.problem.note(),
            hypotheses,
            finding,
            facts,
            certificates: (self.certificates)(case),
            series,
        }
    }

    fn check_hypotheses(&self, arm: &Arm<P>, case: &Case<P>) -> (Vec<HypothesisNote>, Option<Stop>) {
        let waived: &[String] = match &arm.change {
            Change::Population { waived, .. } => waived,
            _ => &[],
        };
        let mut notes = Vec::new();
        let mut broken = None;
        for hypothesis in &self.hypotheses {
            let waived = waived.contains(&hypothesis.name);
            let (state, found) = match (hypothesis.check)(case) {
                Ok(checked) if checked.met => (HypothesisState::Met, checked.found),
                Ok(checked) => (HypothesisState::Broken, checked.found),
                Err(Stop::Outside { found, .. }) => (HypothesisState::Broken, found),
                Err(stop) => {
                    broken.get_or_insert(stop);
                    continue;
                }
            };
            if state == HypothesisState::Broken && !waived {
                let hypothesis = hypothesis.name.clone();
                broken.get_or_insert(Stop::Outside { hypothesis, found: found.clone() });
            }
            notes.push(HypothesisNote { name: hypothesis.name.clone(), found, state, waived });
        }
        (notes, broken)
    }

    /// An impostor that leaves the finite numbers has left the law as well.
    fn stopped(&self, arm: &Arm<P>, why: Stop) -> Finding {
        match (why, arm.must) {
            (Stop::Diverged { log_time }, Must::BeViolated) => Finding::Compared {
                comparisons: vec![Comparison {
                    name: "the run stays finite".to_string(),
                    log_time: Some(log_time).filter(|t| t.is_finite()),
                    clock: Clock::Descent,
                    sense: Sense::AtMost,
                    measured: 1.0,
                    predicted: 0.0,
                    miss: 1.0,
                    budget: Budget::default(),
                    resolution: None,
                }],
            },
            (why, _) => Finding::Stopped { why },
        }
    }

    fn finding(&self, arm: &Arm<P>, case: &Case<P>) -> Stopped<Finding> {
        let (own, seen) = ((self.dynamics)(case), self.runs(arm, case));
        let theorem = View { case, runs: &own };
        let view = View { case, runs: &seen };
        let law = match &arm.change {
            Change::Law(law) => law,
            _ => &self.law,
        };
        let comparisons = match law {
            Law::Limit(legs) => self.each(arm, legs, |leg| self.limit(arm, leg, &theorem, &view))?,
            Law::Rate(powers) => {
                let mut all = Vec::new();
                for leg in powers.iter().flat_map(|power| &power.grounds) {
                    let ground = self.limit(arm, leg, &theorem, &view)?;
                    // A falsehood is refuted by its exponent or not at all.
                    if ground.over_budget() && arm.must == Must::BeViolated {
                        let why = format!(
                            "{}: off by {:.1e}, allowed {:.1e}",
                            ground.name,
                            ground.miss,
                            ground.budget.total()
                        );
                        return Err(Stop::Undecided { why });
                    }
                    all.push(ground);
                }
                all.extend(self.each(arm, powers, |power| self.rate(arm, power, &view))?);
                all
            }
            Law::Identity(equalities) => self.each(arm, equalities, |e| self.identity(arm, e, &view))?,
            Law::Bound(inequalities) => self.each(arm, inequalities, |i| bound(i, &view))?,
            Law::Selection(Choice { reached }) => {
                let (candidates, budget) = reached(&view)?;
                return Ok(Finding::Chose { candidates, budget });
            }
        };
        Ok(Finding::Compared { comparisons })
    }

    /// Comparisons in order. A falsehood that one comparison has shown needs no more of them.
    fn each<T>(
        &self,
        arm: &Arm<P>,
        parts: &[T],
        mut compare: impl FnMut(&T) -> Stopped<Comparison>,
    ) -> Stopped<Vec<Comparison>> {
        let mut comparisons = Vec::with_capacity(parts.len());
        for part in parts {
            let comparison = compare(part)?;
            let shown = arm.name != THEOREM
                && arm.must == Must::BeViolated
                && comparison.decided()
                && comparison.over_budget();
            comparisons.push(comparison);
            if shown {
                break;
            }
        }
        Ok(comparisons)
    }

    fn limit(&self, arm: &Arm<P>, leg: &Leg<P>, theorem: &View<P>, view: &View<P>) -> Stopped<Comparison> {
        // The budget first, and of the theorem's run alone: no impostor widens it.
        let remainder = (leg.remainder)(theorem)?;
        let right = (leg.predict)(view)?;
        let (predicted, resolution) = self.prediction(arm, &leg.name, right, view)?;
        let scale = leg.scale.as_ref().map(|scale| scale(theorem)).transpose()?.map(|s| RESOLUTION * s);
        let resolution = match (resolution, scale) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        let rounding = (leg.observe)(theorem)?.rounding;
        let Reading { value, log_time, clock, .. } = (leg.observe)(view)?;
        let budget = Budget { remainder, reference: radius(&predicted), rounding };
        compare(&leg.name, log_time, clock, &value, &predicted, budget, resolution)
    }

    fn rate(&self, arm: &Arm<P>, power: &Power<P>, view: &View<P>) -> Stopped<Comparison> {
        let right = (power.predict)(view)?;
        let (predicted, resolution) = self.prediction(arm, &power.name, right, view)?;
        let seen = (power.observe)(view)?;
        let budget =
            Budget { remainder: seen.remainder, reference: radius(&predicted), rounding: seen.rounding };
        compare(
            &power.name,
            Some(seen.log_time),
            power.clock,
            &[seen.exponent],
            &predicted,
            budget,
            resolution,
        )
    }

    fn identity(&self, arm: &Arm<P>, equality: &Equality<P>, view: &View<P>) -> Stopped<Comparison> {
        let right = (equality.right)(view)?;
        let (predicted, resolution) = self.prediction(arm, &equality.name, right, view)?;
        let left = (equality.left)(view)?;
        let value: Vec<f64> = left.iter().map(|ball| ball.value).collect();
        let budget = Budget { remainder: 0.0, reference: radius(&predicted), rounding: radius(&left) };
        compare(&equality.name, None, Clock::None, &value, &predicted, budget, resolution)
    }

    /// The arm's prediction and the largest budget that still says something about it.
    fn prediction(
        &self,
        arm: &Arm<P>,
        name: &str,
        right: Vec<Ball>,
        view: &View<P>,
    ) -> Stopped<(Vec<Ball>, Option<f64>)> {
        if let Change::Prediction { of, wrong } = &arm.change
            && of == name
        {
            let wrong = wrong(view)?;
            let resolution = RESOLUTION * distance(&wrong, &right);
            return Ok((wrong, Some(resolution)));
        }
        let mut nearest: Option<f64> = None;
        // Another law has other falsehoods beside it than the claim's.
        let siblings: &[Arm<P>] = if matches!(arm.change, Change::Law(_)) { &[] } else { &self.arms };
        for other in siblings {
            if let Change::Prediction { of, wrong } = &other.change
                && of == name
                && other.must == Must::BeViolated
            {
                let away = distance(&wrong(view)?, &right);
                // Where a falsehood coincides with the truth (the l1 and l2 answers at one vertex) there is none.
                if away <= COINCIDENCE * norm(right.iter().map(|r| r.value)) {
                    continue;
                }
                nearest = Some(nearest.map_or(away, |n| n.min(away)));
            }
        }
        Ok((right, nearest.map(|n| RESOLUTION * n)))
    }

    /// The kind of the law that an arm is judged by.
    pub fn kind(&self) -> Kind {
        self.law.kind()
    }
}

fn bound<P>(inequality: &Inequality<P>, view: &View<P>) -> Stopped<Comparison> {
    let pairs = (inequality.pairs)(view)?;
    let over = |pair: &Sided| {
        let excess = pair.measured.value - pair.bound.value;
        (if pair.from_below { -excess } else { excess }, pair.measured.radius + pair.bound.radius)
    };
    // The pair nearest to failing: by its excess over its own rounding.
    let worst = pairs
        .iter()
        .max_by(|a, b| {
            let ((miss_a, slack_a), (miss_b, slack_b)) = (over(a), over(b));
            (miss_a - slack_a).total_cmp(&(miss_b - slack_b))
        })
        .ok_or_else(|| Stop::Undecided {
            why: format!("no time was recorded at which {} applies", inequality.name),
        })?;
    let (miss, rounding) = over(worst);
    if !(miss.is_finite() && rounding.is_finite()) {
        return Err(Stop::Undecided { why: format!("{}: no finite error bound", inequality.name) });
    }
    Ok(Comparison {
        name: inequality.name.clone(),
        log_time: worst.log_time.filter(|t| t.is_finite()),
        clock: inequality.clock,
        sense: if worst.from_below { Sense::AtLeast } else { Sense::AtMost },
        measured: worst.measured.value,
        predicted: worst.bound.value,
        miss,
        budget: Budget { rounding, ..Budget::default() },
        resolution: None,
    })
}

fn compare(
    name: &str,
    log_time: Option<f64>,
    clock: Clock,
    value: &[f64],
    predicted: &[Ball],
    budget: Budget,
    resolution: Option<f64>,
) -> Stopped<Comparison> {
    assert_eq!(value.len(), predicted.len(), "{name}: measured and predicted have one shape");
    let miss = norm(value.iter().zip(predicted).map(|(v, p)| v - p.value));
    if !miss.is_finite() {
        return Err(Stop::Diverged { log_time: log_time.filter(|t| t.is_finite()).unwrap_or(0.0) });
    }
    if !budget.total().is_finite() {
        return Err(Stop::Undecided { why: format!("{name}: no finite error bound") });
    }
    let shown = |values: &mut dyn Iterator<Item = f64>| {
        let values: Vec<f64> = values.collect();
        if values.len() == 1 { values[0] } else { norm(values.into_iter()) }
    };
    Ok(Comparison {
        name: name.to_string(),
        log_time: log_time.filter(|t| t.is_finite()),
        clock,
        sense: Sense::Equals,
        measured: shown(&mut value.iter().copied()),
        predicted: shown(&mut predicted.iter().map(|p| p.value)),
        miss,
        budget,
        resolution,
    })
}

fn distance(a: &[Ball], b: &[Ball]) -> f64 {
    assert_eq!(a.len(), b.len(), "a false prediction has the shape of the true one");
    norm(a.iter().zip(b).map(|(a, b)| a.value - b.value))
}

fn radius(balls: &[Ball]) -> f64 {
    norm(balls.iter().map(|ball| ball.radius))
}

fn norm(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, |sum: f64, v| v.mul_add(v, sum)).sqrt()
}
