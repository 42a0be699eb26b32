//! What is wrong with a claim's controls beside what their verdicts say.

use implicit_bias::record::{Must, Verdict};
use implicit_bias::report::trials;

/// How the controls of a claim fail to say anything: there is no falsehood among them, or one decided nothing.
pub(crate) fn silence(verdict: &Verdict) -> Option<String> {
    let id = &verdict.id;
    let falsehood = verdict.controls.iter().any(|control| control.must == Must::BeViolated);
    let mut faults = Vec::new();
    if !falsehood {
        faults.push(format!("{id}: no control is a falsehood"));
    }
    for control in &verdict.controls {
        let name = &control.name;
        let spoke = match control.must {
            Must::StayOutside => control.trials.outside > 0,
            Must::BeViolated | Must::Hold => control.trials.decided() > 0,
        };
        if !spoke {
            faults.push(format!("{id}: {name}: {}", trials(&control.trials)));
        }
    }
    (!faults.is_empty()).then(|| faults.join("\n"))
}
