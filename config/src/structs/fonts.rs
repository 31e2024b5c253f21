//! Fonts: families, weights, and rules by text attribute.

use super::*;
use crate::convert::{ConfigError, Convert, Cx};
use mlua::{Lua, Value};
use wezterm_types::{Intensity, Rgba, Underline};

/// The weight of a font, 1..=1000; a word of [`FontWeight::NAMED`] or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FontWeight(pub u16);

impl FontWeight {
    /// Normal text.
    pub const REGULAR: Self = Self(400);
    /// Bold text.
    pub const BOLD: Self = Self(700);

    /// The weights that have a word.
    pub const NAMED: [(&'static str, u16); 12] = [
        ("Thin", 100),
        ("ExtraLight", 200),
        ("Light", 300),
        ("DemiLight", 350),
        ("Book", 380),
        ("Regular", 400),
        ("Medium", 500),
        ("DemiBold", 600),
        ("Bold", 700),
        ("ExtraBold", 800),
        ("Black", 900),
        ("ExtraBlack", 1000),
    ];
}

impl Default for FontWeight {
    fn default() -> Self {
        Self::REGULAR
    }
}

impl Convert for FontWeight {
    fn type_text() -> String {
        format!(
            "enum{{{}}}|integer",
            Self::NAMED.map(|(name, _)| name).join("|")
        )
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let Value::String(text) = value else {
            let weight = u16::from_lua(value, cx)?;
            return if (1..=1000).contains(&weight) {
                Ok(Self(weight))
            } else {
                Err(cx.invalid(format!("a font weight is from 1 to 1000, not {weight}")))
            };
        };
        let text = text.to_string_lossy();
        // Old configurations use the OpenType names of the same weights.
        let name = match &*text {
            "Normal" => "Regular",
            "SemiBold" => "DemiBold",
            other => other,
        };
        Self::NAMED
            .into_iter()
            .find(|(known, _)| *known == name)
            .map(|(_, weight)| Self(weight))
            .ok_or_else(|| cx.unknown_name("font weight", name, &Self::NAMED.map(|(name, _)| name)))
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        match Self::NAMED.iter().find(|(_, weight)| *weight == self.0) {
            Some((name, _)) => (*name).to_owned().to_lua(lua),
            None => self.0.to_lua(lua),
        }
    }
}

lua_struct! {
    /// One font of a list in which each serves what those before it lack.
    pub struct FontAttributes {
        /// The family.
        family: String,
        /// The weight.
        weight: FontWeight = FontWeight::REGULAR,
        /// The width of its letters.
        stretch: FontStretch = FontStretch::Normal,
        /// Slant.
        style: FontStyle = FontStyle::Normal,
        /// Whether it was added to the user's list by the program.
        is_fallback: bool = false,
        /// Whether it imitates a style its family does not have.
        is_synthetic: bool = false,
        /// OpenType features, if not `harfbuzz_features`.
        harfbuzz_features: Option<Vec<String>> = None,
        /// Hinting, if not `freetype_load_target`.
        freetype_load_target: Option<FreeTypeLoadTarget> = None,
        /// Rendering, if not `freetype_render_target`.
        freetype_render_target: Option<FreeTypeLoadTarget> = None,
        /// Loading, if not `freetype_load_flags`.
        freetype_load_flags: Option<FreeTypeLoadFlags> = None,
        /// A factor of the font size.
        scale: Option<f64> = None,
        /// Whether to use it as if every character were an emoji, or none.
        assume_emoji_presentation: Option<bool> = None,
    }
}

impl FontAttributes {
    /// The regular font of a family.
    #[must_use]
    pub fn new(family: impl Into<String>) -> Self {
        Self {
            family: family.into(),
            weight: FontWeight::REGULAR,
            stretch: FontStretch::Normal,
            style: FontStyle::Normal,
            is_fallback: false,
            is_synthetic: false,
            harfbuzz_features: None,
            freetype_load_target: None,
            freetype_render_target: None,
            freetype_load_flags: None,
            scale: None,
            assume_emoji_presentation: None,
        }
    }
}

lua_struct! {
    /// Fonts of one style of text: what `wezterm.font` returns.
    pub struct TextStyle {
        /// The fonts, the most wanted first.
        font: Vec<FontAttributes> = Vec::new(),
        /// A colour for text that has none of its own.
        foreground: Option<Rgba> = None,
    }
}

impl Default for TextStyle {
    fn default() -> Self {
        Self {
            font: vec![FontAttributes::new("JetBrains Mono")],
            foreground: None,
        }
    }
}

lua_struct! {
    /// One family as `wezterm.font` and `wezterm.font_with_fallback` take it.
    pub struct FontFamilyTable {
        /// The family.
        family: String,
        /// The weight, if not that of the whole list.
        weight: Option<FontWeight> = None,
        /// The width of its letters, if not that of the whole list.
        stretch: Option<FontStretch> = None,
        /// Slant, if not that of the whole list.
        style: Option<FontStyle> = None,
        /// Old form of `style = "Italic"`.
        italic: Option<bool> = None,
        /// Old form of `weight = "Bold"`.
        bold: Option<bool> = None,
        /// OpenType features.
        harfbuzz_features: Option<Vec<String>> = None,
        /// Hinting.
        freetype_load_target: Option<FreeTypeLoadTarget> = None,
        /// Rendering.
        freetype_render_target: Option<FreeTypeLoadTarget> = None,
        /// Loading.
        freetype_load_flags: Option<FreeTypeLoadFlags> = None,
        /// A factor of the font size.
        scale: Option<f64> = None,
        /// Whether every character is an emoji, or none.
        assume_emoji_presentation: Option<bool> = None,
    }
}

/// A family: a name, or a table of [`FontFamilyTable`].
#[derive(Clone, Debug, PartialEq)]
pub struct LuaFontAttributes(pub FontFamilyTable);

impl Convert for LuaFontAttributes {
    fn type_text() -> String {
        "string|table<LuaFontAttributes>".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        if value.is_table() {
            return FontFamilyTable::from_lua(value, cx).map(Self);
        }
        let family = String::from_lua(value, cx)
            .map_err(|_| cx.wrong_type("the name of a font family or a table", value))?;
        Ok(Self(FontFamilyTable {
            family,
            weight: None,
            stretch: None,
            style: None,
            italic: None,
            bold: None,
            harfbuzz_features: None,
            freetype_load_target: None,
            freetype_render_target: None,
            freetype_load_flags: None,
            scale: None,
            assume_emoji_presentation: None,
        }))
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        self.0.to_lua(lua)
    }
}

lua_defaults! {
    /// What `wezterm.font` takes as its second argument, for all its families.
    pub struct TextStyleAttributes {
        /// Old form of `weight = "Bold"`.
        bold: Option<bool> = None,
        /// Old form of `style = "Italic"`.
        italic: Option<bool> = None,
        /// The weight.
        weight: Option<FontWeight> = None,
        /// The width of letters.
        stretch: FontStretch = FontStretch::Normal,
        /// Slant.
        style: FontStyle = FontStyle::Normal,
        /// A colour for text that has none of its own.
        foreground: Option<Rgba> = None,
    }
}

impl TextStyle {
    /// What `wezterm.font` and `wezterm.font_with_fallback` return for
    /// `families` and what applies to all of them.
    #[must_use]
    pub fn from_families(families: Vec<LuaFontAttributes>, all: &TextStyleAttributes) -> Self {
        let bold = |bold| {
            if bold == Some(true) {
                Some(FontWeight::BOLD)
            } else {
                None
            }
        };
        let italic = |italic| {
            if italic == Some(true) {
                Some(FontStyle::Italic)
            } else {
                None
            }
        };
        let weight = all.weight.or(bold(all.bold)).unwrap_or_default();
        let style = italic(all.italic).unwrap_or(all.style);
        let font = families
            .into_iter()
            .map(|LuaFontAttributes(one)| FontAttributes {
                family: one.family,
                weight: one.weight.or(bold(one.bold)).unwrap_or(weight),
                stretch: one.stretch.unwrap_or(all.stretch),
                style: one.style.or(italic(one.italic)).unwrap_or(style),
                is_fallback: false,
                is_synthetic: false,
                harfbuzz_features: one.harfbuzz_features,
                freetype_load_target: one.freetype_load_target,
                freetype_render_target: one.freetype_render_target,
                freetype_load_flags: one.freetype_load_flags,
                scale: one.scale,
                assume_emoji_presentation: one.assume_emoji_presentation,
            })
            .collect();
        Self {
            font,
            foreground: all.foreground,
        }
    }
}

lua_struct! {
    /// A font for text of some attributes; absent fields match any.
    pub struct StyleRule {
        /// Bold or half-bright text.
        intensity: Option<Intensity> = None,
        /// Underlined text.
        underline: Option<Underline> = None,
        /// Italic text.
        italic: Option<bool> = None,
        /// Blinking text.
        blink: Option<Blink> = None,
        /// Reversed text.
        reverse: Option<bool> = None,
        /// Text struck through.
        strikethrough: Option<bool> = None,
        /// Hidden text.
        invisible: Option<bool> = None,
        /// The font.
        font: TextStyle,
    }
}
