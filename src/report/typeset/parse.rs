//! ASCII text to pieces.

use super::Piece::{self, Above, Below, Code, Letter, Root, Upright};
use super::vocabulary::{ACCENTS, HAT, apart, greek, is_function};

/// The pieces of a text.
pub(super) fn parse(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let mut parser = Parser { chars: &chars, at: 0, out: Vec::new() };
    while parser.at < chars.len() {
        parser.step();
    }
    parser.out
}

/// Where the parser is in a text, and what it has made of it so far.
struct Parser<'a> {
    chars: &'a [char],
    at: usize,
    out: Vec<Piece>,
}

impl Parser<'_> {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// The sign before a place; a space before the first.
    fn before(&self, at: usize) -> char {
        if at == 0 { ' ' } else { self.chars[at - 1] }
    }

    fn starts(&self, with: &str) -> bool {
        with.chars().enumerate().all(|(k, c)| self.peek(k) == Some(c))
    }

    fn upright(&mut self, text: &str) {
        match self.out.last_mut() {
            Some(Upright(last)) => last.push_str(text),
            _ => self.out.push(Upright(text.to_string())),
        }
    }

    /// What lies between a bracket here and its partner, and the place behind that; `None` without a partner.
    fn group(&self, open: char, close: char) -> Option<(String, usize)> {
        let mut depth = 0;
        for k in self.at..self.chars.len() {
            let c = self.chars[k];
            if c == close && (open != close || k > self.at) {
                depth -= i32::from(open != close);
                if depth == 0 {
                    return Some((self.chars[self.at + 1..k].iter().collect(), k + 1));
                }
            } else if c == open {
                depth += i32::from(open != close);
            }
        }
        None
    }

    fn run(&self, from: usize, keep: impl Fn(char) -> bool) -> String {
        self.chars[from..].iter().take_while(|c| keep(**c)).collect()
    }

    fn step(&mut self) {
        let c = self.chars[self.at];
        if c == '`'
            && let Some((code, end)) = self.group('`', '`')
        {
            self.out.push(Code(code));
            self.at = end;
            return;
        }
        if c.is_ascii_digit() {
            self.number();
            self.scripts(false);
        } else if c.is_ascii_alphabetic() {
            self.word();
        } else {
            self.sign(c);
        }
    }

    /// A number; in the notation with an exponent as a multiple of a power of ten.
    fn number(&mut self) {
        let (text, end) = self.number_at(self.at);
        let exponent = self.exponent_at(end);
        self.at = end;
        match exponent {
            Some((power, end)) if power != 0 => {
                if text != "1" {
                    self.upright(&format!("{text}\u{202f}·\u{202f}"));
                }
                self.upright("10");
                self.out.push(Above(vec![Upright(power.to_string().replace('-', "−"))]));
                self.at = end;
            }
            Some((_, end)) => {
                self.upright(&text);
                self.at = end;
            }
            None => self.upright(&text),
        }
    }

    fn number_at(&self, from: usize) -> (String, usize) {
        let mut text = self.run(from, |c| c.is_ascii_digit());
        let mut end = from + text.len();
        let point = self.chars.get(end) == Some(&'.');
        if point && self.chars.get(end + 1).is_some_and(char::is_ascii_digit) {
            let digits = self.run(end + 1, |c| c.is_ascii_digit());
            end += 1 + digits.len();
            text = format!("{text}.{digits}");
        }
        (text, end)
    }

    fn exponent_at(&self, at: usize) -> Option<(i32, usize)> {
        if self.chars.get(at) != Some(&'e') {
            return None;
        }
        let sign = usize::from(matches!(self.chars.get(at + 1), Some('-' | '+')));
        let digits = self.run(at + 1 + sign, |c| c.is_ascii_digit());
        let end = at + 1 + sign + digits.len();
        let goes_on = self.chars.get(end).is_some_and(char::is_ascii_alphabetic);
        if digits.is_empty() || goes_on {
            return None;
        }
        let text: String = self.chars[at + 1..end].iter().collect();
        Some((text.parse().ok()?, end))
    }

    /// The id of a claim, or of several with a star.
    fn id(&self, word: &str) -> Option<String> {
        let boundary = !self.before(self.at).is_ascii_alphanumeric();
        let text = self.run(self.at, |c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '*'));
        let text = text.trim_end_matches(['.', '-', '_']);
        let (paper, rest) = text.split_once('.')?;
        let lower = |part: &str| part.len() > 1 && part.starts_with(|c: char| c.is_ascii_lowercase());
        let parts = rest == "*" || rest.split('.').all(lower);
        (boundary && word.len() > 2 && lower(paper) && !paper.contains("_") && parts)
            .then(|| text.to_string())
    }

    fn word(&mut self) {
        let from = self.at;
        let word = self.run(from, |c| c.is_ascii_alphabetic());
        if let Some(id) = self.id(&word) {
            self.at += id.chars().count();
            self.out.push(Code(id));
            return;
        }
        if ["e.g.", "i.e."].iter().any(|short| self.starts(short)) {
            self.upright(&self.run(from, |c| c.is_ascii_alphabetic() || c == '.'));
            self.at += 4;
            return;
        }
        self.at += word.len();
        let next = self.peek(0);
        match word.as_str() {
            "infinity" => self.upright("∞"),
            "perp" => self.upright("⊥"),
            "grad" => self.upright("∇"),
            "inf" if !self.formula_ahead() => self.upright("∞"),
            "sum" if next == Some('_') || self.summed(from) => {
                self.upright("∑");
                self.scripts(false);
            }
            "sqrt" => self.root(),
            name if is_function(name) => {
                self.upright(name);
                self.scripts(false);
            }
            "dlog" => self.upright("d\u{2009}log"),
            _ => match (greek(&word), apart(&word)) {
                (Some(sign), _) => self.letter(sign),
                (_, Some((first, second))) => {
                    self.out.push(Letter(first.to_string()));
                    self.letter(second);
                }
                _ if word.len() == 1 => self.single(&word, from),
                _ => self.prose(&word),
            },
        }
    }

    /// A word of prose, with its apostrophe; in a name like `data_rank` with all that belongs to it.
    fn prose(&mut self, word: &str) {
        self.upright(word);
        if self.peek(0) == Some('\'') {
            let ending = self.run(self.at + 1, |c| c.is_ascii_alphabetic());
            self.at += 1 + ending.len();
            self.upright(&format!("’{ending}"));
        }
        while self.peek(0) == Some('_') && self.peek(1).is_some_and(|c| c.is_ascii_alphanumeric()) {
            let rest = self.run(self.at + 1, |c| c.is_ascii_alphanumeric());
            self.at += 1 + rest.len();
            self.upright(&format!(" {rest}"));
        }
    }

    /// A single letter: one of a formula, unless it is the article, or names a panel, or the times between two numbers.
    fn single(&mut self, word: &str, from: usize) {
        let before: String = self.chars[..from].iter().collect();
        let before = before.trim_end();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let after = self.chars[self.at..].iter().find(|c| !c.is_whitespace()).copied();
        if word == "x" && digit(before.chars().last()) && digit(after) {
            return self.upright("×");
        }
        let article = matches!(word, "a" | "A") && !self.operator_beside(before, after);
        let hyphened = self.before(from) == '-' && self.before(from - 1).is_ascii_alphabetic();
        if article || hyphened || before.ends_with("panel") || before.ends_with("Panel") {
            return self.upright(word);
        }
        self.letter(if word == "l" { "ℓ" } else { word });
    }

    /// Whether an `a` here stands in a formula.
    fn operator_beside(&self, before: &str, after: Option<char>) -> bool {
        let spaced = self.peek(0).is_some_and(char::is_whitespace);
        let next: String = self.run(self.at + usize::from(spaced), |c| c.is_ascii_alphabetic());
        let within = !spaced && matches!(after, Some('^' | '_' | '/' | ',' | '|' | '~' | '*' | ')'));
        let sign = before.ends_with(['=', '+', '/', '^', '|']);
        let bracket = before.ends_with('(') && (greek(&next).is_some() || is_function(&next));
        within || sign || bracket || (spaced && matches!(after, Some('=' | '+' | '/')))
    }

    /// A letter of a formula with its accents, primes and scripts.
    fn letter(&mut self, sign: &str) {
        let mut sign = sign.to_string();
        let mut accented = false;
        for (ending, accent, _) in ACCENTS {
            let length = ending.len();
            let ends = self.peek(length).is_none_or(|c| !c.is_ascii_alphabetic());
            let meant = accent != HAT || self.is_hat(&sign);
            if self.starts(ending) && ends && meant && !accented {
                sign = with_accent(&sign, accent);
                self.at += length;
                accented = true;
            }
        }
        self.out.push(Letter(sign));
        if self.peek(0) == Some('\'') && self.peek(1) == Some('s') {
            self.upright("’");
            self.at += 1;
            return;
        }
        if self.peek(0).is_some_and(|c| c.is_ascii_digit()) {
            let digits = self.run(self.at, |c| c.is_ascii_digit());
            self.at += digits.len();
            self.out.push(Below(vec![Upright(digits)]));
        }
        self.scripts(true);
    }

    /// Whether the `^` here is a hat, and not the sign of a power.
    fn is_hat(&self, base: &str) -> bool {
        match self.peek(1) {
            None => true,
            Some('|') => base != "e",
            Some(c) => !(c.is_ascii_alphanumeric() || matches!(c, '(' | '{' | '-' | '+' | '*')),
        }
    }

    /// Primes, stars, sub- and superscripts behind what has just been set.
    fn scripts(&mut self, letter: bool) {
        loop {
            match self.peek(0) {
                Some('\'') if letter => {
                    self.upright("′");
                    self.at += 1;
                }
                Some('*') if letter => {
                    self.out.push(Above(vec![Upright("∗".to_string())]));
                    self.at += 1;
                }
                Some('_') => {
                    self.at += 1;
                    let inner = self.subscript();
                    self.out.push(inner);
                }
                Some('^') => {
                    self.at += 1;
                    let inner = self.superscript();
                    self.out.push(Above(inner));
                }
                _ => return,
            }
        }
    }

    /// What a bracket here holds, set by itself.
    fn bracketed(&mut self) -> Option<Vec<Piece>> {
        for (open, close) in [('(', ')'), ('{', '}')] {
            if self.peek(0) == Some(open)
                && let Some((inner, end)) = self.group(open, close)
            {
                self.at = end;
                return Some(parse(&inner));
            }
        }
        None
    }

    fn subscript(&mut self) -> Piece {
        if let Some(inner) = self.bracketed() {
            return Below(inner);
        }
        let Some(c) = self.peek(0) else { return Below(Vec::new()) };
        if let '+' | '-' | '*' = c {
            self.at += 1;
            let sign = match c {
                '-' => "−",
                '*' => "∗",
                _ => "+",
            };
            return Below(vec![Upright(sign.to_string())]);
        }
        let (mut text, mut end) = if c.is_ascii_digit() {
            self.number_at(self.at)
        } else {
            let text = self.run(self.at, |c| c.is_ascii_alphanumeric());
            let end = self.at + text.len();
            (text, end)
        };
        // w_t+1 is the next iterate; w_i-bar is none of its.
        let sign = self.chars.get(end).filter(|c| matches!(c, '+' | '-'));
        if let (Some(sign), Some(digit)) = (sign, self.chars.get(end + 1).filter(|c| c.is_ascii_digit())) {
            text = format!("{text}{sign}{digit}");
            end += 2;
        }
        self.at = end;
        match text.as_str() {
            "star" => Above(vec![Upright("∗".to_string())]),
            "inf" => Below(vec![Upright("∞".to_string())]),
            _ => Below(parse(&text)),
        }
    }

    fn superscript(&mut self) -> Vec<Piece> {
        let mut inner = Vec::new();
        if let Some(sign @ ('-' | '+')) = self.peek(0) {
            inner.push(Upright(if sign == '-' { "−" } else { "+" }.to_string()));
            self.at += 1;
        }
        // A bracket is needed where a sign stands before it, and nowhere else.
        let signed = !inner.is_empty();
        if let Some(group) = self.bracketed() {
            let (open, close) = if signed { ("(", ")") } else { ("", "") };
            inner.push(Upright(open.to_string()));
            inner.extend(group);
            inner.push(Upright(close.to_string()));
            return inner;
        }
        if self.peek(0) == Some('|')
            && let Some((group, end)) = self.group('|', '|')
        {
            self.at = end;
            inner.push(Upright("|".to_string()));
            inner.extend(parse(&group));
            inner.push(Upright("|".to_string()));
            return inner;
        }
        let outer = std::mem::take(&mut self.out);
        match self.peek(0) {
            Some(c) if c.is_ascii_digit() => {
                let (text, end) = self.number_at(self.at);
                self.at = end;
                self.upright(&text);
            }
            Some(c) if c.is_ascii_alphabetic() => {
                let word = self.run(self.at, |c| c.is_ascii_alphabetic());
                self.word();
                if is_function(&word)
                    && self.peek(0) == Some('(')
                    && let Some((group, end)) = self.group('(', ')')
                {
                    self.at = end;
                    self.upright("(");
                    self.out.extend(parse(&group));
                    self.upright(")");
                }
            }
            Some('*') => {
                self.at += 1;
                self.upright("∗");
            }
            _ => {}
        }
        inner.extend(std::mem::replace(&mut self.out, outer));
        inner
    }

    /// A root over what comes next: a bracket, or one letter or number with its scripts.
    fn root(&mut self) {
        let space = usize::from(self.peek(0) == Some(' '));
        if let (0, Some(inner)) = (space, self.bracketed()) {
            self.out.push(Root(inner));
            return;
        }
        let next = self.peek(space);
        if !next.is_some_and(|c| c.is_ascii_alphanumeric()) {
            return self.upright("√");
        }
        self.at += space;
        let outer = std::mem::take(&mut self.out);
        self.step();
        let inner = std::mem::replace(&mut self.out, outer);
        self.out.push(Root(inner));
    }

    /// Whether a formula goes on behind a space here.
    fn formula_ahead(&self) -> bool {
        if !self.peek(0).is_some_and(char::is_whitespace) {
            return false;
        }
        let word = self.run(self.at + 1, |c| c.is_ascii_alphabetic());
        match self.peek(1) {
            Some('|') => true,
            _ => (word.len() == 1 && word != "a") || greek(&word).is_some() || apart(&word).is_some(),
        }
    }

    /// Whether the word `sum`, which began at `from`, is the sign of a sum.
    fn summed(&self, from: usize) -> bool {
        let word = self.run((self.at + 1).min(self.chars.len()), |c| c.is_ascii_alphabetic());
        let before: String = self.chars[..from].iter().collect();
        let operator = before.trim_end().ends_with(['=', '+', '-', '/', '<', '>']);
        let bracket = self.peek(0) == Some(' ') && self.peek(1) == Some('(');
        self.formula_ahead() || (self.peek(0) == Some(' ') && word == "exp") || (operator && bracket)
    }

    fn sign(&mut self, c: char) {
        let signs = [("<=", "≤"), (">=", "≥"), ("->", "→"), ("!=", "≠"), ("...", "…"), ("||", "‖")];
        if let Some((ascii, sign)) = signs.into_iter().find(|(ascii, _)| self.starts(ascii)) {
            self.upright(sign);
            self.at += ascii.len();
            if sign == "‖" {
                self.scripts(false);
            }
            return;
        }
        let (last, at) = (self.before(self.at), self.at);
        self.at += 1;
        match c {
            '-' => self.upright(if self.is_minus(last, at) { "−" } else { "-" }),
            '.' => self.upright(if self.is_product(last) { "⋅" } else { "." }),
            '"' => self.upright(if last.is_whitespace() || last == '(' { "“" } else { "”" }),
            '\'' => {
                let ending = self.run(self.at, |c| c.is_ascii_alphabetic());
                self.at += ending.len();
                self.upright(&format!("’{ending}"));
            }
            '~' => self.upright("∼"),
            '*' => self.upright("∗"),
            ')' | ']' | '}' | '|' => {
                self.upright(&c.to_string());
                self.scripts(false);
            }
            c if c.is_whitespace() => self.upright(" "),
            c => self.upright(&c.to_string()),
        }
    }

    /// Whether the hyphen at a place is a minus: between spaces, before a number or letter that nothing is joined to, or
    /// behind a formula.
    fn is_minus(&self, last: char, at: usize) -> bool {
        let next = self.peek(0).unwrap_or(' ');
        if next.is_whitespace() {
            return last.is_whitespace();
        }
        if last.is_whitespace() || matches!(last, '(' | '{' | '[' | '|' | '=') {
            return true;
        }
        // Within a word the hyphen joins; behind a letter of a formula, a number or a bracket it takes away.
        let word: String = self.chars[..at].iter().rev().take_while(|c| c.is_ascii_alphabetic()).collect();
        let word: String = word.chars().rev().collect();
        let after = self.run(self.at, |c| c.is_ascii_alphabetic());
        let formula = |word: &str| word.len() <= 1 || greek(word).is_some();
        let bracketed = last == ')' || last.is_ascii_digit() || (!word.is_empty() && formula(&word));
        bracketed && formula(&after)
    }

    /// Whether the point just read is an inner product: between spaces, or right between two parts of a formula.
    fn is_product(&self, last: char) -> bool {
        let next = self.peek(0).unwrap_or(' ');
        if last.is_whitespace() && next == ' ' {
            return true;
        }
        let formula = match self.out.last() {
            Some(Letter(_) | Above(_) | Below(_)) => true,
            Some(Upright(text)) => text.ends_with([')', '′']),
            _ => false,
        };
        formula && (next.is_ascii_alphabetic() || matches!(next, '(' | '{'))
    }
}

/// A letter with an accent, as one sign where there is one.
fn with_accent(letter: &str, accent: char) -> String {
    match (letter, accent) {
        ("w", HAT) => "ŵ".to_string(),
        ("W", HAT) => "Ŵ".to_string(),
        ("u", '\u{304}') => "ū".to_string(),
        _ => format!("{letter}{accent}"),
    }
}
