//! Cover: Geometrical and Statistical Properties of Systems of Linear Inequalities with Applications in Pattern
//! Recognition, IEEE Transactions on Electronic Computers EC-14, 1965.

pub(super) mod thm1_count;
mod thm1_probability;

use crate::case::Case;
use crate::claim::{Check, Checked, Hypothesis};
use crate::measure::Dependent;
use crate::problem::Dichotomy;
use std::sync::Arc;

/// The claims of this paper.
pub fn claims() -> Vec<Arc<dyn Check>> {
    vec![Arc::new(thm1_count::claim()), Arc::new(thm1_probability::claim())]
}

/// Any d of the points are independent.
pub(super) fn general_position() -> Hypothesis<Dichotomy> {
    Hypothesis::new("general position", |case: &Case<Dichotomy>| {
        let dependent = case.ask(&Dependent)?;
        let found = match dependent.as_ref() {
            None => format!("any {} points are independent", case.problem.points.d),
            Some(points) => format!("points {points:?} were not proved independent"),
        };
        Ok(Checked { met: dependent.is_none(), found })
    })
}
