//! The margin with a free bias.

use rand::RngExt;

use super::fixtures::{iris_set, wdbc_set};
use super::planted::bell;
use crate::data::{DataSet, Provenance, Seed, SignedRows};
use crate::reference::{ReferenceError, Separability, max_margin_l2, max_margin_with_free_bias};

fn least_margin(data: &DataSet, w: &[f64], bias: f64) -> f64 {
    let of = |i: usize| {
        let x = &data.features[i * data.d..(i + 1) * data.d];
        f64::from(data.labels[i]) * (x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>() + bias)
    };
    (0..data.n).map(of).fold(f64::INFINITY, f64::min)
}

#[test]
fn real_data_are_enclosed_to_rounding() {
    let found = max_margin_with_free_bias(&iris_set("setosa", "versicolor")).unwrap();
    assert!(found.gamma.1 <= found.gamma.0 * (1.0 + 1e-15), "{:?}", found.gamma);
    assert!(found.direction_error < 1e-15, "{:e}", found.direction_error);
    assert!((least_margin(&iris_set("setosa", "versicolor"), &found.w, found.bias) - 1.0).abs() < 1e-14);

    let found = max_margin_with_free_bias(&wdbc_set()).unwrap();
    assert!(found.gamma.1 <= found.gamma.0 * (1.0 + 1e-12), "{:?}", found.gamma);
    let without = 4.0475602358676245e-05;
    assert!(found.gamma.0 > without, "a bias can only help");
}

#[test]
fn the_two_classes_swap_and_move_freely() {
    for seed in 0..30 {
        let mut rng = Seed(seed).stream("bias").rng();
        let (n, d) = (12 + rng.random_range(0..20usize), 2 + rng.random_range(0..5usize));
        let mut rows =
            SignedRows { n, d, values: (0..n * d).map(|_| (bell(&mut rng) * 64.0).round() / 64.0).collect() };
        let labels: Vec<i8> = (0..n).map(|i| if i % 3 == 0 { 1 } else { -1 }).collect();
        for i in 0..n {
            rows.values[i * d] += 8.0 * f64::from(labels[i]);
        }
        let mut data = DataSet::from_signed_rows(rows, Provenance::Given { name: "two clouds".to_string() });
        data.labels = labels;
        let found = max_margin_with_free_bias(&data).unwrap();
        assert!(found.gamma.1 <= found.gamma.0 * (1.0 + 1e-14), "set {seed}: {:?}", found.gamma);
        assert!((least_margin(&data, &found.w, found.bias) - 1.0).abs() < 1e-11, "set {seed}");
        let balance: f64 = found.multipliers.iter().zip(&data.labels).map(|(a, y)| a * f64::from(*y)).sum();
        let sum: f64 = found.multipliers.iter().sum();
        assert!(balance.abs() < 1e-12 * sum, "set {seed}: {balance:e}");

        // A shift by a whole number is exact on these data: the same hyperplane, the same margin.
        let mut moved = data.clone();
        moved.features.chunks_exact_mut(d).for_each(|x| x[1] += 100.0);
        let again = max_margin_with_free_bias(&moved).unwrap();
        assert_eq!(again.gamma, found.gamma, "set {seed}");
        assert!((again.bias - (found.bias - 100.0 * found.w[1])).abs() < 1e-10 * (1.0 + again.bias.abs()));
        let mut swapped = data.clone();
        swapped.labels.iter_mut().for_each(|y| *y = -*y);
        let again = max_margin_with_free_bias(&swapped).unwrap();
        assert_eq!(again.gamma, found.gamma);
        assert!(again.w.iter().zip(&found.w).all(|(a, b)| (a + b).abs() <= 1e-12 * (1.0 + b.abs())));

        // At least the margin with the bias penalised, scaled by the length of its part in w.
        let widened: Vec<Vec<f64>> = data
            .features
            .chunks_exact(d)
            .zip(&data.labels)
            .map(|(x, y)| x.iter().copied().chain([1.0]).map(|x| x * f64::from(*y)).collect())
            .collect();
        let Separability::Separable(penalised) = max_margin_l2(&SignedRows::from_rows(&widened)).unwrap()
        else {
            panic!("separable with a bias")
        };
        let norm = penalised.w_hat[..d].iter().map(|x| x * x).sum::<f64>().sqrt();
        assert!(found.gamma.1 >= (1.0 - 1e-12) / norm, "set {seed}");
    }
}

#[test]
fn what_no_hyperplane_separates_is_refused() {
    let error = max_margin_with_free_bias(&iris_set("versicolor", "virginica")).unwrap_err();
    assert!(matches!(error, ReferenceError::NotSeparable { .. }), "{error}");
    let rows = SignedRows::from_rows(&[[1.0, 2.0], [2.0, 1.0]]);
    let one_class = DataSet::from_signed_rows(rows, Provenance::Given { name: "one class".to_string() });
    assert!(matches!(max_margin_with_free_bias(&one_class), Err(ReferenceError::Empty { .. })));
}
