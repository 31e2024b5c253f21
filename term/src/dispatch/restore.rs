//! Sequences of a copy of a terminal, for what no standard one says. They are
//! private, `CSI > Ps ; Ps W`, and unknown outside of a copy.

use super::region::PROTECTED;
use crate::core::Core;
use crate::modes::Protection;
use rio_vt::crosswords::Mode;
use rio_vt::crosswords::grid::row::SemanticPrompt;
use rio_vt::crosswords::square::{Square, Wide};
use std::fmt::Write as _;

/// What is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Whether the cursor's row goes on in the next, and whether a wide
    /// character left its last column free.
    LastCell { wrapped: bool, is_spacer: bool },
    /// The prompt mark of the cursor's row: none, prompt, continuation.
    Mark(u16),
    /// The next character wraps first.
    PendingWrap,
    /// Origin mode is on; the cursor stays.
    Origin,
    /// DECSC saved origin mode.
    SavedOrigin,
    /// As [`Protection`].
    Protection(u16),
    /// The level of DECSCL.
    Level(u16),
}

impl Detail {
    pub(crate) fn push(self, out: &mut String) {
        let (number, value) = match self {
            Self::LastCell { wrapped, is_spacer } => {
                (1, u16::from(wrapped) | u16::from(is_spacer) << 1)
            }
            Self::Mark(mark) => (2, mark),
            Self::PendingWrap => (3, 0),
            Self::Origin => (4, 0),
            Self::SavedOrigin => (5, 0),
            Self::Protection(protection) => (6, protection),
            Self::Level(level) => (7, level),
        };
        let _ = write!(out, "\x1b[>{number};{value}W");
    }

    fn of(number: u16, value: u16) -> Option<Self> {
        Some(match number {
            1 => Self::LastCell {
                wrapped: value & 1 != 0,
                is_spacer: value & 2 != 0,
            },
            2 => Self::Mark(value),
            3 => Self::PendingWrap,
            4 => Self::Origin,
            5 => Self::SavedOrigin,
            6 => Self::Protection(value),
            7 => Self::Level(value),
            _ => return None,
        })
    }
}

/// Whether DECSCA or SPA guards a cell.
pub(crate) fn is_protected(cell: Square) -> bool {
    !cell.is_bg_only() && cell.contains_cell_flag(PROTECTED)
}

impl Core {
    /// Whether it was understood.
    pub(super) fn restore_detail(&mut self, number: u16, value: u16) -> bool {
        let Some(detail) = Detail::of(number, value).filter(|_| self.is_restoring) else {
            return false;
        };
        let screen = usize::from(self.is_alt());
        let row = super::region::line(self.cursor_row());
        match detail {
            Detail::LastCell { wrapped, is_spacer } => {
                if let Some(last) = self.vt.grid[row].last_mut() {
                    if is_spacer {
                        last.set_wide(Wide::LeadingSpacer);
                    }
                    last.set_wrapline(wrapped);
                }
            }
            Detail::Mark(mark) => {
                self.vt.grid[row].semantic_prompt = match mark {
                    1 => SemanticPrompt::Prompt,
                    2 => SemanticPrompt::PromptContinuation,
                    _ => SemanticPrompt::None,
                };
            }
            Detail::PendingWrap => self.vt.grid.cursor.should_wrap = true,
            Detail::Origin => {
                let cursor = self.vt.grid.cursor.clone();
                self.set_private(6, true, false);
                self.vt.grid.cursor = cursor;
                debug_assert!(self.vt.mode().contains(Mode::ORIGIN));
            }
            Detail::SavedOrigin => self.modes.saved[screen].origin = true,
            Detail::Protection(protection) => {
                self.modes.protection = match protection {
                    1 => Protection::Dec,
                    2 => Protection::Iso,
                    _ => Protection::Off,
                };
            }
            Detail::Level(level) => {
                self.modes.level = u8::try_from(level.clamp(1, 5)).unwrap_or(5);
            }
        }
        true
    }
}
