//! `calibrate`: rates with their bounds, seeds that are kept and gone on with, what is refused.

use super::program::{Folder, run};
use serde_json::Value;

const CLAIM: &str = "cover.thm1.count";

fn arguments<'a>(seeds: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&["calibrate", CLAIM, "--seeds", seeds, "--trials", "2"], more].concat()
}

#[test]
fn every_arm_has_its_errors_with_exact_bounds() {
    let answer = run(&arguments("3", &["--json"])).fine();
    let line: Value = serde_json::from_str(answer.trim()).unwrap();
    assert_eq!((&line["id"], &line["seeds"], &line["price"]), (&CLAIM.into(), &3.into(), &0.0.into()));
    let arms = line["arms"].as_array().unwrap();
    assert_eq!(arms[0]["name"], "theorem");
    // Four populations, two problems of each, three seeds: none of 24 over budget, 1 - .05^(1/24) at most.
    let trial = &arms[0]["by_trial"];
    assert_eq!((&trial["wrong"], &trial["of"]), (&0.into(), &24.into()));
    let bound = 1.0 - 0.05f64.powf(1.0 / 24.0);
    assert!((trial["at_most"].as_f64().unwrap() - bound).abs() < 1e-12);
    assert_eq!(trial["trials_for_wanted"], 2995);
    assert_eq!(arms[0]["by_suite"]["of"], 3);
    for arm in arms {
        assert_eq!(arm["by_trial"]["wrong"], 0, "{arm}");
        let word = match arm["must"].as_str().unwrap() {
            "hold" => "false alarms",
            "be-violated" => "missed",
            _ => "let in",
        };
        assert_eq!(arm["error"], word);
    }
    assert_eq!(answer, run(&arguments("3", &["--json", "--threads", "1"])).fine(), "whatever the threads");
}

#[test]
fn seeds_are_kept_and_gone_on_with() {
    let folder = Folder::new();
    let fresh = folder.run(&arguments("4", &[])).fine();
    folder.run(&arguments("2", &["--keep", "seeds.jsonl"])).fine();
    assert_eq!(folder.read("seeds.jsonl").lines().count(), 3, "what was run, and a line for each seed");
    // The last line is cut off, as where the power went.
    let kept = folder.read("seeds.jsonl");
    folder.write("seeds.jsonl", &kept[..kept.len() - 40]);
    assert_eq!(folder.run(&arguments("4", &["--keep", "seeds.jsonl"])).fine(), fresh);
    let whole = folder.read("seeds.jsonl");
    assert_eq!(whole.lines().count(), 5);
    assert!(whole.starts_with(&kept), "what was there stays, and the cut line is run again");
    // All seeds are there: nothing is run, the answer is the same.
    assert_eq!(folder.run(&arguments("4", &["--keep", "seeds.jsonl"])).fine(), fresh);
    assert_eq!(folder.read("seeds.jsonl"), whole);
}

#[test]
fn a_file_of_other_claims_trials_or_makers_is_refused_and_left_alone() {
    let folder = Folder::new();
    folder.run(&arguments("1", &["--keep", "seeds.jsonl"])).fine();
    let kept = folder.read("seeds.jsonl");
    let refused = |arguments: &[&str], words: &[&str]| {
        let line = folder.run(arguments).refused();
        for word in words {
            assert!(line.contains(word), "{line}");
        }
    };
    let keep = ["--keep", "seeds.jsonl"];
    refused(
        &[&["calibrate", CLAIM, "--trials", "3"], &keep[..]].concat(),
        &["seeds.jsonl, line 1: found 2 trials, expected 3"],
    );
    refused(&[&["calibrate", "cover", "--trials", "2"], &keep[..]].concat(), &["found 1 claims, expected 2"]);
    refused(
        &[&["calibrate", "soudry.def2", "--trials", "2"], &keep[..]].concat(),
        &["found the claim cover.thm1.count, expected the claim soudry.def2.tail"],
    );
    assert_eq!(folder.read("seeds.jsonl"), kept);
    let build = kept.split("\"build\":\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(build.len(), 64, "a SHA-256");
    for (text, place) in [
        (kept.replace(build, "another"), "line 1: found seeds of another build"),
        (
            kept.replacen("\"arm\":\"theorem\"", "\"arm\":\"lemma\"", 1),
            "line 2: found seed 1000 with other arms",
        ),
        (format!("{kept}{{\"seed\":\n"), "line 3, column 8"),
        ("features,label\n1,1\n".to_string(), "line 1, column 2"),
        ("no end of line".to_string(), "line 1"),
    ] {
        folder.write("other.jsonl", &text);
        refused(&arguments("2", &["--keep", "other.jsonl"]), &["other.jsonl, ", place, "expected"]);
        assert_eq!(folder.read("other.jsonl"), text, "left alone");
    }
    refused(&arguments("2", &["--keep", "missing/seeds.jsonl"]), &["missing/seeds.jsonl"]);
}

#[test]
fn rates_and_numbers_out_of_range_are_refused() {
    for bad in ["0", "1", "-0.1", "nan", "x"] {
        let line = run(&arguments("1", &["--rate", bad])).refused();
        assert!(line.contains("--rate") && line.contains("between 0 and 1"), "{line}");
    }
    assert!(run(&arguments("0", &[])).refused().contains("--seeds"));
    assert!(run(&["calibrate", "nobody.thm1"]).refused().contains("nobody.thm1"));
    let most = u64::MAX.to_string();
    assert!(run(&arguments("2", &["--from", &most])).refused().contains("--from"));
}
