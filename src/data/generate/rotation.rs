//! Orthogonal maps with dyadic entries: they turn dyadic data exactly.

use rand::Rng;

use super::draws::Draws;

/// A signed permutation of the axes and, in four dimensions or more, a few turns by half a Hadamard matrix of
/// order four, (1/2) [[1,1,1,1],[1,-1,1,-1],[1,1,-1,-1],[1,-1,-1,1]]. On small multiples of a power of two it makes no
/// rounding error: lengths, angles and margins stay what they were.
pub(super) struct DyadicRotation {
    order: Vec<usize>,
    signs: Vec<f64>,
    turns: Vec<[usize; 4]>,
}

impl DyadicRotation {
    /// A random map of R^d with `turns` Hadamard turns (none below four dimensions).
    pub(super) fn drawn<R: Rng>(d: usize, turns: usize, draws: &mut Draws<R>) -> DyadicRotation {
        let mut order: Vec<usize> = (0..d).collect();
        draws.shuffle(&mut order);
        let signs = (0..d).map(|_| f64::from(draws.sign())).collect();
        let mut axes: Vec<usize> = (0..d).collect();
        let turns = (0..if d < 4 { 0 } else { turns })
            .map(|_| {
                draws.shuffle(&mut axes);
                [axes[0], axes[1], axes[2], axes[3]]
            })
            .collect();
        DyadicRotation { order, signs, turns }
    }

    /// The image of a vector.
    pub(super) fn apply(&self, vector: &[f64]) -> Vec<f64> {
        let mut image: Vec<f64> = self.order.iter().zip(&self.signs).map(|(&j, s)| s * vector[j]).collect();
        for &[i, j, k, l] in &self.turns {
            let (a, b, c, d) = (image[i] / 2.0, image[j] / 2.0, image[k] / 2.0, image[l] / 2.0);
            image[i] = a + b + c + d;
            image[j] = a - b + c - d;
            image[k] = a + b - c - d;
            image[l] = a - b - c + d;
        }
        image
    }
}
