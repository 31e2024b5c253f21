use std::collections::BTreeMap;
use std::sync::Arc;
use wezterm_types::Rgba;

/// The colours a terminal is painted with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Palette {
    /// Text without a colour of its own.
    pub fg: Rgba,
    /// Ground of cells without a colour of their own.
    pub bg: Rgba,
    /// Text under a block cursor.
    pub cursor_fg: Rgba,
    /// The block cursor.
    pub cursor_bg: Rgba,
    /// Outline of the cursor of an unfocused pane; bar and underline cursors.
    pub cursor_border: Rgba,
    /// Selected text; transparent keeps the text's own colour.
    pub selection_fg: Rgba,
    /// Ground of selected text.
    pub selection_bg: Rgba,
    /// 16 ANSI colours, the 6x6x6 cube and 24 greys (xterm's 256 colours).
    pub colors: [Rgba; 256],
}

const ANSI: [u32; 16] = [
    0x00_0000, 0xcc_5555, 0x55_cc55, 0xcd_cd55, 0x54_55cb, 0xcc_55cc, 0x7a_caca, 0xcc_cccc,
    0x55_5555, 0xff_5555, 0x55_ff55, 0xff_ff55, 0x55_55ff, 0xff_55ff, 0x55_ffff, 0xff_ffff,
];

impl Palette {
    /// The 256 colours with the given 16 first ones; the rest is xterm's
    /// cube and grey ramp.
    #[must_use]
    pub fn indexed(ansi: [Rgba; 16]) -> [Rgba; 256] {
        const LEVELS: [u8; 6] = [0, 0x5f, 0x87, 0xaf, 0xd7, 0xff];
        let mut colors = [Rgba::BLACK; 256];
        colors[..16].copy_from_slice(&ansi);
        for (i, color) in colors[16..232].iter_mut().enumerate() {
            *color = Rgba::rgb(LEVELS[i / 36], LEVELS[i / 6 % 6], LEVELS[i % 6]);
        }
        for (color, level) in colors[232..].iter_mut().zip((8_u8..).step_by(10)) {
            *color = Rgba::rgb(level, level, level);
        }
        colors
    }
}

impl Default for Palette {
    fn default() -> Self {
        Self {
            fg: Rgba::hex(0xb2_b2b2),
            bg: Rgba::BLACK,
            cursor_fg: Rgba::BLACK,
            cursor_bg: Rgba::hex(0x52_ad70),
            cursor_border: Rgba::hex(0x52_ad70),
            selection_fg: Rgba::TRANSPARENT,
            selection_bg: Rgba::new(128, 102, 153, 128),
            colors: Self::indexed(ANSI.map(Rgba::hex)),
        }
    }
}

/// A colour of the palette that a program can set, query and reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Slot {
    Indexed(u8),
    Foreground,
    Background,
    Cursor,
    SelectionBg,
    SelectionFg,
    /// Kept and reported for OSC 13 to 16 and 18, and not painted with: the
    /// pointer's two colours, and those of a Tektronix window.
    Unused(u8),
    /// Kept and reported for OSC 5, and not painted with: bold, underline,
    /// blink, reverse, italic.
    Special(u8),
}

impl Slot {
    /// How many special colours there are.
    pub(crate) const SPECIAL: u16 = 5;

    pub(crate) fn special(index: u16) -> Option<Self> {
        let index = u8::try_from(index).ok()?;
        (u16::from(index) < Self::SPECIAL).then_some(Self::Special(index))
    }
}

/// Colours pushed by programs, at most; the oldest goes first.
const MAX_STACK: usize = 10;

/// The configured palette with the program's overrides on top.
#[derive(Clone, Debug)]
pub(crate) struct PaletteState {
    configured: Palette,
    overrides: BTreeMap<Slot, Rgba>,
    stack: Vec<BTreeMap<Slot, Rgba>>,
    effective: Arc<Palette>,
}

impl PaletteState {
    pub(crate) fn new(configured: Palette) -> Self {
        let effective = Arc::new(configured.clone());
        Self {
            configured,
            overrides: BTreeMap::new(),
            stack: Vec::new(),
            effective,
        }
    }

    pub(crate) fn effective(&self) -> &Arc<Palette> {
        &self.effective
    }

    /// Takes a new configured palette; overrides stay on top of it.
    pub(crate) fn configure(&mut self, configured: Palette) -> bool {
        self.configured = configured;
        self.rebuild()
    }

    /// What programs have changed.
    pub(crate) fn overrides(&self) -> impl Iterator<Item = (Slot, Rgba)> {
        self.overrides.iter().map(|(slot, color)| (*slot, *color))
    }

    pub(crate) fn get(&self, slot: Slot) -> Rgba {
        let p = &*self.effective;
        match slot {
            Slot::Indexed(i) => p.colors[usize::from(i)],
            Slot::Foreground => p.fg,
            Slot::Background => p.bg,
            Slot::Cursor => p.cursor_bg,
            Slot::SelectionBg => p.selection_bg,
            Slot::SelectionFg => p.selection_fg,
            Slot::Unused(14 | 16) => self.overrides.get(&slot).copied().unwrap_or(p.bg),
            Slot::Unused(18) => self.overrides.get(&slot).copied().unwrap_or(p.cursor_bg),
            Slot::Unused(_) | Slot::Special(_) => {
                self.overrides.get(&slot).copied().unwrap_or(p.fg)
            }
        }
    }

    /// Keeps the colours for [`pop`](Self::pop).
    pub(crate) fn push(&mut self) {
        if self.stack.len() == MAX_STACK {
            self.stack.remove(0);
        }
        self.stack.push(self.overrides.clone());
    }

    /// Back to the colours last pushed; whether the effective palette changed.
    pub(crate) fn pop(&mut self) -> bool {
        let Some(overrides) = self.stack.pop() else {
            return false;
        };
        self.overrides = overrides;
        self.rebuild()
    }

    /// How many times [`push`](Self::push) can be undone.
    pub(crate) fn depth(&self) -> usize {
        self.stack.len()
    }

    /// Whether the effective palette changed.
    pub(crate) fn set(&mut self, slot: Slot, color: Rgba) -> bool {
        self.overrides.insert(slot, color);
        self.rebuild()
    }

    pub(crate) fn reset(&mut self, slot: Slot) -> bool {
        self.overrides.remove(&slot).is_some() && self.rebuild()
    }

    pub(crate) fn reset_indexed(&mut self) -> bool {
        self.overrides
            .retain(|slot, _| !matches!(slot, Slot::Indexed(_)));
        self.rebuild()
    }

    pub(crate) fn reset_all(&mut self) -> bool {
        self.overrides.clear();
        self.stack.clear();
        self.rebuild()
    }

    fn rebuild(&mut self) -> bool {
        let mut next = self.configured.clone();
        for (&slot, &color) in &self.overrides {
            match slot {
                Slot::Indexed(i) => next.colors[usize::from(i)] = color,
                Slot::Foreground => next.fg = color,
                Slot::Background => next.bg = color,
                Slot::Cursor => {
                    next.cursor_bg = color;
                    next.cursor_border = color;
                }
                Slot::SelectionBg => next.selection_bg = color,
                Slot::SelectionFg => next.selection_fg = color,
                Slot::Unused(_) | Slot::Special(_) => {}
            }
        }
        if next == *self.effective {
            return false;
        }
        self.effective = Arc::new(next);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cube_and_greys_are_xterms() {
        let colors = Palette::default().colors;
        assert_eq!(colors[16], Rgba::BLACK);
        assert_eq!(colors[21], Rgba::hex(0x00_00ff));
        assert_eq!(colors[196], Rgba::hex(0xff_0000));
        assert_eq!(colors[231], Rgba::WHITE);
        assert_eq!(colors[232], Rgba::hex(0x08_0808));
        assert_eq!(colors[255], Rgba::hex(0xee_eeee));
        assert_eq!(colors[249], Palette::default().fg);
    }

    #[test]
    fn overrides_survive_a_new_configuration() {
        let mut state = PaletteState::new(Palette::default());
        assert!(state.set(Slot::Indexed(1), Rgba::WHITE));
        assert!(!state.set(Slot::Indexed(1), Rgba::WHITE));
        let other = Palette {
            bg: Rgba::WHITE,
            ..Palette::default()
        };
        assert!(state.configure(other));
        assert_eq!(state.get(Slot::Indexed(1)), Rgba::WHITE);
        assert_eq!(state.get(Slot::Background), Rgba::WHITE);
        assert!(state.reset_indexed());
        assert_eq!(state.get(Slot::Indexed(1)), Rgba::hex(0xcc_5555));
    }
}
