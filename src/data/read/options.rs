//! What the caller chooses about a file.

use std::path::Path;

/// How a file is to be read; the default reads signed or two-class data of any of the three formats.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// Name of a CSV file's label column. Without it: the column named `label`, else `target`, else `class`,
    /// else `y`, else the last.
    pub label: Option<String>,
    /// The label that is +1, against all others as -1.
    pub positive: Option<String>,
    /// Keep the rows of these two classes; the first is +1, the second -1.
    pub classes: Option<(String, String)>,
    /// Append a constant feature 1, named `bias`.
    pub bias: bool,
    /// Whether svmlight indices count from 0 instead of 1.
    pub zero_based: bool,
    /// The format; without it the file's extension decides, else its content.
    pub format: Option<Format>,
}

/// A file format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// svmlight / LIBSVM text: `label index:value index:value ... # comment`.
    Svmlight,
    /// A NumPy archive with the arrays `X` (n x d) and `y` (n).
    Npz,
}

impl Format {
    /// The format's name: `csv`, `svmlight`, `npz`.
    pub fn name(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Svmlight => "svmlight",
            Format::Npz => "npz",
        }
    }

    /// The format of a file, by its extension, else by its content.
    pub fn detect(path: &str, bytes: &[u8]) -> Format {
        Format::of_extension(Path::new(path)).unwrap_or_else(|| Format::of_content(bytes))
    }

    /// The format that a file's extension names, in whatever case: `csv`, `svm`, `svmlight`, `libsvm`, `npz`.
    pub fn of_extension(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Some(Format::Csv),
            "svm" | "svmlight" | "libsvm" => Some(Format::Svmlight),
            "npz" => Some(Format::Npz),
            _ => None,
        }
    }

    /// An archive starts with `PK`; an svmlight line looks like `+1 3:0.5`; the rest is CSV.
    fn of_content(bytes: &[u8]) -> Format {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return Format::Npz;
        }
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let first = text
            .split(|&b| matches!(b, b'\n' | b'\r'))
            .map(String::from_utf8_lossy)
            .find(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'));
        match first {
            Some(line) if looks_like_svmlight(&line) => Format::Svmlight,
            _ => Format::Csv,
        }
    }
}

/// A number, then at least one pair, and nothing but pairs before a comment.
fn looks_like_svmlight(line: &str) -> bool {
    let mut fields = line.split('#').next().unwrap_or_default().split_whitespace();
    let label = fields.next().is_some_and(|f| f.parse::<f64>().is_ok());
    let mut pairs = fields.peekable();
    label && pairs.peek().is_some() && pairs.all(|f| f.split_once(':').is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_decides_before_the_content() {
        assert_eq!(Format::detect("a.CSV", b"1 1:2\n"), Format::Csv);
        assert_eq!(Format::detect("a.libsvm", b"a,b\n"), Format::Svmlight);
        assert_eq!(Format::detect("dir.csv/a.npz", b""), Format::Npz);
    }

    #[test]
    fn content_decides_where_there_is_no_known_extension() {
        assert_eq!(
            Format::detect("-", b"\xef\xbb\xbf# note\r\n\r\n-1 qid:3 1:0.5 # x\r\n"),
            Format::Svmlight
        );
        assert_eq!(Format::detect("a.txt", b"PK\x03\x04.."), Format::Npz);
        assert_eq!(Format::detect("-", b"a b,c:d\n1,2\n"), Format::Csv);
        assert_eq!(Format::detect("-", b"1,2:3\n"), Format::Csv);
    }
}
