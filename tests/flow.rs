//! The flow in log time against SciPy's Radau, a stiff solver of another kind: `fixtures/golden/flows.py` made the values.

mod golden;

use golden::{fixture, fixtures};
use implicit_bias::case::Case;
use implicit_bias::dynamics::Flow;
use implicit_bias::measure::Letters;
use implicit_bias::numbers::ln;
use implicit_bias::problem::{Exponential, Fixed, Linear, Logistic, Loss};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One flow: fixture, options, loss and step.
type Name = (String, String, String, String);
/// z at log time s, and how far off it may be.
type Golden = (f64, Vec<f64>, f64);

/// Of each local error of ours.
const TOLERANCE: f64 = 1e-9;

fn golden() -> BTreeMap<Name, Vec<Golden>> {
    let mut reader = csv::Reader::from_path(fixtures().join("golden/flows.csv")).unwrap();
    let mut flows: BTreeMap<Name, Vec<Golden>> = BTreeMap::new();
    for line in reader.records() {
        let cells: Vec<String> = line.unwrap().iter().map(str::to_owned).collect();
        let [file, options, loss, step, s, z, off] = &cells[..] else { panic!("seven cells: {cells:?}") };
        let z = z.split_whitespace().map(|x| x.parse().unwrap()).collect();
        let name = (file.clone(), options.clone(), loss.clone(), step.clone());
        flows.entry(name).or_default().push((s.parse().unwrap(), z, off.parse().unwrap()));
    }
    flows
}

fn case((file, options, loss, step): &Name) -> Case<Linear> {
    let data = fixture(file, options);
    let loss: Arc<dyn Loss> = if loss == "exponential" { Arc::new(Exponential) } else { Arc::new(Logistic) };
    Case::open(Linear::new(data, loss, &Fixed { eta: step.parse().unwrap() }).unwrap())
}

#[test]
fn the_flow_is_where_an_independent_stiff_solver_finds_it_from_t_1_to_e_1000() {
    let all = golden();
    assert_eq!(all.len(), 14, "seven data sets, two losses");
    for (name, golden) in all {
        let case = case(&name);
        let frame = case.frame().unwrap();
        let problem = &case.problem;
        let log_step = ln(problem.step);
        let (rows, loss) = (&problem.rows, problem.loss.as_ref());
        let flow = Flow { rows, loss, log_step, frame: &frame, offsets: None, second_order: None };
        let outputs: Vec<f64> = golden.iter().map(|(s, ..)| *s).collect();
        assert_eq!(outputs, [1.0, 4.0, 20.0, 100.0, 1000.0]);
        let reached = flow.follow(0.0, &vec![0.0; problem.rows.d], &outputs, TOLERANCE, 0.0).unwrap();
        for (ours, (s, theirs, off)) in reached.iter().zip(&golden) {
            assert_eq!((ours.s, ours.z.len()), (*s, theirs.len()));
            let apart = ours.z.iter().zip(theirs).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt();
            // Both frames have rounded w^, and w = s w^ + z is one: s times the norm of w^ and a few roundings.
            let w_hat = frame.drift.iter().map(|x| x * x).sum::<f64>().sqrt();
            let rounding = 16.0 * f64::EPSILON * (1.0 + s) * (1.0 + w_hat);
            let bound = ours.error + off + rounding;
            assert!(apart <= bound, "{name:?} at s = {s}: {apart:e} apart, bound {bound:e}");
            // The bound adds up all local errors. Flows forget them: a few of the tolerance are left.
            let few = 10.0 * TOLERANCE;
            assert!(apart <= few, "{name:?} at s = {s}: {apart:e} apart, {few:e} allowed");
        }
    }
}
