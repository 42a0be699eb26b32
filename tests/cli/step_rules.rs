//! `descend` by each of its rules.

use crate::program::{Folder, number, numbers};

/// Both signed rows are (3, 4).
fn folder() -> Folder {
    let folder = Folder::new();
    folder.write("a.csv", "a,b,y\n3,4,1\n-3,-4,-1\n").write("b.csv", "a,b,y\n2,1,1\n1,3,1\n-1,-1,-1\n");
    folder
}

/// The last iterate of a descent on a file.
fn last(folder: &Folder, file: &str, until: u64, options: &str) -> Vec<f64> {
    let until = until.to_string();
    let mut words = vec!["descend", file, "--json", "--until", &until];
    words.extend(options.split_whitespace());
    numbers(&folder.run(&words).objects().last().expect("a recorded step")["w"])
}

#[test]
fn each_rule_makes_the_first_step_of_its_formula() {
    let folder = folder();
    // At the origin the logistic loss is 2 ln 2 and its gradient -(3, 4).
    let over_loss = 1.0 / (2.0 * std::f64::consts::LN_2);
    let cases: [(&str, [f64; 2]); 12] = [
        ("--step 0.1", [0.3, 0.4]),
        ("--rule gradient --step 0.1", [0.3, 0.4]),
        ("--rule heavy-ball --step 0.1", [0.3, 0.4]),
        ("--rule loss-normalized", [3.0 * over_loss, 4.0 * over_loss]),
        ("--rule loss-normalized --step 0.5", [1.5 * over_loss, 2.0 * over_loss]),
        ("--rule dual-acceleration", [3.0 * over_loss, 4.0 * over_loss]),
        ("--rule gradient-normalized", [0.6, 0.8]),
        ("--rule sign", [1.0, 1.0]),
        ("--rule coordinate --step 2", [0.0, 2.0]),
        ("--rule adam --epsilon 0", [0.001, 0.001]),
        ("--rule sgd --step 0.1", [0.15, 0.2]),
        ("--rule sgd --step 0.1 --batch 2 --without-replacement", [0.3, 0.4]),
    ];
    for (options, want) in cases {
        let got = last(&folder, "a.csv", 1, options);
        // A few roundings of numbers below 4.
        assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() <= 1e-14), "{options}: {got:?}, {want:?}");
    }
}

#[test]
fn a_momentum_alone_is_heavy_ball_and_none_is_gradient_descent() {
    let folder = folder();
    let end = |options: &str| last(&folder, "b.csv", 100, options);
    assert_eq!(end("--momentum 0.5"), end("--rule heavy-ball --momentum 0.5"));
    assert_eq!(end("--rule heavy-ball"), end("--momentum 0.9"));
    assert_eq!(end("--momentum 0"), end(""));
    assert_eq!(end("--rule gradient"), end("--step threshold*0.9 --schedule constant"));
    assert_ne!(end("--momentum 0.5"), end(""));
    assert_eq!(
        end("--rule adam"),
        end("--rule adam --step 0.001 --momentum 0.9 --beta2 0.999 --epsilon 1e-8")
    );
    assert_ne!(end("--rule adam"), end("--rule adam --momentum 0.5"));
    assert_ne!(end("--rule adam"), end("--rule adam --beta2 0.9"));
}

#[test]
fn steps_fall_as_the_schedule_says() {
    let folder = folder();
    for (schedule, want) in [
        ("constant", 4.0),
        ("inverse-sqrt", 1.0 + 0.5f64.sqrt() + (1.0f64 / 3.0).sqrt() + 0.5),
        ("inverse", 25.0 / 12.0),
    ] {
        let got = last(&folder, "a.csv", 4, &format!("--rule sign --schedule {schedule}"));
        assert!((got[0] - want).abs() <= 8.0 * f64::EPSILON * want, "{schedule}: {got:?}, {want}");
    }
}

#[test]
fn batches_are_those_of_the_seed() {
    let folder = folder();
    let end = |options: &str| last(&folder, "b.csv", 1000, &format!("--rule sgd --step 0.1 {options}"));
    assert_eq!(end(""), end("--seed 0 --batch 1"));
    assert_ne!(end(""), end("--seed 1"));
    assert_ne!(end("--batch 2"), end("--batch 2 --without-replacement"));
    let (whole, descent) =
        (end("--batch 3 --without-replacement"), last(&folder, "b.csv", 1000, "--step 0.1"));
    // Three terms in another order, at each of 1000 steps.
    assert!(whole.iter().zip(&descent).all(|(a, b)| (a - b).abs() <= 1e-11), "{whole:?}, {descent:?}");
}

#[test]
fn normalised_steps_go_on_where_the_loss_underflows() {
    let folder = folder();
    for rule in ["loss-normalized", "gradient-normalized", "dual-acceleration"] {
        let all = folder.run(&["descend", "b.csv", "--json", "--until", "10000", "--rule", rule]).objects();
        let end = all.last().expect("a recorded step");
        assert!(number(&end["log_loss"]) < -5000.0, "{rule}: {end}");
        assert!(number(&end["cosine_to_max_margin"]) > 0.999, "{rule}: {end}");
    }
}
