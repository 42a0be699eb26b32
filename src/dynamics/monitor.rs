//! What is watched at every step, not only at recorded ones.

/// What a monitor sees of step t, before the update.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StepSeen {
    /// Number of updates made so far.
    pub t: u64,
    /// L(w_t) = sum_i l(z_i.w_t).
    pub loss: f64,
    /// ||grad L(w_t)||^2.
    pub gradient_norm_squared: f64,
    /// The step size eta of the task.
    pub step: f64,
}

/// A fold over every step of a run; its number so far is stored at each recorded step.
///
/// At recorded step T a monitor has seen t = 0, 1, ..., T, so that a longer run read off at T says what the run to
/// T says.
pub trait Monitor: Send {
    /// Takes one step into account.
    fn step(&mut self, seen: &StepSeen);
    /// The number folded so far.
    fn worst(&self) -> f64;
}
