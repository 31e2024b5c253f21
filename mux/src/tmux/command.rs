//! Commands of tmux (tmux(1)) for what a client asks for.

use super::session::quoted_name;
use crate::attach::NodeState;
use crate::control::Request;
use crate::geometry::Rect;
use crate::tree::Tree;
use crate::{Direction, Layout, PaneId, SplitAxis, SplitSize, TabId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use wezterm_types::TerminalSize;

/// All windows of the session: number, whether it is the one shown, whether it
/// is zoomed, active pane, layout, name.
pub(super) const LIST_WINDOWS: &str = "list-windows -F '#{window_id} #{window_active} \
#{window_zoomed_flag} #{pane_id} #{window_layout} #{window_name}'";
/// All panes of the session: number, terminal, directory, a tab, program.
pub(super) const LIST_PANES: &str =
    "list-panes -s -F '#{pane_id} #{pane_tty} #{pane_current_path}\t#{pane_current_command}'";

/// Bytes of input in one command.
const KEYS: usize = 256;

/// What commands depend on.
pub(super) struct View<'a> {
    /// The windows, in order.
    pub(super) tabs: Vec<TabId>,
    /// Panes of zoomed windows.
    pub(super) zoomed: BTreeSet<PaneId>,
    /// How each window is divided, and its columns and rows.
    pub(super) trees: BTreeMap<TabId, (&'a [NodeState], (usize, usize))>,
    /// The window that is shown.
    pub(super) active: Option<TabId>,
}

/// A word for tmux's parser: quoted, without line ends.
pub(super) fn quote(text: &str) -> String {
    let text = text.replace(['\n', '\r', '\0'], " ");
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// As [`quote`], for a place where tmux expands formats.
fn literal(text: &str) -> String {
    quote(&text.replace('#', "##"))
}

/// Input as hexadecimal keys (`send-keys -H`, tmux 3.0).
pub(super) fn send_keys(pane: PaneId, bytes: &[u8]) -> impl Iterator<Item = String> {
    bytes.chunks(KEYS).map(move |part| {
        let mut command = format!("send-keys -t %{pane} -H");
        for byte in part {
            // Writing into a string does not fail.
            let _ = write!(command, " {byte:02x}");
        }
        command
    })
}

/// The command for a request, and whether its answer names a new pane.
///
/// # Errors
/// What tmux has nothing for, in words for the user.
pub(super) fn of_request(request: &Request, view: &View<'_>) -> Result<(String, bool), String> {
    let plain = |command: String| Ok((command, false));
    match request {
        Request::Spawn {
            args,
            cwd,
            environment,
            ..
        } => {
            let mut command = "new-window -P -F '#{pane_id}'".to_owned();
            if let Some(active) = view.active {
                let _ = write!(command, " -a -t @{active}");
            }
            for (name, value) in environment {
                let _ = write!(command, " -e {}", quote(&format!("{name}={value}")));
            }
            append_program(&mut command, args, cwd.as_deref());
            Ok((command, true))
        }
        Request::SplitPane {
            pane,
            request,
            args,
            cwd,
            move_pane,
            ..
        } => {
            let mut flags = match request.direction {
                Direction::Up => "-v -b",
                Direction::Down => "-v",
                Direction::Left => "-h -b",
                Direction::Right | Direction::Next | Direction::Prev => "-h",
            }
            .to_owned();
            if request.top_level {
                flags.push_str(" -f");
            }
            let size = match request.size {
                SplitSize::Cells(cells) => cells.to_string(),
                SplitSize::Percent(percent) => format!("{percent}%"),
            };
            let _ = write!(flags, " -l {size} -t %{pane}");
            if let Some(moved) = move_pane {
                return plain(format!("join-pane {flags} -s %{moved}"));
            }
            let mut command = format!("split-window {flags} -P -F '#{{pane_id}}'");
            append_program(&mut command, args, cwd.as_deref());
            Ok((command, true))
        }
        Request::ActivatePane { pane } => plain(format!("select-pane -t %{pane}")),
        Request::ActivateTab { tab } => plain(format!("select-window -t @{tab}")),
        Request::AdjustPaneSize {
            pane,
            direction,
            amount,
        } => {
            let flag = match direction {
                Direction::Up => "-U",
                Direction::Down => "-D",
                Direction::Left => "-L",
                Direction::Right | Direction::Next | Direction::Prev => "-R",
            };
            plain(format!("resize-pane {flag} -t %{pane} {amount}"))
        }
        Request::ZoomPane { pane, zoom } => {
            let is_zoomed = view.zoomed.contains(pane);
            match zoom {
                Some(wanted) if *wanted == is_zoomed => plain(format!("select-pane -t %{pane}")),
                _ => plain(format!("resize-pane -Z -t %{pane}")),
            }
        }
        Request::KillPane { pane } | Request::ClosePane { pane } => {
            plain(format!("kill-pane -t %{pane}"))
        }
        Request::CloseTab { tab } => plain(format!("kill-window -t @{tab}")),
        Request::SetTabTitle {
            tab: Some(tab),
            title,
            ..
        } if title.is_empty() => {
            // Back to what the program says.
            plain(format!("set-option -w -t @{tab} automatic-rename on"))
        }
        Request::SetTabTitle {
            tab: Some(tab),
            title,
            ..
        } => plain(format!("rename-window -t @{tab} -- {}", quoted_name(title))),
        Request::MovePaneToNewTab { pane, .. } => plain(format!("break-pane -s %{pane}")),
        Request::MoveTab { tab, index } => {
            let from = view.tabs.iter().position(|known| known == tab);
            let other = view.tabs.get(*index);
            match (from, other) {
                (Some(from), Some(other)) if from != *index => {
                    let side = if from < *index { "-a" } else { "-b" };
                    plain(format!("move-window {side} -d -s @{tab} -t @{other}"))
                }
                _ => plain(format!("select-window -t @{tab}")),
            }
        }
        Request::RotatePanes { tab, clockwise } => {
            let flag = if *clockwise { "-D" } else { "-U" };
            plain(format!("rotate-window {flag} -t @{tab}"))
        }
        Request::SwapPanes { a, b } => plain(format!("swap-pane -d -s %{a} -t %{b}")),
        Request::MoveDivider { tab, index, delta } => divider(view, *tab, *index, *delta),
        Request::EqualizePanes { tab } => plain(format!("select-layout -E -t @{tab}")),
        Request::ArrangePanes { tab, layout } => {
            let name = match layout {
                Layout::EvenColumns => "even-horizontal",
                Layout::EvenRows => "even-vertical",
                Layout::MainLeft => "main-vertical",
                Layout::MainTop => "main-horizontal",
                Layout::Grid => "tiled",
            };
            plain(format!("select-layout -t @{tab} {name}"))
        }
        Request::SetBroadcast { tab, on } => {
            let value = if *on { "on" } else { "off" };
            plain(format!("set-option -w -t @{tab} synchronize-panes {value}"))
        }
        Request::ResizeWindow { size, .. } => {
            plain(format!("refresh-client -C {}x{}", size.cols, size.rows))
        }
        _ => Err("tmux has nothing for that".to_owned()),
    }
}

fn append_program(command: &mut String, args: &[String], cwd: Option<&str>) {
    // Without a directory where the pane is that it is made from, as here.
    let cwd = cwd.map_or_else(|| "'#{pane_current_path}'".to_owned(), literal);
    let _ = write!(command, " -c {cwd}");
    if !args.is_empty() {
        command.push_str(" --");
    }
    for arg in args {
        let _ = write!(command, " {}", quote(arg));
    }
}

/// Moves the divider with this number: the border of a pane that touches it.
fn divider(
    view: &View<'_>,
    tab: TabId,
    index: usize,
    delta: isize,
) -> Result<(String, bool), String> {
    let gone = || format!("tab {tab} has no divider {index}");
    let (nodes, (cols, rows)) = view.trees.get(&tab).ok_or_else(gone)?;
    let tree = Tree::from_nodes(nodes, &Some).ok_or_else(gone)?;
    let area = Rect::of(TerminalSize {
        cols: *cols,
        rows: *rows,
        ..TerminalSize::default()
    });
    let dividers = tree.dividers(area);
    let line = dividers.get(index).ok_or_else(gone)?;
    let touches = |(_, place): &(PaneId, Rect)| match line.axis {
        SplitAxis::Horizontal => {
            place.left + place.cols == line.left
                && (line.top..line.top + line.length).contains(&place.top)
        }
        SplitAxis::Vertical => {
            place.top + place.rows == line.top
                && (line.left..line.left + line.length).contains(&place.left)
        }
    };
    let (pane, _) = tree
        .layout(area)
        .into_iter()
        .find(touches)
        .ok_or_else(gone)?;
    let flag = match (line.axis, delta < 0) {
        (SplitAxis::Horizontal, true) => "-L",
        (SplitAxis::Horizontal, false) => "-R",
        (SplitAxis::Vertical, true) => "-U",
        (SplitAxis::Vertical, false) => "-D",
    };
    let amount = delta.unsigned_abs();
    Ok((format!("resize-pane {flag} -t %{pane} {amount}"), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_not_get_out_of_their_quotes() {
        assert_eq!(quote("a b"), "'a b'");
        assert_eq!(quote("it's; kill-server\nx"), "'it'\\''s; kill-server x'");
        assert_eq!(literal("/a/#(reboot)"), "'/a/##(reboot)'");
    }

    #[test]
    fn input_goes_as_numbers() {
        let commands: Vec<String> = send_keys(3, b"a\n\xff").collect();
        assert_eq!(commands, ["send-keys -t %3 -H 61 0a ff"]);
        assert_eq!(send_keys(3, &[0; 1000]).count(), 4);
    }

    #[test]
    fn a_divider_is_the_border_of_a_pane() {
        let split = |axis| NodeState::Split { axis, share: 0.5 };
        let nodes = [
            split(SplitAxis::Horizontal),
            split(SplitAxis::Vertical),
            NodeState::Leaf(1),
            NodeState::Leaf(2),
            NodeState::Leaf(3),
        ];
        let view = View {
            tabs: vec![7],
            zoomed: BTreeSet::new(),
            trees: BTreeMap::from([(7, (&nodes[..], (81, 25)))]),
            active: Some(7),
        };
        let moved = |index, delta| divider(&view, 7, index, delta).map(|(command, _)| command);
        assert_eq!(moved(0, -3).as_deref(), Ok("resize-pane -L -t %1 3"));
        assert_eq!(moved(1, 2).as_deref(), Ok("resize-pane -D -t %1 2"));
        assert!(moved(2, 2).is_err());
    }
}
