//! Why a certificate was refused.

/// Why a certificate was refused: what was found, and where.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refused {
    /// A length does not fit the data.
    #[error("{what} has {found} entries, expected {expected}")]
    Length {
        /// Which part of the certificate.
        what: &'static str,
        /// Its length.
        found: usize,
        /// The length that the data ask for.
        expected: usize,
    },
    /// A row index beyond the last row.
    #[error("row {row} is named, but the data have {n} rows (numbered from 0)")]
    NoSuchRow {
        /// The index found.
        row: usize,
        /// Number of rows.
        n: usize,
    },
    /// A row named twice.
    #[error("row {row} is named twice")]
    RepeatedRow {
        /// The row.
        row: usize,
    },
    /// An entry that is not a finite number.
    #[error("{what} holds a number that is not finite (entry {index})")]
    NotFinite {
        /// Which part of the certificate or data.
        what: &'static str,
        /// Where in it.
        index: usize,
    },
    /// A dual multiplier or witness weight below zero.
    #[error("the multiplier of row {row} is negative: {value}")]
    NegativeMultiplier {
        /// The row.
        row: usize,
        /// The multiplier, or its rounded value.
        value: String,
    },
    /// All multipliers zero, or none given.
    #[error("the multipliers sum to zero, expected a positive sum")]
    NoMultipliers,
    /// The common denominator is not positive.
    #[error("the common denominator of the multipliers is {found}, expected a positive whole number")]
    Denominator {
        /// The denominator found, or its rounded value.
        found: String,
    },
    /// The separator does not separate a row.
    #[error("row {row} is not separated: z.w = {value:e}, expected a positive number")]
    NotSeparated {
        /// The row.
        row: usize,
        /// z_i.w, rounded.
        value: f64,
    },
    /// A row below the margin in an exact optimality proof.
    #[error("row {row} lies inside the margin: z.w - 1 = {excess:e}, expected at least 0")]
    InsideMargin {
        /// The row.
        row: usize,
        /// z_i.w - 1, rounded.
        excess: f64,
    },
    /// A row with a positive multiplier that is not on the margin.
    #[error("row {row} has a positive multiplier but z.w - 1 = {excess:e}, expected exactly 0")]
    OffMargin {
        /// The row.
        row: usize,
        /// z_i.w - 1, rounded.
        excess: f64,
    },
    /// The weights of a witness do not cancel.
    #[error(
        "the weighted rows do not cancel: coordinate {column} of their sum is {value:e}, expected exactly 0"
    )]
    DoesNotCancel {
        /// The coordinate.
        column: usize,
        /// The sum there, rounded.
        value: f64,
    },
    /// A weight of the rest that is not positive.
    #[error("row {row} is named as part of the rest with weight {value}, expected a positive whole number")]
    WeightOfRest {
        /// The row.
        row: usize,
        /// Its weight.
        value: String,
    },
    /// A bound of the largest eigenvalue of a symmetric matrix that does not hold.
    #[error("the largest eigenvalue of the dual combination is not below {claimed:e}")]
    EigenvalueNotBelow {
        /// The bound claimed.
        claimed: f64,
    },
    /// A row of the rest that the direction does not leave alone.
    #[error("row {row} is named as part of the rest, but z.w = {value:e}, expected exactly 0")]
    NotOrthogonal {
        /// The row.
        row: usize,
        /// z_i.w, rounded.
        value: f64,
    },
    /// The proof is sound but proves less than is claimed.
    #[error("{what}: {proved:?} is proved, {claimed:?} is claimed")]
    ProvesLess {
        /// Which part of the claim.
        what: &'static str,
        /// What the certificate proves.
        proved: f64,
        /// What it claims.
        claimed: f64,
    },
    /// An answer that is claimed to be exact, but whose two ends differ.
    #[error("the answer is claimed to be exact, but its bounds differ (in [{lower:?}, {upper:?}])")]
    NotExact {
        /// The proved lower end.
        lower: f64,
        /// The proved upper end.
        upper: f64,
    },
    /// A certificate of one thing with parts that belong to another.
    #[error("found {what}, expected {expected}")]
    Misplaced {
        /// What was found.
        what: &'static str,
        /// What was expected.
        expected: &'static str,
    },
    /// A claimed bound of a spectral norm that is none.
    #[error("the {norm} norm of {what} is not below {claimed:e}, as claimed")]
    NormNotBelow {
        /// Which matrix.
        what: &'static str,
        /// The norm.
        norm: super::MatrixNorm,
        /// The claimed bound.
        claimed: f64,
    },
    /// The factor of a nuclear norm is not symmetric or not positive definite.
    #[error("the factor for the nuclear norm of {what} is not symmetric positive definite")]
    FactorNotDefinite {
        /// Which matrix.
        what: &'static str,
    },
    /// A bound of another norm than the one that counts.
    #[error("{what} comes with the bound of another norm, expected one of the {norm} norm")]
    WrongNormBound {
        /// Which matrix.
        what: &'static str,
        /// The norm that counts.
        norm: super::MatrixNorm,
    },
    /// A number that must be positive is not.
    #[error("{what} is {value:e} at entry {index}, expected a positive number")]
    NotPositive {
        /// Which part of the certificate or question.
        what: &'static str,
        /// Where in it.
        index: usize,
        /// What is there, rounded.
        value: f64,
    },
    /// A power that cannot be enclosed, being too large or too small.
    #[error("a power of {what} at entry {index} leaves the range 2^-(2^40) to 2^(2^40) of what is enclosed")]
    OutOfRange {
        /// What is raised to a power.
        what: &'static str,
        /// Where in it.
        index: usize,
    },
    /// A row is said to be a combination of the basis and is not.
    #[error(
        "row {row} is not the stated combination of the basis: column {column} differs (the last is the target)"
    )]
    NotACombination {
        /// The row.
        row: usize,
        /// The column where they differ; d for the target.
        column: usize,
    },
    /// What is missing to optimality is proved only to be larger than what is accepted.
    #[error("{what} is at most {found:e}, expected a bound of at most {limit:e}")]
    Beyond {
        /// What was bounded.
        what: &'static str,
        /// The proved upper bound.
        found: f64,
        /// The largest that is accepted.
        limit: f64,
    },
}
