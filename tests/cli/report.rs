//! `report`, and the reports that `check` writes beside its table.

use crate::program::{Folder, fixture, run, run_on};

/// A claim that is quick, and one whose sentence is false.
const CLAIMS: [&str; 2] = ["soudry.def2.tail", "soudry.fig1.angle"];

fn check<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&["check"], &CLAIMS[..], &["--trials", "1"], more].concat()
}

/// What is there without the seconds of a run, which records do not have.
fn without_seconds(text: &str) -> String {
    let cut = |line: &str| match line.split_once("; seed 0") {
        Some((words, _)) => format!("{words}; seed 0"),
        None => line.to_string(),
    };
    text.lines().map(cut).collect::<Vec<_>>().join("\n")
}

#[test]
fn records_are_judged_as_the_run_was() {
    let folder = Folder::new();
    let files = ["--records", "r.jsonl", "--junit", "a.xml", "--markdown", "a.md"];
    let checked = folder.run(&check(&files)).fine();
    let reported = folder.run(&["report", "r.jsonl", "--junit", "b.xml", "--markdown", "b.md"]).fine();
    assert_eq!(without_seconds(&checked), without_seconds(&reported));
    assert_eq!((folder.read("a.xml"), folder.read("a.md")), (folder.read("b.xml"), folder.read("b.md")));
    assert!(folder.read("a.xml").contains("<testcase name=\"soudry.fig1.angle\""));
    assert!(folder.read("a.md").contains("violated, as expected of a false sentence"));
    let lines = folder.run(&["report", "r.jsonl", "--json"]).objects();
    assert_eq!(lines.len(), CLAIMS.len() + 1);
    assert!(lines.iter().zip(CLAIMS).all(|(line, id)| line["id"] == id && line["seconds"].is_null()));
    assert_eq!(run_on(&folder.read("r.jsonl"), &["report", "-"]).fine(), reported);
}

#[test]
fn the_exit_code_is_that_of_the_run() {
    let folder = Folder::new();
    let iris = fixture("iris.csv");
    let data = ["--data", iris.as_str(), "--classes", "versicolor,virginica"];
    let arguments = [&["check", "soudry.thm5.loss", "soudry.def2"], &data[..]].concat();
    let files = ["--records", "r.jsonl", "--junit", "a.xml"];
    assert_eq!(folder.run(&[&arguments[..], &files].concat()).code, 4);
    let again = folder.run(&["report", "r.jsonl"]);
    assert_eq!((again.code, again.err.as_str()), (4, ""));
    assert!(again.out.starts_with(&format!("{iris} sha256=")), "{}", again.out);
    assert!(again.out.contains("not put to these data: soudry.def2.tail: it "), "{}", again.out);
    let xml = folder.read("a.xml");
    assert!(xml.contains("failures=\"0\"") && xml.contains("<skipped message=\""), "{xml}");
}

#[test]
fn an_older_file_is_reported_on() {
    let text = run(&["report", "fixtures/records/schema_2.jsonl"]).fine();
    assert!(text.contains("4 of 4 claims as expected"), "{text}");
}

#[test]
fn files_are_refused_before_the_run_and_overwritten_only_where_that_is_asked_for() {
    let folder = Folder::new();
    folder.write("taken", "kept as it is\n");
    std::fs::create_dir(folder.path("inside")).unwrap();
    // So many data sets take longer than anyone waits for a test: files are looked at first.
    let long = |more: &[&str]| -> Vec<String> {
        [&["check", "soudry", "--profile", "full"], more].concat().into_iter().map(str::to_string).collect()
    };
    let refuses = |more: &[&str], line: &str| {
        let arguments = long(more);
        folder.refuses(&arguments.iter().map(String::as_str).collect::<Vec<_>>(), line);
    };
    for option in ["--junit", "--markdown"] {
        let exists = "taken: found an existing file, expected a name that is free: nothing is overwritten";
        refuses(&[option, "taken"], exists);
        let directory = "inside: found a directory, expected a place where a file can be made";
        refuses(&[option, "inside", "--force"], directory);
        refuses(
            &[option, "no/such"],
            "no/such: found no such directory, expected a place where a file can be made",
        );
        refuses(
            &[option, "-"],
            &format!("found {option} -, expected a file: standard output is the verdicts'"),
        );
        // Nor is a record file begun for a run that will not be made.
        refuses(&["--records", "new.jsonl", option, "taken"], exists);
    }
    refuses(
        &["--junit", "a", "--markdown", "a"],
        "found a for --junit and --markdown, expected a file for each",
    );
    refuses(
        &["--markdown", "a", "--records", "a", "--force"],
        "found a for --markdown and --records, expected a file for each",
    );
    folder.run(&check(&["--junit", "taken", "--force"])).fine();
    assert!(folder.read("taken").starts_with("<?xml"));
    folder.run(&check(&["--records", "taken", "--force"])).fine();
    assert!(folder.read("taken").starts_with("{\"schema\":"));
    folder.refuses(
        &["report", "taken", "--junit", "taken"],
        "found taken for --junit and RECORDS, expected a file for each",
    );
}

#[test]
fn a_file_that_is_no_whole_record_is_refused_in_one_line() {
    let folder = Folder::new();
    folder.run(&check(&["--records", "r.jsonl"])).fine();
    let text = folder.read("r.jsonl");
    std::fs::create_dir(folder.path("inside")).unwrap();
    folder
        .write("cut.jsonl", &text[..text.len() - 40])
        .write("open.jsonl", text[..text.len() - 1].rsplit_once('\n').unwrap().0)
        .write("data.csv", "a,y\n1,1\n")
        .write("empty.jsonl", "");
    let place = "expected a file that check --records wrote";
    folder.refuses(&["report", "none.jsonl"], &format!("none.jsonl: found no such file, {place}"));
    folder.refuses(&["report", "inside"], &format!("inside: found a directory, {place}"));
    for (file, words) in [
        ("cut.jsonl", "found a line that is cut off, expected a whole one (whole before it: "),
        (
            "open.jsonl",
            "found no closing line, expected one last: the run was interrupted, or the file is cut off",
        ),
        ("data.csv", "data.csv, line 1, column 1: found \"a,y\", expected a line of JSON"),
        ("empty.jsonl", "empty.jsonl: found an empty file, expected records that check --records wrote"),
    ] {
        let line = folder.run(&["report", file]).refused();
        assert!(line.contains(words), "{line}");
    }
    let cut = folder.run(&["report", "cut.jsonl", "--junit", "new.xml"]).refused();
    let items = text.lines().filter(|line| line.starts_with("{\"end\":")).count();
    let trials = text.lines().filter(|line| line.starts_with("{\"claim\":")).count();
    assert!(cut.contains(&format!("(whole before it: {items} items, {trials} trials)")), "{cut}");
    assert!(!folder.path("new.xml").exists());
}

#[test]
fn a_page_is_the_same_from_a_run_and_from_its_records() {
    let folder = Folder::new();
    folder.run(&check(&["--records", "r.jsonl", "--out", "a"])).fine();
    folder.run(&["report", "r.jsonl", "--out", "new/b"]).fine();
    let page = folder.read("a/index.html");
    assert_eq!(page, folder.read("new/b/index.html"));
    assert!(CLAIMS.iter().all(|id| page.contains(&format!("<article class=\"claim\" id=\"{id}\""))));
    assert!(folder.read("a/figures/soudry.fig1.angle.controls.svg").starts_with("<svg "));
    let again = ["report", "r.jsonl", "--out", "a"];
    assert!(folder.run(&again).refused().contains("found a folder that is not empty"));
    assert!(folder.run(&["report", "r.jsonl", "--out", "r.jsonl"]).refused().contains("found a file"));
    folder.run(&[&again[..], &["--force"]].concat()).fine();
}
