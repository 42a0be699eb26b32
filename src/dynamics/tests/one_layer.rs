//! Descent on one layer of a network: its gradient, its switches, its bits.

use super::super::one_layer::run_on;
use super::*;
use crate::case::{Case, Ended as End, Method, Run, Start, Trajectory};
use crate::data::Seed;
use crate::numbers::{exp, ln_1p};
use crate::problem::{Family, OneLayer, OneLayerSets};

const FAMILIES: [OneLayerSets; 3] =
    [OneLayerSets::Clusters, OneLayerSets::Hyperplane, OneLayerSets::Contradictory];

fn networks() -> impl Iterator<Item = OneLayer> {
    (0..8).flat_map(|index| FAMILIES.map(|family| family.draw(Seed(index), index)))
}

fn run(network: &OneLayer, until: u64) -> Trajectory {
    run_on(Isa::detect(), network, &network.start, until).expect("nothing stops it")
}

/// L(W) by its definition.
fn loss(network: &OneLayer, w: &[f64]) -> f64 {
    network.margins(w).iter().map(|u| ln_1p(exp(-u))).sum()
}

/// Where no input is nearer to zero than this, L is smooth that far around.
fn least_input(network: &OneLayer, w: &[f64]) -> f64 {
    let pairs = (0..network.points.n).flat_map(|n| (0..network.readout.len()).map(move |j| (j, n)));
    pairs.map(|(j, n)| network.input(w, j, n).abs()).fold(f64::INFINITY, f64::min)
}

#[test]
fn a_step_goes_down_the_gradient_of_the_loss() {
    let h = 1e-5;
    let mut looked_at = 0;
    for network in networks() {
        let path = run(&network, 10);
        for pair in path.points.windows(2).filter(|pair| pair[1].step == pair[0].step + 1) {
            let w = &pair[0].w;
            if least_input(&network, w) < 10.0 * h {
                continue;
            }
            looked_at += 1;
            for j in 0..w.len() {
                let beside = |by: f64| {
                    let mut at = w.clone();
                    at[j] += by;
                    loss(&network, &at)
                };
                let slope = (beside(h) - beside(-h)) / (2.0 * h);
                let step = (pair[1].w[j] - w[j]) / network.step;
                // A central difference: h^2 / 6 of a third derivative of order |a x|^3, and rounding of L over h.
                assert!((step + slope).abs() < 1e-8, "{}: {step} against {slope}", network.from);
            }
        }
    }
    assert!(looked_at > 50, "{looked_at} steps away from every kink");
}

#[test]
fn the_switches_seen_are_those_of_the_recorded_patterns() {
    let mut switched = 0;
    for network in networks() {
        // Every step to the fourth is on the grid.
        let path = run(&network, 4);
        let patterns: Vec<Vec<bool>> = path.points.iter().map(|at| network.pattern(&at.w)).collect();
        let last = (1..=4).rev().find(|&t| patterns[t] != patterns[t - 1]);
        let seen = last_switch(&path);
        assert_eq!(seen.map(|switch| switch.step as usize), last, "{}", network.from);
        if let Some(Switch { step, unit, point }) = seen {
            switched += 1;
            let slot = point * network.readout.len() + unit;
            assert_ne!(patterns[step as usize][slot], patterns[step as usize - 1][slot]);
        }
    }
    assert!(switched >= 3, "{switched} networks switch within four steps");
}

#[test]
fn a_unit_that_is_pushed_off_its_only_point_switches_once_and_stays() {
    let network = OneLayer {
        points: SignedRows::from_rows(&[[1.0]]),
        labels: vec![-1.0],
        readout: vec![1.0],
        start: vec![0.5],
        step: 0.25,
        horizon: 10,
        from: "one point".to_string(),
    };
    let path = run(&network, 100);
    let switch = last_switch(&path).expect("it is pushed below zero");
    assert_eq!((switch.unit, switch.point), (0, 0));
    // Each step is at least step / 2 while it is on: four steps at most.
    assert!(switch.step <= 4, "{switch:?}");
    let last = path.last().w[0];
    assert!(last <= 0.0 && path.points.iter().filter(|at| at.step >= switch.step).all(|at| at.w[0] == last));
    assert_eq!(last_switch(&path.clone().cut(0)), None);
}

#[test]
fn every_instruction_set_and_any_company_give_the_same_bits() {
    let cases: Vec<Case<OneLayer>> = networks().map(Case::open).collect();
    let begun: Vec<_> = cases.iter().map(|case| (case, None)).collect();
    let together = OneLayerDescent.run_many(&begun, 1000, &[]);
    for (case, together) in cases.iter().zip(together) {
        let together = together.expect("nothing stops it");
        for isa in Isa::available() {
            assert_eq!(run_on(isa, &case.problem, &case.problem.start, 1000).expect("a run"), together);
        }
        assert_eq!(run(&case.problem, 100).points[..], together.points[..16]);
    }
}

#[test]
fn a_run_that_overflows_says_when_and_keeps_what_was_finite() {
    let mut network = FAMILIES[0].draw(Seed(1), 0);
    network.step = f64::MAX;
    let path = run(&network, 1000);
    let End::Diverged { step } = path.ended else { panic!("{:?}", path.ended) };
    assert!(path.points.iter().all(|at| at.step < step && at.w.iter().all(|w| w.is_finite())));
}

#[test]
fn another_start_is_as_long_as_the_networks_own() {
    let case = Case::open(FAMILIES[0].draw(Seed(1), 0));
    let length = |w: &[f64]| w.iter().map(|w| w * w).sum::<f64>().sqrt();
    let of = |number| {
        let own = Run::new(std::sync::Arc::new(OneLayerDescent), 0);
        case.run(&own.starting_from(Start { number })).expect("a run").last().w.clone()
    };
    assert_ne!(of(1), of(2));
    assert!((length(&of(1)) - length(&case.problem.start)).abs() < 1e-12);
}
