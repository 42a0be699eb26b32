//! A record file that has every key of the format, made by hand.

use implicit_bias::record::{
    ArmCard, Axes, Basis, BoundBudget, Budget, Candidate, Card, CellCard, CertificateNote, ChanceCard, Clock,
    Closing, Comparison, DesignCard, Draw, End, Finding, HypothesisNote, HypothesisState, IdentityBudget,
    Kind, LimitBudget, Machine, Must, Picture, Plan, ProblemNote, Quantifier, Record, Residual, SCHEMA,
    Scale, Sense, Series, Stop, THEOREM, VerdictKind,
};
use std::collections::BTreeMap;

/// The population of all its trials.
pub(crate) const FAMILY: &str = "made by hand";

/// A plan of one claim with one control.
pub(crate) fn plan() -> Plan {
    let arm = |name: &str, must, why: Option<&str>| ArmCard {
        name: name.to_string(),
        must,
        weak_because: why.map(str::to_string),
    };
    let cell = CellCard { family: FAMILY.to_string(), null: 0.5, discrepancy: 0.125, draws: 100 };
    let card = Card {
        id: "paper.result.what".to_string(),
        title: "A title.".to_string(),
        text: "A title.\n\nA text.".to_string(),
        sentence: Some("A sentence.".to_string()),
        mended: Some("A truer one.".to_string()),
        kind: Kind::Limit,
        basis: Basis::Paper,
        quantifier: Quantifier::Every,
        expected: VerdictKind::Holds,
        arms: vec![
            arm(THEOREM, Must::Hold, None),
            arm("another law", Must::BeViolated, Some("the two laws meet")),
        ],
        undecided_cap: 0.25,
        outside_cap: 0.0,
        design: Some(DesignCard { false_alarm: 1e-9, miss: 1e-6, cells: vec![cell] }),
        chance: Some(ChanceCard { false_alarm: 1e-9, trials: 10 }),
    };
    Plan {
        schema: SCHEMA,
        version: "0.1.0".to_string(),
        seed: 7,
        profile: "quick".to_string(),
        data: None,
        cards: vec![card],
    }
}

/// A trial of the claim's own arm, with a curve and a picture.
pub(crate) fn record(index: u64, finding: Finding) -> Record {
    Record {
        claim: "paper.result.what".to_string(),
        arm: THEOREM.to_string(),
        family: FAMILY.to_string(),
        index,
        problem: ProblemNote { n: 2, d: 2, sha256: "00".to_string(), from: "a hand".to_string() },
        hypotheses: vec![HypothesisNote {
            name: "separable".to_string(),
            found: "margin 1".to_string(),
            state: HypothesisState::Met,
            waived: false,
        }],
        finding,
        facts: BTreeMap::from([("gamma".to_string(), 0.1 + 0.2)]),
        certificates: vec![CertificateNote {
            of: "max margin".to_string(),
            method: "exact".to_string(),
            width: 0.0,
        }],
        series: vec![Series {
            name: "observable".to_string(),
            quantity: "observable".to_string(),
            sense: Sense::Equals,
            axes: Axes { log_time: Scale::Linear, value: Scale::Logarithmic },
            log_time: vec![0.0, 1.0],
            flow_from: Some(1),
            judged_from: 1,
            measured: vec![1.0, 0.5],
            predicted: vec![1.0, 0.5],
            band: vec![0.25, 0.25],
            law: vec![1.0, 0.5],
        }],
        picture: Some(Picture {
            rows: vec![[1.0, 0.0], [0.0, 1.0]],
            direction: Some([0.6, 0.8]),
            offset: Some([0.0, 0.0]),
            log_time: vec![0.0],
            path: vec![[0.5, 0.5]],
        }),
    }
}

/// A comparison that is within its budget.
fn comparison<B>(allowed: B) -> Comparison<B> {
    Comparison {
        name: "observable".to_string(),
        log_time: Some(13.8),
        clock: Clock::Descent,
        sense: Sense::Equals,
        measured: 1.0 + 1e-9,
        predicted: 1.0,
        miss: 1e-9,
        allowed,
    }
}

/// A finding of every form, and every reason to stop.
pub(crate) fn findings() -> Vec<Finding> {
    let budget = Budget { remainder: 1e-6, reference: 1e-9, rounding: 1e-12 };
    let limit = || comparison(LimitBudget { budget, resolution: Some(0.5) });
    let bound = comparison(BoundBudget { reference: 0.0, rounding: 1e-12 });
    let identity = comparison(IdentityBudget { reference: 0.0, rounding: 1e-6, resolution: None });
    let word = || "a word".to_string();
    let candidate = Candidate { name: "l2".to_string(), distance: 1e-9, claimed: true };
    let residual = Residual {
        name: "conditions".to_string(),
        log_time: None,
        clock: Clock::None,
        lower: 0.0,
        upper: 1e-9,
        remainder: 1e-6,
        freedom: 3,
        active: 1,
        resolution: None,
    };
    let stops = [
        Stop::Outside { hypothesis: word(), found: word() },
        Stop::Undecided { why: word() },
        Stop::Coincides { about: word() },
        Stop::Diverged { log_time: 2.0 },
        Stop::Interrupted,
    ];
    let mut findings = vec![
        Finding::Limit { legs: vec![limit()] },
        Finding::Bound { inequalities: vec![bound] },
        Finding::Rate { grounds: vec![limit()], exponents: vec![limit()] },
        Finding::Selection { candidates: vec![candidate], budget },
        Finding::Stationarity { residuals: vec![residual] },
        Finding::Identity { equalities: vec![identity] },
        Finding::Distribution { draw: Draw { name: "heads".to_string(), success: true, null: 0.5 } },
    ];
    findings.extend(stops.map(|why| Finding::Stopped { why }));
    findings
}

/// The closing line for so many trials.
pub(crate) fn closing(trials: u64) -> Closing {
    Closing {
        trials,
        machine: Machine {
            os: "linux".to_string(),
            arch: "x86_64".to_string(),
            instructions: "avx2".to_string(),
            cores: 2,
        },
        declined: vec![("paper.other".to_string(), "is about losses".to_string())],
    }
}

/// One line.
pub(crate) fn line(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap() + "\n"
}

/// The end of the item with this index.
pub(crate) fn end(index: u64) -> String {
    line(&End { end: (FAMILY.to_string(), index) })
}

/// The whole file: an item for each finding.
pub(crate) fn file() -> String {
    let findings = findings();
    let mut text = line(&plan());
    for (index, finding) in (0..).zip(&findings) {
        text += &line(&record(index, finding.clone()));
        text += &end(index);
    }
    text + &line(&closing(findings.len() as u64))
}
