//! Exact solution of symmetric positive definite systems of whole numbers, prime by prime.
//!
//! det(G) and det(G) G^-1 c are whole numbers of bounded size. They are computed modulo enough primes of 62 bits and
//! put together by the Chinese remainder theorem; no fraction ever appears.

use std::sync::Mutex;

use dashu_int::ops::{BitTest, UnsignedAbs};
use dashu_int::{IBig, Sign};

/// Arithmetic modulo an odd prime below 2^62, in Montgomery's form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    prime: u64,
    /// -1/prime modulo 2^64.
    inverse: u64,
    /// 2^128 modulo the prime.
    square: u64,
}

impl Field {
    fn new(prime: u64) -> Field {
        let mut inverse = prime;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2u64.wrapping_sub(prime.wrapping_mul(inverse)));
        }
        let one = (u128::from(u64::MAX) + 1) % u128::from(prime);
        let square = (one * one % u128::from(prime)) as u64;
        Field { prime, inverse: inverse.wrapping_neg(), square }
    }

    /// a b / 2^64.
    #[inline(always)]
    pub(super) fn multiply(self, a: u64, b: u64) -> u64 {
        self.fold(u128::from(a) * u128::from(b))
    }

    #[inline(always)]
    pub(super) fn subtract(self, a: u64, b: u64) -> u64 {
        let difference = a.wrapping_sub(b);
        difference.min(difference.wrapping_add(self.prime))
    }

    #[inline(always)]
    fn add(self, a: u64, b: u64) -> u64 {
        let sum = a + b;
        sum.min(sum.wrapping_sub(self.prime))
    }

    /// (a b + c d) / 2^64: one reduction for two products.
    #[inline(always)]
    fn multiply_add(self, a: u64, b: u64, c: u64, d: u64) -> u64 {
        self.fold(u128::from(a) * u128::from(b) + u128::from(c) * u128::from(d))
    }

    /// t / 2^64 for t below 2^64 primes: then the result before the last subtraction is below two primes.
    #[inline(always)]
    fn fold(self, t: u128) -> u64 {
        let m = (t as u64).wrapping_mul(self.inverse);
        let u = ((t + u128::from(m) * u128::from(self.prime)) >> 64) as u64;
        u.min(u.wrapping_sub(self.prime))
    }

    /// A word reduced: 2^64 is less than five primes.
    #[inline(always)]
    fn reduce(self, mut word: u64) -> u64 {
        for multiple in [2 * self.prime, self.prime, self.prime] {
            word = word.min(word.wrapping_sub(multiple));
        }
        word
    }

    /// 2^(64 (j + 2)) for j below `count`: what word j of a whole number is multiplied by.
    fn powers(self, count: usize) -> Vec<u64> {
        std::iter::successors(Some(self.square), |&p| Some(self.multiply(p, self.square)))
            .take(count)
            .collect()
    }

    /// A whole number in Montgomery's form, with [`Field::powers`] for at least its words.
    fn of_words(self, value: &IBig, powers: &[u64]) -> u64 {
        let (sign, words) = value.as_sign_words();
        let form = words.chunks(3).zip(powers.chunks(3)).fold(0, |sum, (words, powers)| {
            // Three products below prime^2 < prime 2^62 sum to less than 2^64 primes.
            let t = words
                .iter()
                .zip(powers)
                .fold(0, |t, (&w, &p)| t + u128::from(self.reduce(w)) * u128::from(p));
            self.add(sum, self.fold(t))
        });
        if sign == Sign::Negative { self.subtract(0, form) } else { form }
    }

    /// A whole number in Montgomery's form.
    pub(super) fn of(self, value: &IBig) -> u64 {
        self.of_words(value, &self.powers(value.as_sign_words().1.len()))
    }

    /// Out of Montgomery's form.
    fn plain(self, a: u64) -> u64 {
        self.multiply(a, 1)
    }

    pub(super) fn one(self) -> u64 {
        self.multiply(1, self.square)
    }

    /// 1/a for a non-zero, by Euclid on the plain number.
    pub(super) fn invert(self, a: u64) -> u64 {
        let (mut r0, mut r1) = (self.prime, self.plain(a));
        let (mut t0, mut t1) = (0i128, 1i128);
        while r1 != 0 {
            let quotient = r0 / r1;
            (r0, r1) = (r1, r0 - quotient * r1);
            (t0, t1) = (t1, t0 - i128::from(quotient) * t1);
        }
        let inverse = if t0 < 0 { t0 + i128::from(self.prime) } else { t0 } as u64;
        self.multiply(inverse, self.square)
    }

    fn power(self, base: u64, mut exponent: u64) -> u64 {
        let (mut result, mut base) = (self.one(), base);
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = self.multiply(result, base);
            }
            base = self.multiply(base, base);
            exponent >>= 1;
        }
        result
    }

    /// Miller-Rabin with the bases that decide every 64-bit number (Jim Sinclair's seven).
    fn is_prime(self) -> bool {
        let minus_one = self.subtract(0, self.one());
        let twos = (self.prime - 1).trailing_zeros();
        let odd = (self.prime - 1) >> twos;
        [2u64, 325, 9375, 28178, 450_775, 9_780_504, 1_795_265_022].iter().all(|&base| {
            let mut x = self.power(self.multiply(base % self.prime, self.square), odd);
            if x == self.one() || x == minus_one || x == 0 {
                return true;
            }
            (1..twos).any(|_| {
                x = self.multiply(x, x);
                x == minus_one
            })
        })
    }
}

/// The `index`-th prime below 2^62, counted downwards from 0.
pub(super) fn field(index: usize) -> Field {
    static FOUND: Mutex<Vec<Field>> = Mutex::new(Vec::new());
    let mut found = FOUND.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    while found.len() <= index {
        let mut candidate = found.last().map_or((1 << 62) - 1, |f| f.prime - 2);
        loop {
            let small =
                [3u64, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37].iter().any(|&p| candidate.is_multiple_of(p));
            if !small && Field::new(candidate).is_prime() {
                break;
            }
            candidate -= 2;
        }
        found.push(Field::new(candidate));
    }
    found[index]
}

/// det(G) and det(G) G^-1 c for each right side c.
#[derive(Clone, Debug)]
pub(super) struct Solution {
    /// det(G), positive.
    pub(super) determinant: IBig,
    /// For each right side the k numerators over `determinant`.
    pub(super) numerators: Vec<Vec<IBig>>,
}

/// Solves G x = c for a symmetric positive semidefinite k x k matrix of whole numbers (row-major, the lower triangle is
/// read); `None` when G is singular.
pub(super) fn solve(gram: &[IBig], k: usize, right: &[Vec<IBig>]) -> Option<Solution> {
    let width = k + right.len();
    // |det| and all minors are at most the product of the diagonal (Hadamard, for semidefinite matrices); the
    // entries of the adjugate are bounded by such minors, so each numerator by k max|c| times that product.
    let diagonal: usize = (0..k).map(|i| bit_len(&gram[i * k + i])).sum();
    let largest = right.iter().flatten().map(bit_len).max().unwrap_or(0);
    let bits = diagonal + largest + (usize::BITS - k.leading_zeros()) as usize + 2;
    let mut table = vec![0u64; k * width];
    let found = put_together(bits, k, right.len(), |f, powers| {
        for i in 0..k {
            // Only the upper triangle is read by the elimination.
            for j in 0..=i {
                table[j * width + i] = f.of_words(&gram[i * k + j], powers);
            }
            for (m, c) in right.iter().enumerate() {
                table[i * width + k + m] = f.of_words(&c[i], powers);
            }
        }
        solve_modulo(f, &mut table, k, width)
    })?;
    (found.determinant > IBig::ZERO).then_some(found)
}

/// Solves A x = c for any k x k matrix of whole numbers (row-major); `None` when A is singular. The determinant is made
/// positive, numerators with it.
pub(super) fn solve_square(matrix: &[IBig], k: usize, right: &[Vec<IBig>]) -> Option<Solution> {
    let width = k + right.len();
    // Hadamard: a determinant is at most the product of the lengths of its rows; a numerator is the determinant with one
    // column replaced by a right side, whose entry joins the row.
    let root = (usize::BITS - (k + 1).leading_zeros()) as usize;
    let bits: usize = (0..k)
        .map(|i| {
            let row = matrix[i * k..(i + 1) * k].iter().chain(right.iter().map(|c| &c[i]));
            row.map(bit_len).max().unwrap_or(0) + root / 2 + 1
        })
        .sum();
    let mut table = vec![0u64; k * width];
    let found = put_together(bits + 2, k, right.len(), |f, powers| {
        for i in 0..k {
            for j in 0..k {
                table[i * width + j] = f.of_words(&matrix[i * k + j], powers);
            }
            for (m, c) in right.iter().enumerate() {
                table[i * width + k + m] = f.of_words(&c[i], powers);
            }
        }
        eliminate_modulo(f, &mut table, k, width)
    })?;
    if found.determinant < IBig::ZERO {
        let numerators = found.numerators.iter().map(|x| x.iter().map(|x| -x).collect()).collect();
        return Some(Solution { determinant: -found.determinant, numerators });
    }
    (found.determinant != IBig::ZERO).then_some(found)
}

fn bit_len(x: &IBig) -> usize {
    x.clone().unsigned_abs().bit_len()
}

/// Determinant and numerators of fewer than `bits` bits from what `modulo` finds modulo one prime after the other.
fn put_together(
    bits: usize,
    k: usize,
    rights: usize,
    mut modulo: impl FnMut(Field, &[u64]) -> Option<Vec<u64>>,
) -> Option<Solution> {
    let needed = bits.div_ceil(61);
    let mut values = vec![IBig::ZERO; 1 + k * rights];
    let mut modulus = IBig::ONE;
    let (mut used, mut index, mut unlucky) = (0, 0, 0);
    while used < needed {
        let f = field(index);
        index += 1;
        let powers = f.powers(needed + 2);
        let Some(residues) = modulo(f, &powers) else {
            // A minor divisible by this prime: one that is not zero has few such primes, and three in a row of this
            // size mean that it is.
            unlucky += 1;
            if unlucky > 2 + used {
                return None;
            }
            continue;
        };
        let step = f.invert(f.of_words(&modulus, &powers));
        for (value, residue) in values.iter_mut().zip(residues) {
            let digit = f.plain(f.multiply(f.subtract(residue, f.of_words(value, &powers)), step));
            *value += &modulus * digit;
        }
        modulus *= f.prime;
        used += 1;
    }
    let half = &modulus >> 1;
    let mut values = values.into_iter().map(|v| if v > half { v - &modulus } else { v });
    let determinant = values.next()?;
    Some(Solution {
        determinant,
        numerators: (0..rights).map(|_| values.by_ref().take(k).collect()).collect(),
    })
}

/// The solution of a triangular system, from its last row upwards; `divide` takes the pivot of row i out of a number.
fn substitute(
    f: Field,
    table: &[u64],
    k: usize,
    column: usize,
    divide: impl Fn(usize, u64) -> u64,
) -> Vec<u64> {
    let width = table.len() / k.max(1);
    let mut x = vec![0; k];
    for i in (0..k).rev() {
        let mut rest = table[i * width + column];
        for j in i + 1..k {
            rest = f.subtract(rest, f.multiply(table[i * width + j], x[j]));
        }
        x[i] = divide(i, rest);
    }
    x
}

/// det and det * solution modulo one prime, by elimination with interchanges; `None` when the matrix is singular there.
fn eliminate_modulo(f: Field, table: &mut [u64], k: usize, width: usize) -> Option<Vec<u64>> {
    let mut determinant = f.one();
    for p in 0..k {
        let at = (p..k).find(|&i| table[i * width + p] != 0)?;
        if at != p {
            let (above, below) = table.split_at_mut(at * width);
            above[p * width..(p + 1) * width].swap_with_slice(&mut below[..width]);
            determinant = f.subtract(0, determinant);
        }
        let (above, below) = table.split_at_mut((p + 1) * width);
        let pivot_row = &mut above[p * width..];
        determinant = f.multiply(determinant, pivot_row[p]);
        let inverse = f.invert(pivot_row[p]);
        pivot_row[p..].iter_mut().for_each(|x| *x = f.multiply(*x, inverse));
        for row in below.chunks_exact_mut(width) {
            let factor = row[p];
            if factor != 0 {
                let factor = f.subtract(0, factor);
                for (x, &y) in row[p + 1..].iter_mut().zip(&pivot_row[p + 1..]) {
                    *x = f.add(*x, f.multiply(factor, y));
                }
            }
        }
    }
    let mut result = vec![determinant];
    for column in k..width {
        let x = substitute(f, table, k, column, |_, rest| rest);
        result.extend(x.iter().map(|&x| f.multiply(x, determinant)));
    }
    Some(result)
}

/// The rank of rows of whole numbers modulo the largest prime below 2^62, or `enough` as soon as that is reached.
///
/// It is never above the rank over the rationals, and below it only if that prime divides every minor of full size.
pub(super) fn rank<R: AsRef<[IBig]>>(rows: impl Iterator<Item = R>, enough: usize) -> usize {
    independent(rows, enough).len()
}

/// The rows, each with a pivot column, that are independent modulo that prime of those before them: the square part of
/// these rows and columns is regular.
pub(super) fn independent<R: AsRef<[IBig]>>(
    rows: impl Iterator<Item = R>,
    enough: usize,
) -> Vec<(usize, usize)> {
    let mut echelon = Echelon::new();
    let mut found = Vec::new();
    for (index, row) in rows.enumerate() {
        if found.len() >= enough {
            break;
        }
        let row = echelon.reduce(&echelon.row(row.as_ref()));
        found.extend(echelon.push(row).map(|pivot| (index, pivot)));
    }
    found
}

/// Rows modulo that prime, each reduced by those before it.
pub(super) struct Echelon {
    f: Field,
    /// Reduced rows, each with its pivot column, where it is 1.
    reduced: Vec<(usize, Vec<u64>)>,
}

impl Echelon {
    pub(super) fn new() -> Echelon {
        Echelon { f: field(0), reduced: Vec::new() }
    }

    /// A row of whole numbers modulo the prime.
    pub(super) fn row(&self, row: &[IBig]) -> Vec<u64> {
        row.iter().map(|x| self.f.of(x)).collect()
    }

    /// What is left of a row: zero where it is dependent of those that were pushed.
    pub(super) fn reduce(&self, row: &[u64]) -> Vec<u64> {
        let (f, mut row) = (self.f, row.to_vec());
        for (pivot, other) in &self.reduced {
            let factor = row[*pivot];
            if factor != 0 {
                for (x, &y) in row.iter_mut().zip(other) {
                    *x = f.subtract(*x, f.multiply(factor, y));
                }
            }
        }
        row
    }

    /// Takes in what is left of a row, and gives its pivot column; `None` where nothing is left.
    pub(super) fn push(&mut self, mut row: Vec<u64>) -> Option<usize> {
        let pivot = row.iter().position(|&x| x != 0)?;
        let inverse = self.f.invert(row[pivot]);
        row.iter_mut().for_each(|x| *x = self.f.multiply(*x, inverse));
        self.reduced.push((pivot, row));
        Some(pivot)
    }

    /// Lets the last row go.
    pub(super) fn pop(&mut self) {
        self.reduced.pop();
    }
}

/// det and det * solution modulo one prime, by elimination without interchanges; `None` when a pivot is zero.
///
/// Rows are multiplied by the pivot instead of divided: row i of the result is row i of the triangular factor times
/// the product P_i of the pivots D_0 .. D_(i-1) as they stand in the table, so that all divisions can wait and share
/// one inversion: D_i = u_i P_i for the true pivot u_i, and det = product of u_i.
fn solve_modulo(f: Field, table: &mut [u64], k: usize, width: usize) -> Option<Vec<u64>> {
    for p in 0..k {
        let (above, below) = table.split_at_mut((p + 1) * width);
        let pivot_row = &above[p * width..];
        let pivot = pivot_row[p];
        if pivot == 0 {
            return None;
        }
        for (offset, row) in below.chunks_exact_mut(width).enumerate() {
            // The matrix left over is symmetric: the entry below the pivot is the one beside it.
            let factor = f.subtract(0, pivot_row[p + 1 + offset]);
            for (x, &y) in row[p + 1 + offset..].iter_mut().zip(&pivot_row[p + 1 + offset..]) {
                *x = f.multiply_add(pivot, *x, factor, y);
            }
        }
    }
    // Prefix products P_i, one inversion, and back: 1/D_i and 1/P_i for all i.
    let mut prefix = vec![f.one()];
    for i in 0..k {
        prefix.push(f.multiply(prefix[i], table[i * width + i]));
    }
    let mut inverses = vec![0; k];
    let mut running = f.invert(prefix[k]);
    let mut determinant = f.one();
    for i in (0..k).rev() {
        inverses[i] = f.multiply(running, prefix[i]);
        running = f.multiply(running, table[i * width + i]);
        // Now `running` is 1/P_i, and D_i / P_i the true pivot.
        determinant = f.multiply(determinant, f.multiply(table[i * width + i], running));
    }
    let mut result = vec![determinant];
    for column in k..width {
        let x = substitute(f, table, k, column, |i, rest| f.multiply(rest, inverses[i]));
        result.extend(x.iter().map(|&x| f.multiply(x, determinant)));
    }
    Some(result)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn field_arithmetic_agrees_with_wide_integers() {
        let f = field(3);
        let p = i128::from(f.prime);
        for (a, b) in [(3i128, 5), (p - 1, p - 1), (1 << 61, 12345), (0, 7)] {
            let (x, y) = (f.of(&IBig::from(a)), f.of(&IBig::from(b)));
            let product = IBig::from(a) * IBig::from(b) % IBig::from(p);
            assert_eq!(IBig::from(f.plain(f.multiply(x, y))), product);
            assert_eq!(i128::from(f.plain(f.subtract(x, y))), (a - b).rem_euclid(p));
            if b != 0 {
                assert_eq!(f.multiply(y, f.invert(y)), f.one());
            }
        }
        let huge = -(IBig::from(7) << 500);
        let rest = ((&huge % IBig::from(p)) + IBig::from(p)) % IBig::from(p);
        assert_eq!(IBig::from(f.plain(f.of(&huge))), rest);
    }

    #[test]
    fn the_first_primes_below_two_to_the_62_are_the_known_ones() {
        // 2^62 - 57, - 87, - 117, - 143 are the four largest (tables of primes just below powers of two).
        let distance: Vec<u64> = (0..4).map(|i| (1u64 << 62) - field(i).prime).collect();
        assert_eq!(distance, [57, 87, 117, 143]);
    }

    #[test]
    fn solutions_satisfy_their_system() {
        for k in 1..9usize {
            let m = |i: usize, j: usize| {
                IBig::from(((i * 37 + j * 101 + i * j * 13) % 97) as i64 - 48) << (7 * j)
            };
            let gram: Vec<IBig> = (0..k * k)
                .map(|e| (0..k + 2).fold(IBig::ZERO, |s, t| s + m(e / k, t) * m(e % k, t)))
                .collect();
            let right = vec![vec![IBig::ONE; k], (0..k).map(|i| -(IBig::from(i as i64 + 3) << 40)).collect()];
            let got = solve(&gram, k, &right).expect("independent rows");
            for (x, c) in got.numerators.iter().zip(&right) {
                for i in 0..k {
                    let left = (0..k).fold(IBig::ZERO, |s, j| s + &gram[i * k + j] * &x[j]);
                    assert_eq!(left, &c[i] * &got.determinant, "row {i} of {k}");
                }
            }
        }
    }

    #[test]
    fn a_square_system_of_any_sign_is_solved() {
        for k in 1..8usize {
            let entry = |i: usize, j: usize| {
                let mixed = (i * 8 + j + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
                IBig::from((mixed % 23) as i64 - 11) << (11 * i)
            };
            // A zero pivot first, so that rows have to change places.
            let matrix: Vec<IBig> =
                (0..k * k).map(|e| if e == 0 && k > 1 { IBig::ZERO } else { entry(e / k, e % k) }).collect();
            let right = vec![(0..k).map(|i| IBig::from(7 - 3 * i as i64) << 90).collect::<Vec<_>>()];
            let got = solve_square(&matrix, k, &right).expect("independent rows");
            assert!(got.determinant > IBig::ZERO);
            for i in 0..k {
                let left = (0..k).fold(IBig::ZERO, |s, j| s + &matrix[i * k + j] * &got.numerators[0][j]);
                assert_eq!(left, &right[0][i] * &got.determinant, "row {i} of {k}");
            }
        }
        assert!(solve_square(&[1, 2, 2, 4].map(IBig::from), 2, &[vec![IBig::ONE; 2]]).is_none());
    }

    #[test]
    fn a_determinant_that_the_first_primes_divide_is_not_taken_for_zero() {
        let prime = |i: usize| IBig::from(field(i).prime);
        for determinant in [prime(0), prime(1), prime(0) * prime(1), prime(1) * prime(2) * IBig::from(12)] {
            let matrix = [determinant.clone(), IBig::from(5), IBig::ZERO, IBig::ONE];
            let right = vec![IBig::from(-7), IBig::from(3)];
            let got = solve_square(&matrix, 2, std::slice::from_ref(&right)).expect("not singular");
            assert_eq!(got.determinant, determinant);
            // x_2 = 3, and determinant x_1 + 15 = -7.
            assert_eq!(got.numerators[0], [IBig::from(-22), &determinant * IBig::from(3)]);
            let got = solve(std::slice::from_ref(&determinant), 1, &[vec![IBig::ONE]]).expect("positive");
            assert_eq!((got.determinant, &got.numerators[0][..]), (determinant, &[IBig::ONE][..]));
        }
        assert!(solve_square(&[IBig::ZERO], 1, &[vec![IBig::ONE]]).is_none());
    }

    #[test]
    fn a_singular_matrix_is_recognised() {
        let gram: Vec<IBig> = [1, 2, 2, 4].map(IBig::from).to_vec();
        assert!(solve(&gram, 2, &[vec![IBig::ONE; 2]]).is_none());
    }
}
