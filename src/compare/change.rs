//! Changes, and in which order they are shown.

/// What sort of change it is, in the order in which they are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// For the worse: a verdict that is no longer the expected one, a control that no longer does its duty.
    Worse,
    /// A number that moved by more than it may.
    Moved,
    /// Another verdict or word, neither better nor worse.
    Changed,
    /// It was not there before.
    New,
    /// It is no longer there.
    Gone,
    /// For the better.
    Better,
}

impl Sort {
    /// All sorts, in their order.
    pub const ALL: [Sort; 6] = [Sort::Worse, Sort::Moved, Sort::Changed, Sort::New, Sort::Gone, Sort::Better];

    /// In a word.
    pub fn word(self) -> &'static str {
        match self {
            Sort::Worse => "worse",
            Sort::Moved => "moved",
            Sort::Changed => "changed",
            Sort::New => "new",
            Sort::Gone => "gone",
            Sort::Better => "better",
        }
    }
}

/// How a number moved. Of several numbers of the same name: the one that moved farthest.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// What sort of number: `constant`, `exponent` or `bound`; `None` where the table does not say.
    pub quantity: Option<&'static str>,
    /// Where the one that moved farthest stands: arm, population and index; `None` in a table.
    pub at: Option<String>,
    /// What it was.
    pub old: f64,
    /// What it is.
    pub new: f64,
    /// By how many budgets it moved; `None` where no budget stands beside it.
    pub budgets: Option<f64>,
    /// How many numbers of this name moved by more than they may.
    pub moved: u64,
    /// Of how many.
    pub of: u64,
}

impl Move {
    /// The change as a share of the old value; `None` where that is zero.
    pub fn relative(&self) -> Option<f64> {
        (self.old != 0.0).then(|| (self.new - self.old) / self.old.abs())
    }
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// What sort.
    pub sort: Sort,
    /// Whether it counts against the new one.
    pub for_the_worse: bool,
    /// What has changed: a claim, its control, the line and column of a table.
    pub what: String,
    /// What it was, in words; empty where it is new or a number.
    pub old: String,
    /// What it is, in words; empty where it is gone or a number.
    pub new: String,
    /// How the number moved, where it is one.
    pub by: Option<Move>,
}

/// All changes, in the order in which they are shown.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// The changes.
    pub changes: Vec<Change>,
    /// What was not compared, and why, in words.
    pub notes: Vec<String>,
    /// Claims (lines of a table) that stand in both.
    pub common: u64,
    /// Numbers that stand in both.
    pub numbers: u64,
}

impl Changes {
    /// Whether any change is for the worse.
    pub fn for_the_worse(&self) -> bool {
        self.changes.iter().any(|change| change.for_the_worse)
    }

    pub(super) fn note(&mut self, count: u64, words: &str) {
        if count > 0 {
            self.notes.push(format!("{words}: {count}"));
        }
    }

    /// Adds a change that is told in words. What is worse or gone counts against the new one.
    pub(super) fn add(&mut self, sort: Sort, what: impl Into<String>, old: &str, new: &str) {
        let for_the_worse = matches!(sort, Sort::Worse | Sort::Gone);
        let (what, old, new) = (what.into(), old.to_string(), new.to_string());
        self.changes.push(Change { sort, for_the_worse, what, old, new, by: None });
    }

    /// Adds a number that moved.
    pub(super) fn add_move(&mut self, what: String, for_the_worse: bool, by: Move) {
        let (old, new) = (String::new(), String::new());
        self.changes.push(Change { sort: Sort::Moved, for_the_worse, what, old, new, by: Some(by) });
    }

    /// Sorted: by sort, then as they were found.
    pub(super) fn in_order(mut self) -> Changes {
        self.changes.sort_by_key(|change| change.sort);
        self
    }
}
