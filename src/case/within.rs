//! A problem that is found within another.

use super::{Case, Run};

/// A problem that a run on another one leads to, opened, with the runs that its laws look at. It is kept in the other's
/// memo, and with it everything that is asked of it.
pub struct Within<P> {
    /// The problem with its memo.
    pub case: Case<P>,
    /// The runs on it.
    pub runs: Vec<Run<P>>,
}
