//! The words that stand for signs.

/// A Greek letter by its name.
pub(super) fn greek(word: &str) -> Option<&'static str> {
    Some(match word {
        "alpha" => "α",
        "beta" => "β",
        "gamma" => "γ",
        "delta" => "δ",
        "epsilon" | "eps" => "ε",
        "eta" => "η",
        "theta" => "θ",
        "kappa" => "κ",
        "lambda" => "λ",
        "mu" => "μ",
        "nu" => "ν",
        "pi" => "π",
        "rho" => "ρ",
        "sigma" => "σ",
        "tau" => "τ",
        "phi" => "φ",
        "psi" => "ψ",
        "omega" => "ω",
        "Gamma" => "Γ",
        "Theta" => "Θ",
        "Lambda" => "Λ",
        "Pi" => "Π",
        "Sigma" => "Σ",
        "Phi" => "Φ",
        "Psi" => "Ψ",
        "Omega" => "Ω",
        _ => return None,
    })
}

/// Accents: the ending that stands for one, its combining sign, and the sign by itself.
pub(super) const ACCENTS: [(&str, char, char); 4] =
    [("-bar", '\u{304}', '¯'), ("-check", '\u{30c}', 'ˇ'), ("~", '\u{303}', '˜'), ("^", HAT, 'ˆ')];

/// The hat's combining sign. What stands for it stands for powers too.
pub(super) const HAT: char = '\u{302}';

/// Differentials and products that are written in one word.
pub(super) fn apart(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word {
        "dw" => ("d", "w"),
        "dW" => ("d", "W"),
        "dz" => ("d", "z"),
        "dx" => ("d", "x"),
        "ds" => ("d", "s"),
        "dt" => ("d", "t"),
        "dL" => ("d", "L"),
        "Xw" => ("X", "w"),
        _ => return None,
    })
}

/// Names of functions: a formula goes on behind them.
pub(super) fn is_function(word: &str) -> bool {
    matches!(word, "log" | "ln" | "exp" | "cos" | "sin" | "max" | "min" | "argmin" | "sqrt" | "inf" | "grad")
}
