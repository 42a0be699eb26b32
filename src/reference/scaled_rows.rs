//! The signed rows, each scaled by a power of two to length about one.

use crate::data::SignedRows;

/// Rows z_i 2^(-s_i) with largest entry in [1, 2), and what their margins must reach.
///
/// z_i.w >= 1 for w = w' 2^(-largest) reads `row_i`.w' >= `bound_i` with bound_i = 2^(largest - s_i). Scaling by
/// powers of two changes no digit (short of underflow, which only an accepted certificate can forgive).
pub(super) struct ScaledRows {
    pub(super) n: usize,
    pub(super) d: usize,
    values: Vec<f64>,
    /// s_i.
    exponents: Vec<i64>,
    /// max_i s_i.
    pub(super) largest: i64,
    pub(super) bounds: Vec<f64>,
}

impl ScaledRows {
    /// The scaled rows, or the first row that is zero.
    pub(super) fn new(rows: &SignedRows) -> Result<ScaledRows, usize> {
        let mut exponents = Vec::with_capacity(rows.n);
        for (i, row) in rows.rows().enumerate() {
            let mut tops = [0.0f64; 4];
            let fours = row.chunks_exact(4);
            let tail = fours.remainder().iter().fold(0.0f64, |m, x| m.max(x.abs()));
            for four in fours {
                tops.iter_mut().zip(four).for_each(|(m, x)| *m = m.max(x.abs()));
            }
            let size = tops.iter().fold(tail, |m, x| m.max(*x));
            if size == 0.0 {
                return Err(i);
            }
            exponents.push(exponent_of(size));
        }
        let largest = exponents.iter().copied().max().unwrap_or(0);
        let mut values = rows.values.clone();
        for (row, &s) in values.chunks_exact_mut(rows.d).zip(&exponents) {
            if s != 0 {
                row.iter_mut().for_each(|x| *x = times_power_of_two(*x, -s));
            }
        }
        let bounds = exponents.iter().map(|&s| times_power_of_two(1.0, largest - s)).collect();
        Ok(ScaledRows { n: rows.n, d: rows.d, values, exponents, largest, bounds })
    }

    /// Rows and bounds of a program that is scaled already.
    pub(super) fn of_program(n: usize, d: usize, values: Vec<f64>, bounds: Vec<f64>) -> ScaledRows {
        ScaledRows { n, d, values, exponents: vec![0; n], largest: 0, bounds }
    }

    pub(super) fn row(&self, i: usize) -> &[f64] {
        &self.values[i * self.d..(i + 1) * self.d]
    }

    /// The power of two that turns a multiplier of scaled row i into one of row i, relative to the largest row.
    pub(super) fn multiplier_shift(&self, i: usize) -> i64 {
        self.largest - self.exponents[i]
    }
}

/// floor(log2 x) for a positive double.
pub(super) fn exponent_of(x: f64) -> i64 {
    let biased = (x.to_bits() >> 52 & 0x7ff) as i64;
    if biased == 0 { 63 - i64::from(x.to_bits().leading_zeros()) - 1074 } else { biased - 1023 }
}

/// x * 2^k, rounded once if the result is a subnormal number.
pub(super) fn times_power_of_two(x: f64, k: i64) -> f64 {
    let mut x = x;
    let mut left = k.clamp(-2200, 2200);
    while left != 0 {
        let step = left.clamp(-1000, 1000);
        // Going down, the last step alone may round: keep it whole.
        let step = if left < -1000 && left > -2000 { left / 2 } else { step };
        x *= f64::from_bits(((step + 1023) as u64) << 52);
        left -= step;
    }
    x
}
