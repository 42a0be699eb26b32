//! What is wrong with a file is said in one line: where, what was found, what was expected, how much could be read.

use crate::sample::{closing, end, file, findings, line, plan, record};
use implicit_bias::record::file::{Fault, RecordsError, read, read_findings};
use implicit_bias::record::{Plan, SCHEMA};

fn refused(text: &str) -> RecordsError {
    read("r.jsonl", text.as_bytes()).expect_err("a file to be refused")
}

/// Two items of one trial each, without the closing line.
fn two_items() -> String {
    let trial = |index| line(&record(index, findings()[0].clone())) + &end(index);
    line(&plan()) + &trial(0) + &trial(1)
}

#[test]
fn a_whole_file_is_read_back_to_the_bit() {
    let whole = read("r.jsonl", file().as_bytes()).unwrap();
    assert_eq!(whole.plan, plan());
    let written: Vec<_> = (0..).zip(findings()).map(|(index, finding)| record(index, finding)).collect();
    assert_eq!(whole.records, written);
    assert_eq!(whole.closing, Some(closing(written.len() as u64)));
    assert_eq!(whole.declined(), closing(0).declined);
    let bare = read_findings("r.jsonl", file().as_bytes()).unwrap();
    assert!(bare.records.iter().all(|record| record.series.is_empty() && record.picture.is_none()));
    assert!(bare.records.iter().zip(&written).all(|(bare, written)| bare.finding == written.finding));
    // A key that a later program adds is left out, wherever it stands.
    let added = file().replace("{\"claim\":", "{\"claim\":\"x\",\"later\":[1,{\"a\":null}],\"claim\":");
    assert!(matches!(*refused(&added).fault, Fault::Malformed { .. }), "the claim twice");
    let added = file().replace("\"finding\":{", "\"later\":[1,{\"a\":null}],\"finding\":{");
    assert_eq!(read("r.jsonl", added.as_bytes()).unwrap().records, written);
}

#[test]
fn records_are_given_in_the_order_of_their_places() {
    let trial = |index| line(&record(index, findings()[0].clone())) + &end(index);
    let text = line(&plan()) + &trial(5) + &trial(2) + &line(&closing(2));
    let indices: Vec<u64> =
        read("r", text.as_bytes()).unwrap().records.iter().map(|record| record.index).collect();
    assert_eq!(indices, [2, 5]);
}

#[test]
fn a_cut_anywhere_is_seen_and_what_could_be_read_is_said() {
    let text = two_items() + &line(&closing(2));
    let trial = line(&record(0, findings()[0].clone()));
    let after_one = line(&plan()).len() + trial.len() + end(0).len();
    for cut in 1..text.len() {
        let cut_off = &text[..cut];
        if cut + 1 == text.len() {
            // All but the last line's end is all there is.
            assert!(read("r.jsonl", cut_off.as_bytes()).is_ok());
            continue;
        }
        let error = refused(cut_off);
        let whole = u64::from(cut + 1 >= after_one) + u64::from(cut + 1 >= two_items().len());
        assert_eq!((error.whole.items, error.whole.trials), (whole, whole), "{error}");
        let words = error.to_string();
        assert!(words.lines().count() == 1 && words.contains("expected"), "{words}");
    }
    let words = refused(&text[..after_one + 10]).to_string();
    assert_eq!(
        words,
        "r.jsonl, line 4, column 10: found a line that is cut off, expected a whole one (whole before it: 1 items, 1 trials)"
    );
    assert_eq!(*refused(&two_items()).fault, Fault::NotClosed);
    // Older programs wrote no closing line.
    let older = two_items().replacen(&format!("\"schema\":{SCHEMA}"), "\"schema\":2", 1);
    assert_eq!(read("r.jsonl", older.as_bytes()).unwrap().closing, None);
}

#[test]
fn what_is_not_of_this_file_is_refused_where_it_stands() {
    let plan_with = |change: &dyn Fn(&mut Plan)| {
        let mut plan = plan();
        change(&mut plan);
        line(&plan)
    };
    let (head, trial) = (line(&plan()), line(&record(0, findings()[0].clone())));
    let cases: Vec<(String, &str)> = vec![
        (String::new(), "r: found an empty file, expected records that check --records wrote"),
        ("x1,x2,label\n".into(), "r, line 1, column 1: found \"x1,x2,label\", expected a line of JSON"),
        ("[1]\n".into(), "r, line 1, column 1: found \"[1]\", expected a line of JSON"),
        ("\n".into(), "r, line 1, column 1: found an empty line, expected a line of JSON"),
        (
            "{\"seed\":0,\"arms\":[]}\n".into(),
            "r, line 1, column 20: found missing field `schema` in a plan, expected one that check wrote",
        ),
        (
            "{\"seconds\":0}\n".into(),
            "r, line 1: found an object that begins with \"seconds\", expected a plan, a record, the end of an item, or a \
             closing line",
        ),
        (trial.clone(), "r, line 1: found a record, expected the plan first"),
        (end(0), "r, line 1: found the end of an item, expected the plan first"),
        (
            plan_with(&|plan| plan.schema = SCHEMA + 1),
            "r, line 1: found records of schema 4, expected 1 to 3, which this version of the program reads",
        ),
        (
            "{\"schema\":99,\"claims\":[]}\n".into(),
            "r, line 1: found records of schema 99, expected 1 to 3, which this version of the program reads",
        ),
        (
            plan_with(&|plan| plan.cards = [plan.cards.clone(), plan.cards.clone()].concat()),
            "r, line 1: found the claim paper.result.what twice in the plan, expected it once",
        ),
        (
            plan_with(&|plan| plan.cards[0].arms.clear()),
            "r, line 1: found the claim paper.result.what without an arm `theorem` in the plan, expected it as the first",
        ),
        (
            head.clone() + &head,
            "r, line 2: found a second plan, expected one: records of two runs are two files",
        ),
        (
            head.clone() + &trial.replacen("paper.result.what", "paper.result.other", 1),
            "r, line 2: found a trial of the claim paper.result.other, expected one of those in the plan",
        ),
        (
            head.clone() + &trial.replacen("\"theorem\"", "\"lemma\"", 1),
            "r, line 2: found a trial of paper.result.what under the arm `lemma`, expected an arm that the plan has",
        ),
        (
            head.clone() + &trial + &trial,
            "r, line 3: found the trial paper.result.what, arm `theorem`, made by hand #0 a second time, expected it once",
        ),
        (
            head.clone() + &trial + &end(0) + &trial,
            "r, line 4: found the trial paper.result.what, arm `theorem`, made by hand #0 a second time, expected it once",
        ),
        (
            head.clone() + &trial + &end(1),
            "r, line 3: found the end of made by hand #1, expected that of made by hand #0",
        ),
        (
            head.clone() + &trial + &line(&closing(1)),
            "r, line 3: found an item without its end (trials: 1), expected it whole",
        ),
        (
            head.clone() + &trial + &end(0) + &line(&closing(2)),
            "r, line 4: found 1 trials in the file, expected 2, as the closing line says",
        ),
        (
            head.clone() + &trial + &end(0) + &line(&closing(1)) + &end(1),
            "r, line 5: found the end of an item below the closing line, expected nothing",
        ),
        (
            head.clone() + &trial.replacen("\"index\":0", "\"index\":-1", 1),
            "r, line 2, column 79: found invalid value: integer `-1`, expected u64 in a record, expected one that check wrote",
        ),
    ];
    for (text, words) in cases {
        let found = read("r", text.as_bytes()).expect_err(words).to_string();
        let (found, whole) = found.rsplit_once(" (whole before it: ").expect(words);
        assert_eq!(found, words);
        assert!(whole.ends_with(" trials)"), "{whole}");
    }
}

#[test]
fn bytes_that_are_no_text_are_no_json() {
    let mut bytes = two_items().into_bytes();
    bytes.extend(b"{\"claim\":\"\xff\xfe\"}\n");
    let error = read("r", bytes.as_slice()).unwrap_err();
    assert!(matches!(*error.fault, Fault::NotJson(_)), "{error}");
    assert_eq!((error.at.line, error.whole.items), (Some(6), 2));
}
