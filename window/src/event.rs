use crate::appearance::Appearance;
use crate::clipboard::ClipboardKind;
use crate::wayland::Presentation;
use std::ops::Range;
use std::path::PathBuf;
use wezterm_types::{KeyEvent, Leds, Modifiers, MouseButton, ScrollDelta};

/// What happened to a window. Sizes and positions are physical pixels, with
/// the origin at the top left of the window's content.
#[derive(Clone, Debug, PartialEq)]
pub enum WindowEvent {
    /// The content has a new size.
    Resized {
        /// Width in physical pixels, at least 1.
        width: u32,
        /// Height in physical pixels, at least 1.
        height: u32,
    },
    /// The window moved; X11 only, Wayland does not tell.
    Moved {
        /// Left edge on the desktop, in physical pixels.
        x: i32,
        /// Top edge on the desktop, in physical pixels.
        y: i32,
    },
    /// The screen's scale changed; a [`WindowEvent::Resized`] follows.
    ScaleFactorChanged {
        /// Physical pixels for each logical one.
        factor: f64,
    },
    /// Draw now. Not delivered while the window is hidden.
    RedrawRequested,
    /// The user asked to close the window; it stays open until dropped.
    CloseRequested,
    /// The window gained (`true`) or lost the keyboard.
    Focused(bool),
    /// A key, after layout, dead keys and compose.
    Key(KeyEvent),
    /// Text being composed by an input method.
    Ime(ImeEvent),
    /// Modifiers or lock states changed.
    ModifiersChanged {
        /// Modifiers held.
        modifiers: Modifiers,
        /// Lock states, as far as typed keys have shown them.
        leds: Leds,
    },
    /// The pointer moved over the window.
    CursorMoved {
        /// Physical pixels from the left edge.
        x: f64,
        /// Physical pixels from the top edge.
        y: f64,
    },
    /// The pointer came over the window; a move follows.
    CursorEntered,
    /// The pointer left the window.
    CursorLeft,
    /// A pointer button; never a wheel.
    MouseButton {
        /// Which button.
        button: MouseButton,
        /// `true` when it went down.
        pressed: bool,
    },
    /// A wheel or touchpad.
    Scroll {
        /// How far.
        delta: ScrollDelta,
    },
    /// The window is fully covered (`true`) or can be seen again. X11 only.
    Occluded(bool),
    /// A file was dropped on the window. X11 only.
    DroppedFile(PathBuf),
    /// The answer to [`crate::Window::request_clipboard`].
    ClipboardText {
        /// The number given with the request.
        token: u64,
        /// Which selection was read.
        kind: ClipboardKind,
        /// Its text; `None` when it is empty, holds no text, or its owner did
        /// not answer in time.
        text: Option<String>,
    },
    /// The answer to [`crate::Window::ask_presentation`].
    Presented {
        /// The number given with the question.
        token: u64,
        /// What became of the frame.
        presentation: Presentation,
    },
    /// The desktop switched between light and dark; every window is told.
    AppearanceChanged(Appearance),
}

/// What an input method is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImeEvent {
    /// An input method took over the window's text input.
    Enabled,
    /// Text that is being composed and replaces the last such text; empty
    /// when the composition was left.
    Preedit {
        /// The text so far.
        text: String,
        /// The part to show as selected, or the place of the cursor when
        /// empty, in bytes of `text`; `None` hides the cursor.
        cursor: Option<Range<usize>>,
    },
    /// Text that is finished and is to be typed.
    Commit(String),
    /// The input method let go of the window.
    Disabled,
}
