//! An optimiser of one's own, and the question what it converges to. `cargo run --release --example my_optimizer`

use implicit_bias::dynamics::{Descending, Rule, Schedule, UpdateRule};
use implicit_bias::profile::{Optimizer, Profile, ProfileError, profile};
use std::process::ExitCode;
use std::sync::Arc;

/// Each coordinate moves by the square root of its gradient.
struct RootDescent;

impl UpdateRule for RootDescent {
    fn key(&self) -> String {
        "root-descent".to_string()
    }
    fn update(&self, now: &Descending<'_>, _state: &mut [f64], w: &mut [f64]) {
        for (w, g) in w.iter_mut().zip(now.direction) {
            *w += now.step * g.signum() * g.abs().sqrt();
        }
    }
}

/// Its profile after so many steps.
pub(crate) fn found(steps: u64) -> Result<Profile, ProfileError> {
    let optimizer = Optimizer::new(Rule::Custom(Arc::new(RootDescent)), 0.02, Schedule::Constant);
    profile(&optimizer, steps, 0)
}

fn main() -> ExitCode {
    match found(1_000_000) {
        Ok(profile) => {
            println!("{profile}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}
