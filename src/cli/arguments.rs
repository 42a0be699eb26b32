//! The arguments of every command.

use super::exports::ExportArguments;
use super::profile::ProfileArguments;
use super::step_rule::RuleArguments;
use super::usage;
use crate::certificate::Norm;
use crate::data::generate::{NAMES, named};
use crate::data::read::ReadOptions;
use crate::record::THEOREM;
use crate::reference::RayLoss;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Checks, on a computer and with stated confidence, what papers prove about where gradient methods go.
#[derive(Debug, Parser)]
#[command(name = "implicit-bias", version, about)]
#[command(
    after_help = "Exit codes: 0 all as expected; 1 a verdict was not the expected one, or compare found a change for the worse; 2 usage or bad input; \
3 some verdict inconclusive and nothing worse; 4 nothing could be put to the data; 5 a negative control was accepted, or is too weak to count; \
101 a bug; 130 interrupted."
)]
pub struct Cli {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Decide claims: on generated populations, or on your own data with --data.
    Check(CheckArguments),
    /// List the claims.
    List(ListArguments),
    /// Show a claim: statement, hypotheses, prediction, controls, source.
    Show(ShowArguments),
    /// The exact max margin of a data set, with its certificate, or the witness that there is none.
    Margin(MarginArguments),
    /// The maximal separable part of any data, the rest, and the ray along which gradient descent goes.
    Ray(RayArguments),
    /// Check a certificate that margin or ray wrote: whether it proves what it claims of the data file.
    Verify(VerifyArguments),
    /// Run gradient descent or a relative on a data set and print the trajectory.
    Descend(DescendArguments),
    /// What the implicit bias of an optimiser is: which exact answers it approaches on data that tell norms apart.
    Profile(ProfileArguments),
    /// Write a generated data set with its truth in the header.
    Generate(GenerateArguments),
    /// Repeat one trial of one claim, in full detail.
    Trial(TrialArguments),
    /// Look for a small data set that violates a claim, or a false version of it, and shrink it.
    Search(SearchArguments),
    /// Measure how often a claim's judgment and those of its controls lie, over many fresh seeds.
    Calibrate(CalibrateArguments),
    /// Judge the records of a run again, and write reports of them; the exit codes are those of check.
    Report(ReportArguments),
    /// What has changed between two record files, or two snapshots; 1 where anything is worse, has moved or is gone.
    Compare(CompareArguments),
    /// Print shell completions.
    Completions(CompletionArguments),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Profile {
    /// Within a minute.
    Quick,
    /// Ten times the data sets.
    Full,
}

#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Ids or prefixes: soudry, soudry.thm5, soudry.thm5.loss. All claims where none is given.
    pub ids: Vec<String>,
    /// Put every claim that can be put to one data set to this file (`-`: standard input).
    #[arg(long, value_name = "FILE")]
    pub data: Option<String>,
    #[command(flatten)]
    pub reading: ReadingArguments,
    /// How much to run.
    #[arg(long, value_enum, default_value = "quick")]
    pub profile: Profile,
    /// Seed of the suite: all data sets follow from it.
    #[arg(long, allow_negative_numbers = true, default_value_t = 0, value_parser = usage::whole)]
    pub seed: u64,
    /// At most this many data sets of each population.
    #[arg(long, allow_negative_numbers = true, value_parser = usage::count)]
    pub trials: Option<u64>,
    /// Number of threads; all cores where not given. No bit of any result depends on it.
    #[arg(long, allow_negative_numbers = true, value_parser = usage::threads)]
    pub threads: Option<u64>,
    /// One JSON object a line, the summary last.
    #[arg(long)]
    pub json: bool,
    /// Write every trial to this file, as JSON Lines (docs/records.md).
    #[arg(long, value_name = "FILE")]
    pub records: Option<PathBuf>,
    #[command(flatten)]
    pub exports: ExportArguments,
}

/// How a data file is read.
#[derive(Debug, Args)]
pub(super) struct ReadingArguments {
    /// Name of the label column (CSV).
    #[arg(long, value_name = "NAME")]
    pub label: Option<String>,
    /// This label is +1, all others are -1.
    #[arg(long, value_name = "VALUE", conflicts_with = "classes", allow_hyphen_values = true)]
    pub positive: Option<String>,
    /// Keep these two classes only; the first is +1.
    #[arg(long, value_name = "A,B", allow_hyphen_values = true)]
    pub classes: Option<String>,
    /// Append a constant feature 1.
    #[arg(long)]
    pub bias: bool,
    /// Feature numbers of an svmlight file start at 0.
    #[arg(long)]
    pub zero_based: bool,
}

impl ReadingArguments {
    /// The first of these options that was given.
    pub(super) fn first_given(&self) -> Option<&'static str> {
        [
            ("--label", self.label.is_some()),
            ("--positive", self.positive.is_some()),
            ("--classes", self.classes.is_some()),
            ("--bias", self.bias),
            ("--zero-based", self.zero_based),
        ]
        .into_iter()
        .find_map(|(option, given)| given.then_some(option))
    }

    /// The same options as words of a command line.
    pub(super) fn words(&self) -> String {
        let mut words = String::new();
        for (option, value) in
            [("--label", &self.label), ("--positive", &self.positive), ("--classes", &self.classes)]
        {
            if let Some(value) = value {
                words += &format!(" {option} \"{value}\"");
            }
        }
        words + if self.bias { " --bias" } else { "" } + if self.zero_based { " --zero-based" } else { "" }
    }

    pub(super) fn options(&self) -> anyhow::Result<ReadOptions> {
        let classes = match &self.classes {
            None => None,
            Some(text) => match text.split(',').map(str::trim).collect::<Vec<_>>()[..] {
                [a, b] if !a.is_empty() && !b.is_empty() && a != b => Some((a.to_string(), b.to_string())),
                _ => anyhow::bail!("found --classes {text}, expected two different names, A,B"),
            },
        };
        Ok(ReadOptions {
            label: self.label.clone(),
            positive: self.positive.clone(),
            classes,
            bias: self.bias,
            zero_based: self.zero_based,
            ..ReadOptions::default()
        })
    }
}

#[derive(Debug, Args)]
pub(super) struct ListArguments {
    /// One JSON object a line.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ShowArguments {
    /// Id of the claim.
    pub id: String,
}

#[derive(Debug, Args)]
pub(super) struct MarginArguments {
    /// Data file: CSV with a header, svmlight text or .npz (`-`: standard input).
    pub data: String,
    /// Norm of w: 1, 2, inf or any number above 1.
    #[arg(long, default_value = "2", allow_negative_numbers = true, value_parser = usage::norm)]
    pub norm: Norm,
    #[command(flatten)]
    pub reading: ReadingArguments,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
    /// Write the proof to this file, as JSON that anyone can check; an existing file is left alone.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum RayLossArgument {
    /// ln(1 + exp(-u)).
    Logistic,
    /// exp(-u).
    Exp,
}

impl From<RayLossArgument> for RayLoss {
    fn from(argument: RayLossArgument) -> RayLoss {
        match argument {
            RayLossArgument::Logistic => RayLoss::Logistic,
            RayLossArgument::Exp => RayLoss::Exponential,
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct RayArguments {
    /// Data file: CSV with a header, svmlight text or .npz (`-`: standard input).
    pub data: String,
    /// The loss, which decides the offset.
    #[arg(long, value_enum, default_value = "logistic")]
    pub loss: RayLossArgument,
    #[command(flatten)]
    pub reading: ReadingArguments,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
    /// Write the proof to this file, as JSON that anyone can check; an existing file is left alone.
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// The data file that the certificate is about (`-`: standard input).
    pub data: String,
    /// The certificate; it says how the data file is read.
    pub certificate: String,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct DescendArguments {
    /// Data file (`-`: standard input).
    pub data: String,
    /// Loss: exp, logistic, polynomial(K) or stretched(NU).
    #[arg(long, default_value = "logistic")]
    pub loss: String,
    #[command(flatten)]
    pub rule: RuleArguments,
    /// Start: numbers separated by commas; the origin where not given.
    #[arg(long, value_name = "W", allow_hyphen_values = true)]
    pub start: Option<String>,
    /// Number of steps, or a time such as e1000: then gradient flow goes on from the last of --steps in log time.
    #[arg(long, allow_negative_numbers = true, default_value = "100000", value_parser = usage::until)]
    pub until: usage::Until,
    /// Steps of descent before the flow, a power of ten, where --until is a time [default: 1000000].
    #[arg(long, allow_negative_numbers = true, value_parser = usage::steps)]
    pub steps: Option<u64>,
    /// Write the table (CSV) to this file (`-`: standard output); an existing file is left alone.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// One JSON object a recorded step.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub reading: ReadingArguments,
}

#[derive(Debug, Args)]
#[command(after_help = families())]
pub(super) struct GenerateArguments {
    /// The family of data sets, one of those below.
    pub family: String,
    /// A parameter, name=value; may be given several times.
    #[arg(long = "set", value_name = "NAME=VALUE")]
    pub parameters: Vec<String>,
    /// Seed of the draw.
    #[arg(long, allow_negative_numbers = true, default_value_t = 0, value_parser = usage::whole)]
    pub seed: u64,
    /// File to write (`-`: standard output): svmlight text where it ends in .svm, .svmlight or .libsvm, else CSV. An
    /// existing file is left alone.
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
}

fn families() -> String {
    let lines = NAMES.map(|(name, what)| {
        let generator = named(name, &BTreeMap::new()).expect("a name from the list");
        let set: Vec<String> =
            generator.parameters().iter().map(|(key, value)| format!("{key}={value}")).collect();
        format!("\n  {name:20}{what}\n  {:20}{}", "", set.join(" "))
    });
    format!("Families, with their parameters and defaults for --set:{}", lines.concat())
}

#[derive(Debug, Args)]
pub(super) struct TrialArguments {
    /// Id of the claim.
    pub id: String,
    /// Index of the problem in its population.
    #[arg(long, allow_negative_numbers = true, value_parser = usage::whole, required_unless_present = "data")]
    pub index: Option<u64>,
    /// Try it on this data set instead (`-`: standard input).
    #[arg(long, value_name = "FILE", conflicts_with_all = ["index", "family"])]
    pub data: Option<String>,
    #[command(flatten)]
    pub reading: ReadingArguments,
    /// Name of the arm.
    #[arg(long, default_value = THEOREM)]
    pub arm: String,
    /// Key of the population; the arm's first where not given.
    #[arg(long)]
    pub family: Option<String>,
    /// Seed of the suite.
    #[arg(long, allow_negative_numbers = true, default_value_t = 0, value_parser = usage::whole)]
    pub seed: u64,
    /// The record as one JSON object.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct SearchArguments {
    /// Id of the claim.
    pub id: String,
    /// Name of the arm: the claim itself, or a control of it.
    #[arg(long, default_value = THEOREM)]
    pub arm: String,
    /// Seed of the search: all candidates follow from it.
    #[arg(long, allow_negative_numbers = true, default_value_t = 0, value_parser = usage::whole)]
    pub seed: u64,
    /// Draw at most this many candidates.
    #[arg(long, allow_negative_numbers = true, default_value_t = 500, value_parser = usage::count)]
    pub candidates: u64,
    /// Write the counterexample to this file (CSV); an existing file is left alone.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// One JSON object.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct CalibrateArguments {
    /// Ids or prefixes; all claims where none is given.
    pub ids: Vec<String>,
    /// Number of suite seeds.
    #[arg(long, allow_negative_numbers = true, default_value_t = 20, value_parser = usage::count)]
    pub seeds: u64,
    /// The first of them; the seeds of `check` and of the tests come before.
    #[arg(long, allow_negative_numbers = true, default_value_t = 1000, value_parser = usage::whole)]
    pub from: u64,
    /// At most this many data sets of each population under each seed; a claim about a probability makes all its draws.
    #[arg(long, allow_negative_numbers = true, default_value_t = 15, value_parser = usage::count)]
    pub trials: u64,
    /// The error rate for which the number of trials is said.
    #[arg(long, allow_negative_numbers = true, default_value_t = 0.001, value_parser = usage::share)]
    pub rate: f64,
    /// Keep each seed in this file as it is done, and go on with those that are there.
    #[arg(long, value_name = "FILE")]
    pub keep: Option<PathBuf>,
    /// Number of threads; all cores where not given. No bit of any result depends on it.
    #[arg(long, allow_negative_numbers = true, value_parser = usage::threads)]
    pub threads: Option<u64>,
    /// One JSON object a claim.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct ReportArguments {
    /// A file that check --records wrote (`-`: standard input).
    pub records: String,
    /// One JSON object a line, the summary last.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub exports: ExportArguments,
}

#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// A file that check --records wrote, or a snapshot (`-`: standard input).
    pub old: String,
    /// One of the same kind.
    pub new: String,
    /// One JSON object a change, the summary last.
    #[arg(long)]
    pub json: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompletionArguments {
    /// The shell.
    pub shell: clap_complete::Shell,
}
