//! `descend --until e1000`.

use crate::program::{Folder, fixture, number, numbers, run};
use serde_json::Value;

/// The rows of one clock.
fn of<'a>(rows: &'a [Value], clock: &str) -> Vec<&'a Value> {
    rows.iter().filter(|row| row["clock"] == clock).collect()
}

fn distance(a: &Value, b: &Value) -> f64 {
    numbers(&a["w"]).iter().zip(numbers(&b["w"])).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
}

#[test]
fn the_flow_goes_on_from_the_descent_to_e_1000() {
    let iris = fixture("iris.csv");
    let data = [iris.as_str(), "--classes", "setosa,versicolor"];
    let rows = run(&[&["descend"], &data[..], &["--until", "e1000", "--json"]].concat()).objects();
    let (descent, flow) = (of(&rows, "descent"), of(&rows, "flow"));
    let last = descent.last().unwrap();
    assert_eq!((&last["t"], &flow[0]["t"]), (&Value::from(1_000_000), &Value::from(1_000_000)));
    // Where both clocks have been they agree to what is said of the steps, (||w^||/2) ln(T/t0)/T to leading order.
    let exact = run(&[&["margin", "--json"], &data[..]].concat()).object();
    let gamma = number(&exact["margin"]["upper"]);
    let leading = 0.5 / gamma * 100f64.ln() / 1e6;
    let (apart, allowed) = (distance(last, flow[0]), number(&flow[0]["error"]));
    assert!(apart <= allowed && allowed < 1.1 * leading, "{apart:e}, {allowed:e}, leading {leading:e}");
    let end = flow.last().unwrap();
    assert_eq!(number(&end["log_t"]), 1000.0);
    let times: Vec<f64> = flow.iter().map(|row| number(&row["log_t"])).collect();
    assert!(times.windows(2).all(|pair| pair[0] < pair[1]) && times.len() > 8, "{times:?}");
    // ln L = -L + ln sum e^(L - z.w), and L = log t + c + o(1): what is left has settled between e^500 and e^1000.
    let half = flow.iter().find(|row| number(&row["log_t"]) == 500.0).unwrap();
    let left = |row: &Value| number(&row["log_loss"]) + number(&row["log_t"]);
    assert!((left(half) - left(end)).abs() < 1e-10, "{} then {}", left(half), left(end));
    // (1 - cos) L^2 and the gap times the norm have settled too, up to terms like 1/L.
    let constant = |row: &Value| {
        let along = gamma * number(&row["norm"]);
        [number(&row["one_minus_cosine"]) * along * along, number(&row["margin_gap"]) * number(&row["norm"])]
    };
    for (before, after) in constant(half).into_iter().zip(constant(end)) {
        assert!((before / after - 1.0).abs() < 0.02 && after > 0.0, "{before} then {after}");
    }
    assert!((number(&end["min_margin"]) / number(&end["norm"]) - gamma).abs() < 2e-4);
}

#[test]
fn a_table_of_both_clocks_has_the_numbers_of_the_objects() {
    let iris = fixture("iris.csv");
    let mut words = vec!["descend", iris.as_str(), "--classes", "setosa,versicolor"];
    words.extend(["--until", "e250.5", "--steps", "100000", "--step", "0.05"]);
    let table = run(&words).fine();
    let mut lines = table.lines();
    let header = lines.next().unwrap();
    assert_eq!(header, "clock,t,log_t,log_loss,norm,min_margin,one_minus_cosine,margin_gap,error");
    let rows = run(&[&words[..], &["--json"]].concat()).objects();
    assert_eq!(lines.clone().count(), rows.len());
    assert!(
        table.ends_with('\n') && lines.clone().last().unwrap().starts_with("flow,e^250.5,250.5,"),
        "{table}"
    );
    for (line, row) in lines.zip(&rows) {
        for (name, cell) in header.split(',').zip(line.split(',')).skip(2) {
            assert_eq!(cell.parse::<f64>().ok(), row[name].as_f64(), "{name} of {line}");
        }
        assert_eq!(line.split(',').next(), row["clock"].as_str());
    }
}

#[test]
fn mixed_data_go_off_along_their_ray_and_stay_in_the_span_of_the_rest() {
    let mixed = fixture("graded/mixed_14x4.csv");
    let rows = run(&["descend", &mixed, "--until", "e1000", "--steps", "100000", "--json"]).objects();
    let ray = run(&["ray", &mixed, "--json"]).object();
    let flow = of(&rows, "flow");
    let end = flow.last().unwrap();
    assert!(end["margin_gap"].is_null(), "what cannot be separated has no margin");
    // The norm grows like log t / gamma; the risk has reached its infimum.
    let half = flow.iter().find(|row| number(&row["log_t"]) == 500.0).unwrap();
    let slope = (number(&end["norm"]) - number(&half["norm"])) / 500.0;
    let gamma = number(&ray["margin"]["upper"]);
    assert!((slope * gamma - 1.0).abs() < 1e-4, "slope {slope}, gamma {gamma}");
    assert!((number(&end["log_loss"]) - number(&half["log_loss"])).abs() < 1e-12);
    assert!(number(&end["one_minus_cosine"]) < 0.3 * number(&half["one_minus_cosine"]));
}

#[test]
fn a_flow_that_descent_has_not_met_is_left_out_and_said_to_be() {
    let folder = Folder::new();
    let wdbc = fixture("wdbc.csv");
    let words = ["descend", wdbc.as_str(), "--until", "e1000", "--steps", "1000", "--out", "table.csv"];
    let answer = folder.run(&words);
    assert_eq!((answer.code, answer.out.as_str()), (3, ""));
    assert!(
        answer.err.starts_with("inconclusive beyond t = e^6.9: at t0 = e^2.3 a step is still "),
        "{}",
        answer.err
    );
    assert_eq!(answer.err.lines().count(), 1);
    let table = folder.read("table.csv");
    assert!(table.lines().skip(1).all(|line| line.starts_with("descent,")), "{table}");
    assert!(table.lines().last().unwrap().starts_with("descent,1000,"), "{table}");
}

#[test]
fn data_without_a_direction_are_refused_a_time_beyond_steps() {
    let folder = Folder::new();
    folder.write("a.csv", "a,b,y\n1,0,1\n1,0,-1\n0,1,1\n0,1,-1\n");
    folder.refuses(
        &["descend", "a.csv", "--until", "e1000", "--out", "table.csv"],
        "found --until e1000 on data whose iterates stay finite, expected separable or mixed data, or a number of steps",
    );
}
