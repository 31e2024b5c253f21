//! What programs say about themselves: titles, directory, variables, progress.

use crate::events::{EventQueue, Progress, TerminalEvent};
use std::collections::BTreeMap;

const MAX_TITLE: usize = 4096;
/// As many as xterm's.
const MAX_TITLE_STACK: usize = 10;
const MAX_CWD: usize = 8192;
const MAX_USER_VARS: usize = 1024;
const MAX_USER_VAR: usize = 64 << 10;

#[derive(Debug, Default)]
pub(crate) struct Shell {
    pub(crate) title: String,
    pub(crate) icon: String,
    /// The icon name as it is reported: OSC 0 sets it too.
    pub(crate) label: String,
    stack: TitleStack,
    pub(crate) cwd: Option<String>,
    pub(crate) user_vars: BTreeMap<String, String>,
    pub(crate) progress: Progress,
}

/// Title, icon and label.
type Titles = [String; 3];

/// XTWINOPS 22 and 23: a stack whose slots can also be used by number.
#[derive(Debug, Default)]
struct TitleStack {
    slots: [Option<Titles>; MAX_TITLE_STACK],
    /// How many are pushed.
    depth: usize,
}

impl TitleStack {
    /// Pushes, or with a slot from 1 stores there.
    fn store(&mut self, slot: usize, titles: Titles) {
        if slot > MAX_TITLE_STACK {
            return;
        }
        if slot == 0 && self.depth == MAX_TITLE_STACK {
            self.slots.rotate_left(1);
            self.depth -= 1;
        }
        let at = slot.checked_sub(1).unwrap_or(self.depth);
        self.slots[at] = Some(titles);
        self.depth += usize::from(slot == 0);
    }

    /// Pops, or with a slot from 1 reads there.
    fn take(&mut self, slot: usize) -> Option<Titles> {
        if let Some(at) = slot.checked_sub(1) {
            return self.slots.get(at)?.clone();
        }
        self.depth = self.depth.checked_sub(1)?;
        self.slots[self.depth].take()
    }
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

    /// XTWINOPS 22: on the stack, where the oldest entry makes room; or, with
    /// a slot from 1, into that slot of it.
    pub(crate) fn push_titles(&mut self, slot: u16) {
        let entry = [&self.title, &self.icon, &self.label].map(String::clone);
        self.stack.store(slot.into(), entry);
    }

    /// XTWINOPS 23; `which` is 0 for both, 1 the icon, 2 the window title.
    /// With a slot from 1, what is in it, which stays there.
    pub(crate) fn pop_titles(&mut self, which: u16, slot: u16, events: &mut EventQueue) {
        let Some([title, icon, label]) = self.stack.take(slot.into()) else {
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
        self.stack = TitleStack::default();
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
        for n in 0..1000 {
            shell.set_title(n.to_string().as_bytes(), &mut events);
            shell.push_titles(0);
        }
        for n in (990..1000).rev() {
            shell.pop_titles(0, 0, &mut events);
            assert_eq!(shell.title, n.to_string());
        }
        shell.pop_titles(0, 0, &mut events);
        assert_eq!(shell.title, "990", "the stack is empty");
        for n in 0..5000 {
            shell.set_user_var(n.to_string(), "v".into(), &mut events);
        }
        assert_eq!(shell.user_vars.len(), MAX_USER_VARS);
        shell.set_user_var("0".into(), "new".into(), &mut events);
        assert_eq!(shell.user_vars["0"], "new");
    }

    #[test]
    fn slots_are_used_by_number_too() {
        let (mut shell, mut events) = (Shell::default(), EventQueue::default());
        let mut told = |shell: &mut Shell, title: &str, slot| {
            shell.set_title(title.as_bytes(), &mut events);
            shell.push_titles(slot);
        };
        told(&mut shell, "first", 0);
        told(&mut shell, "third", 3);
        told(&mut shell, "nowhere", 11);
        let mut events = EventQueue::default();
        for (slot, title) in [
            (3, "third"),
            (3, "third"),
            (1, "first"),
            (2, "first"),
            (11, "first"),
        ] {
            shell.pop_titles(0, slot, &mut events);
            assert_eq!(shell.title, title, "slot {slot}");
        }
        shell.set_title(b"now", &mut events);
        shell.pop_titles(0, 0, &mut events);
        assert_eq!(shell.title, "first");
    }

    #[test]
    fn controls_are_not_part_of_a_title() {
        assert_eq!(clean(b"a\x1b\xc2\x9bb\xff", 100), "ab\u{fffd}");
        assert_eq!(clean("ééé".as_bytes(), 5), "éé");
    }
}
