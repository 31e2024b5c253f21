//! Functions on text: lines, shell words, UTF-16, `to_string`, logging.

use super::registrar::Registrar;
use mlua::prelude::*;

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.pure("split_by_newlines", |_, text: LuaString| {
        let text = text.to_string_lossy();
        Ok(text.lines().map(str::to_owned).collect::<Vec<_>>())
    })?;
    module.pure("shell_join_args", |_, args: Vec<String>| {
        shlex::try_join(args.iter().map(String::as_str)).map_err(LuaError::external)
    })?;
    module.pure("shell_quote_arg", |_, arg: String| {
        shlex::try_quote(&arg)
            .map(std::borrow::Cow::into_owned)
            .map_err(LuaError::external)
    })?;
    module.pure("shell_split", |_, line: String| {
        shlex::split(&line).ok_or_else(|| {
            LuaError::runtime(format!(
                "a quote is not closed, or a \\ ends the line: {line}"
            ))
        })
    })?;
    module.pure("utf16_to_utf8", |_, bytes: LuaString| {
        let bytes = bytes.as_bytes();
        let pairs = bytes.chunks_exact(2);
        if !pairs.remainder().is_empty() {
            return Err(LuaError::runtime(
                "text in UTF-16 has an even number of bytes",
            ));
        }
        // A byte order mark tells the order; without one it is little-endian.
        let big = bytes.starts_with(&[0xfe, 0xff]);
        let units: Vec<u16> = pairs
            .map(|pair| match big {
                true => u16::from_be_bytes([pair[0], pair[1]]),
                false => u16::from_le_bytes([pair[0], pair[1]]),
            })
            .collect();
        let units = units.strip_prefix(&[0xfeff]).unwrap_or(&units);
        String::from_utf16(units).map_err(LuaError::external)
    })?;
    module.pure("to_string", |_, value: LuaValue| Ok(show(&value)))?;
    for (name, level) in [
        ("log_error", log::Level::Error),
        ("log_warn", log::Level::Warn),
        ("log_info", log::Level::Info),
    ] {
        module.outside(name, move |_, _, args: LuaMultiValue| {
            let text: Vec<String> = args.iter().map(show_bare).collect();
            log::log!(target: "lua", level, "{}", text.join(" "));
            Ok(())
        })?;
    }
    Ok(())
}

/// `value` for a log line: a string as it is, anything else as [`show`].
fn show_bare(value: &LuaValue) -> String {
    match value {
        LuaValue::String(text) => text.to_string_lossy(),
        other => show(other),
    }
}

/// `value` as Lua source where possible, on several lines where it is long.
pub(super) fn show(value: &LuaValue) -> String {
    let mut out = String::new();
    write(value, 0, &mut Vec::new(), &mut out);
    out
}

fn write(
    value: &LuaValue,
    indent: usize,
    above: &mut Vec<*const std::ffi::c_void>,
    out: &mut String,
) {
    let table = match value {
        LuaValue::String(text) => return out.push_str(&format!("{:?}", text.to_string_lossy())),
        LuaValue::Table(table) => table,
        other => {
            let text = other.to_string();
            return out.push_str(text.as_deref().unwrap_or(other.type_name()));
        }
    };
    let pointer = table.to_pointer();
    if above.contains(&pointer) || above.len() > 32 {
        return out.push_str("{...}");
    }
    above.push(pointer);
    let mut list = Vec::new();
    let mut named = Vec::new();
    for (key, item) in table.pairs::<LuaValue, LuaValue>().flatten() {
        let mut text = String::new();
        write(&item, indent + 4, above, &mut text);
        match key {
            LuaValue::Integer(n) if n == list.len() as i64 + 1 => list.push(text),
            LuaValue::String(name) => named.push(format!("{:?}: {text}", name.to_string_lossy())),
            other => named.push(format!("[{}]: {text}", show_bare(&other))),
        }
    }
    above.pop();
    named.sort();
    list.append(&mut named);
    if list.is_empty() {
        return out.push_str("{}");
    }
    let short: usize = list.iter().map(|item| item.len() + 2).sum();
    if short < 80 && !list.iter().any(|item| item.contains('\n')) {
        return out.push_str(&format!("{{{}}}", list.join(", ")));
    }
    out.push_str("{\n");
    for item in list {
        out.push_str(&" ".repeat(indent + 4));
        out.push_str(&item);
        out.push_str(",\n");
    }
    out.push_str(&" ".repeat(indent));
    out.push('}');
}
