use crate::convert::{ConfigError, Convert, Cx};
use crate::structs::AnsiColor;
use mlua::{Lua, Value};
use std::collections::BTreeMap;
use wezterm_types::{Intensity, Rgba, Underline};

lua_tagged! {
    /// A colour that may be one of the palette: `{AnsiColor="Red"}`,
    /// `{Color="#ff0000"}`, or `"Default"`.
    #[derive(Copy, Eq)]
    pub enum ColorSpec ("colour") {
        words {
            /// The default foreground or background.
            Default,
        }
        values { AnsiColor(AnsiColor), Color(Rgba) }
    }
}

impl Convert for ColorSpec {
    fn type_text() -> String {
        "table{AnsiColor=enum}|table{Color=string(color)}|string \"Default\"".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            // A bare colour can mean only one thing.
            Value::String(text) if text != "Default" => Rgba::from_lua(value, cx).map(Self::Color),
            Value::UserData(_) => Rgba::from_lua(value, cx).map(Self::Color),
            _ => Self::from_word_or_table(value, cx),
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        self.to_word_or_table(lua)
    }
}

lua_struct! {
    /// Colours and attributes of a tab's title.
    #[derive(Copy)]
    pub struct TabBarColor {
        /// Background of the tab.
        bg_color: Rgba,
        /// Text.
        fg_color: Rgba,
        /// Bold or half-bright.
        intensity: Intensity = Intensity::Normal,
        /// Line below.
        underline: Underline = Underline::None,
        /// Slant.
        italic: bool = false,
        /// Line through.
        strikethrough: bool = false,
    }
}

lua_defaults! {
    /// `colors.tab_bar`: what is absent is as in [`super::ResolvedTabBar`].
    pub struct TabBarColors {
        /// Background behind the tabs of the retro tab bar.
        background: Option<Rgba> = None,
        /// The tab that is shown.
        active_tab: Option<TabBarColor> = None,
        /// The other tabs.
        inactive_tab: Option<TabBarColor> = None,
        /// Another tab under the pointer.
        inactive_tab_hover: Option<TabBarColor> = None,
        /// The new-tab button.
        new_tab: Option<TabBarColor> = None,
        /// The new-tab button under the pointer.
        new_tab_hover: Option<TabBarColor> = None,
        /// Line between other tabs of the fancy tab bar.
        inactive_tab_edge: Option<Rgba> = None,
        /// The same under the pointer.
        inactive_tab_edge_hover: Option<Rgba> = None,
    }
}

lua_defaults! {
    /// `colors` and what colour schemes consist of; absent colours are those
    /// of the palette below.
    pub struct Palette {
        /// Text.
        foreground: Option<Rgba> = None,
        /// Background.
        background: Option<Rgba> = None,
        /// Text under the cursor.
        cursor_fg: Option<Rgba> = None,
        /// The cursor.
        cursor_bg: Option<Rgba> = None,
        /// The outline of the cursor without focus.
        cursor_border: Option<Rgba> = None,
        /// Selected text; transparent keeps its colour.
        selection_fg: Option<Rgba> = None,
        /// Background of selected text.
        selection_bg: Option<Rgba> = None,
        /// Colours 0 to 7.
        ansi: Option<[Rgba; 8]> = None,
        /// Colours 8 to 15.
        brights: Option<[Rgba; 8]> = None,
        /// Colours 16 to 255, by number.
        indexed: BTreeMap<u8, Rgba> = BTreeMap::new(),
        /// The tab bar.
        tab_bar: Option<TabBarColors> = None,
        /// The thumb of the scroll bar.
        scrollbar_thumb: Option<Rgba> = None,
        /// Lines between panes.
        split: Option<Rgba> = None,
        /// The flash at BEL.
        visual_bell: Option<Rgba> = None,
        /// The cursor while a dead key, leader or input method waits.
        compose_cursor: Option<Rgba> = None,
        /// The match that copy mode is at.
        copy_mode_active_highlight_fg: Option<ColorSpec> = None,
        /// Its background.
        copy_mode_active_highlight_bg: Option<ColorSpec> = None,
        /// Other matches.
        copy_mode_inactive_highlight_fg: Option<ColorSpec> = None,
        /// Their background.
        copy_mode_inactive_highlight_bg: Option<ColorSpec> = None,
        /// Labels of quick select.
        quick_select_label_fg: Option<ColorSpec> = None,
        /// Their background.
        quick_select_label_bg: Option<ColorSpec> = None,
        /// Matches of quick select.
        quick_select_match_fg: Option<ColorSpec> = None,
        /// Their background.
        quick_select_match_bg: Option<ColorSpec> = None,
    }
}

/// Sets each of `fields` that `over` has.
macro_rules! overlay {
    ($base:ident, $over:ident: $($field:ident),+) => {
        $(if $over.$field.is_some() { $base.$field.clone_from(&$over.$field); })+
    };
}

impl Palette {
    /// Replaces each colour that `over` has.
    pub fn overlay(&mut self, over: &Self) {
        let base = self;
        overlay!(base, over:
            foreground, background, cursor_fg, cursor_bg, cursor_border, selection_fg,
            selection_bg, ansi, brights, scrollbar_thumb, split, visual_bell, compose_cursor,
            copy_mode_active_highlight_fg, copy_mode_active_highlight_bg,
            copy_mode_inactive_highlight_fg, copy_mode_inactive_highlight_bg,
            quick_select_label_fg, quick_select_label_bg, quick_select_match_fg,
            quick_select_match_bg);
        base.indexed.extend(&over.indexed);
        if let Some(over) = &over.tab_bar {
            base.tab_bar.get_or_insert_default().overlay(over);
        }
    }
}

impl TabBarColors {
    /// Replaces each colour that `over` has.
    pub fn overlay(&mut self, over: &Self) {
        let base = self;
        overlay!(base, over:
            background, active_tab, inactive_tab, inactive_tab_hover, new_tab, new_tab_hover,
            inactive_tab_edge, inactive_tab_edge_hover);
    }
}
