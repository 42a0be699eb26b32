//! Tests of the references against planted truths, invariances and a second solver.

mod bregman;
mod bregman_certificates;
mod constants;
mod corruption;
mod fixtures;
mod free_bias;
mod max_margin;
mod peers;
mod planted;
mod polyhedral;
mod polynomial_tail;
