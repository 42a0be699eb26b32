//! Each step carries the residual towards zero, but for terms that have a finite sum.
//!
//! **Statement.** With r(t) = w(t) - w^ log t - w~, (r(t+1) - r(t)).r(t) <= C1 t^-min(theta, 1 + 1.5 mu_+, 1 + 0.5 mu_-), and <= -C2/t
//! where ||P1 r(t)|| >= eps1, P1 the projection on the span of the support.
//! **Hypotheses.** Separable; step below the threshold; exponential tail; every support vector has a positive multiplier.
//! **Prediction.** The paper's constants are hidden; these are derived here. At every single one of 10^5 steps the left side is at most
//! (1/t - log(1 + 1/t)) |w^.r| + (1/e) sum eta exp(-z_i.w~) t^-theta_i over the rows off the support; and, with these rows' own part
//! of the step, -eta sum l'(z_i.w) z_i.r, for their bound, still when (lambda_min/t) ||P1 r||^2 (1 - exp(-x))/x is taken off, x the
//! largest |z_i.r| on the support, at most R ||P1 r||. The logistic loss, q_i = alpha_i/(eta t), adds sum alpha_i q_i^2 / t to the
//! first while q_i <= 1/2, and sum alpha_i min(q_i max(-z_i.r, 0), 0.385 q_i^1.5 + 1.88 q_i^2) / t to the second while q_i <= 1/5.
//! **Controls.** half of the slope in r; twice the slope in r; ||r|| grows; three times the decrease; w~ left out of r; w~ of p for
//! alpha; momentum, its step not counted double.
//! **Source.** Soudry et al., JMLR 19(70), 2018, Lemma 11; arXiv:1710.10345.

use crate::case::{Case, Run, Stopped, Watch, log_of_step};
use crate::claim::linear::{exponential_tail, generic, separable, step_below_threshold};
use crate::claim::{Claim, Inequality, Law, Sided};
use crate::dynamics::{Iteration, Rule, reached};
use crate::measure::{Letters, dot, largest_over_steps, linear_facts, reference_certificates};
use crate::numbers::{Ball, exp, exp_each, exp_m1, ln, ln_1p};
use crate::problem::{Linear, LossKernel, PlantedSets};
use crate::record::Stop;
use std::f64::consts::E;
use std::sync::Arc;

/// Every single one of so many steps is looked at.
const STEPS: u64 = 100_000;

/// What is said of t (r(t+1) - r(t)).r(t).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Form {
    said: Said,
    /// Times w^ log t in r.
    slope: f64,
    offset: Offset,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Said {
    /// The first inequality.
    Summable,
    /// The second, with so many times the decrease.
    Decrease(f64),
    /// The same with the largest eigenvalue for the least.
    OfFastest(f64),
    /// It is positive.
    Grows,
}

/// What r takes for w~.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Offset {
    Exact,
    /// That of p = gamma^2 alpha for alpha.
    OfSimplex,
    Zero,
}

const SUMMABLE: Form = Form { said: Said::Summable, slope: 1.0, offset: Offset::Exact };
const DECREASE: Form = Form { said: Said::Decrease(1.0), ..SUMMABLE };
const HALF_SLOPE: Form = Form { slope: 0.5, ..SUMMABLE };
const TWICE_SLOPE: Form = Form { slope: 2.0, ..SUMMABLE };
pub(super) const GROWS: Form = Form { said: Said::Grows, ..SUMMABLE };
const THREE_TIMES: Form = Form { said: Said::Decrease(3.0), ..SUMMABLE };
pub(super) const OF_FASTEST: Form = Form { said: Said::OfFastest(3.0), ..SUMMABLE };
const WITHOUT_OFFSET: Form = Form { offset: Offset::Zero, ..DECREASE };
const OF_SIMPLEX: Form = Form { offset: Offset::OfSimplex, ..DECREASE };

impl Form {
    /// Whether the claim says it.
    fn is_said(self) -> bool {
        self == SUMMABLE || self == DECREASE
    }
}

pub(super) fn claim() -> Claim<Linear> {
    let controls = [
        ("half of the slope in r", HALF_SLOPE),
        ("twice the slope in r", TWICE_SLOPE),
        ("||r|| grows", GROWS),
        ("three times the decrease", THREE_TIMES),
        ("w~ left out of r", WITHOUT_OFFSET),
        ("w~ of p for alpha", OF_SIMPLEX),
    ];
    increments("soudry.lem11.increment", include_str!("lem11_increment.rs"), &controls)
        .on(PlantedSets::Spanning, 25, 250)
        .on(PlantedSets::Deficient, 25, 250)
        .control_dynamics("momentum, its step not counted double", move |case| {
            watched(case, Rule::HeavyBall { beta: 0.5 }, &[SUMMABLE, DECREASE])
        })
}

/// Both inequalities with some false ones.
pub(super) fn increments(id: &str, source: &str, controls: &[(&str, Form)]) -> Claim<Linear> {
    let law = |forms: &[Form]| Law::Bound(forms.iter().copied().map(at_every_step).collect());
    let mut forms = vec![SUMMABLE, DECREASE];
    forms.extend(controls.iter().map(|(_, form)| *form));
    let claim = Claim::new(id, source, law(&[SUMMABLE, DECREASE]))
        .derived()
        .hypothesis(separable())
        .hypothesis(step_below_threshold())
        .hypothesis(exponential_tail())
        .hypothesis(generic())
        .running(move |case| watched(case, Rule::GradientDescent, &forms))
        .facts(linear_facts)
        .certified(reference_certificates);
    controls.iter().fold(claim, |claim, (name, form)| claim.control_law(name, law(&[*form])))
}

fn watched(case: &Case<Linear>, rule: Rule, forms: &[Form]) -> Vec<Run<Linear>> {
    let watches: Vec<Arc<dyn Watch<Linear>>> = forms.iter().copied().map(watch).collect();
    let run = Run::new(Arc::new(Iteration::of(rule)), case.problem.horizon.min(STEPS));
    vec![Run { watches, ..run }]
}

/// What is looked at: by how much t times the increment exceeds what is said of it, in units of the rounding of both.
fn name(form: Form) -> String {
    let said = match form.said {
        Said::Summable => "its bound".to_string(),
        Said::Decrease(1.0) => "its bound with the decrease".to_string(),
        Said::Decrease(times) => format!("its bound with {times} times the decrease"),
        Said::OfFastest(times) => format!("its bound with {times} times the decrease of the fastest mode"),
        Said::Grows => "minus itself".to_string(),
    };
    let r = match (form.slope, form.offset) {
        (1.0, Offset::Exact) => String::new(),
        (slope, Offset::Exact) => format!(", slope {slope}"),
        (_, Offset::OfSimplex) => ", w~ of p".to_string(),
        (_, Offset::Zero) => ", without w~".to_string(),
    };
    format!("t (r(t+1) - r(t)).r(t) over {said}{r}, in units of its rounding")
}

/// One step of a run: w(t) with its margins, w(t+1), and eta times the longest row times the loss at w(t), the most that the terms of
/// the step add up to.
#[derive(Default)]
struct Step {
    t: u64,
    w: Vec<f64>,
    margins: Vec<f64>,
    next: Vec<f64>,
    pull: f64,
}

fn watch(form: Form) -> Arc<dyn Watch<Linear>> {
    largest_over_steps(&name(form), move |case| match Lemma::of(case) {
        Err(_) => Box::new(|_| f64::NAN),
        Ok(lemma) => {
            let mut step = Step::default();
            Box::new(move |seen| {
                let mut found = f64::MIN;
                if step.t >= 1 {
                    step.next.clear();
                    step.next.extend(seen.w.iter());
                    found = lemma.excess(form, &step);
                }
                // A falsehood is looked at in some of the steps: one that breaks it is enough.
                step.t = if form.is_said() || seen.t.is_power_of_two() { seen.t } else { 0 };
                if step.t >= 1 {
                    step.w.clear();
                    step.w.extend(seen.w.iter());
                    step.margins.clear();
                    step.margins.extend(seen.margins.iter());
                    step.pull = seen.step * lemma.longest * seen.loss;
                }
                found
            })
        }
    })
}

/// A row off the support.
struct Other {
    index: usize,
    length: f64,
    /// z.w~.
    along_offset: f64,
    excess: f64,
    /// ln(eta) - z.w~, and its error at log time s as a + b s.
    log_weight: f64,
    error: (f64, f64),
}

/// What a row's weight has beside e^-u.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tail {
    None,
    /// 1/(1 + e^-u).
    Logistic,
    /// 1/(1 + E), E the sum of e^-u over so many rows of the point.
    Softmax(usize),
}

/// What the inequalities are made of.
struct Lemma {
    w_hat: Vec<f64>,
    w_hat_error: f64,
    slope_length: f64,
    offset: Vec<f64>,
    offset_error: f64,
    offset_length: f64,
    eta: f64,
    log_eta: f64,
    /// An orthonormal basis of the span of the support.
    axes: Vec<Vec<f64>>,
    others: Vec<Other>,
    /// lambda_min, from below.
    least: f64,
    /// lambda_max.
    fastest: f64,
    support: Vec<Support>,
    /// The longest row.
    longest: f64,
    /// n + d.
    terms: f64,
    tail: Tail,
    /// sum ||z_i|| alpha_i^2/eta over the support, of the logistic loss.
    tail_slope: f64,
    /// From when each inequality applies.
    from: (f64, f64),
}

/// A support vector.
struct Support {
    index: usize,
    /// z.w~.
    along_offset: f64,
    /// alpha, from above.
    alpha: f64,
}

impl Lemma {
    fn of(case: &Case<Linear>) -> Stopped<Lemma> {
        let (found, constants, problem) = (case.max_margin()?, case.constants()?, &case.problem);
        let (offset, offset_error) = constants
            .offset(&found, Ball::rounded(case.log_eta(), 1.0))
            .ok_or_else(|| Stop::Undecided { why: "degenerate data have no w~".to_string() })?;
        let length = |v: &[f64]| dot(v, v).sqrt();
        let supports = |i: &usize| constants.support.binary_search(i).is_ok();
        let (offset_length, log_eta) = (length(&offset), case.log_eta());
        let others = (0..problem.rows.n).filter(|i| !supports(i));
        let others = others.map(|i| {
            let (row, excess) = (problem.rows.row(i), found.excess[i]);
            let reach = log_eta.abs() + length(row) * offset_length;
            let rounding = f64::EPSILON * (problem.rows.d as f64 + 8.0);
            Other {
                index: i,
                length: length(row),
                along_offset: dot(row, &offset),
                excess,
                log_weight: log_eta - dot(row, &offset),
                error: (
                    rounding * reach + length(row) * offset_error,
                    rounding * excess + found.excess_error[i],
                ),
            }
        });
        let others: Vec<Other> = others.collect();
        let least = constants.eigenvalues.iter().map(|l| l.value - l.radius).fold(1.0, f64::min);
        let fastest = constants.eigenvalues.iter().map(|l| l.value).fold(1.0, f64::max);
        let squared = dot(&found.w_hat, &found.w_hat);
        let support_rows = constants.support.iter().zip(&constants.simplex_multipliers);
        let support: Vec<Support> = support_rows
            .map(|(&i, p)| Support {
                index: i,
                along_offset: dot(problem.rows.row(i), &offset),
                alpha: (p.value + p.radius) * squared * (1.0 + 1e-14),
            })
            .collect();
        let eta = problem.step;
        let tail = match (problem.loss.kernel(), problem.loss.rivals()) {
            (LossKernel::Logistic, 1) => Tail::Logistic,
            (LossKernel::Logistic, rivals) => Tail::Softmax(rivals),
            _ => Tail::None,
        };
        let largest = support.iter().map(|row| row.alpha).fold(0.0, f64::max);
        let slope = |row: &Support| length(problem.rows.row(row.index)) * row.alpha * row.alpha / eta;
        let (from, tail_slope) = match tail {
            Tail::Logistic => ((2.0 * largest / eta, 5.0 * largest / eta), support.iter().map(slope).sum()),
            Tail::None | Tail::Softmax(_) => ((1.0, 1.0), 0.0),
        };
        Ok(Lemma {
            slope_length: 1.0 / found.gamma.0,
            w_hat: found.w_hat.clone(),
            w_hat_error: found.w_hat_error,
            offset,
            offset_error,
            offset_length,
            eta,
            log_eta,
            axes: std::iter::once(&constants.direction).chain(&constants.across_basis).cloned().collect(),
            others,
            least,
            fastest,
            support,
            longest: problem.radius(),
            terms: (problem.rows.n + problem.rows.d) as f64,
            tail,
            tail_slope,
            from,
        })
    }

    /// By how much a step exceeds what is said of it, in units of the rounding of both; the least number before the inequality
    /// applies.
    fn excess(&self, form: Form, step: &Step) -> f64 {
        let second = form.said != Said::Summable;
        let t = step.t as f64;
        if t < if second { self.from.1 } else { self.from.0 } {
            return f64::MIN;
        }
        // r = w - along w^ - kept w~.
        let (s, h) = (ln(t), ln_1p(1.0 / t));
        let shift = if form.offset == Offset::OfSimplex { -2.0 * ln(self.slope_length) } else { 0.0 };
        let along = form.slope * s - shift;
        let kept = if form.offset == Offset::Zero { 0.0 } else { 1.0 };
        let length = |v: &[f64]| dot(v, v).sqrt();
        let mut r = step.w.clone();
        let (mut product, mut along_w, mut moved) = (0.0, 0.0, 0.0);
        for (j, x) in r.iter_mut().enumerate() {
            *x -= along * self.w_hat[j] + kept * self.offset[j];
            let increment = step.next[j] - step.w[j] - form.slope * h * self.w_hat[j];
            product += increment * *x;
            along_w += self.w_hat[j] * *x;
            moved += increment * increment;
        }
        let rounding = Rounding::of(self, form, step, length(&r), moved.sqrt());
        if form.said == Said::Grows {
            return -t * product / (t * rounding.product);
        }
        // Times t: eta e^(-z.w~) t^-theta of the first inequality, the weight of the gradient in the second.
        let weight = |i: &Other| match form.said {
            Said::Summable => i.log_weight - i.excess * s,
            _ => self.log_eta + s - step.margins[i.index],
        };
        let mut weights: Vec<f64> = self.others.iter().map(weight).collect();
        exp_each(&mut weights);
        let (mut pull, mut pull_rounding) = (0.0, 0.0);
        for (other, &weight) in self.others.iter().zip(&weights) {
            let reach = (self.terms + 8.0) * (1.0 + s + self.log_eta.abs() + step.margins[other.index].abs());
            let (weight, most, exponent) = if second {
                let x = step.margins[other.index] - along * (1.0 + other.excess) - kept * other.along_offset;
                let tail = match self.tail {
                    Tail::None => 1.0,
                    Tail::Logistic => 1.0 + weight / (self.eta * t),
                    Tail::Softmax(rivals) => 1.0 + of_point(step, other.index, rivals),
                };
                (weight / tail, x, f64::EPSILON * reach + other.length * rounding.margin)
            } else {
                (weight, 1.0 / E, other.error.0 + other.error.1 * s)
            };
            pull += weight * most;
            let exponent = exponent + 16.0 * f64::EPSILON;
            pull_rounding += weight * (exponent * (1.0 + most.abs()) + other.length * rounding.margin);
        }
        let (size, mut reach, mut added) = (length(&r), 0.0, 0.0);
        for row in &self.support {
            let x = step.margins[row.index] - along - kept * row.along_offset;
            reach = f64::max(reach, x.abs());
            match self.tail {
                Tail::None => {}
                Tail::Logistic => {
                    let q = row.alpha / (self.eta * t);
                    let most = if second { tail_of_second(q, x) } else { q * q };
                    added += row.alpha * most;
                }
                Tail::Softmax(rivals) => {
                    let sum = of_point(step, row.index, rivals);
                    let back = (-x).max(0.0);
                    let slope = sum * if second { (1.0 + back) * exp(back) } else { 2.0 * sum };
                    added += row.alpha * if second { softmax_of_second(sum, x) } else { sum * sum };
                    pull_rounding += row.alpha * slope * 4.0 * self.longest * rounding.margin;
                }
            }
        }
        let lost = match form.said {
            Said::Decrease(times) => times * self.least * self.in_span_squared(&r) * decrease(reach),
            Said::OfFastest(times) => times * self.fastest * self.in_span_squared(&r) * decrease(reach),
            Said::Summable | Said::Grows => 0.0,
        };
        let excess = t * product - (1.0 - t * h) * along_w.abs() - pull - added + lost;
        let others = self.slope_length * (rounding.residual + 4.0 * f64::EPSILON * size)
            + pull_rounding
            + 64.0 * f64::EPSILON * added
            + (self.least * size + self.tail_slope / t) * 2.0 * rounding.residual
            + self.least * size * size * (self.longest * rounding.margin + 64.0 * f64::EPSILON);
        excess / (t * rounding.product + others)
    }

    /// ||P1 r||^2.
    fn in_span_squared(&self, r: &[f64]) -> f64 {
        self.axes.iter().map(|axis| dot(axis, r)).fold(0.0, |sum: f64, x| x.mul_add(x, sum))
    }
}

/// E, the sum of e^-u over the rows of the point that has this row.
fn of_point(step: &Step, row: usize, rivals: usize) -> f64 {
    let first = row - row % rivals;
    step.margins[first..first + rivals].iter().map(|u| exp(-u)).sum()
}

/// What the logistic loss adds to the second inequality for a support vector with z.r = x, over its alpha, where q <= 1/5:
/// x (1 / (e^x + q) - 1) + |x| (1 - e^-|x|) is at most this.
fn tail_of_second(q: f64, x: f64) -> f64 {
    let most = q.sqrt().mul_add(0.385 * q, 1.88 * q * q);
    (q * -x).clamp(0.0, most)
}

/// What softmax adds to the second inequality for a support vector with z.r = x, over its alpha: x (e^-x/(1 + E) - 1) +
/// x (1 - e^-x) = -x e^-x E/(1 + E). The first term is positive between -ln(1 + E) and zero alone, and at most E^2.
fn softmax_of_second(sum: f64, x: f64) -> f64 {
    let back = (-x).max(0.0);
    back * exp(back) * sum / (1.0 + sum)
}

/// (1 - e^-x) / x.
fn decrease(x: f64) -> f64 {
    if x > 0.0 { -exp_m1(-x) / x } else { 1.0 }
}

/// Errors of what is made of w: it is rounded once a step, the weights of the gradient carry the error of an exponent, and r those of
/// w^ and of w~.
struct Rounding {
    /// Of (r(t+1) - r(t)).r(t).
    product: f64,
    /// Of r.
    residual: f64,
    /// Of z.r, over ||z||.
    margin: f64,
}

impl Rounding {
    /// Of a step with r of this length and an increment of that.
    fn of(lemma: &Lemma, form: Form, step: &Step, size: f64, moved: f64) -> Rounding {
        let (s, h) = (ln(step.t as f64), ln_1p(1.0 / step.t as f64));
        let length = |v: &[f64]| dot(v, v).sqrt();
        let eps = f64::EPSILON;
        let w = length(&step.w);
        let reach = w + length(&step.next) + form.slope * lemma.slope_length * (s + h) + lemma.offset_length;
        let residual = lemma.offset_error + form.slope * lemma.w_hat_error * s + 4.0 * eps * reach;
        let gradient = 4.0 * eps * (lemma.terms + 16.0) * (1.0 + lemma.longest * w) * step.pull;
        let drift = form.slope * lemma.slope_length * h;
        let increment = eps * length(&step.next)
            + gradient
            + 4.0 * eps * (moved + drift)
            + form.slope * lemma.w_hat_error * h;
        Rounding {
            product: size * increment
                + residual * (moved + increment)
                + eps * (lemma.terms + 4.0) * size * moved,
            residual,
            margin: residual + eps * lemma.terms * reach,
        }
    }
}

/// The inequality at every step from the first to which it applies.
fn at_every_step(form: Form) -> Inequality<Linear> {
    let key = name(form);
    Inequality::on_descent(&key.clone(), move |view| {
        let path = view.path()?;
        reached(&path)?;
        let series = path.monitored.get(&key).expect("the claim's run watches it");
        let pair = |&(t, worst): &(u64, f64)| {
            Sided::at_most(log_of_step(t), Ball::new(worst, 1.0), Ball::exact(0.0))
        };
        Ok(series.iter().filter(|(_, worst)| *worst > f64::MIN).map(pair).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both bounds on a support vector's part of the step with logistic loss, over alpha/t.
    #[test]
    fn the_logistic_tail_adds_no_more() {
        for step in 1..=500_u32 {
            let q = f64::from(step) * 1e-3;
            for side in -4000..=4000_i32 {
                let x = f64::from(side) * 2e-3;
                let part = x * (1.0 / (exp(x) + q) - 1.0);
                assert!(part <= q * q, "{part} at q = {q}, x = {x}");
                let decreased = part + x * x * decrease(x.abs());
                assert!(
                    q > 0.2 || decreased <= tail_of_second(q, x) + 1e-15,
                    "{decreased} at q = {q}, x = {x}"
                );
            }
        }
    }
    /// The same with softmax, whatever E is.
    #[test]
    fn the_softmax_adds_no_more() {
        for sum in [1e-6, 1e-3, 0.1, 0.5, 1.0, 10.0] {
            for side in -4000..=4000_i32 {
                let x = f64::from(side) * 2e-3;
                let part = x * (exp(-x) / (1.0 + sum) - 1.0);
                assert!(part <= sum * sum, "{part} at E = {sum}, x = {x}");
                let decreased = part + x * x * decrease(x.abs());
                let rounding = 1e-14 * (1.0 + x.abs() * exp(x.abs()));
                assert!(
                    decreased <= softmax_of_second(sum, x) + rounding,
                    "{decreased} at E = {sum}, x = {x}"
                );
            }
        }
    }
}
