//! Properties that hold on every data set: gradients are the differences of their losses, references and runs
//! move with the data as the mathematics says.

mod bregman;
mod descent;
mod losses;
mod max_margin;
mod multiclass;
mod norms;
mod partition;
mod polynomial_tail;
mod rows;
mod second_solver;
