//! What a claim is: a set of slots, the arms that replace one of them, and the one trial.

mod arm;
mod card;
mod check;
mod course;
mod flow_course;
mod hypothesis;
mod law;
pub mod linear;
mod relayed;
mod single;
mod statement;
mod trial;
mod within;
mod workshop;

pub use arm::{Arm, Change};
pub use card::{section, text_of};
pub use check::{Check, Size};
pub use course::{AGAINST_LOG_LOG_TIME, AGAINST_LOG_TIME, Course, falls_as_power, plotted};
pub use flow_course::{direction_comes_to, falls_like, gap_falls_like, gap_falls_like_log, slope_comes_to};
pub use hypothesis::{Checked, Hypothesis};
pub use law::{
    Chance, Choice, Conditions, Equality, Inequality, Law, Leg, Power, PowerLaw, Reading, Sided, Slot,
    Stationary, View,
};
pub use relayed::{
    FLOW_LEG, NORM_SLOPE, across_falls_with, descent_follows_flow, descent_follows_flow_from, flow_reaches,
    norm_grows, residual_keeps_to_flow, run, tends_to,
};
pub use single::{NoTrial, TrialOn};
pub use statement::{Claim, RATES, Trials};
pub use workshop::{Worked, Workshop};
