//! `wezterm check-config`.

use super::{ConfigArgs, print};
use crate::app::Prepared;
use clap::{Args, ValueEnum};
use config::check::{Diagnostic, Severity, excerpt};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `wezterm check-config`.
#[derive(Clone, Debug, Args)]
pub(super) struct CheckConfigArgs {
    /// How to print what was found.
    #[arg(long, value_enum, default_value_t)]
    format: Format,

    /// The file to check, instead of the one that would be loaded.
    #[arg(value_name = "FILE", conflicts_with_all = ["config_file", "skip_config"])]
    file: Option<PathBuf>,
}

/// How a list is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    #[default]
    Text,
    /// A list of objects: file, line, severity, message, suggestion.
    Json,
}

/// Loads the configuration as the application would, and prints what is wrong.
///
/// # Errors
/// When nothing can be printed.
pub(super) fn run(config: &ConfigArgs, args: &CheckConfigArgs) -> anyhow::Result<ExitCode> {
    let mut config = config.clone();
    if args.file.is_some() {
        config.config_file.clone_from(&args.file);
    }
    let loaded = Prepared::new(&config).configuration;
    let found = loaded.diagnostics();
    let failed = found.iter().any(|found| found.severity == Severity::Error);
    let mut out = match args.format {
        Format::Text => found.iter().map(for_people).collect::<String>(),
        Format::Json => json(&found) + "\n",
    };
    if args.format == Format::Text && !failed {
        let _ = match &loaded.config_file {
            Some(file) => writeln!(out, "{}: can be used", file.display()),
            None => writeln!(out, "there is no configuration file; the defaults are used"),
        };
    }
    print::text(&out)?;
    Ok(if failed {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn for_people(found: &Diagnostic) -> String {
    let mut out = String::new();
    if let Some(file) = &found.file {
        let line = found
            .line
            .map(|line| format!(":{line}"))
            .unwrap_or_default();
        let _ = write!(out, "{}{line}: ", file.display());
    }
    let _ = writeln!(out, "{}: {}", found.severity.name(), found.message);
    if let Some(suggestion) = &found.suggestion {
        let _ = writeln!(out, "       did you mean: {suggestion}");
    }
    if let (Some(file), Some(line)) = (&found.file, found.line)
        && found.severity != Severity::Note
        && let Some(lines) = excerpt(file, line)
    {
        let _ = writeln!(out, "{lines}");
    }
    out
}

fn json(found: &[Diagnostic]) -> String {
    let items: Vec<serde_json::Value> = found
        .iter()
        .map(|found| {
            serde_json::json!({
                "file": found.file.as_ref().map(|file| file.to_string_lossy()),
                "line": found.line,
                "severity": found.severity.name(),
                "message": found.message,
                "suggestion": found.suggestion,
            })
        })
        .collect();
    serde_json::Value::Array(items).to_string()
}
