//! Which rows the steps of stochastic gradient descent take.

use crate::data::Seed;
use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::Rng;

/// Batches of rows, step after step.
pub(crate) struct Draws {
    rng: ChaCha12Rng,
    batch: usize,
    replacement: bool,
    /// The order of the epoch: the rows before `taken` are decided.
    order: Vec<u32>,
    taken: usize,
}

impl Draws {
    pub(crate) fn new(seed: Seed, n: usize, batch: usize, replacement: bool) -> Draws {
        let n = u32::try_from(n).expect("fewer rows than 2^32");
        Draws { rng: seed.rng(), batch, replacement, order: (0..n).collect(), taken: 0 }
    }

    /// How many rows the next step takes.
    #[inline(always)]
    pub(crate) fn of_step(&self) -> usize {
        if self.replacement { self.batch } else { self.batch.min(self.order.len() - self.taken) }
    }

    /// The next row.
    #[inline(always)]
    pub(crate) fn row(&mut self) -> usize {
        if self.replacement {
            return below(&mut self.rng, self.order.len() as u32) as usize;
        }
        let left = (self.order.len() - self.taken) as u32;
        self.order.swap(self.taken, self.taken + below(&mut self.rng, left) as usize);
        let row = self.order[self.taken];
        self.taken = if left == 1 { 0 } else { self.taken + 1 };
        row as usize
    }
}

/// A number below `bound`, each as likely as the others (Lemire, arXiv:1805.10941).
#[inline(always)]
fn below(rng: &mut ChaCha12Rng, bound: u32) -> u32 {
    let mut product = u64::from(rng.next_u32()) * u64::from(bound);
    if (product as u32) < bound {
        let least = bound.wrapping_neg() % bound;
        while (product as u32) < least {
            product = u64::from(rng.next_u32()) * u64::from(bound);
        }
    }
    (product >> 32) as u32
}
