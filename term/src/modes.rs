//! The modes that are kept here and not in the grid.

use crate::terminal::SemanticType;
use std::collections::BTreeSet;

/// Which pointer events are reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum MouseTracking {
    #[default]
    None,
    /// ?9: presses only.
    X10,
    /// ?1000: presses and releases.
    Normal,
    /// ?1002: also moves with a button held.
    Button,
    /// ?1003: all moves.
    Any,
}

/// How they are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum MouseEncoding {
    #[default]
    X10,
    /// ?1005.
    Utf8,
    /// ?1006.
    Sgr,
    /// ?1015.
    Urxvt,
    /// ?1016.
    SgrPixels,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mouse {
    pub(crate) tracking: MouseTracking,
    pub(crate) encoding: MouseEncoding,
}

impl Mouse {
    pub(crate) fn is_grabbing(self) -> bool {
        self.tracking != MouseTracking::None
    }
}

/// State of the DEC cursor (DECSC) that the grid's own copy lacks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SavedCursor {
    pub(crate) origin: bool,
    pub(crate) charsets: crate::dispatch::Charsets,
}

#[derive(Debug)]
pub(crate) struct Modes {
    /// ?5.
    pub(crate) reverse_video: bool,
    /// ?12; `None` leaves it to the cursor style.
    pub(crate) cursor_blink: Option<bool>,
    /// ?45.
    pub(crate) reverse_wrap: bool,
    /// ?1004.
    pub(crate) focus_events: bool,
    /// ?1007.
    pub(crate) alternate_scroll: bool,
    /// ?2031.
    pub(crate) report_theme: bool,
    /// The scheme last reported for ?2031.
    pub(crate) last_theme: Option<u8>,
    /// ?2048.
    pub(crate) report_resize: bool,
    pub(crate) mouse: Mouse,
    pub(crate) semantic: SemanticType,
    /// Modes without an effect of their own, so that DECRQM tells the truth.
    pub(crate) remembered: BTreeSet<u16>,
    /// DECSC of the main and the alternate screen.
    pub(crate) saved: [SavedCursor; 2],
}

impl Default for Modes {
    fn default() -> Self {
        Self {
            reverse_video: false,
            cursor_blink: None,
            reverse_wrap: false,
            focus_events: false,
            alternate_scroll: true,
            report_theme: false,
            last_theme: None,
            report_resize: false,
            mouse: Mouse::default(),
            semantic: SemanticType::Output,
            // Auto repeat, meta and alt send escape.
            remembered: BTreeSet::from([8, 1036, 1039]),
            saved: [SavedCursor::default(); 2],
        }
    }
}
