//! Records of schema 1, whose findings had one form for all kinds of comparison.

use crate::record::{
    Budget, Candidate, CertificateNote, Clock, Comparison, Finding, HypothesisNote, LimitBudget, ProblemNote,
    Record, Sense, Stop,
};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A trial. Its list of curves was always empty.
#[derive(Deserialize)]
struct Old {
    claim: String,
    arm: String,
    family: String,
    index: u64,
    problem: ProblemNote,
    hypotheses: Vec<HypothesisNote>,
    finding: OldFinding,
    facts: BTreeMap<String, f64>,
    certificates: Vec<CertificateNote>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", tag = "finding")]
enum OldFinding {
    Compared {
        comparisons: Vec<OldComparison>,
    },
    Chose {
        candidates: Vec<Candidate>,
        budget: Budget,
    },
    Stopped {
        #[serde(flatten)]
        why: Stop,
    },
}

#[derive(Deserialize)]
struct OldComparison {
    name: String,
    log_time: Option<f64>,
    clock: Clock,
    sense: Sense,
    measured: f64,
    predicted: f64,
    miss: f64,
    budget: Budget,
    resolution: Option<f64>,
}

impl From<OldComparison> for Comparison<LimitBudget> {
    fn from(old: OldComparison) -> Self {
        let OldComparison { name, log_time, clock, sense, measured, predicted, miss, budget, resolution } =
            old;
        let allowed = LimitBudget { budget, resolution };
        Comparison { name, log_time, clock, sense, measured, predicted, miss, allowed }
    }
}

/// Reads a trial. Comparisons of every kind become those of a limit, the form with all parts of a budget: all are judged by
/// the same rule.
pub(super) fn record(text: &[u8]) -> serde_json::Result<Record> {
    let old: Old = serde_json::from_slice(text)?;
    let finding = match old.finding {
        OldFinding::Compared { comparisons } => {
            Finding::Limit { legs: comparisons.into_iter().map(Into::into).collect() }
        }
        OldFinding::Chose { candidates, budget } => Finding::Selection { candidates, budget },
        OldFinding::Stopped { why } => Finding::Stopped { why },
    };
    let Old { claim, arm, family, index, problem, hypotheses, facts, certificates, .. } = old;
    let (series, picture) = (Vec::new(), None);
    Ok(Record {
        claim,
        arm,
        family,
        index,
        problem,
        hypotheses,
        finding,
        facts,
        certificates,
        series,
        picture,
    })
}
