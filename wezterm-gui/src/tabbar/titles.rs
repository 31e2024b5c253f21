//! The titles of tabs and windows that no callback decides.

use super::CallbackStamp;
use crate::callback_cache::{CallbackCache, CallbackEvent, CallbackHost};
use crate::tab_information::{Progress, TabInformation, TabList};
use config::Config;
use config::format::column_width;
use std::time::Instant;

/// The narrowest that a default title of the retro bar is, in columns.
const MIN_RETRO_WIDTH: usize = 5;
/// `md_circle_slice_1` of the Nerd Fonts: the first of eight eighths.
const FIRST_SLICE: u32 = 0xf0a9e;

/// The title of a tab without `format-tab-title`, as text with SGR escapes.
#[must_use]
pub fn default_tab_title(tab: &TabInformation, config: &Config) -> String {
    let mut title = String::new();
    let retro = !config.use_fancy_tab_bar;
    if config.show_tab_index_in_tab_bar {
        let first = usize::from(!config.tab_and_split_indices_are_zero_based);
        let index = tab.tab_index + first;
        let name = tab.effective_title();
        let space = if retro { " " } else { "" };
        title = format!("{space}{index}: {name}{space}");
    } else {
        title.push_str(tab.effective_title());
    }
    let progress = tab
        .active_pane()
        .map_or(Progress::None, |pane| pane.progress);
    if let Some(glyph) = progress_glyph(progress) {
        title = format!("{glyph}{title}");
    }
    if retro {
        let missing =
            MIN_RETRO_WIDTH.saturating_sub(column_width(&config::format::plain_text(&title)));
        title.extend(std::iter::repeat_n(' ', missing));
    }
    title
}

/// A circle filled in eighths: green for progress, red for a failure.
fn progress_glyph(progress: Progress) -> Option<String> {
    let (percent, color) = match progress {
        Progress::None | Progress::Indeterminate => return None,
        Progress::Percentage(percent) => (percent, 32),
        Progress::Error(percent) => (percent, 31),
    };
    let eighth = (u32::from(percent.min(100)) * 8 / 100).clamp(1, 8);
    let glyph = char::from_u32(FIRST_SLICE + eighth - 1)?;
    Some(format!("\x1b[{color}m{glyph} \x1b[39m"))
}

/// The title of a window without `format-window-title`: the active pane's,
/// marked when it is zoomed, after the tab's place when there are several tabs.
#[must_use]
pub fn default_window_title(list: &TabList, config: &Config) -> String {
    let Some(tab) = list.active_tab() else {
        return "wezterm".to_owned();
    };
    let zoomed = tab.active_pane().is_some_and(|pane| pane.is_zoomed);
    let zoomed = if zoomed { "[Z] " } else { "" };
    let title = tab.active_pane().map_or("", |pane| &pane.title);
    let count = list.tabs().len();
    if count > 1 {
        let first = usize::from(!config.tab_and_split_indices_are_zero_based);
        let index = tab.tab_index + first;
        format!("{zoomed}[{index}/{count}] {title}")
    } else {
        format!("{zoomed}{title}")
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    list: u64,
    look: u64,
    refresh: u64,
    callbacks: Option<CallbackStamp>,
}

/// One window's title, kept between frames as the tab bar is.
#[derive(Debug, Default)]
pub struct WindowTitle {
    title: String,
    stamp: Option<Stamp>,
}

impl WindowTitle {
    /// The last computed title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Brings the title up to date; true when its text has changed. `look` and
    /// `refresh` are those of [`super::TabBarInput`].
    pub fn update(
        &mut self,
        (list, config): (&TabList, &Config),
        (look, refresh): (u64, u64),
        cache: &mut CallbackCache,
        host: Option<&dyn CallbackHost>,
        now: Instant,
    ) -> bool {
        let policy = super::callback_policy(config);
        let stamp = Stamp {
            list: list.version(),
            look,
            refresh,
            callbacks: CallbackStamp::of(cache, host, CallbackEvent::FormatWindowTitle, policy),
        };
        if self.stamp == Some(stamp) {
            return false;
        }
        self.stamp = Some(stamp);
        let chosen = host.and_then(|host| cache.begin(host, list, policy, now).window_title());
        let title = chosen.unwrap_or_else(|| default_window_title(list, config));
        let changed = title != self.title;
        self.title = title;
        changed
    }
}
