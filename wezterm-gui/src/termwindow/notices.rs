//! Messages to the user inside the window: an error in the configuration or a
//! callback, a link that can not be opened. They lie over the grid until the
//! user presses Escape or clicks them; the terminal below goes on.

use std::time::Instant;

/// How many messages are kept; older ones give way.
const MAX_NOTICES: usize = 8;

/// Lines shown of one message; the log has the whole of it.
const MAX_LINES: usize = 12;

/// The messages of one window.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    /// Each with the time when it goes by itself, if it does.
    messages: Vec<(String, Option<Instant>)>,
    /// Moves when what is shown changes.
    generation: u64,
}

impl Notices {
    /// Shows a message; one that is already shown is not repeated.
    /// Returns whether anything changed.
    pub(crate) fn push(&mut self, message: &str) -> bool {
        self.add(message, None)
    }

    /// As [`Notices::push`], for a message that goes by itself.
    pub(crate) fn push_for(&mut self, message: &str, until: Instant) -> bool {
        self.add(message, Some(until))
    }

    fn add(&mut self, message: &str, until: Option<Instant>) -> bool {
        let lines: Vec<&str> = message.trim_end().lines().collect();
        let mut text = lines[..lines.len().min(MAX_LINES)].join("\n");
        if lines.len() > MAX_LINES {
            text.push_str("\n… (the log has the rest)");
        }
        if self.messages.iter().any(|(shown, _)| *shown == text) {
            return false;
        }
        if self.messages.len() == MAX_NOTICES {
            self.messages.remove(0);
        }
        self.messages.push((text, until));
        self.generation += 1;
        true
    }

    /// When the next message goes by itself.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.messages.iter().filter_map(|(_, until)| *until).min()
    }

    /// Takes those away whose time has come; returns whether there were any.
    pub(crate) fn expire(&mut self, now: Instant) -> bool {
        let count = self.messages.len();
        self.messages
            .retain(|(_, until)| until.is_none_or(|until| until > now));
        let any = self.messages.len() != count;
        self.generation += u64::from(any);
        any
    }

    /// Takes all messages away; returns whether there were any.
    pub(crate) fn dismiss(&mut self) -> bool {
        let any = !self.messages.is_empty();
        if any {
            self.messages.clear();
            self.generation += 1;
        }
        any
    }

    /// The user did what closes messages; whether that was all it did. Those
    /// that go by themselves take no key from others.
    pub(crate) fn close(&mut self) -> bool {
        let insists = self.messages.iter().any(|(_, until)| until.is_none());
        self.dismiss() && insists
    }

    /// Whether nothing is shown.
    pub(crate) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// Moves when what is shown changes.
    pub(crate) fn generation(&self) -> u64 {
        self.generation
    }

    /// The messages as lines of at most `cols` columns, wrapped; every line
    /// is as it should be shown, control characters taken out.
    pub(crate) fn lines(&self, cols: usize) -> Vec<String> {
        use unicode_segmentation::UnicodeSegmentation;
        let cols = cols.max(8);
        let mut out = Vec::new();
        for (message, _) in &self.messages {
            for line in message.lines() {
                let mut current = String::new();
                let mut width = 0;
                for grapheme in line.graphemes(true) {
                    let grapheme = if grapheme == "\t" { "    " } else { grapheme };
                    if grapheme.chars().any(char::is_control) {
                        continue;
                    }
                    let w = config::format::column_width(grapheme);
                    if width + w > cols {
                        out.push(std::mem::take(&mut current));
                        width = 0;
                    }
                    current.push_str(grapheme);
                    width += w;
                }
                out.push(current);
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_wrapped_bounded_and_not_repeated() {
        let mut notices = Notices::default();
        assert!(notices.push("wezterm.lua:3: unexpected symbol near '='"));
        assert!(!notices.push("wezterm.lua:3: unexpected symbol near '='"));
        assert_eq!(notices.lines(20).len(), 3);
        for n in 0..20 {
            notices.push(&format!("message {n}"));
        }
        assert_eq!(notices.lines(80).len(), MAX_NOTICES);
        let before = notices.generation();
        assert!(notices.dismiss());
        assert!(!notices.dismiss());
        assert_eq!(notices.generation(), before + 1);
    }

    #[test]
    fn some_go_by_themselves() {
        let (mut notices, now) = (Notices::default(), Instant::now());
        let later = now + std::time::Duration::from_secs(1);
        notices.push("stays");
        notices.push_for("goes", later);
        assert_eq!(notices.deadline(), Some(later));
        assert!(!notices.expire(now));
        assert!(notices.expire(later));
        assert_eq!(notices.lines(80), ["stays"]);
        assert_eq!(notices.deadline(), None);
        notices.push_for("goes", later);
        assert!(notices.close(), "one stayed until it was closed");
        notices.push_for("goes", later);
        assert!(!notices.close());
        assert!(notices.is_empty());
    }

    #[test]
    fn control_characters_are_not_shown() {
        let mut notices = Notices::default();
        notices.push("a\u{1b}[31mb\tc");
        assert_eq!(notices.lines(80), ["a[31mb    c"]);
    }
}
