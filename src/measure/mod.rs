//! What is read off one run: the problem's letters, the observables, and the relay from descent to flow.

mod answer;
mod both_clocks;
mod bregman;
mod continued;
mod contraction;
mod correction;
mod decades;
mod dichotomies;
mod estimate;
mod every_step;
mod exponent;
mod finite_optimum;
mod frozen;
mod inverse_log;
mod letters;
mod log_log;
mod margin_gap;
mod newton_offset;
mod observable;
mod picture;
mod polynomial_limit;
mod ray;
mod regularised;
mod relay;
mod rounding;
mod selection;
mod structure;
mod tails;
mod validation;

pub use answer::{Answer, AnswerQuery, Certified, least_margin};
pub use both_clocks::{ReadAt, on_both_clocks};
pub use bregman::{bregman_projection_of, bregman_projection_of_sum};
pub use continued::{Continued, continued};
pub use contraction::{Contracted, contracted, contraction_at};
pub use correction::{CorrectionEquations, correction, correction_equations};
pub use decades::SlowSlope;
pub use dichotomies::{Dependent, Separable, SeparableLabellings, function_counting};
pub use estimate::{Asymptote, Estimate, Unsettled, exponent_of, last_limit, last_slope, limit, slope};
pub use every_step::{EachStep, largest_over_steps};
pub use exponent::{Exponent, HeldResidual, Size, across_norm, component, exponent, held_residual};
pub use finite_optimum::finite_optimum;
pub use frozen::{Crossing, crossing, frozen, late_switch};
pub use inverse_log::inverse_log_slope;
pub use letters::{
    Letters, MaxMarginQuery, Mode, Modes, PolyhedralMargin, certificate_word, exponents_across,
    forced_exponents, linear_facts, other_separator, reference_certificates,
};
pub use log_log::{SecondDirectionQuery, log_log_slope};
pub use margin_gap::{MarginGap, Settling, margin_gap, margin_gap_at, margin_gap_on_flow, settling};
pub use newton_offset::offset_by_newton;
pub use observable::{Observable, log_loss_at, log_loss_plus_time};
pub use picture::picture;
pub use polynomial_limit::{PolynomialLimitQuery, polynomial_pull};
pub use ray::{AcrossQuery, Inside, RayLetters, RayQuery};
pub use regularised::{Regularised, constrained, regularised};
pub use relay::{
    Far, LEAD, Relay, decay, distance, dot, far, far_time, flow_between, left_at_half, length, relay,
    relay_from, sound_relay, sound_relay_from, sound_relay_of_steps,
};
pub use rounding::{flow_rounding, move_error, point_error};
pub use selection::{FreeBias, direction_reached, unit};
pub use structure::{
    Structure, classified_by_the_ray, part_by_linear_program, plain_direction, plain_margin,
    projection_across,
};
pub use tails::{StretchedFar, StretchedPoint, drawn_stretched, polynomial_far, stretch_of, stretched_far};
pub use validation::Validation;
