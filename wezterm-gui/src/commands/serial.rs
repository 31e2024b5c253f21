//! A serial line in a pane: the pane's program is this one, carrying bytes
//! between the pane and the device.

use anyhow::{Context, bail};
use clap::Args;
use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::path::PathBuf;

/// Arguments of the program in the pane of `wezterm serial`.
#[derive(Clone, Debug, Args)]
pub(crate) struct BridgeArgs {
    /// Speed in bits per second.
    #[arg(long)]
    baud: Option<u32>,
    /// The device.
    port: PathBuf,
}

/// Carries bytes until one side ends.
///
/// # Errors
/// When the device can not be used.
pub(crate) fn bridge(args: &BridgeArgs) -> anyhow::Result<()> {
    let name = args.port.display();
    let port = OpenOptions::new()
        .read(true)
        .write(true)
        .open(&args.port)
        .with_context(|| format!("opening {name}"))?;
    let state = mux::tty::raw_line(&port, args.baud)
        .with_context(|| format!("setting up {name} as a serial line"))?;
    if !state {
        bail!("{name} is no serial line");
    }
    let _raw = mux::tty::RawMode::enter();
    let mut to_port = port.try_clone()?;
    std::thread::spawn(move || carry(&mut std::io::stdin().lock(), &mut to_port));
    let mut from_port: File = port;
    carry(&mut from_port, &mut std::io::stdout().lock()).with_context(|| format!("reading {name}"))
}

fn carry(from: &mut impl Read, to: &mut impl Write) -> std::io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        match from.read(&mut buffer)? {
            0 => return Ok(()),
            count => {
                to.write_all(&buffer[..count])?;
                to.flush()?;
            }
        }
    }
}
