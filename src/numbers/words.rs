//! How many of something, in words.

/// `1 row`, `2 rows`, `0 rows`.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}
