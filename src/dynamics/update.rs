//! The update rules, coordinate after coordinate; a lane is a problem of its own.

use super::aligned::Aligned;
use super::rule::Rule;
use crate::numbers::lanes::Lanes;

/// What a rule remembers between steps.
pub(crate) struct RuleState {
    /// Velocity, momentum, or Adam's mean gradient: d x lanes.
    first: Aligned,
    /// Adam's mean squared gradient: d x lanes.
    second: Aligned,
    /// beta1^t and beta2^t.
    powers: [f64; 2],
    /// Steps made, counted by dual acceleration.
    steps: f64,
}

impl RuleState {
    /// The state before the first step, for `length` numbers (d times the lanes).
    pub(crate) fn new(rule: &Rule, length: usize) -> RuleState {
        let (first, second) = match rule {
            Rule::HeavyBall { .. } | Rule::DualAcceleration => (length, 0),
            Rule::Adam { .. } => (length, length),
            _ => (0, 0),
        };
        RuleState {
            first: Aligned::zeros(first),
            second: Aligned::zeros(second),
            powers: [1.0; 2],
            steps: 0.0,
        }
    }
}

/// +1, -1, or 0 for zero and NaN.
#[inline(always)]
fn sign<L: Lanes>(x: L) -> L {
    let zero = L::splat(0.0);
    let negative = L::select(x.less(zero), L::splat(-1.0), zero);
    L::select(zero.less(x), L::splat(1.0), negative)
}

/// step / loss, zero for a loss that has underflowed: all weights have then.
#[inline(always)]
fn over_loss<L: Lanes>(step: L, loss: L) -> L {
    L::select(loss.less(L::splat(f64::MIN_POSITIVE)), L::splat(0.0), step.div(loss))
}

/// Makes one step. `w` and `g`: d x lanes, the descent direction in `g`; `loss` where the rule divides by it, and then
/// with the factor that `g` has.
#[inline(always)]
pub(crate) fn update<L: Lanes>(
    rule: &Rule,
    step: L,
    loss: L,
    g: &[f64],
    state: &mut RuleState,
    w: &mut [f64],
) {
    let g = g.chunks_exact(L::WIDTH);
    let slots = w.chunks_exact_mut(L::WIDTH);
    match rule {
        Rule::GradientDescent => {
            for (w, g) in slots.zip(g) {
                step.mul_add(L::load(g), L::load(w)).store(w);
            }
        }
        Rule::HeavyBall { beta } => {
            let beta = L::splat(*beta);
            for ((w, g), v) in slots.zip(g).zip(state.first.chunks_exact_mut(L::WIDTH)) {
                let velocity = step.mul_add(L::load(g), beta.mul(L::load(v)));
                velocity.store(v);
                L::load(w).add(velocity).store(w);
            }
        }
        Rule::SignDescent => {
            for (w, g) in slots.zip(g) {
                step.mul_add(sign(L::load(g)), L::load(w)).store(w);
            }
        }
        Rule::CoordinateDescent => {
            let (mut greatest, mut index) = (L::splat(0.0), L::splat(-1.0));
            for (j, g) in g.clone().enumerate() {
                let size = L::load(g).abs();
                index = L::select(greatest.less(size), L::splat(j as f64), index);
                greatest = size.max(greatest);
            }
            for (j, (w, g)) in slots.zip(g).enumerate() {
                let chosen = index.equal(L::splat(j as f64));
                let direction = L::select(chosen, sign(L::load(g)), L::splat(0.0));
                step.mul_add(direction, L::load(w)).store(w);
            }
        }
        Rule::LossNormalized => {
            let step = over_loss(step, loss);
            for (w, g) in slots.zip(g) {
                step.mul_add(L::load(g), L::load(w)).store(w);
            }
        }
        Rule::GradientNormalized => {
            let (zero, mut greatest, mut squares) = (L::splat(0.0), L::splat(0.0), L::splat(0.0));
            for g in g.clone() {
                greatest = L::load(g).abs().max(greatest);
            }
            // Relative to the greatest entry no square underflows.
            let none = greatest.less(L::splat(f64::MIN_POSITIVE));
            let scale = L::select(none, zero, L::splat(1.0).div(greatest));
            for g in g.clone() {
                let g = scale.mul(L::load(g));
                squares = g.mul_add(g, squares);
            }
            let step = L::select(none, zero, step.div(squares.sqrt()));
            for (w, g) in slots.zip(g) {
                step.mul_add(scale.mul(L::load(g)), L::load(w)).store(w);
            }
        }
        Rule::DualAcceleration => {
            let inverse = over_loss(L::splat(1.0), loss);
            let keep = L::splat(state.steps / (state.steps + 1.0));
            state.steps += 1.0;
            for ((w, g), m) in slots.zip(g).zip(state.first.chunks_exact_mut(L::WIDTH)) {
                let dual = inverse.mul(L::load(g));
                let momentum = keep.mul(L::load(m).add(dual));
                momentum.store(m);
                step.mul_add(momentum.add(dual), L::load(w)).store(w);
            }
        }
        Rule::Adam { beta1, beta2, epsilon } => {
            state.powers[0] *= beta1;
            state.powers[1] *= beta2;
            let scale = step.mul(L::splat(1.0 / (1.0 - state.powers[0])));
            let scale2 = L::splat(1.0 / (1.0 - state.powers[1]));
            let (keep1, keep2) = (L::splat(*beta1), L::splat(*beta2));
            let (new1, new2) = (L::splat(1.0 - beta1), L::splat(1.0 - beta2));
            let (epsilon, zero) = (L::splat(*epsilon), L::splat(0.0));
            let means = state.first.chunks_exact_mut(L::WIDTH);
            let squares = state.second.chunks_exact_mut(L::WIDTH);
            for (((w, g), first), second) in slots.zip(g).zip(means).zip(squares) {
                let g = L::load(g);
                let mean = keep1.mul_add(L::load(first), new1.mul(g));
                let square = keep2.mul_add(L::load(second), new2.mul(g.mul(g)));
                mean.store(first);
                square.store(second);
                let denominator = square.mul(scale2).sqrt().add(epsilon);
                let moved = L::select(denominator.equal(zero), zero, scale.mul(mean).div(denominator));
                L::load(w).add(moved).store(w);
            }
        }
        Rule::Custom(_) => unreachable!("a rule of one's own is called by the row kernel"),
    }
}

/// sum_j g_j^2, in order.
#[inline(always)]
pub(crate) fn norm_squared<L: Lanes>(g: &[f64]) -> L {
    let mut sum = L::splat(0.0);
    for g in g.chunks_exact(L::WIDTH) {
        let g = L::load(g);
        sum = g.mul_add(g, sum);
    }
    sum
}
