//! `generate` and `descend`.

use crate::program::{Folder, fixture, indices, number, numbers, run};
use implicit_bias::data::generate::NAMES;
use std::collections::BTreeMap;

/// The `# key: value` lines of a generated file.
fn header(text: &str) -> BTreeMap<&str, &str> {
    text.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(": ")).collect()
}

fn list<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> Vec<T> {
    text.split(' ').map(|item| item.parse().unwrap()).collect()
}

#[test]
fn the_margin_of_planted_data_is_the_one_their_header_states() {
    let folder = Folder::new();
    for (name, seed, d) in [("p.csv", "7", 5), ("p.svm", "7", 5), ("q.libsvm", "11", 9)] {
        let said =
            folder.run(&["generate", "planted", "--seed", seed, "--set", &format!("d={d}"), "--out", name]);
        assert!(said.fine().starts_with(&format!("{name}: ")));
        let answer = folder.run(&["margin", name, "--json"]).object();
        let text = folder.read(name);
        let header = header(&text);
        let truth: f64 = header["margin"].parse().unwrap();
        // At most d + 2 roundings of numbers below 1 in making a row, d more where its length is taken: each moves
        // the margin by no more than itself.
        let slack = (2 * d + 2) as f64 * f64::EPSILON;
        let (lower, upper) = (number(&answer["margin"]["lower"]), number(&answer["margin"]["upper"]));
        assert!(lower - slack <= truth && truth <= upper + slack, "{truth:?} and [{lower:?}, {upper:?}]");
        assert_eq!(indices(&answer["support"]), list::<usize>(header["support"]));
        // A row moved by this much turns the direction by no more than that over the margin, once for each end of
        // the hull's shortest point.
        let direction: Vec<f64> = list(header["direction"]);
        for (a, b) in numbers(&answer["direction"]).iter().zip(&direction) {
            assert!((a - b).abs() <= 2.0 * slack / (truth * truth), "{a:?} and {b:?}");
        }
        assert_eq!((header["generator"], header["seed"]), ("planted", seed));
    }
    // One draw in two formats: the same data to the last bit.
    let [csv, svm] = ["p.csv", "p.svm"].map(|name| folder.run(&["margin", name, "--json"]).fine());
    assert_eq!(csv, svm);
}

#[test]
fn every_family_is_generated_and_read_back() {
    let folder = Folder::new();
    for (name, _) in NAMES {
        for extension in ["csv", "svm"] {
            let path = format!("{name}.{extension}");
            folder.run(&["generate", name, "--out", &path]).fine();
            let answer = folder.run(&["margin", &path, "--json"]).object();
            let text = folder.read(&path);
            if let Some(separable) = header(&text).get("separable") {
                assert_eq!(answer["separable"].to_string(), *separable, "{path}");
            }
        }
    }
    // The same seed gives the same bytes, another one others.
    folder.run(&["generate", "planted", "--out", "again.csv"]).fine();
    folder.run(&["generate", "planted", "--seed", "1", "--out", "other.csv"]).fine();
    assert_eq!(folder.read("planted.csv"), folder.read("again.csv"));
    assert_ne!(folder.read("planted.csv"), folder.read("other.csv"));
}

#[test]
fn a_descent_is_a_table_of_what_the_theory_speaks_of() {
    let iris = fixture("iris.csv");
    let data = [iris.as_str(), "--classes", "setosa,versicolor"];
    let descend = |extra: &[&str]| run(&[&["descend"], &data[..], &["--until", "2000"], extra].concat());
    let table = descend(&[]).fine();
    let mut lines = table.lines();
    assert_eq!(lines.next(), Some("t,log_loss,norm,min_margin,cosine_to_max_margin,margin_gap"));
    let rows: Vec<Vec<f64>> =
        lines.map(|line| line.split(',').map(|cell| cell.parse().unwrap_or(f64::NAN)).collect()).collect();
    assert!(rows.iter().all(|row| row.len() == 6));
    let objects = descend(&["--json"]).objects();
    assert_eq!(objects.len(), rows.len());
    let exact = run(&[&["margin", "--json"], &data[..]].concat()).object();
    let gamma = number(&exact["margin"]["upper"]);
    for (pair, objects) in rows.windows(2).zip(objects.windows(2)) {
        let (before, after) = (&pair[0], &pair[1]);
        // Ninety percent of the threshold: the loss falls at every step.
        assert!(after[0] > before[0] && after[1] < before[1], "{before:?} then {after:?}");
        let [t, log_loss, norm, least, cosine, gap] = after[..] else { panic!("{after:?}") };
        let named = ["t", "log_loss", "norm", "min_margin", "cosine_to_max_margin", "margin_gap"];
        assert_eq!(named.map(|key| number(&objects[1][key])), [t, log_loss, norm, least, cosine, gap]);
        // d products and sums, a root and a quotient, of numbers below 8 norms.
        let rounding = 10.0 * 8.0 * f64::EPSILON;
        assert!(least <= (gamma + rounding) * norm && gap >= -rounding && cosine <= 1.0 + rounding);
        assert_eq!(numbers(&objects[1]["w"]).len(), 4);
    }
    assert_eq!(rows.last().map(|row| row[0]), Some(2000.0));
    let folder = Folder::new();
    let arguments = [&["descend"], &data[..], &["--until", "2000", "--out", "table.csv"]].concat();
    assert_eq!(folder.run(&arguments).fine(), "");
    assert_eq!(folder.read("table.csv"), table);
}

#[test]
fn iterates_beyond_the_finite_numbers_are_refused_and_leave_no_table() {
    let folder = Folder::new();
    folder.write("a.csv", "a,b,y\n1,0,1\n3,0,-1\n0,1,1\n");
    let refused = |options: &[&str], t: u64, step: &str| {
        let line = format!(
            "found iterates beyond the finite numbers by step {t}, expected a smaller --step or --start, or --until \
             before that (the step is {step})"
        );
        folder.refuses(&[&["descend", "a.csv", "--out", "table.csv"], options].concat(), &line);
    };
    refused(&["--loss", "exp", "--step", "1e3", "--until", "50"], 2, "1e3");
    // The iterate is finite and its length is not.
    refused(&["--start", "1e200,0", "--step", "1", "--until", "5"], 0, "1e0");
    folder.run(&["descend", "a.csv", "--loss", "exp", "--step", "1e3", "--until", "1"]).fine();
}

#[test]
fn a_dash_is_standard_output() {
    let folder = Folder::new();
    folder.run(&["generate", "planted", "--out", "p.csv"]).fine();
    assert_eq!(folder.run(&["generate", "planted", "--out", "-"]).fine(), folder.read("p.csv"));
    let table = folder.run(&["descend", "p.csv", "--until", "10", "--out", "-"]).fine();
    assert!(!table.is_empty() && table == folder.run(&["descend", "p.csv", "--until", "10"]).fine());
    assert!(!folder.path("-").exists());
}

#[test]
fn data_that_are_not_separable_have_no_direction_to_be_compared_with() {
    let folder = Folder::new();
    folder.write("a.csv", "a,b,y\n1,0,1\n1,0,-1\n0,1,1\n");
    let table = folder.run(&["descend", "a.csv", "--until", "10", "--start", "-0.5,1"]).fine();
    assert!(table.lines().skip(1).all(|line| line.ends_with(",,")), "{table}");
    assert!(table.lines().nth(1).is_some_and(|line| line.starts_with("0,")), "{table}");
}
