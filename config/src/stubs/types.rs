//! From types as the reference names them to LuaCATS.

/// Words of the reference that are types of LuaCATS as they are.
const BASIC: [&str; 7] = [
    "any", "boolean", "integer", "nil", "number", "string", "table",
];

/// Objects that functions return, whose classes `wezterm.lua` defines.
pub(super) const OBJECTS: [&str; 16] = [
    "BatteryInfo",
    "Color",
    "Config",
    "KeyAssignment",
    "LocalProcessInfo",
    "MuxDomain",
    "MuxTab",
    "MuxWindow",
    "Pane",
    "PaneInformation",
    "ScreenInfo",
    "Screens",
    "TabInformation",
    "Time",
    "Url",
    "Window",
];

/// `text` split at `separator` where no bracket is open.
pub(super) fn split_top<'a>(text: &'a str, separator: &str) -> Vec<&'a str> {
    let (mut depth, mut start, mut quoted) = (0_usize, 0, false);
    let mut out = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        if depth == 0 && !quoted && rest.starts_with(separator) {
            out.push(text[start..at].trim());
            at += separator.len();
            start = at;
            continue;
        }
        let c = rest.chars().next().unwrap_or(' ');
        match c {
            '"' => quoted = !quoted,
            '{' | '<' | '(' | '[' if !quoted => depth += 1,
            '-' if rest.starts_with("->") => at += 1,
            '}' | '>' | ')' | ']' if !quoted => depth = depth.saturating_sub(1),
            _ => {}
        }
        at += c.len_utf8();
    }
    out.push(text[start..].trim());
    out
}

fn known(name: &str) -> bool {
    OBJECTS.contains(&name) || super::TYPES.iter().any(|info| info.name == name)
}

/// The type in LuaCATS; `any` where the reference says more than LuaCATS can.
pub(super) fn luacats(text: &str) -> String {
    let text = text.replace(" or ", "|");
    let mut out: Vec<String> = Vec::new();
    for part in split_top(&text, "|") {
        let kind = one(part);
        for kind in split_top(&kind, "|") {
            if !out.iter().any(|known| known == kind) {
                out.push(kind.to_owned());
            }
        }
    }
    if out.iter().any(|kind| kind == "any") {
        return "any".to_owned();
    }
    out.join("|")
}

/// The part of `text` between the first `open` and the last `close`.
fn inside(text: &str, open: char, close: char) -> Option<&str> {
    let start = text.find(open)? + open.len_utf8();
    text.get(start..text.rfind(close)?)
}

fn one(text: &str) -> String {
    let text = text.trim();
    if text.starts_with('"') {
        return text.split_whitespace().next().unwrap_or("any").to_owned();
    }
    if let Some(element) = text.strip_prefix("array") {
        let element = inside(element, '<', '>').map_or_else(|| "any".to_owned(), luacats);
        return match element.contains(['|', ' ']) {
            true => format!("({element})[]"),
            false => format!("{element}[]"),
        };
    }
    if let Some(rest) = text.strip_prefix("enum") {
        if let Some(words) = rest
            .starts_with('{')
            .then(|| inside(rest, '{', '}'))
            .flatten()
        {
            let words = words
                .split('|')
                .map(|word| format!("\"{}\"", word.trim_matches('"')));
            return words.collect::<Vec<_>>().join("|");
        }
        let name = inside(rest, '<', '>').unwrap_or(rest).trim();
        if name == "MouseButton" {
            // `{WheelUp=1}` beside the names of buttons.
            return "string|table".to_owned();
        }
        return if known(name) {
            name.to_owned()
        } else {
            "string".to_owned()
        };
    }
    if text.starts_with("table<") {
        let parameters = inside(text, '<', '>').unwrap_or_default();
        return match split_top(parameters, ",").as_slice() {
            [name] if known(name) => (*name).to_owned(),
            [key, value] => format!("table<{}, {}>", luacats(key), luacats(value)),
            _ => "table".to_owned(),
        };
    }
    if text.starts_with('{') || text.starts_with("table{") {
        return "table".to_owned();
    }
    if text.starts_with("function") {
        return "function".to_owned();
    }
    if text.starts_with("string(") && text.contains("color") {
        return "string|Color".to_owned();
    }
    let word: String = text
        .chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect();
    match word.as_str() {
        word if BASIC.contains(&word) || known(word) => word.to_owned(),
        "submodule" => text.rsplit(' ').next().unwrap_or("table").to_owned(),
        _ => "any".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_of_the_reference_become_luacats() {
        for (from, to) in [
            ("integer|nil", "integer|nil"),
            ("array<string>", "string[]"),
            ("array<enum{A|B}>", "(\"A\"|\"B\")[]"),
            ("enum{A|B}|boolean", "\"A\"|\"B\"|boolean"),
            ("table<string,array<table<Key>>>", "table<string, Key[]>"),
            ("table<Palette>|nil", "Palette|nil"),
            ("string(color)", "string|Color"),
            ("integer(seconds)|number", "integer|number"),
            ("boolean|\"Any\"", "boolean|\"Any\""),
            ("string|function(name)->string", "string|function"),
            ("Pane or nil", "Pane|nil"),
            ("array<table{index, is_active, tab: MuxTab}>", "table[]"),
            ("number 0-1", "number"),
            ("as Pane:get_progress", "any"),
        ] {
            assert_eq!(luacats(from), to, "{from}");
        }
        assert_eq!(
            split_top("a: f(b, c) -> d, e", ","),
            ["a: f(b, c) -> d", "e"]
        );
    }
}
