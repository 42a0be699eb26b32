//! The comparator of this project's snapshots.

use implicit_bias::compare::{near, snapshots};
use implicit_bias::report::changes_text;
use insta::{Comparator, Snapshot};

/// Accepts snapshots that are [`near`] one another; the stored text then stays as it is. Of others it prints what moved.
#[derive(Clone, Copy)]
pub(crate) struct Near;

impl Comparator for Near {
    fn matches(&self, reference: &Snapshot, test: &Snapshot) -> bool {
        let (Some(reference), Some(test)) = (reference.as_text(), test.as_text()) else { return false };
        let (reference, test) = (reference.to_string(), test.to_string());
        let same = near(&reference, &test);
        if !same {
            eprint!("{}", changes_text(&snapshots(&reference, &test)));
        }
        same
    }

    fn dyn_clone(&self) -> Box<dyn Comparator> {
        Box::new(*self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORED: &str = "      t      norm\n    100 8.1234567\n   1000 -2.5e-17\n";

    #[test]
    fn the_comparator_sees_what_the_function_sees() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let stored = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!("---\nsource: here\n---\n{text}")).expect("a writable folder");
            Snapshot::from_file(&path).expect("a snapshot")
        };
        let reference = stored("reference.snap", STORED);
        let close = stored("close.snap", &STORED.replace("8.1234567", "8.1234568"));
        let far = stored("far.snap", &STORED.replace("8.1234567", "8.1244567"));
        for comparator in [Near.dyn_clone(), Box::new(Near)] {
            assert!(comparator.matches(&reference, &close));
            assert!(!comparator.matches(&reference, &far));
        }
    }
}
