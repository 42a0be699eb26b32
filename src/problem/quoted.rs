//! Numbers that a paper prints: the problem of statements about a table.

use super::family::{Family, Problem};
use crate::data::Seed;
use crate::record::ProblemNote;

/// Two columns of a printed table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quoted {
    /// Which table.
    pub name: &'static str,
    /// The first column, positive and ascending.
    pub x: &'static [f64],
    /// The second column, as long.
    pub y: &'static [f64],
    /// Half a unit of the last digit printed in the second.
    pub rounding: f64,
}

impl Problem for Quoted {
    fn note(&self) -> ProblemNote {
        let from = format!("{}: {:?} at {:?}", self.name, self.y, self.x);
        ProblemNote { n: self.x.len(), d: 2, sha256: crate::data::read::sha256(from.as_bytes()), from }
    }
}

impl Family<Quoted> for Quoted {
    fn key(&self) -> String {
        self.name.to_string()
    }

    fn draw(&self, _seed: Seed, _index: u64) -> Quoted {
        *self
    }

    fn size(&self) -> Option<u64> {
        Some(1)
    }
}
