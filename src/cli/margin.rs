//! `margin`: the exact max margin of a data set, or the witness that there is none.

use super::arguments::MarginArguments;
use super::data::load;
use super::exit;
use super::output::{Output, print};
use crate::certificate::{Certificate, CertificateFile, Norm};
use crate::data::SignedRows;
use crate::measure::certificate_word;
use crate::numbers::counted;
use crate::reference::{
    MaxMargin, NormMaxMargin, NormSeparability, ReferenceError, Separability, Witness, max_margin_in,
    max_margin_l2,
};
use serde_json::{Value, json};

/// Runs the command.
pub(super) fn run(arguments: &MarginArguments) -> anyhow::Result<u8> {
    let out = arguments.certificate.as_ref().map(|path| Output::of(Some(path))).transpose()?;
    let data = load(&arguments.data, &arguments.reading)?;
    let rows = data.signed_rows();
    let answer = match Answer::of(&rows, arguments.norm) {
        Ok(answer) => answer,
        Err(error @ (ReferenceError::Undecided { .. } | ReferenceError::Wide { .. })) => {
            exit::complain(&format!("{}: {error}", arguments.data));
            return Ok(exit::INCONCLUSIVE);
        }
        Err(error) => anyhow::bail!("{}: {error}", arguments.data),
    };
    let words = data.provenance.labels_in_words().map(|said| said + "\n").unwrap_or_default();
    let value = &answer.value;
    if let Some(out) = out {
        let file = CertificateFile::of(&data, arguments.norm, &answer.certificate);
        let file = file.expect("data that were read from a file or standard input");
        out.write(&(serde_json::to_string(&file)? + "\n"))?;
    }
    print(&if arguments.json { format!("{value}\n") } else { words + &in_words(value) })?;
    Ok(exit::AS_EXPECTED)
}

/// What is said, and the proof of it.
pub(super) struct Answer {
    /// The object that `--json` prints.
    pub(super) value: Value,
    certificate: Certificate,
}

impl Answer {
    /// The max margin in a norm, or the witness that there is none.
    pub(super) fn of(rows: &SignedRows, norm: Norm) -> Result<Answer, ReferenceError> {
        Ok(match norm {
            Norm::Two => match max_margin_l2(rows)? {
                Separability::NotSeparable(witness) => not_separable(rows, norm, witness),
                Separability::Separable(found) => l2(*found),
            },
            _ => match max_margin_in(rows, norm)? {
                NormSeparability::NotSeparable(witness) => not_separable(rows, norm, witness),
                NormSeparability::Separable(found) => in_norm(rows, *found),
            },
        })
    }
}

fn l2(found: MaxMargin) -> Answer {
    let value = json!({
        "n": found.n,
        "d": found.d,
        "norm": Norm::Two,
        "separable": true,
        "margin": {"lower": found.gamma.0, "upper": found.gamma.1},
        "direction": found.direction,
        "direction_error": found.direction_error,
        "support": found.support,
        "multipliers": of_support(&found.support, &found.multipliers),
        "certificate": certificate_word(found.certificate_kind),
    });
    Answer { value, certificate: found.certificate }
}

fn in_norm(rows: &SignedRows, found: NormMaxMargin) -> Answer {
    let value = json!({
        "n": rows.n,
        "d": rows.d,
        "norm": found.norm,
        "separable": true,
        "margin": {"lower": found.margin.0, "upper": found.margin.1},
        "direction": found.direction,
        "direction_error": found.direction_error,
        "unique": found.unique,
        "support": found.support,
        "multipliers": of_support(&found.support, &found.multipliers),
        "certificate": certificate_word(found.certificate_kind),
    });
    Answer { value, certificate: found.certificate }
}

fn of_support(support: &[usize], multipliers: &[f64]) -> Vec<f64> {
    support.iter().map(|&i| multipliers[i]).collect()
}

fn not_separable(rows: &SignedRows, norm: Norm, witness: Witness) -> Answer {
    let weights: Vec<Value> =
        witness.weights.iter().map(|(row, weight)| json!([row, weight.to_string()])).collect();
    let value = json!({
        "n": rows.n,
        "d": rows.d,
        "norm": norm,
        "separable": false,
        "certificate": "exact",
        "witness": weights,
    });
    Answer { value, certificate: Certificate::NotSeparable { weights: witness.weights } }
}

/// An answer's object as lines of text.
pub(super) fn in_words(answer: &Value) -> String {
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
    if answer["unique"] == json!(false) {
        text += "other directions reach this margin too: its value and that this one reaches it are all that is said\n";
    }
    if let Some(error) = answer["direction_error"].as_f64() {
        text += &format!("direction error at most {error:.1e}\n");
    }
    text += &format!("support vectors (rows from 0): {}\n", list(&answer["support"]));
    text += &format!("their multipliers: {}\n", list(&answer["multipliers"]));
    text
}

/// Numbers one after the other.
pub(super) fn listed<T: std::fmt::Debug>(values: &[T]) -> String {
    values.iter().map(|value| format!("{value:?}")).collect::<Vec<_>>().join(" ")
}
