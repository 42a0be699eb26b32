//! Gradient flow in log time, in the frame that moves with the limit direction.
//!
//! With s = ln t and z = w - s w^ the flow dw/dt = -eta grad L(w) reads
//!
//!   dz/ds = sum_i exp(s + ln eta + ln(-l'(u_i))) z_i - w^,   u_i = s (1 + e_i) + z_i.z,   e_i = z_i.w^ - 1.
//!
//! For an exponential tail the exponent is ln eta - s e_i - z_i.z + (a correction that vanishes with u_i): no
//! large numbers cancel, and the clock can run to s = 10^6. The right side is minus the gradient of a convex
//! function of z, so two solutions never move apart, and local errors simply add up.

mod explicit;
mod frame;
mod implicit;

pub use frame::{Flow, FlowError, MovingFrame, Reached};

#[cfg(test)]
mod tests;
