//! `search`: what it finds, what it says of it, and what is kept.

use crate::program::{Folder, number, run};
use implicit_bias::battery::KEPT;
use implicit_bias::papers;
use serde_json::{Value, json};
use std::path::Path;

const ANGLE: &str = "essay.angle-same-rate";
const DIRECTION: &str = "soudry.thm3.direction";
const L1: &str = "l1 max margin as the limit";

/// The outcome that `trial` gives on a data file.
fn outcome(folder: &Folder, id: &str, arm: &str, file: &str) -> String {
    let words = folder.run(&["trial", id, "--arm", arm, "--data", file]).fine();
    words.lines().find_map(|line| line.strip_prefix("outcome: ")).expect(&words).to_owned()
}

#[test]
fn the_essays_angle_has_a_counterexample_of_a_handful_of_points() {
    let folder = Folder::new();
    let answer = folder.run(&["search", ANGLE, "--seed", "1", "--out", "found.csv"]).fine();
    for part in [
        "essay.angle-same-rate, arm theorem: violated, as expected of a falsehood\n",
        "replayed 1 kept counterexample: still violates\n",
        "l2 max margin in [",
        "certificate: exact\n",
        "outcome: Violated\n",
    ] {
        assert!(answer.contains(part), "{part} is not in\n{answer}");
    }
    let replay = "replay: implicit-bias trial essay.angle-same-rate --arm \"theorem\" --data \"found.csv\"\n";
    assert!(answer.ends_with(replay), "{answer}");
    // The lines that are printed are the file, which says how it was found.
    let text = folder.read("found.csv");
    assert!(answer.contains(&format!("\n\n{text}\n")), "{answer}");
    assert!(
        text.contains("\n# source: implicit-bias search essay.angle-same-rate --arm \"theorem\" --seed 1 ")
    );
    let found = folder.run(&["margin", "found.csv", "--json"]).object();
    // Two points have a residual across w^ that is zero, or multipliers that are not equal.
    assert!((3..=5).contains(&found["n"].as_u64().unwrap()) && number(&found["d"]) <= 3.0, "{text}");
    assert_eq!(outcome(&folder, ANGLE, "theorem", "found.csv"), "Violated");
}

#[test]
fn one_point_shows_that_descent_does_not_go_to_the_l1_margin() {
    let answer = run(&["search", DIRECTION, "--arm", L1, "--json"]).object();
    let found = &answer["counterexample"];
    assert_eq!((&found["n"], &found["d"], &found["labels"]), (&json!(1), &json!(2), &json!([1])));
    // The greater coordinate alone is the l1 answer, and the only one.
    let z: Vec<f64> = serde_json::from_value(found["features"][0].clone()).unwrap();
    assert!(z[0] != z[1] && z[0] * z[1] != 0.0, "{z:?}");
    let said = [
        ("arm", json!(L1)),
        ("expected", json!("violated")),
        ("as_expected", json!(true)),
        ("violated", json!(1)),
        ("kept", json!([{"file": KEPT[1].file, "outcome": "violated"}])),
    ];
    for (key, value) in said {
        assert_eq!(answer[key], value, "{key}");
    }
    assert_eq!(
        (&found["outcome"], &found["reference"]["certificate"]),
        (&json!("violated"), &json!("exact"))
    );
    assert_eq!(found["record"]["claim"], DIRECTION);
    let sum = ["violated", "held", "undecided", "outside", "coincident", "declined"]
        .map(|key| number(&answer[key]));
    assert_eq!(number(&answer["tried"]), sum.iter().sum::<f64>());
}

#[test]
fn nothing_is_found_against_a_theorem_and_nothing_is_written() {
    let folder = Folder::new();
    let options = ["--candidates", "40", "--out", "none.csv"];
    let answer = folder.run(&[&["search", "soudry.lem10.descent"], &options[..]].concat()).fine();
    let said = "soudry.lem10.descent, arm theorem: no counterexample found, as expected\n\
                40 candidates tried: 0 violated, 40 held, 0 undecided, 0 outside the hypotheses\n";
    assert_eq!(answer, said);
    assert!(!folder.path("none.csv").exists());
}

#[test]
fn one_seed_gives_the_same_bytes_and_another_one_others() {
    // Exceptions that "almost every" allows are no verdict either way.
    let search = |seed: &str| {
        let answer = run(&["search", "soudry.lem12.generic", "--seed", seed]);
        assert_eq!((answer.code, answer.err.as_str()), (3, ""), "{}", answer.out);
        assert!(answer.out.contains("an exception, which \"almost every\" allows\n"), "{}", answer.out);
        answer.out
    };
    assert_eq!(search("5"), search("5"));
    assert_ne!(search("5"), search("6"));
    let by_threads = |threads: &str| {
        let mut command =
            crate::program::program(&["search", "soudry.lem10", "--candidates", "20", "--json"]);
        command.env("RAYON_NUM_THREADS", threads).output().unwrap().stdout
    };
    assert_eq!(by_threads("1"), by_threads("2"));
}

#[test]
fn what_cannot_be_searched_is_refused_in_one_line() {
    let folder = Folder::new();
    folder.write("taken.csv", "kept as it is\n");
    let declined = "expected one that can be put to the data";
    let cases: [(&[&str], String); 8] = [
        (&["no.such"], "found claim no.such, expected an id or a prefix that `list` shows".into()),
        (&["soudry"], "found soudry, expected the whole id of one claim".into()),
        (
            &["soudry.lem10.descent", "--arm", "l3"],
            format!("found arm `l3`, expected one of: {}", {
                let claims = papers::all();
                let of =
                    claims.iter().map(|claim| claim.card()).find(|card| card.id == "soudry.lem10.descent");
                of.unwrap().arms.iter().map(|arm| arm.name.as_str()).collect::<Vec<_>>().join("; ")
            }),
        ),
        (&["soudry.def2.tail"], format!("found a claim that is about losses, not data, {declined}")),
        (
            &["soudry.fig1.angle"],
            format!("found a claim that is about a population of its own, figure 1, {declined}"),
        ),
        (
            &[DIRECTION, "--arm", "overlapping data, gated"],
            format!("found a claim that is about a population of its own in this arm, {declined}"),
        ),
        (
            &[ANGLE, "--out", "taken.csv"],
            "taken.csv: found an existing file, expected a name that is free: nothing is overwritten".into(),
        ),
        (&[ANGLE, "--out", "-"], "found --out -, expected a file: standard output is the answer's".into()),
    ];
    for (arguments, line) in cases {
        folder.refuses(&[&["search"], arguments].concat(), &line);
    }
}

#[test]
fn every_kept_counterexample_still_violates_its_claim() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/counterexamples");
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    let mut listed: Vec<&str> = KEPT.iter().map(|kept| kept.file).collect();
    listed.sort();
    assert_eq!(files, listed, "the folder, and what the program has of it");
    for kept in KEPT {
        let slug: String = kept
            .arm
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| format!("-{}", word.to_ascii_lowercase()))
            .collect();
        let arm = if kept.arm == "theorem" { String::new() } else { format!("-{slug}") };
        assert_eq!(kept.file, format!("{}{arm}.csv", kept.claim));
        let found = format!("# source: implicit-bias search {} --arm \"{}\" --seed ", kept.claim, kept.arm);
        assert!(kept.text.contains(&found), "{} does not say how it was found", kept.file);
        let path = folder.join(kept.file).display().to_string();
        let record: Value =
            run(&["trial", kept.claim, "--arm", kept.arm, "--data", &path, "--json"]).object();
        assert_eq!(record["arm"], kept.arm);
        assert_eq!(outcome(&Folder::new(), kept.claim, kept.arm, &path), "Violated", "{}", kept.file);
    }
}
