//! A whole suite, judged: what every report is made from.

use super::summary::{Summary, summarise};
use super::verdict::judge;
use crate::record::file::Recorded;
use crate::record::{Card, Verdict};

/// A suite with its verdicts.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The claims that were put to the test, in the plan's order.
    pub cards: Vec<Card>,
    /// Their verdicts, in the same order.
    pub verdicts: Vec<Verdict>,
    /// The suite in numbers.
    pub summary: Summary,
    /// Claims that could not be put to the given data: id and why.
    pub declined: Vec<(String, String)>,
    /// Seed of the suite.
    pub seed: u64,
    /// Name of the profile.
    pub profile: String,
    /// The data set under test where it is the user's own: it stands for the populations.
    pub data: Option<String>,
}

impl Judged {
    /// Judges what a run, or a file of its records, has.
    pub fn of(recorded: &Recorded) -> Judged {
        let (plan, declined) = (&recorded.plan, recorded.declined());
        let single = plan.data.is_some();
        let put = plan.cards.iter().filter(|card| !declined.iter().any(|(id, _)| *id == card.id));
        let cards: Vec<Card> = put.cloned().collect();
        let verdicts = judge(&cards, &recorded.records, single);
        Judged {
            summary: summarise(&verdicts, single),
            cards,
            verdicts,
            declined,
            seed: plan.seed,
            profile: plan.profile.clone(),
            data: plan.data.clone(),
        }
    }

    /// Whether a single data set of the user's stands for the populations.
    pub fn single(&self) -> bool {
        self.data.is_some()
    }

    /// Claims with their verdicts.
    pub fn claims(&self) -> impl Iterator<Item = (&Card, &Verdict)> {
        self.cards.iter().zip(&self.verdicts)
    }
}
