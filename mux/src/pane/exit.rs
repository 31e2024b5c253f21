use crate::settings::{ExitBehavior, ExitMessaging, MuxSettings};
use std::fmt;
use std::os::unix::process::ExitStatusExt;

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ExitStatus {
    /// By itself, with this code.
    Code(u32),
    /// By a signal of this number.
    Signal(i32),
    /// The system could not say.
    Unknown,
}

impl ExitStatus {
    /// 0, or one of the codes that the user counts as success.
    #[must_use]
    pub fn is_clean(&self, clean_exit_codes: &[u32]) -> bool {
        matches!(self, Self::Code(code) if *code == 0 || clean_exit_codes.contains(code))
    }

    /// Whether a pane whose program ended so goes away.
    #[must_use]
    pub fn closes(&self, settings: &MuxSettings) -> bool {
        match settings.exit_behavior {
            ExitBehavior::Close => true,
            ExitBehavior::CloseOnCleanExit => self.is_clean(&settings.clean_exit_codes),
            ExitBehavior::Hold => false,
        }
    }

    /// What is printed into a pane that stays.
    #[must_use]
    pub fn message(&self, argv: &[String], settings: &MuxSettings) -> String {
        let what = format!("{argv:?}");
        let how = if self.is_clean(&settings.clean_exit_codes) {
            "completed".to_owned()
        } else {
            match self {
                Self::Code(code) => format!("exited with code {code}"),
                other => other.to_string(),
            }
        };
        let why = match settings.exit_behavior {
            ExitBehavior::Hold => "exit_behavior=\"Hold\"",
            ExitBehavior::CloseOnCleanExit => "exit_behavior=\"CloseOnCleanExit\"",
            ExitBehavior::Close => "exit_behavior=\"Close\"",
        };
        match settings.exit_messaging {
            ExitMessaging::Verbose => format!(
                "\r\n\u{1b}[m[Process {what} {how}]\r\n[The pane stays open because {why}; close it to dismiss this message]\r\n"
            ),
            ExitMessaging::Brief => format!("\r\n\u{1b}[m[Process {what} {how}]\r\n"),
            ExitMessaging::Terse => format!("\r\n\u{1b}[m[{how}]\r\n"),
            ExitMessaging::None => String::new(),
        }
    }
}

impl From<std::process::ExitStatus> for ExitStatus {
    fn from(status: std::process::ExitStatus) -> Self {
        match (status.code(), status.signal()) {
            (Some(code), _) => Self::Code(code as u32),
            (None, Some(signal)) => Self::Signal(signal),
            (None, None) => Self::Unknown,
        }
    }
}

impl fmt::Display for ExitStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(f, "exited with code {code}"),
            Self::Signal(signal) => match signal_name(*signal) {
                Some(name) => write!(f, "terminated by {name}"),
                None => write!(f, "terminated by signal {signal}"),
            },
            Self::Unknown => f.write_str("ended"),
        }
    }
}

fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        libc::SIGHUP => "SIGHUP",
        libc::SIGINT => "SIGINT",
        libc::SIGQUIT => "SIGQUIT",
        libc::SIGILL => "SIGILL",
        libc::SIGABRT => "SIGABRT",
        libc::SIGBUS => "SIGBUS",
        libc::SIGFPE => "SIGFPE",
        libc::SIGKILL => "SIGKILL",
        libc::SIGSEGV => "SIGSEGV",
        libc::SIGPIPE => "SIGPIPE",
        libc::SIGALRM => "SIGALRM",
        libc::SIGTERM => "SIGTERM",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn behaviours_and_clean_codes() {
        let mut settings = MuxSettings {
            clean_exit_codes: vec![130],
            ..MuxSettings::default()
        };
        assert!(ExitStatus::Code(1).closes(&settings));
        settings.exit_behavior = ExitBehavior::CloseOnCleanExit;
        assert!(ExitStatus::Code(0).closes(&settings));
        assert!(ExitStatus::Code(130).closes(&settings));
        assert!(!ExitStatus::Code(1).closes(&settings));
        assert!(!ExitStatus::Signal(9).closes(&settings));
        settings.exit_behavior = ExitBehavior::Hold;
        assert!(!ExitStatus::Code(0).closes(&settings));
    }

    #[test]
    fn messages_say_as_much_as_asked() {
        let argv = ["vim".to_owned()];
        let mut settings = MuxSettings {
            exit_behavior: ExitBehavior::Hold,
            ..MuxSettings::default()
        };
        let message = ExitStatus::Code(3).message(&argv, &settings);
        assert!(message.contains("vim") && message.contains("code 3"));
        assert!(message.contains("Hold"));
        settings.exit_messaging = ExitMessaging::Terse;
        let message = ExitStatus::Signal(libc::SIGKILL).message(&argv, &settings);
        assert!(message.contains("SIGKILL") && !message.contains("vim"));
        settings.exit_messaging = ExitMessaging::None;
        assert_eq!(ExitStatus::Code(0).message(&argv, &settings), "");
    }
}
