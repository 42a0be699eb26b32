//! Dynamics: gradient descent and its relatives, and gradient flow in log time. Knows no exact answer.

mod flow;

pub use flow::{Flow, FlowError, MovingFrame, Reached};
