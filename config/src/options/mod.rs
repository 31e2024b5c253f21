//! The options of `wezterm.lua`: [`Config`], what is known about each option,
//! and how they are set from Lua and shown to it.

#[macro_use]
mod schema;
mod table;

pub use schema::OptionInfo;
pub use table::Config;

use crate::convert::{ConfigError, Convert, Cx, Warning};
use mlua::{Lua, Table, Value};

/// Options of old versions that do nothing now, with what to say about them.
const REMOVED: &[(&str, &str)] = &[
    (
        "font_antialias",
        "use `freetype_load_target` and `freetype_render_target`",
    ),
    (
        "font_hinting",
        "use `freetype_load_target` and `freetype_load_flags`",
    ),
];

/// The least and the greatest value of numbers that are of no use outside.
const LIMITS: &[(&str, f64, f64)] = &[
    ("cell_width", 0.1, 10.0),
    ("char_select_font_size", 1.0, 1000.0),
    ("command_palette_font_size", 1.0, 1000.0),
    ("cursor_trail_ms", 0.0, 10_000.0),
    ("dpi", 1.0, 10_000.0),
    ("font_size", 1.0, 1000.0),
    ("initial_cols", 1.0, 65_535.0),
    ("initial_rows", 1.0, 65_535.0),
    ("line_height", 0.1, 10.0),
    ("max_fps", 1.0, 10_000.0),
    ("mux_output_parser_buffer_size", 1.0, 1e9),
    ("notify_on_command_finish_seconds", 0.0, 86_400.0),
    ("pane_select_font_size", 1.0, 1000.0),
    ("scrollback_lines", 0.0, 999_999_999.0),
    ("lua_callback_budget_ms", 1.0, 60_000.0),
    ("session_save_interval", 1.0, 86_400.0),
    ("tab_bar_width", 4.0, 500.0),
    ("tab_min_width", 1.0, 1000.0),
    ("text_min_contrast_ratio", 1.0, 21.0),
    ("undo_close_seconds", 0.0, 86_400.0),
];

fn number_of(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(n) => Some(*n as f64),
        Value::Number(n) => Some(*n),
        _ => None,
    }
}

/// `"auto"` or `"off"`; Lua's booleans are taken as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AutoOff {
    /// `"auto"`
    Auto,
    /// `"off"`
    Off,
}

impl Convert for AutoOff {
    fn type_text() -> String {
        "enum{auto|off}".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            Value::Boolean(true) => Ok(Self::Auto),
            Value::Boolean(false) => Ok(Self::Off),
            Value::String(word) if word == "auto" => Ok(Self::Auto),
            Value::String(word) if word == "off" => Ok(Self::Off),
            other => Err(cx.wrong_type("\"auto\" or \"off\"", other)),
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        let word = match self {
            Self::Auto => "auto",
            Self::Off => "off",
        };
        lua.create_string(word).map(Value::String)
    }
}

impl Config {
    /// What is known about the option `name`.
    #[must_use]
    pub fn option(name: &str) -> Option<&'static OptionInfo> {
        Self::SCHEMA.iter().find(|option| option.name == name)
    }

    /// Reads a whole configuration, as the configuration file returns it.
    /// Unknown options are warned about; what they stand for is ignored.
    ///
    /// # Errors
    /// The first value that its option cannot have.
    pub fn from_lua(lua: &Lua, table: &Table) -> Result<(Self, Vec<Warning>), ConfigError> {
        let mut config = Self::default();
        let mut warnings = Vec::new();
        for pair in table.pairs::<Value, Value>() {
            let (key, value) = pair?;
            let name = match &key {
                Value::String(name) => name.to_string_lossy(),
                other => crate::convert::describe(other),
            };
            match config.assign(lua, &name, &value, false) {
                Ok(mut more) => warnings.append(&mut more),
                Err(error @ ConfigError::UnknownOption { .. }) => warnings.push(Warning {
                    path: String::new(),
                    message: error.to_string(),
                }),
                Err(error) => return Err(error),
            }
        }
        // Lua's tables have no order; messages should.
        warnings.sort_by(|a, b| (&a.path, &a.message).cmp(&(&b.path, &b.message)));
        warnings.append(&mut config.resolve_colors());
        Ok((config, warnings))
    }

    /// Sets one option from Lua; `nil` sets the default. Unlike
    /// [`Config::from_lua`], an unknown name in a table is an error when
    /// `strict`. Call [`Config::resolve_colors`] when all options are set.
    ///
    /// # Errors
    /// An unknown option, or a value it cannot have.
    pub fn set_from_lua(
        &mut self,
        lua: &Lua,
        name: &str,
        value: &Value,
        strict: bool,
    ) -> Result<Vec<Warning>, ConfigError> {
        self.assign(lua, name, value, strict)
    }

    fn assign(
        &mut self,
        lua: &Lua,
        name: &str,
        value: &Value,
        strict: bool,
    ) -> Result<Vec<Warning>, ConfigError> {
        let warning = |message| Warning {
            path: name.to_owned(),
            message,
        };
        if let Some((_, instead)) = REMOVED.iter().find(|(removed, _)| *removed == name) {
            return Ok(vec![warning(format!(
                "this option has no effect; {instead}"
            ))]);
        }
        let Some(option) = Self::option(name) else {
            let known = Self::SCHEMA.iter().map(|option| option.name);
            return Err(ConfigError::UnknownOption {
                name: name.chars().take(80).collect(),
                nearest: crate::nearest(name, known)
                    .into_iter()
                    .map(str::to_owned)
                    .collect(),
            });
        };
        let mut cx = if strict {
            Cx::strict(lua)
        } else {
            Cx::new(lua)
        };
        let limits = LIMITS.iter().find(|(limited, ..)| *limited == name);
        cx.at(name, |cx| {
            if let (Some((_, least, most)), Some(number)) = (limits, number_of(value))
                && !(*least..=*most).contains(&number)
            {
                let expected = format!("a number from {least} to {most}");
                return Err(cx.wrong_type(expected, value));
            }
            (option.set)(self, value, cx)
        })?;
        if let Some(what) = option.status.strip_prefix("deprecated: ") {
            // Not for a configuration that merely spells out the default.
            let text = crate::convert::lua_literal(&option.value(self, lua)?);
            if text != option.default_text(lua)? {
                cx.warnings
                    .push(warning(format!("this option is deprecated: {what}")));
            }
        }
        Ok(cx.warnings)
    }

    /// The whole configuration as a Lua table, with every option.
    ///
    /// # Errors
    /// When Lua is out of memory.
    pub fn to_lua(&self, lua: &Lua) -> mlua::Result<Table> {
        let table = lua.create_table_with_capacity(0, Self::SCHEMA.len())?;
        for option in Self::SCHEMA {
            table.raw_set(option.name, option.value(self, lua)?)?;
        }
        Ok(table)
    }
}
