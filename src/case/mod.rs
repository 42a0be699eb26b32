//! One problem with its memoised answers and runs, and what a run records.

mod memo;
mod monitor;
mod problem_case;
mod trajectory;
mod within;

pub use memo::Memo;
pub use monitor::{Lane, Monitor, StepSeen};
pub use problem_case::{Case, Method, Query, Run, Start, Stopped, Watch};
pub use trajectory::{At, Ended, Trajectory, log_of_step};
pub use within::Within;
