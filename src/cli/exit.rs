//! From a command's answer to the process's exit code.

use super::arguments::{Cli, Command};
use super::{
    calibrate, check, compare, descend, generate, list, margin, profile, ray, report, search, trial, usage,
    verify,
};
use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

/// All as expected.
pub(super) const AS_EXPECTED: u8 = 0;
/// A verdict was not the expected one.
pub(super) const NOT_AS_EXPECTED: u8 = 1;
/// Usage or bad input.
pub(super) const BAD_INPUT: u8 = 2;
/// Some verdict is inconclusive and nothing is worse.
pub(super) const INCONCLUSIVE: u8 = 3;
/// The ids are known but nothing could be put to the data.
pub(super) const NOTHING_TO_DO: u8 = 4;
/// A negative control was accepted.
pub(super) const CONTROL_ACCEPTED: u8 = 5;
/// Interrupted by the user.
pub(super) const INTERRUPTED: u8 = 130;

/// Reads the arguments, runs the command, and gives the exit code.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers; everything else is bad usage, said in one line.
            if !error.use_stderr() {
                let _ = error.print();
                return ExitCode::SUCCESS;
            }
            complain(&format!("error: {}", usage::line(&error)));
            return ExitCode::from(BAD_INPUT);
        }
    };
    let answer = match cli.command {
        Command::Check(arguments) => check::run(&arguments),
        Command::List(arguments) => list::list(&arguments),
        Command::Show(arguments) => list::show(&arguments),
        Command::Margin(arguments) => margin::run(&arguments),
        Command::Ray(arguments) => ray::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Descend(arguments) => descend::run(&arguments),
        Command::Profile(arguments) => profile::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Trial(arguments) => trial::run(&arguments),
        Command::Search(arguments) => search::run(&arguments),
        Command::Calibrate(arguments) => calibrate::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Completions(arguments) => list::completions(&arguments),
    };
    match answer {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            complain(&format!("error: {}", usage::one_line(&format!("{error:#}"))));
            ExitCode::from(BAD_INPUT)
        }
    }
}

/// A line on standard error; where there is none, the exit code has to speak.
pub(super) fn complain(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
