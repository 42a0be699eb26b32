//! Bad data: one line with file, line, column, what was found and what was expected.

use crate::program::{Folder, fixture};

/// A name, its bytes, and what is said of it.
type Case = (&'static str, &'static [u8], &'static str);

const TOO_LARGE: &str = "expected zero or a magnitude from 1e-150 to 1e150, whose products are numbers";

/// Every command that reads data says the same of it.
fn refused_by_all(folder: &Folder, name: &str, line: &str) {
    folder.refuses(&["margin", name, "--json"], line);
    folder.refuses(&["descend", name, "--out", "table.csv"], line);
    folder.refuses(&["check", "soudry.thm5", "--data", name, "--records", "records.jsonl"], line);
}

fn refused(cases: &[Case]) {
    for (name, bytes, line) in cases {
        let folder = Folder::new();
        folder.write(name, bytes);
        refused_by_all(&folder, name, line);
    }
}

#[test]
fn numbers_that_are_none_are_refused() {
    refused(&[
        (
            "a.csv",
            b"a,y\n1,1\nnan,-1\n",
            "a.csv: line 3, column 1 (a): found \"nan\", expected a finite number",
        ),
        ("a.csv", b"a,y\n-inf,1\n", "a.csv: line 2, column 1 (a): found \"-inf\", expected a finite number"),
        ("a.csv", b"a,b,y\n1,two,1\n", "a.csv: line 2, column 2 (b): found \"two\", expected a number"),
        (
            "a.csv",
            b"a,b,y\n1,2,1\n3,,-1\n",
            "a.csv: line 3, column 2 (b): found an empty cell, expected a number",
        ),
        (
            "a.csv",
            b"a,y\n1,nan\n2,1\n",
            "a.csv: line 2, column 2 (y): found \"nan\", expected a finite number",
        ),
        ("a.csv", b"a,y\n1,\n2,1\n", "a.csv: line 2, column 2 (y): found an empty cell, expected a label"),
        ("a.svm", b"1 1:2\n-1 1:x\n", "a.svm: line 2, column 2 (index 1): found \"x\", expected a number"),
        ("a.svm", b"1 3:inf\n", "a.svm: line 1, column 2 (index 3): found \"inf\", expected a finite number"),
        ("a.svm", b"one 1:1\n", "a.svm: line 1, column 1 (label): found \"one\", expected a number"),
    ]);
    for (name, bytes, place) in [
        ("a.csv", &b"a,y\n1,1\n1e308,-1\n"[..], "line 3, column 1 (a): found 1e308"),
        ("a.csv", b"a,y\n-1e999,1\n", "line 2, column 1 (a): found -1e999"),
        ("a.svm", b"1 2:1e308\n", "line 1, column 2 (index 2): found 1e308"),
    ] {
        let folder = Folder::new();
        folder.write(name, bytes);
        refused_by_all(&folder, name, &format!("{name}: {place}, {TOO_LARGE}"));
    }
}

#[test]
fn shapes_that_are_no_table_are_refused() {
    refused(&[
        ("a.csv", b"", "a.csv: line 1: found an empty file, expected rows of data"),
        ("a.svm", b"", "a.svm: line 1: found an empty file, expected rows of data"),
        ("a.csv", b"a,y\n", "a.csv: line 1: found a header without rows, expected at least one row of data"),
        ("a.csv", b"y\n1\n-1\n", "a.csv: line 1: found no feature, expected at least one beside the label"),
        (
            "a.svm",
            b"# two rows\n1\n-1\n",
            "a.svm: line 2, column 2: found no feature, expected at least one beside the label",
        ),
        (
            "a.svm",
            b"1 1:1\n-1 qid:3 2:1 400000000:2 # wide\n",
            "a.svm: line 2, column 4 (index 400000000): found 2 rows of 400000000 columns, expected at most 134217728 \
             values in all",
        ),
        (
            "a.csv",
            b"a,b,y\n1,2,1\n\n\"3,4,-1\n5,6,1\n",
            "a.csv: line 4, column 1: found a quote that is not closed, expected a closing one",
        ),
        (
            "a.csv",
            b"a,b,y\n1,\"2\",\"x\"\"\"\n3,4,\"5\n",
            "a.csv: line 3, column 3: found a quote that is not closed, expected a closing one",
        ),
        (
            "a.csv",
            b"a,b,y\n1,\"1\"2,1\n",
            "a.csv: line 2, column 2: found text behind a closing quote, expected the end of the field",
        ),
        (
            "a.csv",
            b"a,b,y\n1,2,1\n1\n",
            "a.csv: line 3, column 2 (b): found a row of 1 field, expected 3 as in the header",
        ),
        (
            "a.csv",
            b"a,b,y\n1,2,1\n1,-1\n",
            "a.csv: line 3, column 3 (y): found a row of 2 fields, expected 3 as in the header",
        ),
        (
            "a.csv",
            b"a,b,y\n1,2,3,1\n",
            "a.csv: line 2, column 4: found a row of 4 fields, expected 3 as in the header",
        ),
        (
            "a.svm",
            b"1 1:2\n-1 0:2\n",
            "a.svm: line 2, column 2: found index 0, expected one from 1 (from 0 with --zero-based)",
        ),
        (
            "a.svm",
            b"1 2:1 1:1\n",
            "a.svm: line 1, column 3: found index 1, expected one from 3, in ascending order",
        ),
        (
            "a.npz",
            b"a,y\n1,1\n",
            "a.npz: found invalid zip archive: invalid zip header, expected a numpy archive (.npz) with X of shape \
             (n, d) and y of shape (n,)",
        ),
    ]);
}

#[test]
fn labels_that_are_not_two_are_refused() {
    refused(&[
        (
            "a.csv",
            b"a,y\n1,0\n2,0\n",
            "a.csv: line 2, column 2 (y): found only the label \"0\", expected two label values (one is enough \
             where it is 1 or -1)",
        ),
        (
            "a.csv",
            b"a,y\n1,u\n2,v\n3,w\n",
            "a.csv: line 4, column 2 (y): found a third label value beside \"u\", \"v\", namely \"w\", expected \
             two, or a choice by --classes A,B or --positive V",
        ),
    ]);
    let folder = Folder::new();
    folder.write("a.csv", "a,kind\n1,u\n2,v\n");
    let cases: [(&[&str], &str); 6] = [
        (
            &["--label", "species"],
            "a.csv: line 1: found the columns \"a\", \"kind\", expected one named \"species\"",
        ),
        (
            &["--classes", "u,x"],
            "a.csv: column 2 (kind): found the labels \"u\", \"v\", expected \"x\" from --classes among them",
        ),
        (
            &["--positive", "x"],
            "a.csv: column 2 (kind): found the labels \"u\", \"v\", expected \"x\" from --positive among them",
        ),
        (&["--classes", "u"], "found --classes u, expected two different names, A,B"),
        (&["--classes", "u,u"], "found --classes u,u, expected two different names, A,B"),
        (
            &["--zero-based"],
            "a.csv: found --zero-based for a file without indices, expected an svmlight file",
        ),
    ];
    for (options, line) in cases {
        folder.refuses(&[&["margin", "a.csv"], options].concat(), line);
        folder.refuses(&[&["descend", "a.csv"], options].concat(), line);
        folder.refuses(&[&["check", "soudry.thm5", "--data", "a.csv"], options].concat(), line);
    }
    let iris = fixture("iris.csv");
    let line = format!(
        "{iris}: line 102, column 5 (species): found a third label value beside \"setosa\", \"versicolor\", namely \
         \"virginica\", expected two, or a choice by --classes A,B or --positive V"
    );
    refused_by_all(&folder, &iris, &line);
}

#[test]
fn files_that_are_none_are_refused() {
    let folder = Folder::new();
    std::fs::create_dir(folder.path("inside")).unwrap();
    refused_by_all(&folder, "no.csv", "no.csv: found no such file, expected a readable data file");
    refused_by_all(&folder, "inside", "inside: found a directory, expected a readable data file");
    // Standard input is closed here: an empty file.
    refused_by_all(&folder, "-", "standard input: line 1: found an empty file, expected rows of data");
}
