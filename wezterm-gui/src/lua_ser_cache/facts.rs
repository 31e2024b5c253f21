//! What is computed when a callback first reads it, kept until it may have
//! changed.
//!
//! Panes change beside the main thread. The same answer must be given to a
//! callback and to whoever later asks whether it still holds, so the first one
//! for a generation of a pane stands.

use super::TabDataSource;
use crate::tab_information::PaneId;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// One of the facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fact {
    CurrentWorkingDir,
    DomainName,
    ForegroundProcessName,
    TtyName,
}

impl Fact {
    /// By the name of the field.
    pub(super) fn named(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"current_working_dir" => Self::CurrentWorkingDir,
            b"domain_name" => Self::DomainName,
            b"foreground_process_name" => Self::ForegroundProcessName,
            b"tty_name" => Self::TtyName,
            _ => return None,
        })
    }
}

type Answer = Option<Rc<str>>;

#[derive(Debug, Default)]
struct Answers {
    generation: u64,
    given: [Option<Answer>; 4],
}

/// The facts of all panes.
pub(crate) struct Facts {
    source: Rc<dyn TabDataSource>,
    panes: RefCell<HashMap<PaneId, Answers>>,
}

impl Facts {
    pub(super) fn new(source: Rc<dyn TabDataSource>) -> Self {
        Self {
            source,
            panes: RefCell::default(),
        }
    }

    /// The fact as of `generation` of the pane.
    pub(crate) fn get(&self, pane: PaneId, generation: u64, fact: Fact) -> Answer {
        let mut panes = self.panes.borrow_mut();
        let answers = panes.entry(pane).or_default();
        if answers.generation < generation {
            *answers = Answers {
                generation,
                ..Answers::default()
            };
        }
        // A script may have kept an object of an older generation.
        if answers.generation > generation {
            return self.ask(pane, fact);
        }
        answers.given[fact as usize]
            .get_or_insert_with(|| self.ask(pane, fact))
            .clone()
    }

    fn ask(&self, pane: PaneId, fact: Fact) -> Answer {
        match fact {
            Fact::CurrentWorkingDir => self.source.current_working_dir(pane),
            Fact::DomainName => self.source.domain_name(pane),
            Fact::ForegroundProcessName => self.source.foreground_process_name(pane),
            Fact::TtyName => self.source.tty_name(pane),
        }
        .map(Into::into)
    }

    /// Forgets the facts of panes that `wanted` does not name.
    pub(super) fn retain(&self, wanted: impl Fn(PaneId) -> bool) {
        self.panes.borrow_mut().retain(|pane, _| wanted(*pane));
    }
}
