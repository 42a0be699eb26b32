//! Golden files name a fixture and the options of the command line to read it with.

use implicit_bias::data::DataSet;
use implicit_bias::data::read::{ReadOptions, read};
use std::path::PathBuf;

/// The folder of fixtures.
pub(crate) fn fixtures() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// A fixture, read with `--classes A,B` and `--bias` where they are among the options.
pub(crate) fn fixture(file: &str, options: &str) -> DataSet {
    let words: Vec<&str> = options.split_whitespace().collect();
    let classes = words.iter().position(|word| *word == "--classes").map(|at| {
        let (first, second) = words[at + 1].split_once(',').unwrap();
        (first.to_owned(), second.to_owned())
    });
    let options = ReadOptions { classes, bias: words.contains(&"--bias"), ..ReadOptions::default() };
    read(fixtures().join(file).to_str().unwrap(), &options).unwrap()
}
