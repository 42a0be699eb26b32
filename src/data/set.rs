//! A data set of labelled points, and the signed rows that a linear claim sees.

use super::Provenance;

/// What a generator knows of its own data without any solver.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    /// Whether some w has z_i.w > 0 for every row; `None` where the generator does not know.
    pub separable: Option<bool>,
    /// The l2 max margin gamma.
    pub margin: Option<f64>,
    /// The unit max-margin direction, length d.
    pub direction: Option<Vec<f64>>,
    /// Dual multipliers on the simplex, p_i = gamma^2 alpha_i, length n, zero off the support. Where they are not
    /// unique (repeated rows, symmetric pairs) those of largest entropy, which gradient descent weighs by.
    pub simplex_multipliers: Option<Vec<f64>>,
    /// Indices of the rows with a positive multiplier, ascending.
    pub support: Option<Vec<usize>>,
    /// The least of z_i.w^ over the rows off the margin (above 1); `None` also where every row is on it.
    pub theta: Option<f64>,
}

/// n labelled points in R^d.
#[derive(Clone, Debug, PartialEq)]
pub struct DataSet {
    /// Number of points.
    pub n: usize,
    /// Number of features.
    pub d: usize,
    /// Features, row-major, n x d; every value finite.
    pub features: Vec<f64>,
    /// Labels, +1 or -1, length n.
    pub labels: Vec<i8>,
    /// Names of the features, length d.
    pub feature_names: Vec<String>,
    /// Where the data come from.
    pub provenance: Provenance,
    /// What the generator states of them.
    pub truth: Truth,
}

impl DataSet {
    /// The signed rows z_i = y_i x_i.
    pub fn signed_rows(&self) -> SignedRows {
        let mut values = self.features.clone();
        for (row, &label) in values.chunks_exact_mut(self.d).zip(&self.labels) {
            if label < 0 {
                row.iter_mut().for_each(|v| *v = -*v);
            }
        }
        SignedRows { n: self.n, d: self.d, values }
    }

    /// The same points without their last feature; nothing is stated of them.
    pub fn without_last_feature(&self) -> DataSet {
        let d = self.d - 1;
        let features = self.features.chunks_exact(self.d).flat_map(|row| row[..d].iter().copied()).collect();
        let feature_names = self.feature_names[..d].to_vec();
        DataSet { d, features, feature_names, truth: Truth::default(), ..self.clone() }
    }

    /// A data set of signed rows, every label +1.
    pub fn from_signed_rows(rows: SignedRows, provenance: Provenance) -> DataSet {
        let SignedRows { n, d, values } = rows;
        let feature_names = (1..=d).map(|j| format!("x{j}")).collect();
        DataSet {
            n,
            d,
            features: values,
            labels: vec![1; n],
            feature_names,
            provenance,
            truth: Truth::default(),
        }
    }
}

/// The signed rows z_i = y_i x_i of a data set: all that a linear claim sees.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedRows {
    /// Number of rows.
    pub n: usize,
    /// Number of columns.
    pub d: usize,
    /// Row-major, n x d; every value finite.
    pub values: Vec<f64>,
}

impl SignedRows {
    /// Rows of equal length.
    ///
    /// # Panics
    /// When the rows differ in length or there are none: for data of unknown shape use a reader.
    pub fn from_rows<R: AsRef<[f64]>>(rows: &[R]) -> SignedRows {
        let d = rows.first().expect("at least one row").as_ref().len();
        let values: Vec<f64> = rows.iter().flat_map(|r| r.as_ref().iter().copied()).collect();
        assert!(d > 0 && values.len() == d * rows.len(), "rows of one positive length");
        SignedRows { n: rows.len(), d, values }
    }

    /// Row i, length d.
    pub fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.d..(i + 1) * self.d]
    }

    /// All rows in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> + Clone {
        self.values.chunks_exact(self.d)
    }
}
