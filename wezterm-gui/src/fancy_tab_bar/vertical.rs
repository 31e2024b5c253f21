//! The fancy bar at the left or right: rows as the state has them, each as high
//! as a bar above the terminal.

use super::{BarRect, BarSymbol, Builder, Corner, fancy_bar_height, rect};
use crate::tabbar::{TabBarItem, TabEntry};
use config::structs::{IntegratedTitleButtonAlignment, TabBarPosition};
use wezterm_types::Rgba;

impl Builder<'_, '_> {
    pub(super) fn build_vertical(&mut self) {
        let (background, text, line) = self.frame_colors();
        let width = self.input.width.max(0.0);
        let row_height = fancy_bar_height(self.em);
        self.bar.height = self.input.height.max(0.0);
        self.bar.first = self.input.state.first();
        self.fill(rect(0.0, 0.0, width, self.bar.height), background, 0.0);
        let right = self.input.config.tab_bar_position == Some(TabBarPosition::Right);
        let edge = if right { 0.0 } else { width - 1.0 };
        self.fill(rect(edge, 0.0, 1.0, self.bar.height), line, 0.0);

        let on_left = self.input.config.integrated_title_button_alignment
            == IntegratedTitleButtonAlignment::Left;
        let buttons = self.window_buttons_width();
        let x = if on_left {
            0.0
        } else {
            (width - buttons).max(0.0)
        };
        self.window_buttons(x, row_height, text);

        for entry in self.input.state.items() {
            let row = rect(0.0, entry.row as f32 * row_height, width, row_height);
            self.row(entry, row, (text, background));
        }
    }

    fn row(&mut self, entry: &TabEntry, row: BarRect, (text, background): (Rgba, Rgba)) {
        let pad = self.em * 0.5;
        match entry.item {
            TabBarItem::Tab { .. } => {
                let gap = (self.em * 0.15).round();
                let button = if self.input.config.show_close_tab_button_in_tabs {
                    self.em
                } else {
                    0.0
                };
                let area = rect(
                    row.x + gap * 2.0,
                    row.y + gap,
                    row.width - gap * 4.0,
                    row.height - gap,
                );
                self.tab(entry, area, (pad, button), Corner::All);
            }
            TabBarItem::ScrollBack => {
                let more = self.input.state.first() > 0;
                self.mark(row, entry.item, BarSymbol::Up, more);
            }
            TabBarItem::ScrollForward => {
                let more = self.input.state.more();
                self.mark(row, entry.item, BarSymbol::Down, more);
            }
            TabBarItem::NewTabButton => self.plus(row),
            TabBarItem::LeftStatus | TabBarItem::RightStatus => {
                let clip = rect(row.x + pad, row.y, row.width - 2.0 * pad, row.height);
                let recolor = self.recolor(text, background);
                self.line(&entry.title, clip.x, clip, background, recolor);
                self.bar.hits.push((row, entry.item));
            }
            TabBarItem::None | TabBarItem::CloseTab(_) | TabBarItem::WindowButton(_) => {}
        }
    }
}
