//! The numbers of the Radau IIA method of 5 stages, order 9 (Hairer and Wanner, Solving Ordinary Differential Equations II,
//! sections IV.5 and IV.8), from a computation to 60 digits; tested against what defines them.

/// Stages.
pub(super) const STAGES: usize = 5;
/// Pairs of complex eigenvalues.
pub(super) const PAIRS: usize = 2;
/// Where the stages lie.
pub(super) const NODES: [f64; STAGES] = [
    0.057_104_196_114_517_68,
    0.276_843_013_638_123_8,
    0.583_590_432_368_916_8,
    0.860_240_135_656_219_5,
    1.0,
];
/// Weights of the stages in the error estimate: that of the embedded formula of order 5, which the velocity at the beginning enters.
pub(super) const ERROR: [f64; STAGES] =
    [-27.780_933_944_064_64, 3.641_478_498_049_213, -1.252_547_721_169_118_7, 0.592_003_167_184_542_8, -0.2];
/// The real eigenvalue of the inverse of the method's matrix, and the complex ones above the real line.
pub(super) const REAL: f64 = 6.286_704_751_729_276_5;
pub(super) const COMPLEX: [(f64, f64); PAIRS] =
    [(5.700_953_298_671_79, -3.210_265_600_308_549_7), (3.655_694_325_463_572, -6.543_736_899_360_077)];
/// From transformed to plain stages, and back.
pub(super) const T: [[f64; STAGES]; STAGES] = [
    [
        0.013_576_867_344_947_943,
        -0.011_478_515_255_229_515,
        0.014_019_858_892_875_41,
        -0.010_242_047_817_908_826,
        -0.047_673_877_290_295_72,
    ],
    [
        0.001_617_900_401_719_087_5,
        -0.007_668_830_749_180_163,
        -0.024_708_578_426_518_527,
        0.050_172_864_517_371_06,
        0.094_331_819_181_611_43,
    ],
    [
        0.079_157_853_347_447_21,
        0.019_398_463_998_828_95,
        -0.081_800_353_703_751_17,
        -0.230_539_534_043_417_95,
        -0.102_703_045_380_125_9,
    ],
    [
        0.412_256_082_680_461_43,
        0.407_601_171_280_199_07,
        -0.199_682_427_886_802_52,
        0.377_893_902_248_861_27,
        -0.466_744_130_332_494_34,
    ],
    [1.0, 1.0, 0.0, 1.0, 0.0],
];
pub(super) const T_INVERSE: [[f64; STAGES]; STAGES] = [
    [
        27.697_693_775_684_087,
        12.783_337_911_304_406,
        3.208_489_386_713_43,
        -0.951_490_412_248_916_2,
        0.741_550_496_025_989_7,
    ],
    [
        -33.041_880_213_519,
        -17.376_953_479_063_566,
        -0.172_129_063_254_005_57,
        -0.099_169_777_982_542_65,
        0.531_228_115_838_306_6,
    ],
    [
        8.611_443_979_875_292,
        -9.699_991_409_528_808,
        -1.914_728_639_696_874_3,
        -2.418_692_006_084_94,
        1.047_463_487_935_337_5,
    ],
    [
        5.344_186_437_834_912,
        4.593_615_567_759_161,
        -3.036_360_323_459_424_3,
        1.050_660_190_231_459,
        -0.272_778_611_864_296_25,
    ],
    [
        -3.748_059_807_439_805,
        3.984_965_736_343_885,
        1.044_415_641_608_018_8,
        -1.184_098_568_137_948_6,
        0.449_917_770_156_780_36,
    ],
];
/// The polynomial through the stages of a step: of each stage by powers of the step from 1 on.
pub(super) const POLYNOMIAL: [[f64; STAGES]; STAGES] = [
    [
        27.780_933_944_064_64,
        -208.027_857_300_901_33,
        524.187_883_969_491_8,
        -543.828_356_036_132_5,
        199.887_395_423_477_36,
    ],
    [
        -3.641_478_498_049_213,
        77.883_376_055_117_82,
        -264.894_913_568_226_34,
        317.675_869_079_952_75,
        -127.022_853_068_795,
    ],
    [
        1.252_547_721_169_118_7,
        -29.167_414_317_829_696,
        137.902_904_404_134_77,
        -202.090_870_943_607_43,
        92.102_833_136_133_21,
    ],
    [
        -0.592_003_167_184_542_8,
        14.111_895_563_613_205,
        -72.395_874_805_400_27,
        123.043_357_899_787_18,
        -64.167_375_490_815_59,
    ],
    [0.2, -4.8, 25.2, -44.8, 25.2],
];

#[cfg(test)]
mod tests {
    use super::*;
    use nalgebra::{DMatrix, DVector};

    fn matrix(lines: [[f64; STAGES]; STAGES]) -> DMatrix<f64> {
        DMatrix::from_fn(STAGES, STAGES, |i, j| lines[i][j])
    }

    /// A of the collocation method: its line i integrates, to the node i, every polynomial of degree below STAGES.
    fn method() -> DMatrix<f64> {
        let powers = DMatrix::from_fn(STAGES, STAGES, |i, k| NODES[i].powi(k as i32));
        let integrals = DMatrix::from_fn(STAGES, STAGES, |i, k| NODES[i].powi(k as i32 + 1) / (k + 1) as f64);
        integrals * powers.try_inverse().expect("nodes differ")
    }

    #[test]
    fn the_last_line_of_the_method_integrates_polynomials_of_degree_eight_and_no_higher() {
        let weights = method().row(STAGES - 1).transpose();
        let miss = |k: i32| {
            let sum: f64 = weights.iter().zip(NODES).map(|(b, c)| b * c.powi(k)).sum();
            (sum - 1.0 / f64::from(k + 1)).abs()
        };
        assert!((0..9).all(|k| miss(k) < 1e-14));
        assert!(miss(9) > 1e-6, "{}", miss(9));
    }

    #[test]
    fn the_transformation_makes_the_inverse_of_the_method_a_number_and_pairs() {
        let (t, back) = (matrix(T), matrix(T_INVERSE));
        assert!((&t * &back - DMatrix::identity(STAGES, STAGES)).amax() < 1e-13);
        // What the integrator says of them.
        assert!(t.clone().svd(false, false).singular_values[0] < 2.0);
        assert!(back.clone().svd(false, false).singular_values[0] < 49.0);
        let mut blocks = DMatrix::zeros(STAGES, STAGES);
        blocks[(0, 0)] = REAL;
        for (k, (re, im)) in COMPLEX.into_iter().enumerate() {
            let i = 2 * k + 1;
            (blocks[(i, i)], blocks[(i + 1, i + 1)]) = (re, re);
            (blocks[(i, i + 1)], blocks[(i + 1, i)]) = (-im, im);
        }
        let product = method() * t * blocks * back;
        assert!((product - DMatrix::identity(STAGES, STAGES)).amax() < 1e-12);
    }

    #[test]
    fn the_estimate_vanishes_on_polynomials_of_degree_five_and_no_higher() {
        // For z(x) = x^k the velocity at the beginning is z'(0), and the estimate z'(0) + sum e_i z(c_i).
        let estimate = |k: i32| {
            let slope = if k == 1 { 1.0 } else { 0.0 };
            slope + ERROR.iter().zip(NODES).map(|(e, c)| e * c.powi(k)).sum::<f64>()
        };
        // The embedded formula is of order STAGES: exact for velocities of degree below it.
        let degree = STAGES as i32;
        assert!(
            (1..=degree).all(|k| estimate(k).abs() < 1e-12),
            "{:?}",
            (1..=degree).map(estimate).collect::<Vec<_>>()
        );
        assert!(estimate(degree + 1).abs() > 1e-3);
    }

    #[test]
    fn the_polynomial_goes_through_the_stages() {
        let stages = DVector::from_fn(STAGES, |i, _| 1.0 + (7 * i % 5) as f64);
        for (i, node) in NODES.into_iter().enumerate() {
            let value: f64 = (0..STAGES)
                .map(|k| {
                    stages[k] * (0..STAGES).map(|p| POLYNOMIAL[k][p] * node.powi(p as i32 + 1)).sum::<f64>()
                })
                .sum();
            assert!((value - stages[i]).abs() < 1e-11, "{i}: {value}");
        }
    }
}
