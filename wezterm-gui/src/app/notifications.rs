//! Notifications of programs, of the user's Lua and of commands that have
//! ended: which are shown, and how often. They go to the desktop; where that
//! shows none, into the window.

use super::App;
use config::structs::{NotificationHandling, NotifyOnCommandFinish};
use mux::{PaneId, WindowId};
use std::collections::HashMap;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use window::{Notification, Notifier};

/// Notifications of one pane in a row, and the time after which it may show
/// another one.
const BURST: u32 = 5;
const REFILL: Duration = Duration::from_secs(2);
/// Characters of a title and of a text.
const MAX_TITLE: usize = 200;
const MAX_BODY: usize = 2000;

/// See the module's description.
pub(super) struct Notifications {
    notifier: Notifier,
    /// What the desktop has not shown.
    undelivered: Receiver<Notification>,
    allowances: HashMap<PaneId, Allowance>,
    /// Commands that run: since when, and what the shell says they are.
    commands: HashMap<PaneId, (Instant, Option<String>)>,
}

impl Notifications {
    pub(super) fn new(app_id: &str, wake: mux::Wake) -> Self {
        let (sender, undelivered): (Sender<Notification>, _) = channel();
        let failed = move |notification| {
            // Fails only when the application is gone.
            let _ = sender.send(notification);
            wake();
        };
        Self {
            notifier: Notifier::new(app_id, failed),
            undelivered,
            allowances: HashMap::new(),
            commands: HashMap::new(),
        }
    }

    /// Forgets a pane that was closed.
    pub(super) fn forget(&mut self, pane: PaneId) {
        self.allowances.remove(&pane);
        self.commands.remove(&pane);
    }
}

/// How much a pane may show.
#[derive(Clone, Copy, Debug)]
struct Allowance {
    left: u32,
    since: Instant,
}

impl Allowance {
    fn new(now: Instant) -> Self {
        Self {
            left: BURST,
            since: now,
        }
    }

    /// Whether one more may be shown now.
    fn take(&mut self, now: Instant) -> bool {
        let passed = now.saturating_duration_since(self.since);
        let earned = (passed.as_millis() / REFILL.as_millis()).min(BURST.into()) as u32;
        if earned > 0 {
            self.left = (self.left + earned).min(BURST);
            self.since = now;
        }
        let any = self.left > 0;
        self.left = self.left.saturating_sub(1);
        any
    }
}

/// What the user looks at, seen from a pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Nearness {
    /// Another window, or another application.
    Elsewhere,
    SameWindow,
    SameTab,
    SamePane,
}

/// Whether a program's notification is shown.
fn shows(handling: NotificationHandling, near: Nearness) -> bool {
    match handling {
        NotificationHandling::AlwaysShow => true,
        NotificationHandling::NeverShow => false,
        NotificationHandling::SuppressFromFocusedPane => near < Nearness::SamePane,
        NotificationHandling::SuppressFromFocusedTab => near < Nearness::SameTab,
        NotificationHandling::SuppressFromFocusedWindow => near < Nearness::SameWindow,
    }
}

impl App {
    /// A program asks for a notification (OSC 9, 99, 777).
    pub(super) fn notification(&mut self, pane: PaneId, title: Option<&str>, body: &str) {
        let Some(window) = self.shared.mux.borrow().window_of_pane(pane) else {
            return;
        };
        let handling = match self.windows.get(&window) {
            Some(view) => view.config.notification_handling,
            None => return,
        };
        let now = Instant::now();
        let allowance = self.notifications.allowances.entry(pane);
        if !allowance.or_insert_with(|| Allowance::new(now)).take(now) {
            log::debug!("pane {pane} shows too many notifications; one is left out");
            return;
        }
        if shows(handling, self.nearness(pane)) {
            let title = title.filter(|title| !title.is_empty());
            self.show(title.unwrap_or("wezterm"), body, None);
        }
    }

    /// `window:toast_notification`.
    pub(super) fn toast(&mut self, title: &str, body: &str, timeout: Option<Duration>) {
        self.show(title, body, timeout);
    }

    fn show(&mut self, title: &str, body: &str, timeout: Option<Duration>) {
        self.notifications.notifier.show(Notification {
            title: plain(title, MAX_TITLE),
            body: plain(body, MAX_BODY),
            timeout,
        });
    }

    /// OSC 133;C: a command begins.
    pub(super) fn command_started(&mut self, pane: PaneId) {
        let name = self.shared.mux.borrow().pane(pane);
        let name = name.and_then(|pane| pane.user_vars().remove("WEZTERM_PROG"));
        let name = name.filter(|name| !name.is_empty());
        let started = (Instant::now(), name);
        self.notifications.commands.insert(pane, started);
    }

    /// OSC 133;D: it has ended.
    pub(super) fn command_finished(&mut self, pane: PaneId, status: Option<i32>) {
        let Some((since, name)) = self.notifications.commands.remove(&pane) else {
            return;
        };
        let config = &self.shared.configuration.config;
        let least = Duration::from_secs(config.notify_on_command_finish_after_seconds);
        let wanted = match config.notify_on_command_finish {
            NotifyOnCommandFinish::Never => false,
            NotifyOnCommandFinish::Unfocused => self.nearness(pane) < Nearness::SamePane,
            NotifyOnCommandFinish::Always => true,
        };
        let took = since.elapsed();
        if !wanted || took < least {
            return;
        }
        let title = match status {
            None | Some(0) => "A command has ended".to_owned(),
            Some(status) => format!("A command has failed ({status})"),
        };
        let name = name.or_else(|| Some(self.shared.mux.borrow().pane(pane)?.title()));
        let body = format!("{} ({} s)", name.unwrap_or_default(), took.as_secs());
        self.show(&title, &body, None);
    }

    /// Shows in the window what the desktop has not shown.
    pub(super) fn show_undelivered(&mut self) {
        while let Ok(notification) = self.notifications.undelivered.try_recv() {
            let Notification { title, body, .. } = notification;
            let latest = self
                .windows
                .values_mut()
                .max_by_key(|window| (window.is_focused(), window.last_focused()));
            if let Some(window) = latest {
                window.notify(format!("{title}: {body}").trim_end_matches(": "));
            }
        }
    }

    fn nearness(&self, pane: PaneId) -> Nearness {
        let mux = self.shared.mux.borrow();
        let home: Option<WindowId> = mux.window_of_pane(pane);
        let Some(window) = home.and_then(|id| self.windows.get(&id)) else {
            return Nearness::Elsewhere;
        };
        if !window.is_focused() {
            return Nearness::Elsewhere;
        }
        let shown = window.active_pane_id(&self.shared);
        match shown {
            Some(shown) if shown == pane => Nearness::SamePane,
            Some(shown) if mux.tab_of_pane(shown) == mux.tab_of_pane(pane) => Nearness::SameTab,
            _ => Nearness::SameWindow,
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_and_patience_pays() {
        let start = Instant::now();
        let mut allowance = Allowance::new(start);
        let shown = (0..100).filter(|_| allowance.take(start)).count();
        assert_eq!(shown, BURST as usize);
        assert!(!allowance.take(start + REFILL / 2));
        assert!(allowance.take(start + REFILL));
        assert!(!allowance.take(start + REFILL));
        let later = start + REFILL * 1000;
        let shown = (0..100).filter(|_| allowance.take(later)).count();
        assert_eq!(shown, BURST as usize);
    }

    #[test]
    fn what_the_user_looks_at_need_not_be_told() {
        use NotificationHandling as H;
        assert!(shows(H::AlwaysShow, Nearness::SamePane));
        assert!(!shows(H::NeverShow, Nearness::Elsewhere));
        assert!(shows(H::SuppressFromFocusedPane, Nearness::SameTab));
        assert!(!shows(H::SuppressFromFocusedPane, Nearness::SamePane));
        assert!(!shows(H::SuppressFromFocusedTab, Nearness::SameTab));
        assert!(shows(H::SuppressFromFocusedTab, Nearness::SameWindow));
        assert!(!shows(H::SuppressFromFocusedWindow, Nearness::SameWindow));
        assert!(shows(H::SuppressFromFocusedWindow, Nearness::Elsewhere));
    }

    #[test]
    fn notifications_are_plain_text() {
        assert_eq!(plain("\u{1b}[31mred\u{1b}[0m\u{7}!", 100), "red!");
        assert_eq!(plain(&"x".repeat(5000), MAX_BODY).len(), MAX_BODY);
    }
}
