use anyhow::Context;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::PathBuf;

/// Whether an escape sequence is wrapped so that tmux hands it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum TmuxPassthru {
    Disable,
    Enable,
    /// When `$TMUX` is set.
    #[default]
    Detect,
}

impl TmuxPassthru {
    /// The sequence as it is to be printed.
    pub(crate) fn wrap(self, sequence: &str) -> String {
        let wraps = match self {
            Self::Disable => false,
            Self::Enable => true,
            Self::Detect => std::env::var_os("TMUX").is_some(),
        };
        if wraps {
            format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b"))
        } else {
            sequence.to_owned()
        }
    }
}

/// Arguments of `wezterm set-working-directory`.
#[derive(Clone, Debug, Args)]
pub(crate) struct SetWorkingDirectoryArgs {
    /// Wrap the sequence so that tmux hands it on.
    #[arg(long, value_enum, default_value_t)]
    tmux_passthru: TmuxPassthru,
    /// The directory; the present one when absent.
    cwd: Option<PathBuf>,
    /// The host that it is on; this one when absent.
    host: Option<String>,
}

/// Tells the terminal the directory of the shell (OSC 7).
///
/// # Errors
/// When there is no present directory, or standard output is closed.
pub(crate) fn set_working_directory(args: &SetWorkingDirectoryArgs) -> anyhow::Result<()> {
    let cwd = match &args.cwd {
        Some(cwd) => std::path::absolute(cwd),
        None => std::env::current_dir(),
    }
    .context("finding the present directory")?;
    let url = mux::url::from_path(&cwd);
    let path = url
        .strip_prefix("file://")
        .map_or(&*url, |rest| &rest[rest.find('/').unwrap_or(0)..]);
    let host = match &args.host {
        Some(host) => host.clone(),
        None => std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default(),
    };
    let host: String = host
        .trim()
        .chars()
        .filter(|c| c.is_ascii_graphic())
        .collect();
    let sequence = format!("\x1b]7;file://{host}{path}\x1b\\");
    let mut out = std::io::stdout().lock();
    out.write_all(args.tmux_passthru.wrap(&sequence).as_bytes())
        .and_then(|()| out.flush())
        .context("writing to standard output")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tmux_gets_doubled_escapes() {
        assert_eq!(
            TmuxPassthru::Disable.wrap("\x1b]7;x\x1b\\"),
            "\x1b]7;x\x1b\\"
        );
        assert_eq!(
            TmuxPassthru::Enable.wrap("\x1b]7;x\x1b\\"),
            "\x1bPtmux;\x1b\x1b]7;x\x1b\x1b\\\x1b\\"
        );
    }
}
