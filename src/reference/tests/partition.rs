//! The partition and the ray: planted truth, hand-made sets, and definitions taken literally on small sets.

use dashu_int::IBig;
use rand::RngExt;

use super::fixtures::{iris, wdbc};
use super::planted::{bell, frame};
use crate::certificate::{Certificate, Proved, verify};
use crate::data::generate::{Generator, Mixed, Overlapping};
use crate::data::{Seed, SignedRows};
use crate::reference::exact::gcd;
use crate::reference::offset::offset;
use crate::reference::{
    Across, CertificateKind, Partition, RayLoss, Separability, max_margin_l2, partition, ray,
};

fn parts(rows: &SignedRows) -> (Vec<usize>, Vec<usize>) {
    let found = partition(rows).unwrap();
    let Ok(Proved::Partition(proof, None)) = verify(rows, &found.certificate()) else {
        panic!("a partition")
    };
    assert_eq!((&proof.separable_part, &proof.rest), (&found.separable_part, &found.rest));
    (found.separable_part, found.rest)
}

#[test]
fn planted_mixed_data_come_apart_as_they_were_put_together() {
    for seed in 0..60u64 {
        let d = 2 + (seed % 9) as usize;
        let subspace = 1 + (seed as usize / 9) % (d - 1);
        let mixed = Mixed {
            d,
            subspace,
            rest: subspace + 1 + (seed % 7) as usize,
            separable: 2 + (seed % 11) as usize,
            balanced: false,
        };
        let planted = mixed.draw(Seed(seed)).unwrap();
        let rows = planted.data.signed_rows();
        let found = ray(&rows, RayLoss::Logistic).unwrap();
        assert_eq!(found.partition.separable_part, planted.separable_part, "set {seed}");
        assert_eq!(found.partition.subspace_dim(), subspace, "set {seed}");
        let across = found.across.as_ref().unwrap();
        assert_eq!(across.certificate_kind, CertificateKind::Exact);
        assert!(across.margin.1 <= across.margin.0.next_up(), "set {seed}: {:?}", across.margin);
        // The generator rounds its margin and direction to doubles.
        assert!((across.margin.0 / planted.margin - 1.0).abs() < 1e-12, "set {seed}: {:?}", across.margin);
        let off =
            across.direction.iter().zip(&planted.direction).map(|(a, b)| (a - b) * (a - b)).sum::<f64>();
        assert!(off.sqrt() < 1e-12, "set {seed}: {off:e}");
        let Ok(Proved::Partition(_, Some(proved))) = verify(&rows, &found.certificate) else {
            panic!("a partition with its margin")
        };
        assert!(proved.margin.exact);
        // v-bar lies in S, and the gradient of the rest vanishes there.
        for v in &planted.subspace {
            let pull: f64 = found
                .partition
                .rest
                .iter()
                .map(|&i| {
                    let u: f64 = rows.row(i).iter().zip(&found.offset.v).map(|(z, v)| z * v).sum();
                    let along: f64 = rows.row(i).iter().zip(v).map(|(z, v)| z * v).sum();
                    along / (1.0 + u.exp())
                })
                .sum();
            assert!(pull.abs() < 1e-12, "set {seed}: {pull:e}");
        }
        let inside: f64 = planted
            .subspace
            .iter()
            .map(|s| s.iter().zip(&found.offset.v).map(|(s, v)| s * v).sum::<f64>().powi(2))
            .sum();
        let all: f64 = found.offset.v.iter().map(|v| v * v).sum();
        assert!((all - inside).abs() <= 1e-13 * (1.0 + all), "set {seed}");
    }
}

#[test]
fn pure_data_have_one_part_only() {
    for rows in [wdbc(), iris("setosa", "versicolor")] {
        assert_eq!(parts(&rows), ((0..rows.n).collect(), vec![]));
        let found = ray(&rows, RayLoss::Exponential).unwrap();
        let Separability::Separable(margin) = max_margin_l2(&rows).unwrap() else { panic!("separable") };
        let across = found.across.unwrap();
        assert_eq!((across.margin, &across.direction), (margin.gamma, &margin.direction));
        assert_eq!(found.offset.v, vec![0.0; rows.d]);
    }
    for seed in 0..20 {
        let set = Overlapping { d: 1 + seed as usize % 5, ..Overlapping::default() };
        let rows = set.generate(Seed(seed)).unwrap().signed_rows();
        assert_eq!(parts(&rows), (vec![], (0..rows.n).collect()), "set {seed}");
        let found = ray(&rows, RayLoss::Logistic).unwrap();
        assert_eq!((found.across, found.partition.subspace_dim()), (None, rows.d));
    }
    let rows = iris("versicolor", "virginica");
    assert_eq!(parts(&rows), (vec![], (0..100).collect()));
}

/// Whether some w of small whole numbers has Zw >= 0 and z_i.w > 0.
fn may_be_separated(rows: &SignedRows, i: usize) -> bool {
    let reach = 4i32;
    let count = (2 * reach + 1).pow(rows.d as u32);
    (0..count).any(|code| {
        let mut left = code;
        let w: Vec<f64> = (0..rows.d)
            .map(|_| {
                let digit = left % (2 * reach + 1) - reach;
                left /= 2 * reach + 1;
                f64::from(digit)
            })
            .collect();
        let along = |k: usize| rows.row(k).iter().zip(&w).map(|(z, w)| z * w).sum::<f64>();
        along(i) > 0.0 && (0..rows.n).all(|k| along(k) >= 0.0)
    })
}

#[test]
fn small_sets_are_parted_as_the_definition_says() {
    // With entries -1, 0, 1 in up to three dimensions the extreme rays of { Zw >= 0 } are products of two rows, with
    // entries of at most 2: the search above meets them all.
    let (mut mixed, mut rng) = (0, Seed(5).rng());
    for set in 0..400 {
        let (n, d) = (1 + set % 7, 1 + set % 3);
        let values = (0..n * d).map(|_| f64::from(rng.random_range(-1..=1))).collect();
        let rows = SignedRows { n, d, values };
        let (part, rest) = parts(&rows);
        let expected: Vec<usize> = (0..n).filter(|&i| may_be_separated(&rows, i)).collect();
        assert_eq!(part, expected, "set {set}: {rows:?}");
        mixed += usize::from(!part.is_empty() && !rest.is_empty());
    }
    assert!(mixed > 50, "{mixed} sets are mixed");
}

#[test]
fn hand_made_sets_are_parted() {
    let of = |rows: &[&[f64]]| parts(&SignedRows::from_rows(rows));
    // A row of zeros is never separated, nor are opposites, whatever their lengths.
    assert_eq!(of(&[&[0.0, 0.0], &[1.0, 2.0]]), (vec![1], vec![0]));
    assert_eq!(of(&[&[1.0, 2.0], &[-3.0, -6.0], &[0.0, 1.0]]), (vec![2], vec![0, 1]));
    assert_eq!(of(&[&[1.0], &[1.0], &[-2.0]]), (vec![], vec![0, 1, 2]));
    // More columns than rows, repeated columns, repeated rows.
    assert_eq!(of(&[&[1.0, 1.0, 0.5, 0.5], &[1.0, 1.0, -3.0, -3.0]]), (vec![0, 1], vec![]));
    assert_eq!(of(&[&[1.0, 1.0, 2.0], &[1.0, 1.0, 2.0], &[-1.0, -1.0, -2.0]]), (vec![], vec![0, 1, 2]));
    // The doubles as they are: 0.3 is not three times 0.1.
    assert_eq!(of(&[&[0.1, 1.0], &[-0.3, -3.0]]).1.len(), 0);
    assert_eq!(of(&[&[0.25, 1.0], &[-0.75, -3.0]]), (vec![], vec![0, 1]));
    // Tiny beside huge numbers.
    assert_eq!(of(&[&[1e200, 1e-200], &[-1e200, 1e-200]]), (vec![0, 1], vec![]));
    assert_eq!(of(&[&[1e200, 0.0], &[-1e-200, 0.0], &[0.0, 5e-324]]), (vec![2], vec![0, 1]));
}

#[test]
fn a_margin_of_a_billionth_and_its_absence_are_told_apart() {
    let tiny = 1.0 / f64::from(1u32 << 30);
    for d in [2, 5, 9] {
        // Cancelling rows in the first coordinates, all lifted by `lift` along the last.
        let with = |lift: f64| {
            let mut rows: Vec<Vec<f64>> = Vec::new();
            for j in 0..d - 1 {
                for sign in [1.0, -1.0] {
                    let mut row = vec![0.125; d];
                    row[j] = sign;
                    row[d - 1] = lift;
                    rows.push(row);
                }
            }
            rows.push((0..d).map(|j| if j + 1 < d { -1.0 } else { lift }).collect());
            SignedRows::from_rows(&rows)
        };
        let rows = with(tiny);
        assert_eq!(parts(&rows).1, Vec::<usize>::new());
        let found = ray(&rows, RayLoss::Logistic).unwrap().across.unwrap();
        assert!((found.margin.0 / tiny - 1.0).abs() < 1e-12, "{:?}", found.margin);
        let rows = with(0.0);
        assert_eq!(parts(&rows).0, Vec::<usize>::new());
    }
}

#[test]
fn the_offset_of_counts_is_a_logarithm() {
    // a rows (1, 0), b rows (-1, 0): a e^-v + b e^v is least at ln(a/b)/2, the logistic risk at ln(a/b).
    for (a, b) in [(1usize, 1usize), (3, 1), (1, 20), (2, 3)] {
        let mut rows = vec![[1.0, 0.0]; a];
        rows.extend(vec![[-1.0, 0.0]; b]);
        rows.push([0.0, 2.0]);
        let rows = SignedRows::from_rows(&rows);
        let known = (a as f64 / b as f64).ln();
        for (loss, factor) in [(RayLoss::Exponential, 0.5), (RayLoss::Logistic, 1.0)] {
            let found = ray(&rows, loss).unwrap();
            let off = (found.offset.v[0] - factor * known).abs().max(found.offset.v[1].abs());
            assert!(
                off <= found.offset.error + 1e-16 * known.abs(),
                "{a}:{b}: {off:e} {:e}",
                found.offset.error
            );
            assert!(found.offset.error < 1e-13);
            assert_eq!(found.across.unwrap().margin, (2.0, 2.0));
        }
    }
}

#[test]
fn neither_order_nor_scale_of_rows_changes_the_partition() {
    for seed in 0..20u64 {
        let planted =
            Mixed { d: 4, subspace: 2, rest: 5, separable: 6, balanced: false }.draw(Seed(seed)).unwrap();
        let rows = planted.data.signed_rows();
        let Partition { separable_part, .. } = partition(&rows).unwrap();
        let reversed: Vec<Vec<f64>> = (0..rows.n)
            .rev()
            .map(|i| rows.row(i).iter().map(|x| x * [0.5, 3.0, 1024.0][i % 3]).collect())
            .collect();
        let mut other = parts(&SignedRows::from_rows(&reversed)).0;
        other.iter_mut().for_each(|i| *i = rows.n - 1 - *i);
        other.sort_unstable();
        assert_eq!(other, separable_part, "set {seed}");
    }
}

#[test]
fn what_rows_have_in_the_span_of_the_rest_does_not_matter_however_large() {
    // S is spanned by (1, 2, 3, 1); small whole rows across it, to which up to 2^50 times that vector is added: exact in
    // doubles, but what is across it is lost in any inner product of doubles.
    let span = [1.0, 2.0, 3.0, 1.0];
    for seed in 0..20 {
        let mut rng = Seed(seed).rng();
        let across: Vec<[f64; 4]> = (0..30)
            .map(|_| {
                let mut draw = |range: std::ops::RangeInclusive<i32>| f64::from(rng.random_range(range));
                let (a, b, c) = (draw(1..=6), draw(-4..=4), draw(-4..=4));
                [2.0 * a + 3.0 * b + c, -a, -b, -c]
            })
            .collect();
        let Separability::Separable(known) = max_margin_l2(&SignedRows::from_rows(&across)).unwrap() else {
            panic!("-w_2 > 0 for all of them")
        };
        for power in [0, 20, 40, 50] {
            let mut rows = vec![span, span.map(|x| -2.0 * x)];
            rows.extend(across.iter().map(|row| {
                let shift = f64::from(rng.random_range(-1024..=1024)) * 2.0f64.powi(power - 10).max(1.0);
                [0, 1, 2, 3].map(|j| row[j] + shift * span[j])
            }));
            let rows = SignedRows::from_rows(&rows);
            let found = ray(&rows, RayLoss::Logistic).unwrap();
            assert_eq!(found.partition.rest, [0, 1]);
            let other = found.across.as_ref().unwrap();
            assert_eq!(
                (other.margin, &other.direction),
                (known.gamma, &known.direction),
                "set {seed}, 2^{power}"
            );
            assert!(verify(&rows, &found.certificate).is_ok());
            // The separator is in lowest terms.
            let Certificate::Partition { primal, .. } = &found.certificate else { panic!("a partition") };
            assert_eq!(primal.iter().fold(IBig::ZERO, |g, x| gcd(&g, &x.0)), IBig::ONE);
        }
    }
}

#[test]
fn coordinates_across_the_rest_and_back() {
    for seed in 0..12 {
        let planted =
            Mixed { d: 6, subspace: 2, rest: 5, separable: 7, balanced: false }.draw(Seed(seed)).unwrap();
        let rows = planted.data.signed_rows();
        let found = ray(&rows, RayLoss::Logistic).unwrap();
        let across = Across::of(&rows, &found).unwrap().expect("a separable part");
        assert_eq!((across.complement.len(), across.subspace.len()), (4, 2));
        let close =
            |a: &[f64], b: &[f64]| a.len() == b.len() && a.iter().zip(b).all(|(a, b)| (a - b).abs() <= 1e-13);
        let x = [0.5, -2.0, 1.0, 0.25];
        assert!(close(&across.coordinates(&across.lift(&x)), &x), "set {seed}");
        for (k, &i) in across.part.iter().enumerate() {
            assert!(close(&across.coordinates(rows.row(i)), across.rows.row(k)), "set {seed}, row {i}");
        }
        // Nothing of S is seen, and what is seen is all but S.
        for axis in &across.subspace {
            assert!(close(&across.coordinates(axis), &[0.0; 4]), "set {seed}");
        }
        let w: Vec<f64> = (0..6).map(|j| 1.0 / (j + 1) as f64).collect();
        let mut back = across.lift(&across.coordinates(&w));
        for axis in &across.subspace {
            let along: f64 = axis.iter().zip(&w).map(|(a, w)| a * w).sum();
            back.iter_mut().zip(axis).for_each(|(b, a)| *b += along * a);
        }
        assert!(close(&back, &w), "set {seed}");
    }
}

#[test]
fn the_offset_of_rows_of_very_different_lengths_is_found() {
    // Rows that cancel, in a subspace of R^30, each then 2^-6 to 2^6 times as long: whole steps of Newton's method from the
    // origin lead astray on several of these sets.
    let (n, d, dim) = (60, 30, 25);
    for seed in 0..10 {
        let mut rng = Seed(seed).rng();
        let mut inside: Vec<Vec<f64>> = (0..n).map(|_| (0..dim).map(|_| bell(&mut rng)).collect()).collect();
        inside.push((0..dim).map(|j| -inside.iter().map(|r| r[j]).sum::<f64>()).collect());
        let axes = frame(&mut rng, d);
        let rows: Vec<Vec<f64>> = inside
            .iter()
            .map(|row| {
                let length = 2.0f64.powi(rng.random_range(-6..=6));
                (0..d).map(|l| row.iter().zip(&axes).map(|(c, axis)| length * c * axis[l]).sum()).collect()
            })
            .collect();
        let rows = SignedRows::from_rows(&rows);
        let (part, basis): (Vec<usize>, Vec<usize>) = ((0..rows.n).collect(), (0..dim).collect());
        for loss in [RayLoss::Exponential, RayLoss::Logistic] {
            let found = offset(&rows, &part, &basis, loss).unwrap();
            let length = found.v.iter().map(|v| v * v).sum::<f64>().sqrt();
            assert!(found.error <= 1e-12 * length, "set {seed}, {loss:?}: {:e} of {length}", found.error);
            // The gradient vanishes but for what an error of v of that size makes of it, and it lies in S.
            let (mut pull, mut bend) = (vec![0.0; d], 0.0);
            for row in rows.rows() {
                let u: f64 = row.iter().zip(&found.v).map(|(z, v)| z * v).sum();
                let weight = if loss == RayLoss::Exponential { (-u).exp() } else { 1.0 / (1.0 + u.exp()) };
                pull.iter_mut().zip(row).for_each(|(p, z)| *p += weight * z);
                bend += weight * row.iter().map(|z| z * z).sum::<f64>();
            }
            let left = pull.iter().map(|p| p * p).sum::<f64>().sqrt();
            assert!(left <= bend * found.error, "set {seed}, {loss:?}: {left:e}, {:e}", bend * found.error);
        }
    }
}
