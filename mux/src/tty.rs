//! The terminal or line that a program of ours runs on (termios(3)).

use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};
use std::io;
use std::os::fd::AsFd;

/// Speed of a serial line that was given none.
const DEFAULT_BAUD: u32 = 9600;

/// Standard input in raw mode, put back when dropped. Where it is no terminal
/// nothing happens.
#[derive(Debug)]
pub struct RawMode(Option<Termios>);

impl RawMode {
    /// Changes the mode.
    #[must_use]
    pub fn enter() -> Self {
        let stdin = io::stdin();
        let Ok(old) = tcgetattr(&stdin) else {
            return Self(None);
        };
        let mut raw = old.clone();
        raw.make_raw();
        let set = tcsetattr(&stdin, OptionalActions::Now, &raw);
        Self(set.is_ok().then_some(old))
    }
}

impl Drop for RawMode {
    fn drop(&mut self) {
        if let Some(old) = &self.0 {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, old);
        }
    }
}

/// Makes a serial line carry bytes as they are, at a speed in bits per second;
/// 9600 when none is given. `false` where the file is no line.
///
/// # Errors
/// When the line refuses, for example the speed.
pub fn raw_line(file: &impl AsFd, baud: Option<u32>) -> io::Result<bool> {
    let Ok(mut termios) = tcgetattr(file) else {
        return Ok(false);
    };
    termios.make_raw();
    termios.set_speed(baud.unwrap_or(DEFAULT_BAUD))?;
    tcsetattr(file, OptionalActions::Now, &termios)?;
    Ok(true)
}
