//! Connections to a server that break.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may panic and print"
)]

#[path = "support/served.rs"]
mod served;

use mux::SpawnCommand;
use mux::attach::Stream;
use served::{Server, client_with, only_pane, same_text, wait};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use wezterm_types::TerminalSize;

/// A number that depends on nothing but its seed (SplitMix64, Steele et al. 2014).
fn splitmix(seed: u64) -> usize {
    let mut z = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    usize::try_from((z ^ (z >> 31)) >> 16).unwrap()
}

/// A connection that breaks after so many bytes, again and again: in the
/// greeting, in a frame's head, in its body, in what is said and what is heard.
#[test]
fn broken_connections_lose_nothing() {
    use std::io::{self, Read, Write};
    /// Other cuts: `CUT_SEED=N`.
    fn seed() -> u64 {
        let text = std::env::var("CUT_SEED").unwrap_or_default();
        text.parse().unwrap_or(1)
    }
    struct Breaks<T> {
        inner: T,
        left: usize,
    }
    impl<T: Read> Read for Breaks<T> {
        fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
            let count = to.len().min(self.left);
            if count == 0 {
                return Ok(0);
            }
            let count = self.inner.read(&mut to[..count])?;
            self.left -= count;
            Ok(count)
        }
    }
    impl<T: Write> Write for Breaks<T> {
        fn write(&mut self, from: &[u8]) -> io::Result<usize> {
            let count = from.len().min(self.left);
            if count == 0 {
                return Err(io::ErrorKind::BrokenPipe.into());
            }
            let count = self.inner.write(&from[..count])?;
            self.left -= count;
            Ok(count)
        }
        fn flush(&mut self) -> io::Result<()> {
            self.inner.flush()
        }
    }
    println!("CUT_SEED={}", seed());
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let pane = server.with(|mux| {
        let command = SpawnCommand::from_args([
            "sh",
            "-c",
            "i=0; while [ $i -lt 600 ]; do i=$((i+1)); echo step $i; sleep 0.005; done; echo done; cat",
        ]);
        mux.spawn_window(&command, TerminalSize::default(), None).unwrap().2
    });
    let tries = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counting = Arc::clone(&tries);
    let mut client = client_with(Arc::new(move || {
        let number = counting.fetch_add(1, Ordering::AcqRel);
        let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
        let mut stream = Stream::unix(stream).map_err(|error| error.to_string())?;
        let cut = splitmix(seed() * 1000 + number as u64);
        match number {
            // Fixed ones, spread evenly over the beginning.
            0..6 => {
                stream.reader = Box::new(Breaks {
                    inner: stream.reader,
                    left: 20 + (number * 7919) % 4000,
                });
            }
            6..18 => {
                stream.reader = Box::new(Breaks {
                    inner: stream.reader,
                    left: 1 + cut % 4000,
                });
            }
            // The greeting is all that a client says by itself.
            18..22 => {
                stream.writer = Box::new(Breaks {
                    inner: stream.writer,
                    left: cut % 56,
                });
            }
            _ => {}
        }
        // The pauses between tries are not what is tested here.
        Ok(stream)
    }));
    wait("all breaks", || {
        client.poll();
        (tries.load(Ordering::Acquire) > 22).then_some(())
    });
    let ours = only_pane(&mut client);
    same_text(&server, pane, &mut client, ours, "done");
    assert_eq!(client.windows().count(), 1);
}
