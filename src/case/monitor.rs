//! Folds over every step of a run: for inequalities that a paper states per step, which log-spaced times miss.

/// What a monitor sees of one step of gradient descent in the sum convention.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepSeen {
    /// The number of steps made before: the iterate is w_t.
    pub t: u64,
    /// L(w_t) = sum_i l(z_i.w_t).
    pub loss: f64,
    /// The squared norm of the gradient of L at w_t.
    pub gradient_norm_squared: f64,
    /// The step size eta.
    pub step: f64,
}

/// A fold over the steps of one run. It only reads.
pub trait Monitor: Send {
    /// Takes in one step.
    fn step(&mut self, seen: &StepSeen);
    /// What has been folded so far.
    fn worst(&self) -> f64;
}
