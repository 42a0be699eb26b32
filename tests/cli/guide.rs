//! What the documents show is what the program does.

use crate::program::Folder;
use std::path::Path;

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The words of a command, quotation marks taken off.
fn words(command: &str) -> Vec<String> {
    let pieces = command.split('"').enumerate();
    pieces
        .flat_map(|(at, piece)| match at % 2 {
            0 => piece.split_whitespace().map(str::to_string).collect(),
            _ => vec![piece.to_string()],
        })
        .collect()
}

#[test]
fn every_command_of_the_guide_ends_well() {
    let guide = document("docs/guide.md");
    let folder = Folder::new();
    std::fs::create_dir(folder.path("fixtures")).unwrap();
    folder.write("fixtures/iris.csv", document("fixtures/iris.csv"));
    let commands: Vec<&str> =
        guide.lines().filter_map(|line| line.strip_prefix("    implicit-bias ")).collect();
    assert!(commands.len() > 8, "{commands:?}");
    for command in commands {
        let words = words(command);
        let answer = folder.run(&words.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!((answer.code, answer.err.as_str()), (0, ""), "{command}: {}", answer.out);
        assert!(!answer.out.is_empty(), "{command}");
    }
    for file in ["old.jsonl", "new.jsonl", "summary.md", "junit.xml"] {
        assert!(!folder.read(file).is_empty(), "{file}");
    }
}

#[test]
fn the_five_lines_are_those_of_the_document() {
    let ci = document("docs/ci.md");
    let (_, rest) = ci.split_once("```rust\n").expect("a block");
    let (block, _) = rest.split_once("```\n").expect("its end");
    let file = document("tests/five_lines.rs");
    assert_eq!(Some(block), file.split_once("\n\n").map(|(_, lines)| lines));
    assert_eq!(block.lines().count(), 5);
}

#[test]
fn links_of_the_documents_lead_somewhere() {
    for name in ["docs/guide.md", "docs/ci.md", "docs/records.md"] {
        for link in document(name).split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let local = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(link);
            assert!(link.starts_with("https://") || local.exists(), "{name}: {link}");
        }
    }
}
