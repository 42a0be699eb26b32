//! The command line of `implicit-bias`.

fn main() {}
