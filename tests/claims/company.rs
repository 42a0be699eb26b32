//! Company changes no bit: a claim's records are the same among all claims, among some, and alone.

use crate::suite::{SEED, Suite};
use implicit_bias::battery::reduced;
use implicit_bias::claim::Check;
use implicit_bias::record::Record;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// Claims are dealt out into so many companies.
const COMPANIES: usize = 2;
/// Of so many claims one is run all alone besides.
const ALONE: usize = 20;

/// Where a record belongs, and the line that a file would hold.
fn kept(record: &Record) -> ([&str; 3], u64, String) {
    let line = serde_json::to_string(record).expect("a record is text");
    ([&record.claim, &record.arm, &record.family], record.index, line)
}

/// What the first claim is that has other records in other company. The companies take fewer problems, which changes no bit
/// either.
pub(crate) fn fault(suite: &Suite) -> Option<String> {
    let together: BTreeSet<_> = suite.records.iter().map(kept).collect();
    let all = &suite.claims;
    let dealt = (0..COMPANIES).map(|at| all.iter().skip(at).step_by(COMPANIES).cloned().collect());
    let alone = all.iter().step_by(ALONE).map(|claim| vec![claim.clone()]);
    for company in dealt.chain(alone) {
        let company: Vec<Arc<dyn Check>> = company;
        let apart = reduced(&company, SEED, 1, suite.threads, &AtomicBool::new(false))
            .expect("nothing stops a test's battery");
        for id in company.iter().map(|claim| claim.card().id.as_str()) {
            let own: Vec<_> = apart.iter().filter(|record| record.claim == id).map(kept).collect();
            if own.is_empty() || own.iter().any(|record| !together.contains(record)) {
                return Some(format!("{id} has other records among {} claims", company.len()));
            }
        }
    }
    None
}
