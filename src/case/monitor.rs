//! Folds over every step of a run: for inequalities that a paper states per step, which log-spaced times miss.

/// Numbers that lie evenly spaced in memory: a vector of one problem among others that are run beside it.
#[derive(Clone, Copy, Debug)]
pub struct Lane<'a> {
    numbers: &'a [f64],
    stride: usize,
}

impl<'a> Lane<'a> {
    /// All numbers of a slice.
    pub fn of(numbers: &'a [f64]) -> Lane<'a> {
        Lane { numbers, stride: 1 }
    }

    /// The first `len` of every `stride`-th number.
    pub(crate) fn strided(numbers: &'a [f64], stride: usize, len: usize) -> Lane<'a> {
        let numbers = if len == 0 { &[] } else { &numbers[..stride * (len - 1) + 1] };
        Lane { numbers, stride }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len().div_ceil(self.stride)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Number j.
    ///
    /// # Panics
    /// When there are no more than j.
    pub fn get(&self, j: usize) -> f64 {
        self.numbers[self.stride * j]
    }

    /// All of them in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = f64> + Clone + 'a {
        self.numbers.iter().step_by(self.stride).copied()
    }

    /// The inner product with as many numbers, added in order.
    pub fn dot(&self, other: &[f64]) -> f64 {
        self.iter().zip(other).fold(0.0, |sum, (a, b)| a.mul_add(*b, sum))
    }
}

/// What a monitor sees of one step in the sum convention, L(w) = sum_i l(z_i.w).
#[derive(Clone, Copy, Debug)]
pub struct StepSeen<'a> {
    /// The number of steps made before: the iterate is w_t.
    pub t: u64,
    /// w_t, length d.
    pub w: Lane<'a>,
    /// The margins z_i.w_t, length n.
    pub margins: Lane<'a>,
    /// e^`log_scale` (-grad L(w_t)), length d.
    pub direction: Lane<'a>,
    /// The logarithm of the factor that `direction` carries, so that it can be given where the gradient underflows.
    pub log_scale: f64,
    /// L(w_t); zero where that underflows.
    pub loss: f64,
    /// ln L(w_t), also there.
    pub log_loss: f64,
    /// The squared norm of the gradient of L at w_t; zero where that underflows.
    pub gradient_norm_squared: f64,
    /// ln ||grad L(w_t)||, also there; minus infinity where the gradient is zero.
    pub log_gradient_norm: f64,
    /// eta_t, the step size times its schedule's factor.
    pub nominal_step: f64,
    /// The factor that the rule puts in front of -grad L(w_t): eta_t / L(w_t) or eta_t / ||grad L(w_t)|| where it divides
    /// by that, else eta_t. Infinite where that overflows, zero where nothing moves.
    pub step: f64,
    /// ln `step`, finite where it overflows.
    pub log_step: f64,
}

/// A fold over the steps of one run. It only reads.
pub trait Monitor: Send {
    /// Takes in one step.
    fn step(&mut self, seen: &StepSeen<'_>);
    /// What has been folded so far.
    fn worst(&self) -> f64;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lane_is_every_so_manieth_number() {
        let numbers = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
        let lane = Lane::strided(&numbers[1..], 3, 2);
        assert_eq!((lane.len(), lane.get(0), lane.get(1)), (2, 1.0, 4.0));
        assert_eq!(lane.iter().collect::<Vec<_>>(), [1.0, 4.0]);
        assert_eq!(lane.iter().len(), 2);
        assert_eq!(lane.dot(&[10.0, 1.0]), 14.0);
        assert_eq!(Lane::of(&numbers).iter().collect::<Vec<_>>(), numbers);
        assert!(Lane::strided(&numbers, 8, 0).is_empty());
    }
}
