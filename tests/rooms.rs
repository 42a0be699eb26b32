//! Which room may import which, and that no file stands outside the module tree.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every import between rooms. An edge that is not here is to be argued for before it is added; one that is no
/// longer needed is to be taken out.
const EDGES: [(&str, &[&str]); 18] = [
    ("numbers", &[]),
    ("record", &[]),
    ("statistics", &["numbers"]),
    ("data", &["numbers"]),
    ("problem", &["data", "numbers", "record"]),
    ("case", &["numbers", "record"]),
    ("certificate", &["data", "numbers"]),
    ("reference", &["certificate", "data", "numbers"]),
    ("dynamics", &["case", "data", "numbers", "problem", "record"]),
    ("measure", &["case", "certificate", "data", "dynamics", "numbers", "problem", "record", "reference"]),
    ("claim", &["case", "data", "dynamics", "measure", "numbers", "problem", "record", "statistics"]),
    (
        "papers",
        &["case", "certificate", "claim", "data", "dynamics", "measure", "numbers", "problem", "record"],
    ),
    ("profile", &["data", "dynamics", "measure", "numbers", "problem"]),
    ("battery", &["claim", "data", "judge", "record"]),
    ("judge", &["record", "statistics"]),
    ("compare", &["judge", "record"]),
    ("report", &["compare", "judge", "record", "statistics"]),
    (
        "cli",
        &[
            "battery",
            "case",
            "certificate",
            "claim",
            "compare",
            "data",
            "dynamics",
            "judge",
            "measure",
            "numbers",
            "papers",
            "problem",
            "profile",
            "record",
            "reference",
            "report",
            "statistics",
        ],
    ),
];

/// What no list of edges may grant: the first room stays ignorant of the others.
const NEVER: [(&str, &[&str]); 7] = [
    ("reference", &["dynamics"]),
    ("dynamics", &["reference"]),
    ("certificate", &["reference", "dynamics"]),
    ("judge", &["claim", "papers", "dynamics", "reference", "measure", "problem"]),
    ("compare", &["claim", "papers", "dynamics", "reference", "measure", "problem"]),
    ("report", &["claim", "papers", "dynamics", "reference", "measure", "problem"]),
    ("record", &["data", "problem", "case", "claim", "judge", "statistics"]),
];

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All Rust files under a folder, in order.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// A file's lines without comments.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    lines.collect::<Vec<_>>().join("\n")
}

/// The room of a file; `None` for the crate's root and the program.
fn room(path: &Path) -> Option<String> {
    let inside = path.strip_prefix(source()).unwrap();
    let first = inside.iter().next()?.to_str()?;
    match first.strip_suffix(".rs") {
        Some("lib" | "main") => None,
        Some(alone) => Some(alone.to_owned()),
        None => Some(first.to_owned()),
    }
}

/// The rooms that a text names by `crate::room` or `use crate::{room, ...}`.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect()
    };
    let mut rooms = BTreeSet::new();
    for after in code.split("crate::").skip(1) {
        match after.strip_prefix('{') {
            None => rooms.extend([word(after)]),
            Some(list) => {
                // Only what stands in the outer braces is a room.
                let (mut depth, mut flat) = (0, String::new());
                for c in list.chars() {
                    match c {
                        '{' => depth += 1,
                        '}' if depth == 0 => break,
                        '}' => depth -= 1,
                        _ if depth == 0 => flat.push(c),
                        _ => {}
                    }
                }
                rooms.extend(flat.split(',').map(word));
            }
        }
    }
    rooms.remove("");
    rooms
}

/// Code without its unit tests: they may use any room to make what they test with.
fn shipped(code: &str) -> &str {
    code.split("#[cfg(test)]\nmod tests {").next().unwrap_or(code)
}

fn is_test(path: &Path) -> bool {
    path.strip_prefix(source()).unwrap().iter().any(|part| part == "tests" || part == "tests.rs")
}

#[test]
fn rooms_import_only_what_the_list_allows() {
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        EDGES.iter().map(|(from, to)| (*from, to.iter().copied().collect())).collect();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in files(&source()) {
        let Some(from) = room(&path) else { continue };
        assert!(allowed.contains_key(from.as_str()), "room {from} is not on the list");
        let imports = seen.entry(from.clone()).or_default();
        if is_test(&path) {
            continue;
        }
        for to in named(shipped(&code(&path))).into_iter().filter(|to| *to != from) {
            assert!(
                allowed[from.as_str()].contains(to.as_str()),
                "{} imports {to}: {from} may not",
                path.display()
            );
            imports.insert(to);
        }
    }
    for (from, to) in &allowed {
        let used: BTreeSet<&str> = seen[*from].iter().map(String::as_str).collect();
        assert_eq!(&used, to, "what {from} imports, and what the list allows");
    }
}

#[test]
fn what_is_checked_knows_nothing_of_what_checks_it() {
    for (from, never) in NEVER {
        let (_, granted) = EDGES.iter().find(|(room, _)| *room == from).unwrap();
        assert!(never.iter().all(|to| !granted.contains(to)), "{from} is granted one of {never:?}");
        // Unit tests too: a reference tested on the dynamics that it judges would share their faults.
        for path in files(&source().join(from)) {
            let named = named(&code(&path));
            assert!(
                never.iter().all(|to| !named.contains(*to)),
                "{} imports one of {never:?}",
                path.display()
            );
        }
    }
    let importers: Vec<&str> =
        EDGES.iter().filter(|(_, to)| to.contains(&"papers")).map(|(from, _)| *from).collect();
    assert_eq!(importers, ["cli"]);
}

#[test]
fn no_path_leaves_its_room_through_super() {
    for path in files(&source()) {
        if room(&path).is_none() {
            continue;
        }
        let inside = path.strip_prefix(source()).unwrap();
        let is_folder = inside.file_name().is_some_and(|name| name == "mod.rs");
        let depth = inside.iter().count() - usize::from(is_folder);
        let code = code(&path);
        let climbs = "super::".repeat(depth);
        assert!(!shipped(&code).contains(&climbs), "{} climbs out of its room", path.display());
    }
}

#[test]
fn imports_are_found_however_they_are_written() {
    let found = |code: &str| named(code).into_iter().collect::<Vec<_>>().join(" ");
    assert_eq!(found("use crate::data::Seed;\nlet x = crate::numbers::exp(1.0);"), "data numbers");
    assert_eq!(found("use crate::{case::{Case, Run}, dynamics,\n    record::*};"), "case dynamics record");
    assert_eq!(found("pub(in crate::data) fn f() {}\n$crate::record::Plan"), "data record");
    assert_eq!(found("use super::data;"), "");
}

/// The modules that a file declares by a plain line `mod name;`, as `cargo fmt` follows them.
fn declared(code: &str) -> Vec<&str> {
    let lines = code.lines().filter_map(|line| line.strip_suffix(';'));
    lines
        .filter_map(|line| {
            let (visibility, name) = line.rsplit_once("mod ")?;
            let plain = visibility.is_empty()
                || (visibility.starts_with("pub")
                    && visibility.ends_with(' ')
                    && !visibility.contains("use"));
            plain.then_some(name)
        })
        .collect()
}

/// A file and all that its `mod` lines lead to.
fn reached(path: &Path) -> Vec<PathBuf> {
    let code = code(path);
    let stem = path.file_stem().unwrap().to_str().unwrap();
    let parent = path.parent().unwrap();
    let folder = if ["lib", "main", "mod"].contains(&stem) { parent.to_owned() } else { parent.join(stem) };
    let mut all = vec![path.to_owned()];
    for name in declared(&code) {
        let (file, inner) = (folder.join(format!("{name}.rs")), folder.join(name).join("mod.rs"));
        all.extend(reached(if file.exists() { &file } else { &inner }));
    }
    all
}

#[test]
fn every_file_is_listed_so_that_the_compiler_and_the_formatter_see_it() {
    let mut tree = [reached(&source().join("lib.rs")), reached(&source().join("main.rs"))].concat();
    tree.sort();
    assert_eq!(tree, files(&source()));
}

#[test]
fn every_claim_file_is_listed_by_its_paper() {
    let papers = source().join("papers");
    let listed = code(&papers.join("mod.rs"));
    for folder in std::fs::read_dir(&papers).unwrap().map(|entry| entry.unwrap().path()) {
        if !folder.is_dir() {
            continue;
        }
        let paper = folder.file_name().unwrap().to_str().unwrap();
        assert!(declared(&listed).contains(&paper), "papers/mod.rs does not list {paper}");
        let lines = code(&folder.join("mod.rs"));
        for file in files(&folder) {
            let name = file.file_stem().unwrap().to_str().unwrap();
            assert!(name == "mod" || declared(&lines).contains(&name), "{paper}/mod.rs does not list {name}");
        }
    }
}
