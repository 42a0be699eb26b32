//! What stands beside a finding: hypotheses, certificates, curves.

use serde::{Deserialize, Serialize};

/// State of a hypothesis on a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum HypothesisState {
    /// It is met.
    Met,
    /// It is not.
    Broken,
}

/// A hypothesis with the number that decided it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HypothesisNote {
    /// Its name.
    pub name: String,
    /// The number that decided it, in words.
    pub found: String,
    /// Whether it is met.
    pub state: HypothesisState,
    /// Whether the arm looks past it.
    pub waived: bool,
}

/// The certificate behind an exact answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CertificateNote {
    /// Of what.
    pub of: String,
    /// `exact` or `enclosure`.
    pub method: String,
    /// Relative width of the enclosure.
    pub width: f64,
}

/// A measured curve with what was predicted for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// What is drawn.
    pub name: String,
    /// ln t.
    pub log_time: Vec<f64>,
    /// The measured values.
    pub measured: Vec<f64>,
    /// The predicted limit or law at the same times.
    pub predicted: Vec<f64>,
}
