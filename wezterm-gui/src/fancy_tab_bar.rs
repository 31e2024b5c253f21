//! The fancy tab bar in pixels: the items of a [`TabBarState`] as rectangles and
//! runs of proportional text.
//!
//! The result is painter-neutral: physical pixels from the bar's top left, to be
//! painted in order. Text is measured by the caller's fonts. No Lua, no painting.

mod horizontal;
mod vertical;

use crate::tabbar::{BarAttrs, CellLine, Scroll, TabBarItem, TabBarState, TabEntry, bar_position};
use config::Config;
use config::color::ResolvedPalette;
use config::structs::{
    IntegratedTitleButton, IntegratedTitleButtonColor, IntegratedTitleButtonStyle,
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
    /// An angle that points left: tabs before the first one shown.
    Back,
    /// An angle that points right.
    Forward,
    /// An angle that points up.
    Up,
    /// An angle that points down.
    Down,
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
    /// The height of a bar at the left or right in physical pixels; any other
    /// is as high as its font asks for.
    pub height: f32,
    /// Where it is scrolled to; one at the left or right was scrolled when its
    /// state was computed.
    pub scroll: Scroll,
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
    first: usize,
}

/// Which corners of a tab are round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Corner {
    Top,
    All,
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

    /// The first tab shown, counted from 0.
    #[must_use]
    pub fn first(&self) -> usize {
        self.first
    }

    /// The tabs in view with their places, left to right or top to bottom.
    pub fn tabs(&self) -> impl Iterator<Item = (usize, BarRect)> {
        self.hits.iter().filter_map(|(rect, item)| match item {
            TabBarItem::Tab { index, .. } => Some((*index, *rect)),
            _ => None,
        })
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
        if bar_position(input.config).is_vertical() {
            builder.build_vertical();
        } else {
            builder.build();
        }
        builder.bar
    }
}

/// Height of the bar, or of a row of one at the left or right, for a font whose
/// line is `line_height` pixels high.
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

    /// The colours of the frame: background, text, and the line at its edge.
    fn frame_colors(&self) -> (Rgba, Rgba, Rgba) {
        let frame = &self.input.config.window_frame;
        if self.input.focused {
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
        }
    }

    /// Text of a status without colours of its own takes the title bar's.
    fn recolor(&self, text: Rgba, background: Rgba) -> impl Fn(BarAttrs) -> BarAttrs + 'static {
        let plain = BarAttrs::plain(
            self.input.palette.foreground,
            self.input.palette.tab_bar.background,
        );
        move |attrs| BarAttrs {
            fg: if attrs.fg == plain.fg { text } else { attrs.fg },
            bg: if attrs.bg == plain.bg {
                background
            } else {
                attrs.bg
            },
            ..attrs
        }
    }

    fn entry(&self, item: TabBarItem) -> Option<&'a TabEntry> {
        let mut items = self.input.state.items().iter();
        items.find(|entry| entry.item == item)
    }

    fn tab(&mut self, entry: &TabEntry, area: BarRect, (pad, button): (f32, f32), corner: Corner) {
        let TabBarItem::Tab { index, active } = entry.item else {
            return;
        };
        let BarRect {
            x, y: top, width, ..
        } = area;
        let colors = &self.input.palette.tab_bar;
        let hovered = self.input.hovered.tab_index() == Some(index);
        let look = if active {
            &colors.active_tab
        } else if hovered {
            &colors.inactive_tab_hover
        } else {
            &colors.inactive_tab
        };
        let radius = (self.em * 0.35).min(width / 2.0);
        let radii = match corner {
            Corner::Top => (radius, 0.0),
            Corner::All => (radius, radius),
        };
        self.fill_rounded(area, look.bg_color, radii);
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
        for decoration in entry.marks.decorations(
            (area.x, area.y, area.width, area.height),
            self.em,
            self.input.palette,
        ) {
            let (x, y, width, height) = decoration.rect;
            self.fill(
                rect(x, y, width, height),
                decoration.color,
                decoration.radius,
            );
        }
    }

    fn plus(&mut self, area: BarRect) {
        let width = area.width;
        let hovered = self.input.hovered == TabBarItem::NewTabButton;
        let colors = &self.input.palette.tab_bar;
        let look = if hovered {
            colors.new_tab_hover
        } else {
            colors.new_tab
        };
        let side = (self.em * 1.4).min(width);
        self.fill(inner(area, side), look.bg_color, side * 0.25);
        let sign = (self.em * 0.6).min(width);
        self.symbol(inner(area, sign), BarSymbol::Plus, look.fg_color);
        self.bar.hits.push((area, TabBarItem::NewTabButton));
    }

    /// A mark to scroll by; faint where there is nothing to scroll to.
    fn mark(&mut self, area: BarRect, item: TabBarItem, symbol: BarSymbol, more: bool) {
        let colors = &self.input.palette.tab_bar;
        let hovered = more && self.input.hovered == item;
        let look = if hovered {
            colors.new_tab_hover
        } else {
            colors.new_tab
        };
        let side = (self.em * 1.2).min(area.width).min(area.height);
        self.fill(inner(area, side), look.bg_color, side * 0.25);
        let color = if more {
            look.fg_color
        } else {
            look.fg_color.mul_alpha(0.3)
        };
        self.symbol(inner(area, side * 0.5), symbol, color);
        self.bar.hits.push((area, item));
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

    fn window_buttons(&mut self, mut x: f32, height: f32, text: Rgba) {
        if !self.input.window_buttons {
            return;
        }
        let config = self.input.config;
        let frame = &config.window_frame;
        let width = self.button_width();
        for button in &config.integrated_title_buttons {
            let item = TabBarItem::WindowButton(*button);
            let area = rect(x, 0.0, width, height);
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
