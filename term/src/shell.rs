//! What programs say about themselves: titles, directory, variables, progress.

use crate::events::{EventQueue, Progress, TerminalEvent};
use std::collections::BTreeMap;

const MAX_TITLE: usize = 4096;
const MAX_TITLE_STACK: usize = 32;
const MAX_CWD: usize = 8192;
const MAX_USER_VARS: usize = 1024;
const MAX_USER_VAR: usize = 64 << 10;

#[derive(Debug, Default)]
pub(crate) struct Shell {
    pub(crate) title: String,
    pub(crate) icon: String,
    /// The icon name as it is reported: OSC 0 sets it too.
    pub(crate) label: String,
    stack: Vec<[String; 3]>,
    pub(crate) cwd: Option<String>,
    pub(crate) user_vars: BTreeMap<String, String>,
    pub(crate) progress: Progress,
}

/// Text for people to read: no controls, bounded.
pub(crate) fn clean(bytes: &[u8], max: usize) -> String {
    let mut out = String::new();
    for c in String::from_utf8_lossy(bytes).chars() {
        if out.len() + c.len_utf8() > max {
            break;
        }
        // Overrides of the text's direction could make it read as another.
        let turns_text = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if !c.is_control() && !turns_text {
            out.push(c);
        }
    }
    out
}

impl Shell {
    pub(crate) fn set_title(&mut self, title: &[u8], events: &mut EventQueue) {
        let title = clean(title, MAX_TITLE);
        if title != self.title {
            self.title = title;
            events.push(TerminalEvent::TitleChanged);
        }
    }

    /// OSC 0.
    pub(crate) fn set_both(&mut self, title: &[u8], events: &mut EventQueue) {
        self.set_title(title, events);
        self.set_icon(b"", events);
        self.label = self.title.clone();
    }

    pub(crate) fn set_icon(&mut self, icon: &[u8], events: &mut EventQueue) {
        let icon = clean(icon, MAX_TITLE);
        self.label.clone_from(&icon);
        if icon != self.icon {
            self.icon = icon;
            events.push(TerminalEvent::IconTitleChanged);
        }
    }

    /// XTWINOPS 22: the oldest entry makes room.
    pub(crate) fn push_titles(&mut self) {
        if self.stack.len() == MAX_TITLE_STACK {
            self.stack.remove(0);
        }
        let entry = [&self.title, &self.icon, &self.label];
        self.stack.push(entry.map(String::clone));
    }

    /// XTWINOPS 23; `which` is 0 for both, 1 the icon, 2 the window title.
    pub(crate) fn pop_titles(&mut self, which: u16, events: &mut EventQueue) {
        let Some([title, icon, label]) = self.stack.pop() else {
            return;
        };
        if which != 1 {
            self.set_title(title.as_bytes(), events);
        }
        if which != 2 {
            self.set_icon(icon.as_bytes(), events);
            self.label = label;
        }
    }

    pub(crate) fn set_cwd(&mut self, url: &[u8], events: &mut EventQueue) {
        let url = clean(url, MAX_CWD);
        let url = (!url.is_empty()).then_some(url);
        if url != self.cwd {
            self.cwd = url;
            events.push(TerminalEvent::CwdChanged);
        }
    }

    pub(crate) fn set_user_var(&mut self, name: String, value: String, events: &mut EventQueue) {
        let is_new = !self.user_vars.contains_key(&name);
        if name.is_empty()
            || name.len() + value.len() > MAX_USER_VAR
            || (is_new && self.user_vars.len() >= MAX_USER_VARS)
        {
            log::warn!("user variable {name:.32} was dropped: too long or too many");
            return;
        }
        self.user_vars.insert(name.clone(), value.clone());
        events.push(TerminalEvent::UserVar { name, value });
    }

    pub(crate) fn set_progress(&mut self, progress: Progress, events: &mut EventQueue) {
        if progress != self.progress {
            self.progress = progress;
            events.push(TerminalEvent::Progress(progress));
        }
    }

    /// RIS: titles and progress go, what the shell told of itself stays.
    pub(crate) fn reset(&mut self, events: &mut EventQueue) {
        self.stack.clear();
        self.set_title(b"", events);
        self.set_icon(b"", events);
        self.set_progress(Progress::None, events);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everything_is_bounded() {
        let mut shell = Shell::default();
        let mut events = EventQueue::default();
        shell.set_title(&vec![b't'; 1 << 20], &mut events);
        assert_eq!(shell.title.len(), MAX_TITLE);
        for _ in 0..1000 {
            shell.push_titles();
        }
        assert_eq!(shell.stack.len(), MAX_TITLE_STACK);
        for n in 0..5000 {
            shell.set_user_var(n.to_string(), "v".into(), &mut events);
        }
        assert_eq!(shell.user_vars.len(), MAX_USER_VARS);
        shell.set_user_var("0".into(), "new".into(), &mut events);
        assert_eq!(shell.user_vars["0"], "new");
    }

    #[test]
    fn controls_are_not_part_of_a_title() {
        assert_eq!(clean(b"a\x1b\xc2\x9bb\xff", 100), "ab\u{fffd}");
        assert_eq!(clean("ééé".as_bytes(), 5), "éé");
    }
}
