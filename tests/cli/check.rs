//! `check` and `trial`: verdict lines, records, threads, company, exit codes.

use crate::program::{Folder, fixture, run};
use serde_json::{Value, json};

/// Claims that are quick, of which three share their runs.
const SMALL: [&str; 6] = [
    "soudry.def2.tail",
    "soudry.fig1.norm",
    "soudry.fig1.loss",
    "soudry.fig1.angle",
    "soudry.lem12.generic",
    "essay.any-size",
];

/// The lines of `check --json`, without the seconds that they took.
fn lines(out: &str) -> Vec<Value> {
    let mut lines: Vec<Value> = out.lines().map(|line| serde_json::from_str(line).expect(line)).collect();
    for line in &mut lines {
        let object = match line.get_mut("summary") {
            Some(summary) => summary,
            None => line,
        };
        let seconds = object.as_object_mut().unwrap().remove("seconds");
        assert!(seconds.and_then(|s| s.as_f64()).is_some_and(|s| s >= 0.0));
    }
    lines
}

#[test]
fn a_verdict_has_the_documented_keys() {
    let lines = lines(&run(&["check", "soudry.def2", "--json"]).fine());
    let [verdict, summary] = &lines[..] else { panic!("{lines:?}") };
    for (key, value) in [
        ("id", json!("soudry.def2.tail")),
        ("paper", json!("soudry")),
        ("expected", json!("holds")),
        ("verdict", json!("holds")),
    ] {
        assert_eq!(verdict[key], value);
    }
    assert!(verdict["kind"].is_string());
    for key in ["passed", "violated", "inconclusive", "outside"] {
        assert!(verdict["trials"][key].is_u64(), "{key}");
    }
    assert!(verdict["trials"]["passed"].as_u64() > Some(0));
    for key in ["exceedance", "exceedance_at_most", "share_at_least"] {
        assert!(verdict["confidence"][key].is_number(), "{key}");
    }
    for key in ["confidence", "measured", "predicted", "budget"] {
        assert!(verdict[key].as_object().is_some_and(|object| !object.is_empty()), "{key}");
    }
    let controls = verdict["controls"].as_array().unwrap();
    assert!(!controls.is_empty());
    for control in controls {
        assert!(control["name"].is_string() && control["verdict"].is_string());
        assert_eq!(control["rejected"], true);
        assert!(control["separation"].is_null() || control["separation"].is_number());
        assert_eq!(control["weak"], false);
    }
    let keys: Vec<&String> = summary["summary"].as_object().unwrap().keys().collect();
    let documented = [
        "as_expected",
        "claims",
        "contrary",
        "controls",
        "controls_powerless",
        "controls_rejected",
        "controls_weak",
        "false_alarm_budget",
    ];
    assert_eq!(keys[..8], documented);
    assert_eq!((&summary["summary"]["claims"], &summary["summary"]["seed"]), (&1.into(), &0.into()));
}

#[test]
fn neither_threads_nor_company_change_a_bit() {
    let folder = Folder::new();
    let check = |ids: &[&str], threads: &str, records: &str| {
        let options = ["--json", "--trials", "3", "--threads", threads, "--records", records];
        let answer = folder.run(&[&["check"], ids, &options[..]].concat());
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{}", answer.out);
        lines(&answer.out)
    };
    let company = check(&SMALL, "1", "one.jsonl");
    assert_eq!(company.len(), SMALL.len() + 1);
    assert_eq!(company, check(&SMALL, "2", "two.jsonl"));
    let records = folder.read("one.jsonl");
    assert!(records == folder.read("two.jsonl"), "records differ between one thread and two");
    for (id, verdict) in SMALL.iter().zip(&company) {
        assert_eq!(verdict["id"], *id);
        let file = format!("{id}.jsonl");
        let alone = check(&[id], "1", &file);
        assert_eq!(&alone[0], verdict, "{id} alone and in company");
        // The trials of this claim, byte for byte; an item's last line is there for whoever shares the item.
        let of_claim = |text: &str| -> Vec<String> {
            let start = format!("{{\"claim\":\"{id}\",");
            text.lines().filter(|line| line.starts_with(&start)).map(str::to_owned).collect()
        };
        let (apart, together) = (of_claim(&folder.read(&file)), of_claim(&records));
        assert!(
            !apart.is_empty() && apart == together,
            "{id}: {} and {} trials",
            apart.len(),
            together.len()
        );
    }
}

#[test]
fn claims_that_ask_the_same_of_the_same_data_write_the_same_items() {
    let folder = Folder::new();
    let items = |ids: &[&str], records: &str| -> Vec<String> {
        let options = ["--trials", "1", "--records", records];
        folder.run(&[&["check"], ids, &options[..]].concat()).fine();
        let text = folder.read(records);
        text.lines().filter(|line| line.starts_with("{\"end\":")).map(str::to_owned).collect()
    };
    let alone = items(&["soudry.fig1.loss"], "loss.jsonl");
    let company = items(&["soudry.fig1.loss", "soudry.fig1.norm"], "both.jsonl");
    assert!(!alone.is_empty());
    assert!(alone.iter().all(|item| company.contains(item)), "{alone:?} and {company:?}");
    let mut once = company.clone();
    once.sort();
    once.dedup();
    assert_eq!(once.len(), company.len(), "an item is worked once, whoever asks");
}

#[test]
fn a_trial_repeats_what_is_in_the_records() {
    let folder = Folder::new();
    folder.run(&["check", "soudry.def2", "soudry.fig1.loss", "--trials", "2", "--records", "r.jsonl"]).fine();
    let text = folder.read("r.jsonl");
    let records: Vec<&str> = text.lines().filter(|line| line.starts_with("{\"claim\":")).collect();
    assert!(records.len() >= 8);
    for line in records {
        let record: Value = serde_json::from_str(line).unwrap();
        let word = |key: &str| record[key].as_str().unwrap().to_owned();
        let (claim, arm, family, index) =
            (word("claim"), word("arm"), word("family"), record["index"].to_string());
        let arguments = ["trial", &claim, "--arm", &arm, "--family", &family, "--index", &index];
        assert_eq!(run(&[&arguments[..], &["--json"]].concat()).fine(), format!("{line}\n"), "{arguments:?}");
        let words = run(&arguments).fine();
        assert!(words.starts_with(&format!("{claim}, arm {arm}, {family} #{index}\n")), "{words}");
        let replay = format!(
            "replay: implicit-bias trial {claim} --arm \"{arm}\" --family \"{family}\" --index {index} --seed 0\n"
        );
        assert!(words.ends_with(&replay), "{words}");
    }
}

#[test]
fn a_claim_is_named_by_its_id_or_a_prefix_that_ends_at_a_dot() {
    let ids = |words: &[&str]| -> Vec<String> {
        let answer = run(&[&["check", "--trials", "1", "--json"], words].concat());
        let id = |line: &Value| line["id"].as_str().map(str::to_owned);
        lines(&answer.out).iter().filter_map(id).collect()
    };
    for word in ["soudry.def2.tail", "soudry.def2", "soudry.def2."] {
        assert_eq!(ids(&[word]), ["soudry.def2.tail"]);
    }
    // In the papers' order, once, however they are asked for.
    let both = ["soudry.def2.tail", "soudry.lem12.generic"];
    assert_eq!(ids(&["soudry.lem12", "soudry.def2", "soudry.def2.tail"]), both);
}

#[test]
fn data_that_no_theorem_speaks_of_end_with_code_4() {
    let iris = fixture("iris.csv");
    let rest = ["--data", &iris, "--classes", "versicolor,virginica"];
    let answer = run(&[&["check", "soudry.thm5", "--json"], &rest[..]].concat());
    assert_eq!((answer.code, answer.err.as_str()), (4, ""));
    let lines = lines(&answer.out);
    let (summary, verdicts) = lines.split_last().unwrap();
    assert!(verdicts.len() > 4, "{lines:?}");
    assert!(verdicts.iter().all(|line| line["verdict"] == "outside-hypotheses"), "{lines:?}");
    assert_eq!(summary["summary"]["claims"], verdicts.len());
    // A claim about losses has no room for data.
    let answer = run(&[&["check", "soudry.def2"], &rest[..]].concat());
    assert_eq!((answer.code, answer.err.as_str()), (4, ""));
    assert!(answer.out.contains("not put to these data: soudry.def2.tail: it "), "{}", answer.out);
}

#[test]
fn a_claim_that_speaks_of_the_data_decides_the_code() {
    // The descent lemma needs no margin: it holds here, and its controls without power count as no test.
    let iris = fixture("iris.csv");
    let options = ["--data", &iris, "--classes", "versicolor,virginica", "--json"];
    let lines = lines(&run(&[&["check", "soudry.lem10", "soudry.thm5.loss"], &options[..]].concat()).fine());
    let verdicts: Vec<&Value> = lines[..2].iter().map(|line| &line["verdict"]).collect();
    assert_eq!(verdicts, ["outside-hypotheses", "holds"]);
}

#[test]
fn every_listed_claim_is_shown() {
    let listed: Vec<Value> = run(&["list", "--json"]).objects();
    let plain = run(&["list"]).fine();
    assert_eq!(plain.lines().count(), listed.len());
    for (claim, line) in listed.iter().zip(plain.lines()) {
        let (id, title) = (claim["id"].as_str().unwrap(), claim["title"].as_str().unwrap());
        assert!(line.starts_with(id) && line.contains(title), "{line}");
        assert_eq!(id.split('.').next(), claim["paper"].as_str());
        assert!(claim["controls"].as_array().is_some_and(|controls| !controls.is_empty()), "{id}");
        let text = run(&["show", id]).fine();
        assert!(text.starts_with(&format!("{id}\n\n")), "{text}");
        for part in ["Statement", "Controls", "Source", "Expected verdict: "] {
            assert!(text.contains(part), "{id} shows no {part}");
        }
    }
    // A prefix shows all that it names.
    let paper = run(&["show", "essay"]).fine();
    assert_eq!(paper.matches("Expected verdict: ").count(), plain.matches("essay.").count());
}

#[test]
fn the_essay_is_read_sentence_by_sentence() {
    let ids = ["essay.random-labels.linear", "essay.no-minimizer", "soudry.def2"];
    let check = |more: &[&str]| run(&[&["check", "--trials", "2"], &ids[..], more].concat());
    let text = check(&[]).fine();
    let (_, reading) = text.split_once("\nsentence by sentence\n").expect("a reading after the result");
    let false_one = "essay.random-labels.linear: violated as written\n      Networks \"fit random labels";
    assert!(reading.contains(false_one), "{reading}");
    assert!(
        reading.contains("\n      mended, which holds: Of linear classifiers it is true where"),
        "{reading}"
    );
    assert!(reading.contains("essay.no-minimizer: holds\n      Once the data are separated"), "{reading}");
    // Only what quotes a sentence is read.
    assert!(!reading.contains("soudry"), "{reading}");
    let lines = lines(&check(&["--json"]).fine());
    let of = |id: &str| &lines.iter().find(|line| line["id"] == id).expect(id)["reading"];
    assert_eq!(of(ids[0])["verdict"], "violated as written");
    assert_eq!(of(ids[0])["mended_holds"], true);
    assert!(of(ids[0])["sentence"].as_str().is_some_and(|text| text.contains("as easily as true ones")));
    assert_eq!((&of(ids[1])["verdict"], &of(ids[1])["mended"]), (&json!("holds"), &Value::Null));
    assert_eq!(of("soudry.def2.tail"), &Value::Null);
    let shown = run(&["show", ids[0]]).fine();
    assert!(shown.contains("**Sentence.** Networks \"fit random labels") && shown.contains("**Mended.** "));
}

#[test]
fn a_single_row_leaves_a_claim_about_what_lies_across_it_undecided() {
    let folder = Folder::new();
    folder.write("a.csv", "a,b,y\n2,1,1\n");
    let answer = folder.run(&["check", "soudry.thm4.exponent", "--data", "a.csv", "--json"]);
    assert_eq!((answer.code, answer.err.as_str()), (3, ""));
    assert_eq!(lines(&answer.out)[0]["verdict"], "inconclusive");
}

#[test]
fn rounding_outside_the_span_of_fewer_rows_than_columns_is_no_violation() {
    let folder = Folder::new();
    folder.write(
        "wide.csv",
        "a,b,c,d,e,f,label\n.67,.87,.2,-1.55,-.3,.11,1\n.3,-.2,1.1,.9,-.7,.41,-1\n1.3,.4,-.6,.7,.5,-1.2,1\n",
    );
    for id in ["soudry.thm4.offset", "soudry.thm9.residual"] {
        assert_eq!(folder.run(&["check", id, "--data", "wide.csv"]).code, 0, "{id}");
    }
}

#[test]
fn degenerate_data_are_undecided_where_no_exponent_bounds_the_rest() {
    let folder = Folder::new();
    folder.write("degenerate.csv", "a,b,label\n1,0,1\n1,1,1\n-2,0.5,-1\n");
    for id in ["soudry.thm3.direction", "soudry.cor6.validation", "soudry.lem12.generic"] {
        assert_eq!(folder.run(&["check", id, "--data", "degenerate.csv"]).code, 3, "{id}");
    }
}

#[test]
fn no_scale_of_the_data_makes_a_theorem_false() {
    let folder = Folder::new();
    let iris = std::fs::read_to_string(fixture("iris.csv")).unwrap();
    let in_micrometres: Vec<String> = iris
        .lines()
        .enumerate()
        .map(|(i, line)| {
            let cells = line.split(',').map(|cell| match cell.parse::<f64>() {
                Ok(value) if i > 0 => (1e4 * value).to_string(),
                _ => cell.to_owned(),
            });
            cells.collect::<Vec<_>>().join(",")
        })
        .collect();
    let cases = [
        // A start of length one would have margins that log t reaches only after t = e^1000.
        ("income,y\n1000,1\n5000,1\n".to_owned(), 0),
        // What the descent moves is far below the tolerance of a flow in these units.
        ("x,y\n-2000000,-1\n1,1\n".to_owned(), 0),
        // ln(eta gamma^2) is beyond half of log time.
        ("a,b,y\n1e110,1,1\n-1e110,1,1\n".to_owned(), 1),
        ("a,b,y\n1e10,1,1\n-1e10,1,1\n".to_owned(), 1),
        // v is zero, or a rounding error.
        ("a,b,y\n1,2,1\n".to_owned(), 0),
        (in_micrometres.join("\n"), 0),
    ];
    let ids =
        ["soudry.lem1", "soudry.thm3", "soudry.thm4.offset", "soudry.thm5", "soudry.thm9", "soudry.cor6"];
    for (text, undecided) in cases {
        folder.write("a.csv", &text);
        let classes: &[&str] = if text.len() > 500 { &["--classes", "setosa,versicolor"] } else { &[] };
        let answer = folder.run(&[&["check", "--json", "--data", "a.csv"], &ids[..], classes].concat());
        let lines = lines(&answer.out);
        let theorems: Vec<&Value> = lines.iter().filter(|line| line["expected"] == "holds").collect();
        assert!(theorems.len() > 8, "{lines:?}");
        for verdict in theorems {
            let allowed: &[&str] =
                if undecided == 1 { &["holds", "inconclusive"] } else { &["holds", "outside-hypotheses"] };
            let found = verdict["verdict"].as_str().unwrap();
            assert!(allowed.contains(&found), "{text}: {verdict}");
        }
    }
}

#[test]
fn a_trial_on_data_of_ones_own_is_repeated() {
    let iris = fixture("iris.csv");
    let data = ["--data", iris.as_str(), "--classes", "setosa,versicolor"];
    let folder = Folder::new();
    let options = ["--records", "r.jsonl"];
    folder.run(&[&["check", "soudry.thm5.loss"], &data[..], &options].concat()).fine();
    let records = folder.read("r.jsonl");
    let arm = "eta left out";
    let again =
        folder.run(&[&["trial", "soudry.thm5.loss", "--arm", arm, "--json"], &data[..]].concat()).fine();
    assert!(records.lines().any(|line| line == again.trim_end()), "{again}");
    let words = folder.run(&[&["trial", "soudry.thm5.loss"], &data[..]].concat()).fine();
    let replay = format!(
        "replay: implicit-bias trial soudry.thm5.loss --arm \"theorem\" --data \"{iris}\" --classes \"setosa,versicolor\"\n"
    );
    assert!(words.ends_with(&replay), "{words}");
    folder.refuses(
        &[&["trial", "soudry.def2.tail"], &data[..]].concat(),
        "found a claim that is about losses, not data, expected one that can be put to the data",
    );
}

#[test]
fn a_bound_from_below_shows_what_was_measured() {
    let line = &lines(&run(&["check", "soudry.lem1", "--trials", "1", "--json"]).fine())[0];
    let name = "least margin at the end of the flow";
    assert!(line["measured"][name].as_f64() > line["predicted"][name].as_f64(), "{line}");
    let angle = &lines(&run(&["check", "soudry.fig1.angle", "--json"]).fine())[0];
    assert_eq!(angle["controls"][0]["rejected"], true);
    assert_eq!(
        (&angle["positive_controls"][0]["held"], &angle["positive_controls"][0]["verdict"]),
        (&true.into(), &"holds".into())
    );
}
