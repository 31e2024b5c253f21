//! The verdicts on the handlers of one VM, kept while they hold.

use super::checks::Image;
use super::{Analysis, Inspector, Signature};
use mlua::prelude::*;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// A handler whose verdict had to be revised this often stays volatile.
const MAX_REVISIONS: u32 = 20;

/// What is known about a handler now.
#[derive(Clone)]
pub struct Findings {
    /// Whether it is pure, and what of its arguments it can read.
    pub analysis: Rc<Analysis>,
    /// Moves when something that the handler can read outside its arguments is
    /// no longer what it was. Never the same for two verdicts.
    pub outside: u64,
}

struct Known {
    handler: LuaFunction,
    stamp: u64,
    revisions: u32,
    image: Image,
    findings: Findings,
}

/// Verdicts by event.
#[derive(Default)]
pub(crate) struct Handlers {
    inspector: Option<Inspector>,
    known: RefCell<HashMap<String, Known>>,
    versions: Cell<u64>,
}

impl Handlers {
    pub(crate) fn new(inspector: Inspector) -> Self {
        Self {
            inspector: Some(inspector),
            ..Self::default()
        }
    }

    fn next_version(&self) -> u64 {
        self.versions.set(self.versions.get() + 1);
        self.versions.get()
    }

    /// What is known about `handler`, the first of `event`, as of `stamp`.
    pub(crate) fn findings(
        &self,
        lua: &Lua,
        event: &str,
        handler: &LuaFunction,
        signature: Signature,
        stamp: u64,
    ) -> Option<Findings> {
        let inspector = self.inspector.as_ref()?;
        let mut all = self.known.borrow_mut();
        let mut revisions = 0;
        if let Some(known) = all.get_mut(event)
            && known.handler == *handler
        {
            if known.stamp == stamp {
                return Some(known.findings.clone());
            }
            let settled = known.revisions > MAX_REVISIONS;
            let image = match settled {
                true => Some(Image::default()),
                false => known.findings.analysis.outside(inspector),
            };
            if let Some(image) = image {
                known.stamp = stamp;
                if known.image != image {
                    known.image = image;
                    known.findings.outside = self.next_version();
                }
                return Some(known.findings.clone());
            }
            revisions = known.revisions + 1;
        }
        let analysis = match revisions > MAX_REVISIONS {
            true => Analysis::volatile("what it calls keeps changing".into()),
            false => inspector.analyse(lua, handler, signature),
        };
        match analysis.verdict() {
            Ok(_) => log::debug!("{event} is pure: its results are kept"),
            Err(reason) => log::debug!("{event} is volatile: {reason}"),
        }
        let image = analysis.outside(inspector).unwrap_or_default();
        let findings = Findings {
            analysis: Rc::new(analysis),
            outside: self.next_version(),
        };
        all.insert(
            event.to_owned(),
            Known {
                handler: handler.clone(),
                stamp,
                revisions,
                image,
                findings: findings.clone(),
            },
        );
        Some(findings)
    }
}
