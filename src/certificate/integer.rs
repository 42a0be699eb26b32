//! Doubles as whole numbers times powers of two.

use dashu_int::IBig;

use super::Refused;
use super::sum_of_products::SumOfProducts;
use crate::data::SignedRows;

/// A finite double as mantissa and exponent: x = mantissa * 2^exponent, the mantissa odd, or both zero.
pub(super) fn parts(x: f64) -> (i64, i64) {
    let bits = x.to_bits();
    let biased = (bits >> 52 & 0x7ff) as i64;
    let fraction = (bits & 0x000f_ffff_ffff_ffff) as i64;
    let (mantissa, exponent) =
        if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
    if mantissa == 0 {
        return (0, 0);
    }
    let shift = mantissa.trailing_zeros();
    let odd = mantissa >> shift;
    (if x < 0.0 { -odd } else { odd }, exponent + i64::from(shift))
}

/// Whole numbers that share one power of two: entry j stands for `values[j] * 2^exponent`.
#[derive(Clone, Debug)]
pub(super) struct Scaled {
    pub(super) values: Vec<IBig>,
    pub(super) exponent: i64,
}

/// The finite doubles `values` over one power of two.
pub(super) fn scaled(values: &[f64]) -> Scaled {
    let all: Vec<(i64, i64)> = values.iter().map(|&x| parts(x)).collect();
    let exponent = all.iter().filter(|p| p.0 != 0).map(|p| p.1).min().unwrap_or(0);
    let values = all
        .iter()
        .map(|&(m, e)| if m == 0 { IBig::ZERO } else { IBig::from(m) << (e - exponent) as usize })
        .collect();
    Scaled { values, exponent }
}

/// Sums of finite doubles, each evaluated exactly, over one power of two.
pub(super) fn scaled_sums(sums: &[Vec<f64>], what: &'static str) -> Result<Scaled, Refused> {
    if let Some(index) = sums.iter().position(|s| s.iter().any(|x| !x.is_finite())) {
        return Err(Refused::NotFinite { what, index });
    }
    let exponent =
        sums.iter().flatten().map(|&x| parts(x)).filter(|p| p.0 != 0).map(|p| p.1).min().unwrap_or(0);
    let values = sums
        .iter()
        .map(|terms| {
            terms
                .iter()
                .map(|&x| parts(x))
                .filter(|p| p.0 != 0)
                .map(|(m, e)| IBig::from(m) << (e - exponent) as usize)
                .fold(IBig::ZERO, |sum, term| sum + term)
        })
        .collect();
    Ok(Scaled { values, exponent })
}

/// z.w for a row of doubles and whole numbers w, as a whole number and a power of two.
pub(super) fn dot(row: &[f64], w: &[IBig]) -> (IBig, i64) {
    let all = || row.iter().map(|&x| parts(x));
    let exponent = all().filter(|p| p.0 != 0).map(|p| p.1).min().unwrap_or(0);
    let mut sum = SumOfProducts::default();
    for ((m, e), w) in all().zip(w) {
        if m != 0 {
            sum.add(m, (e - exponent) as u64, w);
        }
    }
    (sum.take(), exponent)
}

/// Refuses data with infinite or undefined entries, and index lists that leave the data or repeat.
pub(super) fn check_rows(rows: &SignedRows, named: impl Iterator<Item = usize>) -> Result<(), Refused> {
    if rows.values.len() != rows.n * rows.d {
        return Err(Refused::Length {
            what: "the table of rows",
            found: rows.values.len(),
            expected: rows.n * rows.d,
        });
    }
    // Without an early end the look at all of them is one of vectors.
    if !rows.values.iter().fold(true, |all, x| all & x.is_finite()) {
        let index = rows.values.iter().position(|x| !x.is_finite()).unwrap_or(0);
        return Err(Refused::NotFinite { what: "the data", index });
    }
    let mut seen = vec![false; rows.n];
    for row in named {
        match seen.get_mut(row) {
            None => return Err(Refused::NoSuchRow { row, n: rows.n }),
            Some(true) => return Err(Refused::RepeatedRow { row }),
            Some(flag) => *flag = true,
        }
    }
    Ok(())
}

/// sum_i weight_i z_i over the named rows: whole numbers over one power of two.
pub(super) fn combination(rows: &SignedRows, weights: &[(usize, &IBig)]) -> Scaled {
    let parts_of = |i: usize| rows.row(i).iter().map(|&x| parts(x));
    let exponent =
        weights.iter().flat_map(|&(i, _)| parts_of(i).filter(|p| p.0 != 0).map(|p| p.1)).min().unwrap_or(0);
    let mut sums: Vec<SumOfProducts> = (0..rows.d).map(|_| SumOfProducts::default()).collect();
    for &(i, weight) in weights {
        for (sum, (m, e)) in sums.iter_mut().zip(parts_of(i)) {
            if m != 0 {
                sum.add(m, (e - exponent) as u64, weight);
            }
        }
    }
    let values = sums.iter_mut().map(SumOfProducts::take).collect();
    Scaled { values, exponent }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_put_every_kind_of_double_together_again() {
        for x in [1.0, -0.1, 5e-324, f64::MIN_POSITIVE, f64::MAX, -3.5e-310, 1e22, 0.0] {
            let (m, e) = parts(x);
            // A product by two powers of two, each within range, is exact here.
            let half = e / 2;
            let two = |k: i64| {
                if k >= 0 { (0..k).fold(1.0, |p, _| p * 2.0) } else { (k..0).fold(1.0, |p, _| p * 0.5) }
            };
            assert_eq!(m as f64 * two(half) * two(e - half), x, "{x:e}");
        }
    }

    #[test]
    fn a_sum_of_doubles_is_taken_without_rounding() {
        let s = scaled_sums(&[vec![1e300, 1.0, -1e300], vec![0.0]], "w").unwrap();
        assert_eq!(&s.values[0] >> (-s.exponent) as usize, IBig::ONE);
        assert_eq!(s.values[1], IBig::ZERO);
    }
}
