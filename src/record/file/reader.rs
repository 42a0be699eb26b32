//! All lines of a record file in their order.

use super::error::{Fault, Place, RecordsError, Whole};
use super::line::Line;
use crate::record::{Closing, End, Plan, Record, THEOREM};
use std::collections::{HashMap, HashSet};
use std::io::BufRead;

/// The first schema whose files end with a closing line.
const CLOSES: u32 = 3;

/// What is in a record file.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded {
    /// The first line.
    pub plan: Plan,
    /// The trials, in the order of [`Record::place`].
    pub records: Vec<Record>,
    /// The last line; files of schema 1 and 2 have none.
    pub closing: Option<Closing>,
}

impl Recorded {
    /// Claims of the plan that could not be put to the given data: id and why. Where the file has no closing line, those
    /// that have no trial in it.
    pub fn declined(&self) -> Vec<(String, String)> {
        if let Some(closing) = &self.closing {
            return closing.declined.clone();
        }
        let tried: HashSet<&str> = self.records.iter().map(|record| record.claim.as_str()).collect();
        let silent = self.plan.cards.iter().filter(|card| !tried.contains(card.id.as_str()));
        let why = format!("has no trial in records of schema {}", self.plan.schema);
        silent.map(|card| (card.id.clone(), why.clone())).collect()
    }
}

/// Reads a record file; `name` stands for it in errors.
///
/// # Errors
/// [`RecordsError`], one line that says what is wrong, where, and how much could be read.
pub fn read(name: &str, source: impl BufRead) -> Result<Recorded, RecordsError> {
    read_with(name, source, |record| record)
}

/// As [`read`], but leaves out curves and pictures, which no verdict and no comparison of two files needs.
///
/// # Errors
/// As [`read`].
pub fn read_findings(name: &str, source: impl BufRead) -> Result<Recorded, RecordsError> {
    read_with(name, source, |record| Record { series: Vec::new(), picture: None, ..record })
}

fn read_with(
    name: &str,
    mut source: impl BufRead,
    keep: impl Fn(Record) -> Record,
) -> Result<Recorded, RecordsError> {
    let mut reader = Reader::new(name);
    let mut text = Vec::new();
    loop {
        text.clear();
        reader.line += 1;
        let read = source.read_until(b'\n', &mut text);
        if read.map_err(|error| reader.refuse(Fault::Unreadable(error.to_string().to_lowercase()), None))?
            == 0
        {
            return reader.finished();
        }
        let line = Line::read(&text, reader.schema()).map_err(|(fault, column)| {
            // A line without an end that is no JSON is the beginning of one.
            let cut = matches!(fault, Fault::NotJson(_)) && text.last() != Some(&b'\n');
            reader.refuse(if cut { Fault::CutOff } else { fault }, column)
        })?;
        let line = match line {
            Line::Record(record) => Line::Record(Box::new(keep(*record))),
            other => other,
        };
        reader.take(line).map_err(|fault| reader.refuse(fault, None))?;
    }
}

/// What has been read so far.
struct Reader<'a> {
    file: &'a str,
    line: u64,
    plan: Option<Plan>,
    /// The arms of each claim, numbered through the plan.
    arms: HashMap<String, HashMap<String, usize>>,
    families: HashMap<String, usize>,
    seen: HashSet<(usize, usize, u64)>,
    records: Vec<Record>,
    /// Trials of the item that has not ended yet.
    open: u64,
    whole: Whole,
    closing: Option<Closing>,
}

impl Reader<'_> {
    fn new(file: &str) -> Reader<'_> {
        Reader {
            file,
            line: 0,
            plan: None,
            arms: HashMap::new(),
            families: HashMap::new(),
            seen: HashSet::new(),
            records: Vec::new(),
            open: 0,
            whole: Whole::default(),
            closing: None,
        }
    }

    fn schema(&self) -> u32 {
        self.plan.as_ref().map_or(0, |plan| plan.schema)
    }

    fn refuse(&self, fault: Fault, column: Option<usize>) -> RecordsError {
        let line = (!matches!(fault, Fault::Empty | Fault::NotClosed)).then_some(self.line);
        let at = Place { file: self.file.to_string(), line, column };
        RecordsError { at, fault: Box::new(fault), whole: self.whole }
    }

    fn take(&mut self, line: Line) -> Result<(), Fault> {
        if self.closing.is_some() {
            return Err(Fault::AfterClosing(line.sort()));
        }
        match (line, self.plan.is_some()) {
            (Line::Plan(_), true) => Err(Fault::TwoPlans),
            (Line::Plan(plan), false) => self.begin(plan),
            (other, false) => Err(Fault::NoPlan(other.sort())),
            (Line::Record(record), true) => self.add(*record),
            (Line::End(end), true) => self.end(end),
            (Line::Closing(closing), true) => self.close(closing),
        }
    }

    fn begin(&mut self, plan: Plan) -> Result<(), Fault> {
        let mut number = 0;
        for card in &plan.cards {
            if card.arms.first().is_none_or(|arm| arm.name != THEOREM) {
                return Err(Fault::NoTheorem(card.id.clone()));
            }
            let arms = card.arms.iter().map(|arm| {
                number += 1;
                (arm.name.clone(), number)
            });
            if self.arms.insert(card.id.clone(), arms.collect()).is_some() {
                return Err(Fault::CardTwice(card.id.clone()));
            }
        }
        self.plan = Some(plan);
        Ok(())
    }

    fn add(&mut self, record: Record) -> Result<(), Fault> {
        let Some(arms) = self.arms.get(&record.claim) else {
            return Err(Fault::ForeignClaim(record.claim));
        };
        let Some(arm) = arms.get(&record.arm) else {
            return Err(Fault::ForeignArm { claim: record.claim, arm: record.arm });
        };
        let next = self.families.len();
        let family = *self.families.entry(record.family.clone()).or_insert(next);
        if !self.seen.insert((*arm, family, record.index)) {
            let Record { claim, arm, family, index, .. } = record;
            return Err(Fault::Twice { claim, arm, family, index });
        }
        self.records.push(record);
        self.open += 1;
        Ok(())
    }

    fn end(&mut self, End { end }: End) -> Result<(), Fault> {
        let open = &self.records[self.records.len() - self.open as usize..];
        if let Some(other) = open.iter().find(|record| record.family != end.0 || record.index != end.1) {
            return Err(Fault::OtherEnd { end, trial: (other.family.clone(), other.index) });
        }
        self.whole.items += 1;
        self.whole.trials += self.open;
        self.open = 0;
        Ok(())
    }

    fn close(&mut self, closing: Closing) -> Result<(), Fault> {
        let found = self.whole.trials;
        if self.open > 0 {
            Err(Fault::OpenItem(self.open))
        } else if closing.trials != found {
            Err(Fault::Count { found, said: closing.trials })
        } else {
            self.closing = Some(closing);
            Ok(())
        }
    }

    fn finished(mut self) -> Result<Recorded, RecordsError> {
        let fault = match &self.plan {
            None => Some(Fault::Empty),
            Some(_) if self.open > 0 => Some(Fault::OpenItem(self.open)),
            Some(plan) if plan.schema >= CLOSES && self.closing.is_none() => Some(Fault::NotClosed),
            Some(_) => None,
        };
        match (self.plan.take(), fault) {
            (Some(plan), None) => {
                let mut records = self.records;
                records.sort_by(|a, b| a.place().cmp(&b.place()));
                Ok(Recorded { plan, records, closing: self.closing })
            }
            (_, fault) => Err(self.refuse(fault.unwrap_or(Fault::Empty), None)),
        }
    }
}
