//! What is wrong with a verdict, in words.

use crate::suite::SEED;
use implicit_bias::record::{ControlVerdict, Counts, Must, Verdict};

/// Why a claim's test fails; `None` where the verdict is the expected one.
pub(crate) fn of_claim(verdict: &Verdict) -> Option<String> {
    if verdict.as_expected {
        return None;
    }
    let why = verdict.why.as_deref().unwrap_or("no trial says why");
    let mut lines = vec![
        format!("found {}, expected {}: {why}", verdict.verdict, verdict.expected),
        trials(&verdict.trials),
    ];
    let in_budgets = |miss: f64, budget: f64| if budget > 0.0 { miss / budget } else { miss };
    let worst = verdict.worst.iter().max_by(|(_, a), (_, b)| {
        in_budgets(a.miss, a.budget.total()).total_cmp(&in_budgets(b.miss, b.budget.total()))
    });
    if let Some((name, worst)) = worst {
        let (family, index) = &worst.at;
        let (id, budget) = (&verdict.id, worst.budget);
        lines.push(format!(
            "worst: {name}: measured {:e}, predicted {:e}, off by {:.3e}, budget {:.3e} (remainder {:.1e}, \
             reference {:.1e}, rounding {:.1e})",
            worst.measured,
            worst.predicted,
            worst.miss,
            budget.total(),
            budget.remainder,
            budget.reference,
            budget.rounding
        ));
        lines.push(format!("at {family} {index}: implicit-bias trial {id} --index {index} --seed {SEED}"));
    }
    Some(lines.join("\n"))
}

/// Why a control's test fails; `None` where it did its duty.
pub(crate) fn of_control(control: &ControlVerdict) -> Option<String> {
    if control.rejected && !control.is_weak() {
        return None;
    }
    let duty = match control.must {
        Must::BeViolated if control.rejected => "lies too near to the truth, and its claim does not say why",
        Must::BeViolated => "was not rejected",
        Must::StayOutside => "was not kept out",
        Must::Hold => "did not hold",
    };
    let separation = control.power.map_or("nothing was compared".to_string(), |power| {
        format!("separation {:.3e} budgets", power.separation)
    });
    Some(format!("{duty} ({}): {}; {separation}", control.verdict, trials(&control.trials)))
}

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

fn trials(counts: &Counts) -> String {
    format!(
        "{} passed, {} violated, {} inconclusive, {} outside the hypotheses",
        counts.passed, counts.violated, counts.inconclusive, counts.outside
    )
}
