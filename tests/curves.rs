//! The curves of a record are those of its comparisons.

use implicit_bias::battery::{Order, execute, selection};
use implicit_bias::claim::Size;
use implicit_bias::record::{Miss, Record, Sense, Series, THEOREM};
use std::sync::atomic::AtomicBool;

fn records(ids: &[&str]) -> Vec<Record> {
    let ids: Vec<String> = ids.iter().map(|id| id.to_string()).collect();
    let claims = selection(&implicit_bias::papers::all(), &ids).expect("claims of the suite");
    let order = Order { claims, seed: 5, size: Size::AtMost(1), given: None, threads: 0 };
    execute(&order, &mut (), &AtomicBool::new(false)).expect("nothing stops it").records
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 2e-6 * a.abs().max(b.abs()) + 1e-14
}

/// Limits along the flow and of mirror descent, bounds at all times and at the end, an exponent.
const DRAWN: [&str; 6] = [
    "soudry.thm5.loss",
    "soudry.thm4.offset",
    "ji-telgarsky.thm3.risk",
    "ji-srebro-telgarsky.rate",
    "gunasekar.thm1.projection",
    "wu.cor2.budget",
];

#[test]
fn every_list_has_the_length_of_its_times_which_ascend() {
    let records = records(&DRAWN);
    for id in DRAWN {
        assert!(records.iter().any(|r| r.claim == id && !r.series.is_empty()), "{id} has no curve");
    }
    for series in records.iter().flat_map(|record| &record.series) {
        let n = series.log_time.len();
        assert!(n > 2 && series.log_time.windows(2).all(|pair| pair[0] < pair[1]), "{series:?}");
        assert_eq!(series.measured.len(), n);
        for list in [&series.predicted, &series.band, &series.law] {
            assert!(list.is_empty() || list.len() == n, "{series:?}");
        }
        assert!(series.judged_from < n && series.flow_from.is_none_or(|first| first < n), "{series:?}");
    }
}

#[test]
fn a_curve_ends_at_what_its_comparison_judges() {
    let mut compared = 0;
    for record in records(&DRAWN).iter().filter(|record| record.arm == THEOREM) {
        for miss in record.finding.misses() {
            let Some(series) = record.series.iter().find(|series| series.name == miss.name) else { continue };
            if let Some(seen) = judged(series, &miss) {
                compared += 1;
                if (miss.sense, series.sense) == (Sense::Equals, Sense::AtMost) {
                    let (drawn, total) =
                        (*series.predicted.last().expect("what is allowed"), miss.budget.total());
                    assert!(
                        (drawn - total).abs() <= 1e-5 * total,
                        "{}, {}: {drawn:e} is drawn for {total:e}",
                        record.claim,
                        miss.name
                    );
                }
                let held = |wanted: f64| seen.0.iter().any(|seen| near(*seen, wanted));
                assert!(
                    held(seen.1),
                    "{}, {}: {:?} ends elsewhere than at {}",
                    record.claim,
                    miss.name,
                    seen.0,
                    seen.1
                );
            }
        }
    }
    assert!(compared >= 10, "{compared} curves were compared");
}

/// The readings that are judged, and the number among them that the comparison has; `None` for an exponent, which is no value of its
/// curve.
fn judged(series: &Series, miss: &Miss<'_>) -> Option<(Vec<f64>, f64)> {
    let readings = series.measured[series.judged_from..].to_vec();
    match (miss.sense, series.sense) {
        (Sense::Equals, Sense::AtMost) => Some((readings, miss.miss)),
        (Sense::Equals, _) if series.predicted.is_empty() => None,
        _ => Some((readings, miss.measured)),
    }
}
