use super::{ActivateTabArgs, CliArgs, CliCommand, PaneArg, SpawnArgs, SplitArgs, print, watch};
use crate::control::{Client, ClientError, Request, Response, launch, paths};
use crate::{Direction, PaneId, SplitRequest, SplitSize};
use std::collections::BTreeMap;
use std::io::{self, Read, Write};

/// Why a command failed; the exit code is 1 then.
#[derive(Debug, thiserror::Error)]
pub enum CliError {
    /// The instance was not reached or refused.
    #[error(transparent)]
    Client(#[from] ClientError),
    /// Standard input or output failed.
    #[error("cannot {what}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// What the system said.
        source: io::Error,
    },
    /// The command does not say enough.
    #[error("{0}")]
    Usage(String),
}

/// What `tlscreds` says, which needs no server.
const NO_TLS: &str =
    "there are no TLS credentials: servers are reached through ssh here; see ssh_domains";

/// Connects, does what the command says and prints to standard output.
///
/// # Errors
/// When there is no instance, or it refuses.
pub fn run(args: CliArgs) -> Result<(), CliError> {
    if matches!(args.command, CliCommand::Tlscreds { .. }) {
        return Err(CliError::Usage(NO_TLS.to_owned()));
    }
    if matches!(args.command, CliCommand::Proxy) {
        return super::proxy::run(args.no_auto_start);
    }
    let mut client = if args.prefer_mux {
        let socket = paths::server_socket();
        let start = (!args.no_auto_start).then(launch::default_serve_command);
        launch::connect_or_start(&socket, start.as_deref()).map_err(CliError::Usage)?;
        Client::connect(&socket)?
    } else {
        Client::connect_default(args.class.as_deref())?
    };
    run_command(args.command, &mut client, &mut io::stdout().lock())
}

/// As [`run`], on a given connection and output.
///
/// # Errors
/// As [`run`].
pub fn run_command(
    command: CliCommand,
    client: &mut Client,
    out: &mut impl Write,
) -> Result<(), CliError> {
    let mut call = Call { client };
    let (request, format) = match command {
        CliCommand::List { format } => (Request::List, format),
        CliCommand::ListClients { format } => (Request::ListClients, format),
        CliCommand::Stats { watch: true, .. } => return watch::run(call.client, out),
        CliCommand::Stats { format, .. } => (Request::Stats, format),
        other => (call.request(other)?, super::Format::default()),
    };
    let response = call.client.call(&request)?;
    let text = match response {
        Response::Panes(rows) => print::panes(&rows, format),
        Response::Clients(clients) => print::clients(&clients, format),
        Response::Pane(pane) | Response::MaybePane(Some(pane))
            if !matches!(
                request,
                Request::ActivatePaneDirection { .. } | Request::MovePaneToNewTab { .. }
            ) =>
        {
            format!("{pane}\n")
        }
        Response::Text(mut text) => {
            if !text.ends_with('\n') {
                text.push('\n');
            }
            text
        }
        Response::Json(value) => print::stats(&value, format),
        _ => String::new(),
    };
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        // A reader that has seen enough, such as `head`, is no failure.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|source| CliError::Io {
            what: "write the answer",
            source,
        }),
    }
}

struct Call<'a> {
    client: &'a mut Client,
}

impl Call<'_> {
    /// The pane meant: named, `$WEZTERM_PANE`, or the focused one of the client
    /// heard of last, else the active one of the first tab.
    fn pane(&mut self, arg: PaneArg) -> Result<PaneId, CliError> {
        if let Some(id) = arg.pane_id {
            return Ok(id);
        }
        if let Some(value) = std::env::var_os("WEZTERM_PANE") {
            let text = value.to_string_lossy();
            return text.parse().map_err(|_| {
                CliError::Usage(format!(
                    "WEZTERM_PANE={text:?} is no pane id; use --pane-id"
                ))
            });
        }
        if let Ok(Response::Clients(clients)) = self.client.call(&Request::ListClients)
            && let Some(id) = clients
                .iter()
                .filter(|client| client.focused_pane_id.is_some())
                .min_by_key(|client| client.idle_time)
                .and_then(|client| client.focused_pane_id)
        {
            return Ok(id);
        }
        if let Response::Panes(rows) = self.client.call(&Request::List)?
            && let Some(row) = rows.iter().find(|row| row.is_active).or(rows.first())
        {
            return Ok(row.pane_id);
        }
        Err(CliError::Usage(
            "there is no pane; use --pane-id to name one".to_owned(),
        ))
    }

    /// The tab that the pane meant is in.
    fn tab_of(&mut self, arg: PaneArg) -> Result<crate::TabId, CliError> {
        let id = self.pane(arg)?;
        let Response::Panes(rows) = self.client.call(&Request::List)? else {
            return Err(CliError::Usage("the panes cannot be listed".to_owned()));
        };
        let known: Vec<String> = rows.iter().map(|row| row.pane_id.to_string()).collect();
        rows.iter()
            .find(|row| row.pane_id == id)
            .map(|row| row.tab_id)
            .ok_or_else(|| {
                CliError::Usage(format!(
                    "pane {id} does not exist; the panes are: {}",
                    known.join(", ")
                ))
            })
    }

    fn request(&mut self, command: CliCommand) -> Result<Request, CliError> {
        Ok(match command {
            CliCommand::List { .. } => Request::List,
            CliCommand::ListClients { .. } => Request::ListClients,
            CliCommand::Stats { .. } => Request::Stats,
            // Needs no instance that answers requests.
            CliCommand::UndoClose => Request::UndoClose { window: None },
            CliCommand::Tlscreds { .. } => {
                return Err(CliError::Usage(NO_TLS.to_owned()));
            }
            CliCommand::Proxy => return Err(CliError::Usage("`proxy` stands alone".to_owned())),
            CliCommand::ArrangePanes { pane, layout } => {
                let tab = self.tab_of(pane)?;
                if layout.eq_ignore_ascii_case("equal") {
                    Request::EqualizePanes { tab }
                } else {
                    let layout = layout.parse().map_err(CliError::Usage)?;
                    Request::ArrangePanes { tab, layout }
                }
            }
            CliCommand::SaveSession { file } => Request::SaveSession {
                path: file_path(&file)?,
            },
            CliCommand::RestoreSession { file } => Request::RestoreSession {
                path: file_path(&file)?,
            },
            CliCommand::SwapPane { pane, with_pane_id } => Request::SwapPanes {
                a: self.pane(pane)?,
                b: with_pane_id,
            },
            CliCommand::RotatePanes {
                pane,
                counter_clockwise,
            } => Request::RotatePanes {
                tab: self.tab_of(pane)?,
                clockwise: !counter_clockwise,
            },
            CliCommand::Broadcast { pane, off } => Request::SetBroadcast {
                tab: self.tab_of(pane)?,
                on: !off,
            },
            CliCommand::ReadOnly { pane, off } => Request::SetReadOnly {
                pane: self.pane(pane)?,
                on: !off,
            },
            CliCommand::Spawn(args) => self.spawn(args)?,
            CliCommand::SplitPane(args) => self.split(args)?,
            CliCommand::SendText {
                pane,
                no_paste,
                text,
            } => Request::SendText {
                pane: self.pane(pane)?,
                text: text.map_or_else(read_stdin, Ok)?,
                no_paste,
            },
            CliCommand::GetText {
                pane,
                start_line,
                end_line,
                escapes,
            } => Request::GetText {
                pane: self.pane(pane)?,
                start: start_line,
                end: end_line,
                escapes,
            },
            CliCommand::ActivatePane { pane } => Request::ActivatePane {
                pane: self.pane(pane)?,
            },
            CliCommand::ActivatePaneDirection { pane, direction } => {
                Request::ActivatePaneDirection {
                    pane: self.pane(pane)?,
                    direction,
                }
            }
            CliCommand::GetPaneDirection { pane, direction } => Request::GetPaneDirection {
                pane: self.pane(pane)?,
                direction,
            },
            CliCommand::AdjustPaneSize {
                pane,
                amount,
                direction,
            } => Request::AdjustPaneSize {
                pane: self.pane(pane)?,
                direction,
                amount,
            },
            CliCommand::ZoomPane {
                pane,
                zoom: _,
                unzoom,
                toggle,
            } => Request::ZoomPane {
                pane: self.pane(pane)?,
                zoom: (!toggle).then_some(!unzoom),
            },
            CliCommand::KillPane { pane } => Request::KillPane {
                pane: self.pane(pane)?,
            },
            CliCommand::ActivateTab(args) => self.activate_tab(&args)?,
            CliCommand::SetTabTitle {
                tab_id,
                pane,
                title,
            } => Request::SetTabTitle {
                tab: tab_id,
                pane: match tab_id {
                    Some(_) => None,
                    None => Some(self.pane(pane)?),
                },
                title,
            },
            CliCommand::SetWindowTitle {
                window_id,
                pane,
                title,
            } => Request::SetWindowTitle {
                window: window_id,
                pane: match window_id {
                    Some(_) => None,
                    None => Some(self.pane(pane)?),
                },
                title,
            },
            CliCommand::MovePaneToNewTab {
                pane,
                window_id,
                new_window,
                workspace,
            } => Request::MovePaneToNewTab {
                pane: self.pane(pane)?,
                window: window_id,
                new_window,
                workspace,
            },
            CliCommand::RenameWorkspace {
                pane,
                workspace,
                new_workspace,
            } => Request::RenameWorkspace {
                pane: match workspace {
                    Some(_) => None,
                    None => Some(self.pane(pane)?),
                },
                workspace,
                new_name: new_workspace,
            },
        })
    }

    fn spawn(&mut self, args: SpawnArgs) -> Result<Request, CliError> {
        let needs_pane = args.window_id.is_none() && !args.new_window;
        Ok(Request::Spawn {
            window: args.window_id,
            pane: if needs_pane {
                Some(self.pane(args.pane)?)
            } else {
                args.pane.pane_id
            },
            new_window: args.new_window,
            workspace: args.workspace,
            domain: args.domain_name,
            cwd: absolute(args.cwd)?,
            environment: BTreeMap::new(),
            size: None,
            args: args.prog,
        })
    }

    fn split(&mut self, args: SplitArgs) -> Result<Request, CliError> {
        let direction = if args.left {
            Direction::Left
        } else if args.right || args.horizontal {
            Direction::Right
        } else if args.top {
            Direction::Up
        } else {
            Direction::Down
        };
        Ok(Request::SplitPane {
            pane: self.pane(args.pane)?,
            request: SplitRequest {
                direction,
                size: match args.cells {
                    Some(cells) => SplitSize::Cells(cells),
                    None => SplitSize::Percent(args.percent.unwrap_or(50)),
                },
                top_level: args.top_level,
            },
            cwd: absolute(args.cwd)?,
            domain: None,
            move_pane: args.move_pane_id,
            args: args.prog,
        })
    }

    fn activate_tab(&mut self, args: &ActivateTabArgs) -> Result<Request, CliError> {
        if let Some(tab) = args.tab_id {
            return Ok(Request::ActivateTab { tab });
        }
        match (args.tab_index, args.tab_relative) {
            (Some(index), _) => Ok(Request::ActivateTabIndex {
                pane: self.pane(args.pane)?,
                index,
            }),
            (None, Some(delta)) => Ok(Request::ActivateTabRelative {
                pane: self.pane(args.pane)?,
                delta,
                wrap: !args.no_wrap,
            }),
            (None, None) => Err(CliError::Usage(
                "name the tab with --tab-id, --tab-index or --tab-relative".to_owned(),
            )),
        }
    }
}

/// A directory as the instance, which runs elsewhere, finds it.
fn absolute(cwd: Option<String>) -> Result<Option<String>, CliError> {
    let Some(cwd) = cwd else { return Ok(None) };
    if cwd.starts_with('~') {
        return Ok(Some(cwd));
    }
    let path = std::path::absolute(&cwd).map_err(|source| CliError::Io {
        what: "find the current directory",
        source,
    })?;
    Ok(Some(path.to_string_lossy().into_owned()))
}

/// A file as the instance, which runs elsewhere, finds it.
fn file_path(file: &str) -> Result<String, CliError> {
    let path = std::path::absolute(file).map_err(|source| CliError::Io {
        what: "find the current directory",
        source,
    })?;
    Ok(path.to_string_lossy().into_owned())
}

fn read_stdin() -> Result<String, CliError> {
    let mut bytes = Vec::new();
    io::stdin()
        .lock()
        .read_to_end(&mut bytes)
        .map_err(|source| CliError::Io {
            what: "read the text from standard input",
            source,
        })?;
    String::from_utf8(bytes)
        .map_err(|_| CliError::Usage("the text on standard input is not UTF-8".to_owned()))
}
