//! What key assignments do. Each is a small function here or in a file of its
//! family; [`perform`] is the table that finds it.

mod clipboard;
mod domains;
mod font_size;
mod overlays;
mod panes;
mod scroll;
mod selection;
mod tabs;

use crate::overlay::launcher;
use crate::shared::{Request, Shared};
use crate::termwindow::TermWindow;
use crate::termwindow::confirm::Question;
use crate::termwindow::key_state::TableOptions;
use config::keys::{KeyAssignment, KeySpec, QuickSelectArguments};
use std::time::{Duration, Instant};
use wezterm_types::{KeyCode, KeyEvent, KeyEventKind, Leds, Modifiers};
use window::Level;

pub(crate) use clipboard::{copy_text, paste, paste_confirmed};
pub(crate) use overlays::{insert_character, pane_selected, show_palette};
pub(crate) use tabs::{close_tab_at, new_tab_button, window_button};

/// Carries out a key assignment in a window, for one of its panes.
pub(crate) fn perform(
    window: &mut TermWindow,
    shared: &mut Shared,
    pane: mux::PaneId,
    action: &KeyAssignment,
) {
    use KeyAssignment as K;
    match action {
        K::Nop | K::DisableDefaultAssignment => {}
        K::Multiple(actions) => {
            for action in actions {
                perform(window, shared, pane, action);
            }
        }

        K::SpawnTab(domain) => tabs::spawn(window, shared, pane, domain),
        K::SpawnWindow => tabs::spawn_window(shared, pane),
        K::SpawnCommandInNewTab(command) => tabs::spawn_command(window, shared, pane, command),
        K::SpawnCommandInNewWindow(command) => tabs::spawn_command_in_window(shared, pane, command),
        K::ActivateTab(index) => tabs::activate(window, shared, *index),
        K::ActivateTabRelative(step) => tabs::activate_relative(window, shared, *step, true),
        K::ActivateTabRelativeNoWrap(step) => tabs::activate_relative(window, shared, *step, false),
        K::ActivateLastTab => tabs::activate_last(window, shared),
        K::RenameTab => tabs::rename(window, shared),
        K::ScrollTabBar(by) => window.scroll_bar(*by),
        K::MoveTab(index) => tabs::move_to(window, shared, *index),
        K::MoveTabRelative(step) => tabs::move_relative(window, shared, *step),
        K::CloseCurrentTab(close) => tabs::close_current(window, shared, close.confirm),
        K::UndoClose => tabs::undo_close(window, shared),
        K::ActivateWindow(index) => {
            tabs::activate_window(window, shared, *index as isize, false, false)
        }
        K::ActivateWindowRelative(step) => tabs::activate_window(window, shared, *step, true, true),
        K::ActivateWindowRelativeNoWrap(step) => {
            tabs::activate_window(window, shared, *step, true, false);
        }

        K::AttachDomain(name) => domains::attach(window, shared, name),
        K::DetachDomain(domain) => domains::detach(window, shared, pane, domain),

        K::CloseCurrentPane(close) => panes::close(window, shared, pane, close.confirm),
        K::SplitHorizontal(command) => panes::split_right(window, shared, pane, command),
        K::SplitVertical(command) => panes::split_down(window, shared, pane, command),
        K::SplitPane(split) => panes::split(window, shared, pane, split),
        K::ActivatePaneDirection(direction) => panes::activate(window, shared, pane, *direction),
        K::ActivatePaneByIndex(index) => panes::activate_index(window, shared, *index),
        K::AdjustPaneSize(by) => panes::adjust_size(window, shared, pane, by.direction, by.cells),
        K::TogglePaneZoomState => panes::set_zoom(window, shared, pane, None),
        K::SetPaneZoomState(zoomed) => panes::set_zoom(window, shared, pane, Some(*zoomed)),
        K::RotatePanes(direction) => panes::rotate(window, shared, *direction),

        K::CopyTo(destination) => clipboard::copy_selection(window, shared, pane, *destination),
        K::CopyTextTo(copy) => clipboard::copy(window, copy.text.clone(), copy.destination),
        K::PasteFrom(source) => clipboard::request_paste(window, pane, *source),
        K::SendString(text) => send(shared, pane, text.as_bytes()),
        K::SendKey(key) => send_key(shared, pane, key),

        K::ScrollByPage(pages) => scroll::by_pages(window, shared, pane, *pages),
        K::ScrollByLine(lines) => scroll::by_lines(window, shared, pane, *lines),
        K::ScrollByCurrentEventWheelDelta => scroll::by_wheel(window, shared, pane),
        K::ScrollToTop => scroll::to_top(window, shared, pane),
        K::ScrollToBottom => scroll::to_bottom(window, shared, pane),
        K::ScrollToPrompt(step) => scroll::to_prompt(window, shared, pane, *step),
        K::ClearScrollback(mode) => scroll::clear(window, shared, pane, *mode),
        K::ResetTerminal => scroll::reset(window, shared, pane),

        K::SelectTextAtMouseCursor(mode) => selection::start(window, shared, pane, *mode),
        K::ExtendSelectionToMouseCursor(mode) => selection::extend(window, shared, pane, *mode),
        K::CompleteSelection(destination) => {
            selection::complete(window, shared, pane, *destination);
        }
        K::CompleteSelectionOrOpenLinkAtMouseCursor(destination) => {
            if !selection::complete(window, shared, pane, *destination) {
                selection::open_link(window, shared, pane);
            }
        }
        K::OpenLinkAtMouseCursor => selection::open_link(window, shared, pane),
        K::OpenUri(uri) => shared.requests.push(Request::OpenUri {
            window: window.mux_window(),
            pane,
            uri: uri.clone(),
        }),
        K::ClearSelection => selection::clear(window, shared, pane),

        K::IncreaseFontSize => font_size::change(window, shared, 1.1),
        K::DecreaseFontSize => font_size::change(window, shared, 1.0 / 1.1),
        K::ResetFontSize => font_size::reset(window, shared),
        K::ResetFontAndWindowSize => font_size::reset_with_window(window, shared),

        K::ToggleFullScreen => window.toggle_fullscreen(),
        K::Hide | K::HideApplication => window.minimize(),
        K::Show => window.focus(),
        K::StartWindowDrag => window.start_drag(),
        K::SetWindowLevel(level) => window.set_level(window_level(*level)),
        K::ToggleAlwaysOnTop => window.toggle_level(Level::AlwaysOnTop),
        K::ToggleAlwaysOnBottom => window.toggle_level(Level::AlwaysOnBottom),

        K::ActivateKeyTable(table) => {
            let options = TableOptions {
                timeout: table.timeout_milliseconds.map(Duration::from_millis),
                replace_current: table.replace_current,
                one_shot: table.one_shot,
                until_unknown: table.until_unknown,
                prevent_fallback: table.prevent_fallback,
            };
            window
                .keys
                .push_table(table.name.clone(), options, Instant::now());
        }
        K::PopKeyTable => {
            window.keys.pop_table();
        }
        K::ClearKeyTableStack => window.keys.clear_tables(),

        K::ReloadConfiguration => shared.requests.push(Request::ReloadConfiguration),
        K::QuitApplication => quit(window, shared),
        K::EmitEvent(event) => shared.requests.push(Request::Emit {
            event: event.clone(),
            window: window.mux_window(),
            pane,
        }),
        K::SwitchToWorkspace(switch) => tabs::switch_workspace(window, shared, switch),
        K::SwitchWorkspaceRelative(step) => tabs::switch_workspace_relative(shared, *step),

        K::ShowDebugOverlay => overlays::debug(window, shared, pane),
        K::ShowTabNavigator => overlays::navigator(window, shared, pane),
        K::ShowLauncher => {
            let args = launcher::default_arguments();
            overlays::launcher(window, shared, pane, &args);
        }
        K::ShowLauncherArgs(args) => overlays::launcher(window, shared, pane, args),
        K::ActivateCommandPalette => {
            let window = window.mux_window();
            shared
                .requests
                .push(Request::CommandPalette { window, pane });
        }
        K::InputSelector(args) => overlays::selector(window, pane, args),
        K::PromptInputLine(args) => overlays::prompt(window, pane, args),
        K::ActivateCopyMode => window.copy_mode(shared, pane),
        K::CopyMode(action) => window.copy_mode_action(shared, pane, action),
        K::Search(pattern) => window.search(shared, pane, pattern),
        K::QuickSelect => {
            window.quick_select(shared, pane, &QuickSelectArguments::default());
        }
        K::QuickSelectArgs(args) => window.quick_select(shared, pane, args),
        K::CharSelect(args) => overlays::characters(window, shared, pane, args),
        K::PaneSelect(args) => overlays::select_pane(window, shared, pane, args),
        K::Confirmation(args) => overlays::confirmation(window, pane, args),
    }
}

/// The user said yes.
pub(crate) fn confirmed(window: &mut TermWindow, shared: &mut Shared, question: Question) {
    match question {
        // What the question was about may be gone by now: then all is well.
        Question::ClosePane(pane) => drop(shared.mux.borrow_mut().close_pane(pane)),
        Question::CloseTab(tab) => drop(shared.mux.borrow_mut().close_tab(tab)),
        Question::CloseWindow => drop(shared.mux.borrow_mut().close_window(window.mux_window())),
        Question::RestoreSession => shared.requests.push(Request::RestoreSession),
        Question::Quit => shared.requests.push(Request::Quit),
        Question::Paste(pane, text) => paste_confirmed(shared, pane, &text),
    }
}

/// `QuitApplication`: asks as closing a window does.
fn quit(window: &mut TermWindow, shared: &mut Shared) {
    if window.config.window_close_confirmation
        == config::structs::WindowCloseConfirmation::NeverPrompt
    {
        shared.requests.push(Request::Quit);
    } else {
        window.ask(crate::termwindow::confirm::Confirmation::new(
            Question::Quit,
            "Quit wezterm and end everything that runs in it?",
        ));
    }
}

fn window_level(level: config::structs::WindowLevel) -> Level {
    use config::structs::WindowLevel as L;
    match level {
        L::AlwaysOnBottom => Level::AlwaysOnBottom,
        L::Normal => Level::Normal,
        L::AlwaysOnTop => Level::AlwaysOnTop,
    }
}

fn send(shared: &Shared, pane: mux::PaneId, bytes: &[u8]) {
    if let Some(pane) = shared.mux.borrow().pane(pane) {
        write(&pane, bytes);
    }
}

/// Queues bytes for a program. A program that has ended, or one that does not
/// read and whose queue is full, can not take them: that is logged.
pub(crate) fn write(pane: &mux::Pane, bytes: &[u8]) {
    if let Err(error) = pane.write(bytes) {
        log::warn!("{error}");
    }
}

/// `SendKey`: the key as if it had been pressed in the pane, past all bindings.
fn send_key(shared: &Shared, pane: mux::PaneId, key: &config::keys::SendKey) {
    let Some(pane) = shared.mux.borrow().pane(pane) else {
        return;
    };
    if let Some(event) = key_event(key) {
        let bytes = pane.lock_terminal().encode_key(&event);
        write(&pane, &bytes);
    }
}

/// A key of the configuration as if it had been pressed. `raw:` keys have no
/// meaning away from the keyboard they belong to.
fn key_event(key: &config::keys::SendKey) -> Option<KeyEvent> {
    let (code, phys) = match key.key {
        KeySpec::Plain(code) | KeySpec::Mapped(code) => (code, None),
        KeySpec::Phys(phys) => (KeyCode::Char(config::keys::us_character(phys)?), Some(phys)),
        KeySpec::Raw(_) => return None,
    };
    let text = match code {
        KeyCode::Char(c) if (key.mods - Modifiers::SHIFT).is_empty() => Some(c.to_string()),
        _ => None,
    };
    Some(KeyEvent {
        key: code,
        unshifted: match code {
            KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
            other => other,
        },
        phys,
        raw: None,
        modifiers: key.mods,
        leds: Leds::empty(),
        text,
        kind: KeyEventKind::Press,
    })
}
