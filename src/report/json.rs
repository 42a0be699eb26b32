//! One JSON object a line: verdicts, then the summary.

use super::reading::sentence_read;
use crate::judge::Judged;
use crate::record::{Card, ControlVerdict, Must, Verdict};
use serde_json::{Map, Value, json};

/// The line of one claim; `seconds` are those of the run, which records do not have.
pub fn verdict_line(card: &Card, verdict: &Verdict, seconds: Option<f64>) -> String {
    let by_name = |pick: &dyn Fn(&crate::record::Worst) -> Value| -> Value {
        Value::Object(
            verdict.worst.iter().map(|(name, worst)| (name.clone(), pick(worst))).collect::<Map<_, _>>(),
        )
    };
    let (positive, negative): (Vec<_>, Vec<_>) =
        verdict.controls.iter().partition(|control| control.must == Must::Hold);
    let listed = |controls: Vec<&ControlVerdict>, done: &str| -> Vec<Value> {
        let line = |control: &ControlVerdict| {
            json!({
                "name": control.name,
                "must": control.must,
                done: control.rejected,
                "verdict": control.verdict,
                "trials": control.trials,
                "separation": control.power.map(|power| power.separation),
                "power": control.power,
                "weak": control.is_weak(),
                "weak_because": control.weak_because,
                "tests": control.tests,
                "powerless": control.powerless,
            })
        };
        controls.into_iter().map(line).collect()
    };
    json!({
        "id": verdict.id,
        "paper": verdict.paper,
        "kind": verdict.kind,
        "expected": verdict.expected,
        "verdict": verdict.verdict,
        "as_expected": verdict.as_expected,
        "why": verdict.why,
        "trials": verdict.trials,
        "confidence": verdict.confidence,
        "measured": by_name(&|worst| json!(worst.measured)),
        "predicted": by_name(&|worst| json!(worst.predicted)),
        "budget": by_name(&|worst| json!({
            "remainder": worst.budget.remainder,
            "reference": worst.budget.reference,
            "rounding": worst.budget.rounding,
            "miss": worst.miss,
            "at": worst.at,
        })),
        "tests": verdict.tests,
        "controls": listed(negative, "rejected"),
        "positive_controls": listed(positive, "held"),
        "reading": sentence_read(card, verdict),
        "seconds": seconds,
    })
    .to_string()
}

/// The last line.
pub fn summary_line(judged: &Judged, seconds: Option<f64>) -> String {
    let (summary, seed) = (&judged.summary, judged.seed);
    let declined: Vec<_> = judged.declined.iter().map(|(id, why)| json!({ "id": id, "why": why })).collect();
    json!({
        "summary": {
            "not_put": declined,
            "claims": summary.claims,
            "as_expected": summary.as_expected,
            "outside": summary.outside,
            "inconclusive": summary.inconclusive,
            "contrary": summary.contrary,
            "controls": summary.controls,
            "controls_rejected": summary.controls_rejected,
            "controls_weak": summary.controls_weak,
            "controls_powerless": summary.controls_powerless,
            "positive_controls": summary.positive_controls,
            "positive_controls_held": summary.positive_controls_held,
            "false_alarm_budget": summary.false_alarm_budget,
            "seed": seed,
            "seconds": seconds,
        }
    })
    .to_string()
}
