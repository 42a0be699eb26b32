//! `generate`: a generated data set with its truth in the header.

use super::arguments::GenerateArguments;
use super::data::writer_to;
use super::exit;
use super::output::{Output, print};
use crate::data::Seed;
use crate::data::generate::named;
use crate::numbers::counted;
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
    let path = arguments.out.display();
    let written = writer_to(&arguments.out)?;
    let out = Output::of(Some(&arguments.out))?;
    let data = named(&arguments.family, &parameters)?.generate(Seed(arguments.seed))?;
    out.write(&written(&data)?)?;
    if let Output::File(_) = out {
        let (rows, columns) = (counted(data.n, "row"), counted(data.d, "column"));
        print(&format!("{path}: {rows}, {columns}, {}\n", data.provenance))?;
    }
    Ok(exit::AS_EXPECTED)
}
