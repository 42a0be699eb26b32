//! The dual active set method in exact arithmetic: decides what doubles left open.

use dashu_int::IBig;
use dashu_int::ops::{Gcd, UnsignedAbs};

use super::modular::{self, Solution};
use crate::certificate::{RationalMultipliers, Whole};
use crate::data::SignedRows;

/// The signed rows as whole numbers: entry (i, j) is `2^exponent` times a whole number.
pub(super) struct WholeRows {
    rows: Vec<Option<Vec<IBig>>>,
    exponent: i64,
}

impl WholeRows {
    /// Over the power of two that suits all of `rows`; each row is converted when first asked for.
    pub(super) fn new(rows: &SignedRows) -> WholeRows {
        let exponent = rows.values.iter().filter(|x| **x != 0.0).map(|&x| decompose(x).1).min().unwrap_or(0);
        WholeRows { rows: vec![None; rows.n], exponent }
    }

    fn prepare(&mut self, rows: &SignedRows, which: &[usize]) {
        for &i in which {
            if self.rows[i].is_none() {
                let whole = |&x: &f64| {
                    let (m, e) = decompose(x);
                    if m == 0 { IBig::ZERO } else { IBig::from(m) << (e - self.exponent) as usize }
                };
                self.rows[i] = Some(rows.row(i).iter().map(whole).collect());
            }
        }
    }

    fn row(&self, i: usize) -> &[IBig] {
        self.rows[i].as_deref().expect("prepared before use")
    }
}

/// x = mantissa * 2^exponent with an odd mantissa, or (0, 0).
fn decompose(x: f64) -> (i64, i64) {
    let biased = (x.to_bits() >> 52) & 0x7ff;
    let mut mantissa = (x.to_bits() & ((1 << 52) - 1)) as i64;
    let mut exponent = -1074;
    if biased > 0 {
        mantissa += 1 << 52;
        exponent = biased as i64 - 1075;
    }
    if mantissa == 0 {
        return (0, 0);
    }
    let zeros = mantissa.trailing_zeros();
    ((mantissa >> zeros) * if x < 0.0 { -1 } else { 1 }, exponent + i64::from(zeros))
}

fn inner(a: &[IBig], b: &[IBig]) -> IBig {
    a.iter().zip(b).fold(IBig::ZERO, |s, (x, y)| s + x * y)
}

/// What the exact method found.
pub(super) enum ExactAnswer {
    /// Active rows, and multipliers of which none is negative (some may be zero).
    Optimal(RationalMultipliers),
    /// Weights of a vanishing non-negative combination.
    Contradiction(Vec<(usize, Whole)>),
}

/// Multipliers u_i = numerators_i / denominator of the whole rows, before the power of two of the rows is undone.
struct Multipliers {
    numerators: Vec<IBig>,
    denominator: IBig,
}

/// The exact method's state: independent active rows with non-negative multipliers, and the data as whole numbers.
pub(super) struct ExactActiveSet<'a> {
    rows: &'a SignedRows,
    whole: WholeRows,
    /// Lengths of the rows in doubles: only to choose among violated rows.
    lengths: Vec<f64>,
    active: Vec<usize>,
}

impl<'a> ExactActiveSet<'a> {
    pub(super) fn new(rows: &'a SignedRows) -> ExactActiveSet<'a> {
        let lengths = rows.rows().map(|r| r.iter().fold(0.0f64, |m, x| m.max(x.abs()))).collect();
        ExactActiveSet { rows, whole: WholeRows::new(rows), lengths, active: Vec::new() }
    }

    fn gram(&mut self) -> Vec<IBig> {
        self.whole.prepare(self.rows, &self.active);
        let k = self.active.len();
        let mut gram = vec![IBig::ZERO; k * k];
        for i in 0..k {
            for j in 0..=i {
                gram[i * k + j] = inner(self.whole.row(self.active[i]), self.whole.row(self.active[j]));
            }
        }
        gram
    }

    /// Rough number of bits of the determinant of the active rows' Gram matrix.
    pub(super) fn determinant_bits(&self, active: &[usize]) -> usize {
        let mut bits = 0;
        for &i in active {
            let top = self.rows.row(i).iter().fold(0.0f64, |m, x| m.max(x.abs()));
            bits += 2 * (super::scaled_rows::exponent_of(top) + 1 - self.whole.exponent) as usize;
        }
        bits
    }

    /// Multipliers that put every active row on the margin; `None` when the rows are dependent.
    fn on_margin(&mut self) -> Option<Multipliers> {
        let k = self.active.len();
        let gram = self.gram();
        let Solution { determinant, mut numerators } = modular::solve(&gram, k, &[vec![IBig::ONE; k]])?;
        Some(Multipliers { numerators: numerators.remove(0), denominator: determinant })
    }

    /// The optimum on these rows alone if all multipliers come out non-negative.
    pub(super) fn optimum_on(&mut self, active: &[usize]) -> Option<RationalMultipliers> {
        self.active = active.to_vec();
        let multipliers = self.on_margin()?;
        multipliers.numerators.iter().all(|u| *u >= IBig::ZERO).then(|| self.undo_scaling(&multipliers))
    }

    /// Weights of a vanishing combination of row q and these rows, if they turn out non-negative.
    pub(super) fn contradiction_on(&mut self, active: &[usize], q: usize) -> Option<Vec<(usize, Whole)>> {
        self.active = active.to_vec();
        let (towards, across) = self.split(q)?;
        if across != IBig::ZERO || towards.numerators.iter().any(|r| *r > IBig::ZERO) {
            return None;
        }
        Some(self.weights(q, &towards))
    }

    /// Coefficients r of row q along the active rows, and the numerator of the squared length of the rest.
    fn split(&mut self, q: usize) -> Option<(Multipliers, IBig)> {
        let gram = self.gram();
        self.whole.prepare(self.rows, &[q]);
        let z = self.whole.row(q);
        let right: Vec<IBig> = self.active.iter().map(|&i| inner(self.whole.row(i), z)).collect();
        let square = inner(z, z);
        if self.active.is_empty() {
            return Some((Multipliers { numerators: Vec::new(), denominator: IBig::ONE }, square));
        }
        let Solution { determinant, mut numerators } =
            modular::solve(&gram, self.active.len(), &[right.clone()])?;
        let numerators = numerators.remove(0);
        // |z|^2 - z.(Z_A^T r), times the determinant.
        let across = &square * &determinant - inner(&right, &numerators);
        Some((Multipliers { numerators, denominator: determinant }, across))
    }

    fn weights(&self, q: usize, towards: &Multipliers) -> Vec<(usize, Whole)> {
        let mut weights = vec![(q, towards.denominator.clone())];
        weights.extend(self.active.iter().copied().zip(towards.numerators.iter().map(|r| -r)));
        weights.retain(|w| w.1 != IBig::ZERO);
        weights.sort_by_key(|w| w.0);
        let common = weights.iter().fold(IBig::ZERO, |g, w| gcd(&g, &w.1));
        weights.into_iter().map(|(i, w)| (i, Whole(w / &common))).collect()
    }

    /// alpha over whole numbers: the rows are 2^exponent times the whole rows, so alpha is 2^(-2 exponent) times u.
    fn undo_scaling(&self, u: &Multipliers) -> RationalMultipliers {
        let common = u.numerators.iter().fold(u.denominator.clone(), |g, x| gcd(&g, x));
        let shift = -2 * self.whole.exponent;
        let (up, down) = (shift.max(0) as usize, (-shift).max(0) as usize);
        let mut weights: Vec<(usize, Whole)> = self
            .active
            .iter()
            .zip(&u.numerators)
            .filter(|(_, x)| **x != IBig::ZERO)
            .map(|(&i, x)| (i, Whole((x / &common) << up)))
            .collect();
        weights.sort_by_key(|w| w.0);
        RationalMultipliers { weights, denominator: Whole((&u.denominator / &common) << down) }
    }

    /// Runs the method to its end from the active rows `start`; `None` after `limit` steps.
    ///
    /// In exact arithmetic the norm of w grows at every full step, so no list of active rows returns and the method
    /// ends: with the optimum or with a contradiction.
    pub(super) fn run(&mut self, start: &[usize], limit: usize) -> Option<ExactAnswer> {
        let mut u = self.feasible_start(start);
        let mut steps = 0;
        loop {
            let Some(q) = self.most_violated(&u) else {
                return Some(ExactAnswer::Optimal(self.undo_scaling(&u)));
            };
            // Multiplier of q, over the same denominator as u.
            let mut own = IBig::ZERO;
            loop {
                steps += 1;
                if steps > limit {
                    return None;
                }
                let (r, across) = self.split(q)?;
                // Partial step t1 = min u_i / r_i over r_i > 0; ties go to the first.
                let mut blocking: Option<usize> = None;
                for i in 0..self.active.len() {
                    if r.numerators[i] > IBig::ZERO
                        && blocking.is_none_or(|b| {
                            &u.numerators[i] * &r.numerators[b] < &u.numerators[b] * &r.numerators[i]
                        })
                    {
                        blocking = Some(i);
                    }
                }
                let Some(at) = blocking else {
                    if across == IBig::ZERO {
                        return Some(ExactAnswer::Contradiction(self.weights(q, &r)));
                    }
                    self.active.push(q);
                    u = self.on_margin()?;
                    break;
                };
                // Full step t2 = (1 - z_q.w) / |across|^2, with w = sum u_i z_i + own z_q; both over whole rows.
                // z_q.w = (sum u_i g_iq + own |z_q|^2) / u.denominator; |across|^2 = across / r.denominator.
                let z = self.whole.row(q);
                let along = self
                    .active
                    .iter()
                    .zip(&u.numerators)
                    .fold(&own * inner(z, z), |s, (&i, x)| s + x * inner(self.whole.row(i), z));
                let missing = &u.denominator - along;
                // t1 < t2  <=>  (u_b / u.den) / (r_b / r.den) * across / r.den < missing / u.den.
                let partial =
                    across == IBig::ZERO || &u.numerators[at] * &across < &missing * &r.numerators[at];
                if !partial {
                    self.active.push(q);
                    u = self.on_margin()?;
                    break;
                }
                // u - t r and own + t with t = (u_b r.den) / (u.den r_b), over the denominator u.den r_b.
                let (ub, rb) = (u.numerators[at].clone(), r.numerators[at].clone());
                let mut next: Vec<IBig> =
                    u.numerators.iter().zip(&r.numerators).map(|(x, y)| x * &rb - &ub * y).collect();
                own = own * &rb + &ub * &r.denominator;
                next.remove(at);
                self.active.remove(at);
                u = Multipliers { numerators: next, denominator: &u.denominator * &rb };
                let common = u.numerators.iter().fold(gcd(&u.denominator, &own), |g, x| gcd(&g, x));
                u.numerators.iter_mut().for_each(|x| *x = &*x / &common);
                u.denominator = &u.denominator / &common;
                own = own / &common;
            }
        }
    }

    /// Drops rows from `start` until all multipliers are non-negative: such a list is a legal start.
    fn feasible_start(&mut self, start: &[usize]) -> Multipliers {
        self.active = start.to_vec();
        while !self.active.is_empty() {
            match self.on_margin() {
                None => {
                    self.active.pop();
                }
                Some(u) => {
                    if u.numerators.iter().all(|x| *x >= IBig::ZERO) {
                        return u;
                    }
                    let mut kept = u.numerators.iter().map(|x| *x >= IBig::ZERO);
                    self.active.retain(|_| kept.next().unwrap_or(false));
                }
            }
        }
        Multipliers { numerators: Vec::new(), denominator: IBig::ONE }
    }

    /// The row that misses the margin by most, per length of the row; `None` when no row does.
    fn most_violated(&mut self, u: &Multipliers) -> Option<usize> {
        let mut w = vec![IBig::ZERO; self.rows.d];
        for (&i, x) in self.active.iter().zip(&u.numerators) {
            for (w, z) in w.iter_mut().zip(self.whole.row(i)) {
                *w += x * z;
            }
        }
        let all: Vec<usize> = (0..self.rows.n).collect();
        self.whole.prepare(self.rows, &all);
        let mut worst: Option<(f64, usize)> = None;
        for i in 0..self.rows.n {
            let missing = &u.denominator - inner(self.whole.row(i), &w);
            if missing <= IBig::ZERO {
                continue;
            }
            let share = approximate_ratio(&missing, &u.denominator) / self.lengths[i].max(f64::MIN_POSITIVE);
            if worst.is_none_or(|(s, _)| share > s) {
                worst = Some((share, i));
            }
        }
        worst.map(|w| w.1)
    }
}

fn gcd(a: &IBig, b: &IBig) -> IBig {
    if *a == IBig::ZERO && *b == IBig::ZERO {
        return IBig::ONE;
    }
    if *a == IBig::ONE {
        return IBig::ONE;
    }
    IBig::from(a.clone().unsigned_abs().gcd(b.clone().unsigned_abs()))
}

/// a / b to about sixteen digits: used only to choose a row.
fn approximate_ratio(a: &IBig, b: &IBig) -> f64 {
    use dashu_int::ops::BitTest;
    let (la, lb) = (a.clone().unsigned_abs().bit_len() as i64, b.clone().unsigned_abs().bit_len() as i64);
    let head = |x: &IBig, l: i64| (x >> (l - 60).max(0) as usize).to_f64().value();
    super::scaled_rows::times_power_of_two(head(a, la) / head(b, lb), (la - 60).max(0) - (lb - 60).max(0))
}
