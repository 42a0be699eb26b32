//! Tests of the references against planted truths, invariances and a second solver.

mod bregman;
mod bregman_certificates;
mod constants;
mod corruption;
mod fixtures;
mod free_bias;
mod matrix;
mod matrix_corruption;
mod matrix_peer;
mod max_margin;
mod multiclass_sets;
mod norm_margin;
mod partition;
mod peers;
mod perturbed;
mod planted;
mod polyhedral;
mod polynomial_tail;
mod semidefinite;
mod solvers;
