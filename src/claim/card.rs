//! A claim's text is the header of its own file: what `show` prints and what one reads cannot drift apart.

/// The `//!` header of a claim's file, without the slashes. Pass `include_str!` of the file itself.
pub fn text_of(source: &str) -> String {
    let lines: Vec<&str> = source
        .lines()
        .map_while(|line| line.strip_prefix("//!"))
        .map(|l| l.strip_prefix(' ').unwrap_or(l))
        .collect();
    lines.join("\n").trim().to_string()
}

/// The first sentence of a header: the statement in one line.
pub(super) fn title_of(text: &str) -> String {
    text.lines().next().unwrap_or_default().trim_end_matches('.').to_string()
}

/// The items of a section such as `Controls`, split at semicolons.
pub fn section<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let head = format!("**{name}.**");
    let start = text.find(&head)? + head.len();
    let rest = &text[start..];
    let end = rest.find("\n**").unwrap_or(rest.len());
    Some(rest[..end].trim())
}

/// A section that not every header has, on one line.
pub(super) fn optional(text: &str, name: &str) -> Option<String> {
    section(text, name).map(|found| found.split_whitespace().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_with_a_sentence_gives_it_on_one_line() {
        let source = "//! Title.\n//!\n//! **Sentence.** \"the norm\n//! grows\".\n//! **Mended.** Its\n//!   norm.\n//! **Source.** An essay.\n\nuse x;\n";
        let text = text_of(source);
        assert_eq!(optional(&text, "Sentence").as_deref(), Some("\"the norm grows\"."));
        assert_eq!(optional(&text, "Mended").as_deref(), Some("Its norm."));
        assert_eq!(optional(&text, "Statement"), None);
        // Nothing of the code below is header.
        assert_eq!(section(&text, "Source"), Some("An essay."));
    }
}
