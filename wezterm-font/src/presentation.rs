//! Whether a cluster wants to be a picture or text: UTS #51, section 1.4.

use unicode_properties::UnicodeEmoji;
use unicode_properties::emoji::{EmojiStatus, is_regional_indicator};

const TEXT_SELECTOR: char = '\u{fe0e}';
const EMOJI_SELECTOR: char = '\u{fe0f}';
const ZWJ: char = '\u{200d}';

/// Whether a colour font should be looked for first.
pub(crate) fn wants_emoji(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    let Some(first) = chars.next() else {
        return false;
    };
    if first.is_ascii() && chars.clone().next().is_none() {
        return false;
    }
    for c in chars {
        match c {
            TEXT_SELECTOR => return false,
            EMOJI_SELECTOR => return true,
            ZWJ if first.is_emoji_char() => return true,
            '\u{1f3fb}'..='\u{1f3ff}' => return true,
            c if is_regional_indicator(c) => return true,
            _ => {}
        }
    }
    matches!(
        first.emoji_status(),
        EmojiStatus::EmojiPresentation
            | EmojiStatus::EmojiPresentationAndModifierBase
            | EmojiStatus::EmojiPresentationAndEmojiComponent
            | EmojiStatus::EmojiPresentationAndModifierAndEmojiComponent
    ) && !is_regional_indicator(first)
}

/// Whether a font need not have a glyph for `c`: it only steers others.
pub(crate) fn is_control(c: char) -> bool {
    matches!(c,
        TEXT_SELECTOR | EMOJI_SELECTOR | ZWJ | '\u{200c}' | '\u{2060}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0d}' | '\u{e0100}'..='\u{e01ef}' | '\u{e0020}'..='\u{e007f}')
        || c.is_control()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn selectors_and_defaults() {
        for emoji in [
            "😀",
            "☺\u{fe0f}",
            "🇩🇪",
            "👩\u{200d}💻",
            "1\u{fe0f}\u{20e3}",
            "👍🏽",
        ] {
            assert!(wants_emoji(emoji), "{emoji}");
        }
        for text in ["a", "1", "☺", "😀\u{fe0e}", "", "é", "漢", "🇩", "क\u{200d}"] {
            assert!(!wants_emoji(text), "{text}");
        }
    }
}
