//! The declarations that types of options are written with. Each names a type
//! once and yields the type, its documentation and its way to and from Lua.

/// An enum of words: `Name` in Rust is `"Name"` in Lua.
///
/// `bools` gives the variants that `true` and `false` stand for.
macro_rules! lua_enum {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident),+ $(,)? }
        $(bools { true = $yes:ident, false = $no:ident })?
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "the variants are the words of wezterm.lua")]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Each variant as written in Lua, in the order of declaration.
            pub const NAMES: &'static [&'static str] = &[$(stringify!($variant)),+];

            /// The word of this variant.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }

            /// The variant of a word; letter case counts.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                match name {
                    $(stringify!($variant) => Some(Self::$variant),)+
                    _ => None,
                }
            }
        }

        impl $crate::convert::Convert for $name {
            fn type_text() -> String {
                let booleans: &[bool] = &[$({ let _ = (Self::$yes, Self::$no); true })?];
                let booleans = if booleans.is_empty() { "" } else { "|boolean" };
                format!("enum{{{}}}{booleans}", Self::NAMES.join("|"))
            }

            fn from_lua(
                value: &::mlua::Value,
                cx: &mut $crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                $(if let ::mlua::Value::Boolean(yes) = value {
                    return Ok(if *yes { Self::$yes } else { Self::$no });
                })?
                let ::mlua::Value::String(text) = value else {
                    let expected = format!("one of the strings {}", Self::NAMES.join(", "));
                    return Err(cx.wrong_type(expected, value));
                };
                let text = text.to_string_lossy();
                Self::from_name(&text)
                    .ok_or_else(|| cx.unknown_name(stringify!($name), &text, Self::NAMES))
            }

            fn to_lua(&self, lua: &::mlua::Lua) -> ::mlua::Result<::mlua::Value> {
                lua.create_string(self.name()).map(::mlua::Value::String)
            }
        }
    };
}

/// A table with named fields. A field with `= default` may be left out; one
/// without is required. `derive(Default)` is written as `default` after `pub`.
macro_rules! lua_struct {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$fmeta:meta])* $field:ident : $ty:ty $(= $default:expr)?),+ $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$fmeta])* pub $field: $ty),+ }

        impl $name {
            /// The names of the fields, in the order of declaration.
            pub const FIELDS: &'static [&'static str] = &[$(stringify!($field)),+];

            /// What it looks like in Lua.
            pub const TYPE: $crate::convert::TypeInfo = $crate::convert::TypeInfo {
                name: stringify!($name),
                docs: &[$(stringify!($meta)),*],
                shape: $crate::convert::Shape::Table(&[$($crate::convert::FieldInfo {
                    name: stringify!($field),
                    docs: &[$(stringify!($fmeta)),*],
                    type_text: <$ty as $crate::convert::Convert>::type_text,
                    optional: lua_struct!(@optional $($default)?),
                }),+]),
            };

            /// Reads the fields from a table that may have others.
            pub(crate) fn read_fields(
                table: &::mlua::Table,
                cx: &mut $crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                $(let $field = lua_struct!(@read table, cx, $name, $field, $ty $(, $default)?);)+
                Ok(Self { $($field),+ })
            }

            /// Writes the fields into a table.
            pub(crate) fn write_fields(
                &self,
                table: &::mlua::Table,
                lua: &::mlua::Lua,
            ) -> ::mlua::Result<()> {
                $(table.raw_set(
                    stringify!($field),
                    $crate::convert::Convert::to_lua(&self.$field, lua)?,
                )?;)+
                Ok(())
            }
        }

        impl $crate::convert::Convert for $name {
            fn type_text() -> String {
                concat!("table<", stringify!($name), ">").to_owned()
            }

            fn from_lua(
                value: &::mlua::Value,
                cx: &mut $crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                let table = $crate::convert::table_of(value, &Self::type_text(), cx)?;
                cx.check_fields(table, stringify!($name), Self::FIELDS)?;
                Self::read_fields(table, cx)
            }

            fn to_lua(&self, lua: &::mlua::Lua) -> ::mlua::Result<::mlua::Value> {
                let table = lua.create_table()?;
                self.write_fields(&table, lua)?;
                Ok(::mlua::Value::Table(table))
            }
        }
    };
    (@optional) => { false };
    (@optional $default:expr) => { true };
    (@read $table:ident, $cx:ident, $name:ident, $field:ident, $ty:ty, $default:expr) => {{
        let value = $table.get::<::mlua::Value>(stringify!($field))?;
        if value.is_nil() {
            $default
        } else {
            $cx.at(stringify!($field), |cx| {
                <$ty as $crate::convert::Convert>::from_lua(&value, cx)
            })?
        }
    }};
    (@read $table:ident, $cx:ident, $name:ident, $field:ident, $ty:ty) => {{
        let value = $table.get::<::mlua::Value>(stringify!($field))?;
        if value.is_nil() {
            return Err($crate::convert::ConfigError::Missing {
                path: $cx.path(),
                structure: stringify!($name).to_owned(),
                field: stringify!($field).to_owned(),
                expected: <$ty as $crate::convert::Convert>::type_text(),
            });
        }
        $cx.at(stringify!($field), |cx| {
            <$ty as $crate::convert::Convert>::from_lua(&value, cx)
        })?
    }};
}

/// As `lua_struct`, for a table whose fields all have defaults: also makes
/// `Default` of them.
macro_rules! lua_defaults {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $($(#[$fmeta:meta])* $field:ident : $ty:ty = $default:expr),+ $(,)?
        }
    ) => {
        lua_struct! {
            $(#[$meta])*
            pub struct $name { $($(#[$fmeta])* $field : $ty = $default),+ }
        }

        impl Default for $name {
            fn default() -> Self {
                Self { $($field: $default),+ }
            }
        }
    };
}

/// An enum of which some variants carry a value: `Word` in Rust is `"Word"` in
/// Lua, `Word(x)` is `{Word=x}`. A variant under `defaulted` may be written
/// as the bare word as well, and then carries the default of its type.
macro_rules! lua_tagged {
    (
        $(#[$meta:meta])*
        pub enum $name:ident ($what:literal) {
            words { $($(#[$umeta:meta])* $unit:ident),* $(,)? }
            values { $($(#[$ameta:meta])* $arg:ident($ty:ty)),* $(,)? }
            $(defaulted { $($(#[$dmeta:meta])* $darg:ident($dty:ty)),* $(,)? })?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        #[allow(missing_docs, reason = "the variants are the words of wezterm.lua")]
        pub enum $name {
            $($(#[$umeta])* $unit,)*
            $($(#[$ameta])* $arg($ty),)*
            $($($(#[$dmeta])* $darg($dty),)*)?
        }

        impl $name {
            /// Each variant as written in Lua.
            pub const NAMES: &'static [&'static str] = &[
                $(stringify!($unit),)* $(stringify!($arg),)* $($(stringify!($darg),)*)?
            ];

            /// What it looks like in Lua.
            pub const TYPE: $crate::convert::TypeInfo = $crate::convert::TypeInfo {
                name: stringify!($name),
                docs: &[$(stringify!($meta)),*],
                shape: $crate::convert::Shape::Tagged {
                    words: &[$(stringify!($unit),)*],
                    values: &[$(
                        (stringify!($arg), <$ty as $crate::convert::Convert>::type_text),
                    )*],
                    defaulted: &[$($(
                        (stringify!($darg), <$dty as $crate::convert::Convert>::type_text),
                    )*)?],
                },
            };

            /// The word of this variant.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$unit => stringify!($unit),)*
                    $(Self::$arg(_) => stringify!($arg),)*
                    $($(Self::$darg(_) => stringify!($darg),)*)?
                }
            }

            /// The type of the value that `name` takes: `None` for a word
            /// that is unknown, `Some(None)` for one that takes no value.
            #[must_use]
            pub fn argument_type(name: &str) -> Option<Option<String>> {
                match name {
                    $(stringify!($unit) => Some(None),)*
                    $(stringify!($arg) =>
                        Some(Some(<$ty as $crate::convert::Convert>::type_text())),)*
                    $($(stringify!($darg) =>
                        Some(Some(<$dty as $crate::convert::Convert>::type_text())),)*)?
                    _ => None,
                }
            }

            /// The variant that a bare word stands for.
            pub(crate) fn from_word(
                name: &str,
                cx: &$crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                match name {
                    $(stringify!($unit) => Ok(Self::$unit),)*
                    $($(stringify!($darg) => Ok(Self::$darg(<$dty>::default())),)*)?
                    $(stringify!($arg) => Err(cx.invalid(format!(
                        "{} needs a value: {}",
                        stringify!($arg),
                        <$ty as $crate::convert::Convert>::type_text(),
                    ))),)*
                    _ => Err(cx.unknown_name($what, name, Self::NAMES)),
                }
            }

            /// The variant `{name=value}`.
            #[allow(unused_variables, reason = "enums without values")]
            pub(crate) fn from_parts(
                name: &str,
                value: &::mlua::Value,
                cx: &mut $crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                match name {
                    $(stringify!($unit) => Ok(Self::$unit),)*
                    $(stringify!($arg) => cx
                        .at(name, |cx| <$ty as $crate::convert::Convert>::from_lua(value, cx))
                        .map(Self::$arg),)*
                    $($(stringify!($darg) => cx
                        .at(name, |cx| <$dty as $crate::convert::Convert>::from_lua(value, cx))
                        .map(Self::$darg),)*)?
                    _ => Err(cx.unknown_name($what, name, Self::NAMES)),
                }
            }

            /// Writes the word, or the table `{word=value}`.
            #[allow(clippy::wrong_self_convention, reason = "some of the enums are Copy")]
            pub(crate) fn to_word_or_table(
                &self,
                lua: &::mlua::Lua,
            ) -> ::mlua::Result<::mlua::Value> {
                #[allow(unused_variables, reason = "enums without values")]
                let value = match self {
                    $(Self::$unit => {
                        return lua.create_string(stringify!($unit)).map(::mlua::Value::String);
                    })*
                    $(Self::$arg(value) => $crate::convert::Convert::to_lua(value, lua)?,)*
                    $($(Self::$darg(value) => $crate::convert::Convert::to_lua(value, lua)?,)*)?
                };
                if value.is_nil() {
                    return lua.create_string(self.name()).map(::mlua::Value::String);
                }
                let table = lua.create_table_with_capacity(0, 1)?;
                table.raw_set(self.name(), value)?;
                Ok(::mlua::Value::Table(table))
            }

            /// Reads a word or a table of one field.
            pub(crate) fn from_word_or_table(
                value: &::mlua::Value,
                cx: &mut $crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                match value {
                    ::mlua::Value::String(word) => Self::from_word(&word.to_string_lossy(), cx),
                    ::mlua::Value::Table(table) => {
                        let (name, value) = $crate::convert::single_field(table, $what, cx)?;
                        Self::from_parts(&name, &value, cx)
                    }
                    other => Err(cx.wrong_type(concat!("a ", $what), other)),
                }
            }
        }
    };
}

/// `Convert` for a `lua_tagged` enum that is written in no other way.
macro_rules! lua_tagged_convert {
    ($($name:ident),+ $(,)?) => {$(
        impl $crate::convert::Convert for $name {
            fn type_text() -> String {
                concat!("enum<", stringify!($name), ">").to_owned()
            }

            fn from_lua(
                value: &::mlua::Value,
                cx: &mut $crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                Self::from_word_or_table(value, cx)
            }

            fn to_lua(&self, lua: &::mlua::Lua) -> ::mlua::Result<::mlua::Value> {
                self.to_word_or_table(lua)
            }
        }
    )+};
}

/// A set of flags, written as their names joined by `|`.
macro_rules! lua_flags {
    (
        $(#[$meta:meta])*
        pub struct $name:ident: $bits:ty {
            $(#[doc = $doc:literal] $flag:ident = $value:expr;)+
        }
    ) => {
        ::bitflags::bitflags! {
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            pub struct $name: $bits { $(#[doc = $doc] const $flag = $value;)+ }
        }

        impl $crate::convert::Convert for $name {
            fn type_text() -> String {
                concat!("string(flags ", stringify!($name), " joined by |)").to_owned()
            }

            fn from_lua(
                value: &::mlua::Value,
                cx: &mut $crate::convert::Cx<'_>,
            ) -> Result<Self, $crate::convert::ConfigError> {
                let text = <String as $crate::convert::Convert>::from_lua(value, cx)?;
                let mut out = Self::empty();
                for word in text.split('|').map(str::trim).filter(|word| !word.is_empty()) {
                    out |= match word {
                        $(stringify!($flag) => Self::$flag,)+
                        _ => {
                            let known = [$(stringify!($flag)),+];
                            return Err(cx.unknown_name(stringify!($name), word, &known));
                        }
                    };
                }
                Ok(out)
            }

            fn to_lua(&self, lua: &::mlua::Lua) -> ::mlua::Result<::mlua::Value> {
                let mut names = Vec::new();
                $(if self.contains(Self::$flag) && (!Self::$flag.is_empty() || self.is_empty()) {
                    names.push(stringify!($flag));
                })+
                lua.create_string(names.join("|")).map(::mlua::Value::String)
            }
        }
    };
}
