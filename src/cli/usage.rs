//! Bad usage in one line, in the words of every other refusal: what was found, what was expected.

use super::arguments::Cli;
use crate::certificate::Norm;
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{CommandFactory, ValueEnum};
use std::error::Error as _;

/// The line for a refusal of the argument parser.
pub(super) fn line(error: &Error) -> String {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::Strings(all)) => all.join(", "),
        Some(value) => value.to_string(),
        None => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let value = text(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("found no value for {argument}, expected one{}", choices(&text(ContextKind::ValidValue)))
        }
        ErrorKind::InvalidValue => {
            format!("found {value} for {argument}, expected one{}", choices(&text(ContextKind::ValidValue)))
        }
        ErrorKind::ValueValidation => {
            let expected = error.source().map(ToString::to_string).unwrap_or_default();
            format!("found {value} for {argument}, expected {expected}")
        }
        ErrorKind::UnknownArgument => {
            let near = text(ContextKind::SuggestedArg);
            let near = if near.is_empty() { String::new() } else { format!(" such as {near}") };
            format!("found the argument {argument}, expected one that --help shows{near}")
        }
        ErrorKind::MissingRequiredArgument => format!("found no {argument}, expected it (--help shows how)"),
        ErrorKind::ArgumentConflict if argument == text(ContextKind::PriorArg) => {
            format!("found {argument} twice, expected it once")
        }
        ErrorKind::ArgumentConflict => {
            format!("found {argument} and {}, expected one of them", text(ContextKind::PriorArg))
        }
        ErrorKind::InvalidSubcommand => {
            format!("found the command {}, expected one{}", text(ContextKind::InvalidSubcommand), commands())
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            format!("found no command, expected one{}", commands())
        }
        _ => one_line(&error.to_string()).trim_start_matches("error: ").to_owned(),
    }
}

/// The first option that was given with a name it does not belong to, and the names that it does.
pub(super) fn misplaced<'a, N: ValueEnum + PartialEq>(
    given: &[(&'a str, bool, &[N])],
    name: &N,
) -> Option<(&'a str, String)> {
    let (option, _, of) = given.iter().find(|(_, given, of)| *given && !of.contains(name))?;
    Some((option, of.iter().map(name_of).collect::<Vec<_>>().join(" or ")))
}

/// How a name is written on the command line.
pub(super) fn name_of<N: ValueEnum>(name: &N) -> String {
    name.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

/// A rate strictly between 0 and 1.
pub(super) fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err("a rate between 0 and 1, such as 0.001".to_string()),
    }
}

/// A text of several lines in one, without what the parser adds about usage.
pub(super) fn one_line(text: &str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let end = lines
        .iter()
        .position(|line| line.starts_with("Usage:") || line.starts_with("For more"))
        .unwrap_or(lines.len());
    lines[..end].join("; ")
}

fn choices(valid: &str) -> String {
    if valid.is_empty() { String::new() } else { format!(" of {valid}") }
}

fn commands() -> String {
    let command = Cli::command();
    let names: Vec<&str> = command.get_subcommands().map(clap::Command::get_name).collect();
    choices(&names.join(", "))
}

/// A whole number, for the argument parser.
pub(super) fn whole(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| "a whole number from 0 to 2^64 - 1".to_owned())
}

/// A whole number from 1, for the argument parser.
pub(super) fn count(text: &str) -> Result<u64, String> {
    text.parse().ok().filter(|&n| n > 0).ok_or_else(|| "a whole number from 1".to_owned())
}

/// The end of a run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Until {
    /// After so many steps.
    Steps(u64),
    /// At t = e^s.
    LogTime(f64),
}

/// Steps of descent before a flow, for the argument parser: the flow is held against the last two decades of them.
pub(super) fn steps(text: &str) -> Result<u64, String> {
    let powers = || (3..=9).map(|power| 10u64.pow(power));
    let found = text.parse().ok().filter(|n| powers().any(|power| power == *n));
    found.ok_or_else(|| "a power of ten from 1000 to 1000000000".to_owned())
}

/// The longest log time that a flow is followed to.
const LONGEST: f64 = 1e6;

/// The end of a run, for the argument parser: 100000, or e1000.
pub(super) fn until(text: &str) -> Result<Until, String> {
    let steps = || count(text).ok().map(Until::Steps);
    let log_time =
        |rest: &str| rest.trim_start_matches('^').parse().ok().filter(|s| *s > 0.0 && *s <= LONGEST);
    let far = || text.strip_prefix('e').and_then(log_time).map(Until::LogTime);
    steps().or_else(far).ok_or_else(|| {
        format!(
            "a whole number of steps from 1, or a time such as e1000, beyond the steps and up to e{LONGEST}"
        )
    })
}

/// A number of threads, for the argument parser.
pub(super) fn threads(text: &str) -> Result<u64, String> {
    let most = 1024;
    text.parse()
        .ok()
        .filter(|n| (1..=most).contains(n))
        .ok_or_else(|| format!("a whole number from 1 to {most}"))
}

/// A momentum, for the argument parser.
pub(super) fn momentum(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|beta| (0.0..1.0).contains(beta))
        .ok_or_else(|| "a number from 0 up to but not including 1".to_owned())
}

/// A number that is added to what must not become negative, for the argument parser.
pub(super) fn addition(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|epsilon: &f64| *epsilon >= 0.0 && epsilon.is_finite())
        .ok_or_else(|| "a finite number from 0".to_owned())
}

/// The norm of a separator.
pub(super) fn norm(text: &str) -> Result<Norm, &'static str> {
    text.parse().map_err(|_| "1, 2, inf or a number above 1")
}
