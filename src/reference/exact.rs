//! The dual active set method in exact arithmetic: decides what doubles left open.

use dashu_int::IBig;
use dashu_int::ops::{BitTest, Gcd, UnsignedAbs};

use super::modular::{self, Solution};
use crate::certificate::{RationalMultipliers, Whole};
use crate::data::SignedRows;

/// Rows as whole numbers: entry (i, j) is `2^exponent` times a whole number.
pub(super) struct WholeRows<'a> {
    /// Where rows that were not needed yet come from.
    source: Option<&'a SignedRows>,
    d: usize,
    rows: Vec<Option<Vec<IBig>>>,
    exponent: i64,
}

impl<'a> WholeRows<'a> {
    /// Over the power of two that suits all of `rows`; each row is converted when first asked for.
    pub(super) fn of(rows: &'a SignedRows) -> WholeRows<'a> {
        let exponent = rows.values.iter().filter(|x| **x != 0.0).map(|&x| decompose(x).1).min().unwrap_or(0);
        WholeRows { source: Some(rows), d: rows.d, rows: vec![None; rows.n], exponent }
    }

    pub(super) fn prepare(&mut self, i: usize) {
        if let (None, Some(source)) = (&self.rows[i], self.source) {
            let whole = |&x: &f64| {
                let (m, e) = decompose(x);
                if m == 0 { IBig::ZERO } else { IBig::from(m) << (e - self.exponent) as usize }
            };
            self.rows[i] = Some(source.row(i).iter().map(whole).collect());
        }
    }

    pub(super) fn row(&self, i: usize) -> &[IBig] {
        self.rows[i].as_deref().expect("prepared before use")
    }

    /// Rough number of bits of the determinant of a square part of these rows.
    pub(super) fn determinant_bits(&self, rows: &[usize]) -> usize {
        rows.iter().map(|&i| self.size(i) as usize + 2).sum()
    }

    /// log2 of the largest entry of row i, roughly.
    pub(super) fn size(&self, i: usize) -> f64 {
        match (&self.rows[i], self.source) {
            (None, Some(source)) => {
                let top = source.row(i).iter().fold(0.0f64, |m, x| m.max(x.abs()));
                rough_log2(&IBig::from(decompose(top).0)) + (decompose(top).1 - self.exponent) as f64
            }
            _ => self.row(i).iter().map(rough_log2).fold(f64::NEG_INFINITY, f64::max),
        }
    }
}

/// x = mantissa * 2^exponent with an odd mantissa, or (0, 0).
pub(super) fn decompose(x: f64) -> (i64, i64) {
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

pub(super) fn inner(a: &[IBig], b: &[IBig]) -> IBig {
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
    whole: WholeRows<'a>,
    active: Vec<usize>,
}

impl<'a> ExactActiveSet<'a> {
    pub(super) fn new(rows: &'a SignedRows) -> ExactActiveSet<'a> {
        ExactActiveSet { whole: WholeRows::of(rows), active: Vec::new() }
    }

    /// On rows of whole numbers, all of length d.
    pub(super) fn of_whole(rows: Vec<Vec<IBig>>, d: usize) -> ExactActiveSet<'static> {
        let whole = WholeRows { source: None, d, rows: rows.into_iter().map(Some).collect(), exponent: 0 };
        ExactActiveSet { whole, active: Vec::new() }
    }

    /// The Gram matrix of the active rows divided by 4^t, and t: all their entries are multiples of 2^t.
    fn gram(&mut self) -> (Vec<IBig>, usize) {
        self.active.iter().for_each(|&i| self.whole.prepare(i));
        let entries = self.active.iter().flat_map(|&i| self.whole.row(i));
        let t = entries.filter_map(IBig::trailing_zeros).min().unwrap_or(0);
        let rows: Vec<Vec<IBig>> =
            self.active.iter().map(|&i| self.whole.row(i).iter().map(|x| x >> t).collect()).collect();
        let k = rows.len();
        let mut gram = vec![IBig::ZERO; k * k];
        for i in 0..k {
            for j in 0..=i {
                gram[i * k + j] = inner(&rows[i], &rows[j]);
            }
        }
        (gram, t)
    }

    /// Rough number of bits of the determinant of these rows' Gram matrix.
    pub(super) fn determinant_bits(&self, active: &[usize]) -> usize {
        active.iter().map(|&i| 2 * (self.whole.size(i) as usize + 1)).sum()
    }

    /// The rank of all rows: rows independent modulo a prime are independent, and the others are proved to follow from them.
    pub(super) fn rank(&mut self) -> usize {
        let (n, d) = (self.whole.rows.len(), self.whole.d);
        (0..n).for_each(|i| self.whole.prepare(i));
        let independent = modular::independent((0..n).map(|i| self.whole.row(i)), n.min(d));
        let mut basis: Vec<usize> = independent.into_iter().map(|(row, _)| row).collect();
        while basis.len() < n.min(d) {
            let others: Vec<usize> = (0..n).filter(|i| !basis.contains(i)).collect();
            let left = match basis.is_empty() {
                true => others.iter().map(|&i| self.whole.row(i).to_vec()).collect(),
                false => self.all_across(&basis, &others).expect("the rows of the basis are independent"),
            };
            let outside = left.iter().position(|row| row.iter().any(|x| *x != IBig::ZERO));
            match outside {
                Some(at) => basis.push(others[at]),
                None => break,
            }
        }
        basis.len()
    }

    /// The part of row q across the span of the independent rows `basis`, times a positive number; `None` when the
    /// rows are not independent.
    pub(super) fn across(&mut self, basis: &[usize], q: usize) -> Option<Vec<IBig>> {
        let across = self.all_across(basis, &[q])?.remove(0);
        let common = across.iter().fold(IBig::ZERO, |g, x| gcd(&g, x));
        Some(across.into_iter().map(|x| x / &common).collect())
    }

    /// Multipliers that put every active row on the margin; `None` when the rows are dependent.
    fn on_margin(&mut self) -> Option<Multipliers> {
        let levels = vec![IBig::ONE; self.active.len()];
        self.on_levels(levels)
    }

    /// Multipliers u with z_i.w at the level of each active row, w = sum u_i z_i; `None` when the rows are dependent.
    fn on_levels(&mut self, levels: Vec<IBig>) -> Option<Multipliers> {
        let (gram, t) = self.gram();
        let Solution { determinant, mut numerators } = modular::solve(&gram, self.active.len(), &[levels])?;
        Some(Multipliers { numerators: numerators.remove(0), denominator: determinant << (2 * t) })
    }

    /// Weights, up to scale, of the least-norm combination of independent rows that puts `on_margin` on the margin and is
    /// orthogonal to `aside`; in the order of both lists. `None` when the rows are dependent.
    pub(super) fn aside_of(&mut self, on_margin: &[usize], aside: &[usize]) -> Option<Vec<IBig>> {
        self.active = [on_margin, aside].concat();
        let level = |at: usize| IBig::from(u8::from(at < on_margin.len()));
        self.on_levels((0..self.active.len()).map(level).collect()).map(|u| u.numerators)
    }

    /// The parts of these rows across the span of the independent rows `basis`, all times one positive number; `None` when
    /// the rows of the basis are not independent.
    pub(super) fn all_across(&mut self, basis: &[usize], rows: &[usize]) -> Option<Vec<Vec<IBig>>> {
        self.active = basis.to_vec();
        rows.iter().for_each(|&i| self.whole.prepare(i));
        let (gram, t) = self.gram();
        let products = |&q: &usize| {
            basis.iter().map(|&b| inner(self.whole.row(b), self.whole.row(q))).collect::<Vec<IBig>>()
        };
        let right: Vec<Vec<IBig>> = rows.iter().map(products).collect();
        let Solution { determinant, numerators } = modular::solve(&gram, basis.len(), &right)?;
        let determinant = determinant << (2 * t);
        let across = rows.iter().zip(numerators).map(|(&q, towards)| {
            let mut across: Vec<IBig> = self.whole.row(q).iter().map(|z| z * &determinant).collect();
            for (&b, r) in basis.iter().zip(&towards) {
                for (x, z) in across.iter_mut().zip(self.whole.row(b)) {
                    *x -= r * z;
                }
            }
            across
        });
        Some(across.collect())
    }

    /// sum of the weights times these rows, without common factor.
    pub(super) fn combine(&mut self, rows: &[usize], weights: &[IBig]) -> Vec<Whole> {
        let mut w = vec![IBig::ZERO; self.whole.d];
        for (&i, weight) in rows.iter().zip(weights) {
            self.whole.prepare(i);
            for (w, z) in w.iter_mut().zip(self.whole.row(i)) {
                *w += weight * z;
            }
        }
        let common = w.iter().fold(IBig::ZERO, |g, x| gcd(&g, x));
        w.into_iter().map(|x| Whole(x / &common)).collect()
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
        let (gram, t) = self.gram();
        self.whole.prepare(q);
        let z = self.whole.row(q);
        let right: Vec<IBig> = self.active.iter().map(|&i| inner(self.whole.row(i), z)).collect();
        let square = inner(z, z);
        if self.active.is_empty() {
            return Some((Multipliers { numerators: Vec::new(), denominator: IBig::ONE }, square));
        }
        let Solution { determinant, mut numerators } =
            modular::solve(&gram, self.active.len(), std::slice::from_ref(&right))?;
        let numerators = numerators.remove(0);
        let determinant = determinant << (2 * t);
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
                own /= &common;
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
        let mut w = vec![IBig::ZERO; self.whole.d];
        for (&i, x) in self.active.iter().zip(&u.numerators) {
            for (w, z) in w.iter_mut().zip(self.whole.row(i)) {
                *w += x * z;
            }
        }
        let mut worst: Option<(f64, usize)> = None;
        for i in 0..self.whole.rows.len() {
            self.whole.prepare(i);
            let missing = &u.denominator - inner(self.whole.row(i), &w);
            if missing <= IBig::ZERO {
                continue;
            }
            let share = rough_log2(&missing) - self.whole.size(i);
            if worst.is_none_or(|(s, _)| share > s) {
                worst = Some((share, i));
            }
        }
        worst.map(|w| w.1)
    }
}

pub(super) fn gcd(a: &IBig, b: &IBig) -> IBig {
    if *a == IBig::ONE || (*a == IBig::ZERO && *b == IBig::ZERO) {
        return IBig::ONE;
    }
    IBig::from(a.clone().unsigned_abs().gcd(b.clone().unsigned_abs()))
}

/// log2 |x| to within 0.1, minus infinity for 0: used only to choose a row and to estimate costs.
pub(super) fn rough_log2(x: &IBig) -> f64 {
    let magnitude = x.clone().unsigned_abs();
    let bits = magnitude.bit_len();
    if bits == 0 {
        return f64::NEG_INFINITY;
    }
    let head: u64 = (magnitude >> bits.saturating_sub(53)).try_into().unwrap_or(u64::MAX);
    let mantissa = head as f64 / (1u64 << (bits.min(53) - 1)) as f64;
    (bits - 1) as f64 + (mantissa - 1.0)
}
