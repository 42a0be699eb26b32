//! `profile`: names, options that do not belong together, outcomes and their exit codes.

use crate::program::Folder;

#[test]
fn every_optimiser_has_a_profile_on_both_kinds_of_data() {
    let folder = Folder::new();
    let names = [
        "gradient",
        "normalized",
        "sign",
        "coordinate",
        "steepest",
        "heavy-ball",
        "sign-momentum",
        "adam",
        "adagrad",
        "spectral",
        "muon",
        "mirror",
    ];
    for name in names {
        let answer = folder.run(&["profile", name, "--steps", "1000", "--json"]);
        assert!([0, 3].contains(&answer.code), "{name}: {}", answer.err);
        let found: serde_json::Value = serde_json::from_str(&answer.out).expect("one object");
        for (part, answers) in [("vectors", 5), ("matrices", 4)] {
            assert_eq!(found[part]["ending"], "reached its last step", "{name}: {found}");
            assert_eq!(found[part]["answers"].as_array().map(Vec::len), Some(answers), "{name}: {found}");
        }
    }
}

#[test]
fn epsilon_decides_which_answer_adam_is_held_to() {
    let folder = Folder::new();
    let vectors = |epsilon: &str| {
        let answer = folder.run(&["profile", "adam", "--epsilon", epsilon, "--steps", "100000", "--json"]);
        serde_json::from_str::<serde_json::Value>(&answer.out).expect("one object")["vectors"].clone()
    };
    assert_eq!(vectors("0")["approached"], "l_inf");
    let l_inf = &vectors("1e-2")["answers"][4];
    assert_eq!((&l_inf["answer"], &l_inf["approached"]), (&"l_inf".into(), &false.into()));
}

#[test]
fn runs_that_have_no_direction_are_named() {
    let folder = Folder::new();
    let far = folder.run(&["profile", "adam", "--decay", "1"]);
    assert_eq!(far.code, 3, "{}", far.out);
    assert!(far.out.contains("came to rest"), "{}", far.out);
    let diverged = folder.run(&["profile", "mirror", "--p", "1.001", "--step", "1e6", "--steps", "1000"]);
    assert_eq!(diverged.code, 3, "{}", diverged.out);
    assert!(diverged.out.contains("diverged: w is not finite at step"), "{}", diverged.out);
}

#[test]
fn parameters_that_are_none_are_refused_in_one_line() {
    let folder = Folder::new();
    let cases: [(&[&str], &str); 9] = [
        (&["steepest", "--p", "0.5"], "found p = 0.5, expected a number of at least 1, or inf"),
        (&["mirror", "--p", "1"], "found p = 1, expected a finite number above 1"),
        (&["sign", "--p", "2"], "found --p with sign, expected steepest or mirror"),
        (
            &["gradient", "--momentum", "0.9"],
            "found --momentum with gradient, expected heavy-ball or sign-momentum or muon or adam",
        ),
        (
            &["muon", "--momentum", "1"],
            "found 1 for --momentum <MOMENTUM>, expected a number from 0 up to but not including 1",
        ),
        (
            &["adagrad", "--accumulator", "-1"],
            "found -1 for --accumulator <ACCUMULATOR>, expected a finite number from 0",
        ),
        (&["sign", "--step", "-1"], "found a step size of -1, expected a finite number above 0"),
        (&["sign", "--step", "nan"], "found a step size of NaN, expected a finite number above 0"),
        (
            &["sign", "--steps", "999"],
            "found 999 for --steps <STEPS>, expected a power of ten from 1000 to 1000000000",
        ),
    ];
    for (arguments, line) in cases {
        folder.refuses(&[&["profile"], arguments].concat(), line);
    }
}
