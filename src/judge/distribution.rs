//! The test of a probability: all draws of a population at once, at the price that the claim's card states.

use crate::record::{Card, DesignCard, Finding, Record, TestVerdict};
use crate::statistics::{BinomialTest, clopper_pearson_interval};
use std::collections::BTreeMap;

/// Level of the interval that is shown beside a test. It decides nothing.
const SHOWN: f64 = 0.95;

/// Which populations are tested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cells {
    /// Every cell of the card, drawn or not.
    All,
    /// Those that draws are there of.
    Drawn,
}

/// One test for each population of one arm; none where the card has no design: a deterministic kind has no p-value.
pub(super) fn tests_of(card: &Card, records: &[&Record], which: Cells) -> Vec<TestVerdict> {
    let Some(design) = &card.design else { return Vec::new() };
    let mut cells: BTreeMap<&str, TestVerdict> = BTreeMap::new();
    for record in records {
        let Finding::Distribution { draw } = &record.finding else { continue };
        let begun = || begun(design, &record.family, &draw.name, draw.null);
        let cell = cells.entry(&record.family).or_insert_with(begun);
        cell.draws += 1;
        cell.successes += u64::from(draw.success);
    }
    for cell in design.cells.iter().filter(|_| which == Cells::All) {
        cells.entry(&cell.family).or_insert_with(|| begun(design, &cell.family, "no draw", cell.null));
    }
    cells.into_values().map(|cell| tested(design, cell)).collect()
}

fn begun(design: &DesignCard, family: &str, name: &str, null: f64) -> TestVerdict {
    TestVerdict {
        family: family.to_string(),
        name: name.to_string(),
        draws: 0,
        planned: 0,
        successes: 0,
        null,
        p_value: 1.0,
        price: design.false_alarm,
        interval: (0.0, 1.0),
        decided: false,
        alarm: false,
    }
}

fn tested(design: &DesignCard, cell: TestVerdict) -> TestVerdict {
    let p_value = match (cell.null, cell.successes) {
        // A claim that leaves no chance has no test: all draws agree with it, or it is refuted.
        (0.0, 0) => 1.0,
        (1.0, successes) if successes == cell.draws => 1.0,
        (null, successes) => BinomialTest::two_sided(null, design.false_alarm, design.miss)
            .and_then(|test| test.p_value(successes, cell.draws))
            .unwrap_or(if cell.null == 0.0 || cell.null == 1.0 { 0.0 } else { 1.0 }),
    };
    // A control's own population is no cell: it has to have as many draws as the least of them.
    let own = design.cells.iter().find(|planned| planned.family == cell.family).map(|planned| planned.draws);
    let planned = own.or_else(|| design.cells.iter().map(|planned| planned.draws).min());
    // Nothing is planned: no number of draws decides.
    let planned = planned.unwrap_or(u64::MAX);
    let decided = cell.draws >= planned;
    let interval = clopper_pearson_interval(cell.successes, cell.draws, SHOWN);
    TestVerdict { p_value, planned, interval, decided, alarm: decided && p_value <= cell.price, ..cell }
}
