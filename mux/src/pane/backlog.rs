//! Output that is parsed on a thread of its own, while the pane's thread reads on.
//!
//! To read a terminal takes about as long as to parse what plain text it hands
//! over, so a flood is through sooner if both go on at once. There is such a
//! thread only while a flood lasts: what a program prints otherwise is parsed by
//! the thread that read it, at once.

use parking_lot::{Condvar, Mutex};
use std::io;
use std::sync::Arc;
use std::thread::JoinHandle;

/// As much waits, in bytes, before whoever brings more waits, too.
const LIMIT: usize = 128 * 1024;

#[derive(Default)]
struct Backlog {
    waiting: Vec<u8>,
    /// Something is being parsed.
    busy: bool,
    /// Nothing more comes.
    closed: bool,
}

#[derive(Default)]
struct Shared {
    backlog: Mutex<Backlog>,
    changed: Condvar,
}

impl Shared {
    /// The next of the output, all that waits, exchanged for what was `done`;
    /// false when there is none and none comes.
    fn next(&self, done: &mut Vec<u8>) -> bool {
        done.clear();
        let mut backlog = self.backlog.lock();
        backlog.busy = false;
        while backlog.waiting.is_empty() {
            if backlog.closed {
                return false;
            }
            self.changed.wait(&mut backlog);
        }
        backlog.busy = true;
        std::mem::swap(&mut backlog.waiting, done);
        drop(backlog);
        self.changed.notify_one();
        true
    }
}

/// A thread that parses, and what waits for it. When it is dropped, all of
/// that has been parsed.
pub(super) struct Parser {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

impl Parser {
    /// Starts a thread that calls `parse` with the output, in order.
    ///
    /// # Errors
    /// There can not be one more thread.
    pub(super) fn start(name: String, parse: impl Fn(&[u8]) + Send + 'static) -> io::Result<Self> {
        let shared = Arc::<Shared>::default();
        let its = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name(name)
            .stack_size(512 * 1024)
            .spawn(move || {
                let mut output = Vec::new();
                while its.next(&mut output) {
                    parse(&output);
                }
            })?;
        Ok(Self {
            shared,
            thread: Some(thread),
        })
    }

    /// Whether all there was has been parsed.
    pub(super) fn is_idle(&self) -> bool {
        let backlog = self.shared.backlog.lock();
        !backlog.busy && backlog.waiting.is_empty()
    }

    /// Takes output, and leaves memory for more in its place; waits while there
    /// is too much.
    pub(super) fn push(&self, output: &mut Vec<u8>) {
        let mut backlog = self.shared.backlog.lock();
        while backlog.waiting.len() >= LIMIT {
            self.shared.changed.wait(&mut backlog);
        }
        if backlog.waiting.is_empty() {
            std::mem::swap(&mut backlog.waiting, output);
        } else {
            backlog.waiting.append(output);
        }
        drop(backlog);
        self.shared.changed.notify_one();
    }
}

impl Drop for Parser {
    fn drop(&mut self) {
        self.shared.backlog.lock().closed = true;
        self.shared.changed.notify_one();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the thread that parses a pane's output has panicked");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_is_parsed_in_order() {
        let parsed = Arc::new(Mutex::new(Vec::new()));
        let its = Arc::clone(&parsed);
        let parser = Parser::start("parser".into(), move |bytes| {
            its.lock().extend_from_slice(bytes)
        })
        .expect("a thread");
        let mut expected = Vec::new();
        for number in 0..2000_u32 {
            let mut piece = [number.to_le_bytes(); 100].concat();
            expected.extend_from_slice(&piece);
            parser.push(&mut piece);
            assert!(piece.is_empty());
        }
        drop(parser);
        assert!(*parsed.lock() == expected);
    }

    #[test]
    fn it_is_idle_when_all_is_parsed_and_not_before() {
        let (give, take) = std::sync::mpsc::sync_channel::<()>(0);
        let parser = Parser::start("parser".into(), move |_| {
            // Until the test says so.
            let _ = take.recv();
        })
        .expect("a thread");
        assert!(parser.is_idle());
        parser.push(&mut b"first".to_vec());
        assert!(!parser.is_idle());
        give.send(()).expect("it waits");
        while !parser.is_idle() {
            std::thread::yield_now();
        }
        drop(give);
    }

    #[test]
    fn what_waits_is_bounded() {
        let most = Arc::new(Mutex::new(0));
        let its = Arc::clone(&most);
        let parser = Parser::start("parser".into(), move |bytes| {
            let mut most = its.lock();
            *most = bytes.len().max(*most);
        })
        .expect("a thread");
        for _ in 0..200 {
            parser.push(&mut vec![b'x'; 10_000]);
        }
        drop(parser);
        assert!(*most.lock() < LIMIT + 10_000);
    }
}
