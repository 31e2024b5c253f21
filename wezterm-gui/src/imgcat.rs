//! `wezterm imgcat`: shows a picture in the terminal it runs in, by iTerm2's
//! inline images (OSC 1337;File).

mod resample;

use crate::commands::TmuxPassthru;
use anyhow::{Context, ensure};
use base64::Engine as _;
use clap::Args;
use resample::ResampleArgs;
use std::io::{BufRead, IsTerminal, Read, Write};
use std::path::PathBuf;

/// Largest file sent: what the terminal takes, less a third for base64.
const MAX_FILE: u64 = 5 << 20;

/// Arguments of `wezterm imgcat`.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ImgcatArgs {
    /// Width: `N` cells, `Npx` pixels, `N%` of the terminal, or `auto`.
    #[arg(long, value_name = "WIDTH", value_parser = parse_length)]
    width: Option<String>,

    /// Height, as the width.
    #[arg(long, value_name = "HEIGHT", value_parser = parse_length)]
    height: Option<String>,

    /// Fill the given width and height instead of keeping the proportions.
    #[arg(long)]
    no_preserve_aspect_ratio: bool,

    /// Leave the cursor where it is.
    #[arg(long)]
    no_move_cursor: bool,

    /// Where its upper left corner is: column and row of the screen, from 0.
    #[arg(long, value_name = "X,Y", value_parser = parse_position)]
    position: Option<(u16, u16)>,

    /// Wait for Enter before this program ends.
    #[arg(long)]
    hold: bool,

    /// Wrap the sequence so that tmux hands it on.
    #[arg(long, value_enum, default_value_t)]
    tmux_passthru: TmuxPassthru,

    #[command(flatten)]
    resample: ResampleArgs,

    /// The picture; without it, standard input is read.
    #[arg(value_name = "FILE_NAME")]
    file: Option<PathBuf>,
}

/// Writes the picture to standard output.
pub(crate) fn run(args: &ImgcatArgs) -> anyhow::Result<()> {
    let data = args.resample.apply(read(args)?)?;
    let sequence = args.tmux_passthru.wrap(&sequence(args, &data));
    let mut out = std::io::stdout().lock();
    out.write_all(placed(args, &sequence).as_bytes())
        .and_then(|()| out.flush())
        .context("cannot write the picture to standard output")?;
    if args.hold {
        // Standard input may be the picture.
        let tty = std::fs::File::open("/dev/tty").context("--hold: there is no terminal")?;
        let mut line = String::new();
        std::io::BufReader::new(tty)
            .read_line(&mut line)
            .context("--hold: waiting for Enter")?;
    }
    Ok(())
}

/// The sequence, and what moves the cursor around it.
fn placed(args: &ImgcatArgs, sequence: &str) -> String {
    let end = if args.no_move_cursor { "" } else { "\n" };
    match args.position {
        // The cursor is put back: the picture lies beside what is printed.
        Some((x, y)) => format!(
            "\x1b7\x1b[{};{}H{sequence}\x1b8",
            u32::from(y) + 1,
            u32::from(x) + 1
        ),
        None => format!("{sequence}{end}"),
    }
}

fn parse_position(text: &str) -> Result<(u16, u16), String> {
    let parts = text.split_once(',');
    let number = |text: &str| text.trim().parse().ok();
    parts
        .and_then(|(x, y)| Some((number(x)?, number(y)?)))
        .ok_or_else(|| "expected column and row, such as 10,2".to_owned())
}

fn read(args: &ImgcatArgs) -> anyhow::Result<Vec<u8>> {
    let mut data = Vec::new();
    match &args.file {
        Some(path) => {
            let name = path.display();
            let file = std::fs::File::open(path).with_context(|| format!("cannot open {name}"))?;
            file.take(MAX_FILE + 1)
                .read_to_end(&mut data)
                .with_context(|| format!("cannot read {name}"))?;
        }
        None => {
            let stdin = std::io::stdin();
            ensure!(
                !stdin.is_terminal(),
                "nothing to show: name a picture, or pipe one into standard input"
            );
            stdin
                .lock()
                .take(MAX_FILE + 1)
                .read_to_end(&mut data)
                .context("cannot read standard input")?;
        }
    }
    ensure!(!data.is_empty(), "the picture is empty");
    ensure!(
        data.len() as u64 <= MAX_FILE,
        "the picture has more than {} MiB, which terminals do not take; make it smaller first",
        MAX_FILE >> 20
    );
    Ok(data)
}

fn sequence(args: &ImgcatArgs, data: &[u8]) -> String {
    let encode = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
    let mut keys = format!("size={};inline=1", data.len());
    let name = args.file.as_ref().and_then(|path| path.file_name());
    if let Some(name) = name {
        keys += &format!(";name={}", encode(name.as_encoded_bytes()));
    }
    for (key, value) in [("width", &args.width), ("height", &args.height)] {
        if let Some(value) = value {
            keys += &format!(";{key}={value}");
        }
    }
    if args.no_preserve_aspect_ratio {
        keys += ";preserveAspectRatio=0";
    }
    if args.no_move_cursor {
        keys += ";doNotMoveCursor=1";
    }
    format!("\x1b]1337;File={keys}:{}\x1b\\", encode(data))
}

fn parse_length(text: &str) -> Result<String, String> {
    let number = text
        .strip_suffix("px")
        .or_else(|| text.strip_suffix('%'))
        .unwrap_or(text);
    if text == "auto" || number.parse::<u32>().is_ok() {
        Ok(text.to_owned())
    } else {
        Err("expected cells such as 20, pixels such as 300px, a share such as 50%, or auto".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_was_asked_for_is_in_the_sequence() {
        let args = ImgcatArgs {
            width: Some("50%".to_owned()),
            height: Some("100px".to_owned()),
            no_preserve_aspect_ratio: true,
            no_move_cursor: true,
            file: Some("/a/b.png".into()),
            ..ImgcatArgs::default()
        };
        assert_eq!(
            sequence(&args, b"abc"),
            "\x1b]1337;File=size=3;inline=1;name=Yi5wbmc=;width=50%;height=100px;\
             preserveAspectRatio=0;doNotMoveCursor=1:YWJj\x1b\\"
        );
    }

    #[test]
    fn a_place_on_the_screen() {
        let args = ImgcatArgs {
            position: parse_position("10,2").ok(),
            ..ImgcatArgs::default()
        };
        assert_eq!(placed(&args, "X"), "\x1b7\x1b[3;11HX\x1b8");
        assert!(parse_position("10").is_err() && parse_position("-1,2").is_err());
    }

    #[test]
    fn lengths() {
        for good in ["auto", "5", "300px", "50%"] {
            assert_eq!(parse_length(good).as_deref(), Ok(good));
        }
        for bad in ["", "px", "-1", "5em", "5;inline=0"] {
            assert!(parse_length(bad).is_err(), "{bad}");
        }
    }
}
