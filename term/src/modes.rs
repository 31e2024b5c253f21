//! The modes that are kept here and not in the grid.

use crate::terminal::SemanticType;
use std::collections::{BTreeMap, BTreeSet};

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

/// Which kind of protection was used last: DECSCA guards against selective
/// erasure only, SPA of ISO 6429 against any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Protection {
    #[default]
    Off,
    Dec,
    Iso,
}

/// How titles are written and read (XTSMTITLE).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TitleModes {
    /// OSC 0, 1 and 2 bring hexadecimal digits.
    pub(crate) set_hex: bool,
    /// Reports are hexadecimal digits.
    pub(crate) query_hex: bool,
    /// Titles are UTF-8 anyway: this is only what the program said of it.
    pub(crate) set_utf8: bool,
    /// The same for reports.
    pub(crate) query_utf8: bool,
}

/// State of the DEC cursor (DECSC) that the grid's own copy lacks.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SavedCursor {
    /// There is one: DECSC was given since the last reset.
    pub(crate) is_set: bool,
    pub(crate) origin: bool,
    pub(crate) charsets: crate::dispatch::Charsets,
}

#[derive(Clone, Debug)]
pub(crate) struct Modes {
    /// ?5.
    pub(crate) reverse_video: bool,
    /// ?12; `None` leaves it to the cursor style.
    pub(crate) cursor_blink: Option<bool>,
    /// ?45 and ?1045.
    pub(crate) reverse_wrap: bool,
    /// ?69: DECSLRM is understood.
    pub(crate) left_right: bool,
    /// ?40: DECCOLM may change the width.
    pub(crate) allow_132: bool,
    /// ?3.
    pub(crate) columns_132: bool,
    /// ?95: DECCOLM does not clear the screen.
    pub(crate) keep_on_132: bool,
    /// ?67: Backspace sends BS instead of DEL.
    pub(crate) backspace_sends_bs: bool,
    /// ?41: a tab after the last column wraps first.
    pub(crate) more_fix: bool,
    /// DECSCL: 1 to 5 for VT100 to VT500.
    pub(crate) level: u8,
    /// S8C1T: C1 controls are single bytes, both ways.
    pub(crate) eight_bit: bool,
    pub(crate) protection: Protection,
    pub(crate) titles: TitleModes,
    /// DECSACE: changes of attributes are for a rectangle, not a stream.
    pub(crate) rectangle_extent: bool,
    /// XTCHECKSUM.
    pub(crate) counting: crate::dispatch::Counting,
    /// XTSAVE.
    pub(crate) kept: BTreeMap<u16, bool>,
    /// ANSI modes without an effect: keyboard lock, send-receive.
    pub(crate) remembered_ansi: BTreeSet<u16>,
    /// XTPUSHSGR.
    pub(crate) looks: Vec<rio_vt::crosswords::style::Style>,
    /// VT52 (?2): what was before, and the part of an address so far.
    pub(crate) vt52: Option<crate::dispatch::Vt52>,
    /// ?1004.
    pub(crate) focus_events: bool,
    /// ?1007.
    pub(crate) alternate_scroll: bool,
    /// BDSM (ANSI mode 8), where a program has set it.
    pub(crate) bidi: Option<bool>,
    /// SCP: lines begin at the right (true) or at the left, where a program
    /// has said so.
    pub(crate) right_to_left: Option<bool>,
    /// ?2501: the direction of a line is that of its first letter, where a
    /// program has set it.
    pub(crate) bidi_auto: Option<bool>,
    /// ?2031.
    pub(crate) report_theme: bool,
    /// The scheme last reported for ?2031.
    pub(crate) last_theme: Option<u8>,
    /// ?2033.
    pub(crate) report_visibility: bool,
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
            bidi: None,
            right_to_left: None,
            bidi_auto: None,
            reverse_wrap: false,
            left_right: false,
            allow_132: false,
            columns_132: false,
            keep_on_132: false,
            backspace_sends_bs: false,
            more_fix: false,
            level: 5,
            eight_bit: false,
            protection: Protection::Off,
            titles: TitleModes::default(),
            rectangle_extent: false,
            counting: <_>::default(),
            kept: BTreeMap::new(),
            remembered_ansi: BTreeSet::from([12]),
            looks: Vec::new(),
            vt52: None,
            focus_events: false,
            alternate_scroll: true,
            report_theme: false,
            last_theme: None,
            report_visibility: false,
            report_resize: false,
            mouse: Mouse::default(),
            semantic: SemanticType::Output,
            // Meta and alt send escape, num lock counts, selections are kept,
            // there is an alternate screen.
            remembered: BTreeSet::from([1035, 1036, 1039, 1040, 1046]),
            saved: [SavedCursor::default(); 2],
        }
    }
}
