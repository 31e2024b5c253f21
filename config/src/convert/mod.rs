//! The way between Lua values and Rust types.
//!
//! [`Convert`] is what every type of an option implements; [`Cx`] knows where
//! in the configuration a conversion is, so that errors and warnings can say so.

mod basic;
mod describe;
mod error;
#[macro_use]
pub(crate) mod macros;

pub use basic::lua_literal;
pub(crate) use basic::{describe, single_field, table_of};
pub use describe::{FieldInfo, Shape, TypeInfo, Valued, doc_text};
pub use error::{ConfigError, Warning};

use mlua::{Lua, Value};

/// A type that can be written in `wezterm.lua`.
pub trait Convert: Sized {
    /// The type as the reference pages name it, such as `integer|nil`.
    fn type_text() -> String;

    /// Reads a Lua value.
    ///
    /// # Errors
    /// Says where the value is, what was expected there and what was found.
    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError>;

    /// Writes the value as `from_lua` would read it.
    ///
    /// # Errors
    /// When Lua is out of memory.
    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value>;
}

/// How deep tables may be nested: far beyond any real configuration, and far
/// below what the stack holds, since a Lua table can contain itself.
const MAX_DEPTH: usize = 64;

/// The state of one conversion from Lua: where it is, and what it warned about.
pub struct Cx<'lua> {
    /// The VM that the values belong to.
    pub lua: &'lua Lua,
    /// What is odd but not wrong, in the order it was met.
    pub warnings: Vec<Warning>,
    path: Vec<String>,
    strict: bool,
}

impl<'lua> Cx<'lua> {
    /// A conversion that warns about unknown names in tables.
    #[must_use]
    pub fn new(lua: &'lua Lua) -> Self {
        Self {
            lua,
            warnings: Vec::new(),
            path: Vec::new(),
            strict: false,
        }
    }

    /// A conversion in which an unknown name in a table is an error.
    #[must_use]
    pub fn strict(lua: &'lua Lua) -> Self {
        Self {
            strict: true,
            ..Self::new(lua)
        }
    }

    /// Runs `f` for the value at `.name` of the current one.
    ///
    /// # Errors
    /// Those of `f`, and tables nested too deeply (or in themselves).
    pub fn at<R>(
        &mut self,
        name: impl Into<String>,
        f: impl FnOnce(&mut Self) -> Result<R, ConfigError>,
    ) -> Result<R, ConfigError> {
        if self.path.len() >= MAX_DEPTH {
            return Err(ConfigError::TooDeep {
                option: self.path.first().cloned().unwrap_or_default(),
            });
        }
        self.path.push(name.into());
        let result = f(self);
        self.path.pop();
        result
    }

    /// Runs `f` for the value at `[index]` of the current one; 1 is the first.
    ///
    /// # Errors
    /// Those of [`Cx::at`].
    pub fn at_index<R>(
        &mut self,
        index: usize,
        f: impl FnOnce(&mut Self) -> Result<R, ConfigError>,
    ) -> Result<R, ConfigError> {
        self.at(format!("[{index}]"), f)
    }

    /// Where the conversion is, such as `keys[3].action`.
    #[must_use]
    pub fn path(&self) -> String {
        let mut out = String::new();
        for part in &self.path {
            if !out.is_empty() && !part.starts_with('[') {
                out.push('.');
            }
            out.push_str(part);
        }
        out
    }

    /// Notes something odd about the current value.
    pub fn warn(&mut self, message: impl Into<String>) {
        let warning = Warning {
            path: self.path(),
            message: message.into(),
        };
        self.warnings.push(warning);
    }

    /// The error for a value of the wrong type.
    #[must_use]
    pub fn wrong_type(&self, expected: impl Into<String>, found: &Value) -> ConfigError {
        ConfigError::WrongType {
            path: self.path(),
            expected: expected.into(),
            found: describe(found),
        }
    }

    /// The error for a value of the right type that makes no sense.
    #[must_use]
    pub fn invalid(&self, message: impl Into<String>) -> ConfigError {
        ConfigError::Invalid {
            path: self.path(),
            message: message.into(),
        }
    }

    /// The error for a word that is none of `known`.
    #[must_use]
    pub fn unknown_name(&self, what: &str, name: &str, known: &[&str]) -> ConfigError {
        ConfigError::UnknownName {
            path: self.path(),
            what: what.to_owned(),
            name: name.chars().take(80).collect(),
            nearest: crate::nearest(name, known.iter().copied())
                .into_iter()
                .map(str::to_owned)
                .collect(),
            // A long list helps nobody; the nearest names then do.
            known: if known.len() <= 16 {
                known.join(", ")
            } else {
                String::new()
            },
        }
    }

    /// Warns, or fails when strict, about the fields of a table that its
    /// structure does not have.
    pub(crate) fn check_fields(
        &mut self,
        table: &mlua::Table,
        structure: &str,
        known: &[&str],
    ) -> Result<(), ConfigError> {
        for pair in table.pairs::<Value, Value>() {
            let (key, _) = pair?;
            let name = match &key {
                Value::String(name) => name.to_string_lossy(),
                other => describe(other),
            };
            if known.contains(&name.as_str()) {
                continue;
            }
            if let Some(instead) = crate::structs::removed_field(structure, &name) {
                self.warn(format!("`{name}` has no effect; {instead}"));
                continue;
            }
            let error = self.unknown_name(&format!("field of {structure}"), &name, known);
            if self.strict {
                return Err(error);
            }
            self.warn(error.message_without_path());
        }
        Ok(())
    }
}
