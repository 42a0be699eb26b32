//! The letters of Ji and Telgarsky, for a case of the linear problem: partition, S, v-bar, u-bar, and what follows.

use super::relay::dot;
use crate::case::{Case, Query, Stopped};
use crate::numbers::Ball;
use crate::problem::{Linear, LossKernel};
use crate::record::Stop;
use crate::reference::{Across, Constants, MaxMargin, Ray, RayLoss, ray};
use nalgebra::{DMatrix, DVector};
use std::rc::Rc;

/// The partition of the rows, v-bar and u-bar (Theorem 2).
pub struct RayQuery;

impl Query<Linear> for RayQuery {
    type Answer = Ray;

    fn key(&self) -> String {
        "ray".to_string()
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<Ray> {
        case.problem.of_single_rows()?;
        let undecided = |why: String| Stop::Undecided { why };
        let loss = match case.problem.loss.kernel() {
            LossKernel::Exponential => RayLoss::Exponential,
            LossKernel::Logistic => RayLoss::Logistic,
            _ => return Err(undecided(format!("no offset is known for {} loss", case.problem.loss.key()))),
        };
        ray(&case.problem.rows, loss).map_err(|error| undecided(error.to_string()))
    }
}

/// The separable part across the span of the rest; `None` where there is none.
pub struct AcrossQuery;

impl Query<Linear> for AcrossQuery {
    type Answer = Option<Across>;

    fn key(&self) -> String {
        "separable part across the rest".to_string()
    }

    fn answer(&self, case: &Case<Linear>) -> Stopped<Option<Across>> {
        let ray = case.ask(&RayQuery)?;
        Across::of(&case.problem.rows, &ray).map_err(|error| Stop::Undecided { why: error.to_string() })
    }
}

/// What happens in S, in the coordinates of [`Across::subspace`]; sums, not means, of losses.
#[derive(Clone, Debug, PartialEq)]
pub struct Inside {
    /// v-bar.
    pub v: Vec<f64>,
    /// The curvature of the rest's loss at v-bar, k x k.
    pub curvature: DMatrix<f64>,
    /// Least and largest eigenvalue of it.
    pub spectrum: (f64, f64),
    /// What t (Pi_S w - v-bar) tends to, t in steps of size eta: (eta curvature)^-1 sum over Z of alpha_i Pi_S z_i, alpha the
    /// multipliers of the max margin across S.
    pub lag: Vec<f64>,
    /// inf L, the least summed loss: that of the rest at v-bar.
    pub least_loss: Ball,
}

impl Inside {
    /// (eta curvature)^-1 pull.
    pub fn balance(&self, pull: &[f64], eta: f64) -> Vec<f64> {
        if pull.is_empty() {
            return Vec::new();
        }
        let factor = self.curvature.clone().cholesky().expect("a curvature with positive eigenvalues");
        factor.solve(&DVector::from_column_slice(pull)).iter().map(|x| x / eta).collect()
    }
}

/// The letters of mixed data.
pub trait RayLetters {
    /// The partition, v-bar and u-bar.
    fn ray(&self) -> Stopped<Rc<Ray>>;
    /// The separable part across S; outside the hypotheses where there is none.
    fn across(&self) -> Stopped<Rc<Across>>;
    /// S itself.
    fn inside(&self) -> Stopped<Rc<Inside>>;
}

impl RayLetters for Case<Linear> {
    fn ray(&self) -> Stopped<Rc<Ray>> {
        self.ask(&RayQuery)
    }

    fn across(&self) -> Stopped<Rc<Across>> {
        let answer = self.ask(&AcrossQuery)?;
        self.once("separable part, taken out", || {
            answer.as_ref().clone().ok_or_else(|| Stop::Outside {
                hypothesis: "has a separable part".to_string(),
                found: format!("each of the {} rows belongs to the rest", self.problem.rows.n),
            })
        })
    }

    fn inside(&self) -> Stopped<Rc<Inside>> {
        let (ray, across) = (self.ray()?, self.across()?);
        self.once("inside the span of the rest", || {
            let (rows, loss) = (&self.problem.rows, self.problem.loss.as_ref());
            let k = across.subspace.len();
            let mut curvature = DMatrix::<f64>::zeros(k, k);
            let mut least = Ball::exact(0.0);
            for &i in &ray.partition.rest {
                let row = rows.row(i);
                let margin = dot(row, &ray.offset.v);
                let error = dot(row, row).sqrt() * (ray.offset.error + f64::EPSILON * rows.d as f64);
                let log_slope = loss.log_slope(margin);
                let bend = -crate::numbers::exp(log_slope) * loss.log_slope_derivative(margin);
                let seen = across.inside(row);
                curvature += DMatrix::from_fn(k, k, |a, b| bend * seen[a] * seen[b]);
                let value = crate::numbers::exp(loss.log_value(margin));
                let slope = crate::numbers::exp(log_slope);
                least = least + Ball::new(value, 1.01 * slope * error + 4.0 * f64::EPSILON * value);
            }
            let mut pull = vec![0.0; k];
            for (&i, alpha) in across.part.iter().zip(&across.margin.multipliers) {
                let seen = across.inside(rows.row(i));
                pull.iter_mut().zip(seen).for_each(|(sum, x)| *sum += alpha * x);
            }
            let spectrum = match k {
                0 => (f64::INFINITY, 0.0),
                _ => {
                    let eigenvalues = curvature.symmetric_eigenvalues();
                    (eigenvalues.min(), eigenvalues.max())
                }
            };
            if spectrum.0 <= k as f64 * f64::EPSILON * spectrum.1 {
                let why = "the curvature in the span of the rest is singular in doubles".to_string();
                return Err(Stop::Undecided { why });
            }
            let mut inside = Inside {
                v: across.inside(&ray.offset.v),
                curvature,
                spectrum,
                lag: Vec::new(),
                least_loss: least,
            };
            inside.lag = inside.balance(&pull, self.problem.step);
            Ok(inside)
        })
    }
}

/// The max margin across S as one of all rows in R^d: the rest has no multiplier and the excess -1. Its certificate is
/// that of the rows across S.
pub(super) fn lifted_margin(case: &Case<Linear>, across: &Across) -> MaxMargin {
    let n = case.problem.rows.n;
    let found = &across.margin;
    let (direction, direction_error) = across.direction();
    let scatter = |values: &[f64], elsewhere: f64| {
        let mut all = vec![elsewhere; n];
        across.part.iter().zip(values).for_each(|(&i, &value)| all[i] = value);
        all
    };
    let named = |rows: &[usize]| rows.iter().map(|&at| across.part[at]).collect();
    MaxMargin {
        n,
        d: case.problem.rows.d,
        w_hat: across.lift(&found.w_hat),
        w_hat_error: found.w_hat_error + across.lift_error() / found.gamma.0,
        direction,
        direction_error,
        support: named(&found.support),
        margin_rows: named(&found.margin_rows),
        multipliers: scatter(&found.multipliers, 0.0),
        multipliers_error: scatter(&found.multipliers_error, 0.0),
        excess: scatter(&found.excess, -1.0),
        excess_error: scatter(&found.excess_error, 0.0),
        ..found.clone()
    }
}

/// The constants across S with their vectors in R^d.
pub(super) fn lifted_constants(across: &Across) -> Constants {
    let found = &across.constants;
    let each = |vectors: &[Vec<f64>]| vectors.iter().map(|x| across.lift(x)).collect();
    Constants {
        support: found.support.iter().map(|&at| across.part[at]).collect(),
        v: across.lift(&found.v),
        v_error: found.v_error + across.lift_error() * found.a_perp.value,
        direction: across.lift(&found.direction),
        across_basis: each(&found.across_basis),
        complement_basis: each(&found.complement_basis),
        ..found.clone()
    }
}
