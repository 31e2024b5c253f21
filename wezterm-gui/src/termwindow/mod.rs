//! One desktop window and what it shows: a window of the mux, its tab bar, its
//! keyboard and pointer. Each concern is a struct in a file of its own; this
//! one puts them together and lets events in.

pub(crate) mod blink;
pub(crate) mod clicks;
pub(crate) mod confirm;
mod cursor;
mod divider;
mod frame;
pub(crate) mod geometry;
pub(crate) mod key_state;
mod keyboard;
mod notice_strip;
mod notices;
mod pane_view;
mod pointer;
mod redraw;
mod report;
mod revisions;
mod settings;
mod status;
mod tab_bar_view;

use crate::shared::Shared;
use crate::tabbar::WindowTitle;
use blink::Blink;
use config::Config;
use config::color::ResolvedPalette;
use confirm::Confirmation;
use geometry::Layout;
use key_state::KeyState;
use mux::{PaneId, TabId};
use notices::Notices;
use pane_view::PaneView;
use pointer::Pointer;
use redraw::{Next, Redraw};
use revisions::Revisions;
use status::Status;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Instant;
use tab_bar_view::TabBarView;
use wezterm_font::{FontConfig, FontSet};
use wezterm_render::{Painter, Scene};
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
    /// The scene on the screen.
    shown: Option<Scene>,
    redraw: Redraw,
    /// Panes of the active tab as of the last frame.
    panes: Vec<mux::PositionedPane>,
    splits: Vec<mux::SplitDivider>,
    /// The mux window's generation as of the last frame.
    drawn_generation: Option<u64>,
    views: HashMap<PaneId, PaneView>,
    revisions: Revisions,
    tab_bar: TabBarView,
    pub(crate) status: Status,
    pub(crate) keys: KeyState,
    /// Modifiers held and lock states.
    keyboard: (Modifiers, Leds),
    pointer: Pointer,
    notices: Notices,
    question: Option<Confirmation>,
    /// Text an input method composes.
    preedit: Option<String>,
    focused: bool,
    last_focused: Option<Instant>,
    cursor_blink: Blink,
    text_blink: Blink,
    rapid_blink: Blink,
    cursor_thickness: Option<f32>,
    window_title: WindowTitle,
}

impl TermWindow {
    /// The window of the mux that is shown here.
    pub(crate) fn mux_window(&self) -> mux::WindowId {
        self.mux_window
    }

    /// An event of the desktop.
    pub(crate) fn event(&mut self, shared: &mut Shared, event: WindowEvent) {
        match event {
            WindowEvent::RedrawRequested => self.draw(shared),
            WindowEvent::Resized { width, height } => {
                shared.stats.resize.configures += 1;
                if self.pending_size.unwrap_or(self.layout.input.window) != (width, height) {
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
            WindowEvent::Occluded(_) | WindowEvent::AppearanceChanged(_) => {}
            WindowEvent::DroppedFile(path) => self.dropped_file(shared, &path),
            WindowEvent::ClipboardText { token, text, .. } => {
                if let Some(text) = text {
                    crate::actions::paste(self, shared, token as PaneId, text);
                }
            }
        }
    }

    /// Something this window shows has changed.
    pub(crate) fn request_redraw(&mut self) {
        if self.redraw.request(Instant::now()) == Next::Ask {
            self.window.request_redraw();
        }
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
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Timers that are due. Blinking and the end of a key table change what
    /// is shown; waiting for the frame time does not.
    pub(crate) fn tick(&mut self, now: Instant) {
        if self.redraw.tick(now) == Next::Ask {
            self.window.request_redraw();
        }
        let blinked = self.cursor_blink.changed(now)
            | self.text_blink.changed(now)
            | self.rapid_blink.changed(now);
        if self.keys.expire(now) || blinked {
            self.request_redraw();
        }
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
            Confirm::AlwaysPrompt => {
                crate::busy::in_window(&shared.mux.borrow(), &self.config, self.mux_window)
            }
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

    /// Lines of the wheel event that a binding runs for; negative is up.
    pub(crate) fn wheel_lines(&self) -> isize {
        self.pointer.wheel * 3
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
