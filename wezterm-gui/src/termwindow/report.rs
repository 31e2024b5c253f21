//! What others may know of a window: counters, and the mirror Lua reads.

use super::TermWindow;
use crate::lua_api::WindowMirror;
use crate::shared::Shared;
use std::time::{Duration, Instant};
use wezterm_render::{PaintError, PainterKind};
use wezterm_types::Leds;

/// How long a message is shown that asks for nothing.
const HINT: Duration = Duration::from_secs(12);

impl TermWindow {
    /// Whether the window has the keyboard.
    pub(crate) fn is_focused(&self) -> bool {
        self.focused
    }

    /// Whether the focus came so lately that a click now is what brought it.
    pub(super) fn was_just_focused(&self) -> bool {
        /// A compositor tells of the focus right before the click.
        const CLICK: Duration = Duration::from_millis(200);
        self.focused && self.last_focused.is_some_and(|then| then.elapsed() < CLICK)
    }

    /// When it last got or lost the keyboard.
    pub(crate) fn last_focused(&self) -> Option<Instant> {
        self.last_focused
    }

    /// Times the tab bar was computed.
    pub(crate) fn tab_bar_builds(&self) -> u64 {
        self.tab_bar.builds()
    }

    /// Frames for which the tab bar cost one comparison.
    pub(crate) fn tab_bar_stamp_hits(&self) -> u64 {
        self.tab_bar.stamp_hits()
    }

    /// Rows shaped and turned into quads by the views that exist now.
    pub(crate) fn rows_built(&self) -> u64 {
        self.views
            .values()
            .map(super::pane_view::PaneView::rows_built)
            .sum()
    }

    /// Who paints this window.
    pub(crate) fn painter_name(&self) -> &'static str {
        match self.painter.kind() {
            PainterKind::Cpu => "Software",
            PainterKind::Vulkan => "Vulkan",
            PainterKind::OpenGl => "OpenGL",
        }
    }

    /// The painter in one line.
    pub(crate) fn painter_description(&self) -> String {
        self.painter.describe()
    }

    /// Waits until the newest frame is painted; see [`Painter::finish`].
    ///
    /// [`Painter::finish`]: wezterm_render::Painter::finish
    pub(crate) fn finish_painting(&self) -> Result<(), PaintError> {
        self.painter.finish()
    }

    /// What Lua sees of this window.
    pub(crate) fn mirror(&self, shared: &Shared) -> WindowMirror {
        let now = Instant::now();
        let (width, height) = self.layout.input.window;
        let (modifiers, leds) = self.keyboard;
        let mut lights = Vec::new();
        if leds.contains(Leds::CAPS_LOCK) {
            lights.push("CAPS_LOCK");
        }
        if leds.contains(Leds::NUM_LOCK) {
            lights.push("NUM_LOCK");
        }
        let modifiers = match modifiers.to_string().as_str() {
            "NONE" => String::new(),
            names => names.replace(" | ", "|"),
        };
        WindowMirror {
            active_pane: self.active_pane_id(shared),
            focused: self.focused,
            pixel_width: width,
            pixel_height: height,
            dpi: self.dpi(),
            full_screen: self.window.is_fullscreen(),
            leader_active: self.keys.leader_active(now),
            key_table: self.key_table(shared).map(str::to_owned),
            composition: self.preedit.clone(),
            modifiers: (modifiers, lights.join("|")),
            config: self.config.clone(),
        }
    }

    /// The key table in force: the one activated last, or the active pane's
    /// mode's.
    fn key_table(&self, shared: &Shared) -> Option<&str> {
        let of_mode = || self.pane_mode_table(self.active_pane_id(shared)?);
        self.keys.active_table().or_else(of_mode)
    }

    /// `window:set_left_status`.
    pub(crate) fn set_left_status(&mut self, text: String) {
        if self.status.left != text {
            self.status.left = text;
            self.request_redraw();
        }
    }

    /// `window:set_right_status`.
    pub(crate) fn set_right_status(&mut self, text: String) {
        if self.status.right != text {
            self.status.right = text;
            self.request_redraw();
        }
    }

    /// Tells of characters that no font has, for a while.
    pub(super) fn tell_missing_glyphs(&mut self, shared: &mut Shared) {
        for c in self.fonts.take_missing() {
            if let Some(text) = shared.missing_glyphs.tell(c) {
                log::warn!("{text}");
                if self.notices.push_for(&text, Instant::now() + HINT) {
                    self.request_redraw();
                }
            }
        }
    }

    /// Takes messages away that a new configuration may have made wrong.
    pub(crate) fn dismiss_notices(&mut self) {
        if self.question.is_none() && self.notices.dismiss() {
            self.request_redraw();
        }
    }

    /// A program rang the bell: the pane flashes, and where the user looks
    /// elsewhere, the desktop marks the window.
    pub(crate) fn bell(&mut self, pane: mux::PaneId) {
        if self
            .flash
            .ring(pane, &self.config.visual_bell, Instant::now())
        {
            self.request_redraw();
        }
        if self.config.audible_bell == config::structs::AudibleBell::SystemBeep {
            self.window.beep();
        }
        if !self.focused {
            self.window.set_urgent(true);
        }
    }

    /// `SetWindowLevel`.
    pub(crate) fn set_level(&mut self, level: window::Level) {
        if self.window.set_level(level) {
            self.level = level;
        } else {
            self.notify(
                "On Wayland a program can not keep its window above or below others; \
                 the compositor's window menu may offer it.",
            );
        }
    }

    /// `ToggleAlwaysOnTop` and `ToggleAlwaysOnBottom`.
    pub(crate) fn toggle_level(&mut self, level: window::Level) {
        let now = if self.level == level {
            window::Level::Normal
        } else {
            level
        };
        self.set_level(now);
    }
}
