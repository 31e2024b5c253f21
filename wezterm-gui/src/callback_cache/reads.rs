//! What a pure callback reads of its arguments: their shapes, for the analysis
//! of its code, and the present values of what it found, as comparable bytes.

use super::CallbackEvent;
use crate::tab_information::{PaneInformation, Progress, TabInformation, TabList};
use config::purity::{Kinds, Reads, SCALAR, Shape, Signature, kind};

/// The tab that the callback is called for.
const OWN_TAB: u32 = 0;
/// An element of `tabs`.
const ANY_TAB: u32 = 1;
/// The active pane of the own tab.
const OWN_PANE: u32 = 2;
/// An element of the own tab's `panes`.
const SIBLING_PANE: u32 = 3;
/// An element of the argument `panes`.
const SHOWN_PANE: u32 = 4;
/// A pane of an element of `tabs`.
const ANY_PANE: u32 = 5;
const TABS: u32 = 6;
const SHOWN_PANES: u32 = 7;
const OWN_PANES: u32 = 8;
const ANY_PANES: u32 = 9;
/// Copies of plain values, and addresses (`Url`).
const DATA: u32 = 10;
const CONFIG: u32 = 11;
const HOVER: u32 = 12;
const MAX_WIDTH: u32 = 13;

macro_rules! tab_shape {
    ($pane:expr, $panes:expr) => {
        Shape {
            fields: &[
                ("tab_id", SCALAR),
                ("tab_index", SCALAR),
                ("is_active", SCALAR),
                ("tab_title", SCALAR),
                ("window_id", SCALAR),
                ("window_title", SCALAR),
                ("active_pane", SCALAR | kind($pane)),
                ("panes", kind($panes)),
            ],
            any: SCALAR | kind($pane) | kind($panes),
        }
    };
}

const PANE_SHAPE: Shape = Shape {
    fields: &[
        ("pane_id", SCALAR),
        ("pane_index", SCALAR),
        ("is_active", SCALAR),
        ("is_zoomed", SCALAR),
        ("has_unseen_output", SCALAR),
        ("left", SCALAR),
        ("top", SCALAR),
        ("width", SCALAR),
        ("height", SCALAR),
        ("pixel_width", SCALAR),
        ("pixel_height", SCALAR),
        ("title", SCALAR),
        ("user_vars", kind(DATA)),
        ("progress", SCALAR | kind(DATA)),
        ("current_working_dir", SCALAR | kind(DATA)),
        ("domain_name", SCALAR),
        ("foreground_process_name", SCALAR),
        ("tty_name", SCALAR),
    ],
    any: SCALAR | kind(DATA),
};

const fn holder(of: Kinds) -> Shape {
    Shape {
        fields: &[],
        any: SCALAR | of,
    }
}

const SHAPES: &[Shape] = &[
    tab_shape!(OWN_PANE, OWN_PANES),
    tab_shape!(ANY_PANE, ANY_PANES),
    PANE_SHAPE,
    PANE_SHAPE,
    PANE_SHAPE,
    PANE_SHAPE,
    holder(kind(ANY_TAB)),
    holder(kind(SHOWN_PANE)),
    holder(kind(SIBLING_PANE)),
    holder(kind(ANY_PANE)),
    holder(kind(DATA)),
    holder(kind(DATA)),
    holder(0),
    holder(0),
];

const TAB_TITLE_PARAMS: &[Kinds] = &[
    kind(OWN_TAB),
    kind(TABS),
    kind(SHOWN_PANES),
    kind(CONFIG),
    SCALAR | kind(HOVER),
    SCALAR | kind(MAX_WIDTH),
];

const WINDOW_TITLE_PARAMS: &[Kinds] = &[
    kind(OWN_TAB),
    SCALAR | kind(OWN_PANE),
    kind(TABS),
    kind(SHOWN_PANES),
    kind(CONFIG),
];

impl CallbackEvent {
    /// What handlers of the event are called with.
    #[must_use]
    pub fn signature(self) -> Signature {
        Signature {
            shapes: SHAPES,
            params: match self {
                Self::FormatTabTitle => TAB_TITLE_PARAMS,
                Self::FormatWindowTitle => WINDOW_TITLE_PARAMS,
            },
            scalars: kind(HOVER) | kind(MAX_WIDTH),
            callable: kind(DATA),
        }
    }
}

/// Whether the hover state matters.
pub(super) fn reads_hover(reads: &Reads) -> bool {
    reads.touches(HOVER)
}

/// Whether the width a title may have matters.
pub(super) fn reads_max_width(reads: &Reads) -> bool {
    reads.touches(MAX_WIDTH)
}

/// What is read of the own tab, as it is now. Two of them are equal only if all
/// of that is equal.
pub(super) fn of_own_tab(reads: &Reads, tab: &TabInformation) -> Vec<u8> {
    let mut out = Observed(Vec::with_capacity(64));
    out.tab(tab, reads.fields(OWN_TAB));
    if reads.touches(OWN_PANE) {
        out.pane_id(tab.active_pane());
        if let Some(pane) = tab.active_pane() {
            out.pane(pane, reads.fields(OWN_PANE));
        }
    }
    out.panes(
        &tab.panes,
        reads.touches(OWN_PANES),
        reads.fields(SIBLING_PANE),
    );
    out.0
}

/// What is read of the window, as it is now: the same for each of its tabs.
pub(super) fn of_window(reads: &Reads, list: &TabList) -> Vec<u8> {
    let mut out = Observed(Vec::new());
    let shown = list.active_panes();
    out.panes(shown, reads.touches(SHOWN_PANES), reads.fields(SHOWN_PANE));
    let (tab_fields, pane_fields) = (reads.fields(ANY_TAB), reads.fields(ANY_PANE));
    if reads.touches(TABS) || tab_fields != 0 || pane_fields != 0 {
        out.number(list.tabs().len());
        for tab in list.tabs() {
            out.number(tab.tab_id);
            out.tab(tab, tab_fields);
            out.panes(&tab.panes, reads.touches(ANY_PANES), pane_fields);
        }
    }
    out.0
}

/// Values one after the other, each of known length.
struct Observed(Vec<u8>);

impl Observed {
    fn number(&mut self, number: usize) {
        self.0.extend_from_slice(&(number as u64).to_le_bytes());
    }

    fn flag(&mut self, flag: bool) {
        self.0.push(u8::from(flag));
    }

    fn text(&mut self, text: &str) {
        self.number(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    fn pane_id(&mut self, pane: Option<&PaneInformation>) {
        self.flag(pane.is_some());
        self.number(pane.map_or(0, |pane| pane.pane_id));
    }

    fn panes(&mut self, panes: &[PaneInformation], touched: bool, fields: u64) {
        if touched || fields != 0 {
            self.number(panes.len());
            for pane in panes {
                self.number(pane.pane_id);
                self.pane(pane, fields);
            }
        }
    }

    fn tab(&mut self, tab: &TabInformation, fields: u64) {
        for place in 0..8 {
            if (fields >> place) & 1 == 0 {
                continue;
            }
            match place {
                0 => self.number(tab.tab_id),
                1 => self.number(tab.tab_index),
                2 => self.flag(tab.is_active),
                3 => self.text(&tab.tab_title),
                4 => self.number(tab.window_id),
                5 => self.text(&tab.window_title),
                6 => self.pane_id(tab.active_pane()),
                _ => self.panes(&tab.panes, true, 0),
            }
        }
    }

    fn pane(&mut self, pane: &PaneInformation, fields: u64) {
        for place in 0..18 {
            if (fields >> place) & 1 == 0 {
                continue;
            }
            match place {
                0 => self.number(pane.pane_id),
                1 => self.number(pane.pane_index),
                2 => self.flag(pane.is_active),
                3 => self.flag(pane.is_zoomed),
                4 => self.flag(pane.has_unseen_output),
                5 => self.number(pane.left),
                6 => self.number(pane.top),
                7 => self.number(pane.width),
                8 => self.number(pane.height),
                9 => self.number(pane.pixel_width),
                10 => self.number(pane.pixel_height),
                11 => self.text(&pane.title),
                12 => {
                    self.number(pane.user_vars.len());
                    for (name, value) in &pane.user_vars {
                        self.text(name);
                        self.text(value);
                    }
                }
                13 => self.progress(pane.progress),
                // Computed when read; their version stands for them.
                _ => self.0.extend_from_slice(&pane.facts_version.to_le_bytes()),
            }
        }
    }

    fn progress(&mut self, progress: Progress) {
        let (sort, percent) = match progress {
            Progress::None => (0, 0),
            Progress::Indeterminate => (1, 0),
            Progress::Percentage(percent) => (2, percent),
            Progress::Error(percent) => (3, percent),
        };
        self.0.extend_from_slice(&[sort, percent]);
    }
}
