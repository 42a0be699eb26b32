//! Values with their error radius, positive numbers by their logarithm, and elementary functions that give the
//! same bits on every machine.

mod ball;

pub use ball::Ball;

/// Natural logarithm (placeholder until the elementary functions land).
pub fn ln(x: f64) -> f64 {
    x.ln()
}

/// e^x (placeholder until the elementary functions land).
pub fn exp(x: f64) -> f64 {
    x.exp()
}
