//! Whole numbers from which separable, degenerate and non-separable rows are made, whatever the numbers are: so the
//! property survives every shrink of them.

use super::SignedRows;

/// Most columns of a data set made here.
pub(super) const MOST_COLUMNS: usize = 6;

/// Most rows that are drawn; those that a construction adds come on top.
pub(super) const MOST_ROWS: usize = 12;

/// Numerators are drawn from -16..=16; the values are eighths.
pub(super) const LARGEST_NUMERATOR: i16 = 16;

/// One row of numerators; a data set of d columns uses the first d.
pub(super) type Numerators = [i16; MOST_COLUMNS];

/// The numbers that a data set is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ingredients {
    /// Columns, read as at least 1 (2 for degenerate data) and at most [`MOST_COLUMNS`].
    pub(super) d: usize,
    /// A direction (separable) or the support vector's height and order of axes (degenerate).
    pub(super) special: Numerators,
    /// Rows, read as at least one.
    pub(super) rows: Vec<Numerators>,
    /// How many of the rows take part in the cycle (non-separable) or lie on the margin (degenerate).
    pub(super) count: usize,
}

impl Ingredients {
    fn columns(&self, least: usize) -> usize {
        self.d.clamp(least, MOST_COLUMNS)
    }

    /// The rows cut to d columns; one row of zeros where there is none.
    fn cut(&self, d: usize) -> Vec<Vec<i32>> {
        let cut = |row: &Numerators| row[..d].iter().map(|&v| i32::from(v)).collect();
        match self.rows.as_slice() {
            [] => vec![vec![0; d]],
            rows => rows.iter().map(cut).collect(),
        }
    }

    /// A direction that is not zero.
    fn direction(&self, d: usize) -> Vec<i32> {
        let mut direction: Vec<i32> = self.special[..d].iter().map(|&v| i32::from(v)).collect();
        if direction.iter().all(|&v| v == 0) {
            direction[0] = 1;
        }
        direction
    }

    /// Rows on one side of a hyperplane through the origin, and a w with z_i.w > 0 for all: rows on the other side
    /// are reflected, rows on the hyperplane are moved off it by w.
    pub(super) fn separable(&self) -> (SignedRows, Vec<f64>) {
        let d = self.columns(1);
        let w = self.direction(d);
        let mut rows = self.cut(d);
        for row in &mut rows {
            match row.iter().zip(&w).map(|(a, b)| a * b).sum::<i32>() {
                0 => row.iter_mut().zip(&w).for_each(|(a, b)| *a += b),
                along if along < 0 => row.iter_mut().for_each(|a| *a = -*a),
                _ => {}
            }
        }
        (eighths(&rows), w.iter().map(|&v| f64::from(v) / 8.0).collect())
    }

    /// Rows of which some sum to zero, so that no w has z_i.w > 0 on all of them, and how many those are: they
    /// come first. Rows of zeros become unit rows, so that the fewest rows are one and its negative.
    pub(super) fn non_separable(&self) -> (SignedRows, usize) {
        let d = self.columns(1);
        let mut rows = self.cut(d);
        rows.iter_mut().filter(|row| row.iter().all(|&v| v == 0)).for_each(|row| row[0] = 1);
        let mut count = self.count.clamp(1, rows.len());
        // A sum that is zero already is a cycle; otherwise its negative closes one.
        let sum: Vec<i32> = (0..d).map(|j| rows[..count].iter().map(|row| row[j]).sum()).collect();
        if sum.iter().any(|&v| v != 0) {
            rows.insert(count, sum.iter().map(|v| -v).collect());
            count += 1;
        }
        (eighths(&rows), count)
    }

    /// Rows whose margin is known and reached by rows with multiplier zero: the support vector (c, 0, ...), margin
    /// rows (c, a, ...) with a > 0, and rows (c + k, ...) with k > 0, then the axes in another order and with
    /// other signs. Gives the rows, support vector first, margin rows next, and the number of margin rows.
    pub(super) fn degenerate(&self) -> (SignedRows, usize) {
        let d = self.columns(2);
        let special = |j: usize| i32::from(self.special[j]);
        let height = special(0).abs().max(1);
        let mut rows = self.cut(d);
        let count = self.count.clamp(1, rows.len());
        for (i, row) in rows.iter_mut().enumerate() {
            if i < count {
                row[0] = height;
                row[1] = row[1].abs().max(1);
            } else {
                row[0] = height + row[0].abs().max(1);
            }
        }
        let mut support = vec![0; d];
        support[0] = height;
        rows.insert(0, support);
        self.turn(&mut rows, d);
        (eighths(&rows), count)
    }

    /// Rows whose support vectors are mirror images across the max-margin direction, so that equal multipliers are
    /// among the optimal ones: pairs (c, r) and (c, -r), and rows (c + k, ...) with k > 0, then the axes in another
    /// order and with other signs. Gives the rows, the pairs first, and the number of pairs.
    #[cfg(feature = "proptest")]
    pub(super) fn mirrored(&self) -> (SignedRows, usize) {
        let d = self.columns(2);
        let height = i32::from(self.special[0]).abs().max(1);
        let drawn = self.cut(d);
        let count = self.count.clamp(1, drawn.len());
        let mut rows = Vec::with_capacity(drawn.len() + count);
        for (i, mut row) in drawn.into_iter().enumerate() {
            if i < count {
                row[0] = height;
                let mut image: Vec<i32> = row.iter().map(|v| -v).collect();
                image[0] = height;
                rows.splice(2 * i..2 * i, [row, image]);
            } else {
                row[0] = height + row[0].abs().max(1);
                rows.push(row);
            }
        }
        self.turn(&mut rows, d);
        (eighths(&rows), count)
    }

    /// The axes in another order and with other signs.
    fn turn(&self, rows: &mut [Vec<i32>], d: usize) {
        let special = |j: usize| i32::from(self.special[j]);
        let turn = special(1).unsigned_abs() as usize % d;
        for row in rows {
            row.rotate_right(turn);
            (0..d).filter(|&j| special(j) < 0).for_each(|j| row[j] = -row[j]);
        }
    }

    /// Simpler ingredients, the simplest first: fewer rows, fewer columns, smaller numbers. Every step lowers
    /// (rows, columns, count, sum of magnitudes) in one place and raises it in none, so shrinking ends.
    #[cfg(feature = "quickcheck")]
    pub(super) fn simpler(&self) -> Vec<Ingredients> {
        let mut simpler = Vec::new();
        let n = self.rows.len();
        if n > 2 {
            simpler.push(Ingredients { rows: self.rows[..n / 2].to_vec(), ..self.clone() });
            simpler.push(Ingredients { rows: self.rows[n / 2..].to_vec(), ..self.clone() });
        }
        simpler.extend((0..if n > 1 { n } else { 0 }).map(|i| {
            let mut fewer = self.clone();
            fewer.rows.remove(i);
            fewer
        }));
        simpler.extend((1..self.d).map(|d| Ingredients { d, ..self.clone() }));
        simpler.extend((1..self.count).map(|count| Ingredients { count, ..self.clone() }));
        let d = self.columns(2);
        for j in 0..d {
            simpler.extend(smaller(self.special[j]).map(|v| {
                let mut other = self.clone();
                other.special[j] = v;
                other
            }));
        }
        for i in 0..n {
            for j in 0..d {
                simpler.extend(smaller(self.rows[i][j]).map(|v| {
                    let mut other = self.clone();
                    other.rows[i][j] = v;
                    other
                }));
            }
        }
        simpler
    }
}

/// Numbers of smaller magnitude, zero first.
pub(super) fn smaller(value: i16) -> impl Iterator<Item = i16> {
    let mut candidates = vec![0, value / 2, value - value.signum()];
    candidates.retain(|c| c.abs() < value.abs());
    candidates.dedup();
    candidates.into_iter()
}

fn eighths(rows: &[Vec<i32>]) -> SignedRows {
    let rows: Vec<Vec<f64>> =
        rows.iter().map(|row| row.iter().map(|&v| f64::from(v) / 8.0).collect()).collect();
    SignedRows::from_rows(&rows)
}
