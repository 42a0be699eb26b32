//! How a gradient becomes a move.

use std::fmt;
use std::sync::Arc;

/// What an update rule of one's own is given at a step.
#[derive(Clone, Copy, Debug)]
pub struct Descending<'a> {
    /// Steps made before this one.
    pub t: u64,
    /// The task's step size times its schedule's factor.
    pub step: f64,
    /// sum_i (-l'(z_i.w_t)) z_i, which is -grad L(w_t), in the units that the rule asks for. Length d.
    pub direction: &'a [f64],
    /// ln L(w_t), right also where L(w_t) itself underflows; given beside gradients over the loss alone.
    pub log_loss: Option<f64>,
}

/// In which units a rule is given gradients.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Units {
    /// As they are: zeros, once the loss has underflowed.
    #[default]
    Plain,
    /// Over L(w_t): -grad ln L, which never underflows.
    OverLoss,
}

/// An update rule of one's own. One dynamic call a step.
///
/// ```
/// use implicit_bias::dynamics::{Descending, UpdateRule};
///
/// /// Gradient descent with steps that fall like 1/sqrt(t + 1).
/// struct Decaying;
///
/// impl UpdateRule for Decaying {
///     fn key(&self) -> String {
///         "decaying".into()
///     }
///     fn update(&self, now: &Descending<'_>, _state: &mut [f64], w: &mut [f64]) {
///         let step = now.step / ((now.t + 1) as f64).sqrt();
///         for (w, g) in w.iter_mut().zip(now.direction) {
///             *w += step * g;
///         }
///     }
/// }
/// ```
pub trait UpdateRule: Send + Sync {
    /// A short name with its parameters, unique: runs are keyed by it.
    fn key(&self) -> String;
    /// How many doubles of state a problem in d dimensions needs; they start as zeros. None where not said.
    fn state_len(&self, _d: usize) -> usize {
        0
    }
    /// In which units it is given gradients; plain where not said.
    fn units(&self) -> Units {
        Units::Plain
    }
    /// Makes the step from w_t, in place. What it makes of w that is not finite counts as divergence.
    fn update(&self, now: &Descending<'_>, state: &mut [f64], w: &mut [f64]);
}

/// The update rules; eta is the task's step size times its schedule's factor, g the descent direction -grad L(w_t).
#[derive(Clone)]
pub enum Rule {
    /// w += eta g.
    GradientDescent,
    /// v = beta v + eta g, w += v (Polyak's momentum, v_0 = 0).
    HeavyBall {
        /// The share of the last move that is repeated, in [0, 1).
        beta: f64,
    },
    /// w_j += eta sign(g_j): steepest descent for the maximum norm. Runs on weights relative to the greatest one,
    /// so that it goes on when the loss underflows.
    SignDescent,
    /// w_j += eta sign(g_j) for the j with the greatest |g_j|, the first of equals: steepest descent for the l1
    /// norm. Runs on weights relative to the greatest one.
    CoordinateDescent,
    /// w += eta g / L(w): gradient descent on ln L. Runs on weights and losses relative to the greatest weight, so that it
    /// goes on when the loss underflows.
    LossNormalized,
    /// w += eta g / ||g||: steepest descent for the l2 norm. Runs on weights relative to the greatest one. Where g is zero
    /// nothing moves.
    GradientNormalized,
    /// m = t/(t+1) (m + q), w += eta (m + q) with q = g / L(w), at step t from 0 and m = 0 before: momentum in the dual, after
    /// Ji, Srebro and Telgarsky, arXiv:2107.00595. Steps grow like t. In the log domain as
    /// [`LossNormalized`](Rule::LossNormalized).
    DualAcceleration,
    /// Adam (Kingma and Ba, arXiv:1412.6980) with bias correction. A coordinate whose denominator is zero does not
    /// move, which with epsilon = 0 is where the squared gradients have underflowed.
    Adam {
        /// Decay of the mean gradient.
        beta1: f64,
        /// Decay of the mean squared gradient.
        beta2: f64,
        /// Added to the root of the mean squared gradient; zero is allowed.
        epsilon: f64,
    },
    /// A rule of one's own.
    Custom(Arc<dyn UpdateRule>),
}

/// What a rule divides its step by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Divisor {
    One,
    Loss,
    GradientNorm,
}

impl Rule {
    /// A short name with its parameters, unique: runs are keyed by it.
    pub fn key(&self) -> String {
        match self {
            Rule::GradientDescent => "gradient-descent".into(),
            Rule::HeavyBall { beta } => format!("heavy-ball(beta={beta:?})"),
            Rule::SignDescent => "sign-descent".into(),
            Rule::CoordinateDescent => "coordinate-descent".into(),
            Rule::LossNormalized => "loss-normalized".into(),
            Rule::GradientNormalized => "gradient-normalized".into(),
            Rule::DualAcceleration => "dual-acceleration".into(),
            Rule::Adam { beta1, beta2, epsilon } => {
                format!("adam(beta1={beta1:?},beta2={beta2:?},epsilon={epsilon:?})")
            }
            Rule::Custom(rule) => rule.key(),
        }
    }

    /// Whether a factor that gradient and loss have in common changes no step.
    pub(crate) fn is_scale_invariant(&self) -> bool {
        matches!(self, Rule::SignDescent | Rule::CoordinateDescent) || self.divisor() != Divisor::One
    }

    /// What the step in front of the descent direction is divided by.
    pub(crate) fn divisor(&self) -> Divisor {
        match self {
            Rule::LossNormalized | Rule::DualAcceleration => Divisor::Loss,
            Rule::GradientNormalized => Divisor::GradientNorm,
            Rule::Custom(own) if own.units() == Units::OverLoss => Divisor::Loss,
            _ => Divisor::One,
        }
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.key())
    }
}
