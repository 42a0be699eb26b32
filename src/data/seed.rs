//! Seeds: every random number comes from a name, never from time, thread or order.

use rand_chacha::ChaCha12Rng;
use rand_chacha::rand_core::SeedableRng;
use sha2::{Digest, Sha256};

/// A seed of 64 bits, derived by hashing names; streams below it are addressed by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Seed(pub u64);

impl Seed {
    /// The seed of problem `index` of a population: hash(suite seed, population key, index).
    pub fn of_problem(suite: u64, population: &str, index: u64) -> Seed {
        Seed(hash(&[&suite.to_le_bytes(), population.as_bytes(), &index.to_le_bytes()]))
    }

    /// A seed below this one, by name (`data`, `start`, `batch`, `noise`).
    pub fn stream(self, name: &str) -> Seed {
        Seed(hash(&[&self.0.to_le_bytes(), name.as_bytes()]))
    }

    /// The generator of this seed.
    pub fn rng(self) -> ChaCha12Rng {
        ChaCha12Rng::seed_from_u64(self.0)
    }
}

fn hash(parts: &[&[u8]]) -> u64 {
    let mut state = Sha256::new();
    for part in parts {
        state.update((part.len() as u64).to_le_bytes());
        state.update(part);
    }
    u64::from_le_bytes(state.finalize()[..8].try_into().expect("eight bytes"))
}
