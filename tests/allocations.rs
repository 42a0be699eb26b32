//! The step loop allocates nothing: a run allocates for its set-up and its recorded points only.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use implicit_bias::case::{Case, Method, Monitor, StepSeen};
use implicit_bias::data::{DataSet, Provenance, Seed, SignedRows};
use implicit_bias::dynamics::{OneLayerDescent, Rule, Stochastic, Task, recording_grid, run_many};
use implicit_bias::problem::{Family, Fixed, Linear, Loss, LossKernel, OneLayerSets, Tail};
use std::sync::Arc;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: as the caller promises.
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[derive(Debug)]
struct ExponentialLike(LossKernel);

impl Loss for ExponentialLike {
    fn key(&self) -> String {
        "exponential".into()
    }
    fn log_value(&self, u: f64) -> f64 {
        -u
    }
    fn log_slope(&self, u: f64) -> f64 {
        -u
    }
    fn log_slope_derivative(&self, _u: f64) -> f64 {
        -1.0
    }
    fn smoothness(&self) -> Option<f64> {
        None
    }
    fn tail(&self) -> Tail {
        Tail::TightExponential { mu_minus: f64::INFINITY, mu_plus: f64::INFINITY }
    }
    fn kernel(&self) -> LossKernel {
        self.0
    }
}

/// Looks at everything that is shown.
struct Sums(f64);

impl Monitor for Sums {
    fn step(&mut self, seen: &StepSeen<'_>) {
        self.0 += seen.w.iter().chain(seen.margins.iter()).chain(seen.direction.iter()).sum::<f64>();
    }
    fn worst(&self) -> f64 {
        self.0
    }
}

#[test]
fn the_step_loop_allocates_nothing() {
    let rules = [
        Rule::GradientDescent,
        Rule::HeavyBall { beta: 0.5 },
        Rule::SignDescent,
        Rule::CoordinateDescent,
        Rule::LossNormalized,
        Rule::GradientNormalized,
        Rule::DualAcceleration,
        Rule::Adam { beta1: 0.9, beta2: 0.999, epsilon: 0.0 },
    ];
    // A bundle, short rows, long rows, and a generic loss.
    for (n, d, kernel) in [
        (6, 3, LossKernel::Exponential),
        (70, 3, LossKernel::Exponential),
        (9, 40, LossKernel::Exponential),
        (6, 3, LossKernel::Generic),
    ] {
        let rows = SignedRows { n, d, values: (0..n * d).map(|i| 0.1 + (i % 5) as f64 / 50.0).collect() };
        let (loss, start, until) = (ExponentialLike(kernel), vec![0.0; d], 2000);
        let points = recording_grid(until).len();
        for rule in &rules {
            for watched in [false, true] {
                let before = COUNT.with(Cell::get);
                let mut task = Task::new(&rows, &loss, 0.01, &start);
                if watched {
                    task.monitors.push(Box::new(Sums(0.0)));
                }
                let runs = run_many(vec![task], rule, until);
                let made = COUNT.with(Cell::get) - before;
                assert_eq!(runs[0].points.len(), points);
                // One allocation a point, and set-up that does not grow with the number of steps.
                assert!(
                    made <= points + 60,
                    "{made} allocations for {points} points, {n}x{d} {kernel:?} {rule:?}"
                );
            }
        }
        let data = DataSet::from_signed_rows(rows, Provenance::Given { name: "rows".to_string() });
        let problem = Linear::new(data, Arc::new(loss), &Fixed { eta: 0.01 }).expect("a positive step");
        let case = Case::open(problem);
        for replacement in [true, false] {
            let method = Stochastic { replacement, ..Stochastic::of(4) };
            let before = COUNT.with(Cell::get);
            let runs = method.run_many(&[(&case, None)], until, &[]);
            let made = COUNT.with(Cell::get) - before;
            assert_eq!(runs[0].as_ref().expect("a run").points.len(), points);
            // The hash that the draws come from is a text of 32 parts.
            assert!(
                made <= points + 120,
                "{made} allocations for {points} points, {n}x{d} {kernel:?} {method:?}"
            );
        }
    }
}

#[test]
fn the_step_loop_of_a_network_allocates_nothing() {
    let case = Case::open(OneLayerSets::Clusters.draw(Seed(1), 0));
    let counted = |until: u64| {
        let points = recording_grid(until).len();
        let before = COUNT.with(Cell::get);
        let runs = OneLayerDescent.run_many(&[(&case, None)], until, &[]);
        let made = COUNT.with(Cell::get) - before;
        assert_eq!(runs[0].as_ref().expect("a run").points.len(), points);
        made - points
    };
    let (short, long) = (counted(100), counted(20_000));
    assert!(
        short <= 60 && long <= short + 5,
        "{short} allocations beside the points, {long} in a longer run"
    );
}
