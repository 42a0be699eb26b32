//! Tests of the references against planted truths, invariances and a second solver.

mod constants;
mod planted;
