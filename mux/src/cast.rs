//! Recordings of terminal sessions in the format asciicast v2
//! (<https://docs.asciinema.org/manual/asciicast/v2/>): a line with a header,
//! then a line for each piece of output with its time in seconds.

use crate::command::{PaneEnvironment, resolve};
use crate::pty::PtyMaster;
use crate::tty::RawMode;
use crate::{MuxSettings, SpawnCommand};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::tcgetwinsize;
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::time::{Duration, Instant};
use wezterm_types::TerminalSize;

/// Longest line of a recording that is read.
const MAX_LINE: u64 = 64 << 20;
/// How often the size of the terminal is looked at.
const SIZE_INTERVAL: Duration = Duration::from_millis(250);

/// The first line of a recording.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// Of the format: 2.
    pub version: u32,
    /// Columns.
    pub width: usize,
    /// Rows.
    pub height: usize,
    /// When it was made, seconds since 1970.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timestamp: Option<u64>,
    /// What was run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
}

/// A later line.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// What the program printed.
    Output(String),
    /// What was typed.
    Input(String),
    /// The terminal has another size.
    Resize(usize, usize),
    /// Anything else.
    Other,
}

/// Writes a recording.
#[derive(Debug)]
pub struct Writer<W: Write> {
    to: W,
    started: Instant,
    /// The beginning of a character whose end is still to come.
    partial: Vec<u8>,
}

impl<W: Write> Writer<W> {
    /// Begins a recording.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn new(mut to: W, header: &Header) -> io::Result<Self> {
        serde_json::to_writer(&mut to, header)?;
        writeln!(to)?;
        Ok(Self {
            to,
            started: Instant::now(),
            partial: Vec::new(),
        })
    }

    /// Adds output. A character that is cut is written when it is whole.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn output(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.partial.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.partial) {
            Ok(text) => text.len(),
            Err(error) if error.error_len().is_none() => error.valid_up_to(),
            Err(_) => self.partial.len(),
        };
        let text = String::from_utf8_lossy(&self.partial[..whole]).into_owned();
        self.partial.drain(..whole);
        if text.is_empty() {
            return Ok(());
        }
        self.line("o", &text)
    }

    /// Adds a change of size.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn resize(&mut self, cols: usize, rows: usize) -> io::Result<()> {
        self.line("r", &format!("{cols}x{rows}"))
    }

    fn line(&mut self, kind: &str, text: &str) -> io::Result<()> {
        let time = self.started.elapsed().as_secs_f64();
        serde_json::to_writer(&mut self.to, &(time, kind, text))?;
        writeln!(self.to)?;
        self.to.flush()
    }
}

fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// Reads a recording: its header, and its events with their times.
///
/// # Errors
/// When it cannot be read or is no recording.
pub fn read(
    from: impl Read,
) -> io::Result<(Header, impl Iterator<Item = io::Result<(Duration, Event)>>)> {
    let mut from = BufReader::new(from);
    let first = line(&mut from)?.ok_or_else(|| invalid("the file is empty".to_owned()))?;
    let header: Header = serde_json::from_str(&first)
        .map_err(|error| invalid(format!("line 1 is no header of asciicast v2: {error}")))?;
    if header.version != 2 {
        return Err(invalid(format!(
            "it is asciicast v{}; only v2 is understood",
            header.version
        )));
    }
    let mut number = 1;
    let events =
        std::iter::from_fn(move || {
            loop {
                number += 1;
                match line(&mut from) {
                    Ok(None) => return None,
                    Ok(Some(text)) if text.trim().is_empty() => {}
                    Ok(Some(text)) => {
                        return Some(event(&text).map_err(|error| {
                            invalid(format!("line {number} is no event: {error}"))
                        }));
                    }
                    Err(error) => return Some(Err(error)),
                }
            }
        });
    Ok((header, events))
}

fn line(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut text = String::new();
    let count = from.by_ref().take(MAX_LINE).read_line(&mut text)?;
    Ok((count > 0).then_some(text))
}

fn event(text: &str) -> Result<(Duration, Event), String> {
    let (time, kind, data): (f64, String, String) =
        serde_json::from_str(text).map_err(|error| error.to_string())?;
    let time = Duration::try_from_secs_f64(time).map_err(|error| error.to_string())?;
    let event = match kind.as_str() {
        "o" => Event::Output(data),
        "i" => Event::Input(data),
        "r" => {
            let size = data.split_once('x');
            let size = size.and_then(|(cols, rows)| Some((cols.parse().ok()?, rows.parse().ok()?)));
            let (cols, rows) = size.ok_or_else(|| format!("{data:?} is no size"))?;
            Event::Resize(cols, rows)
        }
        _ => Event::Other,
    };
    Ok((time, event))
}

fn terminal_size() -> TerminalSize {
    let mut size = TerminalSize::default();
    if let Ok(known) = tcgetwinsize(io::stdout())
        && known.ws_col > 0
        && known.ws_row > 0
    {
        size.cols = usize::from(known.ws_col);
        size.rows = usize::from(known.ws_row);
        size.pixel_width = usize::from(known.ws_xpixel);
        size.pixel_height = usize::from(known.ws_ypixel);
    }
    size
}

/// Runs a program in this terminal and records what it prints.
///
/// # Errors
/// When it cannot be run, or the recording cannot be written.
pub fn record(command: &SpawnCommand, settings: &MuxSettings, to: &Path) -> Result<(), String> {
    let failed = |error: io::Error| format!("cannot write {}: {error}", to.display());
    let file = File::create(to).map_err(failed)?;
    let mut size = terminal_size();
    let resolved = resolve(command, settings, &PaneEnvironment::default())
        .map_err(|error| error.to_string())?;
    let header = Header {
        version: 2,
        width: size.cols,
        height: size.rows,
        timestamp: std::time::SystemTime::UNIX_EPOCH
            .elapsed()
            .ok()
            .map(|time| time.as_secs()),
        command: Some(resolved.argv.join(" ")),
    };
    let (pty, mut child) = PtyMaster::spawn(&resolved, size).map_err(|error| error.to_string())?;
    let mut cast = Writer::new(BufWriter::new(file), &header).map_err(failed)?;
    let raw = RawMode::enter();
    let mut buffer = vec![0; 64 * 1024];
    let mut typed: Vec<u8> = Vec::new();
    let mut reads_stdin = true;
    let mut looked = Instant::now();
    let stdin = io::stdin();
    let tick = Timespec::try_from(SIZE_INTERVAL).ok();
    'all: loop {
        let wanted = if typed.is_empty() {
            PollFlags::IN
        } else {
            PollFlags::IN | PollFlags::OUT
        };
        let master = pty.as_fd();
        let mut fds = vec![PollFd::new(&master, wanted)];
        // No more is read than the program takes.
        let with_stdin = reads_stdin && typed.is_empty();
        if with_stdin {
            fds.push(PollFd::new(&stdin, PollFlags::IN));
        }
        let _ = poll(&mut fds, tick.as_ref());
        let (from_pty, from_user) = (fds[0].revents(), fds.get(1).map(PollFd::revents));
        if from_user.is_some_and(|events| !events.is_empty()) {
            match rustix::io::read(&stdin, &mut buffer[..4096]) {
                Ok(0) => {
                    reads_stdin = false;
                    // Ctrl+D, as a terminal whose user ends the input would send.
                    typed.push(4);
                }
                Ok(count) => typed.extend_from_slice(&buffer[..count]),
                Err(_) => reads_stdin = false,
            }
        }
        if from_pty.contains(PollFlags::OUT)
            && let Ok(count) = rustix::io::write(pty.as_fd(), &typed)
        {
            typed.drain(..count);
        }
        if from_pty.intersects(PollFlags::IN | PollFlags::HUP | PollFlags::ERR) {
            match rustix::io::read(pty.as_fd(), &mut buffer[..]) {
                Ok(0) => break,
                Ok(count) => {
                    let mut out = io::stdout().lock();
                    // A user who looks away is no reason to stop recording.
                    let _ = out.write_all(&buffer[..count]).and_then(|()| out.flush());
                    if let Err(error) = cast.output(&buffer[..count]) {
                        let _ = child.kill();
                        drop(raw);
                        return Err(failed(error));
                    }
                }
                Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {}
                Err(_) => break 'all,
            }
        }
        if looked.elapsed() >= SIZE_INTERVAL {
            looked = Instant::now();
            let now = terminal_size();
            if now != size {
                size = now;
                let _ = pty.resize(size);
                cast.resize(size.cols, size.rows).map_err(failed)?;
            }
        }
    }
    let _ = child.wait();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let header = Header {
            version: 2,
            width: 80,
            height: 24,
            timestamp: Some(1),
            command: Some("sh".into()),
        };
        let mut bytes = Vec::new();
        let mut writer = Writer::new(&mut bytes, &header).unwrap();
        writer.output("a\x1b[31mä".as_bytes()).unwrap();
        // A character in two parts, and a byte of no character.
        writer.output(b"\xe6\xbc").unwrap();
        writer.output(b"\xa2\xff").unwrap();
        writer.resize(100, 30).unwrap();
        let (read_header, events) = read(&bytes[..]).unwrap();
        assert_eq!(read_header, header);
        let events: Vec<Event> = events.map(|event| event.unwrap().1).collect();
        assert_eq!(
            events,
            [
                Event::Output("a\x1b[31mä".into()),
                Event::Output("漢\u{fffd}".into()),
                Event::Resize(100, 30)
            ]
        );
    }

    #[test]
    fn other_files_are_refused_with_a_line() {
        assert!(read(&b""[..]).is_err());
        assert!(read(&b"{\"version\":1,\"width\":1,\"height\":1}\n"[..]).is_err());
        let text = "{\"version\":2,\"width\":1,\"height\":1}\n[0.1,\"o\",\"x\"]\n\n[-1,\"o\",\"x\"]\nnonsense\n";
        let events: Vec<_> = read(text.as_bytes()).unwrap().1.collect();
        assert_eq!(events.len(), 3);
        assert!(
            events[1]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("line 4")
        );
        assert!(
            events[2]
                .as_ref()
                .unwrap_err()
                .to_string()
                .contains("line 5")
        );
    }

    #[test]
    fn a_program_is_recorded() {
        let temp = tempfile::tempdir().unwrap();
        let file = temp.path().join("x.cast");
        let command = SpawnCommand::from_args(["sh", "-c", "printf 'recorded %d' 42"]);
        record(&command, &MuxSettings::default(), &file).unwrap();
        let (header, events) = read(File::open(&file).unwrap()).unwrap();
        assert_eq!(
            header.command.as_deref(),
            Some("sh -c printf 'recorded %d' 42")
        );
        let all: String = events
            .map(|event| match event.unwrap().1 {
                Event::Output(text) => text,
                _ => String::new(),
            })
            .collect();
        assert_eq!(all, "recorded 42");
    }
}
