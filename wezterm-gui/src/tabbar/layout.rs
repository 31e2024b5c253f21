//! From titles to columns: the retro bar's line, and the items of both bars.

use super::cells::{BarAttrs, CellLine};
use super::fit::{Fit, Limits};
use super::lines::{Answer, LineCache, TabLine};
use super::titles::default_tab_title;
use super::{
    Bells, Pointer, TabBarInput, TabBarItem, TabBarState, TabEntry, TabMarks, bar_position,
    vertical,
};
use crate::callback_cache::Title;
use crate::tab_information::TabInformation;
use config::structs::{IntegratedTitleButton, IntegratedTitleButtonAlignment};
use std::borrow::Cow;
use std::rc::Rc;
use wezterm_types::Intensity;

/// What `format-tab-title` says for a tab's place, hover state and width limit.
pub(super) type Titles<'a> = &'a mut dyn FnMut(usize, bool, usize) -> Answer;

/// Columns of the mark at each end of a bar that can be scrolled.
const MARK: usize = 2;
/// The part of the room for tabs that the right status may take in a bar that
/// scrolls: a third.
const STATUS_PART: usize = 3;
/// The least columns of a field in which a tab is renamed.
const RENAME_WIDTH: usize = 12;

/// Lays the bar out. `titles` gives what `format-tab-title` says for a tab's
/// place, hover state and width limit; `hovered` is the item that was last seen
/// under the pointer.
///
/// A title is asked for once. Only where it turns out that the pointer is over
/// another tab than it was, the titles of these two are asked for again.
pub fn compute_layout(
    input: &TabBarInput<'_>,
    hovered: TabBarItem,
    titles: &mut dyn FnMut(usize, bool, usize) -> Title,
) -> TabBarState {
    let mut lines = LineCache::default();
    lines.begin(input, None);
    compute_kept_layout(input, hovered, &mut lines, &mut |place, hover, width| {
        let title = titles(place, hover, width);
        Answer { title, own: false }
    })
}

/// As [`compute_layout`], with the lines that are kept: only those that have
/// changed are asked for.
pub(super) fn compute_kept_layout(
    input: &TabBarInput<'_>,
    hovered: TabBarItem,
    lines: &mut LineCache,
    titles: Titles<'_>,
) -> TabBarState {
    let mut layout = Layout::new(input, lines);
    if bar_position(input.config).is_vertical() {
        return vertical::compute(layout, hovered, titles);
    }
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
        if layout.fancy {
            layout.push_fancy_tabs(hovered, titles);
        } else {
            layout.push_tabs(hovered, reserved, titles);
        }
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
    layout.next_line();
    layout.finish()
}

/// A bar that is being laid out, item by item.
pub(super) struct Layout<'a> {
    pub(super) input: &'a TabBarInput<'a>,
    pub(super) fancy: bool,
    pub(super) x: usize,
    pub(super) row: usize,
    pub(super) first: usize,
    pub(super) more: bool,
    pub(super) kept: &'a mut LineCache,
    line: CellLine,
    lines: Vec<CellLine>,
    items: Vec<TabEntry>,
    fit: Fit,
    unsettled: bool,
}

impl<'a> Layout<'a> {
    fn new(input: &'a TabBarInput<'a>, kept: &'a mut LineCache) -> Self {
        Self {
            kept,
            input,
            fancy: input.config.use_fancy_tab_bar,
            x: 0,
            row: 0,
            first: 0,
            more: false,
            line: CellLine::default(),
            lines: Vec::new(),
            items: Vec::new(),
            fit: Fit::default(),
            unsettled: false,
        }
    }

    pub(super) fn bar_attrs(&self) -> BarAttrs {
        let palette = self.input.palette;
        BarAttrs::plain(palette.foreground, palette.tab_bar.background)
    }

    pub(super) fn styled(&self, text: &str, attrs: BarAttrs) -> CellLine {
        CellLine::styled(text, attrs, self.input.palette)
    }

    /// Appends an item; one without text takes no place and is left out.
    pub(super) fn push(&mut self, item: TabBarItem, title: CellLine) {
        if title.width() > 0 {
            self.push_even_empty(item, title);
        }
    }

    pub(super) fn push_even_empty(&mut self, item: TabBarItem, title: impl Into<Rc<CellLine>>) {
        let title = title.into();
        let width = title.width();
        // What lies beyond the bar is cut off in any case.
        if self.x < self.input.width {
            self.line.append(&title);
        }
        self.items.push(TabEntry {
            item,
            row: self.row,
            x: self.x,
            width,
            title,
            marks: TabMarks::default(),
        });
        self.x += width;
    }

    pub(super) fn skip(&mut self, columns: usize) {
        self.line
            .append(&CellLine::blank(columns, self.bar_attrs()));
        self.x += columns;
    }

    /// Ends the row that was filled so far, exactly as wide as the bar.
    pub(super) fn next_line(&mut self) {
        let mut line = std::mem::take(&mut self.line);
        line.fit(self.input.width, self.bar_attrs());
        self.lines.push(line);
        self.row += 1;
        self.x = 0;
    }

    /// Whether the pointer is over the `width` columns that come next, or in
    /// the fancy bar over `item`.
    fn is_hovered(&self, item: TabBarItem, width: usize) -> bool {
        let within = |column| self.x <= column && column < self.x + width;
        match self.input.pointer {
            Pointer::Away => false,
            Pointer::Column(column) => self.row == 0 && within(column),
            Pointer::Cell { column, row } => self.row == row && within(column),
            Pointer::Over(over) => match item.tab_index() {
                Some(index) => over.tab_index() == Some(index),
                None => over == item,
            },
        }
    }

    /// Window buttons of the retro bar; the fancy one draws its own.
    pub(super) fn window_buttons(&self) -> Vec<IntegratedTitleButton> {
        if self.input.window_buttons && !self.fancy {
            self.input.config.integrated_title_buttons.clone()
        } else {
            Vec::new()
        }
    }

    pub(super) fn button_line(&self, button: IntegratedTitleButton, hover: bool) -> CellLine {
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

    pub(super) fn push_button(&mut self, button: IntegratedTitleButton) {
        let item = TabBarItem::WindowButton(button);
        let line = self.button_line(button, false);
        let line = if self.is_hovered(item, line.width()) {
            self.button_line(button, true)
        } else {
            line
        };
        self.push(item, line);
    }

    pub(super) fn push_new_tab_button(&mut self) {
        let style = &self.input.config.tab_bar_style;
        let line = self.styled(&style.new_tab, self.button_attrs(false));
        let line = if self.is_hovered(TabBarItem::NewTabButton, line.width()) {
            self.styled(&style.new_tab_hover, self.button_attrs(true))
        } else {
            line
        };
        self.push(TabBarItem::NewTabButton, line);
    }

    /// A mark to scroll by, `width` columns around a character; faint where
    /// there is nothing to scroll to.
    pub(super) fn push_mark(&mut self, item: TabBarItem, text: &str, width: usize, more: bool) {
        let hover = more && self.is_hovered(item, width);
        let mut attrs = self.button_attrs(hover);
        if !more {
            attrs.intensity = Intensity::Half;
            attrs.fg = attrs.bg;
        }
        let mut line = self.styled(text, attrs);
        line.fit(width, attrs);
        self.push(item, line);
    }

    /// The tab that is likely to be under the pointer: the one that was.
    fn hover_guess(&self, hovered: TabBarItem) -> Option<usize> {
        let place = hovered
            .tab_index()
            .filter(|_| self.input.pointer != Pointer::Away)?;
        let tab = self.input.list.tabs().get(place)?;
        (!tab.is_active).then_some(place)
    }

    /// The fancy bar above or below the terminal: whole titles, which it
    /// narrows and scrolls in pixels.
    fn push_fancy_tabs(&mut self, hovered: TabBarItem, titles: Titles<'_>) {
        let widest = self.input.config.tab_max_width.max(1);
        let hovered = self.hover_guess(hovered);
        self.settle_all(hovered, widest, titles);
        for place in 0..self.input.list.tabs().len() {
            let line = self.kept.line(place);
            self.push_tab(place, line, None);
        }
    }

    fn push_tabs(&mut self, hovered: TabBarItem, reserved: usize, titles: Titles<'_>) {
        let count = self.input.list.tabs().len();
        let new_tab = if self.input.config.show_new_tab_button_in_tab_bar {
            let style = &self.input.config.tab_bar_style;
            self.styled(&style.new_tab, self.bar_attrs()).width()
        } else {
            0
        };
        let config = self.input.config;
        let room = (self.input.width).saturating_sub(self.x + reserved + new_tab);
        let limits = Limits::new(room, count, config.tab_min_width, config.tab_max_width);
        let asked = self.input.view.fit.ask(limits);
        let guess = self.hover_guess(hovered);
        self.settle_all(guess, asked, titles);
        let (limit, fit) = self.input.view.fit.judge(limits, self.kept.widths());
        self.fit = fit;
        self.unsettled = fit.ask(limits) != asked;

        let start = self.x;
        let (mut shown, mut end) = self.shown(limit, room);
        // The layout may have moved another tab under a resting pointer.
        let over = self.tab_under_pointer(limit, shown, start..start + end);
        let lit = over.filter(|place| !self.input.list.tabs()[*place].is_active);
        if lit != guess {
            self.settle_all(lit, asked, titles);
            (shown, end) = self.shown(limit, room);
        }

        (self.first, self.more) = (shown.first, shown.more);
        if shown.overflow {
            self.push_mark(TabBarItem::ScrollBack, "‹", MARK, shown.first > 0);
        }
        let end = (start + end).saturating_sub(if shown.overflow { MARK } else { 0 });
        for place in shown.first..shown.end {
            let left = end.saturating_sub(self.x);
            let (mut line, default) = self.kept.line(place);
            if line.width() > limit.min(left) {
                let line = Rc::make_mut(&mut line);
                line.truncate_right(limit);
                if line.width() > left {
                    let attrs = (line.cells().last()).map_or(self.bar_attrs(), |cell| cell.attrs);
                    line.fit(left, attrs);
                }
            }
            self.push_tab(place, (line, default), over);
        }
        if shown.overflow {
            self.skip(end.saturating_sub(self.x));
            self.push_mark(TabBarItem::ScrollForward, " ›", MARK, shown.more);
        }
    }

    /// The tabs that are shown, when each takes at most `limit` of `room`, and
    /// the columns that they have with their marks.
    fn shown(&self, limit: usize, room: usize) -> (super::Shown, usize) {
        let widths = self.kept.widths().iter();
        let widths: Vec<f32> = widths.map(|width| *width.min(&limit) as f32).collect();
        let list = self.input.list;
        let active = list.active_tab().filter(|tab| tab.is_active);
        let active = active.map(|_| list.active_place());
        let scroll = self.input.view.scroll;
        let within = |room: usize| {
            let marked = room.saturating_sub(2 * MARK) as f32;
            scroll.resolve(&widths, active, room as f32, marked)
        };
        let shown = within(room);
        if !shown.overflow {
            return (shown, room);
        }
        // A bar that scrolls anyway keeps the right status in view.
        let status = self.styled(self.input.right_status, self.bar_attrs());
        let room = room - status.width().min(room / STATUS_PART);
        (within(room), room)
    }

    fn tab_under_pointer(
        &self,
        limit: usize,
        shown: super::Shown,
        room: std::ops::Range<usize>,
    ) -> Option<usize> {
        let column = match self.input.pointer {
            Pointer::Column(column) => column,
            Pointer::Over(item) => return item.tab_index(),
            Pointer::Away | Pointer::Cell { .. } => return None,
        };
        let mark = if shown.overflow { MARK } else { 0 };
        if column >= room.end.saturating_sub(mark) {
            return None;
        }
        let mut x = room.start + mark;
        (shown.first..shown.end).find(|place| {
            let width = self.kept.widths()[*place].min(limit);
            let within = x <= column && column < x + width;
            x += width;
            within
        })
    }

    /// Appends a tab with its marks and, where asked for and `over` it, its
    /// close button.
    pub(super) fn push_tab(
        &mut self,
        place: usize,
        (mut line, default): (Rc<CellLine>, bool),
        over: Option<usize>,
    ) {
        let Some(tab) = self.input.list.tabs().get(place) else {
            return;
        };
        let config = self.input.config;
        let quiet = Bells::default();
        let bells = self.input.view.bells.unwrap_or(&quiet);
        let item = TabBarItem::Tab {
            index: place,
            active: tab.is_active,
        };
        let wanted = !self.fancy && config.show_close_tab_button_on_hover && over == Some(place);
        let button = wanted && line.width() >= 5;
        if button {
            let width = line.width();
            let line = Rc::make_mut(&mut line);
            line.truncate_right(width - 2);
            let mut attrs = self.tab_attrs(tab, !tab.is_active);
            line.fit(width - 2, attrs);
            self.x += width - 2;
            if self.is_hovered(item, 2) {
                attrs.intensity = Intensity::Bold;
            }
            self.x -= width - 2;
            line.append(&self.styled("× ", attrs));
        }
        self.push_even_empty(item, line);
        if let Some(entry) = self.items.last_mut() {
            entry.marks = TabMarks::of(tab, config, bells, default);
        }
        if button {
            self.items.push(TabEntry {
                item: TabBarItem::CloseTab(place),
                row: self.row,
                x: self.x - 2,
                width: 2,
                title: Rc::default(),
                marks: TabMarks::default(),
            });
        }
    }

    pub(super) fn tab_attrs(&self, tab: &TabInformation, hover: bool) -> BarAttrs {
        let colors = &self.input.palette.tab_bar;
        BarAttrs::from(if tab.is_active {
            &colors.active_tab
        } else if hover {
            &colors.inactive_tab_hover
        } else {
            &colors.inactive_tab
        })
    }

    /// Settles all tabs; only those that are not are looked at.
    fn settle_all(&mut self, hovered: Option<usize>, width: usize, titles: Titles<'_>) {
        let renamed = self.input.view.rename;
        let renamed = renamed.and_then(|rename| self.input.list.place_of(rename.tab()));
        let places = self.kept.unsettled(hovered, width, renamed);
        for at in 0..places.count() {
            let place = places.get(at);
            self.settle(place, hovered == Some(place), width, titles);
        }
    }

    /// Sees to it that the line of the tab at `place` is the right one: what is
    /// being typed where the tab is being renamed, what the callback says, else
    /// the default title.
    pub(super) fn settle(&mut self, place: usize, hover: bool, width: usize, titles: Titles<'_>) {
        let Some(tab) = self.input.list.tabs().get(place) else {
            return;
        };
        let attrs = self.tab_attrs(tab, hover);
        let (palette, config) = (self.input.palette, self.input.config);
        let edited = self.input.view.rename;
        if let Some(rename) = edited.filter(|rename| rename.tab() == tab.tab_id) {
            let answer = Answer {
                title: None,
                own: false,
            };
            self.kept.put(place, (hover, width), answer, |_| {
                let mut line = rename.line(width, attrs, palette);
                let least = RENAME_WIDTH.min(width);
                line.fit(line.width().max(least), attrs);
                TabLine {
                    cells: line.into(),
                    default: true,
                }
            });
            return;
        }
        if self.kept.holds(place, hover, width) {
            return;
        }
        let answer = titles(place, hover, width);
        self.kept.put(place, (hover, width), answer, |title| {
            let (text, default) = match title {
                Some(title) => (Cow::Borrowed(&**title), false),
                None => (Cow::Owned(default_tab_title(tab, config)), true),
            };
            TabLine {
                cells: CellLine::styled(&text, attrs, palette).into(),
                default,
            }
        });
    }

    pub(super) fn finish(self) -> TabBarState {
        let mut state = TabBarState {
            lines: self.lines,
            items: self.items,
            hovered: TabBarItem::None,
            first: self.first,
            more: self.more,
            fit: self.fit,
            unsettled: self.unsettled,
        };
        state.hovered = match self.input.pointer {
            Pointer::Away => TabBarItem::None,
            Pointer::Column(column) => state.hit_test(column),
            Pointer::Cell { column, row } => state.hit_test_at(column, row),
            Pointer::Over(item) => item,
        };
        state
    }
}
