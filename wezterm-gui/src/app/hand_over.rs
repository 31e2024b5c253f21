//! A second `wezterm start`: the process that runs already opens the window.

use super::start::DEFAULT_CLASS;
use crate::cli::StartArgs;
use mux::control::{Client, ClientError, Request, Response, paths};
use std::collections::BTreeMap;

/// Asks the newest instance of this display and class for the window; whether
/// there is one. One that does not answer or is of another version is passed
/// over: the user gets a window in any case. A window with a position, and the
/// windows of a domain, are this process's.
///
/// # Errors
/// When the instance refuses, as for a program that does not exist.
pub(crate) fn hand_over(start: &StartArgs) -> anyhow::Result<bool> {
    if (start.attach && !start.new_tab) || start.window.position.is_some() {
        return Ok(false);
    }
    let class = start.window.class.as_deref().unwrap_or(DEFAULT_CLASS);
    let Some(socket) = paths::published(class) else {
        return Ok(false);
    };
    let mut client = match Client::connect(&socket) {
        Ok(client) => client,
        Err(error) => {
            log::info!("opening the window in this process: {error}");
            return Ok(false);
        }
    };
    let request = Request::Spawn {
        window: None,
        pane: None,
        new_window: !start.new_tab,
        workspace: start.workspace.clone().filter(|_| !start.new_tab),
        domain: start.domain.clone(),
        args: start.prog.clone(),
        cwd: start
            .cwd
            .as_ref()
            .and_then(|cwd| std::path::absolute(cwd).ok())
            .map(|cwd| cwd.to_string_lossy().into_owned()),
        environment: BTreeMap::new(),
        size: None,
    };
    match client.call(&request) {
        Ok(Response::Pane(pane)) if start.workspace.is_some() => {
            // Who names a workspace wants to see it.
            if let Err(error) = client.call(&Request::ActivatePane { pane }) {
                log::warn!("the workspace is not shown: {error}");
            }
            Ok(true)
        }
        Ok(_) => Ok(true),
        Err(ClientError::Refused(text)) => anyhow::bail!(text),
        Err(error) => {
            log::info!("opening the window in this process: {error}");
            Ok(false)
        }
    }
}
