//! The one trial: claim, arm, case -> record. A pure function.

use super::arm::{Arm, Change};
use super::course::courses;
use super::law::{Choice, Equality, Inequality, Law, Leg, Power, Reading, Sided, Stationary, View};
use super::statement::Claim;
use crate::case::{Case, Run, Stopped};
use crate::numbers::Ball;
use crate::problem::Problem;
use crate::record::{
    Allowed, BoundBudget, Budget, Clock, Comparison, Draw, Finding, HypothesisNote, HypothesisState,
    IdentityBudget, Kind, LimitBudget, Must, Record, Residual, Sense, Stop, THEOREM,
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
            None => self.finding(arm, case).unwrap_or_else(|why| Finding::Stopped { why }),
        };
        let (mut series, mut picture) = (Vec::new(), None);
        if arm.name == THEOREM && !matches!(finding, Finding::Stopped { .. }) {
            let runs = self.runs(arm, case);
            let view = View { case, runs: &runs };
            series = courses(&self.law, &view, &finding);
            picture = (self.picture)(&view);
        }
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
            picture,
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
                Err(Stop::Undecided { .. }) if waived => continue,
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

    fn finding(&self, arm: &Arm<P>, case: &Case<P>) -> Stopped<Finding> {
        let (own, seen) = ((self.dynamics)(case), self.runs(arm, case));
        let theorem = View { case, runs: &own };
        let view = View { case, runs: &seen };
        let law = match &arm.change {
            Change::Law(law) => law,
            _ => &self.law,
        };
        Ok(match law {
            Law::Limit(legs) => {
                Finding::Limit { legs: each(arm, legs, |leg| self.limit(arm, leg, &theorem, &view))? }
            }
            Law::Rate(powers) => Finding::Rate {
                grounds: self.grounds(arm, powers, &theorem, &view)?,
                exponents: each(arm, powers, |power| self.rate(arm, power, &view))?,
            },
            Law::Identity(equalities) => {
                Finding::Identity { equalities: each(arm, equalities, |e| self.identity(arm, e, &view))? }
            }
            Law::Bound(inequalities) => {
                Finding::Bound { inequalities: each(arm, inequalities, |i| bound(i, &view))? }
            }
            Law::Stationarity(conditions) => Finding::Stationarity {
                residuals: conditions.iter().map(|c| stationary(c, &view)).collect::<Stopped<_>>()?,
            },
            Law::Selection(Choice { reached }) => {
                let (candidates, budget) = reached(&view)?;
                Finding::Selection { candidates, budget }
            }
            Law::Distribution(chance) => {
                let probability = match &arm.change {
                    Change::Probability(wrong) => wrong,
                    _ => &chance.probability,
                };
                let null = probability(&case.problem);
                let draw = Draw { name: chance.name.clone(), success: (chance.draw)(&view)?, null };
                Finding::Distribution { draw }
            }
        })
    }

    /// What ties exponents to the run. A falsehood is refuted by its exponent or not at all.
    fn grounds(
        &self,
        arm: &Arm<P>,
        powers: &[Power<P>],
        theorem: &View<P>,
        view: &View<P>,
    ) -> Stopped<Vec<Comparison<LimitBudget>>> {
        let mut all = Vec::new();
        for leg in powers.iter().flat_map(|power| &power.grounds) {
            let ground = self.limit(arm, leg, theorem, view)?;
            let seen = ground.seen();
            if seen.over_budget() && arm.must == Must::BeViolated {
                let (name, miss, allowed) = (&ground.name, seen.miss, seen.budget.total());
                let why = format!("{name}: off by {miss:.1e}, allowed {allowed:.1e}");
                return Err(Stop::Undecided { why });
            }
            all.push(ground);
        }
        Ok(all)
    }

    fn limit(
        &self,
        arm: &Arm<P>,
        leg: &Leg<P>,
        theorem: &View<P>,
        view: &View<P>,
    ) -> Stopped<Comparison<LimitBudget>> {
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
        compare(&leg.name, log_time, clock, &value, &predicted, LimitBudget { budget, resolution })
    }

    fn rate(&self, arm: &Arm<P>, power: &Power<P>, view: &View<P>) -> Stopped<Comparison<LimitBudget>> {
        let right = (power.predict)(view)?;
        let (predicted, resolution) = self.prediction(arm, &power.name, right, view)?;
        let seen = (power.observe)(view)?;
        let budget =
            Budget { remainder: seen.remainder, reference: radius(&predicted), rounding: seen.rounding };
        let allowed = LimitBudget { budget, resolution };
        compare(&power.name, Some(seen.log_time), power.clock, &[seen.exponent], &predicted, allowed)
    }

    fn identity(
        &self,
        arm: &Arm<P>,
        equality: &Equality<P>,
        view: &View<P>,
    ) -> Stopped<Comparison<IdentityBudget>> {
        let right = (equality.right)(view)?;
        let (predicted, resolution) = self.prediction(arm, &equality.name, right, view)?;
        let left = (equality.left)(view)?;
        let value: Vec<f64> = left.iter().map(|ball| ball.value).collect();
        let allowed = IdentityBudget { reference: radius(&predicted), rounding: radius(&left), resolution };
        compare(&equality.name, None, Clock::None, &value, &predicted, allowed)
    }

    /// The arm's prediction and the largest budget that still says something about it.
    fn prediction(
        &self,
        arm: &Arm<P>,
        name: &str,
        right: Vec<Ball>,
        view: &View<P>,
    ) -> Stopped<(Vec<Ball>, Option<f64>)> {
        let apart = |wrong: &[Ball]| {
            let away = distance(wrong, &right);
            // Where a falsehood coincides with the truth (the l1 and l2 answers at one vertex) there is none.
            (away > COINCIDENCE * norm(right.iter().map(|r| r.value))).then_some(away)
        };
        if let Change::Prediction { of, wrong } = &arm.change
            && of == name
        {
            let wrong = wrong(view)?;
            let away = match (apart(&wrong), arm.must) {
                (None, Must::BeViolated) => return Err(Stop::Coincides { about: name.to_string() }),
                (away, _) => away.unwrap_or(0.0),
            };
            return Ok((wrong, Some(RESOLUTION * away)));
        }
        let mut nearest: Option<f64> = None;
        // Another law has other falsehoods beside it than the claim's.
        let siblings: &[Arm<P>] = if matches!(arm.change, Change::Law(_)) { &[] } else { &self.arms };
        for other in siblings {
            if let Change::Prediction { of, wrong } = &other.change
                && of == name
                && other.must == Must::BeViolated
                && let Some(away) = apart(&wrong(view)?)
            {
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

/// Comparisons in order. A falsehood that one comparison has shown needs no more of them.
fn each<P, T, B: Allowed>(
    arm: &Arm<P>,
    parts: &[T],
    mut compare: impl FnMut(&T) -> Stopped<Comparison<B>>,
) -> Stopped<Vec<Comparison<B>>> {
    let mut comparisons = Vec::with_capacity(parts.len());
    for part in parts {
        let comparison = compare(part)?;
        let seen = comparison.seen();
        let shown =
            arm.name != THEOREM && arm.must == Must::BeViolated && seen.decided() && seen.over_budget();
        comparisons.push(comparison);
        if shown {
            break;
        }
    }
    Ok(comparisons)
}

fn stationary<P>(conditions: &Stationary<P>, view: &View<P>) -> Stopped<Residual> {
    let found = (conditions.residual)(view)?;
    let falsehood = conditions.falsehood.as_ref().map(|falsehood| falsehood(view)).transpose()?;
    if !(found.lower.is_finite() && found.upper.is_finite() && found.remainder.is_finite()) {
        return Err(Stop::Undecided { why: format!("{}: no finite error bound", conditions.name) });
    }
    Ok(Residual {
        name: conditions.name.clone(),
        log_time: found.log_time.filter(|t| t.is_finite()),
        clock: conditions.clock,
        lower: found.lower,
        upper: found.upper,
        remainder: found.remainder,
        freedom: found.freedom,
        active: found.active,
        resolution: falsehood.map(|residual| RESOLUTION * residual),
    })
}

fn bound<P>(inequality: &Inequality<P>, view: &View<P>) -> Stopped<Comparison<BoundBudget>> {
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
    let (miss, slack) = over(worst);
    if !(miss.is_finite() && slack.is_finite()) {
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
        allowed: BoundBudget { reference: worst.bound.radius, rounding: worst.measured.radius },
    })
}

fn compare<B: Allowed>(
    name: &str,
    log_time: Option<f64>,
    clock: Clock,
    value: &[f64],
    predicted: &[Ball],
    allowed: B,
) -> Stopped<Comparison<B>> {
    assert_eq!(value.len(), predicted.len(), "{name}: measured and predicted have one shape");
    let miss = norm(value.iter().zip(predicted).map(|(v, p)| v - p.value));
    if !miss.is_finite() {
        return Err(Stop::Diverged { log_time: log_time.filter(|t| t.is_finite()).unwrap_or(0.0) });
    }
    if !allowed.budget().total().is_finite() {
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
        allowed,
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
