//! One desktop window and what it shows: a window of the mux, its tab bar, its
//! keyboard and pointer. Each concern is a struct in a file of its own; this
//! one puts them together and lets events in.

mod background;
mod bar_input;
mod bar_rename;
pub(crate) mod blink;
mod chrome;
pub(crate) mod clicks;
pub(crate) mod confirm;
mod cursor;
mod divider;
mod frame;
pub(crate) mod geometry;
mod held_keys;
mod hover;
mod images;
pub(crate) mod key_state;
mod keyboard;
mod notice_strip;
mod notices;
mod overlays;
mod pane_modes;
mod pane_scene;
mod pane_view;
mod pointer;
mod redraw;
mod report;
mod resize_trace;
mod revisions;
mod scroll_bar;
mod settings;
mod status;
mod tab_bar_view;
mod tab_state;
mod tooltip_strip;
mod trail;
mod visual_bell;
mod wheel;
mod window_ops;

use crate::pictures::Pictures;
use crate::shared::Shared;
use crate::tabbar::WindowTitle;
use background::Background;
use blink::Blink;
use config::Config;
use config::color::ResolvedPalette;
use confirm::Confirmation;
use geometry::Layout;
use images::Images;
use key_state::KeyState;
use mux::{PaneId, TabId};
use notices::Notices;
use overlays::Overlays;
use pane_modes::PaneModes;
use pane_view::PaneView;
use pointer::Pointer;
use redraw::{Next, Redraw};
use resize_trace::Resizes;
use revisions::Revisions;
use status::Status;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use tab_bar_view::TabBarView;
use trail::Trail;
use visual_bell::Flash;
use wezterm_font::{FontConfig, FontSet};
use wezterm_render::{DamageRegion, Outline, Painter, Scene};
use wezterm_types::{Leds, Modifiers, TerminalSize};
use window::{Window, WindowEvent};

/// One desktop window.
pub(crate) struct TermWindow {
    pub(crate) window: Window,
    mux_window: mux::WindowId,
    /// The configuration with this window's overrides.
    pub(crate) config: Arc<Config>,
    /// Its colours.
    palette: Arc<ResolvedPalette>,
    /// Size of text relative to `font_size`.
    zoom: f64,
    fonts: FontSet,
    /// What `fonts` was loaded for, and from which `font_dirs`.
    fonts_for: (FontConfig, Vec<String>),
    layout: Layout,
    /// The newest size the compositor asked for, until it is painted.
    pending_size: Option<(u32, u32)>,
    painter: Box<dyn Painter>,
    /// Sizes asked for and what became of them.
    resizes: Resizes,
    /// Memory of the last scene, to use again.
    scene: Scene,
    /// What is on the screen, unless `stale`.
    shown: Outline,
    /// The next frame is painted whatever it shows.
    stale: bool,
    /// Frames whose damage was marked.
    marked: usize,
    /// What differs between the screen and the scene.
    damage: DamageRegion,
    /// The compositor was asked when a frame is shown.
    awaited: bool,
    redraw: Redraw,
    /// Panes of the active tab as of the last frame.
    panes: Vec<mux::PositionedPane>,
    splits: Vec<mux::SplitDivider>,
    /// The mux window's generation as of the last frame.
    drawn_generation: Option<u64>,
    views: HashMap<PaneId, PaneView>,
    revisions: Revisions,
    flash: Flash,
    trail: Trail,
    background: Background,
    images: Images,
    /// Pixels of the background and the images.
    pictures: Pictures,
    tab_bar: TabBarView,
    pub(crate) status: Status,
    pub(crate) keys: KeyState,
    held_keys: held_keys::HeldKeys,
    /// Modifiers held and lock states.
    keyboard: (Modifiers, Leds),
    pointer: Pointer,
    notices: Notices,
    question: Option<Confirmation>,
    overlays: Overlays,
    pane_modes: PaneModes,
    /// Size of the screen the window is on, once asked for.
    screen: Option<(u32, u32)>,
    hover: hover::Hover,
    /// A size that a program asked for a moment ago.
    wish: Option<window_ops::Wish>,
    /// Text an input method composes.
    preedit: Option<String>,
    /// The cell that the input method knows to be typed into.
    ime_place: Option<(i32, i32, u32, u32)>,
    focused: bool,
    last_focused: Option<Instant>,
    cursor_blink: Blink,
    text_blink: Blink,
    rapid_blink: Blink,
    cursor_thickness: Option<f32>,
    /// `min_scroll_bar_height` in pixels.
    least_thumb: f32,
    /// The cell under the cursor; memory to use again.
    cursor_row: crate::text_row::TextRow,
    window_title: WindowTitle,
    /// Where the window is kept among others.
    level: window::Level,
}

impl TermWindow {
    /// The window of the mux that is shown here.
    pub(crate) fn mux_window(&self) -> mux::WindowId {
        self.mux_window
    }

    /// Shows another window of the mux from now on, where this one is.
    pub(crate) fn show(&mut self, shared: &mut Shared, mux_window: mux::WindowId) {
        self.commit_rename(shared);
        self.mux_window = mux_window;
        shared.set_own_config(mux_window, &self.config);
        self.tab_bar.show(shared, mux_window);
        self.drawn_generation = None;
        self.status.reset();
        self.keys = KeyState::default();
        self.held_keys.clear();
        self.overlays = Overlays::default();
        self.pane_modes = PaneModes::default();
        self.question = None;
        self.wish = None;
        self.preedit = None;
        self.ime_place = None;
        self.flash = Flash::default();
        self.trail = Trail::default();
        self.hover = hover::Hover::default();
        self.stale = true;
        // The tabs have the size that they had when they were shown last.
        self.pending_size = Some(self.pending_size.unwrap_or(self.layout.input.window));
        self.request_redraw();
    }

    /// An event of the desktop.
    pub(crate) fn event(&mut self, shared: &mut Shared, event: WindowEvent) {
        match event {
            WindowEvent::RedrawRequested => self.draw(shared),
            WindowEvent::Resized { width, height } => {
                shared.stats.resize.configures += 1;
                self.resizes.configured(Instant::now());
                if self.insists_on_size((width, height)) {
                    // Another size follows.
                    return;
                }
                if self.pending_size.unwrap_or(self.layout.input.window) != (width, height) {
                    if self.snap_to_cells((width, height)) {
                        // Another size follows.
                        return;
                    }
                    self.pending_size = Some((width, height));
                    if self.redraw.request_now() == Next::Ask {
                        self.window.request_redraw();
                    }
                }
            }
            WindowEvent::ScaleFactorChanged { .. } => self.reload_fonts(shared),
            WindowEvent::CloseRequested => self.close_requested(shared),
            WindowEvent::Focused(focused) => self.set_focused(shared, focused),
            WindowEvent::Key(event) => self.key(shared, &event),
            WindowEvent::Ime(event) => self.ime(shared, event),
            WindowEvent::ModifiersChanged { modifiers, leds } => self.keyboard = (modifiers, leds),
            WindowEvent::CursorMoved { x, y } => self.pointer_moved(shared, x, y),
            WindowEvent::CursorEntered | WindowEvent::Moved { .. } => {}
            WindowEvent::CursorLeft => self.pointer_left(),
            WindowEvent::MouseButton { button, pressed } => {
                self.mouse_button(shared, button, pressed);
            }
            WindowEvent::Scroll { delta } => self.scroll(shared, delta),
            WindowEvent::Occluded(hidden) => {
                for positioned in &self.panes {
                    positioned.pane.set_visible(!hidden);
                }
            }
            WindowEvent::AppearanceChanged(_) => {}
            WindowEvent::Presented {
                token,
                presentation,
            } => self.presented(shared, token, presentation),
            WindowEvent::DroppedFile(path) => self.dropped_file(shared, &path),
            WindowEvent::ClipboardText { token, text, .. } => {
                if token == bar_rename::RENAME_TOKEN {
                    self.rename_paste(&text.unwrap_or_default());
                } else if let Some(text) = text
                    && !self.overlay_text(shared, &text)
                    && !self.pane_mode_text(shared, &text)
                {
                    crate::actions::paste(self, shared, token as PaneId, text);
                }
            }
        }
    }

    /// When no more new sizes are to be expected; `None` before the first.
    pub(crate) fn settles_at(&self) -> Option<Instant> {
        self.resizes.settles_at()
    }

    /// `use_resize_increments`: where the desktop leaves the size to the window,
    /// it is one of whole cells. X11 does that by itself. Returns whether another
    /// size was asked for.
    fn snap_to_cells(&mut self, size: (u32, u32)) -> bool {
        if !self.config.use_resize_increments
            || self.window.is_maximized()
            || self.window.is_fullscreen()
        {
            return false;
        }
        let mut input = self.layout_input();
        input.window = size;
        let cells = Layout::new(input).size;
        let wanted = Layout::window_size_for(&input, cells.cols as u32, cells.rows as u32);
        if wanted == size || wanted.0 > size.0 || wanted.1 > size.1 {
            return false;
        }
        self.window.set_inner_size(wanted.0, wanted.1);
        // A compositor that tiles has its own mind: then the size stays.
        self.window.inner_size() != size
    }

    /// Something this window shows has changed.
    pub(crate) fn request_redraw(&mut self) {
        if self.redraw.request(Instant::now()) == Next::Ask {
            self.window.request_redraw();
        }
    }

    /// Whether a frame is on its way that shows what has changed by then.
    pub(crate) fn frame_comes(&self) -> bool {
        self.redraw.is_on_its_way()
    }

    /// The mux window has this generation now: drawn, unless the last frame
    /// has shown it, as after a resize of our own.
    pub(crate) fn follow(&mut self, generation: Option<u64>) {
        if generation != self.drawn_generation {
            self.request_redraw();
        }
    }

    /// When the main loop has to call [`TermWindow::tick`].
    pub(crate) fn deadline(&self, now: Instant) -> Option<Instant> {
        [
            self.redraw.deadline(),
            self.cursor_blink.deadline(now),
            self.text_blink.deadline(now),
            self.rapid_blink.deadline(now),
            self.keys.deadline(),
            self.tab_bar.tooltip.deadline(),
            self.tab_bar.drag.deadline(),
            self.painter.rest_deadline(),
            self.overlays.deadline(),
            self.pane_modes.deadline(now),
            self.notices.deadline(),
            self.images.deadline(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Timers that are due. Blinking and the end of a key table change what
    /// is shown; waiting for the frame time does not.
    pub(crate) fn tick(&mut self, shared: &mut Shared, now: Instant) {
        self.tick_bar(shared, now);
        if self.redraw.tick(now) == Next::Ask {
            self.window.request_redraw();
        }
        self.painter.rest(now);
        let blinked = self.cursor_blink.changed(now)
            | self.text_blink.changed(now)
            | self.rapid_blink.changed(now)
            | self.images.is_due(now);
        if self.keys.expire(now) | self.overlays.tick(now) | self.notices.expire(now) | blinked {
            self.request_redraw();
        }
    }

    /// Frees what a window does not need while nothing changes.
    pub(crate) fn rest(&mut self) {
        self.views.values_mut().for_each(PaneView::rest);
    }

    /// The active tab of this window.
    pub(crate) fn active_tab(&self, shared: &Shared) -> Option<TabId> {
        shared.mux.borrow().window(self.mux_window)?.active_tab()
    }

    /// The active pane of this window.
    pub(crate) fn active_pane_id(&self, shared: &Shared) -> Option<PaneId> {
        Some(self.active_pane(shared)?.id())
    }

    fn active_pane(&self, shared: &Shared) -> Option<Arc<mux::Pane>> {
        shared.mux.borrow().active_pane(self.mux_window)
    }

    /// The size that a new tab of this window gets.
    pub(crate) fn tab_size(&self) -> TerminalSize {
        self.layout.size
    }

    /// Shows a message to the user inside the window.
    pub(crate) fn notify(&mut self, message: &str) {
        if self.notices.push(message) {
            self.request_redraw();
        }
    }

    /// The user wants the window gone: asks where programs would be ended.
    pub(crate) fn close_requested(&mut self, shared: &mut Shared) {
        use config::structs::WindowCloseConfirmation as Confirm;
        let busy = match self.config.window_close_confirmation {
            Confirm::NeverPrompt => Vec::new(),
            Confirm::AlwaysPrompt => crate::busy::in_window(shared, &self.config, self.mux_window),
        };
        if busy.is_empty() {
            // It is ours: it exists.
            let _ = shared.mux.borrow_mut().close_window(self.mux_window);
        } else {
            self.ask(Confirmation::new(
                confirm::Question::CloseWindow,
                format!("Close this window and end {}?", busy.join(", ")),
            ));
        }
    }

    fn set_focused(&mut self, shared: &mut Shared, focused: bool) {
        self.focused = focused;
        if !focused {
            self.held_keys.clear();
            // What was typed is not lost with the focus.
            self.commit_rename(shared);
            self.tab_bar.drag.release();
            self.tab_bar.tooltip.dismiss();
        }
        self.last_focused = Some(Instant::now());
        self.cursor_blink.restart(Instant::now());
        if let Some(pane) = self.active_pane_id(shared) {
            shared.requests.push(crate::shared::Request::Emit {
                event: "window-focus-changed".to_owned(),
                window: self.mux_window,
                pane,
            });
        }
        self.request_redraw();
    }

    /// A file was dropped: its quoted name is typed.
    fn dropped_file(&mut self, shared: &mut Shared, path: &std::path::Path) {
        if let Some(pane) = self.active_pane_id(shared) {
            let text = settings::quote(&path.to_string_lossy(), self.config.quote_dropped_files);
            crate::actions::paste(self, shared, pane, text + " ");
        }
    }

    /// Offers text to other programs.
    pub(crate) fn set_clipboard(&self, kind: window::ClipboardKind, text: String) {
        self.window.set_clipboard(kind, text);
    }

    /// Asks for text; it arrives as an event and is pasted into `pane`.
    pub(crate) fn request_clipboard(&self, kind: window::ClipboardKind, pane: PaneId) {
        self.window.request_clipboard(kind, pane as u64);
    }

    /// `ToggleFullScreen`.
    pub(crate) fn toggle_fullscreen(&self) {
        self.window.set_fullscreen(!self.window.is_fullscreen());
    }

    /// The maximise button.
    pub(crate) fn toggle_maximized(&self) {
        self.window.set_maximized(!self.window.is_maximized());
    }

    /// `Hide`.
    pub(crate) fn minimize(&self) {
        self.window.minimize();
    }

    /// `Show`, or another window asks for the focus.
    pub(crate) fn focus(&self) {
        self.window.focus();
    }

    /// `StartWindowDrag`.
    pub(crate) fn start_drag(&self) {
        self.window.start_drag();
    }
}
