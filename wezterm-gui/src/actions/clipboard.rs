//! Copy and paste.

use crate::shared::Shared;
use crate::termwindow::TermWindow;
use crate::termwindow::confirm::{Confirmation, Question};
use config::structs::{ClipboardCopyDestination, ClipboardPasteSource};
use mux::PaneId;
use term::ViewportScroll;
use window::ClipboardKind;

/// `CopyTo`: the pane's selection, if it has one.
pub(super) fn copy_selection(
    window: &mut TermWindow,
    shared: &Shared,
    pane: PaneId,
    destination: ClipboardCopyDestination,
) {
    let text = shared
        .mux
        .borrow()
        .pane(pane)
        .and_then(|pane| pane.lock_terminal().selection_text());
    if let Some(text) = text {
        copy(window, text, destination);
    }
}

/// Offers text to other programs.
pub(super) fn copy(window: &TermWindow, text: String, destination: ClipboardCopyDestination) {
    use ClipboardCopyDestination as D;
    if matches!(
        destination,
        D::PrimarySelection | D::ClipboardAndPrimarySelection
    ) {
        window.set_clipboard(ClipboardKind::Primary, text.clone());
    }
    if matches!(destination, D::Clipboard | D::ClipboardAndPrimarySelection) {
        window.set_clipboard(ClipboardKind::Clipboard, text);
    }
}

/// Offers text to other programs, wherever they look for it.
pub(crate) fn copy_text(window: &TermWindow, text: String) {
    copy(
        window,
        text,
        ClipboardCopyDestination::ClipboardAndPrimarySelection,
    );
}

/// Asks the owner of the clipboard for its text; [`paste`] gets the answer.
pub(super) fn request_paste(window: &mut TermWindow, pane: PaneId, source: ClipboardPasteSource) {
    let kind = match source {
        ClipboardPasteSource::Clipboard => ClipboardKind::Clipboard,
        ClipboardPasteSource::PrimarySelection => ClipboardKind::Primary,
    };
    window.request_clipboard(kind, pane);
}

/// Pastes text into a pane. Several lines into a program that did not ask for
/// bracketed paste would run one by one: the user is asked first.
pub(crate) fn paste(window: &mut TermWindow, shared: &mut Shared, pane: PaneId, text: String) {
    let bracketed = match shared.mux.borrow().pane(pane) {
        Some(pane) => pane.lock_terminal().is_bracketed_paste(),
        None => return,
    };
    let lines = text.trim_end_matches(['\r', '\n']).lines().count();
    if !bracketed && lines > 1 && window.config.paste_confirmation {
        window.ask(Confirmation::new(
            Question::Paste(pane, text),
            format!(
                "Paste {lines} lines? The program here would take each line as if you had \
                 typed it and pressed Enter."
            ),
        ));
        return;
    }
    paste_confirmed(shared, pane, &text);
    window.request_redraw();
}

/// Pastes without asking.
pub(crate) fn paste_confirmed(shared: &Shared, pane: PaneId, text: &str) {
    let Some(pane) = shared.mux.borrow().pane(pane) else {
        return;
    };
    let bytes = {
        let mut terminal = pane.lock_terminal();
        terminal.scroll_viewport(ViewportScroll::Bottom);
        terminal.encode_paste(text)
    };
    super::write(&pane, &bytes);
}
