//! Seconds of the flow from t = 1 to t = e^1000 on planted data, one thread, and how far its constants are from the exact ones,
//! as `benches/peers/flow.py` reads them.
//!
//! The data are those of `generate planted --seed 1` with as many support vectors as columns; exponential loss, half of the
//! threshold as the step, w = 0 at t = 1. Lines `problem,shape,eta,gamma,c,A_perp` and `ours,shape,seconds,|L - s - c|,
//! | ||P_perp w|| - A_perp |` over them.

use implicit_bias::case::{Case, Stopped};
use implicit_bias::data::Seed;
use implicit_bias::data::generate::{Generator, Planted};
use implicit_bias::dynamics::Flow;
use implicit_bias::measure::{Letters, Observable};
use implicit_bias::problem::{Exponential, Linear, OfThreshold};
use std::sync::Arc;
use std::time::Instant;

/// n and d.
const SHAPES: [(usize, usize); 2] = [(25, 5), (1000, 50)];
/// The log time at which the constants are read.
const FAR: f64 = 1e3;
/// Local error: at [`FAR`] what was made before is forgotten.
const TOLERANCE: f64 = 1e-6;

fn case(n: usize, d: usize) -> Case<Linear> {
    let planted = Planted { d, support_vectors: d, others: n - d, theta: 1.5, concentration: 5 };
    let data = planted.generate(Seed(1)).expect("parameters in range");
    Case::open(Linear::new(data, Arc::new(Exponential), &OfThreshold { fraction: 0.5 }).expect("a threshold"))
}

fn report(n: usize, d: usize) -> Stopped<()> {
    let case = case(n, d);
    let (gamma, c, a_perp) = (case.gamma()?.value, case.c()?.value, case.constants()?.a_perp.value);
    println!("problem,{n}x{d},{:e},{gamma:e},{c:e},{a_perp:e}", case.problem.step);
    let frame = case.frame()?;
    let flow = Flow {
        rows: &case.problem.rows,
        loss: case.problem.loss.as_ref(),
        log_step: case.log_eta(),
        frame: &frame,
        offsets: None,
        second_order: None,
    };
    let start = vec![0.0; d];
    let run = || flow.follow(0.0, &start, &[FAR], TOLERANCE, 0.0).expect("no stall").remove(0);
    let (mut seconds, begun) = (Vec::new(), Instant::now());
    while seconds.len() < 5 || begun.elapsed().as_secs_f64() < 2.0 {
        let started = Instant::now();
        std::hint::black_box(run());
        seconds.push(started.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    let z = run().z;
    let along = Observable::Along.at(&case, FAR, &z)?[0] - c;
    let across = Observable::AcrossNorm.at(&case, FAR, &z)?[0] - a_perp;
    println!("ours,{n}x{d},{:.6e},{:.1e},{:.1e}", seconds[seconds.len() / 2], along.abs(), across.abs());
    Ok(())
}

fn main() {
    for (n, d) in SHAPES {
        report(n, d).expect("planted data have constants");
    }
}
