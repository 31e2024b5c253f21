//! The verdicts on the handlers of one VM, kept while they hold.

use super::{Analysis, Inspector, Signature};
use mlua::prelude::*;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// A handler whose verdict had to be revised this often stays volatile.
const MAX_REVISIONS: u32 = 20;

struct Known {
    handler: LuaFunction,
    stamp: u64,
    revisions: u32,
    analysis: Rc<Analysis>,
}

/// Verdicts by event.
#[derive(Default)]
pub(crate) struct Handlers {
    inspector: Option<Inspector>,
    known: RefCell<HashMap<String, Known>>,
}

impl Handlers {
    pub(crate) fn new(inspector: Inspector) -> Self {
        Self {
            inspector: Some(inspector),
            known: RefCell::default(),
        }
    }

    /// The verdict on `handler`, the first of `event`, as of `stamp`.
    pub(crate) fn analysis(
        &self,
        lua: &Lua,
        event: &str,
        handler: &LuaFunction,
        signature: Signature,
        stamp: u64,
    ) -> Option<Rc<Analysis>> {
        let inspector = self.inspector.as_ref()?;
        let mut all = self.known.borrow_mut();
        let mut revisions = 0;
        if let Some(known) = all.get_mut(event)
            && known.handler == *handler
        {
            let settled = known.revisions > MAX_REVISIONS;
            if known.stamp == stamp || settled || known.analysis.holds(inspector) {
                known.stamp = stamp;
                return Some(Rc::clone(&known.analysis));
            }
            revisions = known.revisions + 1;
        }
        let analysis = Rc::new(match revisions > MAX_REVISIONS {
            true => Analysis::volatile("what it calls keeps changing".into()),
            false => inspector.analyse(lua, handler, signature),
        });
        match analysis.verdict() {
            Ok(_) => log::debug!("{event} is pure: its results are kept"),
            Err(reason) => log::debug!("{event} is volatile: {reason}"),
        }
        all.insert(
            event.to_owned(),
            Known {
                handler: handler.clone(),
                stamp,
                revisions,
                analysis: Rc::clone(&analysis),
            },
        );
        Some(analysis)
    }
}
