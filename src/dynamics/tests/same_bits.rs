//! No bit depends on the instruction set, on company, or on how far a run goes.

use super::*;
use proptest::prelude::*;

#[test]
fn every_instruction_set_gives_the_same_bits() {
    for (n, d) in shapes() {
        let rows = rows(n, d, (n * 100 + d) as u64);
        for kernel in KERNELS {
            for setting in settings() {
                for generic in [false, true] {
                    let loss = Plain { kernel, generic };
                    let want = run_one(Isa::Portable, &rows, &loss, &setting, 10);
                    for isa in Isa::available() {
                        assert_eq!(
                            run_one(isa, &rows, &loss, &setting, 10),
                            want,
                            "{isa:?} {n}x{d} {kernel:?} {setting:?}"
                        );
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]
    #[test]
    fn a_problem_in_company_runs_as_it_does_alone(
        shapes in prop::collection::vec((1usize..70, 1usize..18, 0u64..1000, 0usize..2, 0usize..3), 1..30),
        rule in 0..rules().len(),
    ) {
        let rule = &rules()[rule];
        let losses = [plain(LossKernel::Exponential), plain(LossKernel::Logistic)];
        let schedules = [Schedule::Constant, Schedule::InverseSquareRoot, Schedule::Inverse];
        let drawn = |&(n, d, seed, loss, schedule): &(usize, usize, u64, usize, usize)| {
            (rows(n, d, seed), &losses[loss], schedules[schedule])
        };
        let all: Vec<_> = shapes.iter().map(drawn).collect();
        let start = [0.25; 18];
        let tasks = || all.iter().map(|(rows, loss, schedule)| {
            // Some margins move by more than the weights' shift may stay behind.
            let step = if rows.n % 4 == 0 { 1e3 } else { 1.0 / rows.n as f64 };
            Task { schedule: *schedule, ..Task::new(rows, *loss, step, &start[..rows.d]) }
        });
        let together = run_many(tasks().collect(), rule, 30);
        for (alone, together) in tasks().zip(together) {
            prop_assert_eq!(run_many(vec![alone], rule, 30).remove(0), together);
        }
    }
}

#[test]
fn a_longer_run_starts_with_the_shorter_one() {
    for (n, d) in [(28, 7), (70, 5), (20, 40)] {
        let rows = rows(n, d, 5);
        let loss = plain(LossKernel::Logistic);
        for setting in settings() {
            let long = run_one(Isa::detect(), &rows, &loss, &setting, 1000);
            let short = run_one(Isa::detect(), &rows, &loss, &setting, 100);
            assert_eq!(long.points[..short.points.len()], short.points);
        }
    }
}
