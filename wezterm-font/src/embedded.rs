//! The fonts in the binary: see `assets/fonts/README.md`.

use crate::FontSlant;

/// A font in the binary.
pub(crate) struct Embedded {
    pub(crate) file: &'static str,
    pub(crate) family: &'static str,
    pub(crate) weight: u16,
    pub(crate) slant: FontSlant,
    pub(crate) bytes: &'static [u8],
}

macro_rules! font {
    ($folder:literal, $file:literal, $family:expr, $weight:literal, $slant:ident) => {
        Embedded {
            file: $file,
            family: $family,
            weight: $weight,
            slant: FontSlant::$slant,
            bytes: include_bytes!(concat!("../../assets/fonts/", $folder, "/", $file)),
        }
    };
}

/// Family name of the embedded icons.
pub(crate) const SYMBOLS_FAMILY: &str = "Pure Nerd Font";
const MONO: &str = crate::config::DEFAULT_FAMILY;

/// All of them; the first is the one that is used when nothing else is.
pub(crate) const FONTS: [Embedded; 5] = [
    font!(
        "jetbrains-mono",
        "JetBrainsMono-Regular.ttf",
        MONO,
        400,
        Normal
    ),
    font!(
        "jetbrains-mono",
        "JetBrainsMono-Bold.ttf",
        MONO,
        700,
        Normal
    ),
    font!(
        "jetbrains-mono",
        "JetBrainsMono-Italic.ttf",
        MONO,
        400,
        Italic
    ),
    font!(
        "jetbrains-mono",
        "JetBrainsMono-BoldItalic.ttf",
        MONO,
        700,
        Italic
    ),
    font!(
        "nerd-symbols",
        "PureNerdFont.ttf",
        SYMBOLS_FAMILY,
        400,
        Normal
    ),
];
