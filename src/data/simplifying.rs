//! Shrinking of a data set by its own numbers, whatever it was made of: rows and columns left out, then smaller
//! numbers. A construction that draws well does not shrink well: its parts keep one another in place.

use proptest::strategy::ValueTree;

use super::ingredients::smaller;
use super::{DataSet, Provenance, SignedRows};

/// Labelled points of whole numbers, kept as signed rows: a linear claim does not see a label that turns with its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WholeRows {
    /// The signed rows, at least one of at least one column.
    pub(super) rows: Vec<Vec<i16>>,
    /// Whether the label of each row is +1.
    pub(super) positive: Vec<bool>,
}

impl WholeRows {
    fn columns(&self) -> usize {
        self.rows[0].len()
    }

    /// The data set, without a name.
    pub(super) fn data(&self) -> DataSet {
        let rows: Vec<Vec<f64>> =
            self.rows.iter().map(|row| row.iter().map(|&v| f64::from(v)).collect()).collect();
        let provenance = Provenance::Given { name: String::new() };
        let mut data = DataSet::from_signed_rows(SignedRows::from_rows(&rows), provenance);
        for (row, &positive) in data.features.chunks_exact_mut(data.d).zip(&self.positive) {
            // A zero has no sign to turn.
            row.iter_mut().filter(|v| !positive && **v != 0.0).for_each(|v| *v = -*v);
        }
        data.labels = self.positive.iter().map(|&positive| if positive { 1 } else { -1 }).collect();
        data
    }

    /// Simpler sets, the greatest steps first. Every step lowers (rows, columns, labels of -1, sum of magnitudes,
    /// negative numbers) in the first place that it touches, so shrinking ends.
    fn simpler(&self) -> Vec<WholeRows> {
        let (n, d) = (self.rows.len(), self.columns());
        let mut simpler = Vec::new();
        let mut offer = |change: &dyn Fn(&mut WholeRows)| {
            let mut other = self.clone();
            change(&mut other);
            if other != *self {
                simpler.push(other);
            }
        };
        offer(&|set| set.positive.fill(true));
        for i in (0..n).filter(|_| n > 1) {
            offer(&|set| {
                set.rows.remove(i);
                set.positive.remove(i);
            });
        }
        for j in (0..d).filter(|_| d > 1) {
            offer(&|set| set.rows.iter_mut().for_each(|row| _ = row.remove(j)));
        }
        offer(&|set| set.rows.iter_mut().flatten().for_each(|v| *v /= 2));
        for j in 0..d {
            // Numbers of one magnitude in a column stay together first: what is symmetric stays so.
            let mut magnitudes: Vec<i16> = self.rows.iter().map(|row| row[j].abs()).collect();
            magnitudes.sort_unstable();
            magnitudes.dedup();
            for magnitude in magnitudes {
                for less in smaller(magnitude) {
                    offer(&|set| {
                        let column = set.rows.iter_mut().map(|row| &mut row[j]);
                        column.filter(|v| v.abs() == magnitude).for_each(|v| *v = less * v.signum());
                    });
                }
            }
            // Over all rows a column may be turned: as many positive numbers as there can be.
            if 2 * self.rows.iter().filter(|row| row[j] < 0).count()
                > self.rows.iter().filter(|row| row[j] != 0).count()
            {
                offer(&|set| set.rows.iter_mut().for_each(|row| row[j] = -row[j]));
            }
        }
        for i in 0..n {
            for j in 0..d {
                for less in smaller(self.rows[i][j]).chain([self.rows[i][j].abs()]) {
                    offer(&|set| set.rows[i][j] = less);
                }
            }
        }
        simpler
    }
}

/// The walk of a shrink: it tries every step from the set that still fails, round and round, and ends where none is
/// left that does.
#[derive(Clone, Debug)]
pub(super) struct Simplifying {
    /// The simplest set known to fail.
    kept: WholeRows,
    /// The steps from it.
    steps: Vec<WholeRows>,
    /// The step that is tried next.
    next: usize,
    /// How many were tried since the last that was taken.
    in_vain: usize,
    /// The set that is being tried.
    tried: Option<WholeRows>,
}

impl Simplifying {
    /// From a drawn set.
    pub(super) fn from(drawn: WholeRows) -> Simplifying {
        Simplifying { steps: Vec::new(), next: 0, in_vain: 0, kept: drawn, tried: None }
    }

    fn offer(&mut self) -> bool {
        if self.in_vain >= self.steps.len() {
            self.tried = None;
            return false;
        }
        self.next %= self.steps.len();
        self.tried = Some(self.steps[self.next].clone());
        self.next += 1;
        self.in_vain += 1;
        true
    }
}

impl ValueTree for Simplifying {
    type Value = DataSet;

    fn current(&self) -> DataSet {
        self.tried.as_ref().unwrap_or(&self.kept).data()
    }

    fn simplify(&mut self) -> bool {
        if let Some(tried) = self.tried.take() {
            self.kept = tried;
            // What stood behind the step that was taken has moved up by one.
            self.next -= 1;
        }
        self.steps = self.kept.simpler();
        self.in_vain = 0;
        self.offer()
    }

    fn complicate(&mut self) -> bool {
        self.tried.is_some() && self.offer()
    }
}
