//! A certificate as a JSON file that anyone can check without this program.

use serde::{Deserialize, Serialize};

use super::{Certificate, MarginProof, Norm, Refused, Whole};
use crate::data::read::ReadOptions;
use crate::data::{DataSet, Provenance};

/// The version of the format that is written here, and the only one that is read.
pub const VERSION: u32 = 1;

/// A certificate with the data file that it is about.
///
/// `primal` is w, `dual` are the pairs (row, a_i); both are free of scale, hence whole numbers, as decimal strings.
/// What they prove depends on the rest:
/// - `norm` given, `separable` true: min_i z_i.w / ||w||_p <= gamma_p <= ||sum a_i z_i||_q / sum a_i, and `margin` holds
///   both ends rounded outwards; `certificate` is `exact` where they are one number.
/// - `norm` given, `separable` false: sum a_i z_i = 0 with a >= 0, not all zero; `primal` is empty.
/// - no `norm`: the rows named in `dual` are the rest, all others the maximal separable part: a > 0, sum a_i z_i = 0, and
///   z_i.w is zero on the rest and positive on all others. Where `projected` is given, its weights b_i (not negative on
///   the separable part, of any sign on the rest) prove the l2 margin gamma of the separable part among the w orthogonal
///   to the rest: min z_i.w / ||w|| <= gamma <= ||sum b_i z_i|| / sum of b_i over the separable part.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CertificateFile {
    /// The version of the format.
    pub version: u32,
    /// SHA-256 of the bytes of the data file, in hexadecimal.
    pub sha256: String,
    /// How the rows are made from the file.
    pub rows: RowsOfFile,
    /// The norm of the separator: `1`, `2`, `inf` or another p in (1, inf); none for a partition.
    pub norm: Option<Norm>,
    /// Whether some w has z_i.w > 0 for every row.
    pub separable: bool,
    /// The claimed ends of the margin.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<Ends>,
    /// `exact` or `enclosure`.
    pub certificate: Kind,
    /// w, length d, or empty.
    pub primal: Vec<Whole>,
    /// Row and weight.
    pub dual: Vec<(usize, Whole)>,
    /// Row and weight: the upper end of the margin beside a rest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub projected: Option<Vec<(usize, Whole)>>,
}

/// How signed rows are made from a data file: rows are numbered from 0 after `classes`, features end with the constant 1
/// of `bias`, and the sign is applied last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsOfFile {
    /// Name of a CSV file's label column.
    pub label: Option<String>,
    /// The label that is +1, all others being -1; beside `classes` the first of the two.
    pub positive: Option<String>,
    /// The two classes that are kept, the first being +1.
    pub classes: Option<[String; 2]>,
    /// Whether a constant feature 1 is appended.
    pub bias: bool,
    /// Whether svmlight indices count from 0.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub zero_based: bool,
}

/// The two ends of a margin.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ends {
    /// The margin is at least this.
    pub lower: f64,
    /// The margin is at most this.
    pub upper: f64,
}

/// Whether the two ends are one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// They are.
    Exact,
    /// They are not, or it is not claimed.
    Enclosure,
}

impl Ends {
    fn of(claim: &MarginProof) -> Ends {
        Ends { lower: claim.lower, upper: claim.upper }
    }
}

impl Kind {
    fn of(claim: &MarginProof) -> Kind {
        if claim.exact { Kind::Exact } else { Kind::Enclosure }
    }
}

impl CertificateFile {
    /// The file of a certificate about `data`; `norm` is the one that was asked about, for a witness that there is no
    /// margin. `None` for data that were not read from a file.
    pub fn of(data: &DataSet, norm: Norm, certificate: &Certificate) -> Option<CertificateFile> {
        let Provenance::File { sha256, parameters, .. } = &data.provenance else { return None };
        let get = |key: &str| parameters.get(key).filter(|value| !value.is_empty()).cloned();
        let classes = get("classes").and_then(|both| {
            let (first, second) = both.split_once(',')?;
            Some([first.to_string(), second.to_string()])
        });
        let is = |key: &str| get(key).is_some_and(|value| value == "true");
        let rows = RowsOfFile {
            label: get("label"),
            positive: get("positive"),
            classes,
            bias: is("bias"),
            zero_based: is("zero_based"),
        };
        let exact = CertificateFile {
            version: VERSION,
            sha256: sha256.clone(),
            rows,
            norm: Some(norm),
            separable: false,
            margin: None,
            certificate: Kind::Exact,
            primal: Vec::new(),
            dual: Vec::new(),
            projected: None,
        };
        Some(match certificate {
            Certificate::Margin { norm, claim, primal, dual } => CertificateFile {
                norm: Some(*norm),
                separable: true,
                margin: Some(Ends::of(claim)),
                certificate: Kind::of(claim),
                primal: primal.clone(),
                dual: dual.clone(),
                ..exact
            },
            Certificate::NotSeparable { weights } => CertificateFile { dual: weights.clone(), ..exact },
            Certificate::Partition { primal, dual, projected } => CertificateFile {
                norm: None,
                separable: dual.is_empty(),
                margin: projected.as_ref().map(|(claim, _)| Ends::of(claim)),
                certificate: projected.as_ref().map_or(Kind::Exact, |(claim, _)| Kind::of(claim)),
                primal: primal.clone(),
                dual: dual.clone(),
                projected: projected.as_ref().map(|(_, weights)| weights.clone()),
                ..exact
            },
        })
    }

    /// The certificate without its file.
    ///
    /// # Errors
    /// `Misplaced` where parts of the file do not belong together.
    pub fn certificate(&self) -> Result<Certificate, Refused> {
        let misplaced = |what, expected| Err(Refused::Misplaced { what, expected });
        if self.version != VERSION {
            return misplaced("a certificate of another version", "version 1");
        }
        if let (Some([first, _]), Some(positive)) = (&self.rows.classes, &self.rows.positive)
            && !is_same_label(first, positive)
        {
            let what = "a positive label that is not the first of the two classes";
            return misplaced(what, "the first of the two classes");
        }
        let (primal, dual) = (self.primal.clone(), self.dual.clone());
        let exact = self.certificate == Kind::Exact;
        let claim = self.margin.map(|Ends { lower, upper }| MarginProof { lower, upper, exact });
        if claim.is_none() && !exact {
            return misplaced("an enclosure of an answer that is no number", "the certificate exact");
        }
        let Some(norm) = self.norm else {
            if self.separable != dual.is_empty() {
                let what = "a partition at odds with what is said of separability";
                return misplaced(what, "separable where there is no rest, and only there");
            }
            let projected = match (claim, self.projected.clone()) {
                (Some(claim), Some(weights)) => Some((claim, weights)),
                (None, None) => None,
                _ => return misplaced("one of margin and projected", "both or none"),
            };
            return Ok(Certificate::Partition { primal, dual, projected });
        };
        if self.projected.is_some() {
            return misplaced("weights for a margin across the rest beside a norm", "no norm");
        }
        match (self.separable, claim) {
            (true, Some(claim)) => Ok(Certificate::Margin { norm, claim, primal, dual }),
            (true, None) => misplaced("separable rows without a margin", "the ends of the margin"),
            (false, Some(_)) => misplaced("a margin of rows that cannot be separated", "no margin"),
            (false, None) if !primal.is_empty() => {
                misplaced("a separator of rows that cannot be separated", "an empty primal")
            }
            (false, None) => Ok(Certificate::NotSeparable { weights: dual }),
        }
    }

    /// How to read the data file.
    pub fn reading(&self) -> ReadOptions {
        let classes = self.rows.classes.clone().map(|[first, second]| (first, second));
        ReadOptions {
            label: self.rows.label.clone(),
            positive: if classes.is_some() { None } else { self.rows.positive.clone() },
            classes,
            bias: self.rows.bias,
            zero_based: self.rows.zero_based,
            ..ReadOptions::default()
        }
    }
}

/// Whether two texts are one label: the same number, or the same text.
fn is_same_label(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim(), other.trim());
    match (one.parse::<f64>(), other.parse::<f64>()) {
        (Ok(x), Ok(y)) => x == y,
        _ => one == other,
    }
}
