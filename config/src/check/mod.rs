//! What is wrong with a configuration, taken apart for `wezterm check-config`
//! and shown with the lines it is about.

mod place;

pub use place::excerpt;
pub(crate) use place::{line_of_option, split_place};

use crate::{Config, Configuration};
use std::path::{Path, PathBuf};

/// Options that are read and checked and that nothing acts on in this version,
/// one a line. A test compares it with the sources.
const NO_EFFECT: &str = include_str!("../../data/no-effect.txt");

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The configuration cannot be used.
    Error,
    /// A part of it is not used, or not as its author may think.
    Warning,
    /// It is right, and does nothing in this version or on this system.
    Note,
}

impl Severity {
    /// The word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// One thing to tell the author of a configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file it is in, where that is known.
    pub file: Option<PathBuf>,
    /// The line, counted from 1.
    pub line: Option<u32>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What to write instead.
    pub suggestion: Option<String>,
}

impl Diagnostic {
    /// Takes a message of the loader apart. `files` are searched for an option
    /// that the message names but does not place.
    fn new(severity: Severity, text: &str, files: &[PathBuf]) -> Self {
        let (place, message) = split_place(text);
        let mut file = place.map(|(file, _)| PathBuf::from(file));
        let mut line = place.and_then(|(_, line)| line);
        let mut message = message.trim_end().to_owned();
        if line.is_none()
            && let Some(option) = quoted(&message)
        {
            let found = files
                .iter()
                .find_map(|file| Some((file, line_of_option(file, option)?)));
            if let Some((found, number)) = found {
                file = Some(found.clone());
                line = Some(number);
            }
        }
        let mut suggestion = None;
        for (mark, cut) in [
            ("; did you mean ", true),
            ("; use ", false),
            ("; handle ", false),
        ] {
            if let Some((head, tail)) = message.split_once(mark) {
                let tail = tail.trim_end_matches('?');
                suggestion = Some(match cut {
                    true => tail.to_owned(),
                    false => format!("{}{tail}", &mark[2..]),
                });
                message = head.to_owned();
                break;
            }
        }
        Self {
            file,
            line,
            severity,
            message,
            suggestion,
        }
    }
}

/// The first word between backquotes, without what follows a dot or a bracket.
fn quoted(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once('`')?;
    let (path, _) = rest.split_once('`')?;
    path.split(['.', '[']).next()
}

impl Config {
    /// The options that nothing acts on in this version.
    pub fn options_without_effect() -> impl Iterator<Item = &'static str> {
        NO_EFFECT.lines()
    }
}

impl Configuration {
    /// All there is to say about the file: what is wrong, what is odd, and
    /// which options it sets that do nothing here.
    #[must_use]
    pub fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut files: Vec<PathBuf> = self.config_file.iter().cloned().collect();
        let lua = |path: &&PathBuf| path.extension().is_some_and(|end| end == "lua");
        files.extend(self.files.iter().filter(lua).cloned());
        let mut out = Vec::new();
        if let Some(error) = &self.error {
            // The excerpt that follows an empty line is for eyes.
            let text = error.split("\n\n").next().unwrap_or_default();
            out.push(Diagnostic::new(Severity::Error, text, &files));
        }
        for warning in &self.warnings {
            out.push(Diagnostic::new(Severity::Warning, warning, &files));
        }
        out.extend(self.idle_options(&files));
        for diagnostic in &mut out {
            if diagnostic.file.is_none() {
                diagnostic.file.clone_from(&self.config_file);
            }
        }
        out
    }

    /// Options that are set and do nothing.
    fn idle_options(&self, files: &[PathBuf]) -> Vec<Diagnostic> {
        let Some(runtime) = self.runtime.as_ref().filter(|_| self.error.is_none()) else {
            return Vec::new();
        };
        let lua = runtime.lua();
        let set = Config::options_without_effect().filter_map(|name| {
            let option = Config::option(name)?;
            let value = option.value(&self.config, lua).ok()?;
            let differs = crate::convert::lua_literal(&value) != option.default_text(lua).ok()?;
            differs.then_some(option)
        });
        set.map(|option| {
            let place = match option.status {
                "" => String::new(),
                status => format!(" ({status})"),
            };
            let text = format!("`{}` has no effect in this version{place}", option.name);
            Diagnostic::new(Severity::Note, &text, files)
        })
        .collect()
    }
}

/// A message with the lines it is about below it, if it names a place in a
/// file that can be read.
#[must_use]
pub fn with_excerpt(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    let (Some((file, Some(line))), _) = split_place(first) else {
        return message.to_owned();
    };
    let Some(lines) = excerpt(Path::new(file), line) else {
        return message.to_owned();
    };
    match message.split_once("\nstack traceback:\n") {
        Some((what, stack)) => format!("{what}\n\n{lines}\n\nstack traceback:\n{stack}"),
        None => format!("{message}\n\n{lines}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_come_apart() {
        let take = |text| Diagnostic::new(Severity::Warning, text, &[]);
        let got = take(
            "/a b.lua:3: `font_siz` is not a valid configuration option; did you mean font_size or font?",
        );
        assert_eq!(got.file.as_deref(), Some(Path::new("/a b.lua")));
        assert_eq!(got.line, Some(3));
        assert_eq!(
            got.message,
            "`font_siz` is not a valid configuration option"
        );
        assert_eq!(got.suggestion.as_deref(), Some("font_size or font"));
        let got = take("`font_hinting`: this option has no effect; use `a` and `b`");
        assert_eq!(got.suggestion.as_deref(), Some("use `a` and `b`"));
        assert_eq!((got.file, got.line), (None, None));
        assert_eq!(quoted("`keys[3].action`: x"), Some("keys"));
    }

    #[test]
    fn every_option_without_effect_exists() {
        for name in Config::options_without_effect() {
            assert!(Config::option(name).is_some(), "{name}");
        }
    }
}
