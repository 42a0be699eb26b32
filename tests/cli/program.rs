//! The program as a child process.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What a call of the program gave.
#[derive(Debug, PartialEq)]
pub(crate) struct Answer {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Answer {
    fn of(output: Output) -> Answer {
        let text = |bytes| String::from_utf8(bytes).expect("the program writes text");
        // A process that a signal ended has no code.
        let code = output.status.code().unwrap_or(-1);
        Answer { code, out: text(output.stdout), err: text(output.stderr) }
    }

    /// Standard output of a call that went well and had nothing to complain of.
    pub(crate) fn fine(self) -> String {
        assert_eq!((self.code, self.err.as_str()), (0, ""), "{}", self.out);
        self.out
    }

    /// The one line of a call that was refused with code 2.
    pub(crate) fn refused(self) -> String {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{}", self.err);
        assert_eq!(self.err.lines().count(), 1, "{}", self.err);
        self.err
    }

    /// The objects that `--json` printed, one a line.
    pub(crate) fn objects(self) -> Vec<Value> {
        self.fine().lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }

    /// The one object that `--json` printed.
    pub(crate) fn object(self) -> Value {
        let mut all = self.objects();
        assert_eq!(all.len(), 1);
        all.remove(0)
    }
}

/// The program, not yet started, free of what the caller's environment says of colours.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_implicit-bias"));
    command.args(arguments).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

/// Runs the program from the repository's root.
pub(crate) fn run(arguments: &[&str]) -> Answer {
    let mut command = program(arguments);
    Answer::of(command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap())
}

/// Runs the program with a text on its standard input.
pub(crate) fn run_on(input: &str, arguments: &[&str]) -> Answer {
    let mut command = program(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    Answer::of(child.wait_with_output().unwrap())
}

/// A directory of its own for a test, gone with it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        std::fs::write(self.path(name), bytes).unwrap();
        self
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// Runs the program in this directory.
    pub(crate) fn run(&self, arguments: &[&str]) -> Answer {
        Answer::of(program(arguments).current_dir(self.0.path()).output().unwrap())
    }

    /// Every entry with its bytes; a directory has none.
    fn entries(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut open = vec![self.0.path().to_owned()];
        while let Some(folder) = open.pop() {
            for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                let bytes = if path.is_dir() { Vec::new() } else { std::fs::read(&path).unwrap() };
                if path.is_dir() {
                    open.push(path.clone());
                }
                found.insert(path, bytes);
            }
        }
        found
    }

    /// Runs the program, which has to refuse with code 2 and exactly this line, and to leave all files alone.
    pub(crate) fn refuses(&self, arguments: &[&str], line: &str) {
        let before = self.entries();
        let answer = self.run(arguments);
        assert_eq!(answer.err, format!("error: {line}\n"), "{arguments:?}");
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{arguments:?}");
        assert!(self.entries() == before, "{arguments:?} left something behind");
    }
}

/// A file of the fixtures.
pub(crate) fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name).display().to_string()
}

/// A list of numbers in an object.
pub(crate) fn numbers(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap_or_else(|| panic!("found {value}, expected a list"));
    list.iter().map(number).collect()
}

/// A list of row numbers in an object.
pub(crate) fn indices(value: &Value) -> Vec<usize> {
    serde_json::from_value(value.clone()).unwrap()
}

/// A number in an object.
pub(crate) fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("found {value}, expected a number"))
}
