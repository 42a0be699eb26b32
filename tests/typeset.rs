//! The texts of all claims, set as mathematics: nothing of a formula is left in ASCII, and no word of the prose is lost.

use implicit_bias::papers;
use implicit_bias::record::Card;
use implicit_bias::report::typeset::{html, plain, svg};
use quick_xml::Reader;
use quick_xml::events::Event;

/// Every text that the page shows of a claim.
fn texts(card: &Card) -> Vec<String> {
    let arms = card.arms.iter().flat_map(|arm| [Some(arm.name.clone()), arm.weak_because.clone()]);
    let sections = card.text.split("\n**").map(|part| part.replacen(".**", ":", 1));
    sections.chain([card.title.clone()]).chain(arms.flatten()).collect()
}

fn all() -> Vec<String> {
    papers::all().iter().flat_map(|claim| texts(claim.card())).collect()
}

/// The text between the tags, code left out; a panic where they do not match.
fn visible(markup: &str) -> String {
    let whole = format!("<t>{markup}</t>");
    let mut reader = Reader::from_str(&whole);
    let (mut out, mut code) = (String::new(), 0);
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {markup}")) {
            Event::Start(tag) if tag.name().as_ref() == b"code" => code += 1,
            Event::End(tag) if tag.name().as_ref() == b"code" => code -= 1,
            Event::Text(text) if code == 0 => out += &text.decode().expect("UTF-8"),
            Event::Eof => return out,
            _ => {}
        }
    }
}

#[test]
fn no_formula_is_left_in_ascii() {
    for text in all() {
        let seen = visible(&html(&text));
        let left = ["^", "_", "~", "->", "<=", ">=", "sqrt", "||", "`", "**", "-bar", "-check", "argmin_"];
        assert!(left.iter().all(|sign| !seen.contains(sign)), "{text}\n{seen}");
    }
}

#[test]
fn every_word_of_the_prose_and_every_number_is_still_there() {
    // Words that stand for signs.
    let signs = ["sum", "sqrt", "infinity", "perp", "grad", "inf", "star", "dlog", "bar", "check", "eps"];
    for text in all() {
        let words = |text: &str| -> Vec<String> {
            let parts = text.split(|c: char| !(c.is_ascii_alphabetic() || c == '\'' || c == '’'));
            let parts = parts.map(|word| word.replace('\'', "’"));
            parts.filter(|word| word.len() > 3 && !signs.contains(&word.as_str())).collect()
        };
        let greek = |word: &String| plain(word) != *word;
        let set = words(&plain(&text));
        let mut at = set.iter();
        for word in words(&text).iter().filter(|word| !greek(word) && !word.contains('’')) {
            assert!(at.any(|other| other == word), "{word} is lost of: {text}\n{}", plain(&text));
        }
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let scientific = text
            .split_whitespace()
            .any(|word| word.contains("e-") && word.starts_with(|c: char| c.is_ascii_digit()));
        assert!(scientific || digits(&plain(&text)) == digits(&text), "{text}\n{}", plain(&text));
    }
}

#[test]
fn brackets_are_those_of_the_text_or_fewer() {
    for text in all() {
        let seen = visible(&html(&text));
        for (open, close) in [('(', ')'), ('{', '}'), ('[', ']')] {
            let count = |text: &str, c: char| text.chars().filter(|other| *other == c).count();
            let balanced = count(&text, open) == count(&text, close);
            assert!(!balanced || count(&seen, open) == count(&seen, close), "{text}\n{seen}");
        }
        assert!(!visible(&svg(&text)).is_empty() || text.is_empty(), "{text}");
    }
}
