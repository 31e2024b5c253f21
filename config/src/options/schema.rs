//! How the table of options becomes [`super::Config`].

use crate::convert::{ConfigError, Cx};
use mlua::{Lua, Value};

/// What is known about one option.
pub struct OptionInfo {
    /// Its name in `wezterm.lua`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub doc: &'static str,
    /// The group it belongs to in the reference.
    pub group: &'static str,
    /// Where it works or that it is outdated; empty for most.
    pub status: &'static str,
    /// The version of the original that has it first; empty when unknown.
    pub since: &'static str,
    pub(super) type_text: fn() -> String,
    pub(super) set: fn(&mut super::Config, &Value, &mut Cx<'_>) -> Result<(), ConfigError>,
    pub(super) get: fn(&super::Config, &Lua) -> mlua::Result<Value>,
}

impl OptionInfo {
    /// Its type, such as `integer|nil`.
    #[must_use]
    pub fn type_text(&self) -> String {
        (self.type_text)()
    }

    /// Its default as it would be written in Lua.
    ///
    /// # Errors
    /// When Lua is out of memory.
    pub fn default_text(&self, lua: &Lua) -> mlua::Result<String> {
        let value = (self.get)(&super::Config::default(), lua)?;
        Ok(crate::convert::lua_literal(&value))
    }

    /// Its value in `config`, as Lua.
    ///
    /// # Errors
    /// When Lua is out of memory.
    pub fn value(&self, config: &super::Config, lua: &Lua) -> mlua::Result<Value> {
        (self.get)(config, lua)
    }
}

/// Declares `Config`: a field, a default and an entry of `SCHEMA` an option.
macro_rules! options {
    ($(group $group:literal { $(
        $(#[doc = $doc:literal])+
        $name:ident : $ty:ty = $default:expr $(, since $since:literal)? $(, status $status:literal)?;
    )* })*) => {
        /// All options, with the values in force.
        #[derive(Clone, Debug, PartialEq)]
        pub struct Config {
            $($($(#[doc = $doc])+ pub $name: $ty,)*)*
        }

        impl Default for Config {
            fn default() -> Self {
                let mut config = Self { $($($name: $default,)*)* };
                config.resolve_colors();
                config
            }
        }

        impl Config {
            /// Every option, in the order of the reference.
            pub const SCHEMA: &'static [OptionInfo] = &[$($(OptionInfo {
                name: stringify!($name),
                doc: concat!($($doc),+),
                group: $group,
                status: concat!("" $(, $status)?),
                since: concat!("" $(, $since)?),
                type_text: <$ty as Convert>::type_text,
                set: |config, value, cx| {
                    config.$name = if value.is_nil() {
                        $default
                    } else {
                        <$ty as Convert>::from_lua(value, cx)?
                    };
                    Ok(())
                },
                get: |config, lua| config.$name.to_lua(lua),
            },)*)*];
        }
    };
}
