//! Kesler's construction: points in several classes as signed rows.

use super::read::MOST_VALUES;
use super::{MulticlassSet, SignedRows};
use crate::numbers::counted;

/// The signed rows of points in K classes: for point n and each rival class k other than its own y_n the row
/// (e_{y_n} - e_k) (x) x_n in R^{Kd}.
///
/// A matrix W (K x d, row-major as a vector of length Kd) gives point n the score W_k . x_n in class k, and
/// row . W = (W_{y_n} - W_k) . x_n: W puts every point in its class exactly when it separates the rows (Duda, Hart and
/// Stork, Pattern Classification, 2001, section 5.12.1).
///
/// The order is fixed: all rows of point 0, then those of point 1 and so on; within a point rivals ascend.
#[derive(Clone, Debug, PartialEq)]
pub struct KeslerRows {
    /// The rows, n (K - 1) of them with K d columns; column k d + j belongs to class k and feature j.
    pub rows: SignedRows,
    /// Number of classes, K.
    pub classes: usize,
    /// Number of features, d.
    pub d: usize,
    /// The class of each point, length n.
    labels: Vec<usize>,
}

/// Why points in several classes have no Kesler rows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeslerError {
    /// Fewer than two classes, no points or no features.
    #[error(
        "found {} with {} in a number of classes of {classes}, expected at least one of each and two classes",
        counted(*points, "point"),
        counted(*features, "feature")
    )]
    Empty {
        /// Number of points.
        points: usize,
        /// Number of features.
        features: usize,
        /// Number of classes.
        classes: usize,
    },
    /// A label that is no class, or a table that is not n x d with one label a point.
    #[error("found {what} {found}, expected {expected}")]
    Shape {
        /// What does not fit.
        what: &'static str,
        /// Its size or value.
        found: usize,
        /// What would fit.
        expected: String,
    },
    /// More values than are held in memory.
    #[error(
        "found {} in {} with {}, whose pairs with rival classes have more than the {MOST_VALUES} values that are held",
        counted(*points, "point"),
        format_args!("{classes} classes"),
        counted(*features, "feature")
    )]
    TooLarge {
        /// Number of points.
        points: usize,
        /// Number of classes.
        classes: usize,
        /// Number of features.
        features: usize,
    },
}

impl KeslerRows {
    /// The rows of a data set.
    ///
    /// # Errors
    /// [`KeslerError`] for data without points, features or a second class, for labels that are no class, and where the
    /// n (K - 1) K d values are more than [`MOST_VALUES`].
    pub fn of(data: &MulticlassSet) -> Result<KeslerRows, KeslerError> {
        let (n, d, classes) = (data.n, data.d, data.classes());
        if n == 0 || d == 0 || classes < 2 {
            return Err(KeslerError::Empty { points: n, features: d, classes });
        }
        let shape = |what, found, expected: String| Err(KeslerError::Shape { what, found, expected });
        if n.checked_mul(d) != Some(data.features.len()) {
            return shape("a table of length", data.features.len(), format!("{n} x {d}"));
        }
        if data.labels.len() != n {
            return shape("a number of labels", data.labels.len(), n.to_string());
        }
        if let Some(&label) = data.labels.iter().find(|&&label| label >= classes) {
            return shape("the label", label, format!("a class from 0 to {}", classes - 1));
        }
        let values = [classes - 1, classes, d].iter().try_fold(n, |product, &x| product.checked_mul(x));
        if values.is_none_or(|values| values > MOST_VALUES) {
            return Err(KeslerError::TooLarge { points: n, classes, features: d });
        }
        let mut rows =
            SignedRows { n: n * (classes - 1), d: classes * d, values: vec![0.0; values.unwrap_or(0)] };
        let labels = data.labels.clone();
        let pairs =
            (0..n).flat_map(|i| (0..classes).filter(move |&k| k != data.labels[i]).map(move |k| (i, k)));
        for (row, (i, rival)) in rows.values.chunks_exact_mut(classes * d).zip(pairs) {
            for (j, &x) in data.point(i).iter().enumerate() {
                row[labels[i] * d + j] = x;
                // Not -x where x is zero: a zero of either sign is the same number, the plain one compares equal in
                // bits.
                row[rival * d + j] = 0.0 - x;
            }
        }
        Ok(KeslerRows { rows, classes, d, labels })
    }

    /// What these rows are the Kesler rows of, for so many classes; `None` where they are not.
    pub fn of_rows(rows: &SignedRows, classes: usize) -> Option<KeslerRows> {
        if classes < 2 || !rows.d.is_multiple_of(classes) || !rows.n.is_multiple_of(classes - 1) {
            return None;
        }
        let d = rows.d / classes;
        let of_point = |i: usize| {
            let block = |k: usize, c: usize| &rows.row(i * (classes - 1) + k)[c * d..][..d];
            let is_label = |c: usize| {
                let own = block(0, c);
                let rivals = (0..classes).filter(|&rival| rival != c);
                rivals.enumerate().all(|(k, rival)| {
                    let expected = |other: usize, j: usize| match other {
                        _ if other == c => own[j],
                        _ if other == rival => -own[j],
                        _ => 0.0,
                    };
                    (0..classes).all(|other| (0..d).all(|j| block(k, other)[j] == expected(other, j)))
                })
            };
            (0..classes).find(|&c| is_label(c))
        };
        let labels = (0..rows.n / (classes - 1)).map(of_point).collect::<Option<Vec<_>>>()?;
        Some(KeslerRows { rows: rows.clone(), classes, d, labels })
    }

    /// The point and the rival class of a row.
    ///
    /// # Panics
    /// For a row beyond the last.
    pub fn pair(&self, row: usize) -> (usize, usize) {
        let (point, place) = (row / (self.classes - 1), row % (self.classes - 1));
        (point, place + usize::from(place >= self.labels[point]))
    }

    /// The row of a point and a rival class; `None` where there is no such point or class, or it is the point's own.
    pub fn row_of(&self, point: usize, rival: usize) -> Option<usize> {
        let own = *self.labels.get(point)?;
        (rival < self.classes && rival != own)
            .then(|| point * (self.classes - 1) + rival - usize::from(rival > own))
    }

    /// The class of each point, length n.
    pub fn labels(&self) -> &[usize] {
        &self.labels
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_by_point_and_then_by_rival_class() {
        let data = MulticlassSet::from_points(&[[1.0, 2.0], [3.0, 0.0]], &[1, 2], 3);
        let made = KeslerRows::of(&data).unwrap();
        let expected = SignedRows::from_rows(&[
            [-1.0, -2.0, 1.0, 2.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 2.0, -1.0, -2.0],
            [-3.0, 0.0, 0.0, 0.0, 3.0, 0.0],
            [0.0, 0.0, -3.0, 0.0, 3.0, 0.0],
        ]);
        assert_eq!(made.rows, expected);
        let pairs: Vec<_> = (0..4).map(|row| made.pair(row)).collect();
        assert_eq!(pairs, [(0, 0), (0, 2), (1, 0), (1, 1)]);
        for (row, (point, rival)) in pairs.into_iter().enumerate() {
            assert_eq!(made.row_of(point, rival), Some(row));
        }
        assert_eq!([made.row_of(0, 1), made.row_of(2, 0), made.row_of(0, 3)], [None; 3]);
        // They are told from the rows alone, and rows that are of no points are.
        assert_eq!(KeslerRows::of_rows(&made.rows, 3), Some(made.clone()));
        for at in 0..made.rows.values.len() {
            let mut other = made.rows.clone();
            other.values[at] += 1.0;
            assert_eq!(KeslerRows::of_rows(&other, 3), None, "entry {at}");
        }
        assert_eq!([KeslerRows::of_rows(&made.rows, 1), KeslerRows::of_rows(&made.rows, 4)], [None, None]);
    }

    #[test]
    fn what_has_no_rows_is_refused_in_one_line() {
        let mut data = MulticlassSet::from_points(&[[1.0], [2.0]], &[0, 1], 2);
        let said = |data: &MulticlassSet| KeslerRows::of(data).unwrap_err().to_string();
        data.labels[1] = 2;
        assert_eq!(said(&data), "found the label 2, expected a class from 0 to 1");
        data.labels.pop();
        assert_eq!(said(&data), "found a number of labels 1, expected 2");
        data.class_names.pop();
        assert_eq!(
            said(&data),
            "found 2 points with 1 feature in a number of classes of 1, expected at least one of each and two classes"
        );
        let wide = MulticlassSet::from_points(&vec![[0.5; 64]; 2000], &vec![3; 2000], 40);
        assert_eq!(
            said(&wide),
            "found 2000 points in 40 classes with 64 features, whose pairs with rival classes have more than the 134217728 \
             values that are held"
        );
        // Sizes whose product is beyond counting are refused before anything is set aside.
        let mut beyond = MulticlassSet::from_points(&[[1.0]], &[0], 2);
        (beyond.n, beyond.d) = (usize::MAX, 3);
        assert!(matches!(KeslerRows::of(&beyond), Err(KeslerError::Shape { .. })));
    }
}
