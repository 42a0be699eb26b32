//! The data of a profile, and what all runs on one kind of it say together.

use super::ProfileError;
use super::answers::{Estimate, Exact, Held, exact};
use super::runs::{Ending, Ran, moved};
use crate::data::{KeslerRows, Seed, SignedRows};
use crate::measure::{Answer, least_margin};
use crate::numbers::ln;
use crate::problem::{Family, UnevenClasses, UnevenSets};

/// Vectors or matrices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two classes: w is a vector.
    Vectors,
    /// Four classes: W is a matrix of four rows, on the rows of pairs of a point and a rival class.
    Matrices,
}

impl Kind {
    /// The answers that the runs are held against.
    fn answers(self) -> Vec<Answer> {
        let powers = [1.0, 1.5, 2.0, 3.0, f64::INFINITY].map(Answer::Power);
        match self {
            Kind::Vectors => powers.to_vec(),
            Kind::Matrices => {
                let entries = [1.0, 2.0, f64::INFINITY].map(Answer::Power);
                [entries.as_slice(), &[Answer::Spectral]].concat()
            }
        }
    }
}

/// A data set with its exact answers.
pub(super) struct Set {
    pub(super) rows: SignedRows,
    /// Rows of w: one for a vector.
    pub(super) matrix_rows: usize,
    exact: Vec<Exact>,
}

impl Set {
    pub(super) fn draw(kind: Kind, seed: u64, index: u64) -> Result<Set, ProfileError> {
        let seed = Seed::of_problem(seed, "profile", index);
        let (rows, kesler) = match kind {
            Kind::Vectors => (UnevenSets.draw(seed, index).rows.as_ref().clone(), None),
            Kind::Matrices => {
                let kesler = KeslerRows::of(&UnevenClasses.points(seed))
                    .map_err(|error| ProfileError::Reference { why: error.to_string() })?;
                (kesler.rows.clone(), Some(kesler))
            }
        };
        let exact =
            exact(&rows, kesler.as_ref(), &kind.answers()).map_err(|why| ProfileError::Reference { why })?;
        Ok(Set { rows, matrix_rows: kesler.map_or(1, |kesler| kesler.classes), exact })
    }

    /// The run against each answer.
    fn hold(&self, ran: &Ran) -> Vec<Held> {
        let each = |exact: &Exact| {
            let at = |w: &[f64]| (least_margin(&self.rows, w), exact.answer.norm(w, self.matrix_rows));
            let ratio = |w: &[f64]| exact.answer.ratio(&self.rows, w, self.matrix_rows) / exact.margin;
            let slope = |from: &[f64], to: &[f64]| {
                let (a, b) = (at(from), at(to));
                (b.0 - a.0) / (b.1 - a.1) / exact.margin
            };
            let heading = |from: &[f64], to: &[f64]| ratio(&moved(from, to));
            let over_moves = |of: &dyn Fn(&[f64], &[f64]) -> f64| {
                Estimate::of(exact, ran.moves().map(|(from, to)| of(from, to)))
            };
            Held::of(exact, ratio(ran.last()), over_moves(&slope), over_moves(&heading))
        };
        self.exact.iter().map(each).collect()
    }

    /// The exponent a of 1 - ratio like t^-a over the last decade, for an answer.
    fn exponent(&self, ran: &Ran, answer: Answer) -> Option<(f64, f64)> {
        let exact = self.exact.iter().find(|exact| exact.answer == answer)?;
        let gap = |w: &[f64]| 1.0 - answer.ratio(&self.rows, w, self.matrix_rows) / exact.margin;
        let (earlier, last) = (gap(ran.tenth()), gap(ran.last()));
        let known = 16.0 * exact.error / exact.margin;
        (last > known && earlier > known).then(|| (ln(earlier / last) / ln(10.0), last))
    }
}

/// What the runs on one kind of data say.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Of which data.
    pub kind: Kind,
    /// How the runs ended: all reached their last step, or one of them did not.
    pub ending: Ending,
    /// Against each answer; none where a run did not end as it should.
    pub held: Vec<Held>,
    /// The one answer that is approached, where there is one and all others are refuted.
    pub approached: Option<Answer>,
    /// 1 - ratio at the end for that answer, and the exponent a of t^-a with which it fell over the last decade, on the data set where
    /// it is largest.
    pub rate: Option<(f64, f64)>,
}

/// What the runs on sets of one kind say together.
pub(super) fn part(kind: Kind, sets: &[Set], ran: &[Result<Ran, Ending>]) -> Part {
    let nothing = |ending| Part { kind, ending, held: Vec::new(), approached: None, rate: None };
    if let Some(ending) = ran.iter().find_map(|ran| ran.as_ref().err()) {
        return nothing(ending.clone());
    }
    let runs: Vec<&Ran> = ran.iter().flatten().collect();
    if let Some(index) = (0..sets.len()).find(|&k| least_margin(&sets[k].rows, runs[k].last()) <= 0.0) {
        return nothing(Ending::NotSeparating { set: index });
    }
    let each: Vec<Vec<Held>> = sets.iter().zip(&runs).map(|(set, ran)| set.hold(ran)).collect();
    let held: Vec<Held> = (0..each[0].len())
        .map(|k| Held::together(&each.iter().map(|of_set| of_set[k]).collect::<Vec<_>>()))
        .collect();
    let yes: Vec<&Held> = held.iter().filter(|held| held.approached == Some(true)).collect();
    let open = held.iter().any(|held| held.approached.is_none());
    let approached = if yes.len() == 1 && !open { Some(yes[0].answer) } else { None };
    let rate = approached.and_then(|answer| {
        let each = sets.iter().zip(&runs).filter_map(|(set, ran)| set.exponent(ran, answer));
        each.max_by(|a, b| a.1.total_cmp(&b.1)).map(|(exponent, gap)| (gap, exponent))
    });
    Part { kind, ending: Ending::Reached, held, approached, rate }
}
