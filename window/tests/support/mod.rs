//! The probe, a window that tells what happens to it (`examples/probe`).

#![allow(dead_code, reason = "each test program uses its part")]

use e2e::{Desktop, Program, Result};
use serde_json::Value;
use wezterm_types::{KeyEvent, KeyEventKind};

/// A running probe and how far its report has been read.
pub(crate) struct Probe {
    pub(crate) program: Program,
    read: usize,
    told: usize,
}

impl Probe {
    /// Starts a probe on Wayland and waits until its window has the focus.
    pub(crate) fn start(desktop: &mut Desktop, title: &str) -> Result<Self> {
        let command = desktop.command(e2e::example("window", "probe")?);
        Self::start_command(desktop, command, title)
    }

    pub(crate) fn start_command(
        desktop: &mut Desktop,
        mut command: std::process::Command,
        title: &str,
    ) -> Result<Self> {
        command.arg(title).env("RUST_LOG", "debug");
        let program = desktop.spawn(title, command)?;
        let mut probe = Self {
            program,
            read: 0,
            told: 0,
        };
        probe.event("focused", |event| event["focused"] == true)?;
        Ok(probe)
    }

    /// Sends a command and waits until the probe has followed it.
    pub(crate) fn tell(&mut self, line: &str) -> Result<()> {
        self.program.send_line(line)?;
        self.told += 1;
        let told = self.told;
        self.program
            .wait_for("the probe to follow a command", |program| {
                let lines = program.json_lines();
                let done = lines.iter().filter(|line| line["event"] == "done").count();
                Ok((done >= told).then_some(()))
            })
    }

    /// Waits for the next event of that name that `wanted` accepts; events
    /// before it are passed over.
    pub(crate) fn event(&mut self, name: &str, wanted: impl Fn(&Value) -> bool) -> Result<Value> {
        let what = format!("the event {name:?}");
        let (event, read) = self.program.wait_for_json(&what, self.read, |line| {
            line["event"] == name && wanted(line)
        })?;
        self.read = read;
        Ok(event)
    }

    /// The next key event.
    pub(crate) fn key(&mut self) -> Result<KeyEvent> {
        self.key_where("a key", |_| true)
    }

    /// The next key event that `wanted` accepts.
    pub(crate) fn key_where(
        &mut self,
        what: &str,
        wanted: impl Fn(&KeyEvent) -> bool,
    ) -> Result<KeyEvent> {
        loop {
            let event = self
                .event("key", |_| true)
                .map_err(|err| err.context(what.to_owned()))?;
            let key: KeyEvent = serde_json::from_value(event["key"].clone())?;
            if wanted(&key) {
                return Ok(key);
            }
        }
    }

    /// The next press of any key.
    pub(crate) fn key_press(&mut self) -> Result<KeyEvent> {
        self.key_where("a key press", |key| key.kind == KeyEventKind::Press)
    }

    /// The next press of a key that is no modifier.
    pub(crate) fn plain_key_press(&mut self) -> Result<KeyEvent> {
        self.key_where("a key press", |key| {
            key.kind == KeyEventKind::Press && !key.key.is_modifier()
        })
    }

    /// How many events of that name have come so far.
    pub(crate) fn count(&self, name: &str) -> usize {
        let lines = self.program.json_lines();
        lines.iter().filter(|line| line["event"] == name).count()
    }
}
