//! Desktop notifications that programs ask for: OSC 9 and 777, and kitty's
//! OSC 99 (<https://sw.kovidgoyal.net/kitty/desktop-notifications/>). Icons,
//! sounds and buttons are left out, and nobody is told that they were there.

use crate::shell::clean;

/// Bytes kept of a heading or a text.
const MAX_TEXT: usize = 8192;
/// Bytes of an identifier.
const MAX_ID: usize = 128;

/// What a notification says, and what comes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notification {
    /// Heading, if given; plain text.
    pub title: Option<String>,
    /// Text; plain.
    pub body: String,
    /// The program's name for it (kitty's `i`); a later one with the same name
    /// takes its place.
    pub id: Option<String>,
    /// Whether a click shows the pane.
    pub focuses: bool,
    /// Whether the program is told of a click.
    pub reports: bool,
    /// Whether the program is told when it is gone.
    pub reports_close: bool,
    /// When it is shown.
    pub occasion: Occasion,
    /// How much it matters.
    pub urgency: Urgency,
    /// Milliseconds after which it goes; the desktop decides when absent, and
    /// it stays when 0.
    pub expires_ms: Option<u32>,
}

/// When a notification is shown (kitty's `o`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Occasion {
    /// Whatever the user looks at.
    #[default]
    Always,
    /// Only while the pane has not got the keyboard.
    Unfocused,
    /// Only while the pane can not be seen.
    Invisible,
}

/// How much a notification matters (kitty's `u`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urgency {
    /// Need not be noticed.
    Low,
    /// As most are.
    #[default]
    Normal,
    /// Has to be noticed.
    Critical,
}

impl Notification {
    /// One that only says something.
    pub(crate) fn plain(title: Option<&[u8]>, body: &[u8]) -> Self {
        Self {
            title: title
                .filter(|title| !title.is_empty())
                .map(|title| clean(title, MAX_TEXT)),
            body: clean(body, MAX_TEXT),
            focuses: true,
            ..Self::default()
        }
    }
}

/// A notification of kitty's that comes in pieces.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    title: Vec<u8>,
    body: Vec<u8>,
    about: Notification,
    begun: bool,
}

/// What an OSC 99 comes to.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Kitty {
    /// A piece, or something that is left out.
    Nothing,
    /// Base64 that is none.
    Broken,
    Show(Notification),
    /// Take this one away.
    Close(String),
    /// Which of its notifications are still there?
    Alive(String),
    /// What is understood?
    Query(String),
}

/// The keys of one OSC 99.
struct Keys<'a>(&'a [u8]);

impl<'a> Keys<'a> {
    fn get(&self, name: u8) -> Option<&'a [u8]> {
        self.0
            .split(|b| *b == b':')
            .find_map(|pair| pair.strip_prefix(&[name, b'=']))
    }

    /// An identifier comes back in replies: only what the protocol allows in
    /// one is kept.
    fn id(&self) -> Option<String> {
        let id: String = self
            .get(b'i')?
            .iter()
            .filter(|b| b.is_ascii_alphanumeric() || b"-_+.".contains(b))
            .take(MAX_ID)
            .map(|b| char::from(*b))
            .collect();
        (!id.is_empty()).then_some(id)
    }

    fn number(&self, name: u8) -> Option<i64> {
        std::str::from_utf8(self.get(name)?).ok()?.parse().ok()
    }
}

impl Pending {
    /// Takes one OSC 99, `keys` and `payload` as they came; `decode` undoes
    /// base64.
    pub(crate) fn kitty(
        &mut self,
        keys: &[u8],
        payload: &[u8],
        decode: impl Fn(&[u8]) -> Option<Vec<u8>>,
    ) -> Kitty {
        let keys = Keys(keys);
        let id = keys.id();
        let asked = || id.clone().unwrap_or_else(|| "0".to_owned());
        match keys.get(b'p') {
            None | Some(b"title" | b"body") => {}
            Some(b"?") => return Kitty::Query(asked()),
            Some(b"alive") => return Kitty::Alive(asked()),
            Some(b"close") => return id.map_or(Kitty::Nothing, Kitty::Close),
            Some(_) => {
                // An icon or buttons: the rest of the notification counts.
                return self.end(&keys);
            }
        }
        let decoded;
        let payload = if keys.get(b'e') == Some(b"1") {
            let Some(bytes) = decode(payload) else {
                return Kitty::Broken;
            };
            decoded = bytes;
            decoded.as_slice()
        } else {
            payload
        };
        if !self.begun || self.about.id != id {
            *self = Self {
                about: Notification {
                    id,
                    focuses: true,
                    ..Notification::default()
                },
                begun: true,
                ..Self::default()
            };
        }
        let part = match keys.get(b'p') {
            Some(b"body") => &mut self.body,
            _ => &mut self.title,
        };
        let room = MAX_TEXT.saturating_sub(part.len());
        part.extend(payload.iter().take(room));
        self.note(&keys);
        self.end(&keys)
    }

    /// What the keys say of the whole notification.
    fn note(&mut self, keys: &Keys<'_>) {
        let about = &mut self.about;
        for action in keys
            .get(b'a')
            .into_iter()
            .flat_map(|list| list.split(|b| *b == b','))
        {
            match action {
                b"focus" => about.focuses = true,
                b"-focus" => about.focuses = false,
                b"report" => about.reports = true,
                b"-report" => about.reports = false,
                _ => {}
            }
        }
        if let Some(close) = keys.get(b'c') {
            about.reports_close = close == b"1";
        }
        match keys.get(b'o') {
            Some(b"always") => about.occasion = Occasion::Always,
            Some(b"unfocused") => about.occasion = Occasion::Unfocused,
            Some(b"invisible") => about.occasion = Occasion::Invisible,
            _ => {}
        }
        match keys.number(b'u') {
            Some(0) => about.urgency = Urgency::Low,
            Some(1) => about.urgency = Urgency::Normal,
            Some(2) => about.urgency = Urgency::Critical,
            _ => {}
        }
        if let Some(after) = keys.number(b'w') {
            about.expires_ms = u32::try_from(after).ok();
        }
    }

    /// The notification, if this was its last piece.
    fn end(&mut self, keys: &Keys<'_>) -> Kitty {
        if keys.get(b'd') == Some(b"0") {
            return Kitty::Nothing;
        }
        let Self {
            title, body, about, ..
        } = std::mem::take(self);
        let (title, body) = match (title.is_empty(), body.is_empty()) {
            (true, true) => return Kitty::Nothing,
            (_, true) => (None, title),
            (_, false) => (Some(title), body),
        };
        Kitty::Show(Notification {
            title: title
                .filter(|title| !title.is_empty())
                .map(|title| clean(&title, MAX_TEXT)),
            body: clean(&body, MAX_TEXT),
            ..about
        })
    }
}

/// The answer to [`Kitty::Query`].
pub(crate) fn understood(id: &str) -> String {
    format!(
        "\x1b]99;i={id}:p=?;a=focus,report:c=1:o=always,unfocused,invisible:\
         p=title,body,?,close,alive:u=0,1,2:w=1\x1b\\"
    )
}

/// What a program is told of a click on its notification.
#[must_use]
pub fn activated_report(id: Option<&str>) -> String {
    format!("\x1b]99;i={};\x1b\\", id.unwrap_or("0"))
}

/// What a program is told when its notification is gone.
#[must_use]
pub fn closed_report(id: Option<&str>) -> String {
    format!("\x1b]99;i={}:p=close;\x1b\\", id.unwrap_or("0"))
}

/// The answer to [`TerminalEvent::NotificationsAlive`](crate::TerminalEvent):
/// the names of those that are there.
#[must_use]
pub fn alive_reply(asked: &str, alive: &[String]) -> String {
    format!("\x1b]99;i={asked}:p=alive;{}\x1b\\", alive.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn take(pending: &mut Pending, keys: &str, payload: &str) -> Kitty {
        pending.kitty(keys.as_bytes(), payload.as_bytes(), |_| None)
    }

    #[test]
    fn keys_of_all_pieces_count() {
        let mut pending = Pending::default();
        assert_eq!(
            take(&mut pending, "i=a:d=0:a=-focus,report:c=1", "head"),
            Kitty::Nothing
        );
        assert_eq!(
            take(&mut pending, "i=a:d=0:p=icon:g=x", "aWNvbg=="),
            Kitty::Nothing
        );
        let Kitty::Show(shown) = take(
            &mut pending,
            "i=a:p=body:u=2:o=unfocused:w=1500",
            "what\u{7}",
        ) else {
            panic!("nothing is shown");
        };
        assert_eq!(
            shown,
            Notification {
                title: Some("head".into()),
                body: "what".into(),
                id: Some("a".into()),
                focuses: false,
                reports: true,
                reports_close: true,
                occasion: Occasion::Unfocused,
                urgency: Urgency::Critical,
                expires_ms: Some(1500),
            }
        );
    }

    #[test]
    fn another_identifier_begins_another_notification() {
        let mut pending = Pending::default();
        take(&mut pending, "i=a:d=0:u=2", "half");
        let Kitty::Show(shown) = take(&mut pending, "i=b", "whole") else {
            panic!("nothing is shown");
        };
        assert_eq!(
            (shown.body.as_str(), shown.urgency),
            ("whole", Urgency::Normal)
        );
    }

    #[test]
    fn identifiers_come_back_without_anything_that_could_be_typed() {
        let mut pending = Pending::default();
        let evil = "i=a\r\x1b[;rm *\u{9b}b:p=alive";
        assert_eq!(take(&mut pending, evil, ""), Kitty::Alive("armb".into()));
        let long = format!("i={}:p=close", "x".repeat(4000));
        assert_eq!(
            take(&mut pending, &long, ""),
            Kitty::Close("x".repeat(MAX_ID))
        );
        assert_eq!(take(&mut pending, "p=?", ""), Kitty::Query("0".into()));
        assert!(understood("q1").starts_with("\x1b]99;i=q1:p=?;"));
    }

    #[test]
    fn pieces_without_end_are_bounded() {
        let mut pending = Pending::default();
        for _ in 0..1000 {
            take(&mut pending, "i=a:d=0", &"x".repeat(1000));
        }
        let Kitty::Show(shown) = take(&mut pending, "i=a", "") else {
            panic!("nothing is shown");
        };
        assert_eq!(shown.body.len(), MAX_TEXT);
    }
}
