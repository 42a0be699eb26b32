//! Formulas as cards and names write them, in ASCII within prose, set as mathematics: Greek letters, italics, sub- and
//! superscripts, accents, roots, norms, arrows. Prose stays as it is.
//!
//! `w^` is a hat and `w^2` a power, `w~` and `w-bar` are accents, `z_i.w` is an inner product, `l_inf` a norm's index. What is
//! in backticks, and the id of a claim, is code.

mod parse;
mod render;
mod vocabulary;

pub(in crate::report) use render::escaped;
pub use render::{html, plain, svg};

/// A piece of a set text.
#[derive(Clone, Debug, PartialEq)]
enum Piece {
    /// As it is: prose, numbers, signs, names of functions.
    Upright(String),
    /// A letter of a formula.
    Letter(String),
    /// An id or a command.
    Code(String),
    /// A superscript.
    Above(Vec<Piece>),
    /// A subscript.
    Below(Vec<Piece>),
    /// What stands under a root.
    Root(Vec<Piece>),
}

#[cfg(test)]
mod tests;
