//! Pipes, colours, help and completions.

use crate::program::{program, run};
use std::process::{Output, Stdio};

/// A pipe that nobody reads.
fn deaf() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    let cases: [&[&str]; 5] = [
        &["list"],
        &["show", "soudry"],
        &["check", "soudry.def2", "--json"],
        &["completions", "bash"],
        &["--help"],
    ];
    for arguments in cases {
        let Output { status, stderr, .. } = program(arguments).stdout(deaf()).output().unwrap();
        assert_eq!((status.code(), stderr.as_slice()), (Some(0), &b""[..]), "{arguments:?}");
    }
    // The code stays the command's own, whoever listens.
    let refused = program(&["show", "no.such"]).stdout(deaf()).stderr(deaf()).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn colours_go_to_terminals_alone_and_never_where_they_are_unwanted() {
    let shown = |variables: &[(&str, &str)]| {
        let mut command = program(&["check", "soudry.def2", "--trials", "1"]);
        let output = command.envs(variables.iter().copied()).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(shown(&[("CLICOLOR_FORCE", "1")]).contains('\u{1b}'));
    for variables in [&[][..], &[("NO_COLOR", "1")], &[("NO_COLOR", "1"), ("CLICOLOR_FORCE", "1")]] {
        let text = shown(variables);
        assert!(!text.contains('\u{1b}') && text.contains("HOLDS"), "{variables:?}: {text}");
    }
    // What is for programs has none, forced or not.
    let mut json = program(&["check", "soudry.def2", "--trials", "1", "--json"]);
    let output = json.env("CLICOLOR_FORCE", "1").output().unwrap();
    assert!(!output.stdout.contains(&0x1b));
}

#[test]
fn help_names_every_command_and_exit_code() {
    let help = run(&["--help"]).fine();
    for word in ["check", "list", "show", "margin", "descend", "generate", "trial", "search", "completions"] {
        assert!(help.contains(&format!("\n  {word}")), "{word}: {help}");
        let own = run(&[word, "--help"]).fine();
        assert!(own.contains(&format!("Usage: implicit-bias {word}")), "{own}");
    }
    let flat = help.split_whitespace().collect::<Vec<_>>().join(" ");
    for code in
        ["0 all as expected;", "1 a verdict", "2 usage", "3 some", "4 nothing", "5 a negative", "101 a bug"]
    {
        assert!(flat.contains(code), "{code}: {help}");
    }
    let version = run(&["--version"]).fine();
    assert_eq!(version, concat!("implicit-bias ", env!("CARGO_PKG_VERSION"), "\n"));
}

#[test]
fn completions_know_the_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]).fine();
        assert!(["check", "margin", "descend", "generate", "trial"].iter().all(|word| script.contains(word)));
    }
}
