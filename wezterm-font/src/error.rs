//! What can go wrong, and what is only worth telling.

use std::fmt;
use std::path::PathBuf;

/// A font set could not be made.
#[derive(Debug, thiserror::Error)]
pub enum FontError {
    /// The size is not a number that glyphs can have.
    #[error(
        "font_size {size_pt} at {dpi} dpi gives glyphs of {pixels} pixels; \
         choose a size between {min} and {max} pixels"
    )]
    Size {
        /// The size asked for.
        size_pt: f64,
        /// The resolution asked for.
        dpi: u32,
        /// The two together.
        pixels: f64,
        /// Smallest size that works.
        min: f64,
        /// Largest size that works.
        max: f64,
    },
    /// Not even the embedded fonts could be read: the binary is damaged.
    #[error("no usable font: the embedded font {0} cannot be read; reinstall the program")]
    Embedded(&'static str),
}

/// Something about the fonts that the user should hear of once.
#[derive(Clone, Debug, PartialEq)]
pub enum FontWarning {
    /// A family of the user's list does not exist.
    FamilyNotFound {
        /// The name asked for.
        family: String,
        /// Family name of what is used in its place.
        used: String,
    },
    /// A font file could not be read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// A feature that is not in HarfBuzz's syntax; it is left out.
    BadFeature {
        /// As the user wrote it.
        feature: String,
    },
    /// A number in the configuration makes no sense and was replaced.
    BadNumber {
        /// The option.
        option: &'static str,
        /// As the user wrote it.
        value: f64,
        /// What is used instead.
        used: f64,
    },
}

impl fmt::Display for FontWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::FamilyNotFound { family, used } => write!(
                f,
                "no font is named \"{family}\"; using \"{used}\" instead. \
                 `fc-list : family` prints the names of the installed fonts"
            ),
            Self::Unreadable { path, reason } => {
                write!(f, "cannot read the font {}: {reason}", path.display())
            }
            Self::BadFeature { feature } => write!(
                f,
                "\"{feature}\" in harfbuzz_features is not an OpenType feature; \
                 write it like \"calt=0\" or \"ss01\""
            ),
            Self::BadNumber {
                option,
                value,
                used,
            } => write!(f, "{option} = {value} cannot be used; using {used} instead"),
        }
    }
}
