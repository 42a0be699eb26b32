//! Real data, read without the readers that are tested elsewhere.

use crate::data::{DataSet, Provenance, SignedRows, Truth};

/// The rows of a table whose last column is the class, as (features, +1 or -1), others left out.
fn table(text: &str, positive: &str, negative: &str) -> Vec<(Vec<f64>, i8)> {
    text.lines()
        .skip(1)
        .filter_map(|line| {
            let (features, class) = line.rsplit_once(',')?;
            let label = if class == positive { 1 } else { -1 };
            let features = features.split(',').map(|x| x.parse().expect("a number")).collect();
            (class == positive || class == negative).then_some((features, label))
        })
        .collect()
}

fn data_set(table: Vec<(Vec<f64>, i8)>) -> DataSet {
    let d = table[0].0.len();
    DataSet {
        n: table.len(),
        d,
        labels: table.iter().map(|r| r.1).collect(),
        features: table.into_iter().flat_map(|r| r.0).collect(),
        feature_names: (0..d).map(|j| format!("x{j}")).collect(),
        provenance: Provenance::Given { name: "fixture".to_string() },
        truth: Truth::default(),
    }
}

/// Two species of iris, labelled.
pub(super) fn iris_set(positive: &str, negative: &str) -> DataSet {
    data_set(table(include_str!("../../../fixtures/iris.csv"), positive, negative))
}

/// Signed rows of two species of iris, without a bias column.
pub(super) fn iris(positive: &str, negative: &str) -> SignedRows {
    iris_set(positive, negative).signed_rows()
}

/// Tumours, labelled, raw features up to 4254.
pub(super) fn wdbc_set() -> DataSet {
    data_set(table(include_str!("../../../fixtures/wdbc.csv"), "malignant", "benign"))
}

/// Signed rows of the tumours, without a bias column.
pub(super) fn wdbc() -> SignedRows {
    wdbc_set().signed_rows()
}

/// Signed +-1 rows of two boosting examples, label 1 on every row: 9 by 9 and 9 by 10.
pub(super) fn boosting() -> [SignedRows; 2] {
    [include_str!("../../../fixtures/boosting_9x9.csv"), include_str!("../../../fixtures/boosting_9x10.csv")]
        .map(|text| data_set(table(text, "1", "-1")).signed_rows())
}
