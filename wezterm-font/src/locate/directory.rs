//! The user's own directories of font files (`font_dirs`).

use super::{Candidate, Place};
use crate::data::{FontData, shared};
use crate::{FontSlant, FontWarning};
use harfrust::Font;
use harfrust::font::attribute::Style;
use harfrust::font::name::NameId;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Directories below which nothing is read: a loop of links, or a mistake.
const MAX_DEPTH: usize = 12;
/// Fonts that are read at most.
const MAX_FONTS: usize = 20_000;

/// Indexed when first asked.
pub(crate) struct Directories {
    roots: Vec<PathBuf>,
    index: Option<Index>,
}

#[derive(Default)]
struct Index {
    /// By family, full and PostScript name in lower case.
    by_name: HashMap<String, Vec<Candidate>>,
    /// With a face opened to see which characters it has.
    all: Vec<(Candidate, Font)>,
}

impl Directories {
    pub(crate) fn new(roots: Vec<PathBuf>) -> Self {
        Self { roots, index: None }
    }

    /// The faces that answer to a name.
    pub(crate) fn family(&mut self, name: &str, warnings: &mut Vec<FontWarning>) -> &[Candidate] {
        if self.roots.is_empty() {
            return &[];
        }
        let index = self.index(warnings);
        index
            .by_name
            .get(&name.to_lowercase())
            .map_or(&[], Vec::as_slice)
    }

    /// The family names, in no order.
    pub(crate) fn families(&mut self) -> Vec<String> {
        let all = self.index(&mut Vec::new()).all.iter();
        all.map(|(face, _)| face.family.clone()).collect()
    }

    /// The first face that has a character.
    pub(crate) fn with_char(
        &mut self,
        c: char,
        warnings: &mut Vec<FontWarning>,
    ) -> Option<Candidate> {
        if self.roots.is_empty() {
            return None;
        }
        let index = self.index(warnings);
        let found = index
            .all
            .iter()
            .find(|(_, font)| font.charmap().map_unicode(c).is_some())?;
        Some(found.0.clone())
    }

    fn index(&mut self, warnings: &mut Vec<FontWarning>) -> &Index {
        let roots = &self.roots;
        self.index.get_or_insert_with(|| {
            let mut index = Index::default();
            for root in roots {
                match std::fs::metadata(root) {
                    Ok(_) => index.add_directory(root, 0, warnings),
                    Err(e) => warnings.push(FontWarning::Unreadable {
                        path: root.clone(),
                        reason: e.to_string(),
                    }),
                }
            }
            index
        })
    }
}

impl Index {
    fn add_directory(&mut self, dir: &Path, depth: usize, warnings: &mut Vec<FontWarning>) {
        if depth > MAX_DEPTH {
            return;
        }
        let entries = match std::fs::read_dir(dir) {
            Ok(entries) => entries,
            Err(e) => {
                warnings.push(FontWarning::Unreadable {
                    path: dir.to_owned(),
                    reason: e.to_string(),
                });
                return;
            }
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|e| e.path()).collect();
        // The order of a directory is arbitrary; ours is not.
        paths.sort();
        for path in paths {
            if path.is_dir() {
                self.add_directory(&path, depth + 1, warnings);
            } else if is_font_name(&path)
                && self.all.len() < MAX_FONTS
                && let Err(reason) = self.add_file(&path)
            {
                warnings.push(FontWarning::Unreadable { path, reason });
            }
        }
    }

    fn add_file(&mut self, path: &Path) -> Result<(), String> {
        let data = Arc::new(FontData::open(path).map_err(|e| e.to_string())?);
        let count = swash::FontDataRef::new((*data).as_ref())
            .map_or(0, |file| file.len())
            .min(256);
        let path: Arc<Path> = path.into();
        let before = self.all.len();
        for index in 0..count as u32 {
            if let Some(font) = Font::new(shared(&data), index)
                && font.num_glyphs() > 0
            {
                self.add_face(
                    font,
                    Place::File {
                        path: Arc::clone(&path),
                        index,
                    },
                );
            }
        }
        if self.all.len() == before {
            return Err("not an OpenType or TrueType font".into());
        }
        Ok(())
    }

    fn add_face(&mut self, font: Font, place: Place) {
        let attributes = font.default_attributes();
        let name = |id| {
            let name = font.names().get(id)?.english_or_first()?;
            Some(name.name().chars().collect::<String>())
        };
        let family = name(NameId::TYPOGRAPHIC_FAMILY_NAME)
            .or_else(|| name(NameId::FAMILY_NAME))
            .unwrap_or_default();
        let candidate = Candidate {
            place,
            family: family.clone(),
            weight: attributes.weight.value(),
            stretch: attributes.width.percentage(),
            slant: match attributes.style {
                Style::Normal => FontSlant::Normal,
                Style::Italic => FontSlant::Italic,
                Style::Oblique(_) => FontSlant::Oblique,
            },
            variable: !font.axes().is_empty(),
        };
        let mut names: Vec<String> = [
            Some(family),
            name(NameId::FAMILY_NAME),
            name(NameId::FULL_NAME),
            name(NameId::POSTSCRIPT_NAME),
        ]
        .into_iter()
        .flatten()
        .map(|n| n.to_lowercase())
        .collect();
        names.sort();
        names.dedup();
        for name in names {
            self.by_name
                .entry(name)
                .or_default()
                .push(candidate.clone());
        }
        self.all.push((candidate, font));
    }
}

fn is_font_name(path: &Path) -> bool {
    path.extension().and_then(|e| e.to_str()).is_some_and(|e| {
        ["ttf", "otf", "ttc", "otc"]
            .iter()
            .any(|x| e.eq_ignore_ascii_case(x))
    })
}
