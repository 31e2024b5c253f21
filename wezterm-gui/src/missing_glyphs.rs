//! Characters that no font has: what the user is told, once for each script.

use std::collections::HashSet;

/// Texts of one script and a font that has it: first and last code point, the
/// font, and Debian's package of it.
const FONTS: &[(u32, u32, &str, &str)] = &[
    (0x0590, 0x05ff, "Noto Sans Hebrew", "fonts-noto-core"),
    (0x0600, 0x077f, "Noto Sans Arabic", "fonts-noto-core"),
    (0x0900, 0x097f, "Noto Sans Devanagari", "fonts-noto-core"),
    (0x0980, 0x0dff, "Noto Sans of its script", "fonts-noto-core"),
    (0x0e00, 0x0e7f, "Noto Sans Thai", "fonts-noto-core"),
    (0x0e80, 0x10ff, "Noto Sans of its script", "fonts-noto-core"),
    (0x1100, 0x11ff, "Noto Sans CJK", "fonts-noto-cjk"),
    (0x1200, 0x1fff, "Noto Sans of its script", "fonts-noto-core"),
    (0x2000, 0x2bff, "Noto Sans Symbols", "fonts-noto-core"),
    (0x2e80, 0x9fff, "Noto Sans CJK", "fonts-noto-cjk"),
    (0xa000, 0xabff, "Noto Sans of its script", "fonts-noto-core"),
    (0xac00, 0xd7ff, "Noto Sans CJK", "fonts-noto-cjk"),
    (0xf900, 0xfaff, "Noto Sans CJK", "fonts-noto-cjk"),
    (0xfe30, 0xfe4f, "Noto Sans CJK", "fonts-noto-cjk"),
    (0xff00, 0xffef, "Noto Sans CJK", "fonts-noto-cjk"),
    (
        0x10000,
        0x1afff,
        "Noto Sans of its script",
        "fonts-noto-core",
    ),
    (0x1b000, 0x1b16f, "Noto Sans CJK", "fonts-noto-cjk"),
    (0x1d000, 0x1d7ff, "Noto Sans Math", "fonts-noto-core"),
    (
        0x1f000,
        0x1faff,
        "Noto Color Emoji",
        "fonts-noto-color-emoji",
    ),
    (0x20000, 0x323af, "Noto Sans CJK", "fonts-noto-cjk"),
];

/// What was told already.
#[derive(Debug, Default)]
pub(crate) struct MissingGlyphs(HashSet<Option<&'static str>>);

impl MissingGlyphs {
    /// What to tell of a character; `None` if its script was told of.
    pub(crate) fn tell(&mut self, c: char) -> Option<String> {
        let code = u32::from(c);
        let font = FONTS
            .iter()
            .find(|(first, last, ..)| (*first..=*last).contains(&code));
        if !self.0.insert(font.map(|(_, _, name, _)| *name)) {
            return None;
        }
        let advice = match font {
            Some((_, _, name, package)) => {
                format!("{name} may (Debian: {package})")
            }
            None => "Name one that does in wezterm.font_with_fallback".to_owned(),
        };
        Some(format!("No font has {c} (U+{code:04X}). {advice}."))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_script_is_told_of_once_with_its_font() {
        let mut missing = MissingGlyphs::default();
        let told = missing.tell('漢').unwrap();
        assert!(told.contains("漢 (U+6F22)") && told.contains("fonts-noto-cjk"));
        assert_eq!(missing.tell('字'), None);
        assert_eq!(missing.tell('한'), None);
        assert!(missing.tell('न').unwrap().contains("Devanagari"));
        assert!(missing.tell('\u{f8ff}').unwrap().contains("Name one"));
        assert_eq!(missing.tell('\u{e000}'), None);
    }

    #[test]
    fn ranges_are_in_order() {
        for pair in FONTS.windows(2) {
            assert!(pair[0].0 <= pair[0].1 && pair[0].1 < pair[1].0, "{pair:?}");
        }
    }
}
