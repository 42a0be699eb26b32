//! Tests of the references against planted truths, invariances and a second solver.

mod constants;
mod corruption;
mod fixtures;
mod free_bias;
mod max_margin;
mod norm_margin;
mod partition;
mod peers;
mod planted;
mod polyhedral;
