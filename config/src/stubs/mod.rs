//! LuaCATS type definitions of `wezterm.lua`, for editors and checkers: made of
//! the schema and of the table of the Lua API (`data/lua-api.tsv`).

mod api;
mod types;

pub use api::{ApiRow, api};

use crate::Config;
use crate::convert::{FieldInfo, Shape, TypeInfo, doc_text};
use crate::keys::*;
use crate::structs::*;
use std::fmt::Write as _;
use types::luacats;

/// Every declared type that options, assignments and functions take.
pub const TYPES: &[TypeInfo] = &[
    crate::color::ColorSchemeFile::TYPE,
    crate::color::ColorSchemeMetaData::TYPE,
    crate::color::ColorSpec::TYPE,
    crate::color::Palette::TYPE,
    crate::color::TabBarColor::TYPE,
    crate::color::TabBarColors::TYPE,
    ActivateKeyTable::TYPE,
    BackgroundAttachment::TYPE,
    BackgroundLayer::TYPE,
    BackgroundSource::TYPE,
    CharSelectArguments::TYPE,
    CloseArguments::TYPE,
    Confirmation::TYPE,
    CopyModeAssignment::TYPE,
    CopyTextTo::TYPE,
    DaemonOptions::TYPE,
    EasingFunction::TYPE,
    ExecDomain::TYPE,
    ExtractColorParams::TYPE,
    FontAttributes::TYPE,
    GeometryOrigin::TYPE,
    GpuInfo::TYPE,
    Gradient::TYPE,
    GradientOrientation::TYPE,
    GuiPosition::TYPE,
    HsbTransform::TYPE,
    HyperlinkRule::TYPE,
    InputSelector::TYPE,
    InputSelectorEntry::TYPE,
    JumpArguments::TYPE,
    Key::TYPE,
    KeyNoAction::TYPE,
    LauncherActionArgs::TYPE,
    LeaderKey::TYPE,
    LinearGradient::TYPE,
    Mouse::TYPE,
    MouseEventTrigger::TYPE,
    MousePress::TYPE,
    PaneSelectArguments::TYPE,
    Pattern::TYPE,
    PromptInputLine::TYPE,
    QuickSelectArguments::TYPE,
    RadialGradient::TYPE,
    SendKey::TYPE,
    SerialDomain::TYPE,
    SpawnCommand::TYPE,
    SpawnTabDomain::TYPE,
    SplitPane::TYPE,
    SplitSize::TYPE,
    SshDomain::TYPE,
    StyleRule::TYPE,
    SwitchToWorkspace::TYPE,
    TabBarStyle::TYPE,
    TextStyle::TYPE,
    TextStyleAttributes::TYPE,
    TlsDomainClient::TYPE,
    TlsDomainServer::TYPE,
    UnixDomain::TYPE,
    VisualBell::TYPE,
    WindowContentAlignment::TYPE,
    WindowFrameConfig::TYPE,
    WindowPadding::TYPE,
    WslDomain::TYPE,
];

/// The definition files: name and content.
#[must_use]
pub fn files() -> Vec<(&'static str, String)> {
    vec![
        ("config.lua", config()),
        ("action.lua", action()),
        ("types.lua", declared()),
        ("wezterm.lua", api::module()),
    ]
}

/// What begins each file.
const HEAD: &str = "-- Made from the schema: UPDATE_DOCS=1 cargo test -p config --test stubs\n";

/// A comment for an editor; nothing where there is nothing to say.
fn comment(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = writeln!(out, "---{text}");
    }
}

fn config() -> String {
    let mut out = format!("---@meta\n{HEAD}\n---The options of `wezterm.lua`.\n---@class Config\n");
    for option in Config::SCHEMA {
        let mut doc = option.doc.trim().to_owned();
        if !option.status.is_empty() {
            let _ = write!(doc, " ({})", option.status);
        }
        let kind = luacats(&option.type_text());
        let _ = writeln!(out, "---@field {} {kind} {doc}", option.name);
    }
    out.push_str("---@field set_strict_mode fun(self: Config, strict: boolean)\n");
    out
}

fn action() -> String {
    let mut out = format!(
        "---@meta\n{HEAD}\n\
         ---What a key or a mouse button does: made by `wezterm.action`.\n\
         ---@alias KeyAssignment string|table|function\n\n\
         ---@class Action\n---@overload fun(assignment: table): KeyAssignment\n"
    );
    if let Shape::Tagged {
        words,
        values,
        defaulted,
    } = KeyAssignment::TYPE.shape
    {
        for word in words {
            let _ = writeln!(out, "---@field {word} KeyAssignment");
        }
        for (name, kind) in values {
            let kind = luacats(&kind());
            let _ = writeln!(out, "---@field {name} fun(argument: {kind}): KeyAssignment");
        }
        for (name, kind) in defaulted {
            let kind = luacats(&kind());
            let _ = writeln!(
                out,
                "---@field {name} fun(argument?: {kind}): KeyAssignment"
            );
        }
    }
    out
}

fn declared() -> String {
    let mut out = format!("---@meta\n{HEAD}");
    for info in TYPES {
        out.push('\n');
        comment(&mut out, &doc_text(info.docs));
        match info.shape {
            Shape::Table(fields) => {
                let _ = writeln!(out, "---@class {}", info.name);
                for field in fields {
                    write_field(&mut out, field);
                }
            }
            Shape::Tagged {
                words,
                values,
                defaulted,
            } => {
                let mut kinds: Vec<String> = words
                    .iter()
                    .chain(defaulted.iter().map(|(name, _)| name))
                    .map(|word| format!("\"{word}\""))
                    .collect();
                for (name, kind) in values.iter().chain(defaulted) {
                    kinds.push(format!("{{{name}: {}}}", luacats(&kind())));
                }
                let _ = writeln!(out, "---@alias {} {}", info.name, kinds.join("|"));
            }
        }
    }
    out
}

fn write_field(out: &mut String, field: &FieldInfo) {
    let mark = if field.optional { "?" } else { "" };
    let kind = luacats(&(field.type_text)());
    let doc = doc_text(field.docs);
    let _ = writeln!(out, "---@field {}{mark} {kind} {doc}", field.name);
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// `X` of each `table<X>` and `enum<X>` in a type.
    fn named(text: &str, out: &mut BTreeSet<String>) {
        for part in text.split(['<', '>', ',', '|']) {
            let part = part.trim();
            let name = part.chars().all(char::is_alphanumeric);
            if name && part.chars().next().is_some_and(char::is_uppercase) {
                out.insert(part.to_owned());
            }
        }
    }

    #[test]
    fn every_type_that_is_named_is_defined() {
        let mut wanted = BTreeSet::new();
        let mut look = |text: String| {
            for mark in ["table<", "enum<"] {
                for part in text.split(mark).skip(1) {
                    named(part.split('>').next().unwrap_or_default(), &mut wanted);
                }
            }
        };
        for option in Config::SCHEMA {
            look(option.type_text());
        }
        for info in TYPES.iter().chain([&KeyAssignment::TYPE]) {
            match info.shape {
                Shape::Table(fields) => fields.iter().for_each(|f| look((f.type_text)())),
                Shape::Tagged {
                    values, defaulted, ..
                } => {
                    for (_, kind) in values.iter().chain(defaulted) {
                        look(kind());
                    }
                }
            }
        }
        // Written in more ways than one table.
        let loose = ["ImageFileSource", "LuaFontAttributes", "MouseButton"];
        wanted.retain(|name| {
            !loose.contains(&name.as_str()) && !TYPES.iter().any(|info| info.name == name)
        });
        assert_eq!(wanted, BTreeSet::new());
    }
}
