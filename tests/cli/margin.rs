//! `margin`: what it says of real data, and the witness where there is no margin.

use crate::program::{Folder, fixture, indices, number, numbers, run, run_on};
use dashu_int::IBig;
use implicit_bias::data::SignedRows;
use implicit_bias::data::read::{ReadOptions, read};
use serde_json::Value;

const IRIS: [&str; 2] = ["--classes", "setosa,versicolor"];

fn margin(path: &str, options: &[&str]) -> Value {
    run(&[&["margin", path, "--json"], options].concat()).object()
}

fn enclosure(answer: &Value) -> (f64, f64) {
    (number(&answer["margin"]["lower"]), number(&answer["margin"]["upper"]))
}

/// The least product of a row with w over the norm of w: what a margin has to be.
fn attained(rows: &SignedRows, w: &[f64]) -> f64 {
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>();
    rows.rows().map(|row| dot(row, w)).fold(f64::INFINITY, f64::min) / dot(w, w).sqrt()
}

fn rows_of(path: &str, classes: Option<(&str, &str)>) -> SignedRows {
    let classes = classes.map(|(a, b)| (a.to_owned(), b.to_owned()));
    read(path, &ReadOptions { classes, ..ReadOptions::default() }).unwrap().signed_rows()
}

#[test]
fn iris_has_the_documented_keys_and_its_known_margin() {
    let path = fixture("iris.csv");
    let answer = margin(&path, &IRIS);
    let keys: Vec<&String> = answer.as_object().unwrap().keys().collect();
    let documented = [
        "certificate",
        "d",
        "direction",
        "direction_error",
        "margin",
        "multipliers",
        "n",
        "norm",
        "separable",
        "support",
    ];
    assert_eq!(keys, documented);
    assert_eq!((&answer["n"], &answer["d"], &answer["norm"]), (&100.into(), &4.into(), &"2".into()));
    assert_eq!(answer["separable"], true);
    let (lower, upper) = enclosure(&answer);
    // The known value has ten digits: half a unit of the last one to either side.
    let (known, half) = (0.743_137_490_2, 5e-11);
    assert!(lower <= upper && lower >= known - half && upper <= known + half, "[{lower:?}, {upper:?}]");
    assert_eq!(numbers(&answer["multipliers"]).len(), indices(&answer["support"]).len());
    assert!(numbers(&answer["multipliers"]).iter().all(|&p| p > 0.0));
    let direction = numbers(&answer["direction"]);
    let rows = rows_of(&path, Some(("setosa", "versicolor")));
    // d products and sums of numbers below 8, a root and a quotient.
    let rounding = 10.0 * 8.0 * f64::EPSILON;
    assert!(
        (attained(&rows, &direction) - lower).abs() <= 8.0 * number(&answer["direction_error"]) + rounding
    );
    let words = run(&[&["margin", path.as_str()], &IRIS[..]].concat()).fine();
    let said = "labels in column species: setosa is +1, versicolor is -1\n100 rows, 4 columns: separable\n\
                l2 max margin in [0.74313749017";
    assert!(words.starts_with(said), "{words}");
}

#[test]
fn wdbc_is_enclosed_as_closely_as_doubles_allow() {
    let answer = margin(&fixture("wdbc.csv"), &["--norm", "2"]);
    assert_eq!((&answer["n"], &answer["d"], &answer["separable"]), (&569.into(), &30.into(), &true.into()));
    let (lower, upper) = enclosure(&answer);
    let known = 4.047_560_235_867_624_5e-5;
    assert!(lower <= known && known <= upper, "[{lower:?}, {upper:?}]");
    assert!((upper - lower) / lower <= 1e-12);
    assert_eq!(indices(&answer["support"]).len(), 29);
}

#[test]
fn swapped_classes_mirror_the_answer() {
    let path = fixture("iris.csv");
    let answer = margin(&path, &IRIS);
    let swapped = margin(&path, &["--classes", "versicolor,setosa"]);
    let opposite: Vec<f64> = numbers(&swapped["direction"]).iter().map(|x| -x).collect();
    assert_eq!(numbers(&answer["direction"]), opposite);
    for key in ["margin", "support", "multipliers", "direction_error", "certificate"] {
        assert_eq!(answer[key], swapped[key], "{key}");
    }
}

#[test]
fn the_order_of_columns_and_rows_does_not_matter() {
    let text = std::fs::read_to_string(fixture("iris.csv")).unwrap();
    let mut lines: Vec<String> = text
        .lines()
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            [2, 4, 0, 3, 1].map(|j| cells[j]).join(",")
        })
        .collect();
    lines[1..].reverse();
    let folder = Folder::new();
    folder.write("moved.csv", lines.join("\n"));
    let options = ["margin", "moved.csv", "--json", "--label", "species", IRIS[0], IRIS[1]];
    let moved = folder.run(&options).object();
    let answer = margin(&fixture("iris.csv"), &IRIS);
    let ((lower, upper), (moved_lower, moved_upper)) = (enclosure(&answer), enclosure(&moved));
    assert!(lower.max(moved_lower) <= upper.min(moved_upper));
    let (w, v) = (numbers(&answer["direction"]), numbers(&moved["direction"]));
    let both = number(&answer["direction_error"]) + number(&moved["direction_error"]);
    for (j, from) in [2, 0, 3, 1].into_iter().enumerate() {
        assert!((v[j] - w[from]).abs() <= both, "column {from}: {} and {}", w[from], v[j]);
    }
    // Virginica's fifty rows come first in the reversed file and are left out; the other hundred run backwards.
    let mut support: Vec<usize> = indices(&moved["support"]).iter().map(|i| 99 - i).collect();
    support.sort_unstable();
    assert_eq!(support, indices(&answer["support"]));
}

/// A double as an integer multiple of 2^-1074.
fn integer(value: f64) -> IBig {
    let bits = value.to_bits();
    let (exponent, fraction) = ((bits >> 52) & 0x7ff, bits & ((1 << 52) - 1));
    let mantissa = if exponent == 0 { fraction } else { fraction | 1 << 52 };
    let magnitude = IBig::from(mantissa) << (exponent.max(1) - 1) as usize;
    if value.is_sign_negative() { -magnitude } else { magnitude }
}

/// Sums the witness's combination of the rows exactly.
fn check_witness(answer: &Value, rows: &SignedRows) {
    assert_eq!((&answer["separable"], &answer["certificate"]), (&false.into(), &"exact".into()));
    assert_eq!((&answer["n"], &answer["d"]), (&rows.n.into(), &rows.d.into()));
    let witness: Vec<(usize, String)> = serde_json::from_value(answer["witness"].clone()).unwrap();
    assert!(!witness.is_empty());
    let mut sums = vec![IBig::ZERO; rows.d];
    let mut seen = std::collections::BTreeSet::new();
    for (row, weight) in witness {
        let weight: IBig = weight.parse().unwrap();
        assert!(weight > IBig::ZERO && seen.insert(row));
        sums.iter_mut().zip(rows.row(row)).for_each(|(sum, &value)| *sum += &weight * integer(value));
    }
    assert!(sums.iter().all(|sum| *sum == IBig::ZERO), "{sums:?}");
}

#[test]
fn versicolor_and_virginica_have_a_witness() {
    let path = fixture("iris.csv");
    let answer = margin(&path, &["--classes", "versicolor,virginica"]);
    check_witness(&answer, &rows_of(&path, Some(("versicolor", "virginica"))));
    let words = run(&["margin", &path, "--classes", "versicolor,virginica"]).fine();
    let said = "labels in column species: versicolor is +1, virginica is -1\n100 rows, 4 columns: not separable through the \
                origin";
    assert!(words.starts_with(said), "{words}");
}

#[test]
fn numbers_three_hundred_decades_apart_have_their_margins() {
    let folder = Folder::new();
    folder.write(
        "w.csv",
        "a,b,c,y\n1e150,1e-150,1,1\n1,2,3,-1\n-1e150,1e-150,1,-1\n1e-150,1e150,-1e100,1\n3,1,4,1\n",
    );
    for norm in ["1", "2", "inf"] {
        let answer = folder.run(&["margin", "w.csv", "--norm", norm, "--json"]).object();
        let (lower, upper) = enclosure(&answer);
        assert!(lower > 0.0 && lower.next_up() >= upper, "norm {norm}: [{lower:?}, {upper:?}]");
    }
}

#[test]
fn zero_rows_and_contradictions_are_data_with_a_witness() {
    let cases = [
        "a,b,y\n0,0,1\n0,0,-1\n",
        "a,b,y\n1,2,1\n0,0,-1\n",
        "a,b,y\n1,2,1\n1,2,-1\n3,1,1\n",
        "a,b,y\n1,2,1\n3,1,1\n1,2,-1\n1,2,1\n",
        "a,y\n1,1\n2,-1\n",
        "a,b,c,y\n0.1,0.2,0.3,1\n-0.1,0.7,1e-150,1\n0.1,0.2,0.3,-1\n",
    ];
    for text in cases {
        let folder = Folder::new();
        folder.write("a.csv", text);
        let rows = rows_of(folder.path("a.csv").to_str().unwrap(), None);
        for norm in ["1", "2", "inf"] {
            let answer = folder.run(&["margin", "a.csv", "--json", "--norm", norm]).object();
            assert_eq!(answer["norm"], norm);
            check_witness(&answer, &rows);
        }
    }
}

#[test]
fn a_bias_may_be_what_separates() {
    let folder = Folder::new();
    folder.write("a.csv", "a,y\n1,1\n3,-1\n");
    assert_eq!(folder.run(&["margin", "a.csv", "--json"]).object()["separable"], false);
    let answer = folder.run(&["margin", "a.csv", "--json", "--bias"]).object();
    // Signed rows (1, 1) and (-3, -1): both margins equal for w along (-1, 2), which gives 1 / sqrt 5.
    let (lower, upper) = enclosure(&answer);
    let known = 1.0 / 5f64.sqrt();
    assert!(lower <= known.next_up() && known.next_down() <= upper, "[{lower:?}, {upper:?}]");
    assert_eq!((&answer["d"], &answer["support"]), (&2.into(), &serde_json::json!([0, 1])));
}

#[test]
fn standard_input_is_read_in_either_format() {
    let tables = ["a,b,y\n2,1,1\n1,3,1\n-1,-1,-1\n", "1 1:2 2:1\n1 1:1 2:3\n-1 1:-1 2:-1\n"];
    let [csv, svm] = tables.map(|text| run_on(text, &["margin", "-", "--json"]).object());
    assert_eq!(csv, svm);
    assert_eq!(csv["separable"], true);
}

#[test]
fn what_defeats_the_solver_is_enclosed_and_ends_with_three() {
    let answer = run(&[&["margin", &fixture("iris.csv"), "--norm", "1e6", "--json"], &IRIS[..]].concat());
    assert_eq!((answer.code, answer.out.as_str(), answer.err.lines().count()), (3, "", 1));
    let said = "iris.csv: no certified answer within the width that is promised: the margin lies in [1.1218";
    assert!(answer.err.contains(said), "{}", answer.err);
}
