//! `wezterm.url` and the object `Url`.

use super::registrar::Registrar;
use mlua::prelude::*;

/// An address, as `wezterm.url.parse` returns it and as panes tell their
/// working directory. It may be used where a string is expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UrlObject(url::Url);

impl UrlObject {
    /// Reads an address.
    ///
    /// # Errors
    /// When `text` is no absolute address.
    pub fn parse(text: &str) -> Result<Self, String> {
        url::Url::parse(text)
            .map(Self)
            .map_err(|error| format!("{text:?} is not a URL: {error}"))
    }

    /// The address.
    #[must_use]
    pub fn url(&self) -> &url::Url {
        &self.0
    }

    /// The path with its percent escapes decoded.
    #[must_use]
    pub fn file_path(&self) -> Vec<u8> {
        percent_decoded(self.0.path())
    }
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let code = text
            .get(at + 1..at + 3)
            .filter(|_| bytes[at] == b'%')
            .and_then(|code| u8::from_str_radix(code, 16).ok());
        out.push(code.unwrap_or(bytes[at]));
        at += if code.is_some() { 3 } else { 1 };
    }
    out
}

impl LuaUserData for UrlObject {
    fn add_fields<F: LuaUserDataFields<Self>>(fields: &mut F) {
        fields.add_field_method_get("scheme", |_, this| Ok(this.0.scheme().to_owned()));
        fields.add_field_method_get("username", |_, this| Ok(this.0.username().to_owned()));
        fields.add_field_method_get("password", |_, this| {
            Ok(this.0.password().map(str::to_owned))
        });
        fields.add_field_method_get("host", |_, this| Ok(this.0.host_str().map(str::to_owned)));
        fields.add_field_method_get("port", |_, this| Ok(this.0.port()));
        fields.add_field_method_get("path", |_, this| Ok(this.0.path().to_owned()));
        fields.add_field_method_get("query", |_, this| Ok(this.0.query().map(str::to_owned)));
        fields.add_field_method_get("fragment", |_, this| {
            Ok(this.0.fragment().map(str::to_owned))
        });
        fields.add_field_method_get("file_path", |lua, this| lua.create_string(this.file_path()));
    }

    fn add_methods<M: LuaUserDataMethods<Self>>(methods: &mut M) {
        methods.add_meta_method(LuaMetaMethod::ToString, |_, this, ()| {
            Ok(this.0.as_str().to_owned())
        });
        methods.add_meta_method(LuaMetaMethod::Len, |_, this, ()| Ok(this.0.as_str().len()));
        methods.add_meta_method(LuaMetaMethod::Eq, |_, this, other: LuaUserDataRef<Self>| {
            Ok(*this == *other)
        });
        // Configs of the time when this was a string join it to other strings.
        methods.add_meta_function(LuaMetaMethod::Concat, |_, (a, b): (LuaValue, LuaValue)| {
            Ok(a.to_string()? + &b.to_string()?)
        });
        // ... and call a string's methods: `url:gsub(...)`.
        methods.add_meta_function(
            LuaMetaMethod::Index,
            |lua, (_, name): (LuaAnyUserData, String)| {
                let strings: LuaTable = lua.globals().get("string")?;
                let LuaValue::Function(method) = strings.get::<LuaValue>(name)? else {
                    return Ok(None);
                };
                lua.create_function(move |lua, mut args: LuaMultiValue| {
                    if let Some(first) = args.pop_front() {
                        args.push_front(first.to_string()?.into_lua(lua)?);
                    }
                    method.call::<LuaMultiValue>(args)
                })
                .map(Some)
            },
        );
    }
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    let url = module.submodule("url")?;
    url.pure("parse", |_, text: String| {
        UrlObject::parse(&text).map_err(LuaError::runtime)
    })
}
