//! `wezterm cli proxy`: standard input and output are the connection to the
//! multiplexer server of this machine. What runs at the far end of ssh.

use super::CliError;
use crate::control::{launch, paths};
use std::io::{self, Read, Write};
use std::net::Shutdown;

pub(super) fn run(no_auto_start: bool) -> Result<(), CliError> {
    let start = (!no_auto_start).then(launch::default_serve_command);
    let socket = launch::connect_or_start(&paths::server_socket(), start.as_deref())
        .map_err(CliError::Usage)?;
    let failed = |source| CliError::Io {
        what: "connect the server",
        source,
    };
    let mut to = socket.try_clone().map_err(failed)?;
    std::thread::spawn(move || {
        let _ = carry(&mut io::stdin().lock(), &mut to);
        // The far side has gone: so does the server's end.
        let _ = to.shutdown(Shutdown::Both);
    });
    let mut from = socket;
    carry(&mut from, &mut io::stdout().lock()).map_err(failed)
}

/// As `io::copy`, but what has come is passed on at once.
fn carry(from: &mut impl Read, to: &mut impl Write) -> io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => return Ok(()),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        to.write_all(&buffer[..count])?;
        to.flush()?;
    }
}
