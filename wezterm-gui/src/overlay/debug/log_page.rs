//! The page "log".

use super::lines::visible;
use super::{INTERVAL, Line, Size, Style};
use crate::logbook::{Entry, Logbook};
use log::Level;
use std::sync::Arc;
use std::time::Instant;

/// The log as it is now.
pub(super) struct LogPage {
    book: Arc<Logbook>,
    /// When it looked for new messages last, and how many there had been.
    looked: (Instant, u64),
}

/// An entry as a line.
struct Row {
    text: String,
    level: Level,
}

impl Row {
    fn new(entry: &Entry) -> Self {
        let message = entry.message.trim_end();
        Self {
            text: format!(
                "{:>10.3}s {:5} {}: {message}",
                entry.at.as_secs_f64(),
                entry.level,
                entry.target,
            ),
            level: entry.level,
        }
    }
}

impl LogPage {
    pub(super) fn new(book: Arc<Logbook>) -> Self {
        Self {
            book,
            looked: (Instant::now(), 0),
        }
    }

    pub(super) fn lines(&mut self, size: Size, back: &mut usize, style: &Style) -> Vec<Line> {
        let rows: Vec<Row> = self.book.read(|entries| {
            // An entry is a line at least.
            let wanted = back.saturating_add(size.rows).min(entries.len());
            entries
                .range(entries.len() - wanted..)
                .map(Row::new)
                .collect()
        });
        if rows.is_empty() {
            return vec![Line::plain("Nothing has been logged.", style.dim)];
        }
        visible(rows.iter(), back, size.cols, size.rows, |row: &Row| {
            let color = match row.level {
                Level::Error => style.error,
                Level::Warn => style.warning,
                Level::Info => style.fg,
                Level::Debug | Level::Trace => style.dim,
            };
            (row.text.as_str(), color)
        })
    }

    /// When to look for new messages.
    pub(super) fn due(&self) -> Instant {
        self.looked.0 + INTERVAL / 2
    }

    /// Whether there are new messages.
    pub(super) fn look(&mut self, now: Instant) -> bool {
        let written = self.book.written();
        std::mem::replace(&mut self.looked, (now, written)).1 != written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use config::Config;

    #[test]
    fn the_newest_messages_are_at_the_end() {
        let book = Logbook::new();
        let mut page = LogPage::new(book.clone());
        let style = Style::of_terminal(&Config::default().palette());
        let size = Size { cols: 80, rows: 3 };
        let mut back = 0;
        assert_eq!(page.lines(size, &mut back, &style).len(), 1);
        for n in 0..10 {
            book.write(Level::Warn, "lua", &format!("message {n}"));
        }
        let lines = page.lines(size, &mut back, &style);
        assert_eq!(lines.len(), 3);
        assert!(lines[2].text().ends_with("WARN  lua: message 9"));
        back = 1000;
        let lines = page.lines(size, &mut back, &style);
        assert!(lines[0].text().ends_with("message 0"), "{lines:?}");
        assert_eq!(back, 7);
    }
}
