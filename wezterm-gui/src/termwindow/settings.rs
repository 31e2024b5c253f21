//! From the configuration to what one window is made of: fonts, paddings,
//! borders; and how a window follows a reload, a zoom or another screen.

use super::blink::Blink;
use super::geometry::{Align, CellSize, Edges, Layout, LayoutInput};
use super::redraw::Redraw;
use super::tab_bar_view::TabBarView;
use super::{TermWindow, key_state::KeyState, notices::Notices, pointer::Pointer};
use crate::fonts;
use crate::position::{Position, WindowWish};
use crate::shared::Shared;
use crate::tabbar::bar_position;
use crate::text_row::TextRow;
use anyhow::Context;
use config::Config;
use config::structs::{
    Dimension, DimensionContext, DroppedFileQuoting, WindowContentAlignment, WindowDecorations,
    WindowPadding,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use wezterm_font::{FontConfig, FontSet};
use wezterm_render::{DamageRegion, Outline, Painter, Scene};
use wezterm_types::{Leds, Modifiers};
use window::{Backend, EventLoop, Window, WindowAttributes};

/// Dots per inch at a scale factor of 1.
const BASE_DPI: f64 = 96.0;

/// The place of a window on the desktop, in physical pixels; where there is
/// none, the log says why.
fn place(
    shared: &Shared,
    event_loop: &EventLoop<'_>,
    position: &Position,
    cell: CellSize,
) -> Option<(i32, i32)> {
    if event_loop.backend() == Backend::Wayland {
        log::warn!("a window's position has no effect: on Wayland the compositor places windows");
        return None;
    }
    let gui = shared.gui.borrow();
    let place = position.resolve(&gui.screens, gui.active_screen(), (cell.width, cell.height));
    place
        .inspect_err(|error| log::warn!("a window's position has no effect: {error}"))
        .ok()
}

impl TermWindow {
    /// Opens a desktop window for a window of the mux.
    ///
    /// # Errors
    /// The desktop refuses a window, or it can not be painted.
    pub(crate) fn open(
        shared: &mut Shared,
        event_loop: &mut EventLoop<'_>,
        mux_window: mux::WindowId,
        class: &str,
        wish: &WindowWish,
    ) -> anyhow::Result<Self> {
        let config = shared.configuration.config.clone();
        let prepared = Prepared::new(shared, mux_window, &config)?;
        let cols = wish.cols.unwrap_or(config.initial_cols as u32);
        let rows = wish.rows.unwrap_or(config.initial_rows as u32);
        let inner_size = Layout::window_size_for(&prepared.input, cols, rows);
        let cell = prepared.input.cell;
        let position =
            (wish.position.as_ref()).and_then(|position| place(shared, event_loop, position, cell));
        let window = event_loop
            .create_window(&WindowAttributes {
                title: "wezterm".to_owned(),
                app_id: class.to_owned(),
                inner_size,
                decorations: config
                    .window_decorations
                    .intersects(WindowDecorations::TITLE | WindowDecorations::INTEGRATED_BUTTONS)
                    && !config
                        .window_decorations
                        .contains(WindowDecorations::INTEGRATED_BUTTONS),
                resizable: config
                    .window_decorations
                    .contains(WindowDecorations::RESIZE),
                transparent: config.window_background_opacity < 1.0
                    || super::Background::is_wanted(&config),
                resize_increments: config
                    .use_resize_increments
                    .then_some((cell.width, cell.height)),
                position,
                use_ime: config.use_ime,
                use_dead_keys: config.use_dead_keys,
                ..WindowAttributes::default()
            })
            .context("opening a window")?;
        if config.kde_window_background_blur {
            window.set_blur(true);
        }
        let size = window.inner_size();
        let painter = shared.gpu.painter(&config, &window, size)?;
        Ok(prepared.finish(shared, mux_window, config, window, painter))
    }

    /// Opens a window that nobody sees, of `size` physical pixels.
    ///
    /// # Errors
    /// There are no fonts.
    pub(crate) fn offscreen(
        shared: &mut Shared,
        mux_window: mux::WindowId,
        size: (u32, u32),
        painter: Box<dyn Painter>,
    ) -> anyhow::Result<Self> {
        let config = shared.configuration.config.clone();
        let prepared = Prepared::new(shared, mux_window, &config)?;
        let window = Window::offscreen(size.0, size.1);
        Ok(prepared.finish(shared, mux_window, config, window, painter))
    }

    /// Dots per inch of the screen the window is on.
    pub(crate) fn dpi(&self) -> u32 {
        let dpi = match self.config.dpi {
            Some(dpi) => dpi,
            None => BASE_DPI * self.window.scale_factor(),
        };
        dpi.round().clamp(24.0, 1000.0) as u32
    }

    /// The zoom that `IncreaseFontSize` and its relatives have set.
    pub(crate) fn zoom(&self) -> f64 {
        self.zoom
    }

    /// Changes the size of text. The window keeps its size or its number of
    /// cells, as `adjust_window_size_when_changing_font_size` says.
    pub(crate) fn set_zoom(&mut self, shared: &mut Shared, zoom: f64) {
        let cells = (self.layout.size.cols as u32, self.layout.size.rows as u32);
        self.zoom = zoom;
        self.reload_fonts(shared);
        // Tiling compositors decide the size themselves; asking does no harm.
        if self
            .config
            .adjust_window_size_when_changing_font_size
            .unwrap_or(true)
            && !self.window.is_maximized()
            && !self.window.is_fullscreen()
        {
            let (width, height) = Layout::window_size_for(&self.layout_input(), cells.0, cells.1);
            self.window.set_inner_size(width, height);
        }
    }

    /// Back to `initial_cols` by `initial_rows`.
    pub(crate) fn reset_inner_size(&self) {
        let (cols, rows) = (self.config.initial_cols, self.config.initial_rows);
        let (width, height) =
            Layout::window_size_for(&self.layout_input(), cols as u32, rows as u32);
        self.window.set_inner_size(width, height);
    }

    fn set_blinking(&mut self, config: &Config) {
        let fps = config.animation_fps;
        let cursor = (config.cursor_blink_ease_in, config.cursor_blink_ease_out);
        let text = (config.text_blink_ease_in, config.text_blink_ease_out);
        let rapid = (
            config.text_blink_rapid_ease_in,
            config.text_blink_rapid_ease_out,
        );
        for (blink, rate, ease) in [
            (&mut self.cursor_blink, config.cursor_blink_rate, cursor),
            (&mut self.text_blink, config.text_blink_rate, text),
            (&mut self.rapid_blink, config.text_blink_rate_rapid, rapid),
        ] {
            blink.set_rate(rate);
            blink.set_easing(ease.0, ease.1, fps);
        }
    }

    /// Follows a reload of the configuration.
    pub(crate) fn configure(&mut self, shared: &mut Shared, config: Arc<Config>) {
        self.redraw.set_max_fps(config.max_fps);
        self.set_blinking(&config);
        self.window.set_use_ime(config.use_ime);
        self.window.set_use_dead_keys(config.use_dead_keys);
        self.window.set_transparent(
            config.window_background_opacity < 1.0 || super::Background::is_wanted(&config),
        );
        if config.kde_window_background_blur != self.config.kde_window_background_blur {
            self.window.set_blur(config.kde_window_background_blur);
            // It takes effect with a frame.
            self.stale = true;
        }
        let front_end_changed = config.front_end != self.config.front_end;
        self.palette = Arc::new(config.palette());
        shared.set_own_config(self.mux_window, &config);
        self.config = config;
        self.status.reset();
        if front_end_changed {
            match shared
                .gpu
                .painter(&self.config, &self.window, self.layout.input.window)
            {
                Ok(painter) => self.painter = painter,
                Err(error) => self.notify(&error.to_string()),
            }
        }
        self.tab_bar.invalidate();
        self.reload_fonts(shared);
    }

    /// Loads the fonts anew, after a change of size, screen or configuration.
    pub(crate) fn reload_fonts(&mut self, shared: &mut Shared) {
        let dpi = self.dpi();
        let wanted = (
            fonts::grid(&self.config, dpi, self.zoom),
            self.config.font_dirs.clone(),
        );
        // Fonts that are wanted again stay, with all that they have learnt.
        if wanted != self.fonts_for {
            match load_fonts(shared, &wanted.0) {
                Ok(set) => {
                    self.fonts = set;
                    self.fonts_for = wanted;
                }
                Err(error) => self.notify(&format!("{error:#}")),
            }
            for warning in self.fonts.take_warnings() {
                log::warn!("{warning}");
            }
        }
        if let Err(error) = self.tab_bar.reload_fonts(shared, &self.config, dpi) {
            self.notify(&format!("{error:#}"));
        }
        self.resolve_sizes();
        self.stale = true;
        self.pending_size = Some(self.pending_size.unwrap_or(self.layout.input.window));
        if self.config.use_resize_increments {
            let metrics = self.fonts.metrics();
            self.window
                .set_resize_increments(Some((metrics.cell_width, metrics.cell_height)));
        }
        self.request_redraw();
    }

    /// What a layout of this window is made from, at its present size.
    pub(super) fn layout_input(&self) -> LayoutInput {
        layout_input(
            &self.config,
            &self.fonts,
            self.dpi(),
            &self.tab_bar,
            self.layout.input.window,
            self.tab_bar.shown,
        )
    }

    /// Lengths of the configuration in pixels of this window's screen.
    fn resolve_sizes(&mut self) {
        let metrics = self.fonts.metrics();
        let dpi = f64::from(self.dpi());
        let pixels = |length: Dimension, cell: u32, whole: u32| {
            let context = DimensionContext {
                dpi,
                pixel_cell: f64::from(cell),
                pixel_max: f64::from(whole),
            };
            length.to_pixels(context).round().max(1.0) as f32
        };
        self.cursor_thickness = self
            .config
            .cursor_thickness
            .map(|length| pixels(length, metrics.cell_width, metrics.underline_thickness));
        self.least_thumb = pixels(
            self.config.min_scroll_bar_height,
            metrics.cell_height,
            self.layout.grid.height,
        );
    }
}

/// What a window is made from that does not need the desktop.
struct Prepared {
    dpi: u32,
    fonts: FontSet,
    fonts_for: FontConfig,
    tab_bar: TabBarView,
    /// The layout, but for the window's size.
    input: LayoutInput,
}

impl Prepared {
    fn new(
        shared: &mut Shared,
        mux_window: mux::WindowId,
        config: &Config,
    ) -> anyhow::Result<Self> {
        // The scale factor is known once the window exists; most screens have 1.
        let dpi = config.dpi.unwrap_or(BASE_DPI) as u32;
        let fonts_for = fonts::grid(config, dpi, 1.0);
        let fonts = load_fonts(shared, &fonts_for)?;
        let tab_bar = TabBarView::new(shared, mux_window, config, dpi)?;
        let input = layout_input(config, &fonts, dpi, &tab_bar, (0, 0), true);
        Ok(Self {
            dpi,
            fonts,
            fonts_for,
            tab_bar,
            input,
        })
    }

    fn finish(
        mut self,
        shared: &mut Shared,
        mux_window: mux::WindowId,
        config: Arc<Config>,
        window: Window,
        painter: Box<dyn Painter>,
    ) -> TermWindow {
        let now = Instant::now();
        let warnings = self.fonts.take_warnings();
        let size = window.inner_size();
        let mut this = TermWindow {
            window,
            mux_window,
            palette: Arc::new(config.palette()),
            zoom: 1.0,
            fonts: self.fonts,
            fonts_for: (self.fonts_for, config.font_dirs.clone()),
            layout: Layout::new(LayoutInput {
                window: size,
                ..self.input
            }),
            pending_size: Some(size),
            painter,
            resizes: super::Resizes::default(),
            scene: Scene::default(),
            shown: Outline::default(),
            stale: true,
            marked: 0,
            damage: DamageRegion::none(),
            awaited: false,
            redraw: Redraw::new(config.max_fps),
            panes: Vec::new(),
            splits: Vec::new(),
            drawn_generation: None,
            views: HashMap::new(),
            revisions: super::Revisions::default(),
            flash: super::Flash::default(),
            trail: super::Trail::default(),
            background: super::Background::default(),
            images: super::Images::default(),
            pictures: super::Pictures::default(),
            tab_bar: self.tab_bar,
            status: super::Status::default(),
            keys: KeyState::default(),
            held_keys: super::held_keys::HeldKeys::default(),
            keyboard: (Modifiers::empty(), Leds::empty()),
            pointer: Pointer::default(),
            notices: Notices::default(),
            question: None,
            screen: None,
            wish: None,
            hover: super::hover::Hover::default(),
            overlays: super::Overlays::default(),
            pane_modes: super::PaneModes::default(),
            preedit: None,
            ime_place: None,
            focused: false,
            last_focused: None,
            cursor_blink: Blink::new(config.cursor_blink_rate, now),
            text_blink: Blink::new(config.text_blink_rate, now),
            rapid_blink: Blink::new(config.text_blink_rate_rapid, now),
            cursor_thickness: None,
            least_thumb: 1.0,
            cursor_row: TextRow::default(),
            window_title: crate::tabbar::WindowTitle::default(),
            level: window::Level::default(),
            config,
        };
        if this.dpi() != self.dpi {
            this.reload_fonts(shared);
        }
        for warning in warnings {
            log::warn!("{warning}");
        }
        let config = this.config.clone();
        this.set_blinking(&config);
        this.resolve_sizes();
        this.request_redraw();
        this
    }
}

/// Loads a font set; a size that can not be drawn becomes the default size.
pub(super) fn load_fonts(shared: &Shared, wanted: &FontConfig) -> anyhow::Result<FontSet> {
    match shared.fonts.load(wanted) {
        Ok(set) => Ok(set),
        Err(error) => {
            log::error!("{error}");
            let fallback = FontConfig {
                size_pt: FontConfig::default().size_pt,
                ..wanted.clone()
            };
            shared.fonts.load(&fallback).context("loading fonts")
        }
    }
}

fn layout_input(
    config: &Config,
    fonts: &FontSet,
    dpi: u32,
    tab_bar: &TabBarView,
    window: (u32, u32),
    bar_shown: bool,
) -> LayoutInput {
    let metrics = fonts.metrics();
    let cell = CellSize {
        width: metrics.cell_width,
        height: metrics.cell_height,
    };
    let pixels = |dimension: Dimension, cell: u32, whole: u32| {
        let context = DimensionContext {
            dpi: f64::from(dpi),
            pixel_cell: f64::from(cell),
            pixel_max: f64::from(whole),
        };
        dimension.to_pixels(context).round().clamp(0.0, 10_000.0) as u32
    };
    let across = |dimension| pixels(dimension, cell.width, window.0);
    let down = |dimension| pixels(dimension, cell.height, window.1);
    let WindowPadding {
        left,
        top,
        right,
        bottom,
    } = config.window_padding;
    let frame = &config.window_frame;
    LayoutInput {
        window,
        cell,
        dpi,
        padding: Edges {
            left: across(left),
            top: down(top),
            right: across(right),
            bottom: down(bottom),
        },
        border: Edges {
            left: across(frame.border_left_width),
            top: down(frame.border_top_height),
            right: across(frame.border_right_width),
            bottom: down(frame.border_bottom_height),
        },
        bar_size: if bar_shown {
            tab_bar.size(config, cell)
        } else {
            0
        },
        bar_at: bar_position(config),
        align: alignment(config.window_content_alignment),
    }
}

/// `window_content_alignment` as layouts have it.
fn alignment(from: WindowContentAlignment) -> (Align, Align) {
    use config::structs::{
        HorizontalWindowContentAlignment as H, VerticalWindowContentAlignment as V,
    };
    let across = match from.horizontal {
        H::Left => Align::Start,
        H::Center => Align::Center,
        H::Right => Align::End,
    };
    let down = match from.vertical {
        V::Top => Align::Start,
        V::Center => Align::Center,
        V::Bottom => Align::End,
    };
    (across, down)
}

/// A file name as a shell reads it.
pub(super) fn quote(name: &str, how: DroppedFileQuoting) -> String {
    match how {
        DroppedFileQuoting::None => name.to_owned(),
        DroppedFileQuoting::SpacesOnly => name.replace(' ', "\\ "),
        DroppedFileQuoting::Posix => {
            shlex::try_quote(name).map_or_else(|_| name.to_owned(), |quoted| quoted.into_owned())
        }
        DroppedFileQuoting::Windows if !name.contains([' ', '\t', '"']) => name.to_owned(),
        DroppedFileQuoting::Windows | DroppedFileQuoting::WindowsAlwaysQuoted => {
            format!("\"{}\"", name.replace('"', "\\\""))
        }
    }
}
