//! The maximal separable part of signed rows and the rest, decided in whole numbers.

use dashu_int::IBig;
use dashu_int::ops::{BitTest, UnsignedAbs};

use super::ReferenceError;
use super::active_set::{ActiveSet, Ending};
use super::exact::{ExactActiveSet, ExactAnswer, WholeRows, gcd, inner};
use super::max_margin::check;
use super::modular::{independent, solve_square};
use super::scaled_rows::{ScaledRows, times_power_of_two};
use crate::certificate::{Certificate, PartitionProof, Whole, verify_partition};
use crate::data::SignedRows;

/// The unique partition of signed rows (Ji and Telgarsky 2018, arXiv:1803.07300, section 2): the maximal separable part
/// holds the rows with z_i.w > 0 for some w with Zw >= 0, the rest has z_i.w = 0 for all of these w.
#[derive(Clone, Debug, PartialEq)]
pub struct Partition {
    /// The maximal separable part, ascending.
    pub separable_part: Vec<usize>,
    /// The rest, ascending.
    pub rest: Vec<usize>,
    /// Independent rows of the rest that span S, the span of the rest.
    pub basis: Vec<usize>,
    /// Zero on the rest and positive on the separable part, length d, up to scale.
    pub primal: Vec<Whole>,
    /// A positive weight for each row of the rest; the weighted rows cancel.
    pub dual: Vec<(usize, Whole)>,
}

impl Partition {
    /// The proof.
    pub fn certificate(&self) -> Certificate {
        Certificate::Partition { primal: self.primal.clone(), dual: self.dual.clone(), projected: None }
    }

    /// Dimension of S.
    pub fn subspace_dim(&self) -> usize {
        self.basis.len()
    }
}

/// The partition, with both proofs accepted by the verifier.
///
/// As long as the rows left over, taken modulo the span S of the rest found so far, cannot be separated, the rows of the
/// witness join the rest (a vanishing combination modulo S is made a vanishing one by rows of S, whose weights stay
/// positive when the balance found so far is added often enough), and with them every row of the span. A separator modulo
/// S ends it. A row joins for good reason, so that S grows at each round: at most d rounds. Doubles propose, whole numbers
/// decide.
///
/// # Errors
/// Empty data, entries that are not finite, and `Undecided` where the exact method took too long.
pub fn partition(rows: &SignedRows) -> Result<Partition, ReferenceError> {
    check(rows)?;
    let mut whole = WholeRows::of(rows);
    (0..rows.n).for_each(|i| whole.prepare(i));
    let mut search = Search { whole, d: rows.d, weights: vec![IBig::ZERO; rows.n], basis: Vec::new() };
    // Vectors that span what is orthogonal to S; none while S is zero.
    let mut quotient: Option<Vec<Vec<IBig>>> = None;
    // Rows of zeros belong to the rest whatever the others are.
    for i in 0..rows.n {
        if search.whole.row(i).iter().all(|x| *x == IBig::ZERO) {
            search.weights[i] = IBig::ONE;
        }
    }
    let primal = loop {
        let left: Vec<usize> = (0..rows.n).filter(|&i| search.weights[i] == IBig::ZERO).collect();
        if left.is_empty() {
            break vec![Whole(IBig::ZERO); rows.d];
        }
        let images: Vec<Vec<IBig>> = left.iter().map(|&i| search.image(quotient.as_deref(), i)).collect();
        match decide(&images).ok_or_else(too_long)? {
            Decided::Separator(y) => break search.lift(quotient.as_deref(), y),
            Decided::Witness(weights) => {
                let named = weights.into_iter().map(|(at, weight)| (left[at], weight)).collect();
                search.join(named).ok_or_else(too_long)?;
                quotient = Some(search.complement().ok_or_else(too_long)?);
                let inside: Vec<usize> = left
                    .into_iter()
                    .filter(|&i| search.weights[i] == IBig::ZERO)
                    .filter(|&i| search.image(quotient.as_deref(), i).iter().all(|x| *x == IBig::ZERO))
                    .collect();
                if !inside.is_empty() {
                    search.join(inside.into_iter().map(|i| (i, IBig::ONE)).collect()).ok_or_else(too_long)?;
                }
            }
        }
    };
    let dual: Vec<(usize, Whole)> = search.balance();
    let PartitionProof { separable_part, rest } = verify_partition(rows, &primal, &dual)
        .map_err(|refused| ReferenceError::Undecided { why: refused.to_string() })?;
    Ok(Partition { separable_part, rest, basis: search.basis, primal, dual })
}

fn too_long() -> ReferenceError {
    ReferenceError::Undecided { why: "the partition of the rows took too long".to_string() }
}

/// The rest as far as it is known.
struct Search<'a> {
    whole: WholeRows<'a>,
    d: usize,
    /// Positive on the rest, zero elsewhere; the weighted rows cancel.
    weights: Vec<IBig>,
    /// Independent rows of the rest that span it.
    basis: Vec<usize>,
}

impl Search<'_> {
    /// The products of row i with the vectors across S, or the row itself.
    fn image(&self, quotient: Option<&[Vec<IBig>]>, i: usize) -> Vec<IBig> {
        match quotient {
            None => self.whole.row(i).to_vec(),
            Some(vectors) => vectors.iter().map(|v| inner(self.whole.row(i), v)).collect(),
        }
    }

    /// sum y_m times the m-th vector across S, or y itself, without common factor.
    fn lift(&self, quotient: Option<&[Vec<IBig>]>, y: Vec<IBig>) -> Vec<Whole> {
        let w = match quotient {
            None => y,
            Some(vectors) => {
                let mut w = vec![IBig::ZERO; self.d];
                for (v, y) in vectors.iter().zip(y) {
                    for (w, x) in w.iter_mut().zip(v) {
                        *w += &y * x;
                    }
                }
                w
            }
        };
        let common = w.iter().fold(IBig::ZERO, |g, x| gcd(&g, x));
        w.into_iter().map(|x| Whole(x / &common)).collect()
    }

    /// Rows of the basis and the columns in which they are regular.
    fn pivots(&self) -> Vec<(usize, usize)> {
        independent(self.basis.iter().map(|&i| self.whole.row(i).to_vec()), self.d)
    }

    /// Makes a balance with these rows, whose combination with these weights lies in S.
    fn join(&mut self, named: Vec<(usize, IBig)>) -> Option<()> {
        let mut sum = vec![IBig::ZERO; self.d];
        for (i, weight) in &named {
            for (s, z) in sum.iter_mut().zip(self.whole.row(*i)) {
                *s += weight * z;
            }
        }
        // sum = -sum over the basis of c_b z_b, c over the determinant.
        let pivots = self.pivots();
        let k = pivots.len();
        let (determinant, c) = if k == 0 {
            (IBig::ONE, Vec::new())
        } else {
            let transposed: Vec<IBig> =
                (0..k * k).map(|e| self.whole.row(self.basis[e % k])[pivots[e / k].1].clone()).collect();
            let right = pivots.iter().map(|&(_, column)| -&sum[column]).collect();
            let mut solution = solve_square(&transposed, k, &[right])?;
            (solution.determinant, solution.numerators.remove(0))
        };
        // The balance found so far is added until all weights of the basis are positive.
        let mut often = IBig::ONE;
        for (&b, c) in self.basis.iter().zip(&c) {
            if *c <= IBig::ZERO {
                let needed = -c / &self.weights[b] + 1;
                often = often.max(needed);
            }
        }
        self.weights.iter_mut().for_each(|a| *a *= &often);
        for (&b, c) in self.basis.iter().zip(c) {
            self.weights[b] += c;
        }
        for (i, weight) in &named {
            self.weights[*i] += weight * &determinant;
        }
        let common = self.weights.iter().fold(IBig::ZERO, |g, x| gcd(&g, x));
        self.weights.iter_mut().for_each(|a| *a = &*a / &common);
        let candidates: Vec<usize> = self.basis.iter().copied().chain(named.iter().map(|n| n.0)).collect();
        let found = independent(candidates.iter().map(|&i| self.whole.row(i).to_vec()), self.d);
        self.basis = found.into_iter().map(|(at, _)| candidates[at]).collect();
        Some(())
    }

    /// Whole vectors that span what is orthogonal to S.
    fn complement(&self) -> Option<Vec<Vec<IBig>>> {
        let pivots = self.pivots();
        let k = pivots.len();
        let columns: Vec<usize> = pivots.iter().map(|p| p.1).collect();
        let free: Vec<usize> = (0..self.d).filter(|j| !columns.contains(j)).collect();
        let square: Vec<IBig> =
            (0..k * k).map(|e| self.whole.row(self.basis[e / k])[columns[e % k]].clone()).collect();
        let right: Vec<Vec<IBig>> = free
            .iter()
            .map(|&f| self.basis.iter().map(|&b| self.whole.row(b)[f].clone()).collect())
            .collect();
        let solution = solve_square(&square, k, &right)?;
        let vectors = free.iter().zip(solution.numerators).map(|(&f, numerators)| {
            let mut v = vec![IBig::ZERO; self.d];
            v[f] = solution.determinant.clone();
            for (&p, x) in columns.iter().zip(numerators) {
                v[p] = -x;
            }
            let common = v.iter().fold(IBig::ZERO, |g, x| gcd(&g, x));
            v.into_iter().map(|x| x / &common).collect()
        });
        Some(vectors.collect())
    }

    fn balance(&self) -> Vec<(usize, Whole)> {
        let positive = self.weights.iter().enumerate().filter(|(_, a)| **a > IBig::ZERO);
        positive.map(|(i, a)| (i, Whole(a.clone()))).collect()
    }
}

enum Decided {
    /// y with a positive product with every row.
    Separator(Vec<IBig>),
    /// Rows and positive weights that cancel.
    Witness(Vec<(usize, IBig)>),
}

/// Whether whole rows of one length can be separated.
fn decide(rows: &[Vec<IBig>]) -> Option<Decided> {
    let m = rows[0].len();
    if let Some(zero) = rows.iter().position(|z| z.iter().all(|x| *x == IBig::ZERO)) {
        return Some(Decided::Witness(vec![(zero, IBig::ONE)]));
    }
    let rounded = rounded(rows, m);
    let mut start = Vec::new();
    let exact = || ExactActiveSet::of_whole(rows.to_vec(), m);
    let plain = |weights: Vec<(usize, Whole)>| weights.into_iter().map(|(i, w)| (i, w.0)).collect();
    if let Ok(scaled) = ScaledRows::new(&rounded) {
        let (state, ending) = ActiveSet::run(&scaled);
        if let Ending::Contradiction(q) = ending {
            if let Some(weights) = exact().contradiction_on(&state.active, q) {
                return Some(Decided::Witness(plain(weights)));
            }
        } else if let Some(y) = whole_vector(&state.w)
            && rows.iter().all(|z| inner(z, &y) > IBig::ZERO)
        {
            return Some(Decided::Separator(y));
        }
        start = state.active;
    }
    match exact().run(&start, 2000)? {
        ExactAnswer::Contradiction(weights) => Some(Decided::Witness(plain(weights))),
        ExactAnswer::Optimal(alpha) => {
            let mut y = vec![IBig::ZERO; m];
            for (i, weight) in &alpha.weights {
                for (y, z) in y.iter_mut().zip(&rows[*i]) {
                    *y += &weight.0 * z;
                }
            }
            Some(Decided::Separator(y))
        }
    }
}

/// The rows in doubles, each scaled by a power of two to entries of at most about one.
fn rounded(rows: &[Vec<IBig>], m: usize) -> SignedRows {
    let mut values = Vec::with_capacity(rows.len() * m);
    for row in rows {
        let bits = row.iter().map(|x| x.clone().unsigned_abs().bit_len()).max().unwrap_or(0);
        values.extend(row.iter().map(|x| {
            let kept = if bits > 63 { x >> (bits - 63) } else { x.clone() };
            let kept: i64 = kept.try_into().unwrap_or(0);
            times_power_of_two(kept as f64, -(bits.min(63) as i64))
        }));
    }
    SignedRows { n: rows.len(), d: m, values }
}

/// Doubles as whole numbers over one power of two, which is left out.
fn whole_vector(values: &[f64]) -> Option<Vec<IBig>> {
    let sums: Vec<Vec<f64>> = values.iter().map(|&x| vec![x]).collect();
    let whole = crate::certificate::whole_numbers(&sums, "the separator").ok()?;
    Some(whole.into_iter().map(|x| x.0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounded_rows_are_the_rows_up_to_a_power_of_two() {
        for bits in [0usize, 3, 50, 61, 62, 63, 64, 100, 700] {
            let rows = [
                vec![IBig::from(5) << bits, IBig::ZERO, IBig::from(-3) << bits],
                vec![IBig::ONE, IBig::from(-2), IBig::ZERO],
                // With digits below that a double does not hold.
                vec![(IBig::from(5) << bits) + IBig::ONE, IBig::ZERO, (IBig::from(-3) << bits) - IBig::ONE],
            ];
            let found = rounded(&rows, 3);
            let row = found.row(0);
            assert!(row[0] > 0.25 && row[0] <= 1.0 && row[1] == 0.0, "{bits}: {row:?}");
            assert!((row[2] / row[0] + 0.6).abs() <= f64::EPSILON, "{bits}: {row:?}");
            assert_eq!(found.row(1)[0] * -2.0, found.row(1)[1]);
            let (five, three) = (5.0 + 0.5f64.powi(bits as i32), 3.0 + 0.5f64.powi(bits as i32));
            assert!((found.row(2)[2] / found.row(2)[0] + three / five).abs() <= 2.0 * f64::EPSILON, "{bits}");
        }
    }
}
