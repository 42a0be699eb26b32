//! `margin --certificate`, `ray` and `verify`: answers carry their proof.

use crate::program::{Folder, fixture, indices, number, numbers, run};
use serde_json::{Value, json};
use std::process::Command;

const OVERLAPPING: [&str; 2] = ["--classes", "versicolor,virginica"];
const SEPARABLE: [&str; 2] = ["--classes", "setosa,versicolor"];

/// Rows 1 and 3 are opposite, row 2 is separable across them.
const MIXED: &str = "a,b,label\n1,1,1\n0.25,1,1\n2,2,-1\n";

/// Writes the certificate of a call, and gives its JSON.
fn certificate(folder: &Folder, call: &[&str]) -> Value {
    let path = folder.path("proof.json");
    let _ = std::fs::remove_file(&path);
    folder.run(&[call, &["--certificate", "proof.json"]].concat()).fine();
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// What the independent script says of the proof: its exit code and its output.
fn script(folder: &Folder, data: &str, proof: &str) -> (i32, String) {
    let output = Command::new("python3")
        .arg(fixture("verify_certificate.py"))
        .args([data, proof])
        .current_dir(folder.path("."))
        .output()
        .expect("python3 runs the script that checks certificates without this program");
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (output.status.code().unwrap(), text)
}

#[test]
fn what_margin_and_ray_write_is_accepted() {
    let folder = Folder::new();
    folder.write("mixed.csv", MIXED);
    let (iris, wdbc) = (fixture("iris.csv"), fixture("wdbc.csv"));
    for (data, options) in [(&iris, &SEPARABLE[..]), (&iris, &OVERLAPPING[..]), (&wdbc, &["--bias"][..])] {
        for norm in ["1", "2", "inf"] {
            let written = certificate(&folder, &[&["margin", data, "--norm", norm], options].concat());
            let answer = run(&[&["margin", data, "--norm", norm, "--json"], options].concat()).object();
            assert_eq!((&written["norm"], &written["separable"]), (&json!(norm), &answer["separable"]));
            let verified = folder.run(&["verify", data, "proof.json", "--json"]).object();
            assert_eq!(verified["accepted"], true);
            assert_eq!(verified["margin"], answer["margin"], "{data}, norm {norm}");
            assert_eq!(verified["certificate"], answer["certificate"]);
            let (code, said) = script(&folder, data, "proof.json");
            assert!(code == 0 && said.starts_with("accepted: "), "{said}");
        }
        certificate(&folder, &[&["ray", data], options].concat());
        assert_eq!(folder.run(&["verify", data, "proof.json", "--json"]).object()["accepted"], true);
        assert_eq!(script(&folder, data, "proof.json").0, 0);
    }
    // Another p is enclosed by directed rounding, which the script leaves to the program.
    certificate(&folder, &["margin", &iris, SEPARABLE[0], SEPARABLE[1], "--norm", "1.5"]);
    let verified = folder.run(&["verify", &iris, "proof.json", "--json"]).object();
    assert_eq!((&verified["accepted"], &verified["certificate"]), (&json!(true), &json!("enclosure")));
    assert_eq!(script(&folder, &iris, "proof.json").0, 2);
    certificate(&folder, &["ray", "mixed.csv"]);
    let said = folder.run(&["verify", "mixed.csv", "proof.json"]).fine();
    let expected =
        "accepted: the maximal separable part has 1 row, the rest 2 rows; its l2 max margin across the rest";
    assert!(said.starts_with(expected), "{said}");
    let said = script(&folder, "mixed.csv", "proof.json");
    assert!(
        said.0 == 0
            && said.1.starts_with("accepted: 1 rows in the maximal separable part, 2 in the rest\naccepted")
    );
}

#[test]
fn program_and_script_refuse_the_same_spoilt_certificates() {
    let folder = Folder::new();
    folder.write("mixed.csv", MIXED);
    folder.write("apart.csv", "a,b,label\n0.1,3,up\n2,0.7,up\n1.5,1.3,up\n-0.2,0.3,down\n-1,-2,down\n");
    folder.write("noise.csv", "a,b,label\n0.1,3,1\n2,0.7,1\n1.5,1.3,-1\n-0.2,0.3,-1\n-1,-2,1\n");
    let calls: [(&str, &[&str]); 6] = [
        ("apart.csv", &["margin", "apart.csv", "--norm", "1"]),
        ("apart.csv", &["margin", "apart.csv", "--norm", "2"]),
        ("apart.csv", &["margin", "apart.csv", "--norm", "inf"]),
        ("noise.csv", &["margin", "noise.csv"]),
        ("noise.csv", &["ray", "noise.csv"]),
        ("mixed.csv", &["ray", "mixed.csv"]),
    ];
    for (data, call) in calls {
        let good = certificate(&folder, call);
        let mut spoilt = vec![];
        // Every weight: its first digit, its sign, its row; and the weight left out.
        for list in ["dual", "projected"] {
            for m in 0..good[list].as_array().map_or(0, Vec::len).min(4) {
                let weight = good[list][m][1].as_str().unwrap().to_string();
                let (sign, digits) =
                    weight.strip_prefix('-').map_or(("", &weight[..]), |digits| ("-", digits));
                let head = if digits.starts_with('2') { "3" } else { "2" };
                let other = if sign.is_empty() { "-" } else { "" };
                let mut changed = vec![good.clone(); 4];
                changed[0][list][m][1] = json!(format!("{sign}{head}{}", &digits[1..]));
                changed[1][list][m][1] = json!(format!("{other}{digits}"));
                changed[2][list][m][0] = json!(99_999);
                changed[3][list].as_array_mut().unwrap().remove(m);
                spoilt.extend(changed);
            }
        }
        for j in 0..good["primal"].as_array().unwrap().len() {
            let mut changed = good.clone();
            changed["primal"][j] = json!(format!("{}1", good["primal"][j].as_str().unwrap()));
            spoilt.push(changed);
        }
        let mut changed = good.clone();
        changed["sha256"] = json!("0".repeat(64));
        spoilt.push(changed);
        let mut refused = 0;
        for changed in spoilt {
            std::fs::write(folder.path("changed.json"), changed.to_string()).unwrap();
            let own = folder.run(&["verify", data, "changed.json"]);
            let (code, said) = script(&folder, data, "changed.json");
            assert_eq!(own.code, code, "{}{said}{changed}", own.out);
            refused += own.code;
        }
        assert!(refused > 5, "{call:?}: {refused} were refused");
    }
}

#[test]
fn program_and_script_read_the_same_rows_and_the_same_claim() {
    let folder = Folder::new();
    folder.write("mixed.csv", MIXED);
    folder.write("apart.csv", "a,b,label\n0.1,3,up\n2,0.7,up\n-0.2,0.3,down\n-1,-2,down\n");
    folder.write("noise.csv", "a,b,label\n0.1,3,1\n2,0.7,1\n1.5,1.3,-1\n-0.2,0.3,-1\n-1,-2,1\n");
    // Two columns of one name, the second of which alone cancels; a row whose label looks like a comment.
    folder.write("names.csv", "a,a,label\n1,1,1\n1,-1,1\n-5,1,-1\n");
    folder.write("hash.csv", "label,a,b\nup,1,0\n#x,1,0\nup,0,1\n");
    let claim = json!({"lower": 0.1, "upper": 2.0});
    let cases: [(&str, &str, &[(&str, Value)], i32); 12] = [
        ("margin", "apart.csv", &[("/margin/lower", json!(-5))], 0),
        ("margin", "apart.csv", &[("/margin/upper", json!(-5))], 1),
        ("margin", "apart.csv", &[("/version", json!(2))], 1),
        ("margin", "apart.csv", &[("/rows/classes", json!(["up", "down"]))], 0),
        ("margin", "apart.csv", &[("/rows/classes", json!(["down", "up"]))], 1),
        ("ray", "apart.csv", &[("/separable", json!(false))], 1),
        ("ray", "apart.csv", &[("/projected", Value::Null)], 1),
        ("ray", "mixed.csv", &[("/separable", json!(true))], 1),
        ("margin", "noise.csv", &[("/margin", claim.clone())], 1),
        ("margin", "noise.csv", &[("/primal", json!(["0", "0"]))], 1),
        (
            "margin",
            "names.csv",
            &[
                ("/separable", json!(false)),
                ("/margin", Value::Null),
                ("/certificate", json!("exact")),
                ("/primal", json!([])),
                ("/dual", json!([[0, "1"], [1, "1"]])),
            ],
            1,
        ),
        (
            "margin",
            "hash.csv",
            &[
                ("/separable", json!(true)),
                ("/margin", claim),
                ("/certificate", json!("enclosure")),
                ("/primal", json!(["1", "1"])),
                ("/dual", json!([[0, "1"], [1, "1"]])),
            ],
            1,
        ),
    ];
    let both = |data: &str, proof: &Value, expected: i32| {
        std::fs::write(folder.path("changed.json"), proof.to_string()).unwrap();
        let own = folder.run(&["verify", data, "changed.json"]);
        let (code, said) = script(&folder, data, "changed.json");
        assert_eq!((own.code, code), (expected, expected), "{}{said}{proof}", own.out);
    };
    for (command, data, changes, expected) in cases {
        let mut proof = certificate(&folder, &[command, data]);
        both(data, &proof, 0);
        for (place, value) in changes {
            let (parent, key) = place.rsplit_once('/').unwrap();
            proof.pointer_mut(parent).unwrap()[key] = value.clone();
        }
        both(data, &proof, expected);
    }
    // The scale is free, however many digits it has.
    let mut proof = certificate(&folder, &["margin", "apart.csv"]);
    for number in proof["primal"].as_array_mut().unwrap() {
        *number = json!(format!("{}{}", number.as_str().unwrap(), "0".repeat(5000)));
    }
    both("apart.csv", &proof, 0);
}

#[test]
fn long_numbers_are_verified_in_every_norm() {
    let folder = Folder::new();
    folder.write("two.csv", "a,b,label\n1,2,1\n2,1,1\n");
    let mut proof = certificate(&folder, &["margin", "two.csv", "--norm", "1e300"]);
    proof["primal"] = json!([format!("1{}", "0".repeat(99)), format!("1{}1", "0".repeat(98))]);
    std::fs::write(folder.path("changed.json"), proof.to_string()).unwrap();
    let answer = folder.run(&["verify", "two.csv", "changed.json"]);
    assert!(answer.code <= 1, "{}{}", answer.out, answer.err);
}

#[test]
fn a_certificate_has_the_documented_keys() {
    let folder = Folder::new();
    let iris = fixture("iris.csv");
    let written = certificate(&folder, &["margin", &iris, SEPARABLE[0], SEPARABLE[1], "--norm", "1"]);
    let keys: Vec<&String> = written.as_object().unwrap().keys().collect();
    let expected =
        ["certificate", "dual", "margin", "norm", "primal", "rows", "separable", "sha256", "version"];
    assert_eq!(keys, expected);
    let rows =
        json!({"label": "species", "positive": "setosa", "classes": ["setosa", "versicolor"], "bias": false});
    assert_eq!((&written["version"], &written["rows"]), (&json!(1), &rows));
    assert_eq!(written["primal"].as_array().unwrap().len(), 4);
    for (row, support) in written["dual"].as_array().unwrap().iter().zip([24, 41, 98]) {
        assert_eq!(row[0], support);
        assert!(row[1].as_str().unwrap().bytes().all(|digit| digit.is_ascii_digit()));
    }
}

#[test]
fn what_does_not_prove_its_claim_is_refused_with_one() {
    let folder = Folder::new();
    let iris = fixture("iris.csv");
    let good = certificate(&folder, &["margin", &iris, SEPARABLE[0], SEPARABLE[1]]);
    let verdict = |changed: &Value| {
        let path = folder.path("changed.json");
        std::fs::write(path, changed.to_string()).unwrap();
        let answer = folder.run(&["verify", &iris, "changed.json"]);
        assert_eq!((answer.code, answer.err.as_str()), (1, ""), "{}", answer.out);
        assert_eq!(answer.out.lines().count(), 1);
        answer.out
    };
    let with = |key: &str, value: Value| {
        let mut changed = good.clone();
        changed[key] = value;
        verdict(&changed)
    };
    assert!(with("sha256", json!("00")).starts_with("refused: the SHA-256 of "));
    assert!(with("version", json!(2)).contains("found a certificate of another version, expected version 1"));
    assert!(with("primal", json!(["1"])).contains("the separator has 1 entries, expected 4"));
    assert!(with("dual", json!([[0, "1"]])).contains("the upper end of the margin"));
    assert!(with("dual", json!([[0, "-1"]])).contains("the multiplier of row 0 is negative"));
    assert!(with("dual", json!([[100, "1"]])).contains("row 100 is named, but the data have 100 rows"));
    assert!(with("separable", json!(false)).contains("a margin of rows that cannot be separated"));
    assert!(with("norm", json!("1")).contains("the lower end of the margin"));
    let mut sharper = good.clone();
    sharper["margin"]["lower"] = json!(number(&good["margin"]["lower"]).next_up().next_up());
    assert!(verdict(&sharper).contains("the lower end of the margin"));
    let mut negative = good.clone();
    negative["primal"][2] = json!(negative["primal"][2].as_str().unwrap().trim_start_matches('-'));
    assert!(verdict(&negative).contains("is not separated"), "{negative}");
    let mut last_digit = good.clone();
    let digits = last_digit["primal"][0].as_str().unwrap().to_string();
    let other = if digits.ends_with('7') { '8' } else { '7' };
    last_digit["primal"][0] = json!(format!("{}{other}", &digits[..digits.len() - 1]));
    assert!(verdict(&last_digit).contains("claimed"), "{last_digit}");
    // The certificate of another file.
    let answer = folder.run(&["verify", &fixture("wdbc.csv"), "proof.json"]);
    assert_eq!(answer.code, 1);
}

#[test]
fn what_is_no_certificate_is_bad_input() {
    let folder = Folder::new();
    let iris = fixture("iris.csv");
    let refused = |text: &str, expected: &str| {
        folder.write("a.json", text);
        let answer = folder.run(&["verify", &iris, "a.json"]);
        assert_eq!((answer.code, answer.out.as_str(), answer.err.lines().count()), (2, "", 1));
        assert!(answer.err.contains(expected), "{}", answer.err);
        std::fs::remove_file(folder.path("a.json")).unwrap();
    };
    refused(
        "",
        "a.json: line 1, column 0: found EOF while parsing a value, expected a certificate of version 1",
    );
    refused("{\"version\":1,\n \"sha\":2}", "a.json: line 2, column 6: found unknown field `sha`");
    refused("{\"version\":1}", "found missing field `sha256`");
    refused("{\"version\":1,\"version\":1}", "found duplicate field `version`");
    let good = certificate(&folder, &["margin", &iris, SEPARABLE[0], SEPARABLE[1]]).to_string();
    refused(&good.replacen("\"primal\":[\"", "\"primal\":[\"x", 1), "expected a whole number in decimal");
    let long = good.replacen("\"primal\":[\"", &format!("\"primal\":[\"{}", "x".repeat(1000)), 1);
    refused(&long, &format!(": found \"{}...\", expected a whole number in decimal", "x".repeat(40)));
    refused(
        &good.replacen("\"norm\":\"2\"", "\"norm\":\"0.5\"", 1),
        "expected 1, 2, inf or a number above 1",
    );
    let answer = folder.run(&["verify", &iris, "none.json"]);
    assert_eq!(
        (answer.code, answer.err.as_str()),
        (2, "error: none.json: found no such file, expected a certificate\n")
    );
    // Nothing is overwritten.
    folder.write("kept.json", "mine");
    let answer = folder.run(&["margin", &iris, SEPARABLE[0], SEPARABLE[1], "--certificate", "kept.json"]);
    assert_eq!((answer.code, answer.out.as_str()), (2, ""));
    assert_eq!(std::fs::read_to_string(folder.path("kept.json")).unwrap(), "mine");
}

#[test]
fn a_ray_has_the_documented_keys_for_data_of_every_kind() {
    let folder = Folder::new();
    folder.write("mixed.csv", MIXED);
    let keys = [
        "certificate",
        "d",
        "direction",
        "direction_error",
        "margin",
        "n",
        "offset",
        "offset_error",
        "rest",
        "separable_part",
        "subspace_dim",
    ];
    let mixed = folder.run(&["ray", "mixed.csv", "--json"]).object();
    assert_eq!(mixed.as_object().unwrap().keys().collect::<Vec<_>>(), keys);
    assert_eq!((indices(&mixed["separable_part"]), indices(&mixed["rest"])), (vec![1], vec![0, 2]));
    assert_eq!((&mixed["subspace_dim"], &mixed["certificate"]), (&json!(1), &json!("exact")));
    // Across (1, 1)/sqrt 2 the row (1/4, 1) has length (3/4)/sqrt 2, along (-1, 1)/sqrt 2.
    let known = 0.75 / 2f64.sqrt();
    assert!(
        number(&mixed["margin"]["lower"]) <= known.next_up()
            && known.next_down() <= number(&mixed["margin"]["upper"])
    );
    let direction = numbers(&mixed["direction"]);
    assert!((direction[0] + 0.5f64.sqrt()).abs() < 1e-15 && (direction[1] - 0.5f64.sqrt()).abs() < 1e-15);
    // ln(1 + e^-u) + ln(1 + e^2u) for u = z.v: the offset solves 1/(1 + e^u) = 2/(1 + e^-2u).
    let offset = numbers(&mixed["offset"]);
    let u = offset[0] + offset[1];
    assert!((1.0 / (1.0 + u.exp()) - 2.0 / (1.0 + (-2.0 * u).exp())).abs() < 1e-14);

    let pure = run(&["ray", &fixture("wdbc.csv"), "--json"]).object();
    assert_eq!((indices(&pure["rest"]).len(), &pure["subspace_dim"]), (0, &json!(0)));
    let margin = run(&["margin", &fixture("wdbc.csv"), "--json"]).object();
    for key in ["margin", "direction", "certificate"] {
        assert_eq!(pure[key], margin[key], "{key}");
    }
    assert!(number(&pure["direction_error"]) < 2e-16 && number(&margin["direction_error"]) < 2e-16);
    let iris = fixture("iris.csv");
    let noise = run(&["ray", &iris, OVERLAPPING[0], OVERLAPPING[1], "--json", "--loss", "exp"]).object();
    assert_eq!((indices(&noise["separable_part"]).len(), &noise["subspace_dim"]), (0, &json!(4)));
    assert_eq!((&noise["direction"], &noise["margin"]), (&Value::Null, &Value::Null));
    assert!(number(&noise["offset_error"]) < 1e-10);
}
