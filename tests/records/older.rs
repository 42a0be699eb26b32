//! Files that older versions of the program wrote are judged as those versions judged them.

use implicit_bias::judge::judge;
use implicit_bias::record::file::{Recorded, read};
use serde_json::Value;
use std::path::Path;

fn fixture(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/records").join(name);
    std::fs::read_to_string(path).unwrap()
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
            assert_eq!(now[key], then[key], "{}: {key}", verdict.id);
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
            assert_eq!(then["power"], serde_json::to_value(control.power).unwrap(), "{}", control.name);
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

#[test]
fn the_findings_of_schema_1_are_read_as_todays() {
    let modern = fixture("schema_2.jsonl");
    // The same trials, as schema 1 wrote them: comparisons of every kind in one list, their budgets in themselves.
    let old = |line: &str| {
        let mut value: Value = serde_json::from_str(line).unwrap();
        if value.get("schema").is_some() {
            value["schema"] = 1.into();
            for card in value["cards"].as_array_mut().unwrap() {
                card.as_object_mut().unwrap().remove("design");
                for arm in card["arms"].as_array_mut().unwrap() {
                    arm.as_object_mut().unwrap().remove("weak_because");
                }
            }
        } else if value.get("finding").is_some_and(|finding| finding["finding"] != "stopped") {
            let finding = value["finding"].as_object_mut().unwrap();
            let mut comparisons = Vec::new();
            for key in ["legs", "inequalities", "grounds", "exponents", "equalities"] {
                let list = finding.remove(key).map_or(Vec::new(), |list| list.as_array().unwrap().clone());
                comparisons.extend(list);
            }
            for comparison in &mut comparisons {
                let allowed = comparison.as_object_mut().unwrap().remove("allowed").unwrap();
                let part = |name: &str| allowed.get(name).cloned().unwrap_or(0.0.into());
                let parts = serde_json::json!({ "remainder": 0.0, "reference": part("reference"), "rounding": part("rounding") });
                comparison["budget"] = allowed.get("budget").cloned().unwrap_or(parts);
                comparison["resolution"] = allowed.get("resolution").cloned().unwrap_or(Value::Null);
            }
            value["finding"] = serde_json::json!({ "finding": "compared", "comparisons": comparisons });
        }
        value.to_string() + "\n"
    };
    let text: String = modern.lines().map(old).collect();
    let (old, new) = (read("old", text.as_bytes()).unwrap(), read("new", modern.as_bytes()).unwrap());
    assert_eq!(old.records.len(), new.records.len());
    for (old, new) in old.records.iter().zip(&new.records) {
        assert_eq!((old.place(), old.finding.misses()), (new.place(), new.finding.misses()));
    }
    let judged = |recorded: &Recorded| judge(&new.plan.cards, &recorded.records, false);
    assert_eq!(judged(&old), judged(&new));
}
