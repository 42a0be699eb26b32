//! Observables of an iterate: each as a function of log time s and z = w - s w^, so that nothing large cancels.

use super::letters::Letters;
use super::ray::RayLetters;
use super::relay::dot;
use crate::case::{Case, Stopped};
use crate::numbers::{exp, log_sum_exp};
use crate::problem::{Linear, log_values, soft_min};

/// What can be read off one iterate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Observable {
    /// The whole vector z, length d.
    Residual,
    /// L - log t with L = w^.w/||w^||^2, a scalar.
    Along,
    /// The part of z in the span of the support vectors and across w^, in an orthonormal basis.
    Across,
    /// ||P_perp w|| within the span of the support vectors, a scalar.
    AcrossNorm,
    /// K_t = L - min_i z_i.w, a scalar.
    MarginConstant,
    /// ln(eta gamma^2 t L(w)), a scalar.
    LossConstant,
    /// |w| sin(angle(w, u)), u the limit direction, in all of R^d: the length of z across u. A scalar.
    SineLength,
    /// The distance from the ray v-bar + r u of mixed data: the length of z - v-bar across u. A scalar.
    RayDistance,
    /// ln(eta gamma^2 t L_Z(w)), L_Z the loss of the separable part. A scalar.
    PartLossConstant,
    /// What t (Pi_S w - v-bar) is in balance with the pull of the separable part, in the coordinates of S: (eta curvature)^-1
    /// sum over Z of t eta (-l'(u_i)) Pi_S z_i.
    Balance,
    /// tan^2(angle(w, w^)) L^2 / 2 within the span of the support vectors: 1 - cos times L^2 up to terms that
    /// vanish like 1/L^2. A scalar.
    CosineConstant,
}

impl Observable {
    /// Its value at (s, z).
    pub fn at(self, case: &Case<Linear>, s: f64, z: &[f64]) -> Stopped<Vec<f64>> {
        Ok(match self {
            Observable::Residual => z.to_vec(),
            Observable::Along => {
                let gamma = case.gamma()?.value;
                vec![gamma * gamma * dot(&case.limit_margin()?.w_hat, z)]
            }
            Observable::Across => {
                let constants = case.limit_constants()?;
                constants.across_basis.iter().map(|axis| dot(axis, z)).collect()
            }
            Observable::AcrossNorm => {
                let across = Observable::Across.at(case, s, z)?;
                vec![dot(&across, &across).sqrt()]
            }
            Observable::MarginConstant => {
                let along = Observable::Along.at(case, s, z)?[0];
                let frame = case.frame()?;
                let least = case
                    .problem
                    .rows
                    .rows()
                    .zip(&frame.excess)
                    .map(|(row, excess)| s.mul_add(*excess, dot(row, z)))
                    .fold(f64::INFINITY, f64::min);
                vec![along - least]
            }
            Observable::LossConstant => {
                let gamma = case.gamma()?;
                vec![log_loss_plus_time(case, s, z)? + case.log_eta() + 2.0 * gamma.ln().value]
            }
            Observable::SineLength => vec![length_across(z, &case.limit_margin()?.direction)],
            Observable::RayDistance => {
                let v = &case.ray()?.offset.v;
                let beside: Vec<f64> = z.iter().zip(v).map(|(z, v)| z - v).collect();
                vec![length_across(&beside, &case.limit_margin()?.direction)]
            }
            Observable::PartLossConstant => {
                let terms = part_loss_terms(case, s, z)?;
                vec![log_sum_exp(&terms) + case.log_eta() + 2.0 * case.gamma()?.ln().value]
            }
            Observable::Balance => {
                let (across, inside) = (case.across()?, case.inside()?);
                let mut pull = vec![0.0; inside.v.len()];
                let (frame, loss) = (case.frame()?, case.problem.loss.as_ref());
                for &i in &across.part {
                    let (row, excess) = (case.problem.rows.row(i), frame.excess[i]);
                    let along = dot(row, z);
                    let c = loss.log_slope_excess(s.mul_add(1.0 + excess, along));
                    let weight = exp(case.log_eta() + c - s * excess - along);
                    pull.iter_mut().zip(across.inside(row)).for_each(|(sum, x)| *sum += weight * x);
                }
                inside.balance(&pull, case.problem.step)
            }
            Observable::CosineConstant => {
                let gamma = case.gamma()?.value;
                let across = Observable::AcrossNorm.at(case, s, z)?[0];
                vec![0.5 * (gamma * across) * (gamma * across)]
            }
        })
    }

    /// A Lipschitz constant in z, near the theorem's own value of z (`size` bounds |z|).
    pub fn lipschitz(self, case: &Case<Linear>, size: f64) -> Stopped<f64> {
        Ok(match self {
            Observable::Residual
            | Observable::Across
            | Observable::AcrossNorm
            | Observable::SineLength
            | Observable::RayDistance => 1.0,
            Observable::Along => case.gamma()?.value,
            Observable::MarginConstant => case.gamma()?.value + case.problem.radius(),
            // The gradient of ln sum l is a convex combination of (l'/l) z_i, and |l'| <= l for these losses.
            Observable::LossConstant | Observable::PartLossConstant => case.problem.radius(),
            // The weights sum to about the squared norm of w^.
            Observable::Balance => {
                let (radius, gamma) = (case.problem.radius(), case.gamma()?.value);
                let softest = case.inside()?.spectrum.0;
                2.0 * (radius / gamma) * (radius / gamma) / (softest * case.problem.step)
            }
            Observable::CosineConstant => {
                let gamma = case.gamma()?.value;
                gamma * gamma * size
            }
        })
    }
}

/// The length of a vector across a unit one.
fn length_across(z: &[f64], unit: &[f64]) -> f64 {
    let along = dot(z, unit);
    z.iter().zip(unit).fold(0.0, |sum: f64, (z, u)| (z - along * u).mul_add(z - along * u, sum)).sqrt()
}

/// ln l(u_i) + s of the rows of the separable part.
fn part_loss_terms(case: &Case<Linear>, s: f64, z: &[f64]) -> Stopped<Vec<f64>> {
    let (across, frame, loss) = (case.across()?, case.frame()?, case.problem.loss.as_ref());
    let term = |&i: &usize| {
        let (along, excess) = (dot(case.problem.rows.row(i), z), frame.excess[i]);
        loss.log_value_excess(s.mul_add(1.0 + excess, along)) - s * excess - along
    };
    Ok(across.part.iter().map(term).collect())
}

/// ln L(w) + s, without the cancellation of ln L ~ -s.
pub fn log_loss_plus_time(case: &Case<Linear>, s: f64, z: &[f64]) -> Stopped<f64> {
    let frame = case.frame()?;
    let loss = case.problem.loss.as_ref();
    let rows: Vec<(f64, f64)> =
        case.problem.rows.rows().zip(&frame.excess).map(|(row, &excess)| (excess, dot(row, z))).collect();
    let point = |rows: &[(f64, f64)]| match rows {
        &[(excess, along)] => loss.log_value_excess(s.mul_add(1.0 + excess, along)) - s * excess - along,
        // The margin of a point of several rows, less s.
        rows => {
            let beyond = soft_min(rows.iter().map(|(excess, along)| s.mul_add(*excess, *along)));
            loss.log_value_excess(s + beyond) - beyond
        }
    };
    Ok(log_sum_exp(&rows.chunks(loss.rivals()).map(point).collect::<Vec<_>>()))
}

/// ln L(w) for an iterate.
pub fn log_loss_at(problem: &Linear, w: &[f64]) -> f64 {
    let margins: Vec<f64> = problem.rows.rows().map(|row| dot(row, w)).collect();
    log_sum_exp(&log_values(problem.loss.as_ref(), &margins))
}
