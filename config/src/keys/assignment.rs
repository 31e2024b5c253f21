use super::arguments::*;
use crate::convert::{ConfigError, Convert, Cx};
use crate::structs::*;
use mlua::{Lua, Value};

lua_tagged! {
    /// What a search looks for.
    #[derive(Default)]
    pub enum Pattern ("search pattern") {
        words {
            /// The selected text.
            #[default]
            CurrentSelectionOrEmptyString,
        }
        values { CaseSensitiveString(String), CaseInSensitiveString(String), Regex(String) }
    }
}

lua_tagged! {
    /// What a key does in copy mode.
    pub enum CopyModeAssignment ("copy mode action") {
        words {
            MoveToViewportBottom, MoveToViewportTop, MoveToViewportMiddle, MoveToScrollbackTop,
            MoveToScrollbackBottom, ClearSelectionMode, MoveToStartOfLineContent,
            MoveToEndOfLineContent, MoveToStartOfLine, MoveToStartOfNextLine,
            MoveToSelectionOtherEnd, MoveToSelectionOtherEndHoriz, MoveBackwardWord,
            MoveForwardWord, MoveForwardWordEnd, MoveRight, MoveLeft, MoveUp, MoveDown, PageUp,
            PageDown, Close, PriorMatch, NextMatch, PriorMatchPage, NextMatchPage,
            CycleMatchType, ClearPattern, EditPattern, AcceptPattern, MoveBackwardSemanticZone,
            MoveForwardSemanticZone, JumpAgain, JumpReverse,
        }
        values {
            MoveByPage(f64), MoveBackwardZoneOfType(SemanticType),
            MoveForwardZoneOfType(SemanticType), JumpForward(JumpArguments),
            JumpBackward(JumpArguments),
        }
        defaulted { SetSelectionMode(Option<SelectionMode>) }
    }
}
lua_tagged_convert!(Pattern, CopyModeAssignment);

lua_tagged! {
    /// What a key or a mouse button does.
    pub enum KeyAssignment ("key assignment") {
        words {
            ActivateCommandPalette, ActivateCopyMode, ActivateLastTab, ClearKeyTableStack,
            ClearSelection, DecreaseFontSize,
            /// The key does what it would do without default bindings.
            DisableDefaultAssignment,
            Hide, HideApplication, IncreaseFontSize,
            /// The key does nothing at all.
            Nop,
            OpenLinkAtMouseCursor, PopKeyTable, QuickSelect, QuitApplication,
            ReloadConfiguration,
            /// Edits the title of the active tab in the tab bar.
            RenameTab,
            ResetFontAndWindowSize, ResetFontSize, ResetTerminal,
            ScrollByCurrentEventWheelDelta, ScrollToBottom, ScrollToTop, Show, ShowDebugOverlay,
            ShowLauncher, ShowTabNavigator, SpawnWindow, StartWindowDrag, ToggleAlwaysOnBottom,
            ToggleAlwaysOnTop, ToggleFullScreen, TogglePaneZoomState,
            /// Brings back the pane or tab that was closed last (`undo_close_seconds`).
            UndoClose,
        }
        values {
            ActivateKeyTable(ActivateKeyTable), ActivatePaneByIndex(usize),
            ActivatePaneDirection(PaneDirection),
            /// From 0; negative counts from the last tab, -1.
            ActivateTab(isize),
            ActivateTabRelative(isize), ActivateTabRelativeNoWrap(isize),
            ActivateWindow(usize), ActivateWindowRelative(isize),
            ActivateWindowRelativeNoWrap(isize), AdjustPaneSize(PaneAdjustment),
            AttachDomain(String), ClearScrollback(ScrollbackEraseMode),
            CloseCurrentPane(CloseArguments), CloseCurrentTab(CloseArguments),
            CompleteSelection(ClipboardCopyDestination),
            Confirmation(Confirmation),
            CompleteSelectionOrOpenLinkAtMouseCursor(ClipboardCopyDestination),
            CopyMode(CopyModeAssignment), CopyTextTo(CopyTextTo),
            CopyTo(ClipboardCopyDestination), DetachDomain(SpawnTabDomain),
            /// Runs the handlers of an event; what `wezterm.action_callback` makes.
            EmitEvent(String),
            ExtendSelectionToMouseCursor(SelectionMode), InputSelector(Box<InputSelector>),
            MoveTab(usize), MoveTabRelative(isize), Multiple(Vec<KeyAssignment>),
            OpenUri(String), PasteFrom(ClipboardPasteSource), PromptInputLine(PromptInputLine),
            RotatePanes(RotationDirection), ScrollByLine(isize), ScrollByPage(f64),
            /// By tabs, while not all fit into the tab bar; negative towards the first.
            ScrollTabBar(isize),
            ScrollToPrompt(isize), SelectTextAtMouseCursor(SelectionMode), SendKey(SendKey),
            SendString(String), SetPaneZoomState(bool), SetWindowLevel(WindowLevel),
            ShowLauncherArgs(LauncherActionArgs), SpawnTab(SpawnTabDomain),
            SplitPane(Box<SplitPane>), SwitchWorkspaceRelative(isize),
        }
        defaulted {
            CharSelect(CharSelectArguments), PaneSelect(PaneSelectArguments),
            QuickSelectArgs(QuickSelectArguments), Search(Pattern),
            SpawnCommandInNewTab(Box<SpawnCommand>), SpawnCommandInNewWindow(Box<SpawnCommand>),
            SplitHorizontal(Box<SpawnCommand>), SplitVertical(Box<SpawnCommand>),
            SwitchToWorkspace(Box<SwitchToWorkspace>),
        }
    }
}

impl KeyAssignment {
    /// The assignment that replaced one of an old version.
    fn replacement(name: &str) -> Option<(Self, &'static str)> {
        use ClipboardCopyDestination as To;
        use ClipboardPasteSource as From;
        Some(match name {
            "Copy" => (Self::CopyTo(To::Clipboard), "CopyTo=\"Clipboard\""),
            "Paste" => (Self::PasteFrom(From::Clipboard), "PasteFrom=\"Clipboard\""),
            "PastePrimarySelection" => (
                Self::PasteFrom(From::PrimarySelection),
                "PasteFrom=\"PrimarySelection\"",
            ),
            _ => return None,
        })
    }
}

impl Convert for KeyAssignment {
    fn type_text() -> String {
        "KeyAssignment".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        match value {
            Value::Function(_) => {
                return Err(cx.wrong_type(
                    "a key assignment; wrap the function as wezterm.action_callback(function)",
                    value,
                ));
            }
            Value::String(name) => {
                if let Some((now, instead)) = Self::replacement(&name.to_string_lossy()) {
                    cx.warn(format!("this action was removed; use {instead}"));
                    return Ok(now);
                }
            }
            Value::Table(table) => {
                // `act.CopyTo` without its argument.
                if let Some(name) = super::action::uncalled(table)? {
                    return Self::from_word(&name, cx);
                }
            }
            _ => {}
        }
        Self::from_word_or_table(value, cx)
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        self.to_word_or_table(lua)
    }
}
