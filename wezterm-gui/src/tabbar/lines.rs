//! The lines of a window's tabs, kept from one layout to the next: a tab that
//! has not changed is neither asked for its title nor made into cells again.

use super::cells::CellLine;
use super::{CallbackStamp, TabBarInput};
use crate::callback_cache::{CallbackPolicy, Title};
use crate::tab_information::Changed;
use std::rc::Rc;

/// A title and how long it holds.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) title: Title,
    /// Whether it stays while its tab does: nothing else was read for it.
    pub(crate) own: bool,
}

/// A tab's text as cells, and whether no callback has chosen it.
#[derive(Debug)]
pub(super) struct TabLine {
    pub(super) cells: Rc<CellLine>,
    pub(super) default: bool,
}

/// What all lines depend on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Basis {
    look: u64,
    fancy: bool,
    callbacks: Option<CallbackStamp>,
    policy: CallbackPolicy,
}

impl Basis {
    pub(super) fn new(
        input: &TabBarInput<'_>,
        callbacks: Option<CallbackStamp>,
        policy: CallbackPolicy,
    ) -> Self {
        Self {
            look: input.look,
            fancy: input.config.use_fancy_tab_bar,
            callbacks,
            policy,
        }
    }
}

#[derive(Debug)]
struct Slot {
    hover: bool,
    asked: usize,
    title: Title,
    line: TabLine,
    /// It has to be asked for again.
    stale: bool,
}

/// Places to look at.
pub(super) enum Places {
    /// As many as there are.
    All(usize),
    /// These, some perhaps twice.
    Some(Vec<usize>),
}

impl Places {
    pub(super) fn count(&self) -> usize {
        match self {
            Self::All(count) => *count,
            Self::Some(places) => places.len(),
        }
    }

    pub(super) fn get(&self, at: usize) -> usize {
        match self {
            Self::All(_) => at,
            Self::Some(places) => places[at],
        }
    }
}

/// See the module's description.
#[derive(Debug, Default)]
pub(super) struct LineCache {
    basis: Option<Basis>,
    version: u64,
    slots: Vec<Option<Slot>>,
    /// Columns of the lines.
    widths: Vec<usize>,
    /// Places that are stale before each layout.
    restless: Vec<usize>,
    /// Places that are stale now, while all others are settled.
    stale: Vec<usize>,
    /// What all but stale places were settled with: the place under the
    /// pointer, and the limit. `None` where that is not known.
    settled: Option<(Option<usize>, usize)>,
}

impl LineCache {
    /// Forgets what has changed since the last layout.
    pub(super) fn begin(&mut self, input: &TabBarInput<'_>, basis: Option<Basis>) {
        let list = input.list;
        let changed = match basis.is_some() && self.basis == basis {
            true => list.changed_since(self.version),
            false => Changed::All,
        };
        match changed {
            Changed::All => {
                self.slots.clear();
                self.slots.resize_with(list.tabs().len(), || None);
                self.widths.clear();
                self.widths.resize(list.tabs().len(), 0);
                self.restless.clear();
                self.settled = None;
            }
            Changed::Places(places) => {
                let restless = std::mem::take(&mut self.restless);
                for place in places.into_iter().chain(restless) {
                    if let Some(Some(slot)) = self.slots.get_mut(place) {
                        slot.stale = true;
                        self.stale.push(place);
                    }
                }
            }
        }
        // A bar that shows few of its tabs settles only these.
        if self.stale.len() > self.slots.len() {
            self.settled = None;
            self.stale.clear();
        }
        self.version = list.version();
        self.basis = basis;
    }

    /// The places that have to be settled so that all are, for this place under
    /// the pointer and this limit; `also` is one that is to be looked at anyway.
    pub(super) fn unsettled(
        &mut self,
        hovered: Option<usize>,
        asked: usize,
        also: Option<usize>,
    ) -> Places {
        let stale = std::mem::take(&mut self.stale);
        let before = self.settled.replace((hovered, asked));
        match before {
            Some((was, limit)) if limit == asked => {
                let mut some = stale;
                some.extend([was, hovered, also].into_iter().flatten());
                Places::Some(some)
            }
            _ => Places::All(self.slots.len()),
        }
    }

    /// Whether the line at `place` is the one for this hover state and limit.
    pub(super) fn holds(&self, place: usize, hover: bool, asked: usize) -> bool {
        matches!(
            self.slots.get(place),
            Some(Some(slot)) if !slot.stale && slot.hover == hover && slot.asked == asked
        )
    }

    /// Takes a fresh answer; `make` turns it into cells, unless it is the text
    /// that was there before.
    pub(super) fn put(
        &mut self,
        place: usize,
        (hover, asked): (bool, usize),
        answer: Answer,
        make: impl FnOnce(&Title) -> TabLine,
    ) {
        let (Some(slot), Some(width)) = (self.slots.get_mut(place), self.widths.get_mut(place))
        else {
            return;
        };
        if !answer.own {
            self.restless.push(place);
        }
        if let Some(slot) = slot
            && slot.hover == hover
            && slot.title.is_some()
            && slot.title == answer.title
            && !slot.line.default
        {
            slot.asked = asked;
            slot.stale = false;
            return;
        }
        let line = make(&answer.title);
        *width = line.cells.width();
        *slot = Some(Slot {
            hover,
            asked,
            title: answer.title,
            line,
            stale: false,
        });
    }

    /// The line at `place`; of no cells where none was put there.
    pub(super) fn line(&self, place: usize) -> (Rc<CellLine>, bool) {
        match self.slots.get(place) {
            Some(Some(slot)) => (Rc::clone(&slot.line.cells), slot.line.default),
            _ => (Rc::default(), true),
        }
    }

    /// Columns of the lines, by place.
    pub(super) fn widths(&self) -> &[usize] {
        &self.widths
    }
}
