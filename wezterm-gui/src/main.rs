//! The binary `wezterm`.

fn main() -> std::process::ExitCode {
    wezterm_gui::cli::main()
}
