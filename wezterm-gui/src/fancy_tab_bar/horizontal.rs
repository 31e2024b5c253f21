//! The fancy bar above or below the terminal.

use super::{BarSymbol, Builder, Corner, rect};
use crate::tabbar::{Shown, TabBarItem, TabEntry};
use config::structs::IntegratedTitleButtonAlignment;
use wezterm_types::Rgba;

impl Builder<'_, '_> {
    pub(super) fn build(&mut self) {
        let (background, text, line) = self.frame_colors();
        let width = self.input.width.max(0.0);
        let height = self.bar.height;
        self.fill(rect(0.0, 0.0, width, height), background, 0.0);
        self.fill(rect(0.0, height - 1.0, width, 1.0), line, 0.0);

        let (mut left, mut right) = (0.0, width);
        let buttons = self.window_buttons_width();
        let on_left = self.input.config.integrated_title_button_alignment
            == IntegratedTitleButtonAlignment::Left;
        if on_left {
            self.window_buttons(0.0, height, text);
            left += buttons;
        } else {
            right = (right - buttons).max(left);
            self.window_buttons(right, height, text);
        }
        left += self.status(TabBarItem::LeftStatus, left, right, (text, background));
        let tabs_end = self.tabs(left, right);
        // The right status yields to the tabs and loses its own left end.
        self.status(TabBarItem::RightStatus, tabs_end, right, (text, background));
    }

    /// A status between `left` and `right`; returns the width it took.
    fn status(
        &mut self,
        item: TabBarItem,
        left: f32,
        right: f32,
        (text, background): (Rgba, Rgba),
    ) -> f32 {
        let Some(entry) = self.entry(item) else {
            return 0.0;
        };
        let room = (right - left).max(0.0);
        let wanted = self.line_width(&entry.title);
        let taken = wanted.min(room);
        let (x, clip_x) = match item {
            TabBarItem::RightStatus => (right - wanted, right - taken),
            _ => (left, left),
        };
        let clip = rect(clip_x, 0.0, taken, self.bar.height);
        let recolor = self.recolor(text, background);
        self.line(&entry.title, x, clip, background, recolor);
        self.bar.hits.push((clip, item));
        taken
    }

    /// The tabs and the plus button; returns where they end.
    fn tabs(&mut self, left: f32, right: f32) -> f32 {
        let close = self.input.config.show_close_tab_button_in_tabs;
        let pad = self.em * 0.5;
        let button = if close { self.em } else { 0.0 };
        let tabs: Vec<&TabEntry> = (self.input.state.items().iter())
            .filter(|entry| matches!(entry.item, TabBarItem::Tab { .. }))
            .collect();
        let plus = match self.entry(TabBarItem::NewTabButton) {
            Some(_) => self.em * 1.75,
            None => 0.0,
        };
        let room = (right - left - plus).max(0.0);
        let mark = self.em * 1.25;
        let (widths, shown, status) = self.fit_tabs(&tabs, room, mark, pad * 2.0 + button);
        self.bar.first = shown.first;
        let right = right - status;
        let mut x = left;
        let mut end = left + room - status;
        if shown.overflow {
            let area = rect(x, 0.0, mark, self.bar.height);
            self.mark(
                area,
                TabBarItem::ScrollBack,
                BarSymbol::Back,
                shown.first > 0,
            );
            x += mark;
            end -= mark;
        }
        for place in shown.first..shown.end {
            let width = widths[place].min(end - x).max(0.0);
            let top = (self.em * 0.2).round();
            let area = rect(x, top, width, self.bar.height - top);
            self.tab(tabs[place], area, (pad, button), Corner::Top);
            x += width;
            self.edge(&tabs, place, x);
        }
        if shown.overflow {
            x = end;
            let area = rect(x, 0.0, mark, self.bar.height);
            self.mark(
                area,
                TabBarItem::ScrollForward,
                BarSymbol::Forward,
                shown.more,
            );
            x += mark;
        }
        if plus > 0.0 {
            let area = rect(x, 0.0, plus.min((right - x).max(0.0)), self.bar.height);
            self.plus(area);
            x += plus;
        }
        x.min(right)
    }

    /// The widths of the tabs, which of them are shown, and how much of `room`
    /// is left to the right status: something where the bar scrolls anyway.
    /// `around` is what a tab has beside its title.
    fn fit_tabs(
        &mut self,
        tabs: &[&TabEntry],
        room: f32,
        mark: f32,
        around: f32,
    ) -> (Vec<f32>, Shown, f32) {
        let mut widths: Vec<f32> = (tabs.iter())
            .map(|entry| self.line_width(&entry.title) + around)
            .collect();
        // A cell of this font is about half as wide as a line is high.
        let least = self.input.config.tab_min_width as f32 * self.em * 0.5;
        shrink_to_fit(&mut widths, room, least + around);
        let active = (tabs.iter())
            .position(|entry| matches!(entry.item, TabBarItem::Tab { active: true, .. }));
        let marked = (room - 2.0 * mark).max(0.0);
        // Rounding is no reason to scroll.
        let fits = room + 0.5;
        let scroll = self.input.scroll;
        let shown = scroll.resolve(&widths, active, fits, marked);
        if !shown.overflow {
            return (widths, shown, 0.0);
        }
        let status = self.entry(TabBarItem::RightStatus);
        let status = status.map_or(0.0, |entry| self.line_width(&entry.title));
        let status = status.min(room / 3.0);
        let shown = scroll.resolve(&widths, active, fits, marked - status);
        (widths, shown, status)
    }

    /// The line between two tabs of which neither is active.
    fn edge(&mut self, tabs: &[&TabEntry], place: usize, x: f32) {
        let inactive = |place: usize| {
            tabs.get(place)
                .is_some_and(|tab| matches!(tab.item, TabBarItem::Tab { active: false, .. }))
        };
        if !inactive(place) || !(inactive(place + 1) || place + 1 == tabs.len()) {
            return;
        }
        let colors = &self.input.palette.tab_bar;
        let hovered = self.input.hovered.tab_index();
        let color = if hovered == Some(place) || hovered == Some(place + 1) {
            colors.inactive_tab_edge_hover
        } else {
            colors.inactive_tab_edge
        };
        let height = self.em;
        let y = (self.bar.height - height) / 2.0;
        self.fill(rect(x - 1.0, y, 1.0, height), color, 0.0);
    }
}

/// Narrows the widest until their sum is at most `room`, none to less than
/// `least`: narrow tabs keep their width for as long as there are wider ones.
fn shrink_to_fit(widths: &mut [f32], room: f32, least: f32) {
    if widths.iter().sum::<f32>() <= room {
        return;
    }
    let mut sorted = widths.to_vec();
    sorted.sort_by(f32::total_cmp);
    let mut left = room;
    let mut limit = 0.0;
    for (place, width) in sorted.iter().enumerate() {
        limit = left / (sorted.len() - place) as f32;
        if *width > limit {
            break;
        }
        left -= width;
    }
    for width in widths {
        *width = width.min(limit.max(least));
    }
}
