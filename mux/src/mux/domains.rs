//! Where panes run: here, or on servers that are attached.

use super::Mux;
use super::mirror::Mirror;
use crate::attach::{Connect, Link, LinkState};
use crate::error::{MuxError, Result};
use crate::event::MuxEvent;
use crate::{DomainId, SpawnCommand, SpawnDomain};
use std::rc::Rc;
use wezterm_types::TerminalSize;

/// A place where programs run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Domain {
    /// Its number.
    pub id: DomainId,
    /// Its name.
    pub name: String,
    /// What it is called where the user chooses one.
    pub label: String,
    /// What it is.
    pub kind: DomainKind,
}

/// What a domain is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DomainKind {
    /// This machine; the programs end with this process.
    Local,
    /// Programs are run through a command, such as ssh, on this machine.
    Command,
    /// A server that can be attached, and how that stands: `None` while it is
    /// not attached.
    Remote(Option<LinkState>),
}

/// A domain that can be attached.
pub(super) struct Definition {
    pub(super) domain: Domain,
    /// How it is attached, or the command that programs are run through.
    pub(super) how: How,
}

pub(super) enum How {
    Attach(Connect),
    Command(Vec<String>),
    Exec(Fixup),
}

/// Makes of a command the one that is run in its place; the error is in words
/// for the user. Called while the mux is borrowed, which it may not use.
pub type Fixup = Rc<dyn Fn(&SpawnCommand) -> std::result::Result<SpawnCommand, String>>;

impl std::fmt::Debug for Definition {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.domain.fmt(f)
    }
}

impl Mux {
    /// Where programs run: this machine first.
    #[must_use]
    pub fn domains(&self) -> Vec<Domain> {
        let mut domains = vec![self.domain.clone()];
        domains.extend(self.definitions.iter().map(|definition| {
            let mut domain = definition.domain.clone();
            let mirror = self.mirrors.get(&domain.id);
            if matches!(definition.how, How::Attach(_)) {
                domain.kind = DomainKind::Remote(mirror.map(|mirror| mirror.state.clone()));
            }
            domain
        }));
        domains
    }

    /// Adds a domain that can be attached, or replaces how it is connected.
    pub fn define_domain(&mut self, name: &str, connect: Connect) -> DomainId {
        self.define(name, DomainKind::Remote(None), How::Attach(connect))
    }

    /// Adds a domain whose programs are run through a command: it is given
    /// the program and its arguments, or nothing for the shell.
    pub fn define_command_domain(&mut self, name: &str, command: Vec<String>) -> DomainId {
        self.define(name, DomainKind::Command, How::Command(command))
    }

    /// Adds a domain whose commands are changed before they are run here.
    pub fn define_exec_domain(&mut self, name: &str, label: &str, fixup: Fixup) -> DomainId {
        let id = self.define(name, DomainKind::Command, How::Exec(fixup));
        if let Some(known) = self.definitions.iter_mut().find(|d| d.domain.id == id) {
            label.clone_into(&mut known.domain.label);
        }
        id
    }

    fn define(&mut self, name: &str, kind: DomainKind, how: How) -> DomainId {
        if let Some(known) = self
            .definitions
            .iter_mut()
            .find(|known| known.domain.name == name)
        {
            known.how = how;
            known.domain.kind = kind;
            return known.domain.id;
        }
        // Never used again: what names one that is gone must not mean another.
        self.last_domain += 1;
        let id = self.last_domain;
        self.definitions.push(Definition {
            domain: Domain {
                id,
                name: name.to_owned(),
                label: name.to_owned(),
                kind,
            },
            how,
        });
        id
    }

    /// Removes a domain, and the windows of it that are shown.
    pub(super) fn undefine(&mut self, name: &str) {
        let named = |definition: &Definition| definition.domain.name == name;
        let Some(at) = self.definitions.iter().position(named) else {
            return;
        };
        // It may have been detached before.
        let _ = self.detach(&SpawnDomain::Name(name.to_owned()));
        let id = self.definitions.remove(at).domain.id;
        if self.default_domain == Some(id) {
            self.default_domain = None;
        }
        self.tell(MuxEvent::DomainChanged(id));
    }

    /// The domain that a command names.
    ///
    /// # Errors
    /// When there is none.
    pub fn find_domain(&self, wanted: &SpawnDomain) -> Result<Domain> {
        let domains = self.domains();
        let found = match wanted {
            SpawnDomain::CurrentPane => domains.first(),
            SpawnDomain::Default => match self.default_domain {
                Some(id) => domains.iter().find(|domain| domain.id == id),
                None => domains.first(),
            },
            SpawnDomain::Name(name) => domains.iter().find(|domain| domain.name == *name),
            SpawnDomain::Id(id) => domains.iter().find(|domain| domain.id == *id),
        };
        found.cloned().ok_or_else(|| MuxError::NoSuchDomain {
            name: match wanted {
                SpawnDomain::Id(id) => id.to_string(),
                SpawnDomain::Name(name) => format!("{name:?}"),
                SpawnDomain::Default | SpawnDomain::CurrentPane => "default".to_owned(),
            },
            known: domains.into_iter().map(|domain| domain.name).collect(),
        })
    }

    /// Makes a domain the one where windows open that name none, as
    /// `default_domain` does; [`SpawnDomain::Default`] leaves it.
    ///
    /// # Errors
    /// When there is none.
    pub fn set_default_domain(&mut self, wanted: &SpawnDomain) -> Result<()> {
        self.default_domain = Some(self.find_domain(wanted)?.id);
        Ok(())
    }

    /// The domain that a new pane runs in, given the pane it is spawned from.
    pub(super) fn domain_for(
        &self,
        wanted: &SpawnDomain,
        from: Option<crate::PaneId>,
    ) -> Result<Domain> {
        if *wanted == SpawnDomain::CurrentPane
            && let Some(pane) = from.and_then(|from| self.pane(from))
            && let Ok(domain) = self.find_domain(&SpawnDomain::Id(pane.domain_id()))
            && domain.kind == DomainKind::Command
        {
            return Ok(domain);
        }
        let domain = self.find_domain(wanted)?;
        // A window of this process can not show a pane of a server: by default
        // what opens in it runs here.
        let by_default = *wanted == SpawnDomain::Default && from.is_some();
        match domain.kind {
            DomainKind::Remote(_) if by_default => Ok(self.domain.clone()),
            _ => Ok(domain),
        }
    }

    /// The command that programs of a domain are run through; empty for none.
    pub(super) fn command_of(&self, domain: DomainId) -> &[String] {
        self.definitions
            .iter()
            .find(|definition| definition.domain.id == domain)
            .and_then(|definition| match &definition.how {
                How::Command(command) => Some(command.as_slice()),
                How::Attach(_) | How::Exec(_) => None,
            })
            .unwrap_or_default()
    }

    /// What is run in place of a command of a domain.
    pub(super) fn fixed(&self, domain: DomainId, command: SpawnCommand) -> Result<SpawnCommand> {
        let definition = self.definitions.iter().find(|d| d.domain.id == domain);
        match definition.map(|definition| (&definition.domain.name, &definition.how)) {
            Some((name, How::Exec(fixup))) => fixup(&command)
                .map_err(|error| MuxError::Invalid(format!("exec domain {name:?}: {error}"))),
            _ => Ok(command),
        }
    }

    /// Shows the windows of a domain. They appear as the server tells of them;
    /// where it has none, one is made there with `first`.
    ///
    /// # Errors
    /// When there is no such domain, or no thread can be started.
    pub fn attach(
        &mut self,
        domain: &SpawnDomain,
        first: Option<(SpawnCommand, TerminalSize, Option<String>)>,
    ) -> Result<DomainId> {
        let domain = self.find_domain(domain)?;
        if !matches!(domain.kind, DomainKind::Remote(_)) {
            return Err(MuxError::Invalid(format!(
                "domain {:?} runs in this process: there is nothing to attach to",
                domain.name
            )));
        }
        if let Some(mirror) = self.mirrors.get_mut(&domain.id) {
            mirror.show_hidden();
            if mirror.first.is_none() {
                mirror.first = first;
            }
            return Ok(domain.id);
        }
        let Some(connect) = self
            .definitions
            .iter()
            .find(|definition| definition.domain.id == domain.id)
            .and_then(|definition| match &definition.how {
                How::Attach(connect) => Some(Connect::clone(connect)),
                How::Command(_) | How::Exec(_) => None,
            })
        else {
            return Ok(domain.id);
        };
        let notify = std::sync::Arc::clone(&self.notify);
        let wake: crate::Wake = std::sync::Arc::new(move || notify.wake());
        let link = Link::start(&domain.name, connect, wake).map_err(|source| MuxError::Pty {
            what: "start a thread",
            source,
        })?;
        let id = domain.id;
        self.mirrors.insert(id, Mirror::new(domain, link, first));
        self.tell(MuxEvent::DomainChanged(id));
        Ok(id)
    }

    /// Stops showing the windows of a domain; its programs run on.
    ///
    /// # Errors
    /// When there is no such domain.
    pub fn detach(&mut self, domain: &SpawnDomain) -> Result<()> {
        let domain = self.find_domain(domain)?;
        if let Some(mirror) = self.mirrors.remove(&domain.id) {
            for window in mirror.local_windows() {
                self.drop_mirrored_window(window);
            }
            self.tell(MuxEvent::DomainChanged(domain.id));
            if self.windows.is_empty() {
                self.tell(MuxEvent::Empty);
            }
        }
        debug_assert!(self.check());
        Ok(())
    }
}
