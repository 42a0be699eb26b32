//! Files that older versions of the program wrote are judged as those versions judged them.

use implicit_bias::judge::judge;
use implicit_bias::record::Finding;
use implicit_bias::record::file::{Recorded, read};
use serde_json::Value;
use std::path::Path;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/records").join(name);
    std::fs::read_to_string(path).unwrap()
}

/// Whatever an older version said is said now; it may have said less.
fn agree(now: &Value, then: &Value, id: &str) {
    match then.as_object() {
        Some(keys) => keys.iter().for_each(|(key, then)| agree(&now[key], then, id)),
        None => assert_eq!(now, then, "{id}"),
    }
}

/// The judgment on a file agrees with the lines that the version which wrote it printed.
fn judged_as_then(file: &str, verdicts: &str) -> Recorded {
    let recorded = read(file, fixture(file).as_bytes()).unwrap();
    let now = judge(&recorded.plan.cards, &recorded.records, false);
    let printed = fixture(verdicts);
    let mut then = printed.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    for verdict in &now {
        let then = then.next().expect("a line for each claim");
        let now = serde_json::to_value(verdict).unwrap();
        for key in ["id", "verdict", "as_expected", "why", "trials", "confidence"] {
            agree(&now[key], &then[key], &verdict.id);
        }
        for (name, worst) in &verdict.worst {
            assert_eq!(Value::from(worst.measured), then["measured"][name], "{}: {name}", verdict.id);
            assert_eq!(Value::from(worst.miss), then["budget"][name]["miss"], "{}: {name}", verdict.id);
        }
        let controls = |key: &str| then[key].as_array().unwrap().clone();
        let then = [controls("controls"), controls("positive_controls")].concat();
        assert_eq!(then.len(), verdict.controls.len());
        for control in &verdict.controls {
            let then = then.iter().find(|then| then["name"] == control.name.as_str()).unwrap();
            let done = then.get("rejected").or(then.get("held")).unwrap();
            assert_eq!(*done, control.rejected, "{}", control.name);
            let separation = control.power.map(|power| power.separation);
            assert_eq!(then["separation"], serde_json::to_value(separation).unwrap(), "{}", control.name);
        }
    }
    assert!(then.next().expect("the summary")["summary"].is_object());
    recorded
}

#[test]
fn a_file_of_schema_2_gives_the_verdicts_of_its_time() {
    let recorded = judged_as_then("schema_2.jsonl", "schema_2.verdicts.jsonl");
    assert_eq!((recorded.plan.schema, recorded.plan.cards.len()), (2, 4));
    assert_eq!((recorded.closing.as_ref(), recorded.declined().len()), (None, 0));
}

#[test]
fn a_file_of_schema_1_gives_the_verdicts_of_its_time() {
    let recorded = judged_as_then("schema_1.jsonl", "schema_1.verdicts.jsonl");
    assert_eq!((recorded.plan.schema, recorded.plan.cards.len()), (1, 4));
    let selections = recorded.records.iter().filter(|r| matches!(r.finding, Finding::Selection { .. }));
    assert!(selections.count() > 0, "a claim about which answer is reached");
}

#[test]
fn a_claim_without_a_trial_in_an_older_file_counts_as_declined() {
    let lines = fixture("schema_2.jsonl");
    let others: String = lines
        .lines()
        .filter(|line| !line.starts_with("{\"claim\":\"soudry.fig1.norm\""))
        .collect::<Vec<_>>()
        .join("\n");
    let declined = read("r", others.as_bytes()).unwrap().declined();
    assert_eq!(
        declined,
        [("soudry.fig1.norm".to_string(), "has no trial in records of schema 2".to_string())]
    );
}
