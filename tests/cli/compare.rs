//! `compare`: two record files, two snapshots, what is refused.

use crate::program::{Folder, fixture, run, run_on};

/// Records of a quick claim and a false sentence under a seed.
fn recorded(folder: &Folder, seed: &str, file: &str) -> String {
    let options = ["--trials", "2", "--seed", seed, "--records", file];
    folder
        .run(&[&["check", "soudry.def2", "soudry.fig1.loss", "cover.thm1.count"], &options[..]].concat())
        .fine();
    folder.read(file)
}

/// A file with the first measured value of this comparison doubled.
fn moved(text: &str, name: &str) -> String {
    let start = text.find(&format!("\"name\":\"{name}\"")).unwrap();
    let from = start + text[start..].find("\"measured\":").unwrap() + "\"measured\":".len();
    let upto = from + text[from..].find(',').unwrap();
    let value: f64 = text[from..upto].parse().unwrap();
    format!("{}{:e}{}", &text[..from], 2.0 * value, &text[upto..])
}

#[test]
fn records_of_one_seed_are_compared_trial_by_trial() {
    let folder = Folder::new();
    let text = recorded(&folder, "0", "a.jsonl");
    let same = folder.run(&["compare", "a.jsonl", "a.jsonl"]).fine();
    assert!(same.starts_with("no change\nin both: 3 claims or lines, "), "{same}");
    folder.write("b.jsonl", moved(&text, "descent against its flow"));
    let answer = folder.run(&["compare", "a.jsonl", "b.jsonl"]);
    assert_eq!((answer.code, answer.err.as_str()), (1, ""));
    let line = answer.out.lines().nth(1).unwrap();
    assert!(
        answer.out.starts_with("moved (1)\n  soudry.fig1.loss: descent against its flow: "),
        "{}",
        answer.out
    );
    assert!(
        line.contains(" of it, ")
            && line.contains(" budgets (1 of ")
            && line.ends_with(" constants moved: figure 1 #0)"),
        "{line}"
    );
    let json = folder.run(&["compare", "a.jsonl", "b.jsonl", "--json"]);
    assert_eq!(json.code, 1);
    let lines: Vec<serde_json::Value> =
        json.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((&lines[0]["sort"], &lines[0]["by"]["moved"]), (&"moved".into(), &1.into()));
    assert_eq!(lines[1]["summary"]["for_the_worse"], true);
}

#[test]
fn other_seeds_claims_and_controls() {
    let folder = Folder::new();
    let text = recorded(&folder, "0", "a.jsonl");
    recorded(&folder, "1", "b.jsonl");
    let other = folder.run(&["compare", "a.jsonl", "b.jsonl"]).fine();
    assert!(other.contains("other seeds (0; 1): compared claim by claim, not trial by trial"), "{other}");
    folder.run(&["check", "soudry.def2", "--trials", "2", "--records", "one.jsonl"]).fine();
    let gone = folder.run(&["compare", "a.jsonl", "one.jsonl"]);
    assert_eq!(gone.code, 1);
    assert!(gone.out.starts_with("gone (2)\n  soudry.fig1.loss: was holds\n"), "{}", gone.out);
    let new = folder.run(&["compare", "one.jsonl", "a.jsonl"]).fine();
    assert!(new.starts_with("new (2)\n  soudry.fig1.loss: holds, as expected\n"), "{new}");
    // A claim that is expected to be violated, and is not.
    folder.write("c.jsonl", text.replacen("\"expected\":\"holds\"", "\"expected\":\"violated\"", 1));
    let worse = folder.run(&["compare", "a.jsonl", "c.jsonl"]);
    assert_eq!(worse.code, 1);
    assert!(
        worse
            .out
            .starts_with("worse (1)\n  soudry.def2.tail: holds, as expected -> holds, NOT as expected\n"),
        "{}",
        worse.out
    );
    assert_eq!(folder.run(&["compare", "c.jsonl", "a.jsonl"]).code, 0);
}

#[test]
fn every_snapshot_is_read_and_a_change_of_it_named() {
    let folder = Folder::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("snapshots");
    let files = |folder: std::path::PathBuf| {
        let paths = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        paths.filter(|path| path.extension().is_some_and(|end| end == "snap")).collect::<Vec<_>>()
    };
    let all = [files(root.clone()), files(root.join("rates")), files(root.join("verdicts"))].concat();
    assert!(all.len() > 10);
    for path in all {
        let path = path.display().to_string();
        let same = run(&["compare", &path, &path]).fine();
        assert!(same.starts_with("no change\nin both: "), "{path}: {same}");
    }
    let flow = std::fs::read_to_string(root.join("rates/flow.snap")).unwrap();
    folder.write("a.snap", &flow).write("b.snap", flow.replacen("0.15738600", "0.16000000", 1));
    let answer = folder.run(&["compare", "a.snap", "b.snap"]);
    assert_eq!(answer.code, 1);
    assert!(
        answer.out.starts_with(
            "moved (1)\n  planted, support vectors span, exponential loss: flow from the descent's iterate: e^250.0, K_t: \
             0.157386 -> 0.16, +1.7e-2 of it\n"
        ),
        "{}",
        answer.out
    );
    let stored = root.join("rates/flow.snap").display().to_string();
    assert!(run_on(&flow, &["compare", "-", &stored]).fine().starts_with("no change\n"));
    let verdicts = std::fs::read_to_string(root.join("verdicts/soudry.snap")).unwrap();
    folder
        .write("c.snap", &verdicts)
        .write("d.snap", verdicts.replacen("    rejected     ", "    NOT REJECTED ", 1));
    let answer = folder.run(&["compare", "c.snap", "d.snap"]);
    assert_eq!(answer.code, 1);
    assert!(answer.out.starts_with("worse (1)\n  soudry.lem1.divergence: "), "{}", answer.out);
    // A measured number by four times of what its line allows.
    let line =
        "least margin at the end of the flow                    9.9676098e2     5.0000000e2    1.0e-10";
    let allowed = line.replace("1.0e-10", " 5.0e-3");
    let (before, after) =
        (verdicts.replacen(line, &allowed, 1), allowed.replace("9.9676098e2", "9.9678098e2"));
    folder.write("e.snap", &before).write("f.snap", before.replacen(&allowed, &after, 1));
    let answer = folder.run(&["compare", "e.snap", "f.snap"]);
    assert_eq!(answer.code, 1, "{}", answer.out);
    let moved = "soudry.lem1.divergence: least margin at the end of the flow, measured: 996.761 -> 996.781";
    assert!(answer.out.contains(moved) && answer.out.contains(", 4 budgets"), "{}", answer.out);
}

#[test]
fn what_cannot_be_compared_is_refused() {
    let folder = Folder::new();
    let older = fixture("records/schema_2.jsonl");
    folder.write("data.csv", "a,y\n1,1\n").write("empty", "").write("a.snap", "---\nsource: x\n---\na\n");
    folder.write("cut.jsonl", "{\"schema\":3,");
    std::fs::create_dir(folder.path("inside")).unwrap();
    let expected = "expected a file that check --records wrote, or a snapshot";
    folder.refuses(&["compare", &older, "none"], &format!("none: found no such file, {expected}"));
    folder.refuses(&["compare", "inside", &older], &format!("inside: found a directory, {expected}"));
    folder.refuses(&["compare", "empty", &older], &format!("empty: found an empty file, {expected}"));
    folder.refuses(
        &["compare", "data.csv", &older],
        &format!("data.csv, line 1: found neither {{ nor ---, {expected}"),
    );
    folder.refuses(
        &["compare", &older, "a.snap"],
        "found a record file and a snapshot, expected two of one kind",
    );
    folder.refuses(
        &["compare", "cut.jsonl", &older],
        "cut.jsonl, line 1, column 12: found a line that is cut off, expected a whole one (whole before it: 0 items, 0 trials)",
    );
    folder.refuses(&["compare", &older], "found no <NEW>, expected it (--help shows how)");
}
