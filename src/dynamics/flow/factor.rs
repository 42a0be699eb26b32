//! L D L^T of a symmetric matrix plus a complex multiple of the identity, for vectors.

use crate::numbers::lanes::{Isa, Kernel, Wide};

/// The factor of M + shift, M (d x d) positive semi-definite and the shift's real part positive: without pivoting, which such
/// matrices do not need (Higham, Accuracy and Stability of Numerical Algorithms, section 11.6; real part positive definite).
pub(super) struct Factor {
    d: usize,
    /// d rounded up to a multiple of eight.
    width: usize,
    /// L^T strictly above the diagonal, zeros elsewhere, lines of `width`.
    upper: Pair,
    /// L strictly below the diagonal, likewise.
    lower: Pair,
    /// 1/D, then zeros.
    inverse: Pair,
    /// One line of L^T while it is made; or the right side.
    line: Pair,
    is_complex: bool,
    isa: Isa,
}

/// Real and imaginary parts.
struct Pair {
    re: Vec<f64>,
    im: Vec<f64>,
}

impl Pair {
    fn zeros(length: usize) -> Pair {
        Pair { re: vec![0.0; length], im: vec![0.0; length] }
    }
}

impl Factor {
    pub(super) fn new(d: usize) -> Factor {
        let width = d.next_multiple_of(8);
        Factor {
            d,
            width,
            upper: Pair::zeros(d * width),
            lower: Pair::zeros(d * width),
            inverse: Pair::zeros(width),
            line: Pair::zeros(width),
            is_complex: false,
            isa: Isa::detect(),
        }
    }

    /// Factors M + shift; whether every pivot was a finite number with a positive real part.
    pub(super) fn make(&mut self, m: &[f64], shift: (f64, f64)) -> bool {
        self.is_complex = shift.1 != 0.0;
        for i in 0..self.d {
            let (own, line) = (i * self.d..(i + 1) * self.d, i * self.width..(i + 1) * self.width);
            self.upper.re[line.clone()][..self.d].copy_from_slice(&m[own]);
            self.upper.im[line.clone()].fill(0.0);
            self.upper.re[line.start + i] += shift.0;
            self.upper.im[line.start + i] = shift.1;
        }
        match self.is_complex {
            true => self.isa.dispatch(Make::<true> { factor: self }),
            false => self.isa.dispatch(Make::<false> { factor: self }),
        }
    }

    /// Replaces b by the solution of (M + shift) x = b; `imaginary` is the imaginary part of b, where there is one.
    pub(super) fn solve(&mut self, b: &mut [f64], imaginary: Option<&mut [f64]>) {
        self.line.re[..self.d].copy_from_slice(b);
        match &imaginary {
            Some(part) => self.line.im[..self.d].copy_from_slice(part),
            None => self.line.im.fill(0.0),
        }
        match self.is_complex {
            true => self.isa.dispatch(Solve::<true> { factor: self }),
            false => self.isa.dispatch(Solve::<false> { factor: self }),
        }
        b.copy_from_slice(&self.line.re[..self.d]);
        if let Some(part) = imaginary {
            part.copy_from_slice(&self.line.im[..self.d]);
        }
    }
}

type Eights<'a> = &'a mut [[f64; 8]];

/// sum -= factor line, in eights from the one numbered `from`; complex numbers where `COMPLEX`.
#[inline(always)]
fn subtract<V: Wide, const COMPLEX: bool>(
    sum: (Eights, Eights),
    factor: (f64, f64),
    line: (&[[f64; 8]], &[[f64; 8]]),
) {
    let (re, im) = (V::splat(factor.0), V::splat(factor.1));
    if !COMPLEX {
        for (sum, a) in sum.0.iter_mut().zip(line.0) {
            V::load(a).neg_mul_add(re, V::load(sum)).store(sum);
        }
        return;
    }
    for ((x, y), (a, b)) in sum.0.iter_mut().zip(sum.1).zip(line.0.iter().zip(line.1)) {
        let (a, b) = (V::load(a), V::load(b));
        b.mul_add(im, a.neg_mul_add(re, V::load(x))).store(x);
        b.neg_mul_add(re, a.neg_mul_add(im, V::load(y))).store(y);
    }
}

/// The product of two vectors of complex numbers; of their real parts where not `COMPLEX`.
#[inline(always)]
fn times<V: Wide, const COMPLEX: bool>((a, b): (V, V), (c, d): (V, V)) -> (V, V) {
    if COMPLEX { (b.neg_mul_add(d, a.mul(c)), a.mul_add(d, b.mul(c))) } else { (a.mul(c), b) }
}

fn eights(numbers: &[f64]) -> &[[f64; 8]] {
    numbers.as_chunks().0
}

fn eights_mut(numbers: &mut [f64]) -> Eights<'_> {
    numbers.as_chunks_mut().0
}

/// Turns M + shift in `upper` into L^T, line by line, the later lines less each as soon as it is there.
struct Make<'a, const COMPLEX: bool> {
    factor: &'a mut Factor,
}

impl<const COMPLEX: bool> Kernel for Make<'_, COMPLEX> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Wide>(self) -> bool {
        let Factor { d, width, upper, lower, inverse, line, .. } = self.factor;
        let (d, width) = (*d, *width);
        for k in 0..d {
            let (above, below) = (k * width..(k + 1) * width, (k + 1) * width);
            let (pivot, imaginary) = (upper.re[above.start + k], upper.im[above.start + k]);
            if !(pivot > 0.0 && pivot.is_finite() && imaginary.is_finite()) {
                return false;
            }
            let square = pivot * pivot + imaginary * imaginary;
            let one = if COMPLEX { (pivot / square, -imaginary / square) } else { (1.0 / pivot, 0.0) };
            (inverse.re[k], inverse.im[k]) = one;
            let (own, later) = upper.re.split_at_mut(below);
            let (own_im, later_im) = upper.im.split_at_mut(below);
            let here = k / 8;
            let own = (
                &mut eights_mut(&mut own[above.clone()])[here..],
                &mut eights_mut(&mut own_im[above])[here..],
            );
            let scaled = (&mut eights_mut(&mut line.re)[here..], &mut eights_mut(&mut line.im)[here..]);
            for c in 0..width / 8 - here {
                let entries = (V::load(&own.0[c]), V::load(&own.1[c]));
                let (re, im) = times::<V, COMPLEX>(entries, (V::splat(one.0), V::splat(one.1)));
                re.store(&mut scaled.0[c]);
                im.store(&mut scaled.1[c]);
            }
            for i in k + 1..d {
                (lower.re[i * width + k], lower.im[i * width + k]) = (line.re[i], line.im[i]);
            }
            // Eight columns at a time: down to the line on which their last diagonal entry lies.
            for c in here..width / 8 {
                let (a, b) = (V::load(&own.0[c - here]), V::load(&own.1[c - here]));
                let lines = later.chunks_exact_mut(width).zip(later_im.chunks_exact_mut(width));
                let factors = line.re[k + 1..].iter().zip(&line.im[k + 1..]);
                for ((x, y), (re, im)) in lines.zip(factors).take(8 * c + 7 - k) {
                    let (x, y) = (&mut x[8 * c..8 * c + 8], &mut y[8 * c..8 * c + 8]);
                    let (re, im) = (V::splat(*re), V::splat(*im));
                    if COMPLEX {
                        b.mul_add(im, a.neg_mul_add(re, V::load(x))).store(x);
                        b.neg_mul_add(re, a.neg_mul_add(im, V::load(y))).store(y);
                    } else {
                        a.neg_mul_add(re, V::load(x)).store(x);
                    }
                }
            }
            for c in 0..width / 8 - here {
                V::load(&line.re[8 * (here + c)..]).store(&mut own.0[c]);
                V::load(&line.im[8 * (here + c)..]).store(&mut own.1[c]);
            }
            for j in 0..=k % 8 {
                (own.0[0][j], own.1[0][j]) = (0.0, 0.0);
            }
        }
        true
    }
}

struct Solve<'a, const COMPLEX: bool> {
    factor: &'a mut Factor,
}

impl<const COMPLEX: bool> Kernel for Solve<'_, COMPLEX> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let Factor { d, width, upper, lower, inverse, line, .. } = self.factor;
        let (d, width) = (*d, *width);
        for k in 0..d {
            let (at, first) = (k * width..(k + 1) * width, (k + 1) / 8);
            let factor = (line.re[k], line.im[k]);
            let sum = (&mut eights_mut(&mut line.re)[first..], &mut eights_mut(&mut line.im)[first..]);
            let own = (&eights(&upper.re[at.clone()])[first..], &eights(&upper.im[at])[first..]);
            subtract::<V, COMPLEX>(sum, factor, own);
        }
        let inverse = (eights(&inverse.re), eights(&inverse.im));
        let whole = eights_mut(&mut line.re).iter_mut().zip(eights_mut(&mut line.im));
        for ((x, y), (c, d)) in whole.zip(inverse.0.iter().zip(inverse.1)) {
            let (re, im) = times::<V, COMPLEX>((V::load(x), V::load(y)), (V::load(c), V::load(d)));
            re.store(x);
            im.store(y);
        }
        for i in (1..d).rev() {
            let (at, last) = (i * width..(i + 1) * width, i.div_ceil(8));
            let factor = (line.re[i], line.im[i]);
            let sum = (&mut eights_mut(&mut line.re)[..last], &mut eights_mut(&mut line.im)[..last]);
            let own = (&eights(&lower.re[at.clone()])[..last], &eights(&lower.im[at])[..last]);
            subtract::<V, COMPLEX>(sum, factor, own);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// M + shift times x.
    fn times(m: &[f64], d: usize, shift: (f64, f64), x: (&[f64], &[f64])) -> (Vec<f64>, Vec<f64>) {
        let row = |part: &[f64], i: usize| (0..d).map(|j| m[i * d + j] * part[j]).sum::<f64>();
        let re = (0..d).map(|i| row(x.0, i) + shift.0 * x.0[i] - shift.1 * x.1[i]).collect();
        let im = (0..d).map(|i| row(x.1, i) + shift.0 * x.1[i] + shift.1 * x.0[i]).collect();
        (re, im)
    }

    #[test]
    fn a_solution_times_the_matrix_is_the_right_side() {
        for d in [1usize, 2, 7, 8, 9, 21] {
            // A Gram matrix of whole numbers, of rank about d/2.
            let rows: Vec<Vec<f64>> = (0..d.div_ceil(2))
                .map(|r| (0..d).map(|j| ((7 * r + 3 * j) % 5) as f64 - 2.0).collect())
                .collect();
            let mut m = vec![0.0; d * d];
            for (i, j) in (0..d).flat_map(|i| (0..d).map(move |j| (i, j))) {
                m[i * d + j] = rows.iter().map(|row| row[i] * row[j]).sum();
            }
            let b: (Vec<f64>, Vec<f64>) =
                ((0..d).map(|i| 1.0 + i as f64).collect(), (0..d).map(|i| 2.0 - i as f64).collect());
            for shift in [(0.5, 0.0), (0.5, -0.7), (3.0, 20.0)] {
                let mut factor = Factor::new(d);
                assert!(factor.make(&m, shift));
                let (mut re, mut im) = b.clone();
                if shift.1 == 0.0 {
                    factor.solve(&mut re, None);
                    im.fill(0.0);
                } else {
                    factor.solve(&mut re, Some(&mut im));
                }
                let found = times(&m, d, shift, (&re, &im));
                let wanted = (b.0.clone(), if shift.1 == 0.0 { vec![0.0; d] } else { b.1.clone() });
                for (a, b) in found.0.iter().chain(&found.1).zip(wanted.0.iter().chain(&wanted.1)) {
                    assert!((a - b).abs() < 1e-11 * (1.0 + b.abs()), "d {d}, shift {shift:?}: {a} for {b}");
                }
            }
        }
    }

    #[test]
    fn a_matrix_whose_pivot_is_not_positive_is_refused() {
        let mut factor = Factor::new(2);
        assert!(!factor.make(&[1.0, 2.0, 2.0, 1.0], (0.5, 0.0)));
        assert!(!factor.make(&[f64::NAN, 0.0, 0.0, 1.0], (0.5, 0.0)));
        assert!(factor.make(&[1.0, 2.0, 2.0, 1.0], (1.5, 0.0)));
    }
}
