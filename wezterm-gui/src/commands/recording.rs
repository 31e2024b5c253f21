use anyhow::Context;
use clap::Args;
use mux::cast::{self, Event};
use mux::{MuxSettings, SpawnCommand};
use std::fs::File;
use std::io::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Arguments of `wezterm record`.
#[derive(Clone, Debug, Args)]
pub(crate) struct RecordArgs {
    /// Working directory for the program.
    #[arg(long, value_name = "DIR")]
    cwd: Option<PathBuf>,
    /// The recording; a name with the date when absent.
    #[arg(short = 'o', value_name = "FILE")]
    output: Option<PathBuf>,
    /// Program and arguments; the shell when absent.
    #[arg(
        value_name = "PROG",
        trailing_var_arg = true,
        allow_hyphen_values = true
    )]
    prog: Vec<String>,
}

/// Runs a program in this terminal and records what it prints.
///
/// # Errors
/// When it can not be run, or the recording not be written.
pub(crate) fn record(args: RecordArgs, settings: &MuxSettings) -> anyhow::Result<()> {
    let file = match args.output {
        Some(file) => file,
        None => {
            let time = std::time::SystemTime::UNIX_EPOCH.elapsed()?.as_secs();
            PathBuf::from(format!("wezterm-recording-{time}.cast"))
        }
    };
    let cwd = match args.cwd {
        Some(cwd) => std::path::absolute(cwd)?,
        None => std::env::current_dir().context("finding the present directory")?,
    };
    let command = SpawnCommand {
        args: (!args.prog.is_empty()).then_some(args.prog),
        cwd: Some(cwd),
        ..SpawnCommand::default()
    };
    cast::record(&command, settings, &file).map_err(anyhow::Error::msg)?;
    eprintln!("wezterm: recorded to {}", file.display());
    Ok(())
}

/// Arguments of `wezterm replay`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ReplayArgs {
    /// Explain what is printed, on standard error, while playing.
    #[arg(long)]
    explain: bool,
    /// Explain what would be printed, and print nothing else.
    #[arg(long, conflicts_with = "explain")]
    explain_only: bool,
    /// Print everything at once.
    #[arg(long, conflicts_with = "explain")]
    cat: bool,
    /// The recording, asciicast v2.
    cast_file: PathBuf,
}

/// Plays a recording in this terminal.
///
/// # Errors
/// When the file is no recording, or standard output is closed.
pub(crate) fn replay(args: &ReplayArgs) -> anyhow::Result<()> {
    let name = args.cast_file.display();
    let file = File::open(&args.cast_file).with_context(|| format!("opening {name}"))?;
    let (header, events) = cast::read(file).with_context(|| format!("reading {name}"))?;
    let mut out = std::io::stdout().lock();
    if args.explain_only {
        writeln!(out, "{} columns, {} rows", header.width, header.height)?;
    }
    let started = Instant::now();
    for event in events {
        let (time, event) = event.with_context(|| format!("reading {name}"))?;
        if !args.cat && !args.explain_only {
            std::thread::sleep(time.saturating_sub(started.elapsed()));
        }
        let written = match event {
            Event::Output(text) if args.explain_only => explain(&mut out, time, &text),
            Event::Output(text) => {
                if args.explain {
                    explain(&mut std::io::stderr().lock(), time, &text)?;
                }
                out.write_all(text.as_bytes()).and_then(|()| out.flush())
            }
            Event::Resize(cols, rows) if args.explain_only => {
                writeln!(out, "{:9.3} size {cols}x{rows}", time.as_secs_f64())
            }
            _ => Ok(()),
        };
        match written {
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(()),
            other => other.context("writing to standard output")?,
        }
    }
    Ok(())
}

fn explain(to: &mut impl Write, time: Duration, text: &str) -> std::io::Result<()> {
    for piece in pieces(text) {
        let kind = match piece.as_bytes() {
            [0x1b, b'[', ..] => "CSI",
            [0x1b, b']', ..] => "OSC",
            [0x1b, b'P', ..] => "DCS",
            [0x1b, b'_', ..] => "APC",
            [0x1b, ..] => "ESC",
            [0..=0x1f | 0x7f, ..] => "control",
            _ => "text",
        };
        writeln!(to, "{:9.3} {kind:8}{piece:?}", time.as_secs_f64())?;
    }
    Ok(())
}

/// Text, controls and sequences apart.
fn pieces(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = sequence_length(rest);
        let (piece, after) = rest.split_at(end.clamp(1, rest.len()));
        out.push(piece);
        rest = after;
    }
    out
}

fn sequence_length(text: &str) -> usize {
    let bytes = text.as_bytes();
    let is_control = |c: char| c.is_control();
    match bytes {
        [0x1b, b'[', ..] => bytes[2..]
            .iter()
            .position(|byte| (0x40..=0x7e).contains(byte))
            .map_or(text.len(), |at| at + 3),
        [0x1b, b']' | b'P' | b'_' | b'^' | b'X', ..] => {
            let st = text.find("\x1b\\").map(|at| at + 2);
            let bell = text
                .find('\x07')
                .map(|at| at + 1)
                .filter(|_| bytes[1] == b']');
            match (st, bell) {
                (Some(st), Some(bell)) => st.min(bell),
                (st, bell) => st.or(bell).unwrap_or(text.len()),
            }
        }
        [0x1b, next, ..] if next.is_ascii() => 2,
        [0x1b, ..] => 1,
        _ => match text.find(is_control) {
            Some(0) => text.chars().next().map_or(1, char::len_utf8),
            Some(at) => at,
            None => text.len(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn output_is_taken_apart() {
        assert_eq!(
            pieces("hä\r\n\x1b[31mred\x1b]0;t\x07\x1bPx\x1b\\\x1b7\x1b[3"),
            [
                "hä",
                "\r",
                "\n",
                "\x1b[31m",
                "red",
                "\x1b]0;t\x07",
                "\x1bPx\x1b\\",
                "\x1b7",
                "\x1b[3"
            ]
        );
    }
}
