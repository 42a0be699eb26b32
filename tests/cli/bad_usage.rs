//! Bad arguments and paths that cannot be written: one line, exit code 2, and every file as it was.

use crate::program::Folder;

const COMMANDS: &str = "check, list, show, margin, ray, verify, descend, profile, generate, trial, search, calibrate, report, compare, completions";
const FAMILIES: &str =
    "planted, separated-gaussian, degenerate, symmetric, overlapping, mixed, two-point, circles, offset";

fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("good.csv", "a,b,y\n2,1,1\n1,3,1\n-1,-1,-1\n").write("taken.csv", "kept as it is\n");
    folder
}

#[test]
fn arguments_are_refused_in_one_line() {
    let whole = "expected a whole number from 0 to 2^64 - 1";
    let number = "expected a positive finite number";
    let time = "a whole number of steps from 1, or a time such as e1000, beyond the steps and up to e1000000";
    let another = "another rule than gradient descent with constant steps, expected a number of steps: the flow goes on from \
                   gradient descent alone";
    let cases: Vec<(&str, String)> = vec![
        ("", format!("found no command, expected one of {COMMANDS}")),
        ("prove", format!("found the command prove, expected one of {COMMANDS}")),
        ("list --all", "found the argument --all, expected one that --help shows".into()),
        ("list --jsn", "found the argument --jsn, expected one that --help shows such as --json".into()),
        ("check --trials 0", "found 0 for --trials <TRIALS>, expected a whole number from 1".into()),
        ("check --trials -3", "found -3 for --trials <TRIALS>, expected a whole number from 1".into()),
        ("check --trials 3 --trials 4", "found --trials <TRIALS> twice, expected it once".into()),
        ("check --trials", "found no value for --trials <TRIALS>, expected one".into()),
        ("check --threads 0", "found 0 for --threads <THREADS>, expected a whole number from 1 to 1024".into()),
        ("check --seed x", format!("found x for --seed <SEED>, {whole}")),
        ("check --profile slow", "found slow for --profile <PROFILE>, expected one of quick, full".into()),
        ("check no.such", "found claim no.such, expected an id or a prefix that `list` shows".into()),
        ("check soudry.thm", "found claim soudry.thm, expected an id or a prefix that `list` shows".into()),
        ("check soudry no.such", "found claim no.such, expected an id or a prefix that `list` shows".into()),
        ("show no.such", "found claim no.such, expected an id or a prefix that `list` shows".into()),
        ("show", "found no <ID>, expected it (--help shows how)".into()),
        ("trial no.such --index 0", "found claim no.such, expected an id or a prefix that `list` shows".into()),
        ("trial soudry --index 0", "found soudry, expected the whole id of one claim".into()),
        ("trial soudry.def2.tail", "found no --index <INDEX>, expected it (--help shows how)".into()),
        ("trial soudry.def2.tail --index -1", format!("found -1 for --index <INDEX>, {whole}")),
        (
            "trial soudry.def2.tail --index 0 --arm exp",
            "found arm `exp`, expected one of: theorem; exp(-u^2); (1 + u)^-2; logistic loss without the lower \
             correction"
                .into(),
        ),
        (
            "trial soudry.def2.tail --index 0 --family planted",
            "found population `planted`, expected one of: tight tails".into(),
        ),
        (
            "trial soudry.def2.tail --index 2",
            "found index 2, expected one below 2: population `tight tails` is no larger".into(),
        ),
        (
            "check soudry.def2 --label x",
            "found --label without --data, expected a data file that it says how to read".into(),
        ),
        (
            "generate planted --set d=18446744073709551615 --out new.csv",
            "planted: found 28 rows of 18446744073709551615 columns, expected at most 134217728 values in all"
                .into(),
        ),
        (
            "trial soudry.def2.tail --index 0 --bias",
            "found --bias without --data, expected a data file that it says how to read".into(),
        ),
        ("margin", "found no <DATA>, expected it (--help shows how)".into()),
        ("margin good.csv --norm 0.5", "found 0.5 for --norm <NORM>, expected 1, 2, inf or a number above 1".into()),
        (
            "margin good.csv --classes a,b --positive c",
            "found --classes <A,B> and --positive <VALUE>, expected one of them".into(),
        ),
        (
            "descend good.csv --loss hinge",
            "found loss `hinge`, expected `exp`, `logistic`, `polynomial(K)` or `stretched(NU)`".into(),
        ),
        (
            "descend good.csv --loss polynomial(-1)",
            "found parameter `-1` in loss `polynomial`, expected a positive number".into(),
        ),
        ("descend good.csv --step 0", format!("found step 0, {number}")),
        ("descend good.csv --step -1", format!("found step -1, {number}")),
        ("descend good.csv --step nan", format!("found step NaN, {number}")),
        (
            "descend good.csv --step fast",
            "found step `fast`, expected a number such as 0.01, a share of the threshold such as threshold*0.9, or a step on \
             the mean of the losses such as mean*1"
                .into(),
        ),
        (
            "descend good.csv --momentum 1",
            "found 1 for --momentum <MOMENTUM>, expected a number from 0 up to but not including 1".into(),
        ),
        (
            "descend good.csv --rule newton",
            "found newton for --rule <RULE>, expected one of gradient, loss-normalized, gradient-normalized, \
             heavy-ball, sign, coordinate, adam, dual-acceleration, sgd"
                .into(),
        ),
        (
            "descend good.csv --schedule linear",
            "found linear for --schedule <SCHEDULE>, expected one of constant, inverse-sqrt, inverse".into(),
        ),
        (
            "descend good.csv --rule sign --momentum 0.5",
            "found --momentum with --rule sign, expected --rule heavy-ball or adam".into(),
        ),
        (
            "descend good.csv --momentum 0.5 --beta2 0.9",
            "found --beta2 without --rule, expected --rule adam".into(),
        ),
        (
            "descend good.csv --rule heavy-ball --epsilon 0",
            "found --epsilon with --rule heavy-ball, expected --rule adam".into(),
        ),
        ("descend good.csv --batch 2", "found --batch without --rule, expected --rule sgd".into()),
        (
            "descend good.csv --rule gradient --without-replacement",
            "found --without-replacement with --rule gradient, expected --rule sgd".into(),
        ),
        (
            "descend good.csv --rule dual-acceleration --seed 1",
            "found --seed with --rule dual-acceleration, expected --rule sgd".into(),
        ),
        (
            "descend good.csv --rule adam --epsilon -1",
            "found -1 for --epsilon <EPSILON>, expected a finite number from 0".into(),
        ),
        (
            "descend good.csv --rule sgd --batch 0",
            "found 0 for --batch <BATCH>, expected a whole number from 1".into(),
        ),
        ("descend good.csv --start 1", "found --start of 1 numbers, expected 2, one a feature".into()),
        ("descend good.csv --start 1,x", "found --start 1,x, expected finite numbers separated by commas".into()),
        ("descend good.csv --until 0", format!("found 0 for --until <UNTIL>, expected {time}")),
        ("descend good.csv --until e", format!("found e for --until <UNTIL>, expected {time}")),
        ("descend good.csv --until e-3", format!("found e-3 for --until <UNTIL>, expected {time}")),
        ("descend good.csv --until einf", format!("found einf for --until <UNTIL>, expected {time}")),
        ("descend good.csv --until e1e9", format!("found e1e9 for --until <UNTIL>, expected {time}")),
        (
            "descend good.csv --until e1000 --steps 12345",
            "found 12345 for --steps <STEPS>, expected a power of ten from 1000 to 1000000000".into(),
        ),
        (
            "descend good.csv --until 5000 --steps 1000",
            "found --steps 1000 with a number of steps for --until, expected a time such as --until e1000".into(),
        ),
        (
            "descend good.csv --until e10",
            "found --until e10, expected a time beyond the 1000000 steps that are made before the flow".into(),
        ),
        ("descend good.csv --until e1000 --rule sign", format!("found --until e1000 with {another}")),
        ("descend good.csv --until e1000 --momentum 0.5", format!("found --until e1000 with {another}")),
        ("descend good.csv --until e1000 --schedule inverse", format!("found --until e1000 with {another}")),
        (
            "descend good.csv --until e1000 --loss stretched(2)",
            "found --until e1000 with the loss stretched(2), expected exp or logistic: the flow moves along the max margin"
                .into(),
        ),
        (
            "generate gaussian --out new.csv",
            format!("found the generator name \"gaussian\", expected one of {FAMILIES}"),
        ),
        (
            "generate planted --set q=1 --out new.csv",
            "planted: found the parameter \"q\", expected one of d, support_vectors, others, theta, concentration"
                .into(),
        ),
        ("generate planted --set d=x --out new.csv", "planted: found d = \"x\", expected a whole number".into()),
        ("generate planted --set d=1 --out new.csv", "planted: found d = 1, expected at least 2".into()),
        ("generate planted --set d --out new.csv", "found --set d, expected NAME=VALUE".into()),
        (
            "generate planted --set d=3 --set d=4 --out new.csv",
            "found parameter d twice, expected it once".into(),
        ),
        ("generate planted", "found no --out <FILE>, expected it (--help shows how)".into()),
        (
            "generate planted --set concentration=1000000000 --out new.csv",
            "planted: found concentration = 1000000000, expected 1 to 1000".into(),
        ),
        (
            "generate degenerate --set zero_multipliers=200000000 --out new.csv",
            "degenerate: found 200000012 rows of 4 columns, expected at most 134217728 values in all".into(),
        ),
        (
            "generate symmetric --set arrangement=ring --out new.csv",
            "symmetric: found arrangement = \"ring\", expected pairs:COUNT or simplex:CORNERS".into(),
        ),
        (
            "generate two-point --set gamma=1e300 --out new.csv",
            "two-point: found gamma = 1e300, expected a number above 1e-9 and below 0.1".into(),
        ),
        (
            "check soudry.def2 --records -",
            "found --records -, expected a file: standard output is the verdicts'".into(),
        ),
        (
            "completions tcsh",
            "found tcsh for <SHELL>, expected one of bash, elvish, fish, powershell, zsh".into(),
        ),
    ];
    let folder = folder();
    for (arguments, line) in cases {
        folder.refuses(&arguments.split_whitespace().collect::<Vec<_>>(), &line);
    }
}

#[test]
fn paths_that_cannot_be_written_are_refused_before_anything_is_run() {
    let folder = folder();
    std::fs::create_dir(folder.path("inside")).unwrap();
    let places = [
        ("taken.csv", "an existing file, expected a name that is free: nothing is overwritten"),
        ("inside", "a directory, expected a place where a file can be made"),
        ("no/such.csv", "no such directory, expected a place where a file can be made"),
        ("taken.csv/new.csv", "a path that leads through a file, expected a place where a file can be made"),
    ];
    for (path, found) in places {
        let line = format!("{path}: found {found}");
        folder.refuses(&["generate", "planted", "--out", path], &line);
        folder.refuses(&["check", "soudry.def2", "--trials", "1", "--records", path], &line);
        // So many steps take longer than anyone waits for a test: the path is looked at first.
        folder.refuses(&["descend", "good.csv", "--until", "1000000000000000", "--out", path], &line);
    }
    folder.refuses(
        &["generate", "planted", "--out", "new.npz"],
        "new.npz: found the extension of a NumPy archive, expected .csv or .svm",
    );
}
