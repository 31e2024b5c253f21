//! `wezterm.serde`, `json_encode` and `json_parse`.

use super::PlainValue;
use super::registrar::Registrar;
use mlua::prelude::*;

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.pure("json_encode", |_, value| json(&value))?;
    module.pure("json_parse", |_, text: String| from_json(&text))?;
    let serde = module.submodule("serde")?;
    serde.pure("json_encode", |_, value| json(&value))?;
    serde.pure("json_encode_pretty", |_, value: PlainValue| {
        serde_json::to_string_pretty(&value).map_err(|e| failed("encode as JSON", &e))
    })?;
    serde.pure("json_decode", |_, text: String| from_json(&text))?;
    serde.pure("yaml_encode", |_, value: PlainValue| {
        serde_norway::to_string(&value).map_err(|e| failed("encode as YAML", &e))
    })?;
    serde.pure("yaml_decode", |_, text: String| from_yaml(&text))?;
    serde.pure("toml_encode", |_, value: PlainValue| {
        toml::to_string(&value).map_err(|e| failed("encode as TOML", &e))
    })?;
    serde.pure("toml_encode_pretty", |_, value: PlainValue| {
        toml::to_string_pretty(&value).map_err(|e| failed("encode as TOML", &e))
    })?;
    serde.pure("toml_decode", |_, text: String| from_toml(&text))
}

fn failed(what: &str, error: &dyn std::fmt::Display) -> LuaError {
    LuaError::runtime(format!("cannot {what}: {error}"))
}

fn json(value: &PlainValue) -> mlua::Result<String> {
    serde_json::to_string(value).map_err(|e| failed("encode as JSON", &e))
}

fn from_json(text: &str) -> mlua::Result<PlainValue> {
    serde_json::from_str(text).map_err(|e| failed("read as JSON", &e))
}

/// Reads YAML.
pub(super) fn from_yaml(text: &str) -> mlua::Result<PlainValue> {
    serde_norway::from_str(text).map_err(|e| failed("read as YAML", &e))
}

/// Reads TOML; a date becomes its text.
pub(super) fn from_toml(text: &str) -> mlua::Result<PlainValue> {
    let table: toml::Table = toml::from_str(text).map_err(|e| failed("read as TOML", &e))?;
    Ok(plain(toml::Value::Table(table)))
}

fn plain(value: toml::Value) -> PlainValue {
    match value {
        toml::Value::String(text) => text.into(),
        toml::Value::Integer(n) => PlainValue::Int(n),
        toml::Value::Float(n) => PlainValue::Float(n),
        toml::Value::Boolean(b) => PlainValue::Bool(b),
        toml::Value::Datetime(time) => time.to_string().into(),
        toml::Value::Array(items) => PlainValue::List(items.into_iter().map(plain).collect()),
        toml::Value::Table(items) => {
            PlainValue::Map(items.into_iter().map(|(k, v)| (k, plain(v))).collect())
        }
    }
}
