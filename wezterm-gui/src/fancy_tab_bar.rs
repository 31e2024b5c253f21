//! The fancy tab bar in pixels: the items of a [`TabBarState`] as rectangles and
//! runs of proportional text.
//!
//! The result is painter-neutral: physical pixels from the bar's top left, to be
//! painted in order. Text is measured by the caller's fonts. No Lua, no painting.

use crate::tabbar::{BarAttrs, CellLine, TabBarItem, TabBarState, TabEntry};
use config::Config;
use config::color::ResolvedPalette;
use config::structs::{
    IntegratedTitleButton, IntegratedTitleButtonAlignment, IntegratedTitleButtonColor,
    IntegratedTitleButtonStyle,
};
use wezterm_types::Rgba;

/// Measures text in the bar's font (`window_frame.font`).
pub trait TextMeasure {
    /// Width in physical pixels of `text` drawn with `attrs`.
    fn width(&mut self, text: &str, attrs: &BarAttrs) -> f32;
    /// Height of one line, physical pixels.
    fn line_height(&self) -> f32;
}

/// A rectangle in physical pixels from the bar's top left.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct BarRect {
    /// Left edge.
    pub x: f32,
    /// Top edge.
    pub y: f32,
    /// Width, never negative.
    pub width: f32,
    /// Height, never negative.
    pub height: f32,
}

impl BarRect {
    /// Whether the point is inside; right and bottom edges are outside.
    #[must_use]
    pub fn contains(&self, x: f32, y: f32) -> bool {
        x >= self.x && y >= self.y && x < self.x + self.width && y < self.y + self.height
    }
}

/// Something to paint.
#[derive(Clone, Debug, PartialEq)]
pub enum BarShape {
    /// A filled rectangle with rounded corners.
    Fill {
        /// Where.
        rect: BarRect,
        /// Colour.
        color: Rgba,
        /// Radius of the two top corners in pixels, 0 for square ones.
        top_radius: f32,
        /// Radius of the two bottom corners in pixels, 0 for square ones.
        bottom_radius: f32,
    },
    /// One run of text with one look; nothing is painted outside `clip`.
    Text {
        /// Left edge of the text.
        x: f32,
        /// Top of its line.
        y: f32,
        /// The text.
        text: String,
        /// Its look; `attrs.bg` is painted by a [`BarShape::Fill`] before it.
        attrs: BarAttrs,
        /// Limits of the paint.
        clip: BarRect,
    },
    /// A symbol drawn with lines of about a tenth of its size.
    Symbol {
        /// Its square.
        rect: BarRect,
        /// Which.
        symbol: BarSymbol,
        /// Colour.
        color: Rgba,
    },
}

/// A symbol on a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarSymbol {
    /// A cross: close a tab or the window.
    Cross,
    /// A plus: a new tab.
    Plus,
    /// A low line: hide the window.
    Line,
    /// A square: maximize.
    Square,
    /// Two squares: back from maximized.
    Squares,
}

/// What the bar shows beside its items.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FancyInput<'a> {
    /// The items and their texts.
    pub state: &'a TabBarState,
    /// The effective configuration.
    pub config: &'a Config,
    /// Its colours.
    pub palette: &'a ResolvedPalette,
    /// The bar's width in physical pixels.
    pub width: f32,
    /// Whether the window has the focus.
    pub focused: bool,
    /// Whether the bar holds the window's buttons.
    pub window_buttons: bool,
    /// Whether the window is maximized.
    pub maximized: bool,
    /// The item under the pointer, from [`FancyTabBar::hit_test`].
    pub hovered: TabBarItem,
}

/// A laid-out fancy bar.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FancyTabBar {
    /// Height of the bar, physical pixels.
    pub height: f32,
    /// What to paint, in order.
    pub shapes: Vec<BarShape>,
    hits: Vec<(BarRect, TabBarItem)>,
}

impl FancyTabBar {
    /// The item at a point, physical pixels from the bar's top left.
    #[must_use]
    pub fn hit_test(&self, x: f32, y: f32) -> TabBarItem {
        self.hits
            .iter()
            .rev()
            .find(|(rect, _)| rect.contains(x, y))
            .map_or(TabBarItem::None, |(_, item)| *item)
    }

    /// The rectangle of an item, if the bar shows it.
    #[must_use]
    pub fn rect_of(&self, item: TabBarItem) -> Option<BarRect> {
        let (rect, _) = self.hits.iter().find(|(_, shown)| *shown == item)?;
        Some(*rect)
    }

    /// Lays the bar out.
    pub fn new(input: &FancyInput<'_>, measure: &mut dyn TextMeasure) -> Self {
        let mut builder = Builder::new(input, measure);
        builder.build();
        builder.bar
    }
}

/// Height of the bar for a font whose line is `line_height` pixels high.
#[must_use]
pub fn fancy_bar_height(line_height: f32) -> f32 {
    (line_height * 1.75).ceil()
}

struct Builder<'a, 'm> {
    input: &'a FancyInput<'a>,
    measure: &'m mut dyn TextMeasure,
    /// One line of text, the unit of all paddings.
    em: f32,
    bar: FancyTabBar,
}

impl<'a, 'm> Builder<'a, 'm> {
    fn new(input: &'a FancyInput<'a>, measure: &'m mut dyn TextMeasure) -> Self {
        let line = measure.line_height();
        let em = if line.is_finite() { line.max(1.0) } else { 1.0 };
        Self {
            input,
            measure,
            em,
            bar: FancyTabBar {
                height: fancy_bar_height(em),
                ..FancyTabBar::default()
            },
        }
    }

    fn build(&mut self) {
        let frame = &self.input.config.window_frame;
        let (background, text, line) = if self.input.focused {
            (
                frame.active_titlebar_bg,
                frame.active_titlebar_fg,
                frame.active_titlebar_border_bottom,
            )
        } else {
            (
                frame.inactive_titlebar_bg,
                frame.inactive_titlebar_fg,
                frame.inactive_titlebar_border_bottom,
            )
        };
        let width = self.input.width.max(0.0);
        let height = self.bar.height;
        self.fill(rect(0.0, 0.0, width, height), background, 0.0);
        self.fill(rect(0.0, height - 1.0, width, 1.0), line, 0.0);

        let (mut left, mut right) = (0.0, width);
        let buttons = self.window_buttons_width();
        let on_left = self.input.config.integrated_title_button_alignment
            == IntegratedTitleButtonAlignment::Left;
        if on_left {
            self.window_buttons(0.0, text);
            left += buttons;
        } else {
            right = (right - buttons).max(left);
            self.window_buttons(right, text);
        }
        left += self.status(TabBarItem::LeftStatus, left, right, (text, background));
        let tabs_end = self.tabs(left, right);
        // The right status yields to the tabs and loses its own left end.
        self.status(TabBarItem::RightStatus, tabs_end, right, (text, background));
    }

    fn entry(&self, item: TabBarItem) -> Option<&'a TabEntry> {
        let mut items = self.input.state.items().iter();
        items.find(|entry| entry.item == item)
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
        let plain = BarAttrs::plain(
            self.input.palette.foreground,
            self.input.palette.tab_bar.background,
        );
        // Text without colours of its own takes the title bar's.
        let recolor = |attrs: BarAttrs| BarAttrs {
            fg: if attrs.fg == plain.fg { text } else { attrs.fg },
            bg: if attrs.bg == plain.bg {
                background
            } else {
                attrs.bg
            },
            ..attrs
        };
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
        let mut widths: Vec<f32> = (tabs.iter())
            .map(|entry| self.line_width(&entry.title) + 2.0 * pad + button)
            .collect();
        shrink_to_fit(&mut widths, room);
        let mut x = left;
        for (place, (entry, width)) in tabs.iter().zip(&widths).enumerate() {
            self.tab(entry, x, *width, (pad, button));
            x += width;
            self.edge(&tabs, place, x);
        }
        if plus > 0.0 {
            self.plus(x, plus.min((right - x).max(0.0)));
            x += plus;
        }
        x.min(right)
    }

    fn tab(&mut self, entry: &TabEntry, x: f32, width: f32, (pad, button): (f32, f32)) {
        let TabBarItem::Tab { index, active } = entry.item else {
            return;
        };
        let colors = &self.input.palette.tab_bar;
        let hovered = self.input.hovered.tab_index() == Some(index);
        let look = if active {
            &colors.active_tab
        } else if hovered {
            &colors.inactive_tab_hover
        } else {
            &colors.inactive_tab
        };
        let top = (self.em * 0.2).round();
        let area = rect(x, top, width, self.bar.height - top);
        let radius = (self.em * 0.35).min(width / 2.0);
        self.fill_rounded(area, look.bg_color, (radius, 0.0));
        self.bar.hits.push((area, entry.item));

        // A tab too narrow for its title and its button keeps the title.
        let button = if width >= 2.0 * pad + 2.0 * button {
            button
        } else {
            0.0
        };
        let clip_width = (width - 2.0 * pad - button).max(0.0);
        let clip = rect(x + pad.min(width), top, clip_width, area.height);
        self.line(&entry.title, x + pad, clip, look.bg_color, |attrs| attrs);
        if button > 0.0 {
            let side = button * 0.6;
            let cross = rect(
                x + width - pad * 0.5 - button,
                top + (area.height - button) / 2.0,
                button,
                button,
            );
            let item = TabBarItem::CloseTab(index);
            let over = self.input.hovered == item;
            if over {
                let color = self.input.config.window_frame.button_hover_bg;
                self.fill(cross, color, button * 0.2);
            }
            let color = if over {
                self.input.config.window_frame.button_hover_fg
            } else {
                look.fg_color
            };
            self.symbol(inner(cross, side), BarSymbol::Cross, color);
            self.bar.hits.push((cross, item));
        }
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

    fn plus(&mut self, x: f32, width: f32) {
        let hovered = self.input.hovered == TabBarItem::NewTabButton;
        let colors = &self.input.palette.tab_bar;
        let look = if hovered {
            colors.new_tab_hover
        } else {
            colors.new_tab
        };
        let area = rect(x, 0.0, width, self.bar.height);
        let side = (self.em * 1.4).min(width);
        self.fill(inner(area, side), look.bg_color, side * 0.25);
        let sign = (self.em * 0.6).min(width);
        self.symbol(inner(area, sign), BarSymbol::Plus, look.fg_color);
        self.bar.hits.push((area, TabBarItem::NewTabButton));
    }

    fn button_width(&self) -> f32 {
        match self.input.config.integrated_title_button_style {
            IntegratedTitleButtonStyle::Windows => self.em * 2.5,
            IntegratedTitleButtonStyle::Gnome | IntegratedTitleButtonStyle::MacOsNative => {
                self.em * 1.75
            }
        }
    }

    fn window_buttons_width(&self) -> f32 {
        if !self.input.window_buttons {
            return 0.0;
        }
        self.button_width() * self.input.config.integrated_title_buttons.len() as f32
    }

    fn window_buttons(&mut self, mut x: f32, text: Rgba) {
        if !self.input.window_buttons {
            return;
        }
        let config = self.input.config;
        let frame = &config.window_frame;
        let width = self.button_width();
        for button in &config.integrated_title_buttons {
            let item = TabBarItem::WindowButton(*button);
            let area = rect(x, 0.0, width, self.bar.height);
            let hovered = self.input.hovered == item;
            let round = config.integrated_title_button_style != IntegratedTitleButtonStyle::Windows;
            if hovered || round {
                let color = if hovered {
                    frame.button_hover_bg
                } else {
                    frame.button_bg
                };
                let side = self.em * 1.3;
                if round {
                    self.fill(inner(area, side), color, side / 2.0);
                } else {
                    self.fill(area, color, 0.0);
                }
            }
            let color = match config.integrated_title_button_color {
                IntegratedTitleButtonColor::Custom(color) => color,
                IntegratedTitleButtonColor::Auto if hovered => frame.button_hover_fg,
                IntegratedTitleButtonColor::Auto => text,
            };
            let symbol = match button {
                IntegratedTitleButton::Hide => BarSymbol::Line,
                IntegratedTitleButton::Maximize if self.input.maximized => BarSymbol::Squares,
                IntegratedTitleButton::Maximize => BarSymbol::Square,
                IntegratedTitleButton::Close => BarSymbol::Cross,
            };
            self.symbol(inner(area, self.em * 0.6), symbol, color);
            self.bar.hits.push((area, item));
            x += width;
        }
    }

    fn runs(line: &CellLine) -> Vec<(String, BarAttrs)> {
        let mut runs: Vec<(String, BarAttrs)> = Vec::new();
        for cell in line.cells() {
            match runs.last_mut() {
                Some((text, attrs)) if *attrs == cell.attrs => text.push_str(&cell.text),
                _ => runs.push((cell.text.to_string(), cell.attrs)),
            }
        }
        runs
    }

    fn line_width(&mut self, line: &CellLine) -> f32 {
        (Self::runs(line).iter())
            .map(|(text, attrs)| self.measure.width(text, attrs).max(0.0))
            .sum()
    }

    /// Paints `line` from `x`, with a background where it differs from
    /// `behind`.
    fn line(
        &mut self,
        line: &CellLine,
        mut x: f32,
        clip: BarRect,
        behind: Rgba,
        look: impl Fn(BarAttrs) -> BarAttrs,
    ) {
        let y = clip.y + (clip.height - self.em) / 2.0;
        for (text, attrs) in Self::runs(line) {
            let attrs = look(attrs);
            let width = self.measure.width(&text, &attrs).max(0.0);
            let (start, end) = (x.max(clip.x), (x + width).min(clip.x + clip.width));
            if end > start {
                if attrs.bg != behind {
                    self.fill(rect(start, clip.y, end - start, clip.height), attrs.bg, 0.0);
                }
                self.bar.shapes.push(BarShape::Text {
                    x,
                    y,
                    text,
                    attrs,
                    clip,
                });
            }
            x += width;
        }
    }

    /// A rectangle rounded on all corners.
    fn fill(&mut self, rect: BarRect, color: Rgba, radius: f32) {
        self.fill_rounded(rect, color, (radius, radius));
    }

    fn fill_rounded(
        &mut self,
        rect: BarRect,
        color: Rgba,
        (top_radius, bottom_radius): (f32, f32),
    ) {
        if rect.width > 0.0 && rect.height > 0.0 && color.a > 0 {
            self.bar.shapes.push(BarShape::Fill {
                rect,
                color,
                top_radius,
                bottom_radius,
            });
        }
    }

    fn symbol(&mut self, rect: BarRect, symbol: BarSymbol, color: Rgba) {
        if rect.width > 0.0 {
            self.bar.shapes.push(BarShape::Symbol {
                rect,
                symbol,
                color,
            });
        }
    }
}

fn rect(x: f32, y: f32, width: f32, height: f32) -> BarRect {
    BarRect {
        x,
        y,
        width: width.max(0.0),
        height: height.max(0.0),
    }
}

/// The square of `side` in the middle of `area`.
fn inner(area: BarRect, side: f32) -> BarRect {
    rect(
        area.x + (area.width - side) / 2.0,
        area.y + (area.height - side) / 2.0,
        side,
        side,
    )
}

/// Narrows the widest until their sum is at most `room`: narrow tabs keep their
/// width for as long as there are wider ones.
fn shrink_to_fit(widths: &mut [f32], room: f32) {
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
        *width = width.min(limit);
    }
}
