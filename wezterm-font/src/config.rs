//! What the user asks for: families, attributes, sizes, rules.

use wezterm_types::{Intensity, Underline};

/// The default family of the terminal; embedded, so it always exists.
pub(crate) const DEFAULT_FAMILY: &str = "JetBrains Mono";

/// The slope of a face, as in CSS Fonts 4 `font-style`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum FontSlant {
    /// Upright.
    #[default]
    Normal,
    /// A true italic.
    Italic,
    /// A slanted upright.
    Oblique,
}

/// The width class of a face: `usWidthClass` of the OpenType `OS/2` table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "the names are those of the OpenType specification"
)]
pub enum FontStretch {
    UltraCondensed,
    ExtraCondensed,
    Condensed,
    SemiCondensed,
    #[default]
    Normal,
    SemiExpanded,
    Expanded,
    ExtraExpanded,
    UltraExpanded,
}

impl FontStretch {
    /// The width in percent of the normal one, as the `wdth` axis has it.
    #[must_use]
    pub const fn percent(self) -> f32 {
        match self {
            Self::UltraCondensed => 50.0,
            Self::ExtraCondensed => 62.5,
            Self::Condensed => 75.0,
            Self::SemiCondensed => 87.5,
            Self::Normal => 100.0,
            Self::SemiExpanded => 112.5,
            Self::Expanded => 125.0,
            Self::ExtraExpanded => 150.0,
            Self::UltraExpanded => 200.0,
        }
    }
}

/// One entry of a `wezterm.font` list.
#[derive(Clone, Debug, PartialEq)]
pub struct FontFamily {
    /// Family, full or PostScript name; matched without regard to case.
    pub family: String,
    /// 1..=1000, 400 is regular and 700 bold.
    pub weight: u16,
    /// Width class.
    pub stretch: FontStretch,
    /// Slope.
    pub slant: FontSlant,
    /// OpenType features for this family alone, in HarfBuzz's syntax; `None`
    /// takes [`FontConfig::features`].
    pub features: Option<Vec<String>>,
    /// Factor on the font size, 1.0 for none.
    pub scale: f64,
    /// Overrides the guess whether this is an emoji font.
    pub assume_emoji_presentation: Option<bool>,
    /// A fallback that the program added rather than the user: it is not
    /// worth a warning when it does not exist.
    pub is_implicit: bool,
}

impl FontFamily {
    /// The regular face of `family`.
    #[must_use]
    pub fn new(family: impl Into<String>) -> Self {
        Self {
            family: family.into(),
            weight: 400,
            stretch: FontStretch::Normal,
            slant: FontSlant::Normal,
            features: None,
            scale: 1.0,
            assume_emoji_presentation: None,
            is_implicit: false,
        }
    }
}

/// Families in order of preference.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextStyle {
    /// The first that exists gives the cell its size; each glyph comes from
    /// the first that has it.
    pub families: Vec<FontFamily>,
}

impl TextStyle {
    /// A list of one regular family.
    #[must_use]
    pub fn family(name: impl Into<String>) -> Self {
        Self {
            families: vec![FontFamily::new(name)],
        }
    }

    /// The bold variant: weight 700, or 300 more (up to 1000) where the
    /// weight asked for is bold already.
    #[must_use]
    pub fn to_bold(&self) -> Self {
        self.map(|f| {
            f.weight = if f.weight >= 600 {
                (f.weight + 300).min(1000)
            } else {
                700
            }
        })
    }

    /// The italic variant.
    #[must_use]
    pub fn to_italic(&self) -> Self {
        self.map(|f| {
            if f.slant == FontSlant::Normal {
                f.slant = FontSlant::Italic;
            }
        })
    }

    /// The variant for dim text: one step lighter.
    #[must_use]
    pub fn to_half_bright(&self) -> Self {
        self.map(|f| f.weight = f.weight.saturating_sub(100).max(100))
    }

    fn map(&self, edit: impl Fn(&mut FontFamily)) -> Self {
        let mut families = self.families.clone();
        families.iter_mut().for_each(edit);
        Self { families }
    }
}

/// One of `config.font_rules`: the first rule all of whose conditions hold
/// decides the font; `None` matches anything.
#[derive(Clone, Debug, Default, PartialEq)]
#[allow(missing_docs, reason = "one field for each text attribute")]
pub struct FontRule {
    pub intensity: Option<Intensity>,
    pub italic: Option<bool>,
    pub underline: Option<Underline>,
    pub blink: Option<bool>,
    pub reverse: Option<bool>,
    pub strikethrough: Option<bool>,
    pub invisible: Option<bool>,
    /// The families for text that matches.
    pub font: TextStyle,
}

impl FontRule {
    pub(crate) fn matches(&self, style: FontStyle) -> bool {
        fn holds<T: PartialEq>(wanted: &Option<T>, actual: T) -> bool {
            wanted.as_ref().is_none_or(|w| *w == actual)
        }
        holds(&self.intensity, style.intensity())
            && holds(&self.italic, style.italic)
            && holds(&self.underline, style.underline)
            && holds(&self.blink, style.blink)
            && holds(&self.reverse, style.reverse)
            && holds(&self.strikethrough, style.strikethrough)
            && holds(&self.invisible, style.invisible)
    }
}

/// The text attributes that choose a font.
///
/// Only `bold`, `italic` and `half` matter where no rule asks for the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "one field for each text attribute")]
pub struct FontStyle {
    pub bold: bool,
    pub italic: bool,
    /// SGR 2.
    pub half: bool,
    pub underline: Underline,
    pub blink: bool,
    pub reverse: bool,
    pub strikethrough: bool,
    pub invisible: bool,
}

impl FontStyle {
    /// The intensity that `bold` and `half` stand for; bold wins.
    #[must_use]
    pub const fn intensity(self) -> Intensity {
        match (self.bold, self.half) {
            (true, _) => Intensity::Bold,
            (false, true) => Intensity::Half,
            (false, false) => Intensity::Normal,
        }
    }
}

/// How far outlines are fitted to the pixel grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Hinting {
    /// Outlines as designed.
    None,
    /// Hints below 150 dpi, where they help, and none above.
    #[default]
    Auto,
    /// Always.
    Full,
}

/// Everything that decides the look of text in one window.
#[derive(Clone, Debug, PartialEq)]
pub struct FontConfig {
    /// The base font; the embedded default family always follows it.
    pub font: TextStyle,
    /// Rules for bold, italic and so on; where none matches, the variant is
    /// derived from [`Self::font`].
    pub rules: Vec<FontRule>,
    /// Size in points of 1/72 inch.
    pub size_pt: f64,
    /// Dots per inch of the screen.
    pub dpi: u32,
    /// Factor on the height of a cell.
    pub line_height: f64,
    /// Factor on the width of a cell.
    pub cell_width: f64,
    /// OpenType features in HarfBuzz's syntax: `kern`, `calt=0`, `-liga`.
    pub features: Vec<String>,
    /// Fitting of outlines.
    pub hinting: Hinting,
    /// Draw box, block, braille and powerline glyphs ourselves.
    pub custom_block_glyphs: bool,
    /// Smooth the slanted edges of those.
    pub anti_alias_custom_block_glyphs: bool,
    /// Collect characters that no font has, for [`crate::FontSet::take_missing`].
    pub warn_about_missing_glyphs: bool,
    /// Scale a fallback font so that its capitals are as tall as the base
    /// font's.
    pub use_cap_height_to_scale_fallback_fonts: bool,
    /// Look for missing characters in all fonts of [`crate::FontDirs::dirs`]
    /// before asking the system.
    pub search_font_dirs_for_fallback: bool,
    /// Entries of the cache of shaped runs.
    pub shape_cache_size: usize,
}

impl Default for FontConfig {
    /// JetBrains Mono at 12 points and 96 dpi.
    fn default() -> Self {
        Self {
            font: TextStyle::family(DEFAULT_FAMILY),
            rules: Vec::new(),
            size_pt: 12.0,
            dpi: 96,
            line_height: 1.0,
            cell_width: 1.0,
            features: ["kern", "liga", "clig"].map(String::from).to_vec(),
            hinting: Hinting::Auto,
            custom_block_glyphs: true,
            anti_alias_custom_block_glyphs: true,
            warn_about_missing_glyphs: true,
            use_cap_height_to_scale_fallback_fonts: false,
            search_font_dirs_for_fallback: false,
            shape_cache_size: 4096,
        }
    }
}
