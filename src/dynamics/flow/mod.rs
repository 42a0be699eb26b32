//! Gradient flow in log time, in the frame that moves with the limit direction.
//!
//! With s = ln t and z = w - s w^ the flow dw/dt = -eta grad L(w) reads
//!
//!   dz/ds = sum_i exp(s + ln eta + ln(-l'(u_i))) z_i - w^,   u_i = s (1 + e_i) + z_i.z,   e_i = z_i.w^ - 1.
//!
//! For an exponential tail the exponent is ln eta - s e_i - z_i.z + (a correction that vanishes with u_i): no
//! large numbers cancel, and the clock can run to s = 10^6. The right side is minus the gradient of a convex
//! function of z, so two solutions never move apart, and local errors simply add up.
//!
//! Where the point is known at which z comes to rest, the flow of the residual alone ([`ResidualFlow`]) keeps its
//! relative precision however small the residual gets.

mod explicit;
mod factor;
mod field;
mod frame;
mod implicit;
mod margin_clock;
mod points;
mod power_frame;
mod radau;
mod residual;
mod tiled;
mod weighed;

pub use field::{FlowError, Reached};
pub use frame::{Flow, MovingFrame};
pub use margin_clock::MarginClock;
pub use power_frame::PowerFrame;
pub use residual::{Equilibrium, Residual, ResidualFlow};

#[cfg(test)]
mod tests;
