//! Actions on multiplexer domains.

use crate::convert;
use crate::shared::Shared;
use crate::termwindow::TermWindow;
use config::structs::SpawnTabDomain;
use mux::{PaneId, SpawnDomain};

/// `AttachDomain`: shows the windows that a domain has, and keeps showing them.
pub(super) fn attach(window: &mut TermWindow, shared: &mut Shared, name: &str) {
    let domain = SpawnDomain::Name(name.to_owned());
    let result = shared.mux.borrow_mut().attach(&domain, None);
    if let Err(error) = result {
        window.notify(&format!("AttachDomain: {error}"));
    }
}

/// `DetachDomain`: its windows go, its programs stay.
pub(super) fn detach(
    window: &mut TermWindow,
    shared: &mut Shared,
    pane: PaneId,
    domain: &SpawnTabDomain,
) {
    let wanted = match domain {
        SpawnTabDomain::CurrentPaneDomain => {
            let pane = shared.mux.borrow().pane(pane);
            pane.map_or(SpawnDomain::Default, |pane| {
                SpawnDomain::Id(pane.domain_id())
            })
        }
        other => convert::spawn_domain(other),
    };
    let result = shared.mux.borrow_mut().detach(&wanted);
    if let Err(error) = result {
        window.notify(&format!("DetachDomain: {error}"));
    }
}
