use crate::nearest::hint;
use std::fmt;

/// What is wrong with a configuration, in words for its author.
#[derive(Clone, Debug, thiserror::Error)]
pub enum ConfigError {
    /// No option has this name.
    #[error("`{name}` is not a valid configuration option{}", hint(.nearest))]
    UnknownOption {
        /// The name as written.
        name: String,
        /// Known names close to it, nearest first.
        nearest: Vec<String>,
    },
    /// A value of the wrong type.
    #[error("`{path}`: expected {expected}, found {found}")]
    WrongType {
        /// Where, such as `keys[3].action`.
        path: String,
        /// The type expected there.
        expected: String,
        /// The type and value found there.
        found: String,
    },
    /// A word that is none of those allowed.
    #[error("{}{}", Prefix(.path), self.message_without_path())]
    UnknownName {
        /// Where, such as `keys[3].action`.
        path: String,
        /// What the word should have named.
        what: String,
        /// The word as written.
        name: String,
        /// Known words close to it, nearest first.
        nearest: Vec<String>,
        /// All known words, when there are few.
        known: String,
    },
    /// A field without which a table makes no sense.
    #[error("{}{structure} needs the field `{field}` ({expected})", Prefix(.path))]
    Missing {
        /// Where, such as `keys[3]`.
        path: String,
        /// What the table describes.
        structure: String,
        /// The missing field.
        field: String,
        /// The type of the missing field.
        expected: String,
    },
    /// A value of the right type that makes no sense.
    #[error("{}{message}", Prefix(.path))]
    Invalid {
        /// Where, such as `keys[3].key`.
        path: String,
        /// What is wrong with it.
        message: String,
    },
    /// Tables nested too deeply; most likely one contains itself.
    #[error("`{option}`: tables are nested too deeply; does one contain itself?")]
    TooDeep {
        /// The option concerned.
        option: String,
    },
    /// Lua itself failed while a value was read.
    #[error("{0}")]
    Lua(String),
}

impl ConfigError {
    /// The option that the error is about, where it is about one.
    #[must_use]
    pub fn option(&self) -> Option<&str> {
        let path = match self {
            Self::UnknownOption { name, .. } => name,
            Self::WrongType { path, .. }
            | Self::UnknownName { path, .. }
            | Self::Missing { path, .. }
            | Self::Invalid { path, .. } => path,
            Self::TooDeep { option } => option,
            Self::Lua(_) => return None,
        };
        path.split(['.', '['])
            .next()
            .filter(|name| !name.is_empty())
    }

    /// The message without the place it belongs to.
    pub(crate) fn message_without_path(&self) -> String {
        match self {
            Self::UnknownName {
                what,
                name,
                nearest,
                known,
                ..
            } => {
                let known = match (nearest.is_empty(), known.is_empty()) {
                    (true, false) => format!("; known are {known}"),
                    _ => String::new(),
                };
                format!("unknown {what} `{name}`{}{known}", hint(nearest))
            }
            other => other.to_string(),
        }
    }
}

/// "`path`: ", or nothing at the top.
struct Prefix<'a>(&'a str);

impl fmt::Display for Prefix<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            Ok(())
        } else {
            write!(f, "`{}`: ", self.0)
        }
    }
}

impl From<mlua::Error> for ConfigError {
    fn from(error: mlua::Error) -> Self {
        Self::Lua(error.to_string())
    }
}

impl From<ConfigError> for mlua::Error {
    /// A Lua error with the same words, so that Lua adds file and line.
    fn from(error: ConfigError) -> Self {
        Self::runtime(error)
    }
}

/// Something odd in a configuration that can be used all the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// Where, such as `keys[3]`; empty for the configuration as a whole.
    pub path: String,
    /// What is odd about it.
    pub message: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", Prefix(&self.path), self.message)
    }
}
