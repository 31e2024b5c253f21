//! The newest lines of the log, for the debug overlay: a logger that writes to
//! standard error as `RUST_LOG` says, and keeps what this program says itself.

use crate::bounded::cut;
use log::{Level, LevelFilter, Log, Metadata, Record};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Lines kept; older ones give way.
const MAX_ENTRIES: usize = 2000;

/// Bytes kept of one message.
const MAX_MESSAGE: usize = 4096;

/// Where messages of this program come from; others are kept only where
/// `RUST_LOG` asks for them.
const OWN: [&str; 6] = ["wezterm", "config", "mux", "term", "window", "lua"];

/// A message.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Since the program began.
    pub(crate) at: Duration,
    pub(crate) level: Level,
    pub(crate) target: String,
    pub(crate) message: String,
}

/// The newest messages.
#[derive(Debug)]
pub(crate) struct Logbook {
    started: Instant,
    book: Mutex<Book>,
}

#[derive(Debug, Default)]
struct Book {
    entries: VecDeque<Entry>,
    written: u64,
}

impl Logbook {
    /// An empty book; times count from now.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            book: Mutex::default(),
        })
    }

    fn open(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many messages there have been: moves when there is a new one.
    pub(crate) fn written(&self) -> u64 {
        self.open().written
    }

    /// Reads the messages, the oldest first. What `read` logs itself is lost.
    pub(crate) fn read<R>(&self, read: impl FnOnce(&VecDeque<Entry>) -> R) -> R {
        read(&self.open().entries)
    }

    /// Keeps a message.
    pub(crate) fn write(&self, level: Level, target: &str, message: &str) {
        // Whoever reads the book now may log: that message is not kept.
        let Ok(mut book) = self.book.try_lock() else {
            return;
        };
        if book.entries.len() == MAX_ENTRIES {
            book.entries.pop_front();
        }
        book.entries.push_back(Entry {
            at: self.started.elapsed(),
            level,
            target: target.to_owned(),
            message: cut(message, MAX_MESSAGE).to_owned(),
        });
        book.written += 1;
    }
}

/// The program's logger.
struct Logger {
    printer: env_logger::Logger,
    book: Arc<Logbook>,
}

impl Logger {
    fn is_kept(metadata: &Metadata<'_>) -> bool {
        metadata.level() <= Level::Info && OWN.iter().any(|own| metadata.target().starts_with(own))
    }
}

impl Log for Logger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.printer.enabled(metadata) || Self::is_kept(metadata)
    }

    fn log(&self, record: &Record<'_>) {
        let printed = self.printer.matches(record);
        if printed || Self::is_kept(record.metadata()) {
            let message = record.args().to_string();
            self.book.write(record.level(), record.target(), &message);
        }
        if printed {
            self.printer.log(record);
        }
    }

    fn flush(&self) {
        self.printer.flush();
    }
}

/// Installs the logger. `default_level` holds where `RUST_LOG` is not set;
/// the book is written where one is given.
pub(crate) fn install(default_level: &str, book: Option<Arc<Logbook>>) {
    let mut builder =
        env_logger::Builder::from_env(env_logger::Env::default().default_filter_or(default_level));
    builder.format_target(true);
    let Some(book) = book else {
        builder.init();
        return;
    };
    let printer = builder.build();
    let level = printer.filter().max(LevelFilter::Info);
    // Only a second logger is refused, and there is none.
    if log::set_boxed_logger(Box::new(Logger { printer, book })).is_ok() {
        log::set_max_level(level);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_is_bounded() {
        let book = Logbook::new();
        for n in 0..MAX_ENTRIES + 10 {
            book.write(Level::Info, "lua", &format!("{n}"));
        }
        book.write(Level::Warn, "lua", &"é".repeat(MAX_MESSAGE));
        book.read(|entries| {
            assert_eq!(entries.len(), MAX_ENTRIES);
            assert_eq!(entries[0].message, "11");
            assert!(entries[MAX_ENTRIES - 1].message.len() <= MAX_MESSAGE);
        });
        assert_eq!(book.written(), MAX_ENTRIES as u64 + 11);
    }

    #[test]
    fn own_messages_of_note_are_kept() {
        let kept = |target: &str, level| {
            Logger::is_kept(&Metadata::builder().target(target).level(level).build())
        };
        assert!(kept("wezterm_gui::app", Level::Info));
        assert!(kept("lua", Level::Error));
        assert!(!kept("wezterm_gui::app", Level::Debug));
        assert!(!kept("wgpu_core", Level::Warn));
    }
}
