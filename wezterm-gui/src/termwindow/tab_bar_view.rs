//! The tab bar of a window as strips: what the engine has laid out, turned
//! into quads when it changed.

use super::TermWindow;
use super::frame::owner;
use super::geometry::{CellSize, PixelRect};
use super::notice_strip::moved;
use super::settings::load_fonts;
use crate::fancy_tab_bar::{
    BarShape, BarSymbol, FancyInput, FancyTabBar, TextMeasure, fancy_bar_height,
};
use crate::fonts;
use crate::shared::Shared;
use crate::tab_information::{PaneInformation, TabInformation, TabList};
use crate::tabbar::{
    BarAttrs, Pointer, TabBar, TabBarInput, TabBarItem, TabBarState, shows_tab_bar,
};
use crate::text_row::{Look, TextRow};
use config::Config;
use config::structs::WindowDecorations;
use std::rc::Rc;
use std::time::Instant;
use wezterm_font::{FontSet, FontStyle};
use wezterm_render::{Corners, Quad, RectF, Strip, StripId};
use wezterm_types::{Intensity, Rgba};

/// The tab bar of one window.
pub(crate) struct TabBarView {
    /// The proportional font of the fancy bar.
    pub(crate) fonts: FontSet,
    /// Whether the bar takes part in the layout.
    pub(crate) shown: bool,
    pub(crate) strips: Vec<Strip>,
    list: TabList,
    bar: TabBar,
    fancy: FancyTabBar,
    /// Pointer in pixels from the window's top left, while over the bar.
    pointer: Option<(f64, f64)>,
    painted: Option<Painted>,
    /// Moves with every change of the configuration or the fonts.
    look: u64,
    revision: u64,
    stamp_hits: u64,
}

/// What the strips were made from, besides the bar's state.
#[derive(Clone, Debug, PartialEq)]
struct Painted {
    /// Compared by content: handlers often compute what was there before.
    state: Rc<TabBarState>,
    rect: PixelRect,
    focused: bool,
    hovered: TabBarItem,
    look: u64,
    maximized: bool,
}

impl TabBarView {
    pub(super) fn new(
        shared: &Shared,
        mux_window: mux::WindowId,
        config: &Config,
        dpi: u32,
    ) -> anyhow::Result<Self> {
        let fonts = load_fonts(shared, &fonts::tab_bar(config, dpi))?;
        Ok(Self {
            fonts,
            shown: shows_tab_bar(config, 1),
            strips: Vec::new(),
            list: TabList::new(mux_window, &shared.versions),
            bar: TabBar::default(),
            fancy: FancyTabBar::default(),
            pointer: None,
            painted: None,
            look: 0,
            revision: 0,
            stamp_hits: 0,
        })
    }

    /// Loads the fonts anew.
    pub(super) fn reload_fonts(
        &mut self,
        shared: &Shared,
        config: &Config,
        dpi: u32,
    ) -> anyhow::Result<()> {
        self.fonts = load_fonts(shared, &fonts::tab_bar(config, dpi))?;
        self.invalidate();
        Ok(())
    }

    /// Everything is computed anew for the next frame.
    pub(super) fn invalidate(&mut self) {
        self.look += 1;
        self.bar.invalidate();
    }

    /// Height of the bar in pixels.
    pub(super) fn height(&self, config: &Config, cell: CellSize) -> u32 {
        if config.use_fancy_tab_bar {
            fancy_bar_height(self.fonts.metrics().cell_height as f32) as u32
        } else {
            cell.height
        }
    }

    /// The pointer is at a place over the bar, or not over it; whether the bar
    /// may look different now.
    pub(super) fn set_pointer(&mut self, at: Option<(f64, f64)>) -> bool {
        let changed = self.pointer != at && (self.pointer.is_some() || at.is_some());
        self.pointer = at;
        changed
    }

    /// Times the bar was computed.
    pub(super) fn builds(&self) -> u64 {
        self.bar.computed()
    }

    /// Frames for which nothing had to be computed.
    pub(super) fn stamp_hits(&self) -> u64 {
        self.stamp_hits
    }
}

impl TermWindow {
    /// Brings tabs, titles and the bar up to date for this frame.
    pub(crate) fn update_tab_bar(&mut self, shared: &mut Shared) {
        let tabs = describe(shared, self.mux_window);
        let shown = shows_tab_bar(&self.config, tabs.len());
        self.tab_bar.list.update(tabs);
        if shown != self.tab_bar.shown {
            self.tab_bar.shown = shown;
            // The grid gets or gives the rows of the bar.
            self.pending_size = Some(self.layout.input.window);
            self.apply_size(shared);
        }
        self.update_window_title(shared);
        if !shown {
            self.tab_bar.strips.clear();
            self.tab_bar.painted = None;
            return;
        }
        let hovered = self.compute_bar(shared);
        self.paint_bar(hovered);
    }

    /// The engine: one comparison when nothing has moved.
    fn compute_bar(&mut self, shared: &mut Shared) -> TabBarItem {
        let config = self.config.clone();
        let palette = self.palette.clone();
        let rect = self.layout.bar;
        let cell = self.layout.input.cell;
        let view = &mut self.tab_bar;
        let pointer = match view.pointer {
            None => Pointer::Away,
            Some((x, y)) if config.use_fancy_tab_bar => Pointer::Over(view.fancy.hit_test(
                (x - f64::from(rect.x)) as f32,
                (y - f64::from(rect.y)) as f32,
            )),
            Some((x, _)) => {
                Pointer::Column(((x - f64::from(rect.x)).max(0.0) / f64::from(cell.width)) as usize)
            }
        };
        let input = TabBarInput {
            list: &view.list,
            config: &config,
            palette: &palette,
            look: view.look,
            width: (rect.width / cell.width).max(1) as usize,
            pointer,
            left_status: &self.status.left,
            right_status: &self.status.right,
            window_buttons: config
                .window_decorations
                .contains(WindowDecorations::INTEGRATED_BUTTONS),
            // A status tick runs a handler, which moves the host's epoch.
            refresh: 0,
        };
        let now = Instant::now();
        let computed = match shared.titles() {
            Some((cache, host)) => view.bar.update(&input, cache, Some(host), now),
            None => false,
        };
        if !computed {
            view.stamp_hits += 1;
        }
        view.bar.state().hovered()
    }

    /// Strips, when the state or its surroundings differ from what they show.
    fn paint_bar(&mut self, hovered: TabBarItem) {
        let config = self.config.clone();
        let palette = self.palette.clone();
        let rect = self.layout.bar;
        let maximized = self.window.is_maximized();
        let view = &mut self.tab_bar;
        let painted = Painted {
            state: view.bar.state().clone(),
            rect,
            focused: self.focused,
            hovered,
            look: view.look,
            maximized,
        };
        if view.painted.as_ref() == Some(&painted) {
            return;
        }
        view.painted = Some(painted);
        view.revision += 1;
        let quads = if config.use_fancy_tab_bar {
            let input = FancyInput {
                state: view.bar.state(),
                config: &config,
                palette: &palette,
                width: rect.width as f32,
                focused: self.focused,
                window_buttons: config
                    .window_decorations
                    .contains(WindowDecorations::INTEGRATED_BUTTONS),
                maximized,
                hovered,
            };
            let fancy = FancyTabBar::new(&input, &mut Proportional(&mut view.fonts));
            let quads = fancy_quads(&fancy, &mut view.fonts);
            view.fancy = fancy;
            quads
        } else {
            let background = palette.tab_bar.background;
            retro_quads(view.bar.state().line(), rect, background, &mut self.fonts)
        };
        view.strips = vec![Strip {
            id: StripId::other(owner::TAB_BAR, 0),
            revision: view.revision,
            origin: (rect.x as f32, rect.y as f32),
            clip: RectF::new(
                rect.x as f32,
                rect.y as f32,
                rect.width as f32,
                rect.height as f32,
            ),
            quads: quads.into(),
        }];
    }

    /// The item of the bar under a pixel.
    pub(super) fn bar_item_at(&self, x: f64, y: f64) -> TabBarItem {
        let rect = self.layout.bar;
        let (x, y) = (x - f64::from(rect.x), y - f64::from(rect.y));
        if self.config.use_fancy_tab_bar {
            self.tab_bar.fancy.hit_test(x as f32, y as f32)
        } else {
            let column = x.max(0.0) / f64::from(self.layout.input.cell.width);
            self.tab_bar.bar.state().hit_test(column as usize)
        }
    }

    /// Tells the desktop the window's title when it changed.
    fn update_window_title(&mut self, shared: &mut Shared) {
        let Some((cache, host)) = shared.titles() else {
            return;
        };
        let changed = self.window_title.update(
            (&self.tab_bar.list, &self.config),
            (self.tab_bar.look, 0),
            cache,
            Some(host),
            Instant::now(),
        );
        if changed {
            self.window.set_title(self.window_title.title());
        }
    }
}

/// The tabs of a window as callbacks and titles see them.
fn describe(shared: &Shared, window: mux::WindowId) -> Vec<TabInformation> {
    let mux = shared.mux.borrow();
    let Some(known) = mux.window(window) else {
        return Vec::new();
    };
    known
        .tabs()
        .iter()
        .enumerate()
        .filter_map(|(index, id)| {
            let tab = mux.tab(*id)?;
            let panes = mux.all_positioned_panes(*id);
            Some(TabInformation {
                tab_id: *id,
                tab_index: index,
                is_active: index == known.active_index(),
                tab_title: tab.title().to_owned(),
                window_id: window,
                window_title: known.title().to_owned(),
                panes: panes.iter().map(describe_pane).collect(),
                generation: 0,
            })
        })
        .collect()
}

fn describe_pane(from: &mux::PositionedPane) -> PaneInformation {
    use crate::tab_information::Progress as Shown;
    let pane = &from.pane;
    PaneInformation {
        pane_id: pane.id(),
        pane_index: from.index,
        is_active: from.is_active,
        is_zoomed: from.is_zoomed,
        has_unseen_output: pane.has_unseen_output(),
        left: from.left,
        top: from.top,
        width: from.width,
        height: from.height,
        pixel_width: from.pixel_width,
        pixel_height: from.pixel_height,
        title: pane.title(),
        user_vars: pane.user_vars(),
        progress: match pane.progress() {
            term::Progress::None => Shown::None,
            term::Progress::Percentage(percent) => Shown::Percentage(percent),
            term::Progress::Error(percent) => Shown::Error(percent),
            term::Progress::Indeterminate => Shown::Indeterminate,
        },
        facts_version: pane.generation(),
        generation: 0,
    }
}

fn look(attrs: &BarAttrs, bg: Option<Rgba>) -> Look {
    Look {
        underline: attrs.underline,
        strikethrough: attrs.strikethrough,
        bold: attrs.intensity == Intensity::Bold,
        italic: attrs.italic,
        ..Look::plain(attrs.fg, bg)
    }
}

fn font_style(attrs: &BarAttrs) -> FontStyle {
    FontStyle {
        bold: attrs.intensity == Intensity::Bold,
        half: attrs.intensity == Intensity::Half,
        italic: attrs.italic,
        ..FontStyle::default()
    }
}

/// The retro bar: a row of cells over the bar's background.
fn retro_quads(
    line: &crate::tabbar::CellLine,
    rect: PixelRect,
    background: Rgba,
    fonts: &mut FontSet,
) -> Vec<Quad> {
    let mut row = TextRow::default();
    for cell in line.cells() {
        row.push(
            &cell.text,
            usize::from(cell.width),
            look(&cell.attrs, Some(cell.attrs.bg)),
        );
    }
    let mut quads = vec![Quad::Solid {
        rect: RectF::new(0.0, 0.0, rect.width as f32, rect.height as f32),
        color: background,
    }];
    quads.extend(row.quads(fonts));
    quads
}

/// Measures with the proportional font.
struct Proportional<'a>(&'a mut FontSet);

impl TextMeasure for Proportional<'_> {
    fn width(&mut self, text: &str, attrs: &BarAttrs) -> f32 {
        self.0.measure(text, font_style(attrs))
    }

    fn line_height(&self) -> f32 {
        self.0.metrics().cell_height as f32
    }
}

/// The fancy bar's shapes as quads.
fn fancy_quads(bar: &FancyTabBar, fonts: &mut FontSet) -> Vec<Quad> {
    let mut quads = Vec::new();
    for shape in &bar.shapes {
        match shape {
            BarShape::Fill {
                rect,
                color,
                top_radius,
                bottom_radius,
            } => {
                let area = RectF::new(rect.x, rect.y, rect.width, rect.height);
                let radius = top_radius.max(*bottom_radius);
                quads.push(if radius > 0.0 {
                    Quad::Rounded {
                        rect: area,
                        radius,
                        corners: Corners {
                            top_left: *top_radius > 0.0,
                            top_right: *top_radius > 0.0,
                            bottom_left: *bottom_radius > 0.0,
                            bottom_right: *bottom_radius > 0.0,
                        },
                        color: *color,
                    }
                } else {
                    Quad::Solid {
                        rect: area,
                        color: *color,
                    }
                });
            }
            BarShape::Text {
                x,
                y,
                text,
                attrs,
                clip,
            } => {
                let baseline = y + fonts.metrics().baseline as f32;
                let shaped = fonts.shape_line(text, font_style(attrs));
                for glyph in &shaped.glyphs {
                    let left = x + glyph.x;
                    if left >= clip.x + clip.width || left + glyph.advance <= clip.x {
                        continue;
                    }
                    quads.push(Quad::Glyph {
                        x: left,
                        y: baseline - glyph.y,
                        key: fonts.glyph_key(glyph.font, glyph.glyph, 0),
                        color: attrs.fg,
                    });
                }
            }
            BarShape::Symbol {
                rect,
                symbol,
                color,
            } => quads.extend(symbol_quads(*symbol, *color).into_iter().map(|quad| {
                let scaled = scale(quad, rect.width, rect.height);
                moved(scaled, rect.x, rect.y)
            })),
        }
    }
    quads
}

/// A symbol in a square of side 1; slanted lines are steps of small squares.
fn symbol_quads(symbol: BarSymbol, color: Rgba) -> Vec<Quad> {
    const WEIGHT: f32 = 0.1;
    let bar = |x, y, width, height| Quad::Solid {
        rect: RectF::new(x, y, width, height),
        color,
    };
    let frame = |x: f32, y: f32, side: f32| {
        vec![
            bar(x, y, side, WEIGHT),
            bar(x, y + side - WEIGHT, side, WEIGHT),
            bar(x, y + WEIGHT, WEIGHT, side - 2.0 * WEIGHT),
            bar(x + side - WEIGHT, y + WEIGHT, WEIGHT, side - 2.0 * WEIGHT),
        ]
    };
    let middle = (1.0 - WEIGHT) / 2.0;
    match symbol {
        BarSymbol::Plus => vec![
            bar(0.0, middle, 1.0, WEIGHT),
            bar(middle, 0.0, WEIGHT, middle),
            bar(middle, middle + WEIGHT, WEIGHT, middle),
        ],
        BarSymbol::Line => vec![bar(0.0, 1.0 - WEIGHT, 1.0, WEIGHT)],
        BarSymbol::Square => frame(0.0, 0.0, 1.0),
        BarSymbol::Squares => {
            let mut quads = frame(0.0, 0.25, 0.75);
            quads.push(bar(0.25, 0.0, 0.75, WEIGHT));
            quads.push(bar(1.0 - WEIGHT, WEIGHT, WEIGHT, 0.65));
            quads
        }
        BarSymbol::Cross => {
            const STEPS: u32 = 16;
            (0..STEPS)
                .flat_map(|step| {
                    let at = step as f32 / STEPS as f32;
                    let size = 1.3 / STEPS as f32;
                    [
                        bar(at, at, size, size),
                        bar(1.0 - at - size, at, size, size),
                    ]
                })
                .collect()
        }
    }
}

fn scale(quad: Quad, width: f32, height: f32) -> Quad {
    match quad {
        Quad::Solid { rect, color } => Quad::Solid {
            rect: RectF::new(
                rect.x * width,
                rect.y * height,
                (rect.width * width).max(1.0),
                (rect.height * height).max(1.0),
            ),
            color,
        },
        other => other,
    }
}
