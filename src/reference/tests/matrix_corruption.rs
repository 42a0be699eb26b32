//! Certificates of matrix margins, spoilt in a digit, a sign, an index, by an omission or in a hint.

use super::multiclass_sets::{kesler, separable};
use crate::certificate::{
    MatrixCertificate, MatrixMarginEnclosure, MatrixNorm, NormBound, Refused, verify_margin_matrix,
};
use crate::data::KeslerRows;
use crate::reference::max_margin_matrix;

const NORMS: [MatrixNorm; 2] = [MatrixNorm::Spectral, MatrixNorm::Nuclear];

fn cases() -> impl Iterator<Item = (KeslerRows, MatrixCertificate)> {
    (0..4).flat_map(|seed| {
        let rows = kesler(&separable(200 + seed, 3 + seed as usize % 2, 4, 14));
        NORMS.map(|norm| (rows.clone(), max_margin_matrix(&rows, norm).unwrap().certificate))
    })
}

/// Refused, or still right and visibly wider than the honest enclosure.
fn refused_or_wider(
    rows: &KeslerRows,
    honest: &MatrixCertificate,
    spoilt: &MatrixCertificate,
    what: &str,
) -> Option<Refused> {
    let truth = verify_margin_matrix(&rows.rows, rows.d, honest).unwrap();
    match verify_margin_matrix(&rows.rows, rows.d, spoilt) {
        Err(refused) => Some(refused),
        Ok(MatrixMarginEnclosure { lower, upper, .. }) => {
            assert!(lower <= truth.upper && truth.lower <= upper, "{what}: the truth is outside");
            assert!(
                upper - lower > 2.0 * (truth.upper - truth.lower) && upper - lower > 1e-12 * upper,
                "{what} does not show: [{lower}, {upper}] against {truth:?}"
            );
            None
        }
    }
}

#[test]
fn digits_of_the_separator_and_the_multipliers_show() {
    for (rows, honest) in cases() {
        let size = honest.separator.iter().fold(0.0f64, |m, w| m.max(w[0].abs()));
        for entry in 0..honest.separator.len() {
            for digit in [1e-1, 1e-4, 1e-7] {
                let mut spoilt = honest.clone();
                spoilt.separator[entry][0] += digit * size;
                refused_or_wider(&rows, &honest, &spoilt, &format!("entry {entry}, digit {digit}"));
            }
            if honest.separator[entry][0].abs() > 0.1 * size {
                let mut spoilt = honest.clone();
                spoilt.separator[entry].iter_mut().for_each(|w| *w = -*w);
                refused_or_wider(&rows, &honest, &spoilt, "sign of the separator");
            }
        }
        let heavy = |m: &(usize, Vec<f64>)| m.1[0] > 1e-3;
        for place in (0..honest.multipliers.len()).filter(|&k| heavy(&honest.multipliers[k])) {
            let mut digit = honest.clone();
            digit.multipliers[place].1[0] *= 1.01;
            refused_or_wider(&rows, &honest, &digit, "digit of a multiplier");
            let mut sign = honest.clone();
            sign.multipliers[place].1.iter_mut().for_each(|a| *a = -*a);
            let refused = refused_or_wider(&rows, &honest, &sign, "sign of a multiplier").unwrap();
            assert!(matches!(refused, Refused::NegativeMultiplier { .. }), "{refused}");
            let mut omitted = honest.clone();
            omitted.multipliers.remove(place);
            refused_or_wider(&rows, &honest, &omitted, "omitted multiplier");
            let free = (0..rows.rows.n).find(|i| honest.multipliers.iter().all(|m| m.0 != *i)).unwrap();
            for (to, what) in [(free, "another row"), (rows.rows.n, "no row")] {
                let mut moved = honest.clone();
                moved.multipliers[place].0 = to;
                let refused = refused_or_wider(&rows, &honest, &moved, what);
                assert_eq!(to == rows.rows.n, matches!(refused, Some(Refused::NoSuchRow { .. })));
            }
            if honest.multipliers.len() > 1 {
                let mut twice = honest.clone();
                twice.multipliers[place].0 = honest.multipliers[(place + 1) % honest.multipliers.len()].0;
                let refused = verify_margin_matrix(&rows.rows, rows.d, &twice).unwrap_err();
                assert!(matches!(refused, Refused::RepeatedRow { .. }), "{refused}");
            }
        }
    }
}

/// The certificate with its bound of the separator or of the dual combination changed.
fn with_bound(honest: &MatrixCertificate, dual: bool, change: impl Fn(&mut NormBound)) -> MatrixCertificate {
    let mut spoilt = honest.clone();
    change(if dual { &mut spoilt.dual_bound } else { &mut spoilt.separator_bound });
    spoilt
}

#[test]
fn hints_are_not_trusted() {
    for (rows, honest) in cases() {
        for dual in [false, true] {
            let spectral = (honest.norm == MatrixNorm::Spectral) != dual;
            let spoil = |what: &str, change: &dyn Fn(&mut NormBound)| {
                refused_or_wider(&rows, &honest, &with_bound(&honest, dual, change), what)
            };
            if spectral {
                let scale = |by: f64| {
                    move |bound: &mut NormBound| match bound {
                        NormBound::Spectral { below } => *below *= by,
                        NormBound::Nuclear { .. } => unreachable!("a spectral bound"),
                    }
                };
                for by in [1.0 - 1e-13, 0.5, 0.0, -1.0] {
                    let refused = spoil("too low a bound", &scale(by)).unwrap();
                    assert!(matches!(refused, Refused::NormNotBelow { .. }), "{by}: {refused}");
                }
                assert!(spoil("too high a bound", &scale(1.0 + 1e-9)).is_none());
                let refused = spoil("an infinite bound", &scale(f64::INFINITY)).unwrap();
                assert!(matches!(refused, Refused::NotFinite { .. }), "{refused}");
            } else {
                let factor = |change: &dyn Fn(&mut Vec<f64>)| {
                    with_bound(&honest, dual, |bound| match bound {
                        NormBound::Nuclear { factor } => change(factor),
                        NormBound::Spectral { .. } => unreachable!("a nuclear bound"),
                    })
                };
                let size = rows.classes.min(rows.d);
                for at in 0..size * size {
                    // One entry alone breaks the symmetry; on the diagonal it is an honest but worse factor.
                    let spoilt = factor(&|p| p[at] += 1e-3);
                    let refused = refused_or_wider(&rows, &honest, &spoilt, "an entry of a factor");
                    assert_eq!(at / size != at % size, refused.is_some(), "entry {at}");
                }
                let negative = factor(&|p| p.iter_mut().for_each(|x| *x = -*x));
                let refused = refused_or_wider(&rows, &honest, &negative, "sign of a factor").unwrap();
                assert!(matches!(refused, Refused::FactorNotDefinite { .. }), "{refused}");
                let short = factor(&|p| {
                    p.pop();
                });
                let refused = refused_or_wider(&rows, &honest, &short, "a short factor").unwrap();
                assert!(matches!(refused, Refused::Length { .. }), "{refused}");
                // The scale of a factor is free.
                let double = factor(&|p| p.iter_mut().for_each(|x| *x *= 2.0));
                assert_eq!(
                    verify_margin_matrix(&rows.rows, rows.d, &double),
                    verify_margin_matrix(&rows.rows, rows.d, &honest)
                );
            }
            let other = if spectral {
                NormBound::Nuclear { factor: vec![1.0] }
            } else {
                NormBound::Spectral { below: 1.0 }
            };
            let refused = spoil("a bound of the other norm", &|bound| *bound = other.clone()).unwrap();
            assert!(matches!(refused, Refused::WrongNormBound { .. }), "{refused}");
        }
    }
}

#[test]
fn a_certificate_of_other_data_or_another_shape_is_refused_or_proves_less() {
    for (rows, honest) in cases() {
        let heaviest = honest.multipliers.iter().max_by(|a, b| a.1[0].total_cmp(&b.1[0])).unwrap().0;
        let mut moved = rows.clone();
        moved.rows.values[heaviest * rows.rows.d..][..rows.rows.d].iter_mut().for_each(|z| *z *= 1.5);
        let refused = verify_margin_matrix(&moved.rows, rows.d, &honest);
        assert_ne!(refused, verify_margin_matrix(&rows.rows, rows.d, &honest));
        let mut broken = rows.clone();
        broken.rows.values[3] = f64::NAN;
        let refused = verify_margin_matrix(&broken.rows, rows.d, &honest).unwrap_err();
        assert_eq!(refused.to_string(), "the data holds a number that is not finite (entry 3)");
        for columns in [0, rows.rows.d - 1] {
            let refused = verify_margin_matrix(&rows.rows, columns, &honest).unwrap_err();
            assert!(matches!(refused, Refused::Length { .. }), "{refused}");
        }
        let text = serde_json::to_string(&honest).unwrap();
        let back: MatrixCertificate = serde_json::from_str(&text).unwrap();
        assert_eq!(back, honest);
    }
}
