//! Character sets (ECMA-35, DEC STD 070): what is designated as G0 to G3,
//! which of them letters are read in, and what they become.

use crate::core::Core;
use rio_vt::crosswords::pos::{CharsetIndex, StandardCharset};
use rio_vt::performer::handler::Handler;

/// A designated character set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Charset {
    #[default]
    Ascii,
    LineDrawing,
    /// One of [`NATIONAL`], by its place. All but the British one count only
    /// while mode 42 (DECNRCM) is set.
    National(u8),
    /// DEC technical.
    Technical,
    /// DEC supplemental graphics.
    Supplemental,
    /// ISO Latin-1, right half.
    Latin1,
}

/// The letters a national set has in place of [`REPLACED`] of ASCII.
struct National {
    /// Final characters, with an intermediate where there is one.
    finals: &'static [&'static str],
    letters: &'static str,
}

const REPLACED: &str = "#@[\\]^_`{|}~";

/// The national replacement sets of the VT220 to VT520.
#[rustfmt::skip]
const NATIONAL: [National; 12] = [
    National { finals: &["A"],           letters: "£@[\\]^_`{|}~" },
    National { finals: &["4"],           letters: "£¾ĳ½|^_`¨ƒ¼´" },
    National { finals: &["5", "C"],      letters: "#@ÄÖÅÜ_éäöåü" },
    National { finals: &["R", "f"],      letters: "£à°ç§^_`éùè¨" },
    National { finals: &["9", "Q"],      letters: "#àâçêî_ôéùèû" },
    National { finals: &["K"],           letters: "#§ÄÖÜ^_`äöüß" },
    National { finals: &["Y"],           letters: "£§°çé^_ùàòèì" },
    National { finals: &["6", "E", "`"], letters: "#ÄÆØÅÜ_äæøåü" },
    National { finals: &["%6"],          letters: "#@ÃÇÕ^_`ãçõ~" },
    National { finals: &["Z"],           letters: "£§¡Ñ¿^_`°ñç~" },
    National { finals: &["7", "H"],      letters: "#ÉÄÖÅÜ_éäöåü" },
    National { finals: &["="],           letters: "ùàéçêîèôäöüû" },
];

/// DEC technical, from `!` on; a space where there is no character.
const TECHNICAL: &str = "⎷┌─⌠⌡│⎡⎣⎤⎦⎛⎝⎞⎠⎨⎬           ≤≠≥∫∴∝∞÷Δ∇ΦΓ∼≃Θ×Λ⇔⇒≡ΠΨ Σ  √ΩΞΥ⊂⊃∩∪∧∨¬αβχδεφγηιθκλ ν∂πψρστ ƒωξυζ←↑→↓";

impl Charset {
    /// The set that ESC, a slot and these characters designate.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "B" | "1" => Self::Ascii,
            "0" | "2" => Self::LineDrawing,
            ">" => Self::Technical,
            "<" | "%5" => Self::Supplemental,
            name => {
                let at = NATIONAL.iter().position(|set| set.finals.contains(&name))?;
                Self::National(u8::try_from(at).ok()?)
            }
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Ascii => "B",
            Self::LineDrawing => "0",
            Self::Technical => ">",
            Self::Supplemental => "<",
            Self::Latin1 => "A",
            Self::National(at) => NATIONAL[usize::from(at)].finals[0],
        }
    }

    fn is_british(self) -> bool {
        self == Self::National(0)
    }

    fn read(self, c: char, national: bool) -> char {
        let nth = |text: &str, at: u32| text.chars().nth(at as usize).filter(|c| *c != ' ');
        match self {
            Self::LineDrawing => StandardCharset::SpecialCharacterAndLineDrawing.map(c),
            Self::National(at) if national || self.is_british() => REPLACED
                .find(c)
                .and_then(|place| NATIONAL[usize::from(at)].letters.chars().nth(place))
                .unwrap_or(c),
            Self::Technical if ('!'..='~').contains(&c) => {
                nth(TECHNICAL, u32::from(c) - 0x21).unwrap_or('\u{fffd}')
            }
            Self::Supplemental | Self::Latin1 if ('!'..='~').contains(&c) => {
                let latin = char::from(c as u8 | 0x80);
                match (self, latin) {
                    (Self::Latin1, c) => c,
                    (_, '¨') => '¤',
                    (_, '×') => 'Œ',
                    (_, '÷') => 'œ',
                    (_, 'Ý') => 'Ÿ',
                    (_, 'ý') => 'ÿ',
                    // Not assigned.
                    (_, '¤' | '¦' | '¬' | '\u{ad}' | '®' | '¯' | '´' | '¸' | '¾') => {
                        '\u{fffd}'
                    }
                    (_, 'Ð' | 'Þ' | 'ð' | 'þ') => '\u{fffd}',
                    (_, c) => c,
                }
            }
            _ => c,
        }
    }
}

/// G0 to G3, the one shifted in, and the one for the next letter only.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Charsets {
    sets: [Charset; 4],
    active: usize,
    single: Option<usize>,
}

impl Charsets {
    /// Whether letters become others here; line drawing alone is the grid's.
    #[inline]
    pub(super) fn translates(self) -> bool {
        self.single.is_some()
            || !matches!(
                self.sets[self.active],
                Charset::Ascii | Charset::LineDrawing
            )
    }

    /// Whether letters stay what they are.
    #[inline]
    pub(super) fn is_ascii(self) -> bool {
        self.single.is_none() && self.sets[self.active] == Charset::Ascii
    }

    /// What a letter becomes; it uses a single shift up.
    pub(super) fn read(&mut self, c: char, national: bool) -> char {
        match self.single.take() {
            Some(slot) => self.sets[slot].read(c, national),
            None if self.sets[self.active] == Charset::LineDrawing => c,
            None => self.sets[self.active].read(c, national),
        }
    }

    /// The sequences that designate and shift in these sets, from a reset state.
    pub(crate) fn designations(self) -> String {
        let mut out = String::new();
        for (set, slot) in self.sets.into_iter().zip(['(', ')', '*', '+']) {
            if set == Charset::Latin1 {
                // Of 96 characters, so by another intermediate; never as G0.
                let slot = char::from(slot as u8 + 4);
                out.extend(['\x1b', slot, 'A']);
            } else if set != Charset::Ascii {
                out.extend(['\x1b', slot]);
                out.push_str(set.name());
            }
        }
        out.push_str(["", "\x0e", "\x1bn", "\x1bo"][self.active.min(3)]);
        out
    }

    /// The four finals and the slot shifted in, as DECCIR reports them.
    pub(super) fn report(self) -> (String, usize, usize) {
        let names = self.sets.map(Charset::name).concat();
        (names, self.active, self.single.unwrap_or(0))
    }
}

impl Charsets {
    /// A bit for each set of 96 characters.
    pub(super) fn sizes(self) -> u8 {
        (0..4).fold(0, |bits, slot| {
            bits | u8::from(self.sets[slot] == Charset::Latin1) << slot
        })
    }
}

pub(super) const INDEX: [CharsetIndex; 4] = [
    CharsetIndex::G0,
    CharsetIndex::G1,
    CharsetIndex::G2,
    CharsetIndex::G3,
];

impl Core {
    /// Locking shift of G0..G3 into the left half.
    pub(super) fn shift_to(&mut self, set: usize) {
        self.charsets.active = set;
        self.vt.set_active_charset(INDEX[set]);
    }

    /// SS2 and SS3: for one letter.
    pub(super) fn shift_once(&mut self, set: usize) {
        self.charsets.single = Some(set);
    }

    pub(super) fn designate(&mut self, slot: usize, charset: Charset) {
        self.charsets.sets[slot] = charset;
        let standard = match charset {
            Charset::LineDrawing => StandardCharset::SpecialCharacterAndLineDrawing,
            _ => StandardCharset::Ascii,
        };
        self.vt.configure_charset(INDEX[slot], standard);
    }

    /// SCS: ESC, the slot, an intermediate where the set has one, the final.
    pub(super) fn designate_named(&mut self, intermediates: &[u8], last: u8) -> bool {
        let Some((&slot, middle)) = intermediates.split_first() else {
            return false;
        };
        let name: String = middle
            .iter()
            .chain([&last])
            .map(|b| char::from(*b))
            .collect();
        let (slot, charset) = match slot {
            b'('..=b'+' => (slot - b'(', Charset::named(&name)),
            // Sets of 96 characters, which G0 cannot be.
            b'-'..=b'/' if name == "A" => (slot - b'-' + 1, Some(Charset::Latin1)),
            _ => return false,
        };
        // An unknown set reads as ASCII: better letters than none.
        self.designate(usize::from(slot), charset.unwrap_or_default());
        charset.is_some()
    }

    /// What a letter becomes in the character set it is read in.
    pub(super) fn in_charset(&mut self, c: char) -> char {
        if !self.charsets.translates() {
            return c;
        }
        let national = self.modes.remembered.contains(&42);
        self.charsets.read(c, national)
    }

    pub(super) fn restore_charsets(&mut self, saved: Charsets) {
        for (slot, set) in saved.sets.into_iter().enumerate() {
            self.designate(slot, set);
        }
        self.charsets = saved;
        self.vt.set_active_charset(INDEX[saved.active]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_as_long_as_what_they_replace() {
        for set in NATIONAL {
            let letters = set.letters.chars().count();
            assert_eq!(letters, REPLACED.len(), "{:?}", set.finals);
        }
        assert_eq!(TECHNICAL.chars().count(), 94);
    }

    #[test]
    fn every_name_leads_to_its_set() {
        let national = (0..12).map(Charset::National);
        let others = [
            Charset::Ascii,
            Charset::LineDrawing,
            Charset::Technical,
            Charset::Supplemental,
        ];
        for set in others.into_iter().chain(national) {
            assert_eq!(Charset::named(set.name()), Some(set));
        }
        assert_eq!(Charset::named("?"), None);
    }
}
