//! JUnit XML, as servers of continuous integration read it: a suite for each paper, a case for each claim and each control,
//! named as the tests of `cargo test --test claims` are.

use super::failures::{claim_failure, control_failure};
use crate::judge::{Duty, Judged, duty_of_claim, duty_of_control};
use quick_junit::{NonSuccessKind, Report, SerializeError, TestCase, TestCaseStatus, TestSuite};

/// The report. What says nothing about the user's one data set is skipped; an inconclusive claim fails, as it does not have
/// the verdict that is expected of it.
///
/// # Errors
/// Where the XML cannot be written.
pub fn junit(judged: &Judged) -> Result<String, SerializeError> {
    let single = judged.single();
    let mut report = Report::new("implicit-bias");
    let mut suite: Option<TestSuite> = None;
    for (card, verdict) in judged.claims() {
        if suite.as_ref().is_none_or(|suite| suite.name.as_str() != card.paper()) {
            report.add_test_suites(suite.take());
        }
        let suite = suite.get_or_insert_with(|| begun(card.paper(), judged));
        let kind = verdict.verdict.to_string();
        let why = || verdict.why.clone().unwrap_or_default();
        suite.add_test_case(case(
            &verdict.id,
            verdict.id.clone(),
            duty_of_claim(verdict, single),
            (&kind, claim_failure(verdict).unwrap_or_else(why)),
        ));
        for control in &verdict.controls {
            let name = format!("{}: {}", verdict.id, control.name);
            let duty = duty_of_control(control, single);
            let kind = if control.rejected { "weak".to_string() } else { control.verdict.to_string() };
            let words = control_failure(control).unwrap_or_default();
            suite.add_test_case(case(&verdict.id, name, duty, (&kind, words)));
        }
    }
    report.add_test_suites(suite);
    report.to_string()
}

fn begun(paper: &str, judged: &Judged) -> TestSuite {
    let mut suite = TestSuite::new(paper);
    suite.add_property(("seed", judged.seed.to_string().as_str()));
    suite.add_property(("profile", judged.profile.as_str()));
    if let Some(data) = &judged.data {
        suite.add_property(("data", data.as_str()));
    }
    suite
}

/// A case; `found` is the verdict with why it is not the expected one.
fn case(claim: &str, name: String, duty: Duty, found: (&str, String)) -> TestCase {
    let (kind, words) = found;
    let status = match duty {
        Duty::Done => TestCaseStatus::success(),
        Duty::Silent => {
            let mut skipped = TestCaseStatus::skipped();
            skipped.set_message(words.lines().next().unwrap_or_default());
            skipped
        }
        Duty::Failed => {
            let mut failed = TestCaseStatus::non_success(NonSuccessKind::Failure);
            failed
                .set_type(kind)
                .set_message(words.lines().next().unwrap_or_default())
                .set_description(words);
            failed
        }
    };
    let mut case = TestCase::new(name, status);
    case.set_classname(claim);
    case
}
