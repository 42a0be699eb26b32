//! `margin`: the exact max margin of a data set, or the witness that there is none.

use super::arguments::MarginArguments;
use super::data::load;
use super::exit;
use super::output::print;
use crate::certificate::Norm;
use crate::data::SignedRows;
use crate::measure::certificate_word;
use crate::numbers::counted;
use crate::reference::{ReferenceError, Separability, Witness, max_margin_l2, max_margin_lp};
use serde_json::{Value, json};

/// Runs the command.
pub(super) fn run(arguments: &MarginArguments) -> anyhow::Result<u8> {
    let norm = match arguments.norm.as_str() {
        "1" => Norm::One,
        "2" => Norm::Two,
        "inf" => Norm::Inf,
        other => anyhow::bail!("found --norm {other}, expected 1, 2 or inf"),
    };
    let data = load(&arguments.data, &arguments.reading)?;
    let rows = data.signed_rows();
    let answer = match answer(&rows, norm, &arguments.norm) {
        Ok(answer) => answer,
        Err(ReferenceError::Undecided { why }) => {
            exit::complain(&format!("{}: found no certified answer: {why}", arguments.data));
            return Ok(exit::INCONCLUSIVE);
        }
        Err(error) => anyhow::bail!("{}: {error}", arguments.data),
    };
    let words = data.provenance.labels_in_words().map(|said| said + "\n").unwrap_or_default();
    print(&if arguments.json { format!("{answer}\n") } else { words + &in_words(&answer) })?;
    Ok(exit::AS_EXPECTED)
}

fn answer(rows: &SignedRows, norm: Norm, name: &str) -> Result<Value, ReferenceError> {
    Ok(match max_margin_l2(rows)? {
        Separability::NotSeparable(witness) => not_separable(rows, name, &witness),
        Separability::Separable(found) if norm == Norm::Two => json!({
            "n": rows.n,
            "d": rows.d,
            "norm": "2",
            "separable": true,
            "margin": {"lower": found.gamma.0, "upper": found.gamma.1},
            "direction": found.direction,
            "direction_error": found.direction_error,
            "support": found.support,
            "multipliers": found.support.iter().map(|&i| found.multipliers[i]).collect::<Vec<f64>>(),
            "certificate": certificate_word(found.certificate_kind),
        }),
        Separability::Separable(_) => polyhedral(rows, norm, name)?,
    })
}

fn not_separable(rows: &SignedRows, norm: &str, witness: &Witness) -> Value {
    let weights: Vec<Value> =
        witness.weights.iter().map(|(row, weight)| json!([row, weight.to_string()])).collect();
    json!({
        "n": rows.n,
        "d": rows.d,
        "norm": norm,
        "separable": false,
        "certificate": "exact",
        "witness": weights,
    })
}

fn polyhedral(rows: &SignedRows, norm: Norm, name: &str) -> Result<Value, ReferenceError> {
    let found = max_margin_lp(rows, norm)?;
    Ok(json!({
        "n": rows.n,
        "d": rows.d,
        "norm": name,
        "separable": true,
        "margin": {"lower": found.margin.0, "upper": found.margin.1},
        "direction": found.direction,
        "direction_error": Value::Null,
        "support": found.support,
        "multipliers": found.support.iter().map(|&i| found.multipliers[i]).collect::<Vec<f64>>(),
        "certificate": "enclosure",
    }))
}

fn in_words(answer: &Value) -> String {
    let size = |key: &str, noun| counted(answer[key].as_u64().unwrap_or(0) as usize, noun);
    let shape = format!("{}, {}", size("n", "row"), size("d", "column"));
    if answer["separable"] == json!(false) {
        let weights = answer["witness"].as_array().map_or(0, Vec::len);
        return format!(
            "{shape}: not separable through the origin; a combination of {} with positive whole weights is exactly \
             zero (--json shows it)\n",
            counted(weights, "row")
        );
    }
    let number = |value: &Value| value.as_f64().unwrap_or(f64::NAN);
    let (lower, upper) = (number(&answer["margin"]["lower"]), number(&answer["margin"]["upper"]));
    let norm = answer["norm"].as_str().unwrap_or_default();
    let mut text = format!("{shape}: separable\n");
    text += &format!(
        "l{norm} max margin in [{lower:?}, {upper:?}], relative width {:.1e}\n",
        (upper - lower) / upper
    );
    text += &format!("certificate: {}\n", answer["certificate"].as_str().unwrap_or_default());
    let list = |value: &Value| {
        value
            .as_array()
            .map(|v| v.iter().map(Value::to_string).collect::<Vec<_>>().join(" "))
            .unwrap_or_default()
    };
    text += &format!("direction: {}\n", list(&answer["direction"]));
    if let Some(error) = answer["direction_error"].as_f64() {
        text += &format!("direction error at most {error:.1e}\n");
    }
    text += &format!("support vectors (rows from 0): {}\n", list(&answer["support"]));
    text += &format!("their multipliers: {}\n", list(&answer["multipliers"]));
    text
}
