//! What is read off one run: the problem's letters, the observables, and the relay from descent to flow.

mod exponent;
mod letters;
mod observable;
mod relay;
mod validation;

pub use exponent::{Exponent, exponent};
pub use letters::{Letters, MaxMarginQuery, linear_facts, reference_certificates};
pub use observable::Observable;
pub use relay::{Far, Relay, decay, distance, dot, far, far_time, relay, sound_relay};
pub use validation::Validation;
