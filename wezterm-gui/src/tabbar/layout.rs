//! From titles to columns: the retro bar's line, and the items of both bars.

use super::cells::{BarAttrs, CellLine};
use super::titles::default_tab_title;
use super::{Pointer, TabBarInput, TabBarItem, TabBarState, TabEntry};
use crate::callback_cache::Title;
use crate::tab_information::TabInformation;
use config::structs::{IntegratedTitleButton, IntegratedTitleButtonAlignment};

/// Lays the bar out. `titles` gives what `format-tab-title` says for a tab's
/// place, hover state and width limit; `hovered` is the item that was last seen
/// under the pointer.
///
/// A title is asked for once, and a second time only when it turns out that it
/// has to be narrower or that the pointer is over another tab than it was.
pub fn compute_layout(
    input: &TabBarInput<'_>,
    hovered: TabBarItem,
    titles: &mut dyn FnMut(usize, bool, usize) -> Title,
) -> TabBarState {
    let mut layout = Layout::new(input);
    let buttons = layout.window_buttons();
    let (left_buttons, right_buttons) = match input.config.integrated_title_button_alignment {
        IntegratedTitleButtonAlignment::Left => (buttons, Vec::new()),
        IntegratedTitleButtonAlignment::Right => (Vec::new(), buttons),
    };
    for button in left_buttons {
        layout.push_button(button);
    }
    let status = layout.bar_attrs();
    let left_status = layout.styled(input.left_status, status);
    layout.push(TabBarItem::LeftStatus, left_status);

    let reserved: usize = right_buttons
        .iter()
        .map(|button| layout.button_line(*button, false).width())
        .sum();
    if input.config.show_tabs_in_tab_bar {
        layout.push_tabs(hovered, reserved, titles);
    }
    if input.config.show_new_tab_button_in_tab_bar {
        layout.push_new_tab_button();
    }

    let mut right_status = layout.styled(input.right_status, status);
    let left = input.width.saturating_sub(layout.x + reserved);
    if !layout.fancy {
        right_status.truncate_left(left);
    }
    layout.skip(left.saturating_sub(right_status.width()));
    layout.push(TabBarItem::RightStatus, right_status);
    for button in right_buttons {
        layout.push_button(button);
    }
    layout.finish()
}

struct Layout<'a> {
    input: &'a TabBarInput<'a>,
    fancy: bool,
    x: usize,
    line: CellLine,
    items: Vec<TabEntry>,
}

impl<'a> Layout<'a> {
    fn new(input: &'a TabBarInput<'a>) -> Self {
        Self {
            input,
            fancy: input.config.use_fancy_tab_bar,
            x: 0,
            line: CellLine::default(),
            items: Vec::new(),
        }
    }

    fn bar_attrs(&self) -> BarAttrs {
        let palette = self.input.palette;
        BarAttrs::plain(palette.foreground, palette.tab_bar.background)
    }

    fn styled(&self, text: &str, attrs: BarAttrs) -> CellLine {
        CellLine::styled(text, attrs, self.input.palette)
    }

    /// Appends an item; one without text takes no place and is left out.
    fn push(&mut self, item: TabBarItem, title: CellLine) {
        if title.width() > 0 {
            self.push_even_empty(item, title);
        }
    }

    fn push_even_empty(&mut self, item: TabBarItem, title: CellLine) {
        let width = title.width();
        self.line.append(title.clone());
        self.items.push(TabEntry {
            item,
            x: self.x,
            width,
            title,
        });
        self.x += width;
    }

    fn skip(&mut self, columns: usize) {
        self.line.append(CellLine::blank(columns, self.bar_attrs()));
        self.x += columns;
    }

    /// Whether the pointer is over the `width` columns that come next, or in
    /// the fancy bar over `item`.
    fn is_hovered(&self, item: TabBarItem, width: usize) -> bool {
        match self.input.pointer {
            Pointer::Away => false,
            Pointer::Column(column) => self.x <= column && column < self.x + width,
            Pointer::Over(over) => match item.tab_index() {
                Some(index) => over.tab_index() == Some(index),
                None => over == item,
            },
        }
    }

    /// Window buttons of the retro bar; the fancy one draws its own.
    fn window_buttons(&self) -> Vec<IntegratedTitleButton> {
        if self.input.window_buttons && !self.fancy {
            self.input.config.integrated_title_buttons.clone()
        } else {
            Vec::new()
        }
    }

    fn button_line(&self, button: IntegratedTitleButton, hover: bool) -> CellLine {
        let style = &self.input.config.tab_bar_style;
        let text = match (button, hover) {
            (IntegratedTitleButton::Hide, false) => &style.window_hide,
            (IntegratedTitleButton::Hide, true) => &style.window_hide_hover,
            (IntegratedTitleButton::Maximize, false) => &style.window_maximize,
            (IntegratedTitleButton::Maximize, true) => &style.window_maximize_hover,
            (IntegratedTitleButton::Close, false) => &style.window_close,
            (IntegratedTitleButton::Close, true) => &style.window_close_hover,
        };
        self.styled(text, self.button_attrs(hover))
    }

    fn button_attrs(&self, hover: bool) -> BarAttrs {
        let colors = &self.input.palette.tab_bar;
        BarAttrs::from(if hover {
            &colors.new_tab_hover
        } else {
            &colors.new_tab
        })
    }

    fn push_button(&mut self, button: IntegratedTitleButton) {
        let item = TabBarItem::WindowButton(button);
        let line = self.button_line(button, false);
        let line = if self.is_hovered(item, line.width()) {
            self.button_line(button, true)
        } else {
            line
        };
        self.push(item, line);
    }

    fn push_new_tab_button(&mut self) {
        let style = &self.input.config.tab_bar_style;
        let line = self.styled(&style.new_tab, self.button_attrs(false));
        let line = if self.is_hovered(TabBarItem::NewTabButton, line.width()) {
            self.styled(&style.new_tab_hover, self.button_attrs(true))
        } else {
            line
        };
        self.push(TabBarItem::NewTabButton, line);
    }

    fn push_tabs(
        &mut self,
        hovered: TabBarItem,
        reserved: usize,
        titles: &mut dyn FnMut(usize, bool, usize) -> Title,
    ) {
        let tabs = self.input.list.tabs();
        let config = self.input.config;
        let hovered = hovered.tab_index();
        let hover_guess = |place: usize, tab: &TabInformation| {
            hovered == Some(place) && !tab.is_active && self.input.pointer != Pointer::Away
        };
        let widest = config.tab_max_width.max(1);
        let mut lines: Vec<(bool, CellLine)> = Vec::with_capacity(tabs.len());
        for (place, tab) in tabs.iter().enumerate() {
            let hover = hover_guess(place, tab);
            let title = titles(place, hover, widest);
            lines.push((hover, self.tab_line(tab, hover, title)));
        }

        let limit = self.width_limit(&lines, reserved, widest);
        for (place, (tab, (guess, mut line))) in tabs.iter().zip(lines).enumerate() {
            let item = TabBarItem::Tab {
                index: place,
                active: tab.is_active,
            };
            let hover = !tab.is_active && self.is_hovered(item, line.width().min(limit));
            let too_wide = limit < widest && line.width() > limit;
            if hover != guess || too_wide {
                let title = titles(place, hover, limit.min(widest));
                line = self.tab_line(tab, hover, title);
            }
            line.truncate_right(limit);
            self.push_even_empty(item, line);
        }
    }

    /// The widest a tab may be: `tab_max_width`, or an even share of the room
    /// when the titles do not fit. The fancy bar shrinks in pixels instead.
    fn width_limit(&self, lines: &[(bool, CellLine)], reserved: usize, widest: usize) -> usize {
        if self.fancy {
            return usize::MAX;
        }
        let new_tab = if self.input.config.show_new_tab_button_in_tab_bar {
            let style = &self.input.config.tab_bar_style;
            self.styled(&style.new_tab, self.bar_attrs()).width()
        } else {
            0
        };
        let room = self.input.width.saturating_sub(self.x + reserved + new_tab);
        let wanted: usize = lines.iter().map(|(_, line)| line.width().min(widest)).sum();
        if wanted <= room || lines.is_empty() {
            widest
        } else {
            (room / lines.len()).clamp(1, widest)
        }
    }

    fn tab_line(&self, tab: &TabInformation, hover: bool, title: Title) -> CellLine {
        let colors = &self.input.palette.tab_bar;
        let attrs = BarAttrs::from(if tab.is_active {
            &colors.active_tab
        } else if hover {
            &colors.inactive_tab_hover
        } else {
            &colors.inactive_tab
        });
        match title {
            Some(title) => self.styled(&title, attrs),
            None => self.styled(&default_tab_title(tab, self.input.config), attrs),
        }
    }

    fn finish(mut self) -> TabBarState {
        let width = self.input.width;
        self.line.truncate_right(width);
        let missing = width - self.line.width();
        self.line.append(CellLine::blank(missing, self.bar_attrs()));
        let mut state = TabBarState {
            line: self.line,
            items: self.items,
            hovered: TabBarItem::None,
        };
        state.hovered = match self.input.pointer {
            Pointer::Away => TabBarItem::None,
            Pointer::Column(column) => state.hit_test(column),
            Pointer::Over(item) => item,
        };
        state
    }
}
