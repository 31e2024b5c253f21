//! Results of pure callbacks, each with what its run has read.

use super::reads::{Image, field_name};
use super::stats::RunReason;
use super::{Target, Title};
use crate::lua_ser_cache::{Facts, FieldReads, Object};
use crate::tab_information::{PaneId, PaneInformation, TabId, TabInformation, TabList};
use std::cell::Cell;
use std::collections::HashMap;

/// Results kept for one tab (or window): each hover state at a few widths.
const KEPT_PER_TARGET: usize = 8;

/// What a call is made with, besides tabs and panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Call {
    /// False also where it is not read.
    pub(super) hover: bool,
    /// 0 also where it is not read.
    pub(super) max_width: usize,
    /// Generation of the configuration, and version of the window's own.
    pub(super) config: (u64, u64),
    /// See [`super::PureHandler::outside`].
    pub(super) outside: u64,
    /// [`TabList::order`] where `tabs` is looked at.
    pub(super) tabs: Option<u64>,
    /// The tab that a window's title is asked for.
    pub(super) subject: Option<TabId>,
}

/// One object that was read, and the values that were found.
#[derive(Debug)]
struct Seen {
    object: Object,
    fields: u64,
    image: Image,
    /// Where the object was found last: place of the tab, place within it.
    at: Cell<(usize, usize)>,
    /// While it has this generation, its values are those of `image`.
    generation: Cell<u64>,
}

#[derive(Debug)]
struct Entry {
    call: Call,
    /// The panes shown, where `panes` is looked at.
    panes: Option<Vec<PaneId>>,
    seen: Vec<Seen>,
    /// Whether all that was read belongs to the tab that it is for.
    own: bool,
    title: Title,
}

/// Why no kept result could be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Miss {
    /// Something else than a field.
    Plain(RunReason),
    /// This field of this object has changed, or the object is gone.
    Field(Object, Option<usize>),
}

impl Miss {
    pub(super) fn reason(self) -> RunReason {
        match self {
            Self::Plain(reason) => reason,
            Self::Field(..) => RunReason::Field,
        }
    }
}

impl std::fmt::Display for Miss {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Plain(reason) => f.write_str(match reason {
                RunReason::First => "there was no result for it",
                RunReason::Field => "a field has changed",
                RunReason::Tabs => "the order or number of `tabs` has changed",
                RunReason::Panes => "other `panes` are shown",
                RunReason::Hover => "`hover` has changed",
                RunReason::Width => "`max_width` has changed",
                RunReason::Config => "`config` has changed",
                RunReason::Outside => "something it reads outside its arguments has changed",
                RunReason::Volatile => "its handler is volatile",
                RunReason::CacheOff => "the cache is off",
            }),
            Self::Field(object, place) => {
                let name = place.map(|place| field_name(*object, place));
                let (sort, id) = match object {
                    Object::Tab(id) => ("tab", id),
                    Object::Pane(id) => ("pane", id),
                };
                match name {
                    Some(name) => write!(f, "`{name}` of {sort} {id} has changed"),
                    None => write!(f, "{sort} {id} is gone"),
                }
            }
        }
    }
}

/// Results by tab and window, the last used first.
#[derive(Debug, Default)]
pub(super) struct Memo(HashMap<Target, Vec<Entry>>);

impl Memo {
    pub(super) fn forget(&mut self, target: Target) {
        self.0.remove(&target);
    }

    /// The kept result of `call`, and whether it holds while its own tab and
    /// the order of the tabs do; or why there is none: what differs from the
    /// result used last.
    pub(super) fn lookup(
        &mut self,
        target: Target,
        call: &Call,
        list: &TabList,
        facts: &Facts,
    ) -> Result<(Title, bool), Miss> {
        let kept = self.0.entry(target).or_default();
        let mut first_miss = None;
        for at in 0..kept.len() {
            match kept[at].holds(call, list, facts) {
                Ok(()) => {
                    kept[..=at].rotate_right(1);
                    return Ok((kept[0].title.clone(), kept[0].own));
                }
                Err(miss) => {
                    first_miss.get_or_insert(miss);
                }
            }
        }
        Err(first_miss.unwrap_or(Miss::Plain(RunReason::First)))
    }

    /// Keeps what a recorded run has returned; whether it holds while its own
    /// tab and the order of the tabs do.
    pub(super) fn keep(
        &mut self,
        target: Target,
        call: Call,
        reads: &[FieldReads],
        shown: Option<Vec<PaneId>>,
        (list, facts): (&TabList, &Facts),
        title: Title,
    ) -> bool {
        let home = match target {
            (super::CallbackEvent::FormatTabTitle, tab) => list.place_of(tab),
            _ => None,
        };
        let guess = home.unwrap_or_else(|| list.active_place());
        let mut own = home.is_some() && shown.is_none();
        let mut seen = Vec::with_capacity(reads.len());
        for read in reads {
            let Some((at, found)) = find(list, read.object, (guess, 0)) else {
                // Read through an object that was kept from before: such a
                // result is not kept.
                return false;
            };
            own &= home == Some(at.0);
            seen.push(Seen {
                object: read.object,
                fields: read.fields,
                image: found.image(read.fields, facts),
                at: Cell::new(at),
                generation: Cell::new(found.generation()),
            });
        }
        let kept = self.0.entry(target).or_default();
        kept.truncate(KEPT_PER_TARGET - 1);
        kept.insert(
            0,
            Entry {
                call,
                panes: shown,
                seen,
                own,
                title,
            },
        );
        own
    }
}

impl Entry {
    fn holds(&self, call: &Call, list: &TabList, facts: &Facts) -> Result<(), Miss> {
        self.call
            .differs_from(call)
            .map_or(Ok(()), |reason| Err(Miss::Plain(reason)))?;
        if let Some(panes) = &self.panes
            && !list
                .active_panes()
                .iter()
                .map(|pane| pane.pane_id)
                .eq(panes.iter().copied())
        {
            return Err(Miss::Plain(RunReason::Panes));
        }
        for seen in &self.seen {
            seen.holds(list, facts)?;
        }
        Ok(())
    }
}

impl Call {
    fn differs_from(&self, other: &Self) -> Option<RunReason> {
        [
            (self.config != other.config, RunReason::Config),
            (self.outside != other.outside, RunReason::Outside),
            (self.tabs != other.tabs, RunReason::Tabs),
            (self.subject != other.subject, RunReason::Field),
            (self.hover != other.hover, RunReason::Hover),
            (self.max_width != other.max_width, RunReason::Width),
        ]
        .into_iter()
        .find_map(|(differs, reason)| differs.then_some(reason))
    }
}

impl Seen {
    fn holds(&self, list: &TabList, facts: &Facts) -> Result<(), Miss> {
        let Some((at, found)) = find(list, self.object, self.at.get()) else {
            return Err(Miss::Field(self.object, None));
        };
        self.at.set(at);
        if found.generation() == self.generation.get() {
            return Ok(());
        }
        let image = found.image(self.fields, facts);
        if image != self.image {
            let place = self.image.first_difference(&image);
            return Err(Miss::Field(self.object, place));
        }
        self.generation.set(found.generation());
        Ok(())
    }
}

/// A tab or pane of the list.
enum Found<'a> {
    Tab(&'a TabInformation),
    Pane(&'a PaneInformation),
}

impl Found<'_> {
    fn generation(&self) -> u64 {
        match self {
            Self::Tab(tab) => tab.generation,
            Self::Pane(pane) => pane.generation,
        }
    }

    fn image(&self, fields: u64, facts: &Facts) -> Image {
        match self {
            Self::Tab(tab) => Image::of_tab(tab, fields),
            Self::Pane(pane) => Image::of_pane(pane, fields, facts),
        }
    }
}

/// The object, looked for first where it is thought to be.
fn find(
    list: &TabList,
    object: Object,
    guess: (usize, usize),
) -> Option<((usize, usize), Found<'_>)> {
    match object {
        Object::Tab(id) => {
            let place = match list.tabs().get(guess.0) {
                Some(tab) if tab.tab_id == id => guess.0,
                _ => list.place_of(id)?,
            };
            Some(((place, 0), Found::Tab(&list.tabs()[place])))
        }
        Object::Pane(id) => {
            if let Some(tab) = list.tabs().get(guess.0)
                && let Some(pane) = tab.panes.get(guess.1)
                && pane.pane_id == id
            {
                return Some((guess, Found::Pane(pane)));
            }
            let in_tab = |place: usize| {
                let panes = &list.tabs().get(place)?.panes;
                let index = panes.iter().position(|pane| pane.pane_id == id)?;
                Some(((place, index), Found::Pane(&panes[index])))
            };
            in_tab(guess.0).or_else(|| (0..list.tabs().len()).find_map(in_tab))
        }
    }
}
