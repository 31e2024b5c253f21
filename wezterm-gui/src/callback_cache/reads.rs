//! What a pure callback reads of its arguments: their shapes, for the analysis
//! of its code, and the present values of fields, as comparable bytes. The
//! places of fields are those of `PANE_NAMES` and `TAB_NAMES` in
//! `lua_ser_cache/objects.lua`.

use super::CallbackEvent;
use crate::lua_ser_cache::{Fact, Facts, Object, OwnArguments};
use crate::tab_information::{PaneInformation, Progress, TabInformation};
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
/// Copies of plain values.
const DATA: u32 = 10;
const CONFIG: u32 = 11;
const HOVER: u32 = 12;
const MAX_WIDTH: u32 = 13;
/// An address (`Url`).
const URL: u32 = 14;

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
                ("is_last_active", SCALAR),
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
        ("current_working_dir", SCALAR | kind(URL)),
        ("domain_name", SCALAR),
        ("foreground_process_name", SCALAR),
        ("tty_name", SCALAR),
    ],
    any: SCALAR | kind(DATA) | kind(URL),
};

/// Its fields are texts and numbers, whatever their names.
const URL_SHAPE: Shape = Shape {
    fields: &[],
    any: SCALAR,
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
    URL_SHAPE,
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
            printable: kind(URL),
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

/// The arguments that have to be made for the handler.
pub(super) fn own_arguments(reads: &Reads) -> OwnArguments {
    OwnArguments {
        tabs: reads.touches(TABS),
        panes: reads.touches(SHOWN_PANES),
        config: reads.touches(CONFIG),
    }
}

/// Values of fields, each after its number and its length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Image(Vec<u8>);

impl Image {
    /// The present values of those `fields` of a tab.
    pub(super) fn of_tab(tab: &TabInformation, fields: u64) -> Self {
        let mut image = Self::default();
        for place in bits(fields) {
            image.field(place, |out| out.tab_field(tab, place));
        }
        image
    }

    /// The present values of those `fields` of a pane.
    pub(super) fn of_pane(pane: &PaneInformation, fields: u64, facts: &Facts) -> Self {
        let mut image = Self::default();
        for place in bits(fields) {
            image.field(place, |out| out.pane_field(pane, place, facts));
        }
        image
    }

    /// The first field whose value differs, by its number.
    pub(super) fn first_difference(&self, other: &Self) -> Option<usize> {
        let at = (self.0.iter().zip(&other.0)).position(|(one, two)| one != two)?;
        let mut start = 0;
        while let Some(head) = self.0.get(start..start + 5) {
            let length = u32::from_le_bytes([head[1], head[2], head[3], head[4]]) as usize;
            if at < start + 5 + length {
                return Some(usize::from(head[0]));
            }
            start += 5 + length;
        }
        None
    }

    fn field(&mut self, place: usize, write: impl FnOnce(&mut Self)) {
        self.0.push(place as u8);
        let at = self.0.len();
        self.0.extend_from_slice(&[0; 4]);
        write(self);
        let length = (self.0.len() - at - 4) as u32;
        self.0[at..at + 4].copy_from_slice(&length.to_le_bytes());
    }

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

    fn fact(&mut self, pane: &PaneInformation, fact: Fact, facts: &Facts) {
        let text = facts.get(pane.pane_id, pane.generation, fact);
        self.flag(text.is_some());
        self.text(text.as_deref().unwrap_or_default());
    }

    fn tab_field(&mut self, tab: &TabInformation, place: usize) {
        match place {
            0 => self.number(tab.tab_id),
            1 => self.number(tab.tab_index),
            2 => self.flag(tab.is_active),
            3 => self.text(&tab.tab_title),
            4 => self.number(tab.window_id),
            5 => self.text(&tab.window_title),
            6 => {
                let pane = tab.active_pane();
                self.flag(pane.is_some());
                self.number(pane.map_or(0, |pane| pane.pane_id));
            }
            8 => self.flag(tab.is_last_active),
            _ => {
                self.number(tab.panes.len());
                for pane in &tab.panes {
                    self.number(pane.pane_id);
                }
            }
        }
    }

    fn pane_field(&mut self, pane: &PaneInformation, place: usize, facts: &Facts) {
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
            14 => self.fact(pane, Fact::CurrentWorkingDir, facts),
            15 => self.fact(pane, Fact::DomainName, facts),
            16 => self.fact(pane, Fact::ForegroundProcessName, facts),
            _ => self.fact(pane, Fact::TtyName, facts),
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

/// The numbers of the bits that are set.
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let place = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(place)
    })
}

/// The name of a field of a tab or a pane.
pub(super) fn field_name(object: Object, place: usize) -> &'static str {
    let shape = match object {
        Object::Tab(_) => &SHAPES[OWN_TAB as usize],
        Object::Pane(_) => &SHAPES[OWN_PANE as usize],
    };
    shape.fields.get(place).map_or("?", |(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_field_that_differs_is_named() {
        let before = TabInformation {
            tab_title: "one".into(),
            ..TabInformation::default()
        };
        let after = TabInformation {
            tab_title: "two".into(),
            ..before.clone()
        };
        let [old, new] = [&before, &after].map(|tab| Image::of_tab(tab, 0x1ff));
        let place = old.first_difference(&new).unwrap();
        assert_eq!(field_name(Object::Tab(0), place), "tab_title");
        assert_eq!(old.first_difference(&old), None);
        let fields = !(1 << place) & 0x1ff;
        assert_eq!(
            Image::of_tab(&before, fields),
            Image::of_tab(&after, fields)
        );
    }
}
