//! Laws and hypotheses of one problem put to another that is found within it.

use super::course::Course;
use super::hypothesis::Hypothesis;
use super::law::{Leg, Slot, View};
use crate::case::{Case, Stopped, Within};
use std::rc::Rc;
use std::sync::Arc;

impl<P: 'static> Leg<P> {
    /// The same leg, put to a problem within what the arm sees. `find` is asked by every part of the leg: keep what it
    /// gives in the case.
    pub fn within<Q: 'static>(
        self,
        find: impl Fn(&View<Q>) -> Stopped<Rc<Within<P>>> + Send + Sync + 'static,
    ) -> Leg<Q> {
        let find: Slot<Q, Rc<Within<P>>> = Arc::new(find);
        Leg {
            name: self.name,
            observe: slot_within(self.observe, find.clone()),
            predict: slot_within(self.predict, find.clone()),
            remainder: slot_within(self.remainder, find.clone()),
            scale: self.scale.map(|scale| slot_within(scale, find.clone())),
            course: self.course.within(find),
        }
    }
}

fn slot_within<P: 'static, Q: 'static, T: 'static>(
    slot: Slot<P, T>,
    find: Slot<Q, Rc<Within<P>>>,
) -> Slot<Q, T> {
    Arc::new(move |view| {
        let found = find(view)?;
        slot(&View { case: &found.case, runs: &found.runs })
    })
}

impl<P: 'static> Hypothesis<P> {
    /// The same hypothesis about a problem within the case, under another name.
    pub fn within<Q: 'static>(
        self,
        name: &str,
        find: impl Fn(&Case<Q>) -> Stopped<Rc<Within<P>>> + Send + Sync + 'static,
    ) -> Hypothesis<Q> {
        Hypothesis::new(name, move |case| (self.check)(&find(case)?.case))
    }
}

impl<P: 'static> Course<P> {
    /// The same course of a problem within the case. Steps of the outer runs are not those of the inner ones.
    fn within<Q: 'static>(self, find: Slot<Q, Rc<Within<P>>>) -> Course<Q> {
        match self {
            Course::Of(slot) => Course::Of(slot_within(slot, find)),
            Course::Steps | Course::Nothing => Course::Nothing,
        }
    }
}
