//! The table of the Lua API, and its type definitions.

use super::types::{OBJECTS, luacats, split_top};
use super::{HEAD, comment};
use std::fmt::Write as _;

const TABLE: &str = include_str!("../../data/lua-api.tsv");

/// One name of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ApiRow {
    /// The module, such as `wezterm.color`, or the object, such as `Pane`.
    pub object: &'static str,
    /// The name in it.
    pub member: &'static str,
    /// `function`, `method`, `field`, `const`, `event`, `metamethod`, `variant`.
    pub kind: &'static str,
    /// What it takes and returns, or its type.
    pub signature: &'static str,
    /// More about it.
    pub note: &'static str,
}

/// Every name of the API.
pub fn api() -> impl Iterator<Item = ApiRow> {
    TABLE.lines().skip(1).filter_map(|line| {
        let mut fields = line.split('\t');
        let mut next = || fields.next();
        let (object, member, kind, signature) = (next()?, next()?, next()?, next()?);
        let note = fields.nth(1).unwrap_or_default();
        Some(ApiRow {
            object,
            member,
            kind,
            signature,
            note,
        })
    })
}

/// `(name: T, other?: U) -> R, S` as `fun(name: T, other?: U): R, S`. `first`
/// is the parameter before the others.
fn function(signature: &str, first: &str) -> String {
    let (takes, gives) = match signature.split_once(") -> ") {
        Some((takes, gives)) => (takes, gives),
        None => (signature.trim_end_matches(')'), "nil"),
    };
    let takes = takes.strip_prefix('(').unwrap_or(takes);
    let mut parameters: Vec<String> = Vec::new();
    if !first.is_empty() {
        parameters.push(first.to_owned());
    }
    for parameter in split_top(takes, ",")
        .into_iter()
        .filter(|text| !text.is_empty())
    {
        let (name, kind) = parameter.split_once(':').unwrap_or((parameter, "any"));
        let (name, kind) = (name.trim(), kind.trim());
        if name.starts_with("...") || kind.ends_with("...") {
            let kind = luacats(kind.trim_end_matches("..."));
            parameters.push(format!("...: {kind}"));
            continue;
        }
        let kind = luacats(kind);
        parameters.push(format!("{name}: {kind}"));
    }
    let gives: Vec<String> = split_top(gives, ",").into_iter().map(luacats).collect();
    match gives.as_slice() {
        [nothing] if nothing == "nil" => format!("fun({})", parameters.join(", ")),
        _ => format!("fun({}): {}", parameters.join(", "), gives.join(", ")),
    }
}

/// One member of a class.
fn field(row: &ApiRow, out: &mut String) {
    let (name, note) = (row.member, row.note);
    let kind = match (row.kind, name) {
        ("const", "action") => "Action".to_owned(),
        ("function", "config_builder") => "fun(): Config".to_owned(),
        ("function", "on") => "EventHandlers".to_owned(),
        ("function", "action_callback") => {
            "fun(callback: fun(window: Window, pane: Pane, ...: any)): KeyAssignment".to_owned()
        }
        // What schemes have, which a palette of the user may lack.
        ("function", _) => function(row.signature, "").replace("Palette", "SchemePalette"),
        ("method", _) => function(row.signature, &format!("self: {}", row.object)),
        _ => luacats(row.signature.split("; ").next().unwrap_or("any")),
    };
    let _ = writeln!(out, "---@field {name} {kind} {note}");
}

const SCHEME: &str = "
---The colours of a scheme.
---@class SchemePalette: Palette
---@field foreground string
---@field background string
---@field cursor_bg string
---@field cursor_fg string
---@field cursor_border string
---@field selection_bg string
---@field ansi [string, string, string, string, string, string, string, string]
---@field brights [string, string, string, string, string, string, string, string]
";

/// `wezterm.on`, with what each event's handler is given.
fn events(out: &mut String) {
    out.push_str("\n---`wezterm.on`\n---@class EventHandlers\n");
    for row in api().filter(|row| row.kind == "event" && row.object.ends_with("event")) {
        if row.member.starts_with('(') {
            continue;
        }
        let takes = row.signature.split(") -> ").next().unwrap_or_default();
        let takes = function(&format!("{takes})"), "");
        let _ = writeln!(
            out,
            "---@overload fun(event: \"{}\", callback: {takes}: any)",
            row.member
        );
    }
    out.push_str("---@overload fun(event: string, callback: fun(...: any): any)\n");
}

/// The definition of the module `wezterm` and of the objects.
pub(super) fn module() -> String {
    let mut out = format!("---@meta wezterm\n{HEAD}");
    let declared = |name: &str| super::TYPES.iter().any(|info| info.name == name);
    let mut objects: Vec<&str> = Vec::new();
    for row in api() {
        let wanted = row.object.starts_with("wezterm") || OBJECTS.contains(&row.object);
        if wanted && !declared(row.object) && !objects.contains(&row.object) {
            objects.push(row.object);
        }
    }
    for object in objects {
        out.push('\n');
        if object == "wezterm" {
            comment(&mut out, "The module `wezterm`.");
        }
        let _ = writeln!(out, "---@class {object}");
        if object == "Color" {
            out.push_str("---@operator concat(any): string\n");
        }
        for row in api().filter(|row| row.object == object) {
            if matches!(row.kind, "function" | "method" | "field" | "const") {
                field(&row, &mut out);
            }
        }
    }
    events(&mut out);
    out.push_str(SCHEME);
    out.push_str("\n---@type wezterm\nlocal wezterm = {}\n\nreturn wezterm\n");
    out
}
