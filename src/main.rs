//! The command line of `implicit-bias`.

fn main() -> std::process::ExitCode {
    implicit_bias::cli::run()
}
