//! Sharing changes no bit: a claim's records are the same on one thread and on two, off a longer run and off its own; and a
//! verdict is the same on records read back from text. That company changes none is a test of `claims`.

use implicit_bias::battery::{Order, Progress, decide, execute, reduced, selection};
use implicit_bias::case::{Case, Method, Monitor, Run, StepSeen, Watch};
use implicit_bias::claim::{Check, Size, Worked};
use implicit_bias::data::Seed;
use implicit_bias::dynamics::{Iteration, Rule, Schedule, Stochastic};
use implicit_bias::judge::judge;
use implicit_bias::papers;
use implicit_bias::problem::{Family, Linear, PlantedSets};
use implicit_bias::record::file::read;
use implicit_bias::record::{End, Plan, Record};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// The bytes that a record file would hold, claim by claim.
fn bytes(records: &[Record]) -> BTreeMap<&str, Vec<String>> {
    let mut bytes: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for record in records {
        let line = serde_json::to_string(record).expect("a record is text");
        bytes.entry(&record.claim).or_default().push(line);
    }
    bytes
}

/// The claims that a few words name.
fn some(words: &[&str]) -> Vec<Arc<dyn Check>> {
    let words: Vec<String> = words.iter().map(|word| word.to_string()).collect();
    selection(&papers::all(), &words).expect("known claims")
}

#[test]
fn another_seed_gives_other_problems_and_other_records() {
    let claims = some(&["soudry.lem12", "soudry.bias_remark", "cover.thm1.count"]);
    let of = |seed: u64| reduced(&claims, seed, 1, 0, &AtomicBool::new(false)).expect("nothing stops it");
    let (one, other) = (of(1), of(2));
    assert_eq!(one.len(), other.len());
    for (a, b) in one.iter().zip(&other) {
        assert_eq!((&a.claim, &a.arm, &a.family, a.index), (&b.claim, &b.arm, &b.family, b.index));
        assert_ne!(a.problem.sha256, b.problem.sha256, "{}, {}, {}", a.claim, a.arm, a.family);
    }
    assert_eq!(bytes(&one), bytes(&of(1)), "the same seed, the same bits");
}

/// The records in the order in which they are handed out.
#[derive(Default)]
struct Handed(Vec<Record>);

impl Progress for Handed {
    fn worked(&mut self, worked: &Worked) -> std::io::Result<()> {
        self.0.extend(worked.records.clone());
        Ok(())
    }
}

#[test]
fn one_thread_and_two_give_the_same_records_in_the_same_order() {
    let on = |threads| {
        let claims = some(&["soudry.def2", "soudry.lem1", "soudry.cor8", "soudry.lem12", "soudry.fig1"]);
        let order = Order { claims, seed: 3, size: Size::AtMost(3), given: None, threads };
        let mut handed = Handed::default();
        let outcome = execute(&order, &mut handed, &AtomicBool::new(false)).expect("nothing stops it");
        assert_eq!(handed.0.len(), outcome.records.len());
        (handed.0, outcome.records)
    };
    let (one, two) = (on(1), on(2));
    let text = |(handed, sorted): &(Vec<Record>, Vec<Record>)| {
        (serde_json::to_string(handed).expect("text"), serde_json::to_string(sorted).expect("text"))
    };
    assert_eq!(text(&one), text(&two));
}

#[test]
fn records_read_back_from_text_give_the_same_verdicts() {
    let claims = some(&["soudry.def2", "soudry.lem12", "soudry.fig1", "soudry.bias_remark"]);
    let order = Order { claims: claims.clone(), seed: 1, size: Size::AtMost(3), given: None, threads: 0 };
    let outcome = execute(&order, &mut (), &AtomicBool::new(false)).expect("nothing stops it");
    // Schema 2 asks for no closing line.
    let mut lines = vec![serde_json::to_string(&Plan { schema: 2, ..order.plan() })];
    for record in &outcome.records {
        let end = End { end: (record.family.clone(), record.index) };
        lines.extend([serde_json::to_string(record), serde_json::to_string(&end)]);
    }
    let lines: Vec<String> = lines.into_iter().map(|line| line.expect("a line is text")).collect();
    let found = read("records", lines.join("\n").as_bytes()).expect("lines as they were written");
    let (cards, read) = (found.plan.cards, found.records);
    assert_eq!(read, outcome.records, "every number comes back to its last bit");
    let fresh = judge(&order.plan().cards, &outcome.records, false);
    assert_eq!(judge(&cards, &read, false), fresh);
    assert_eq!(decide(claims, 1, Size::AtMost(3)).expect("worker threads"), fresh);
    assert!(fresh.iter().all(|verdict| verdict.trials.decided() > 0), "verdicts on something");
}

/// Folds the largest loss over all steps.
struct LargestLoss;

struct Largest(f64);

impl Watch<Linear> for LargestLoss {
    fn key(&self) -> String {
        "largest loss".to_string()
    }
    fn monitor(&self, _: &Case<Linear>) -> Box<dyn Monitor> {
        Box::new(Largest(0.0))
    }
}

impl Monitor for Largest {
    fn step(&mut self, seen: &StepSeen<'_>) {
        self.0 = self.0.max(seen.loss);
    }
    fn worst(&self) -> f64 {
        self.0
    }
}

#[test]
fn a_shorter_run_read_off_a_longer_one_is_the_shorter_run() {
    let rules = [
        Rule::GradientDescent,
        Rule::HeavyBall { beta: 0.9 },
        Rule::SignDescent,
        Rule::CoordinateDescent,
        Rule::LossNormalized,
        Rule::GradientNormalized,
        Rule::DualAcceleration,
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 0.0 },
    ];
    let mut methods: Vec<Arc<dyn Method<Linear>>> = Vec::new();
    for schedule in [Schedule::Constant, Schedule::InverseSquareRoot] {
        for rule in &rules {
            methods.push(Arc::new(Iteration { schedule, ..Iteration::of(rule.clone()) }));
        }
        for replacement in [true, false] {
            methods.push(Arc::new(Stochastic { replacement, schedule, ..Stochastic::of(3) }));
        }
    }
    let problem = PlantedSets::Deficient.draw(Seed(7), 0);
    for method in methods {
        let key = method.key();
        let run = |until, watched: bool| {
            let watches: Vec<Arc<dyn Watch<Linear>>> =
                if watched { vec![Arc::new(LargestLoss)] } else { Vec::new() };
            Run { watches, ..Run::new(method.clone(), until) }
        };
        let long = Case::open(problem.clone());
        let whole = long.run(&run(10_000, true)).expect("a run");
        for (until, watched) in [(1_000, true), (1_000, false), (7, true), (0, true)] {
            let short = Case::open(problem.clone()).run(&run(until, watched)).expect("a run");
            let read = long.run(&run(until, watched)).expect("a run");
            assert_eq!(read.points, short.points, "{key} to {until}");
            assert_eq!(read.ended, short.ended);
            for (name, series) in &short.monitored {
                assert_eq!(&read.monitored[name], series, "{key} to {until}: {name}");
            }
            assert_eq!(whole.points[..read.points.len()], read.points);
        }
        assert_eq!(
            long.run(&run(10_000, true)).expect("a run"),
            whole,
            "reading a shorter run leaves the longer one"
        );
    }
}
