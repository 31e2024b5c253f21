//! Lua values in words, for the prompt.

use crate::bounded::cut;
use mlua::Value;

/// Bytes after which the rest of a value is left out.
const MAX_TEXT: usize = 16 << 10;

/// Tables nested deeper than this are left out.
const MAX_DEPTH: usize = 8;

/// A value as Lua would write it where it can be written; bounded, whatever
/// the value. No Lua code runs.
pub(crate) fn show(value: &Value) -> String {
    let mut writer = Writer::default();
    writer.write(value, 0);
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    above: Vec<*const std::ffi::c_void>,
}

impl Writer {
    fn is_full(&self) -> bool {
        self.out.len() > MAX_TEXT
    }

    fn write(&mut self, value: &Value, indent: usize) {
        match value {
            Value::String(text) => {
                let text = text.to_string_lossy();
                self.out.push_str(&format!("{:?}", cut(&text, MAX_TEXT)));
            }
            Value::Table(table) => self.table(table, indent),
            other => {
                let text = other.to_string();
                let name = other.type_name();
                self.out.push_str(text.as_deref().unwrap_or(name));
            }
        }
    }

    fn table(&mut self, table: &mlua::Table, indent: usize) {
        let pointer = table.to_pointer();
        if self.above.contains(&pointer) || self.above.len() >= MAX_DEPTH {
            self.out.push_str("{ ... }");
            return;
        }
        self.above.push(pointer);
        let mut items: Vec<(Value, Value)> = Vec::new();
        let mut more = false;
        for pair in table.pairs::<Value, Value>().flatten() {
            more = items.len() == MAX_TEXT / 4;
            if more {
                break;
            }
            items.push(pair);
        }
        // Numbers first, in order; then names.
        items.sort_by(|(a, _), (b, _)| match (a, b) {
            (Value::Integer(a), Value::Integer(b)) => a.cmp(b),
            (Value::Integer(_), _) => std::cmp::Ordering::Less,
            (_, Value::Integer(_)) => std::cmp::Ordering::Greater,
            (Value::String(a), Value::String(b)) => a.as_bytes().cmp(&b.as_bytes()),
            (a, b) => a.type_name().cmp(b.type_name()),
        });
        if items.is_empty() {
            self.out.push_str("{}");
        } else {
            self.items(&items, more, indent);
        }
        self.above.pop();
    }

    fn items(&mut self, items: &[(Value, Value)], more: bool, indent: usize) {
        self.out.push_str("{\n");
        for (at, (key, value)) in items.iter().enumerate() {
            if self.is_full() {
                self.line(indent + 2, "...");
                break;
            }
            self.line(indent + 2, "");
            match key {
                Value::Integer(n) if *n == at as i64 + 1 => {}
                Value::String(name) if is_name(&name.to_string_lossy()) => {
                    self.out.push_str(&format!("{} = ", name.to_string_lossy()));
                }
                other => {
                    self.out.push('[');
                    self.write(other, indent + 2);
                    self.out.push_str("] = ");
                }
            }
            self.write(value, indent + 2);
            self.out.push_str(",\n");
        }
        if more {
            self.line(indent + 2, "...\n");
        }
        self.line(indent, "}");
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.out.push_str(&" ".repeat(indent));
        self.out.push_str(text);
    }
}

fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '_')
        && chars.all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use mlua::Lua;

    fn shown(code: &str) -> String {
        show(&Lua::new().load(code).eval::<Value>().unwrap())
    }

    #[test]
    fn values_read_as_lua() {
        assert_eq!(shown("'a\\nb'"), "\"a\\nb\"");
        assert_eq!(shown("nil"), "nil");
        assert_eq!(shown("1.5"), "1.5");
        assert_eq!(shown("{}"), "{}");
        assert_eq!(
            shown("{1, 'two', name = true, ['a b'] = {3}}"),
            "{\n  1,\n  \"two\",\n  [\"a b\"] = {\n    3,\n  },\n  name = true,\n}"
        );
        assert_eq!(
            shown("local t = {}; t.t = t; return t"),
            "{\n  t = { ... },\n}"
        );
    }

    #[test]
    fn nothing_is_too_large() {
        let wide = "local t = {} for i = 1, 200000 do t[i] = i end return t";
        assert!(shown(wide).len() < MAX_TEXT * 2);
        // 2^40 tables if each was written wherever it is.
        let deep = "local t = {} for _ = 1, 40 do t = {t, t} end return t";
        assert!(shown(deep).len() < MAX_TEXT * 2);
        assert!(shown("('x'):rep(1 << 22)").len() < MAX_TEXT * 2);
    }
}
