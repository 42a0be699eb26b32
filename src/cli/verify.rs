//! `verify`: whether a certificate proves what it claims of a data file.

use super::arguments::VerifyArguments;
use super::exit;
use super::output::print;
use crate::certificate::{Certificate, CertificateFile, Proved, verify};
use crate::data::read::{bytes_of, read_bytes, sha256};
use crate::numbers::counted;
use serde_json::{Value, json};

/// Runs the command.
pub(super) fn run(arguments: &VerifyArguments) -> anyhow::Result<u8> {
    let file = load(&arguments.certificate)?;
    let bytes = bytes_of(&arguments.data)?;
    let answer = match sha256(&bytes) {
        same if same == file.sha256 => {
            let rows = read_bytes(&arguments.data, &bytes, &file.reading())?.signed_rows();
            let certificate = file.certificate();
            certificate.and_then(|c| verify(&rows, &c).map(|proved| (c, proved))).map_err(|r| r.to_string())
        }
        other => Err(format!("the SHA-256 of {} is {other}, expected {}", arguments.data, file.sha256)),
    };
    let (code, said) = match answer {
        Ok((certificate, proved)) if arguments.json => {
            (exit::AS_EXPECTED, format!("{}\n", in_json(&certificate, &proved)))
        }
        Ok((certificate, proved)) => (exit::AS_EXPECTED, in_words(&certificate, &proved)),
        Err(why) if arguments.json => {
            (exit::NOT_AS_EXPECTED, format!("{}\n", json!({"accepted": false, "why": why})))
        }
        Err(why) => (exit::NOT_AS_EXPECTED, format!("refused: {why}\n")),
    };
    print(&said)?;
    Ok(code)
}

/// The certificate in a file; every fault by line and column.
fn load(path: &str) -> anyhow::Result<CertificateFile> {
    let text = std::fs::read_to_string(path).map_err(|error| {
        anyhow::anyhow!("{path}: found {}, expected a certificate", super::output::said(&error))
    })?;
    serde_json::from_str(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let what = error.to_string();
        let what = what.split(" at line ").next().unwrap_or_default();
        let what = what.strip_prefix("found ").unwrap_or(what);
        anyhow::anyhow!(
            "{path}: line {line}, column {column}: found {what}, expected a certificate of version 1"
        )
    })
}

fn in_words(certificate: &Certificate, proved: &Proved) -> String {
    match (certificate, proved) {
        (Certificate::Margin { norm, .. }, Proved::Margin(margin)) => {
            let kind = if margin.exact { ", known exactly" } else { "" };
            format!(
                "accepted: the l{norm} max margin lies in [{:?}, {:?}]{kind}\n",
                margin.lower, margin.upper
            )
        }
        (_, Proved::NotSeparable(proof)) => format!(
            "accepted: no w has z.w > 0 for every row; {} with positive weights cancel\n",
            counted(proof.rows.len(), "row")
        ),
        (_, Proved::Partition(proof, projected)) => {
            let margin = projected.as_ref().map(|proved| {
                let (lower, upper) = (proved.margin.lower, proved.margin.upper);
                let kind = if proved.margin.exact { ", known exactly" } else { "" };
                format!("; its l2 max margin across the rest lies in [{lower:?}, {upper:?}]{kind}")
            });
            format!(
                "accepted: the maximal separable part has {}, the rest {}{}\n",
                counted(proof.separable_part.len(), "row"),
                counted(proof.rest.len(), "row"),
                margin.unwrap_or_default()
            )
        }
        _ => unreachable!("a margin is proved by the certificate of one"),
    }
}

fn in_json(certificate: &Certificate, proved: &Proved) -> Value {
    match (certificate, proved) {
        (Certificate::Margin { norm, .. }, Proved::Margin(margin)) => json!({
            "accepted": true,
            "norm": norm,
            "separable": true,
            "margin": {"lower": margin.lower, "upper": margin.upper},
            "certificate": if margin.exact { "exact" } else { "enclosure" },
        }),
        (_, Proved::NotSeparable(proof)) => {
            json!({"accepted": true, "separable": false, "rows": proof.rows, "certificate": "exact"})
        }
        (_, Proved::Partition(proof, projected)) => json!({
            "accepted": true,
            "separable_part": proof.separable_part,
            "rest": proof.rest,
            "margin": projected.as_ref().map(|p| json!({"lower": p.margin.lower, "upper": p.margin.upper})),
            "certificate":
                if projected.as_ref().is_none_or(|p| p.margin.exact) { "exact" } else { "enclosure" },
        }),
        _ => unreachable!("a margin is proved by the certificate of one"),
    }
}
