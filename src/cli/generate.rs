//! `generate`: a generated data set with its truth in the header.

use super::arguments::GenerateArguments;
use super::exit;
use super::paint::print;
use crate::data::Seed;
use crate::data::generate::named;
use crate::data::read::Format;
use std::collections::BTreeMap;

/// Runs the command.
pub(super) fn run(arguments: &GenerateArguments) -> anyhow::Result<u8> {
    let mut parameters = BTreeMap::new();
    for text in &arguments.parameters {
        let Some((name, value)) = text.split_once('=') else {
            anyhow::bail!("found --set {text}, expected NAME=VALUE");
        };
        if parameters.insert(name.trim().to_string(), value.trim().to_string()).is_some() {
            anyhow::bail!("found parameter {name} twice, expected it once");
        }
    }
    let data = named(&arguments.family, &parameters)?.generate(Seed(arguments.seed))?;
    match Format::of_extension(&arguments.out) {
        Some(Format::Svmlight) => data.write_svmlight(&arguments.out)?,
        Some(Format::Npz) => anyhow::bail!(
            "{}: found the extension of a NumPy archive, expected .csv or .svm",
            arguments.out.display()
        ),
        _ => data.write_csv(&arguments.out)?,
    }
    print(&format!(
        "{}: {} rows, {} columns, {}\n",
        arguments.out.display(),
        data.n,
        data.d,
        data.provenance
    ))?;
    Ok(exit::AS_EXPECTED)
}
