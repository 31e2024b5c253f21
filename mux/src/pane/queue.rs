//! Bytes that wait for a program to read them.
//!
//! A write never blocks its caller: bytes are queued, and the pane's thread
//! writes them as the program reads. What the user sends (keys, pastes,
//! `send-text`) may add up to 256 MiB, room for several 50 MB pastes, and is
//! taken whole or refused with an error. What the terminal itself answers is
//! dropped silently once 1 MiB waits: it grows only when a program asks without
//! reading.

use crate::PaneId;
use crate::error::{MuxError, Result};
use parking_lot::Mutex;
use rustix::event::{EventfdFlags, eventfd};
use std::collections::VecDeque;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

const MAX_INPUT: usize = 256 << 20;
const MAX_BEFORE_REPLIES_ARE_DROPPED: usize = 1 << 20;

#[derive(Debug, Default)]
struct Chunks {
    queue: VecDeque<Vec<u8>>,
    /// Bytes of the first chunk that are written.
    written: usize,
    waiting: usize,
    closed: bool,
}

#[derive(Debug)]
pub(super) struct InputQueue {
    chunks: Mutex<Chunks>,
    event: OwnedFd,
}

impl InputQueue {
    pub(super) fn new() -> Result<Self> {
        let event =
            eventfd(0, EventfdFlags::NONBLOCK | EventfdFlags::CLOEXEC).map_err(|error| {
                MuxError::Pty {
                    what: "create an eventfd",
                    source: error.into(),
                }
            })?;
        Ok(Self {
            chunks: Mutex::default(),
            event,
        })
    }

    pub(super) fn push(&self, pane: PaneId, bytes: &[u8]) -> Result<()> {
        let mut chunks = self.chunks.lock();
        if chunks.closed {
            return Ok(());
        }
        if chunks.waiting + bytes.len() > MAX_INPUT {
            return Err(MuxError::InputRefused {
                id: pane,
                waiting: chunks.waiting,
                refused: bytes.len(),
            });
        }
        chunks.push(bytes);
        drop(chunks);
        self.wake();
        Ok(())
    }

    pub(super) fn push_reply(&self, bytes: &[u8]) {
        let mut chunks = self.chunks.lock();
        if !chunks.closed && chunks.waiting + bytes.len() <= MAX_BEFORE_REPLIES_ARE_DROPPED {
            chunks.push(bytes);
            drop(chunks);
            self.wake();
        }
    }

    /// Makes the pane's thread look around.
    pub(super) fn wake(&self) {
        // Fails only when the counter is full, and then the thread is awake anyway.
        let _ = rustix::io::write(&self.event, &1u64.to_ne_bytes());
    }

    pub(super) fn clear_wake(&self) {
        let _ = rustix::io::read(&self.event, &mut [0u8; 8]);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chunks.lock().queue.is_empty()
    }

    /// Nothing more will be read: forgets what waits.
    pub(super) fn close(&self) {
        *self.chunks.lock() = Chunks {
            closed: true,
            ..Chunks::default()
        };
    }

    /// Writes until the file takes no more. Returns whether the file is still good.
    pub(super) fn write_to(&self, file: BorrowedFd<'_>) -> bool {
        loop {
            // The chunk is taken out so that no lock is held over the system call.
            let (chunk, written) = {
                let mut chunks = self.chunks.lock();
                match chunks.queue.pop_front() {
                    Some(chunk) => (chunk, chunks.written),
                    None => return true,
                }
            };
            let result = rustix::io::write(file, &chunk[written..]);
            let mut chunks = self.chunks.lock();
            match result {
                Ok(count) => {
                    chunks.waiting = chunks.waiting.saturating_sub(count);
                    if written + count < chunk.len() {
                        chunks.written = written + count;
                        chunks.queue.push_front(chunk);
                    } else {
                        chunks.written = 0;
                    }
                }
                Err(rustix::io::Errno::AGAIN | rustix::io::Errno::INTR) => {
                    chunks.queue.push_front(chunk);
                    return true;
                }
                Err(_) => return false,
            }
        }
    }
}

impl Chunks {
    fn push(&mut self, bytes: &[u8]) {
        /// Small writes share a chunk, so that a held key does not cost an allocation each.
        const SHARED: usize = 4096;
        self.waiting += bytes.len();
        match self.queue.back_mut() {
            Some(last) if last.len() + bytes.len() <= SHARED => last.extend_from_slice(bytes),
            _ => self.queue.push_back(bytes.to_vec()),
        }
    }
}

impl AsFd for InputQueue {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.event.as_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_out_in_order_through_a_slow_pipe() {
        let (reader, writer) = std::os::unix::net::UnixStream::pair().unwrap();
        reader.set_nonblocking(true).unwrap();
        writer.set_nonblocking(true).unwrap();
        let queue = InputQueue::new().unwrap();
        let sent: Vec<u8> = (0..200_000u32).map(|n| n as u8).collect();
        for part in sent.chunks(7_777) {
            queue.push(1, part).unwrap();
        }
        let mut got = Vec::new();
        let mut buffer = [0; 5_000];
        while !queue.is_empty() {
            assert!(queue.write_to(writer.as_fd()));
            while let Ok(count) = rustix::io::read(&reader, &mut buffer[..]) {
                got.extend_from_slice(&buffer[..count]);
            }
        }
        assert_eq!(got, sent);
        assert_eq!(queue.chunks.lock().waiting, 0);
    }

    #[test]
    fn a_full_queue_refuses_and_drops_replies() {
        let queue = InputQueue::new().unwrap();
        let big = vec![b'x'; 100 << 20];
        queue.push(7, &big).unwrap();
        queue.push(7, &big).unwrap();
        let error = queue.push(7, &big).unwrap_err().to_string();
        assert!(error.contains("pane 7"), "{error}");
        queue.push_reply(b"answer");
        assert_eq!(queue.chunks.lock().waiting, 200 << 20);
        queue.close();
        queue.push(7, b"late").unwrap();
        assert!(queue.is_empty());
    }
}
