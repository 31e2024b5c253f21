//! From a family name, or a character that is missing, to a face in a file.

mod directory;
mod match_cache;
mod matching;
mod system;

pub(crate) use directory::Directories;
pub(crate) use matching::{Wanted, best_match};
pub(crate) use system::SystemFonts;

use crate::data::FontData;
use crate::embedded;
use crate::{FontDirs, FontSlant, FontWarning};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where a face's bytes are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// Index into [`embedded::FONTS`].
    Embedded(usize),
    /// A file, and the number of the font within it.
    File { path: Arc<Path>, index: u32 },
}

/// A face that exists, not yet opened.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Candidate {
    pub(crate) place: Place,
    pub(crate) family: String,
    /// As CSS counts: 1..=1000.
    pub(crate) weight: f32,
    /// Percent of the normal width.
    pub(crate) stretch: f32,
    pub(crate) slant: FontSlant,
    /// Weight and stretch can be anything: the font has axes for them.
    pub(crate) variable: bool,
}

/// All sources of fonts in their order, with what was found remembered.
pub(crate) struct Locator {
    directories: Directories,
    system: Option<SystemFonts>,
    files: HashMap<Arc<Path>, Result<Arc<FontData>, String>>,
    embedded: HashMap<usize, Arc<FontData>>,
}

impl Locator {
    pub(crate) fn new(dirs: FontDirs) -> Self {
        Self {
            directories: Directories::new(dirs.dirs),
            system: dirs.system.then(|| SystemFonts::new(dirs.match_cache)),
            files: HashMap::new(),
            embedded: HashMap::new(),
        }
    }

    /// The face nearest to what is wanted, of a family that exists.
    pub(crate) fn find(
        &mut self,
        family: &str,
        wanted: Wanted,
        warnings: &mut Vec<FontWarning>,
    ) -> Option<Candidate> {
        if let Some(found) = best_match(self.directories.family(family, warnings), wanted) {
            return Some(found.clone());
        }
        if let Some(system) = &mut self.system
            && let Some(found) = best_match(system.family(family), wanted)
        {
            return Some(found.clone());
        }
        embedded_match(family, wanted)
    }

    /// A system font for a generic name such as `sans-serif`.
    pub(crate) fn find_generic(&mut self, family: &str, wanted: Wanted) -> Option<Candidate> {
        let name = self.system.as_mut()?.generic(family)?;
        best_match(self.system.as_mut()?.family(&name), wanted).cloned()
    }

    /// The system's face for `c`; the caller checks that it has it.
    pub(crate) fn best_fallback(&mut self, c: char, emoji: bool) -> Option<Candidate> {
        self.system.as_mut()?.best_fallback(c, emoji)
    }

    /// More such faces, best first, for when that one was no use.
    pub(crate) fn all_fallbacks(&mut self, c: char, emoji: bool) -> Vec<Candidate> {
        self.system
            .as_mut()
            .map(|s| s.all_fallbacks(c, emoji))
            .unwrap_or_default()
    }

    /// Faces of the user's directories that have `c`.
    pub(crate) fn directory_fallback(
        &mut self,
        c: char,
        warnings: &mut Vec<FontWarning>,
    ) -> Option<Candidate> {
        self.directories.with_char(c, warnings)
    }

    /// The names of all families, sorted.
    pub(crate) fn families(&mut self) -> Vec<String> {
        let mut names = self.directories.families();
        names.extend(
            self.system
                .as_mut()
                .map(|s| s.families())
                .into_iter()
                .flatten(),
        );
        names.extend(embedded::FONTS.iter().map(|f| f.family.to_owned()));
        names.sort();
        names.dedup();
        names
    }

    /// Stores what fontconfig answered for the next start.
    pub(crate) fn remember(&mut self) {
        if let Some(system) = &mut self.system {
            system.remember();
        }
    }

    /// The bytes of a face and its number in them.
    pub(crate) fn open(&mut self, place: &Place) -> Result<(Arc<FontData>, u32), FontWarning> {
        match place {
            Place::Embedded(n) => {
                let data = self.embedded.entry(*n).or_insert_with(|| {
                    let bytes = embedded::FONTS.get(*n).map_or(&[][..], |f| f.bytes);
                    Arc::new(FontData::embedded(bytes))
                });
                Ok((Arc::clone(data), 0))
            }
            Place::File { path, index } => {
                let opened = self.files.entry(Arc::clone(path)).or_insert_with(|| {
                    FontData::open(path)
                        .map(Arc::new)
                        .map_err(|e| e.to_string())
                });
                match opened {
                    Ok(data) => Ok((Arc::clone(data), *index)),
                    Err(reason) => Err(FontWarning::Unreadable {
                        path: PathBuf::from(&**path),
                        reason: reason.clone(),
                    }),
                }
            }
        }
    }
}

/// The embedded face nearest to what is wanted, if the family is embedded.
pub(crate) fn embedded_match(family: &str, wanted: Wanted) -> Option<Candidate> {
    let faces: Vec<Candidate> = embedded::FONTS
        .iter()
        .enumerate()
        .filter(|(_, font)| font.family.eq_ignore_ascii_case(family))
        .map(|(n, font)| Candidate {
            place: Place::Embedded(n),
            family: font.family.to_owned(),
            weight: f32::from(font.weight),
            stretch: 100.0,
            slant: font.slant,
            variable: false,
        })
        .collect();
    best_match(&faces, wanted).cloned()
}
