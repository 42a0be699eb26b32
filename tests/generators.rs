//! Every generator against its own stated truth.

use implicit_bias::data::generate::{
    Arrangement, Circles, Degenerate, GenerateError, Generator, Mixed, NAMES, Offset, Overlapping, Planted,
    SeparatedGaussian, Symmetric, TwoPoint, degenerate_pair, figure_one, named, validation_split,
};
use implicit_bias::data::{DataSet, Provenance, Seed, SignedRows};

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The largest entry of |sum p_i z_i - gamma u|.
fn stationarity(rows: &SignedRows, p: &[f64], gamma: f64, u: &[f64]) -> f64 {
    let combination = |j: usize| rows.rows().zip(p).map(|(z, p)| p * z[j]).sum::<f64>();
    (0..rows.d).map(|j| (combination(j) - gamma * u[j]).abs()).fold(0.0, f64::max)
}

/// Holds a data set to the optimality conditions that its truth states, up to `slack` in every number.
fn check_truth(data: &DataSet, slack: f64) {
    let (rows, truth) = (data.signed_rows(), &data.truth);
    let (gamma, u) = (truth.margin.unwrap(), truth.direction.as_ref().unwrap());
    assert_eq!(truth.separable, Some(true));
    assert!((dot(u, u) - 1.0).abs() <= slack, "length of u: {}", dot(u, u));
    let along: Vec<f64> = rows.rows().map(|z| dot(z, u)).collect();
    let least = along.iter().copied().fold(f64::INFINITY, f64::min);
    assert!((least - gamma).abs() <= slack, "least margin {least}, stated {gamma}");
    if let Some(p) = &truth.simplex_multipliers {
        assert!(p.iter().all(|&p| p >= 0.0));
        assert!((p.iter().sum::<f64>() - 1.0).abs() <= slack);
        let support: Vec<usize> = (0..data.n).filter(|&i| p[i] > 0.0).collect();
        assert_eq!(truth.support.as_ref(), Some(&support));
        assert!(support.iter().all(|&i| (along[i] - gamma).abs() <= slack));
        let rest = stationarity(&rows, p, gamma, u);
        assert!(rest <= slack, "sum p z - gamma u is {rest}, allowed {slack}");
    }
    let off: Vec<f64> = along.iter().map(|a| a / gamma).filter(|a| *a > 1.0 + slack / gamma).collect();
    match truth.theta {
        Some(theta) => {
            let least = off.iter().copied().fold(f64::INFINITY, f64::min);
            assert!(theta > 1.0 && (least - theta).abs() <= slack / gamma, "theta {theta}, measured {least}");
        }
        None => assert!(off.is_empty()),
    }
}

/// At most d + 2 roundings of numbers below 1 in making a row, as many in its products with u, and d more where rows
/// are summed.
fn slack(d: usize) -> f64 {
    (3 * d + 4) as f64 * f64::EPSILON
}

fn longest(data: &DataSet) -> f64 {
    data.signed_rows().rows().map(|z| dot(z, z).sqrt()).fold(0.0, f64::max)
}

#[test]
fn planted_data_fulfil_their_stated_optimality_conditions() {
    for index in 0..300 {
        let seed = Seed::of_problem(1, "planted", index);
        let planted = Planted::drawn(&mut seed.stream("parameters").rng());
        let data = planted.generate(seed).unwrap();
        check_truth(&data, slack(data.d));
        assert!(data.truth.theta.unwrap() >= planted.theta - slack(data.d) / data.truth.margin.unwrap());
        assert_eq!(data.truth.support.as_ref().unwrap().len(), planted.support_vectors);
        assert_eq!(data.n, planted.support_vectors + planted.others);
        assert!(longest(&data) <= 1.0 && longest(&data) >= 1.0 - 1e-13, "{}", longest(&data));
    }
}

/// lambda* = min(lambda_min(M on span S), theta - 1, 1), M = sum alpha_i z_i z_i^T.
fn lambda_star(data: &DataSet) -> f64 {
    let truth = &data.truth;
    let (gamma, support) = (truth.margin.unwrap(), truth.support.as_ref().unwrap());
    let (rows, p) = (data.signed_rows(), truth.simplex_multipliers.as_ref().unwrap());
    let mut matrix = nalgebra::DMatrix::<f64>::zeros(data.d, data.d);
    for &i in support {
        let z = nalgebra::DVector::from_column_slice(rows.row(i));
        matrix += (p[i] / (gamma * gamma)) * &z * z.transpose();
    }
    let mut eigenvalues: Vec<f64> = matrix.symmetric_eigenvalues().iter().copied().collect();
    eigenvalues.sort_by(f64::total_cmp);
    eigenvalues[data.d - support.len()].min(truth.theta.unwrap() - 1.0).min(1.0)
}

#[test]
fn planted_problems_spread_the_rate_of_convergence() {
    let mut stars: Vec<f64> = (0..300)
        .map(|index| {
            let seed = Seed::of_problem(1, "planted", index);
            lambda_star(&Planted::drawn(&mut seed.stream("parameters").rng()).generate(seed).unwrap())
        })
        .collect();
    stars.sort_by(f64::total_cmp);
    let quantile = |q: f64| stars[(q * 299.0) as usize];
    println!(
        "lambda* at 0, 5, 25, 50, 75, 95, 100 %: {:?}",
        [0.0, 0.05, 0.25, 0.5, 0.75, 0.95, 1.0].map(quantile)
    );
    // From below: 0.64 * 0.8^2 across the direction, or theta - 1 = 0.3.
    assert!(quantile(0.0) >= 0.3 && quantile(1.0) > 0.9, "{stars:?}");
    assert!(quantile(0.95) - quantile(0.05) > 0.2, "{stars:?}");
    assert!(quantile(0.5) >= 0.4, "{stars:?}");
}

#[test]
fn planted_data_of_every_shape_state_what_they_know() {
    for (n, d) in [(2, 2), (3, 50), (10, 200), (40, 20), (500, 20), (1000, 2)] {
        let data = Planted::of_shape(n, d).unwrap().generate(Seed(7)).unwrap();
        assert_eq!((data.n, data.d), (n, d));
        check_truth(&data, slack(d));
    }
    // More support vectors than dimensions: the multipliers are not unique, and not stated.
    let crowded = Planted { d: 3, support_vectors: 7, ..Planted::default() }.generate(Seed(8)).unwrap();
    check_truth(&crowded, slack(3));
    assert_eq!((&crowded.truth.simplex_multipliers, &crowded.truth.support), (&None, &None));
}

#[test]
fn dyadic_data_fulfil_their_stated_optimality_conditions_exactly() {
    check_truth(&degenerate_pair(), 0.0);
    for index in 0..100 {
        for d in [2, 3, 4, 7, 11] {
            let degenerate = Degenerate { d, zero_multipliers: 1 + index as usize % 3, others: 9 };
            let data = degenerate.generate(Seed(index)).unwrap();
            check_truth(&data, 0.0);
            let (gamma, u) = (data.truth.margin.unwrap(), data.truth.direction.as_ref().unwrap());
            let on_margin = data.signed_rows().rows().filter(|z| dot(z, u) == gamma).count();
            assert_eq!(on_margin, data.truth.support.as_ref().unwrap().len() + degenerate.zero_multipliers);
            assert!(longest(&data) <= 1.0 && longest(&data) > 0.5);
        }
        for (d, arrangement) in [
            (2, Arrangement::Simplex(2)),
            (5, Arrangement::Simplex(4)),
            (9, Arrangement::Simplex(8)),
            (2, Arrangement::Pairs(1)),
            (5, Arrangement::Pairs(4)),
        ] {
            let symmetric = Symmetric { d, arrangement, ..Symmetric::default() };
            let data = symmetric.generate(Seed(index)).unwrap();
            check_truth(&data, 0.0);
            let p = data.truth.simplex_multipliers.as_ref().unwrap();
            let support = data.truth.support.as_ref().unwrap();
            assert!(support.iter().all(|&i| p[i] == 1.0 / support.len() as f64));
        }
    }
}

#[test]
fn figure_one_is_the_figure_of_the_paper() {
    let data = figure_one();
    // The direction (1, 1) / sqrt 2 is rounded; five roundings of numbers below 8.
    check_truth(&data, 20.0 * f64::EPSILON);
    assert_eq!(&data.features[..8], [0.5, 1.5, 1.5, 0.5, -0.5, -1.5, -1.5, -0.5]);
    assert_eq!(data.labels.iter().filter(|y| **y == 1).count(), 8);
    assert_eq!((data.n, data.d), (16, 2));
    let theta = data.truth.theta.unwrap();
    assert!(theta > 1.2, "{theta}");
}

#[test]
fn two_points_have_the_margin_that_their_parameter_says() {
    for gamma in [1e-6, 0.03, 0.09] {
        let data = TwoPoint { gamma }.generate(Seed(0)).unwrap();
        // Two products and a sum of numbers below 1.
        check_truth(&data, 2.0 * f64::EPSILON);
        assert_eq!(data.features, [gamma, 0.9, gamma, -0.5]);
    }
}

/// Whether the perceptron separates the rows with at most so many mistakes.
fn perceptron(rows: &SignedRows, most: usize) -> bool {
    let mut w = vec![0.0; rows.d];
    for _ in 0..=most {
        match rows.rows().find(|z| dot(z, &w) <= 0.0) {
            None => return true,
            Some(z) => w.iter_mut().zip(z).for_each(|(w, z)| *w += z),
        }
    }
    false
}

#[test]
fn separated_gaussian_rows_keep_their_distance() {
    for index in 0..50 {
        let data = SeparatedGaussian { n: 40, d: 4, margin: 0.25 }.generate(Seed(index)).unwrap();
        assert_eq!(data.truth.separable, Some(true));
        assert_eq!((&data.truth.margin, &data.truth.direction), (&None, &None));
        assert!(longest(&data) <= 1.0);
        // Novikoff: at most (R / margin)^2 mistakes, R the length of the longest Gaussian row, here below 6.
        assert!(perceptron(&data.signed_rows(), 576), "seed {index}");
    }
}

#[test]
fn overlapping_rows_contain_a_cycle_that_spans_the_space() {
    for index in 0..50 {
        let data = Overlapping { n: 9, d: 2 }.generate(Seed(index)).unwrap();
        let rows = data.signed_rows();
        let cycle = |i: usize, j: usize, k: usize| {
            (0..2).all(|c| rows.row(i)[c] + rows.row(j)[c] + rows.row(k)[c] == 0.0)
        };
        let (i, j, _) = (0..9)
            .flat_map(|i| (0..i).flat_map(move |j| (0..j).map(move |k| (i, j, k))))
            .find(|&(i, j, k)| cycle(i, j, k))
            .expect("three rows with sum zero");
        let (a, b) = (rows.row(i), rows.row(j));
        assert_ne!(a[0] * b[1], a[1] * b[0]);
        assert_eq!(data.truth.separable, Some(false));
        assert!(longest(&data) <= 1.0);
    }
}

#[test]
fn offset_data_have_two_answers_at_an_angle() {
    for index in 0..100 {
        let offset = Offset { d: 2 + index as usize % 4, others: 18 }.draw(Seed(index)).unwrap();
        let data = &offset.data;
        assert!(data.features.chunks_exact(data.d).all(|x| x[data.d - 1] == 1.0));
        assert_eq!(data.feature_names.last().map(String::as_str), Some("bias"));
        // As many roundings as in planted data, on rows up to 12 long.
        assert!(longest(data) < 12.0, "{}", longest(data));
        let slack = 12.0 * slack(data.d);
        check_truth(data, slack);
        // The free bias: the two support vectors have equal, least margins, and the weights are along their
        // difference, which are its optimality conditions.
        let rows = data.signed_rows();
        let margins: Vec<f64> = rows.rows().map(|z| dot(z, &offset.free_bias)).collect();
        let support = data.truth.support.as_ref().unwrap();
        let least = margins.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(support.iter().all(|&i| (margins[i] - least).abs() <= slack), "{margins:?}");
        let weights = data.d - 1;
        let sum: Vec<f64> = (0..weights).map(|j| support.iter().map(|&i| rows.row(i)[j]).sum()).collect();
        let free = &offset.free_bias[..weights];
        let cosine = dot(&sum, free) / (dot(&sum, &sum) * dot(free, free)).sqrt();
        assert!((cosine - 1.0).abs() <= slack, "{cosine}");
        // 0.05 rad has a cosine of 0.99875.
        assert!(offset.cosine < 0.99875, "{}", offset.cosine);
    }
}

#[test]
fn mixed_data_have_their_stated_partition() {
    for index in 0..100 {
        let (d, subspace) = [(2, 1), (3, 2), (5, 2), (8, 3)][index as usize % 4];
        let mixed = Mixed { d, subspace, rest: subspace + 4, separable: 12, ..Mixed::default() }
            .draw(Seed(index))
            .unwrap();
        let rows = mixed.data.signed_rows();
        for (i, a) in mixed.subspace.iter().enumerate() {
            assert!(dot(a, &mixed.direction).abs() <= slack(d));
            mixed
                .subspace
                .iter()
                .enumerate()
                .for_each(|(j, b)| assert_eq!(dot(a, b), f64::from(u8::from(i == j))));
        }
        // The rest: each row is its own projection on S, exactly.
        for i in (0..rows.n).filter(|i| !mixed.separable_part.contains(i)) {
            let mut left = rows.row(i).to_vec();
            for axis in &mixed.subspace {
                let along = dot(rows.row(i), axis);
                left.iter_mut().zip(axis).for_each(|(v, a)| *v -= along * a);
            }
            assert!(left.iter().all(|v| *v == 0.0), "{left:?}");
        }
        // The separable part: the optimality conditions of its projection. Rotating adds a few roundings more.
        let slack = 2.0 * slack(d);
        let part = mixed.separable_part.iter().map(|&i| dot(rows.row(i), &mixed.direction));
        assert!((part.fold(f64::INFINITY, f64::min) - mixed.margin).abs() <= slack);
        let mut sum = vec![-mixed.margin; d];
        sum.iter_mut().zip(&mixed.direction).for_each(|(s, u)| *s *= u);
        for (z, p) in rows.rows().zip(&mixed.simplex_multipliers) {
            sum.iter_mut().zip(z).for_each(|(s, z)| *s += p * z);
        }
        for axis in &mixed.subspace {
            let along = dot(&sum, axis);
            sum.iter_mut().zip(axis).for_each(|(s, a)| *s -= along * a);
        }
        assert!(sum.iter().all(|s| s.abs() <= slack), "{sum:?}");
        assert_eq!(mixed.data.truth.separable, Some(false));
        assert!(longest(&mixed.data) <= 1.0);
    }
}

#[test]
fn a_validation_split_has_the_misclassified_points_that_were_asked_for() {
    let problem = Planted::default().generate(Seed(5)).unwrap();
    let split = validation_split(&problem, Seed(5), 12, 4).unwrap();
    let (gamma, u) = (problem.truth.margin.unwrap(), problem.truth.direction.as_ref().unwrap());
    let normalised: Vec<f64> = split.signed_rows().rows().map(|z| dot(z, u) / gamma).collect();
    assert_eq!(normalised.iter().filter(|m| **m < 0.0).count(), 4);
    assert!(normalised.iter().all(|m| m.abs() >= 0.25 - slack(5) / gamma));
    let unknown = SeparatedGaussian::default().generate(Seed(1)).unwrap();
    assert_eq!(validation_split(&unknown, Seed(1), 1, 1), Err(GenerateError::NoStatedDirection));
}

fn one_of_each() -> Vec<Box<dyn Generator>> {
    vec![
        Box::new(Planted { theta: 1.0 + 1.0 / 3.0, ..Planted::default() }),
        Box::new(SeparatedGaussian { n: 7, d: 3, margin: 0.1 + 0.2 }),
        Box::new(Degenerate { d: 6, zero_multipliers: 2, others: 3 }),
        Box::new(Symmetric { d: 5, arrangement: Arrangement::Pairs(3), others: 2, spread: 3 }),
        Box::new(Overlapping { n: 30, d: 4 }),
        Box::new(Mixed { d: 5, subspace: 2, rest: 4, separable: 6, balanced: false }),
        Box::new(TwoPoint { gamma: 0.07 }),
        Box::new(Circles { figure: 4, n: 9 }),
        Box::new(Offset { d: 4, others: 5 }),
    ]
}

#[test]
fn provenance_is_enough_to_make_the_data_again() {
    let seed = Seed(20_240_607);
    assert_eq!(one_of_each().iter().map(|g| g.name()).collect::<Vec<_>>(), NAMES.map(|(name, _)| name));
    for generator in one_of_each() {
        let first = generator.generate(seed).unwrap();
        let Provenance::Generated { generator: name, seed: stated, parameters } = &first.provenance else {
            panic!("{:?}", first.provenance)
        };
        let again = named(name, parameters).unwrap().generate(Seed(*stated)).unwrap();
        assert_eq!(first, again);
    }
}

#[test]
fn another_seed_gives_other_rows() {
    for generator in one_of_each().iter().filter(|g| g.name() != "two-point") {
        let (a, b) = (generator.generate(Seed(1)).unwrap(), generator.generate(Seed(2)).unwrap());
        assert_ne!(a.features, b.features, "{}", generator.name());
    }
}

#[test]
fn parameters_out_of_range_are_refused_in_one_line() {
    let cases: [(&str, &[(&str, &str)], &str); 12] = [
        ("planed", &[], "found the generator name \"planed\", expected one of planted,"),
        (
            "planted",
            &[("dim", "3")],
            "planted: found the parameter \"dim\", expected one of d, support_vectors,",
        ),
        ("planted", &[("d", "x")], "planted: found d = \"x\", expected a whole number"),
        ("planted", &[("d", "1")], "planted: found d = 1, expected at least 2"),
        ("planted", &[("theta", "1")], "planted: found theta = 1, expected a number above 1"),
        ("planted", &[("theta", "NaN")], "planted: found theta = NaN, expected a number above 1"),
        (
            "separated-gaussian",
            &[("margin", "9")],
            "separated-gaussian: found margin = 9, expected a number from",
        ),
        (
            "degenerate",
            &[("zero_multipliers", "0")],
            "degenerate: found zero_multipliers = 0, expected at least 1",
        ),
        ("symmetric", &[("arrangement", "ring:3")], "symmetric: found arrangement = \"ring:3\", expected"),
        ("symmetric", &[("arrangement", "simplex:3")], "symmetric: found arrangement = simplex:3, expected"),
        ("overlapping", &[("n", "5")], "overlapping: found n = 5, expected more than d = 5"),
        (
            "two-point",
            &[("gamma", "0.1")],
            "two-point: found gamma = 0.1, expected a number above 1e-9 and below",
        ),
    ];
    for (name, parameters, beginning) in cases {
        let parameters = parameters.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect();
        let refused = named(name, &parameters).and_then(|generator| generator.generate(Seed(0)));
        let shown = refused.expect_err(name).to_string();
        assert!(shown.starts_with(beginning) && !shown.contains('\n'), "{shown}");
    }
}

/// The sum of the bits of all features, and the bits of the first three: any change in a draw shows.
fn fingerprint(data: &DataSet) -> [u64; 4] {
    let bits: Vec<u64> = data.features.iter().map(|v| v.to_bits()).collect();
    [bits.iter().fold(0, |sum: u64, b| sum.wrapping_mul(31).wrapping_add(*b)), bits[0], bits[1], bits[2]]
}

#[test]
fn the_bits_of_every_generator_are_pinned() {
    let mut data: Vec<DataSet> = one_of_each().iter().map(|g| g.generate(Seed(42)).unwrap()).collect();
    data.push(figure_one());
    data.push(validation_split(&data[0], Seed(42), 3, 2).unwrap());
    let drawn = Planted::drawn(&mut Seed(42).rng());
    data.push(drawn.generate(Seed(42)).unwrap());
    let expected: [[u64; 4]; 12] = [
        [0x35a01581c032207d, 0x3fb9e4c6476eb96f, 0xbfceac646ff8e9e1, 0xbfa9665492f16369],
        [0xdd9d3c86b00aed5f, 0x3fcf2720cb6457ce, 0xbfdbe0bf80cdc5f3, 0x3fbc66bddb252b9d],
        [0x2cc4000000000000, 0x3fa8000000000000, 0x3fa0000000000000, 0x3fce000000000000],
        [0x88ed800000000000, 0x3fa4000000000000, 0xbfc1000000000000, 0xbfa4000000000000],
        [0xdf2f589d80000000, 0x3f9e8c8000000000, 0xbfae3a4400000000, 0x3fba00be00000000],
        [0x13d95292bf6bbed2, 0x8000000000000000, 0x0000000000000000, 0x0000000000000000],
        [0xb0170a3d70a40fb5, 0x3fb1eb851eb851ec, 0x3feccccccccccccd, 0x3fb1eb851eb851ec],
        [0x6078c07335f8c681, 0xbfe9f6dea2bd3752, 0x3fcd149b4438bbaa, 0x3febaa509db6ee0a],
        [0x9f5eb8ebac293b85, 0x3fe24fdb791b1048, 0x3fc80a5c850a47e8, 0x3ff3cdfc74c3da93],
        [0xae8d000000000000, 0x3fe0000000000000, 0x3ff8000000000000, 0x3ff8000000000000],
        [0xd128c4a16d7dbde0, 0x3fd6c5de6da270f3, 0x3fca652bd861717b, 0xbfa33f6984787615],
        [0xfb71e39fbc4b334e, 0xbf8c3bf345cf224f, 0xbfe2d2b0353ace08, 0xbfc16418925e312a],
    ];
    for (data, expected) in data.iter().zip(expected) {
        assert_eq!(fingerprint(data), expected, "{:?} {:x?}", data.provenance, fingerprint(data));
    }
}
