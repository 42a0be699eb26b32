//! The command line, as a child process: what it refuses and how, and what it answers.

mod bad_data;
mod bad_usage;
mod calibrate;
mod certificates;
mod check;
mod compare;
mod data_commands;
mod far;
mod guide;
mod margin;
mod profile;
mod program;
mod report;
mod search;
mod step_rules;
mod terminal;
