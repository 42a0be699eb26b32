//! The command line: one file per command; arguments and printing only.

mod answer;
mod arguments;
mod calibrate;
mod check;
mod compare;
mod data;
mod descend;
mod exit;
mod exports;
mod far;
mod folder;
mod generate;
mod interrupt;
mod kept_seeds;
mod list;
mod margin;
mod output;
mod paint;
mod profile;
mod ray;
mod records;
mod report;
mod search;
mod step_rule;
mod trial;
mod usage;
mod verify;

pub use arguments::Cli;
pub use exit::run;
