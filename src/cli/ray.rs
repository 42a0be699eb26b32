//! `ray`: the maximal separable part, the rest, and the ray along which gradient descent goes.

use super::arguments::RayArguments;
use super::data::load;
use super::exit;
use super::margin::listed;
use super::output::{Output, print};
use crate::certificate::{CertificateFile, Norm};
use crate::data::DataSet;
use crate::measure::certificate_word;
use crate::numbers::counted;
use crate::reference::{CertificateKind, Ray, ReferenceError, ray};
use serde_json::{Value, json};

/// Runs the command.
pub(super) fn run(arguments: &RayArguments) -> anyhow::Result<u8> {
    let out = arguments.certificate.as_ref().map(|path| Output::of(Some(path))).transpose()?;
    let data = load(&arguments.data, &arguments.reading)?;
    let found = match ray(&data.signed_rows(), arguments.loss.into()) {
        Ok(found) => found,
        Err(error @ (ReferenceError::Undecided { .. } | ReferenceError::Wide { .. })) => {
            exit::complain(&format!("{}: {error}", arguments.data));
            return Ok(exit::INCONCLUSIVE);
        }
        Err(error) => anyhow::bail!("{}: {error}", arguments.data),
    };
    if let Some(out) = out {
        let file = CertificateFile::of(&data, Norm::Two, &found.certificate);
        let file = file.expect("data that were read from a file or standard input");
        out.write(&(serde_json::to_string(&file)? + "\n"))?;
    }
    let said = if arguments.json {
        format!("{}\n", in_json(&data, &found))
    } else {
        let labels = data.provenance.labels_in_words().map(|said| said + "\n").unwrap_or_default();
        labels + &in_words(&data, &found)
    };
    print(&said)?;
    Ok(exit::AS_EXPECTED)
}

fn in_json(data: &DataSet, found: &Ray) -> Value {
    let across = found.across.as_ref();
    json!({
        "n": data.n,
        "d": data.d,
        "separable_part": found.partition.separable_part,
        "rest": found.partition.rest,
        "subspace_dim": found.partition.subspace_dim(),
        "offset": found.offset.v,
        "offset_error": found.offset.error,
        "direction": across.map(|across| &across.direction),
        "direction_error": across.map(|across| across.direction_error),
        "margin": across.map(|across| json!({"lower": across.margin.0, "upper": across.margin.1})),
        "certificate":
            certificate_word(across.map_or(CertificateKind::Exact, |across| across.certificate_kind)),
    })
}

fn in_words(data: &DataSet, found: &Ray) -> String {
    let partition = &found.partition;
    let (part, rest) = (partition.separable_part.len(), partition.rest.len());
    let kind = match (part, rest) {
        (_, 0) => "separable: there is no rest".to_string(),
        (0, _) => "no row can be separated: there is no ray, descent ends at the offset".to_string(),
        _ => format!("mixed: {} in the maximal separable part, {rest} in the rest", counted(part, "row")),
    };
    let mut text = format!("{}, {}: {kind}\n", counted(data.n, "row"), counted(data.d, "column"));
    if part > 0 && rest > 0 {
        text += &format!("separable part (rows from 0): {}\n", listed(&partition.separable_part));
        text += &format!("rest: {}\n", listed(&partition.rest));
    }
    if rest > 0 {
        text += &format!("the rest spans {}\n", counted(partition.subspace_dim(), "dimension"));
        text += &format!("offset in that span: {}\n", listed(&found.offset.v));
        text += &format!("offset error at most {:.1e}\n", found.offset.error);
    }
    if let Some(across) = &found.across {
        let (lower, upper) = across.margin;
        let beside = if rest > 0 { " across the span of the rest" } else { "" };
        text += &format!(
            "l2 max margin{beside} in [{lower:?}, {upper:?}], relative width {:.1e}\n",
            (upper - lower) / upper
        );
        text += &format!("certificate: {}\n", certificate_word(across.certificate_kind));
        text += &format!("direction: {}\n", listed(&across.direction));
        text += &format!("direction error at most {:.1e}\n", across.direction_error);
    }
    text
}
