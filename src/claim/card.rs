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
