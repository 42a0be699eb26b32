//! NumPy archives: what is read of them and what is refused.

use std::io::Cursor;

use implicit_bias::data::DataSet;
use implicit_bias::data::read::{ReadOptions, read_bytes, read_multiclass_bytes};
use npyz::Order::{C, Fortran};
use npyz::WriterBuilder as _;
use proptest::prelude::*;

fn options() -> ReadOptions {
    ReadOptions::default()
}

fn accepted_with(name: &str, bytes: &[u8], options: &ReadOptions) -> DataSet {
    read_bytes(name, bytes, options).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(name: &str, bytes: &[u8], options: &ReadOptions) -> String {
    let shown = read_bytes(name, bytes, options).expect_err(name).to_string();
    assert!(!shown.contains(['\n', '\r']), "more than one line: {shown}");
    shown
}

/// An archive of arrays, each given as a writer of its bytes.
fn archive(arrays: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = npyz::npz::NpzWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        zip.zip_writer().start_file(format!("{name}.npy"), Default::default()).unwrap();
        std::io::Write::write_all(zip.zip_writer(), bytes).unwrap();
    }
    zip.zip_writer().finish().unwrap().into_inner()
}

fn array<T: npyz::AutoSerialize + Copy>(shape: &[u64], order: npyz::Order, values: &[T]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = npyz::WriteOptions::new()
        .default_dtype()
        .shape(shape)
        .order(order)
        .writer(&mut bytes)
        .begin_nd()
        .unwrap();
    writer.extend(values.iter().copied()).unwrap();
    writer.finish().unwrap();
    bytes
}

fn texts(values: &[&str]) -> Vec<u8> {
    let kind = npyz::DType::Plain("<U4".parse().unwrap());
    let mut bytes = Vec::new();
    let options = npyz::WriteOptions::<str>::new().dtype(kind).shape(&[values.len() as u64]);
    let mut writer = options.writer(&mut bytes).begin_nd().unwrap();
    values.iter().for_each(|value| writer.push(value).unwrap());
    writer.finish().unwrap();
    bytes
}

#[test]
fn an_array_that_is_not_as_it_was_written_is_refused() {
    let x = array(&[2, 1], C, &[1.0, -2.0]);
    let good = archive(&[("X", x.clone()), ("y", array(&[2], C, &[1.0, -1.0]))]);
    assert_eq!(accepted_with("a.npz", &good, &options()).n, 2);
    // The checksum that the archive's directory states of its first array.
    let at = good.windows(4).position(|bytes| bytes == b"PK\x01\x02").expect("a directory") + 16;
    let mut bad = good;
    bad[at] ^= 1;
    let said = refused("a.npz", &bad, &options());
    assert_eq!(said, "a.npz: array X: found invalid checksum, expected an array as it was written");
}

#[test]
fn numpy_archives_of_every_number_type_and_order_are_read() {
    let expected = [1.0, 2.0, 3.0, -4.0, 0.0, 6.0];
    let row_major = array::<f64>(&[3, 2], C, &expected);
    let column_major = array::<f64>(&[3, 2], Fortran, &[1.0, 3.0, 0.0, 2.0, -4.0, 6.0]);
    let single = array::<f32>(&[3, 2], C, &expected.map(|v| v as f32));
    let whole = array::<i64>(&[3, 2], C, &[1, 2, 3, -4, 0, 6]);
    let small = array::<i8>(&[3, 2], C, &[1, 2, 3, -4, 0, 6]);
    let labels = [
        array::<i64>(&[3], C, &[1, -1, 1]),
        array::<f64>(&[3, 1], C, &[2.0, 1.5, 2.0]),
        array::<bool>(&[3], C, &[true, false, true]),
        array::<u8>(&[3], C, &[7, 0, 7]),
        texts(&["yes", "no", "yes"]),
    ];
    for matrix in [&row_major, &column_major, &single, &whole, &small] {
        for y in &labels {
            let bytes = archive(&[("y", y.clone()), ("X", matrix.clone()), ("ids", whole.clone())]);
            for name in ["t.npz", "-"] {
                let data = accepted_with(name, &bytes, &options());
                assert_eq!((data.n, data.d, &data.features[..]), (3, 2, &expected[..]));
                assert_eq!(data.labels, [1, -1, 1]);
            }
        }
    }
}

#[test]
fn classes_are_read_from_archives_too() {
    let x = array(&[3, 2], C, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let read =
        |labels| read_multiclass_bytes("t.npz", &archive(&[("X", x.clone()), ("y", labels)]), &options());
    let numbers = read(array(&[3], C, &[7i64, -2, 3])).unwrap();
    assert_eq!((numbers.labels, numbers.class_names.join(" ")), (vec![2, 0, 1], "-2 3 7".to_owned()));
    assert_eq!(numbers.features, [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    assert_eq!(read(texts(&["b", "a", "b"])).unwrap().labels, [1, 0, 1]);
    assert_eq!(
        read(array(&[3], C, &[2i64, 2, 2])).unwrap_err().to_string(),
        "t.npz: array y, entry [0]: found only the label \"2\", expected two classes or more"
    );
}

#[test]
fn bad_numpy_archives_are_refused() {
    let matrix = |values: &[f64]| array(&[2, 2], C, values);
    let (good, y) = (matrix(&[1.0, 2.0, 3.0, 4.0]), array::<i64>(&[2], C, &[1, -1]));
    let shown = |arrays: &[(&str, Vec<u8>)]| refused("t.npz", &archive(arrays), &options());
    let pair = |x: &[u8], y: &[u8]| shown(&[("X", x.to_vec()), ("y", y.to_vec())]);
    assert_eq!(refused("t.npz", b"", &options()), "t.npz: found an empty file, expected rows of data");
    assert!(
        refused("t.npz", b"a,b\n1,2\n", &options())
            .ends_with("expected a numpy archive (.npz) with X of shape (n, d) and y of shape (n,)")
    );
    assert!(
        shown(&[("x", good.clone()), ("y", y.clone())])
            .starts_with("t.npz: found no X among the arrays [\"x\", \"y\"], expected")
    );
    assert!(
        shown(&[("X", good.clone())]).starts_with("t.npz: found no y among the arrays [\"X\"], expected")
    );
    assert_eq!(pair(&y, &y), "t.npz: array X: found shape [2], expected two dimensions, (n, d)");
    assert_eq!(
        pair(&good, &array::<i64>(&[3], C, &[1, -1, 1])),
        "t.npz: array y: found shape [3] beside 2 rows of X, expected one label for each row of X"
    );
    assert_eq!(
        pair(&matrix(&[1.0, f64::NAN, 3.0, 4.0]), &y),
        "t.npz: array X, entry [0, 1]: found \"NaN\", expected a finite number"
    );
    assert_eq!(
        pair(&matrix(&[1.0, 2.0, f64::NEG_INFINITY, 4.0]), &y),
        "t.npz: array X, entry [1, 0]: found \"-inf\", expected a finite number"
    );
    assert!(pair(&matrix(&[1.0, 2.0, 3.0, 1e200]), &y).starts_with("t.npz: array X, entry [1, 1]: found "));
    assert_eq!(
        pair(&good, &array::<i64>(&[2], C, &[3, 3])),
        "t.npz: array y, entry [0]: found only the label \"3\", expected two label values (one is enough where it is 1 or -1)"
    );
    assert_eq!(
        pair(&good, &texts(&["a", ""])),
        "t.npz: array y, entry [1]: found an empty cell, expected a label"
    );
    assert_eq!(
        pair(&array::<f64>(&[0, 2], C, &[]), &array::<i64>(&[0], C, &[])),
        "t.npz: array X: found an empty file, expected rows of data"
    );
    assert_eq!(
        pair(&array::<f64>(&[2, 0], C, &[]), &y),
        "t.npz: array X: found no feature, expected at least one beside the label"
    );
    let cut = &good[..good.len() - 4];
    assert!(pair(cut, &y).starts_with("t.npz: array X: found "), "{}", pair(cut, &y));
    let strings = pair(&texts(&["a", "b"]), &y);
    assert!(strings.starts_with("t.npz: array X: found shape [2]"), "{strings}");
}

/// The bytes of an array with a header written by hand.
fn with_header(header: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend((header.len() as u16).to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

#[test]
fn headers_that_lie_are_refused() {
    let y = array::<i64>(&[2], C, &[1, -1]);
    for header in [
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1099511627776, 1099511627776), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000, 1), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 1000), }",
        "{'descr': '<c16', 'fortran_order': False, 'shape': (2, 1), }",
        "{'descr': '|O', 'fortran_order': False, 'shape': (2, 1), }",
        "{'descr': '<f9', 'fortran_order': False, 'shape': (2, 1), }",
        "{'descr': '<f8', 'shape': (2, 1), }",
        "{'descr': '<f8', 'fortran_order': False, 'shape': (1180591620717411303424, 1), }",
        "not a header",
        "",
    ] {
        let shown =
            refused("t.npz", &archive(&[("X", with_header(header, &[0; 32])), ("y", y.clone())]), &options());
        assert!(shown.starts_with("t.npz: ") && shown.contains("expected"), "{shown}");
    }
}

proptest! {
    /// Whatever byte is changed, the answer is data or one line.
    #[test]
    fn no_changed_byte_breaks_the_reader(at in any::<prop::sample::Index>(), to in any::<u8>(), cut in any::<bool>()) {
        let x = array::<f64>(&[2, 2], C, &[1.0, 2.0, 3.0, 4.0]);
        let mut bytes = archive(&[("X", x), ("y", array::<i64>(&[2], C, &[1, -1]))]);
        let place = at.index(bytes.len());
        if cut { bytes.truncate(place) } else { bytes[place] = to }
        if let Err(error) = read_bytes("t.npz", &bytes, &options()) {
            prop_assert!(!error.to_string().contains(['\n', '\r']));
        }
    }
}
