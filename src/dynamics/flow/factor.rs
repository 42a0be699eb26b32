//! L D L^T of a symmetric matrix plus a complex multiple of the identity, for vectors.

use crate::numbers::lanes::{Isa, Kernel, Wide};

/// The factor of M + shift, M (d x d) positive semi-definite and the shift's real part positive: without pivoting, which such
/// matrices do not need (Higham, Accuracy and Stability of Numerical Algorithms, section 11.6; real part positive definite).
pub(super) struct Factor {
    d: usize,
    /// d rounded up to a multiple of eight.
    width: usize,
    /// L strictly below the diagonal, zeros elsewhere, lines of `width`; real and imaginary part.
    lower: (Vec<f64>, Vec<f64>),
    /// D.
    diagonal: (Vec<f64>, Vec<f64>),
    /// One line at a time, before it is divided by D; or the right side.
    line: (Vec<f64>, Vec<f64>),
    is_complex: bool,
    isa: Isa,
}

impl Factor {
    pub(super) fn new(d: usize) -> Factor {
        let width = d.next_multiple_of(8);
        let pair = |length: usize| (vec![0.0; length], vec![0.0; length]);
        Factor {
            d,
            width,
            lower: pair(d * width),
            diagonal: pair(d),
            line: pair(width),
            is_complex: false,
            isa: Isa::detect(),
        }
    }

    /// Factors M + shift; whether every pivot was a finite number with a positive real part.
    pub(super) fn make(&mut self, m: &[f64], shift: (f64, f64)) -> bool {
        self.is_complex = shift.1 != 0.0;
        self.isa.dispatch(Make { factor: self, m, shift })
    }

    /// Replaces b by the solution of (M + shift) x = b; `imaginary` is the imaginary part of b, where there is one.
    pub(super) fn solve(&mut self, b: &mut [f64], imaginary: Option<&mut [f64]>) {
        self.line.0[..self.d].copy_from_slice(b);
        match &imaginary {
            Some(part) => self.line.1[..self.d].copy_from_slice(part),
            None => self.line.1.fill(0.0),
        }
        self.isa.dispatch(Solve { factor: self });
        b.copy_from_slice(&self.line.0[..self.d]);
        if let Some(part) = imaginary {
            part.copy_from_slice(&self.line.1[..self.d]);
        }
    }
}

/// a.b over the eights that hold the first `length` numbers.
#[inline(always)]
fn dot<V: Wide>(a: &[f64], b: &[f64], length: usize) -> V {
    let (a, b) = (a.as_chunks::<8>().0, b.as_chunks::<8>().0);
    let pairs = a.iter().zip(b).take(length.div_ceil(8));
    pairs.fold(V::splat(0.0), |sum, (a, b)| V::load(a).mul_add(V::load(b), sum))
}

struct Make<'a> {
    factor: &'a mut Factor,
    m: &'a [f64],
    shift: (f64, f64),
}

impl Kernel for Make<'_> {
    type Output = bool;

    #[inline(always)]
    fn run<V: Wide>(self) -> bool {
        let Factor { d, width, lower, diagonal, line, is_complex, .. } = self.factor;
        let (d, width, complex) = (*d, *width, *is_complex);
        line.0.fill(0.0);
        line.1.fill(0.0);
        for i in 0..d {
            for j in 0..=i {
                let own = if j == i { self.shift } else { (0.0, 0.0) };
                let (mut re, mut im) = (self.m[i * d + j] + own.0, own.1);
                // The line's own entries beyond j are still zero, and so are those of L.
                let at = j * width..(j + 1) * width;
                let (l_re, l_im) = match j == i {
                    true => (&lower.0[i * width..(i + 1) * width], &lower.1[i * width..(i + 1) * width]),
                    false => (&lower.0[at.clone()], &lower.1[at]),
                };
                if complex {
                    let real =
                        dot::<V>(&line.1, l_im, j).neg_mul_add(V::splat(1.0), dot::<V>(&line.0, l_re, j));
                    re -= real.sum();
                    im -= dot::<V>(&line.0, l_im, j).add(dot::<V>(&line.1, l_re, j)).sum();
                } else {
                    re -= dot::<V>(&line.0, l_re, j).sum();
                }
                if j < i {
                    (line.0[j], line.1[j]) = (re, im);
                    let (x, y) = divided((re, im), (diagonal.0[j], diagonal.1[j]));
                    (lower.0[i * width + j], lower.1[i * width + j]) = (x, y);
                } else {
                    if !(re > 0.0 && re.is_finite() && im.is_finite()) {
                        return false;
                    }
                    (diagonal.0[i], diagonal.1[i]) = (re, im);
                }
            }
            line.0[..i].fill(0.0);
            line.1[..i].fill(0.0);
        }
        true
    }
}

#[inline(always)]
fn divided((a, b): (f64, f64), (c, d): (f64, f64)) -> (f64, f64) {
    if d == 0.0 {
        return (a / c, b / c);
    }
    let square = c * c + d * d;
    ((a * c + b * d) / square, (b * c - a * d) / square)
}

struct Solve<'a> {
    factor: &'a mut Factor,
}

impl Kernel for Solve<'_> {
    type Output = ();

    #[inline(always)]
    fn run<V: Wide>(self) {
        let Factor { d, width, lower, diagonal, line, is_complex, .. } = self.factor;
        let (d, width, complex) = (*d, *width, *is_complex);
        let of = |i: usize| i * width..(i + 1) * width;
        for i in 0..d {
            let (l_re, l_im) = (&lower.0[of(i)], &lower.1[of(i)]);
            if complex {
                let real =
                    dot::<V>(&line.1, l_im, i).neg_mul_add(V::splat(1.0), dot::<V>(&line.0, l_re, i)).sum();
                let imaginary = dot::<V>(&line.0, l_im, i).add(dot::<V>(&line.1, l_re, i)).sum();
                line.0[i] -= real;
                line.1[i] -= imaginary;
            } else {
                line.0[i] -= dot::<V>(&line.0, l_re, i).sum();
            }
        }
        for i in 0..d {
            (line.0[i], line.1[i]) = divided((line.0[i], line.1[i]), (diagonal.0[i], diagonal.1[i]));
        }
        for i in (0..d).rev() {
            let (re, im) = (V::splat(line.0[i]), V::splat(line.1[i]));
            let (l_re, l_im) = (lower.0[of(i)].as_chunks::<8>().0, lower.1[of(i)].as_chunks::<8>().0);
            let (x, y) = (line.0.as_chunks_mut::<8>().0, line.1.as_chunks_mut::<8>().0);
            for k in 0..i.div_ceil(8) {
                let (a, b) = (V::load(&l_re[k]), V::load(&l_im[k]));
                let mut sum = a.neg_mul_add(re, V::load(&x[k]));
                if complex {
                    sum = b.mul_add(im, sum);
                    let other = a.neg_mul_add(im, V::load(&y[k]));
                    b.neg_mul_add(re, other).store(&mut y[k]);
                }
                sum.store(&mut x[k]);
            }
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
