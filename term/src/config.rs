use crate::bidi::LineDirection;
use crate::palette::Palette;

/// The shape of the text cursor and whether it blinks (DECSCUSR).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants say it all")]
pub enum CursorStyle {
    #[default]
    SteadyBlock,
    BlinkingBlock,
    SteadyUnderline,
    BlinkingUnderline,
    SteadyBar,
    BlinkingBar,
}

impl CursorStyle {
    /// Whether the cursor is shown and hidden periodically.
    #[must_use]
    pub const fn is_blinking(self) -> bool {
        matches!(
            self,
            Self::BlinkingBlock | Self::BlinkingUnderline | Self::BlinkingBar
        )
    }

    /// The same shape, blinking or steady (mode 12).
    #[must_use]
    pub const fn with_blinking(self, blinking: bool) -> Self {
        match (self, blinking) {
            (Self::SteadyBlock | Self::BlinkingBlock, false) => Self::SteadyBlock,
            (Self::SteadyBlock | Self::BlinkingBlock, true) => Self::BlinkingBlock,
            (Self::SteadyUnderline | Self::BlinkingUnderline, false) => Self::SteadyUnderline,
            (Self::SteadyUnderline | Self::BlinkingUnderline, true) => Self::BlinkingUnderline,
            (Self::SteadyBar | Self::BlinkingBar, false) => Self::SteadyBar,
            (Self::SteadyBar | Self::BlinkingBar, true) => Self::BlinkingBar,
        }
    }

    /// The parameter of DECSCUSR that selects this style, 1..=6.
    #[must_use]
    pub const fn decscusr(self) -> u16 {
        match self {
            Self::BlinkingBlock => 1,
            Self::SteadyBlock => 2,
            Self::BlinkingUnderline => 3,
            Self::SteadyUnderline => 4,
            Self::BlinkingBar => 5,
            Self::SteadyBar => 6,
        }
    }

    /// The style a DECSCUSR parameter selects; `None` outside 1..=6.
    #[must_use]
    pub const fn from_decscusr(n: u16) -> Option<Self> {
        Some(match n {
            1 => Self::BlinkingBlock,
            2 => Self::SteadyBlock,
            3 => Self::BlinkingUnderline,
            4 => Self::SteadyUnderline,
            5 => Self::BlinkingBar,
            6 => Self::SteadyBar,
            _ => return None,
        })
    }
}

/// What the line ends of pasted text become.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NewlineCanon {
    /// Left as they are.
    None,
    /// `\n`.
    LineFeed,
    /// `\r`, what the Enter key sends.
    #[default]
    CarriageReturn,
    /// `\r\n`.
    CarriageReturnAndLineFeed,
}

/// What the user chose for a terminal; plain data, no Lua in it.
#[derive(Clone, Debug)]
pub struct TerminalConfig {
    /// Rows kept above the screen; 0 keeps none.
    pub scrollback_lines: usize,
    /// Cursor until a program asks for another (DECSCUSR 0 returns to it).
    pub default_cursor_style: CursorStyle,
    /// Colours before any OSC 4/10.. override.
    pub palette: Palette,
    /// Characters that end a word when selecting by words.
    pub word_boundary: String,
    /// Whether `CSI 20 t` and `CSI 21 t` are answered.
    pub enable_title_reporting: bool,
    /// Whether DECRQCRA is answered: a program can read the screen with it.
    pub enable_checksum_report: bool,
    /// Whether programs may resize, move, iconify and raise the window
    /// (XTWINOPS, DECCOLM with mode 40).
    pub enable_window_ops: bool,
    /// Reply to ENQ; empty sends nothing.
    pub enq_answerback: String,
    /// Version reported by XTVERSION (`wezterm <version>`).
    pub version: String,
    /// Whether programs may switch on the kitty keyboard protocol.
    pub enable_kitty_keyboard: bool,
    /// Encode keys as `CSI u` from the start.
    pub enable_csi_u: bool,
    /// Whether lines with text from right to left are shown in its order
    /// (`bidi_enabled`), until a program says otherwise (BDSM).
    pub bidi: bool,
    /// The direction of lines (`bidi_direction`), until a program says
    /// otherwise (SCP).
    pub bidi_direction: LineDirection,
    /// Whether kitty graphics (APC G) are processed.
    pub enable_kitty_graphics: bool,
    /// Arrow keys sent per wheel step while the alternate screen scrolls so.
    pub alternate_scroll_lines: usize,
    /// Whether East Asian ambiguous characters are two cells wide.
    pub ambiguous_wide: bool,
    /// Line ends of pasted text.
    pub canonicalize_pasted_newlines: NewlineCanon,
    /// Log sequences that are not understood, at level warn.
    pub log_unknown: bool,
}

impl Default for TerminalConfig {
    fn default() -> Self {
        Self {
            scrollback_lines: 3500,
            default_cursor_style: CursorStyle::default(),
            palette: Palette::default(),
            word_boundary: " \t\n{[}]()\"'`".to_owned(),
            enable_title_reporting: false,
            enable_checksum_report: false,
            enable_window_ops: false,
            enq_answerback: String::new(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            enable_kitty_keyboard: false,
            enable_csi_u: false,
            bidi: false,
            bidi_direction: LineDirection::default(),
            enable_kitty_graphics: true,
            alternate_scroll_lines: 3,
            ambiguous_wide: false,
            canonicalize_pasted_newlines: NewlineCanon::default(),
            log_unknown: false,
        }
    }
}
