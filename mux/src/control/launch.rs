//! Reaching the multiplexer server, and starting it where none runs.

use std::io;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A server that was started listens within this time.
const START_LIMIT: Duration = Duration::from_secs(15);

/// Connects to the server of a socket. Where none listens and there is a
/// command that starts one, that is run first; it is to put itself in the
/// background.
///
/// # Errors
/// In words for the user: what was tried, and why it failed.
pub fn connect_or_start(socket: &Path, start: Option<&[String]>) -> Result<UnixStream, String> {
    let refused = match UnixStream::connect(socket) {
        Ok(stream) => return Ok(stream),
        Err(error) => error,
    };
    let is_absent = matches!(
        refused.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused
    );
    let failed = |error: io::Error| {
        format!(
            "no multiplexer server answers at {}: {error}",
            socket.display()
        )
    };
    let Some((program, args)) = start
        .and_then(<[String]>::split_first)
        .filter(|_| is_absent)
    else {
        return Err(failed(refused));
    };
    let line = || start.unwrap_or_default().join(" ");
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot run `{}` to start the server: {error}", line()))?;
    let stream = await_server(socket, &mut child, &line())?;
    if child.try_wait().is_ok_and(|status| status.is_none()) {
        // Does not stay as a zombie, whenever it ends.
        std::thread::spawn(move || child.wait());
    }
    Ok(stream)
}

/// Connects to a server that is being started: as soon as it listens. `child`
/// is the program that was run for that, which may be the server or one that
/// puts it into the background; `line` names it in messages.
///
/// # Errors
/// When the program fails, or nobody listens in time.
pub fn await_server(socket: &Path, child: &mut Child, line: &str) -> Result<UnixStream, String> {
    let since = Instant::now();
    loop {
        if let Ok(stream) = UnixStream::connect(socket) {
            return Ok(stream);
        }
        if let Ok(Some(status)) = child.try_wait()
            && !status.success()
        {
            return Err(format!("`{line}` did not start a server: {status}"));
        }
        if since.elapsed() > START_LIMIT {
            return Err(format!(
                "`{line}` was run, but no server listens on {} after {} s",
                socket.display(),
                START_LIMIT.as_secs()
            ));
        }
        // A socket that does not exist yet cannot be waited for.
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The command that starts the server that this program belongs to.
#[must_use]
pub fn default_serve_command() -> Vec<String> {
    let program = std::env::current_exe().map_or_else(
        |_| "wezterm".to_owned(),
        |path| path.to_string_lossy().into_owned(),
    );
    vec![program, "mux-server".to_owned(), "--daemonize".to_owned()]
}
