//! Gradient descent and its relatives on signed rows, iterated for real, and gradient flow in log time. Knows no exact
//! answer.
//!
//! Everything here minimises L(w) = sum_i l(z_i.w) (the *sum* convention: no 1/n anywhere). Eight small problems run
//! side by side in the lanes of a vector (`bundle`); all others run one at a time (`rows`). Which of the two is
//! decided by the shape, the loss and the rule of the problem itself, so that its bits depend neither on its
//! company nor on the machine.

mod aligned;
mod bundle;
mod descent;
mod draws;
mod factorised;
mod flow;
mod grid;
mod interrupt;
mod long;
mod method;
mod mirror;
mod one_layer;
pub mod optimizers;
mod panel;
mod points;
mod progress;
mod rows;
mod rule;
mod schedule;
mod short;
mod stochastic;
mod tile;
mod update;
mod weigh;
mod weight;

pub use descent::{Descent, Ended, Iterate, Task, run_many, run_many_on};
pub use factorised::{Factorised, rise_and_log_loss};
pub use flow::{
    Equilibrium, Flow, FlowError, MarginClock, MovingFrame, PowerFrame, Reached, Residual, ResidualFlow,
};
pub use grid::recording_grid;
pub use interrupt::{clear_stop, request_stop, stop_requested};
pub use method::{Iteration, reached, start_vector};
pub use mirror::{MirrorDescent, MirrorUpdate, across_the_rows};
pub use one_layer::{OneLayerDescent, Switch, last_switch};
pub use rule::{Descending, Rule, Units, UpdateRule};
pub use schedule::Schedule;
pub use stochastic::Stochastic;

#[cfg(test)]
mod tests;
