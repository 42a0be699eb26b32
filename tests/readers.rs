//! What the readers take, what they refuse, and the one line they say then.

use std::path::Path;

use implicit_bias::data::read::{
    Format, ReadError, ReadOptions, read, read_bytes, read_multiclass, read_multiclass_bytes,
};
use implicit_bias::data::{DataSet, Provenance};
use proptest::prelude::*;

fn options() -> ReadOptions {
    ReadOptions::default()
}

fn accepted(name: &str, text: &str) -> DataSet {
    accepted_with(name, text.as_bytes(), &options())
}

fn accepted_with(name: &str, bytes: &[u8], options: &ReadOptions) -> DataSet {
    read_bytes(name, bytes, options).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(name: &str, bytes: &[u8], options: &ReadOptions) -> String {
    let shown = read_bytes(name, bytes, options).expect_err(name).to_string();
    assert!(!shown.contains(['\n', '\r']), "more than one line: {shown}");
    shown
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).display().to_string()
}

#[test]
fn bad_csv_is_refused_with_place_finding_and_expectation() {
    let cases: [(&[u8], &str); 27] = [
        (b"", "t.csv: line 1: found an empty file, expected rows of data"),
        (b"\n\n# note\n", "t.csv: line 1: found an empty file, expected rows of data"),
        (b"a,y\n", "t.csv: line 1: found a header without rows, expected at least one row of data"),
        (b"\r\n\r\na,y", "t.csv: line 3: found a header without rows, expected at least one row of data"),
        (b"y\n1\n-1\n", "t.csv: line 1: found no feature, expected at least one beside the label"),
        (b"a;y\n1;1\n", "t.csv: line 1: found no feature, expected at least one beside the label"),
        (
            b"1.5,2,1\n3,4,-1\n",
            "t.csv: line 1: found numbers in the header (\"1.5\", ...), expected the names of the columns",
        ),
        (
            b"5.1,3.5,setosa\n",
            "t.csv: line 1: found numbers in the header (\"5.1\", ...), expected the names of the columns",
        ),
        (b"a,y\nnan,1\n", "t.csv: line 2, column 1 (a): found \"nan\", expected a finite number"),
        (b"a,y\n1,1\n-inf,-1\n", "t.csv: line 3, column 1 (a): found \"-inf\", expected a finite number"),
        (b"a,y\n1,nan\n", "t.csv: line 2, column 2 (y): found \"nan\", expected a finite number"),
        (
            b"a,b,y\n1,2,1\n1,-1\n",
            "t.csv: line 3, column 3 (y): found a row of 2 fields, expected 3 as in the header",
        ),
        (
            b"a,b,y\n1,2,1,7\n",
            "t.csv: line 2, column 4: found a row of 4 fields, expected 3 as in the header",
        ),
        (b"a,b,y\n\n1,two,1\n", "t.csv: line 3, column 2 (b): found \"two\", expected a number"),
        (b"a,b,y\n1,,1\n", "t.csv: line 2, column 2 (b): found an empty cell, expected a number"),
        (b"a,b,y\n1, ,1\n", "t.csv: line 2, column 2 (b): found an empty cell, expected a number"),
        (b"a,y\n1,\n", "t.csv: line 2, column 2 (y): found an empty cell, expected a label"),
        (
            b"a,y\n1,0\n2,0\n",
            "t.csv: line 2, column 2 (y): found only the label \"0\", expected two label values (one is enough where it is 1 or -1)",
        ),
        (
            b"a,y\n1,u\n2,v\n3,u\n4,w\n",
            "t.csv: line 5, column 2 (y): found a third label value beside \"u\", \"v\", namely \"w\", expected two, or a choice by --classes A,B or --positive V",
        ),
        (
            b"a,y\n1e308,1\n",
            "t.csv: line 2, column 1 (a): found 1e308, expected zero or a magnitude from 1e-150 to 1e150, whose products are numbers",
        ),
        (
            b"a,y\n1e999,1\n",
            "t.csv: line 2, column 1 (a): found 1e999, expected zero or a magnitude from 1e-150 to 1e150, whose products are numbers",
        ),
        (
            b"a,y\n-3e-200,1\n",
            "t.csv: line 2, column 1 (a): found -3e-200, expected zero or a magnitude from 1e-150 to 1e150, whose products are numbers",
        ),
        (
            b"a,b,y\n1,2,1\n3,\xff\xfe,1\n",
            "t.csv: line 3, column 2: found bytes that are not valid UTF-8, expected text",
        ),
        (
            b"label,a,label\n1,2,1\n",
            "t.csv: line 1, column 3: found a second column named \"label\", expected one label column",
        ),
        (
            b"a,\"b\nc\",y\n\"1\n\",2,1\n\"x\ny\",2,1\n",
            "t.csv: line 5, column 1 (a): found \"x\u{fffd}y\", expected a number",
        ),
        (b"a,b,y\n\"1\n2\",x,1\n", "t.csv: line 2, column 1 (a): found \"1\u{fffd}2\", expected a number"),
        (b"a,b,y\n\"1\n\",x,1\n", "t.csv: line 3, column 2 (b): found \"x\", expected a number"),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refused("t.csv", bytes, &options()), expected, "{}", String::from_utf8_lossy(bytes));
    }
}

#[test]
fn bad_svmlight_is_refused_with_place_finding_and_expectation() {
    let cases: [(&[u8], &str); 19] = [
        (b"", "t.svm: line 1: found an empty file, expected rows of data"),
        (b"# note\n\n", "t.svm: line 1: found an empty file, expected rows of data"),
        (b"1\n-1\n", "t.svm: line 1, column 2: found no feature, expected at least one beside the label"),
        (b"1 1:2\nx 1:2\n", "t.svm: line 2, column 1 (label): found \"x\", expected a number"),
        (b"nan 1:2\n", "t.svm: line 1, column 1 (label): found \"nan\", expected a finite number"),
        (
            b"1 1:2\n-1 0:2\n",
            "t.svm: line 2, column 2: found index 0, expected one from 1 (from 0 with --zero-based)",
        ),
        (b"1 2:1 1:1\n", "t.svm: line 1, column 3: found index 1, expected one from 3, in ascending order"),
        (b"1 2:1 2:1\n", "t.svm: line 1, column 3: found index 2, expected one from 3, in ascending order"),
        (b"1 1:1 0:1\n", "t.svm: line 1, column 3: found index 0, expected one from 2, in ascending order"),
        (b"1 x:1\n", "t.svm: line 1, column 2: found index x, expected a whole number from 1"),
        (b"1 -1:1\n", "t.svm: line 1, column 2: found index -1, expected a whole number from 1"),
        (b"1 1:1 qid:2\n", "t.svm: line 1, column 3: found index qid, expected a whole number from 1"),
        (b"1 qid:x 1:1\n", "t.svm: line 1, column 2: found index qid:x, expected a whole number after qid"),
        (b"1 5\n", "t.svm: line 1, column 2: found \"5\", expected a pair index:value"),
        (b"1 3:inf\n", "t.svm: line 1, column 2 (index 3): found \"inf\", expected a finite number"),
        (b"1 qid:1 3:\n", "t.svm: line 1, column 3 (index 3): found an empty cell, expected a number"),
        (
            b"1 3:1e200\n",
            "t.svm: line 1, column 2 (index 3): found 1e200, expected zero or a magnitude from 1e-150 to 1e150, whose products are numbers",
        ),
        (
            b"1 1:2\n\n-1 1:\xff\n",
            "t.svm: line 3, column 2: found bytes that are not valid UTF-8, expected text",
        ),
        (
            b"1 999999999999:1\n",
            "t.svm: line 1, column 2 (index 999999999999): found 1 row of 999999999999 columns, expected at most 134217728 values in all",
        ),
    ];
    for (bytes, expected) in cases {
        assert_eq!(refused("t.svm", bytes, &options()), expected, "{}", String::from_utf8_lossy(bytes));
    }
    let zero_based = ReadOptions { zero_based: true, ..options() };
    assert_eq!(
        refused("t.svm", b"1 1:1 0:1\n", &zero_based),
        "t.svm: line 1, column 3: found index 0, expected one from 2, in ascending order"
    );
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (missing, there) = (folder.path().join("no.csv"), folder.path().display().to_string());
    let missing = missing.display().to_string();
    let shown = |path: &str| read(path, &options()).unwrap_err().to_string();
    assert_eq!(shown(&missing), format!("{missing}: found no such file, expected a readable data file"));
    assert_eq!(shown(&there), format!("{there}: found a directory, expected a readable data file"));
    assert!(shown("a\nb.csv").starts_with("a\u{fffd}b.csv: found no such file"));
}

#[test]
fn choices_that_fit_nothing_are_refused() {
    let csv = b"a,kind\n1,u\n2,v\n3,w\n";
    let cases = [
        (
            ReadOptions { label: Some("species".into()), ..options() },
            "t.csv: line 1: found the columns \"a\", \"kind\", expected one named \"species\"",
        ),
        (
            ReadOptions { classes: Some(("u".into(), "x".into())), ..options() },
            "t.csv: column 2 (kind): found the labels \"u\", \"v\", \"w\", expected \"x\" from --classes among them",
        ),
        (
            ReadOptions { classes: Some(("u".into(), "u".into())), ..options() },
            "t.csv: column 2 (kind): found the same class twice in --classes, expected two classes",
        ),
        (
            ReadOptions { positive: Some("x".into()), ..options() },
            "t.csv: column 2 (kind): found the labels \"u\", \"v\", \"w\", expected \"x\" from --positive among them",
        ),
        (
            ReadOptions { positive: Some("u".into()), classes: Some(("u".into(), "v".into())), ..options() },
            "t.csv: column 2 (kind): found both --classes and --positive, expected one of them (the first of --classes is +1)",
        ),
        (
            ReadOptions { zero_based: true, ..options() },
            "t.csv: found --zero-based for a file without indices, expected an svmlight file",
        ),
        (
            ReadOptions { label: Some("a".into()), format: Some(Format::Svmlight), ..options() },
            "t.csv: found --label for a file without named columns, expected a csv file",
        ),
    ];
    for (options, expected) in cases {
        assert_eq!(refused("t.csv", csv, &options), expected);
    }
}

#[test]
fn csv_may_have_a_mark_carriage_returns_quotes_blanks_and_comments() {
    let plain = accepted("t.csv", "a,\"b,c\",y\n1,-2.5,1\n0,0,-1\n");
    assert_eq!((plain.n, plain.d), (2, 2));
    assert_eq!(plain.feature_names, ["a", "b,c"]);
    assert_eq!((&plain.features[..], &plain.labels[..]), (&[1.0, -2.5, 0.0, 0.0][..], &[1, -1][..]));
    let others: [&[u8]; 5] = [
        b"\xef\xbb\xbfa,\"b,c\",y\n1,-2.5,1\n0,0,-1\n",
        b"a,\"b,c\",y\r\n1,-2.5,1\r\n0,0,-1",
        b"# by hand\n\n#\na,\"b,c\",y\n1,-2.5,1\n\n0,0,-1\n\n",
        b"\"a\",\"b,c\",\"y\"\n\"1\",\"-2.5\",\"+1\"\n0.0,0e9,\"-1\"\n",
        b" a ,\"b,c\",y\n1e0 , -25e-1,1.0\n   \n0,0,-1\n",
    ];
    for bytes in others {
        let other = accepted_with("t.csv", bytes, &options());
        assert_eq!((&other.features, &other.labels), (&plain.features, &plain.labels));
        assert_eq!(other.feature_names, plain.feature_names);
    }
}

#[test]
fn the_label_column_is_the_named_one_else_the_last() {
    let columns = |text: &str, label: Option<&str>| {
        let options = ReadOptions { label: label.map(str::to_owned), ..options() };
        accepted_with("t.csv", text.as_bytes(), &options).feature_names.join(" ")
    };
    assert_eq!(columns("y,class,target,label\n1,1,1,1\n", None), "y class target");
    assert_eq!(columns("target,y,a,class\n1,1,1,1\n", None), "y a class");
    assert_eq!(columns("class,y,a\n1,1,1\n", None), "y a");
    assert_eq!(columns("y,a,b\n1,1,1\n", None), "a b");
    assert_eq!(columns("Y,a,b\n1,1,1\n", None), "Y a");
    assert_eq!(columns("y,a,b\n1,1,1\n", Some("a")), "y b");
    assert_eq!(columns("0,1,2,kind\n1,1,1,1\n", None), "0 1 2");
    assert_eq!(columns(",a,kind\n1,1,1\n", None), "x1 a");
}

#[test]
fn svmlight_is_dense_after_reading() {
    let text = "# top\n+1 qid:4 1:0.5 4:-2 # end\n\n-1\n-1 2:1e3\r\n";
    for name in ["-", "t.txt", "t.svm", "t.libsvm"] {
        let data = accepted(name, text);
        assert_eq!((data.n, data.d), (3, 4));
        assert_eq!(data.features, [0.5, 0.0, 0.0, -2.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1000.0, 0.0, 0.0]);
        assert_eq!(
            (&data.labels[..], data.feature_names.join(" ")),
            (&[1, -1, -1][..], "x1 x2 x3 x4".to_owned())
        );
    }
    let zero_based = ReadOptions { zero_based: true, ..options() };
    let data = accepted_with("t.svm", b"1 0:3 2:1\n", &zero_based);
    assert_eq!((data.features, data.feature_names.join(" ")), (vec![3.0, 0.0, 1.0], "x0 x1 x2".to_owned()));
}

#[test]
fn zero_rows_and_contradictions_are_data_like_any_other() {
    let data = accepted("t.csv", "a,b,y\n0,0,1\n1,2,1\n1,2,-1\n1,2,1\n");
    assert_eq!(data.signed_rows().row(2), [-1.0, -2.0]);
    assert_eq!(data.n, 4);
}

#[test]
fn a_bias_is_a_last_constant_feature() {
    let bias = ReadOptions { bias: true, ..options() };
    let data = accepted_with("t.csv", b"a,y\n3,1\n4,0\n", &bias);
    assert_eq!(
        (data.features.as_slice(), data.feature_names.join(" ")),
        (&[3.0, 1.0, 4.0, 1.0][..], "a bias".into())
    );
    assert_eq!(data.signed_rows().values, [3.0, 1.0, -4.0, -1.0]);
}

#[test]
fn provenance_names_the_bytes_and_every_choice() {
    let kept = ReadOptions { classes: Some(("v".into(), "u".into())), bias: true, ..options() };
    let data = accepted_with("dir/t.csv", b"a,kind\n1,u\n2,v\n3,w\n", &kept);
    let Provenance::File { path, sha256, parameters } = &data.provenance else { panic!("{data:?}") };
    assert_eq!(path, "dir/t.csv");
    // sha256sum of the same bytes.
    assert_eq!(sha256, "6ccdc52b2e9b1818ab37eed4013eba9c0ce8fdb2494d413fb20ae6b5a11db71e");
    let shown: Vec<String> = parameters.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(shown.join(" "), "bias=true classes=v,u format=csv label=kind negative=u positive=v");
}

#[test]
fn real_data_are_read_as_published() {
    let versicolor = ReadOptions { classes: Some(("setosa".into(), "versicolor".into())), ..options() };
    let iris = read(&fixture("iris.csv"), &versicolor).unwrap();
    assert_eq!((iris.n, iris.d), (100, 4));
    assert_eq!(iris.labels.iter().map(|y| i32::from(*y)).sum::<i32>(), 0);
    assert_eq!((&iris.features[..4], iris.labels[0]), (&[5.1, 3.5, 1.4, 0.2][..], 1));
    let all = read(&fixture("iris.csv"), &options());
    assert!(
        matches!(all, Err(ReadError::ManyLabels { ref place, .. }) if place.line_number() == Some(102)),
        "{all:?}"
    );
    let rest = ReadOptions { positive: Some("virginica".into()), ..options() };
    assert_eq!(read(&fixture("iris.csv"), &rest).unwrap().labels.iter().filter(|y| **y == 1).count(), 50);

    let wdbc = read(&fixture("wdbc.csv"), &options()).unwrap();
    assert_eq!((wdbc.n, wdbc.d), (569, 30));
    // In alphabetic order malignant comes after benign, so it is +1.
    assert_eq!(wdbc.labels.iter().filter(|y| **y == 1).count(), 212);
    assert_eq!(wdbc.features.iter().copied().fold(0.0, f64::max), 4254.0);
}

#[test]
fn classes_are_read_from_text_as_signs_are() {
    let csv = b"a,b,kind,c\n1,2,v,3\n4,5,u,6\n7,8,w,9\n0,1,v,2\n";
    let asked = ReadOptions { label: Some("kind".into()), bias: true, ..options() };
    let read = read_multiclass_bytes("t.csv", csv, &asked).unwrap();
    assert_eq!((read.n, read.d, read.classes()), (4, 4, 3));
    assert_eq!(read.labels, [1, 0, 2, 1]);
    assert_eq!(read.class_names, ["u", "v", "w"]);
    assert_eq!(read.feature_names, ["a", "b", "c", "bias"]);
    assert_eq!(read.point(2), [7.0, 8.0, 9.0, 1.0]);
    let Provenance::File { parameters, .. } = &read.provenance else { panic!("{:?}", read.provenance) };
    let shown: Vec<String> = parameters.iter().map(|(k, v)| format!("{k}={v}")).collect();
    assert_eq!(shown.join(" "), "bias=true class_names=u, v, w format=csv label=kind");

    let svmlight =
        read_multiclass_bytes("t.svm", b"10 1:1\n9 2:-1\n+9.0 1:2 2:3\n-1 1:5\n", &options()).unwrap();
    assert_eq!((svmlight.labels, svmlight.d), (vec![2, 1, 1, 0], 2));
    assert_eq!(svmlight.class_names, ["-1", "9", "10"]);
    assert_eq!(svmlight.features, [1.0, 0.0, 0.0, -1.0, 2.0, 3.0, 5.0, 0.0]);

    // Two classes are numbered as their signs go.
    let two = b"a,y\n1,benign\n2,malignant\n";
    let (signs, classes) =
        (accepted_with("t.csv", two, &options()), read_multiclass_bytes("t.csv", two, &options()));
    let classes = classes.unwrap();
    assert_eq!(signs.labels.iter().map(|&y| usize::from(y > 0)).collect::<Vec<_>>(), classes.labels);
    assert_eq!(signs.features, classes.features);

    let iris = read_multiclass(&fixture("iris.csv"), &options()).unwrap();
    assert_eq!((iris.n, iris.d, iris.class_names.join(" ")), (150, 4, "setosa versicolor virginica".into()));
    assert!((0..3).all(|class| iris.labels.iter().filter(|&&label| label == class).count() == 50));
}

#[test]
fn classes_that_are_none_are_refused_in_one_line() {
    let refused = |name: &str, bytes: &[u8], options: &ReadOptions| {
        let shown = read_multiclass_bytes(name, bytes, options).unwrap_err().to_string();
        assert!(!shown.contains(['\n', '\r']), "more than one line: {shown}");
        shown
    };
    let one = "found only the label \"1\", expected two classes or more";
    assert_eq!(
        refused("t.csv", b"a,y\n1,1\n2,1.0\n", &options()),
        format!("t.csv: line 2, column 2 (y): {one}")
    );
    assert_eq!(
        refused("t.svm", b"# note\n1 1:3\n", &options()),
        format!("t.svm: line 2, column 1 (label): {one}")
    );
    let positive = ReadOptions { positive: Some("b".into()), ..options() };
    assert_eq!(
        refused("t.csv", b"a,y\n1,a\n2,b\n", &positive),
        "t.csv: column 2 (y): found a choice of signs, --classes or --positive, expected none, where every label is a \
         class of its own"
    );
    for (bytes, said) in [
        (&b"a,y\n1,a\nx,b\n"[..], "t.csv: line 3, column 1 (a): found \"x\", expected a number"),
        (b"", "t.csv: line 1: found an empty file, expected rows of data"),
        (b"a,y\n1,a\n2,\n", "t.csv: line 3, column 2 (y): found an empty cell, expected a label"),
    ] {
        assert_eq!(refused("t.csv", bytes, &options()), said);
    }
    assert_eq!(
        read_multiclass("/no/such/file.csv", &options()).unwrap_err().to_string(),
        "/no/such/file.csv: found no such file, expected a readable data file"
    );
}

proptest! {
    /// Whatever the bytes, the answer is data or one line.
    #[test]
    fn no_bytes_break_the_text_readers(bytes in "[-+0-9eE.,:#\"a-c \r\n\t\u{e9}]{0,80}", csv in any::<bool>()) {
        let name = if csv { "t.csv" } else { "t.svm" };
        match read_bytes(name, bytes.as_bytes(), &options()) {
            Ok(data) => {
                prop_assert_eq!(data.features.len(), data.n * data.d);
                prop_assert!(data.n > 0 && data.d > 0 && data.labels.len() == data.n);
            }
            Err(error) => prop_assert!(!error.to_string().contains(['\n', '\r'])),
        }
    }
}
