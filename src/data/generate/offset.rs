//! Two clusters off the origin: the penalised bias and the free bias give different directions.

use std::collections::BTreeMap;

use rand::Rng;

use super::draft::Draft;
use super::draws::Draws;
use super::error::GenerateError;
use super::frame::{add_scaled, dot, orthonormal};
use super::generator::{Generator, Given, as_text};
use crate::data::{DataSet, Seed};

const NAME: &str = "offset";

/// Half the distance of the two support vectors.
const HALF: f64 = 0.5;

/// How far beyond the margin the other rows are, for both support vector machines.
const BEYOND: f64 = 1.2;

/// Two clusters around m + h e and m - h e, far from the origin, with a last constant feature 1 named `bias`.
///
/// The support vectors are x+ = m + h e and x- = m - h e. The machine with a free bias has weights along e. The one
/// that gradient descent finds penalises the bias with the weights, min |w|^2 + b^2 (Soudry et al., JMLR 19(70),
/// 2018, remark on the bias); its weights are along h e + q m with q = -h e.m / (|m|^2 + 1), its multipliers are
/// (1 + q)/2 and (1 - q)/2. With m = m1 e + m2 f and m1, m2 in [0.5, 1.2] the tangent of the angle between
/// the two is m1 m2 / (1 + m2^2) >= 1/5. Every other row is beyond 1.2 margins for both machines.
#[derive(Clone, Debug, PartialEq)]
pub struct Offset {
    /// Number of features without the constant one, at least 2.
    pub d: usize,
    /// Number of rows off the margin.
    pub others: usize,
}

/// Offset data with both answers.
#[derive(Clone, Debug, PartialEq)]
pub struct OffsetData {
    /// The rows with the constant feature last, d + 1 columns; the truth is that of the penalised bias.
    pub data: DataSet,
    /// The machine with a free bias: weights and bias scaled to unit length together, length d + 1.
    pub free_bias: Vec<f64>,
    /// The cosine of the angle between the weights (without the biases) of the two machines.
    pub cosine: f64,
}

impl Default for Offset {
    fn default() -> Offset {
        Offset { d: 3, others: 18 }
    }
}

impl Offset {
    /// The generator whose parameters are given as text, by field name.
    ///
    /// # Errors
    /// [`GenerateError`] for an unknown name or a value that cannot be read.
    pub fn from_parameters(given: &BTreeMap<String, String>) -> Result<Offset, GenerateError> {
        let (mut given, default) = (Given::new(NAME, given), Offset::default());
        let made = Offset { d: given.value("d", default.d)?, others: given.value("others", default.others)? };
        given.end().map(|()| made)
    }

    /// The data set of a seed with both answers.
    ///
    /// # Errors
    /// [`GenerateError::Parameter`] for d below 2.
    pub fn draw(&self, seed: Seed) -> Result<OffsetData, GenerateError> {
        if self.d < 2 {
            return Err(GenerateError::range(NAME, "d", self.d, "at least 2"));
        }
        let mut draws = Draws::new(seed.stream("data").rng());
        let frame = orthonormal(self.d, 2, &mut draws);
        let (m1, m2) = (draws.uniform(0.5, 1.2), draws.uniform(0.5, 1.2));
        let mut centre = vec![0.0; self.d];
        add_scaled(&mut centre, m1, &frame[0]);
        add_scaled(&mut centre, m2, &frame[1]);
        let half: Vec<f64> = frame[0].iter().map(|e| HALF * e).collect();
        let q = -dot(&half, &centre) / (dot(&centre, &centre) + 1.0);

        let free = with_last(&half, -dot(&half, &centre));
        let mut weights = half.clone();
        add_scaled(&mut weights, q, &centre);
        let penalised = with_last(&weights, q);
        // The penalised machine is the point of the hull of the signed rows nearest to the origin.
        let margin = dot(&penalised, &penalised).sqrt();

        let point = |sign: f64| {
            let mut x = centre.clone();
            add_scaled(&mut x, sign, &half);
            x
        };
        let mut rows = vec![signed(&point(1.0), 1), signed(&point(-1.0), -1)];
        let mut labels = vec![1, -1];
        while rows.len() < 2 + self.others {
            let label = draws.sign();
            let row = signed(&self.candidate(&centre, &half, label, &mut draws), label);
            let beyond_both =
                dot(&row, &penalised) >= BEYOND * margin * margin && dot(&row, &free) >= BEYOND * HALF * HALF;
            if beyond_both {
                rows.push(row);
                labels.push(label);
            }
        }
        let mut multipliers = vec![(1.0 + q) / 2.0, (1.0 - q) / 2.0];
        multipliers.resize(rows.len(), 0.0);
        let mut order: Vec<usize> = (0..rows.len()).collect();
        draws.shuffle(&mut order);
        let labels = order.iter().map(|&i| labels[i]).collect();
        let cosine = dot(&weights, &half) / (dot(&weights, &weights) * dot(&half, &half)).sqrt();
        let draft = Draft {
            on_margin: (0..rows.len()).map(|i| i < 2).collect(),
            rows,
            multipliers: Some(multipliers),
            separable: true,
            margin: Some((margin, penalised.iter().map(|v| v / margin).collect())),
        };
        let mut data = draft.in_order(&order, labels, NAME, seed, self.parameters());
        data.feature_names[self.d] = "bias".to_owned();
        let length = dot(&free, &free).sqrt();
        Ok(OffsetData { data, free_bias: free.iter().map(|v| v / length).collect(), cosine })
    }

    fn candidate<R: Rng>(&self, centre: &[f64], half: &[f64], label: i8, draws: &mut Draws<R>) -> Vec<f64> {
        let mut x = centre.to_vec();
        let away = 1.0 + 2.0 * draws.exponential();
        add_scaled(&mut x, f64::from(label) * away, half);
        x.iter_mut().for_each(|v| *v += 0.5 * draws.gaussian());
        x
    }
}

impl Generator for Offset {
    fn name(&self) -> &'static str {
        NAME
    }

    fn parameters(&self) -> BTreeMap<String, String> {
        as_text([("d", self.d.to_string()), ("others", self.others.to_string())])
    }

    fn shape(&self) -> (usize, usize) {
        (self.others.saturating_add(2), self.d.saturating_add(1))
    }

    fn generate(&self, seed: Seed) -> Result<DataSet, GenerateError> {
        self.draw(seed).map(|offset| offset.data)
    }
}

fn with_last(head: &[f64], last: f64) -> Vec<f64> {
    head.iter().copied().chain([last]).collect()
}

/// The signed row of a point with the constant feature: y (x, 1).
fn signed(x: &[f64], label: i8) -> Vec<f64> {
    let sign = f64::from(label);
    x.iter().map(|v| sign * v).chain([sign]).collect()
}
