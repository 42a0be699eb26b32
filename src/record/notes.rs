//! What stands beside a finding: hypotheses, certificates, curves.

use super::Sense;
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

/// Whether an axis shows a number or its logarithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scale {
    /// The number.
    Linear,
    /// Its logarithm.
    Logarithmic,
}

/// The axes on which the law of a curve is a straight line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Axes {
    /// Of ln t: a power of t is straight against ln t, a power of log t against its logarithm.
    pub log_time: Scale,
    /// Of the value.
    pub value: Scale,
}

/// A curve of one comparison: what is measured at log times, beside what it is held against.
///
/// All lists that are not empty have the length of `log_time`. Values are rounded to single precision: they are drawn, not judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The comparison that it belongs to, by name.
    pub name: String,
    /// What is drawn.
    pub quantity: String,
    /// How measured and predicted are held against each other.
    pub sense: Sense,
    /// Where the law is a straight line.
    pub axes: Axes,
    /// ln t, ascending.
    pub log_time: Vec<f64>,
    /// The first reading on the flow's clock; those before are on the descent's. `None` where all are on the descent's.
    pub flow_from: Option<usize>,
    /// The first reading that the comparison judges; those before show how it came there, and what it would have been held against.
    pub judged_from: usize,
    /// The measured values.
    pub measured: Vec<f64>,
    /// The bound, the predicted value, or, of distances from what is predicted, what is allowed.
    pub predicted: Vec<f64>,
    /// What a measured value may be off by from the predicted one; empty where the budget is of one time alone.
    pub band: Vec<f64>,
    /// The law: its slope is predicted, its height is taken from the run. Empty where there is none.
    pub law: Vec<f64>,
}

/// A problem in the plane.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// The signed rows y_i x_i.
    pub rows: Vec<[f64; 2]>,
    /// The certified direction of the limit, a unit vector; `None` where there is none.
    pub direction: Option<[f64; 2]>,
    /// Where the ray along it begins: the finite optimum of data that are not separable; `None` for separable ones.
    pub offset: Option<[f64; 2]>,
    /// ln t of the recorded iterates, the start (minus infinity) left out.
    pub log_time: Vec<f64>,
    /// Those iterates.
    pub path: Vec<[f64; 2]>,
}
