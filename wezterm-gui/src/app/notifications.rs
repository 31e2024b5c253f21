//! Notifications of programs, of Lua and of commands that have ended: which are
//! shown, by whom, and what comes of a click. The desktop shows them; where it
//! can not, the window does.

use super::App;
use crate::shared::Request;
use config::structs::{NotificationHandling as Handling, NotifyOnCommandFinish};
use mux::{PaneId, WindowId};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use term::{Occasion, Urgency};
use window::{NotificationEvent, Notifier};

/// Notifications that a pane may ask for at once, and how long it takes until
/// it may ask for one more.
const AT_ONCE: u32 = 5;
const REFILL: Duration = Duration::from_secs(2);
/// Characters of a title and of a text.
const MAX_TITLE: usize = 200;
const MAX_BODY: usize = 2000;
/// Those that are remembered while they are shown.
const MAX_SHOWN: usize = 256;

/// The notifications that are shown.
#[derive(Debug)]
pub(super) struct Notifications {
    notifier: Notifier,
    shown: HashMap<u64, Shown>,
    next_key: u64,
    allowances: HashMap<Source, Allowance>,
}

/// Who asked for a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Source {
    Pane(PaneId),
    /// `window:toast_notification`.
    Lua(WindowId),
}

#[derive(Debug)]
struct Shown {
    source: Source,
    about: term::Notification,
    /// What a click opens.
    url: Option<String>,
}

/// What a source may still ask for.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    left: u32,
    since: Instant,
}

impl Allowance {
    fn new(now: Instant) -> Self {
        Self {
            left: AT_ONCE,
            since: now,
        }
    }

    /// Whether one more is allowed now.
    fn take(&mut self, now: Instant) -> bool {
        let more = now.duration_since(self.since).as_nanos() / REFILL.as_nanos();
        if more > 0 {
            self.left = AT_ONCE.min(self.left.saturating_add(more.min(100) as u32));
            self.since = now;
        }
        let allowed = self.left > 0;
        self.left = self.left.saturating_sub(1);
        allowed
    }
}

/// Where the user looks, seen from a pane.
#[derive(Clone, Copy, Debug, Default)]
struct Sight {
    /// The pane's window has the keyboard.
    window: bool,
    /// The pane's tab is the one that is shown there.
    tab: bool,
    /// The pane is the active one of that tab.
    pane: bool,
}

impl Sight {
    /// Whether the user looks at the pane itself.
    fn of_pane(self) -> bool {
        self.window && self.tab && self.pane
    }
}

/// Text without escape sequences and control characters, no longer than `max`.
fn plain(text: &str, max: usize) -> String {
    let text = config::format::plain_text(text);
    text.chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .take(max)
        .collect()
}

/// Whether a notification is shown (`notification_handling`, kitty's `o`).
fn is_wanted(handling: Handling, occasion: Occasion, sight: Sight) -> bool {
    let Sight { window, tab, .. } = sight;
    let suppressed = match handling {
        Handling::AlwaysShow => false,
        Handling::NeverShow => true,
        Handling::SuppressFromFocusedWindow => window,
        Handling::SuppressFromFocusedTab => window && tab,
        Handling::SuppressFromFocusedPane => sight.of_pane(),
    };
    let seen = match occasion {
        Occasion::Always => false,
        Occasion::Unfocused => sight.of_pane(),
        Occasion::Invisible => window && tab,
    };
    !suppressed && !seen
}

impl Notifications {
    pub(super) fn new(notifier: Notifier) -> Self {
        Self {
            notifier,
            shown: HashMap::new(),
            next_key: 1,
            allowances: HashMap::new(),
        }
    }

    /// Shows one, unless its source has asked for too many.
    fn show(&mut self, shown: Shown, title: String, now: Instant) {
        let Shown { source, about, .. } = &shown;
        let source = *source;
        let allowance = self
            .allowances
            .entry(source)
            .or_insert_with(|| Allowance::new(now));
        if !allowance.take(now) {
            log::debug!("{source:?} asks for too many notifications; one is left out");
            return;
        }
        let again = about.id.as_ref().and_then(|id| self.key_of(source, id));
        let key = again.unwrap_or(self.next_key);
        self.next_key = self.next_key.max(key + 1);
        self.notifier.show(window::Notification {
            key,
            title: plain(&title, MAX_TITLE),
            body: plain(&about.body, MAX_BODY),
            urgency: match about.urgency {
                Urgency::Low => window::Urgency::Low,
                Urgency::Normal => window::Urgency::Normal,
                Urgency::Critical => window::Urgency::Critical,
            },
            expires_ms: about.expires_ms,
        });
        if self.shown.len() >= MAX_SHOWN {
            let oldest = self.shown.keys().min().copied();
            oldest.and_then(|key| self.shown.remove(&key));
        }
        self.shown.insert(key, shown);
    }

    fn key_of(&self, source: Source, id: &str) -> Option<u64> {
        let mut shown = self.shown.iter();
        shown
            .find(|(_, shown)| shown.source == source && shown.about.id.as_deref() == Some(id))
            .map(|(key, _)| *key)
    }

    /// The program's names of those that are there, in order.
    fn names(&self, source: Source) -> Vec<String> {
        let mut shown: Vec<_> = self.shown.iter().collect();
        shown.sort_by_key(|(key, _)| **key);
        let ours = shown
            .into_iter()
            .filter(|(_, shown)| shown.source == source);
        ours.filter_map(|(_, shown)| shown.about.id.clone())
            .collect()
    }
}

impl App {
    /// A program wants the user told.
    pub(super) fn notification(&mut self, pane: PaneId, about: term::Notification) {
        let handling = self.window_of(pane).map_or(Handling::AlwaysShow, |window| {
            window.config.notification_handling
        });
        if !is_wanted(handling, about.occasion, self.sight(pane)) {
            return;
        }
        let title = about.title.clone().unwrap_or_else(|| {
            let pane = self.shared.mux.borrow().pane(pane);
            pane.map(|pane| pane.title()).unwrap_or_default()
        });
        let shown = Shown {
            source: Source::Pane(pane),
            about,
            url: None,
        };
        self.notifications.show(shown, title, Instant::now());
    }

    /// `window:toast_notification`, heading and text: shown whatever
    /// `notification_handling`; a click opens the address.
    pub(super) fn toast(
        &mut self,
        window: WindowId,
        (title, body): (String, String),
        url: Option<String>,
        expires_ms: Option<u32>,
    ) {
        let about = term::Notification {
            title: Some(title.clone()),
            body,
            focuses: url.is_none(),
            expires_ms,
            ..term::Notification::default()
        };
        let source = Source::Lua(window);
        let shown = Shown { source, about, url };
        self.notifications.show(shown, title, Instant::now());
    }

    /// A program wants one of its notifications gone.
    pub(super) fn close_notification(&mut self, pane: PaneId, id: &str) {
        if let Some(key) = self.notifications.key_of(Source::Pane(pane), id) {
            self.notifications.notifier.close(key);
        }
    }

    /// A program asks which of its notifications are still there.
    pub(super) fn answer_alive(&self, pane: PaneId, asked: &str) {
        let names = self.notifications.names(Source::Pane(pane));
        self.tell_program(pane, &term::alive_reply(asked, &names));
    }

    /// A pane is gone, and nobody can be told of its notifications any more.
    pub(super) fn forget_notifications(&mut self, pane: PaneId) {
        self.notifications.allowances.remove(&Source::Pane(pane));
    }

    /// OSC 133;D: a command has ended (`notify_on_command_finish`).
    pub(super) fn command_finished(
        &mut self,
        pane: PaneId,
        status: Option<i32>,
        took: Option<Duration>,
        command: &str,
    ) {
        let config = &self.shared.configuration.config;
        let least = Duration::from_secs(config.notify_on_command_finish_seconds);
        let Some(took) = took.filter(|took| *took >= least) else {
            return;
        };
        match config.notify_on_command_finish {
            NotifyOnCommandFinish::never => return,
            NotifyOnCommandFinish::unfocused if self.sight(pane).of_pane() => return,
            NotifyOnCommandFinish::unfocused | NotifyOnCommandFinish::always => {}
        }
        let (title, body) = finished_text(status, took, command);
        let shown = Shown {
            source: Source::Pane(pane),
            about: term::Notification {
                title: Some(title.clone()),
                body,
                focuses: true,
                ..term::Notification::default()
            },
            url: None,
        };
        self.notifications.show(shown, title, Instant::now());
    }

    /// What has become of notifications.
    pub(super) fn poll_notifications(&mut self) {
        for event in self.notifications.notifier.events() {
            match event {
                NotificationEvent::Activated(key) => self.activated(key),
                NotificationEvent::Closed(key) => {
                    if let Some(Shown { source, about, .. }) = self.notifications.shown.remove(&key)
                        && about.reports_close
                        && let Source::Pane(pane) = source
                    {
                        self.tell_program(pane, &term::closed_report(about.id.as_deref()));
                    }
                }
                NotificationEvent::NotShown(notification) => self.show_in_window(&notification),
            }
        }
    }

    fn activated(&mut self, key: u64) {
        let Some(Shown { source, about, url }) = self.notifications.shown.get(&key) else {
            return;
        };
        if let (Some(uri), Source::Lua(window)) = (url.clone(), *source) {
            let pane = self.windows.get(&window);
            if let Some(pane) = pane.and_then(|window| window.active_pane_id(&self.shared)) {
                let request = Request::OpenUri { window, pane, uri };
                self.shared.requests.push(request);
            }
            return;
        }
        let (source, focuses) = (*source, about.focuses);
        let report = about
            .reports
            .then(|| term::activated_report(about.id.as_deref()));
        if focuses {
            self.reveal(source);
        }
        if let (Some(report), Source::Pane(pane)) = (report, source) {
            self.tell_program(pane, &report);
        }
    }

    /// Shows the user what a notification is about.
    fn reveal(&mut self, source: Source) {
        let window = match source {
            Source::Lua(window) => Some(window),
            Source::Pane(pane) => {
                let mut mux = self.shared.mux.borrow_mut();
                mux.switch_to_workspace_of(pane);
                // A pane that is gone has no place to show.
                let _ = mux.activate_pane(pane);
                if let Some(tab) = mux.tab_of_pane(pane) {
                    let _ = mux.show_tab(tab);
                }
                mux.window_of_pane(pane)
            }
        };
        // Another workspace will be where this one is.
        let id = window.and_then(|id| match self.windows.contains_key(&id) {
            true => Some(id),
            false => self.windows.keys().next().copied(),
        });
        if let Some(window) = id.and_then(|id| self.windows.get_mut(&id)) {
            window.focus();
            window.request_redraw();
        }
    }

    /// The desktop has nobody who shows notifications.
    fn show_in_window(&mut self, notification: &window::Notification) {
        let Some(shown) = self.notifications.shown.remove(&notification.key) else {
            return;
        };
        let text = match shown.about.title.as_deref() {
            Some(title) if !title.is_empty() => {
                format!("{}: {}", notification.title, notification.body)
            }
            _ => notification.body.clone(),
        };
        let id = match shown.source {
            Source::Lua(window) => Some(window),
            Source::Pane(pane) => self.shared.mux.borrow().window_of_pane(pane),
        };
        if let Some(window) = id.and_then(|id| self.windows.get_mut(&id)) {
            window.notify(&text);
        }
    }

    fn sight(&self, pane: PaneId) -> Sight {
        let mux = self.shared.mux.borrow();
        let Some(id) = mux.window_of_pane(pane) else {
            return Sight::default();
        };
        Sight {
            window: self
                .windows
                .get(&id)
                .is_some_and(|window| window.is_focused()),
            tab: mux.tab_of_pane(pane) == mux.window(id).and_then(mux::Window::active_tab),
            pane: mux
                .active_pane(id)
                .is_some_and(|active| active.id() == pane),
        }
    }

    fn tell_program(&self, pane: PaneId, reply: &str) {
        if let Some(pane) = self.shared.mux.borrow().pane(pane) {
            crate::actions::write(&pane, reply.as_bytes());
        }
    }
}

/// What is said about a command that has ended: heading and text.
fn finished_text(status: Option<i32>, took: Duration, command: &str) -> (String, String) {
    /// More of a command says no more.
    const MAX_CHARS: usize = 80;
    let title = match status {
        None | Some(0) => "Command finished".to_owned(),
        Some(status) => format!("Command failed with status {status}"),
    };
    let seconds = took.as_secs();
    let time = match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, s) => format!("{s} s"),
        (0, m, s) => format!("{m} min {s} s"),
        (h, m, _) => format!("{h} h {m} min"),
    };
    let line: String = command.chars().filter(|c| !c.is_control()).collect();
    let line = line.trim();
    let short: String = line.chars().take(MAX_CHARS).collect();
    let body = match (line.is_empty(), short.len() < line.len()) {
        (true, _) => format!("after {time}"),
        (false, false) => format!("{short} (after {time})"),
        (false, true) => format!("{short}… (after {time})"),
    };
    (title, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_looks_at_a_pane_is_not_told_if_so_configured() {
        let sight = |window, tab, pane| Sight { window, tab, pane };
        let here = sight(true, true, true);
        let split = sight(true, true, false);
        let tab = sight(true, false, true);
        let away = sight(false, true, true);
        for (handling, shown) in [
            (Handling::AlwaysShow, [true, true, true, true]),
            (Handling::NeverShow, [false, false, false, false]),
            (Handling::SuppressFromFocusedPane, [false, true, true, true]),
            (Handling::SuppressFromFocusedTab, [false, false, true, true]),
            (
                Handling::SuppressFromFocusedWindow,
                [false, false, false, true],
            ),
        ] {
            let got =
                [here, split, tab, away].map(|sight| is_wanted(handling, Occasion::Always, sight));
            assert_eq!(got, shown, "{handling:?}");
        }
        let by = |occasion| {
            [here, split, tab, away].map(|sight| is_wanted(Handling::AlwaysShow, occasion, sight))
        };
        assert_eq!(by(Occasion::Unfocused), [false, true, true, true]);
        assert_eq!(by(Occasion::Invisible), [false, false, true, true]);
    }

    #[test]
    fn notifications_are_plain_text() {
        assert_eq!(plain("\u{1b}[31mred\u{1b}[0m\u{7}!", 100), "red!");
        assert_eq!(plain(&"x".repeat(5000), MAX_BODY).len(), MAX_BODY);
    }

    #[test]
    fn a_program_that_asks_for_many_gets_few() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        let taken = (0..1000).filter(|_| allowance.take(start)).count();
        assert_eq!(taken, AT_ONCE as usize);
        assert!(allowance.take(start + REFILL));
        assert!(!allowance.take(start + REFILL));
        let later = start + REFILL * 1000;
        let taken = (0..1000).filter(|_| allowance.take(later)).count();
        assert_eq!(taken, AT_ONCE as usize);
    }

    #[test]
    fn the_end_of_a_command_in_words() {
        let text = |status, seconds, command: &str| {
            let (title, body) = finished_text(status, Duration::from_secs(seconds), command);
            format!("{title}: {body}")
        };
        assert_eq!(
            text(Some(0), 12, "make\n"),
            "Command finished: make (after 12 s)"
        );
        assert_eq!(
            text(Some(2), 125, ""),
            "Command failed with status 2: after 2 min 5 s"
        );
        assert!(text(None, 7260, &"x".repeat(200)).ends_with("x… (after 2 h 1 min)"));
    }
}
