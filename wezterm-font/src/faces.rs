//! The opened faces of a font set, by number.

use crate::data::shared;
use crate::face::{Face, NOT_A_FONT, has_bitmaps, has_glyph};
use crate::locate::{Candidate, Locator, Place, Wanted};
use crate::{FontId, FontWarning};
use harfrust::{Feature, Font};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Opened faces; [`FontId`] is the index.
pub(crate) struct Faces {
    faces: Vec<Face>,
    locator: Arc<Mutex<Locator>>,
    /// What the user should hear of; each is kept once.
    warnings: Vec<FontWarning>,
    told: Vec<FontWarning>,
}

/// How to open a face.
pub(crate) struct Opening {
    pub(crate) wanted: Wanted,
    /// Pixels to the em.
    pub(crate) size: f32,
    pub(crate) features: Vec<Feature>,
    pub(crate) fallback: bool,
}

impl Faces {
    pub(crate) fn new(locator: Arc<Mutex<Locator>>) -> Self {
        Self {
            faces: Vec::new(),
            locator,
            warnings: Vec::new(),
            told: Vec::new(),
        }
    }

    pub(crate) fn get(&self, id: FontId) -> Option<&Face> {
        self.faces.get(usize::from(id.0))
    }

    pub(crate) fn get_mut(&mut self, id: FontId) -> Option<&mut Face> {
        self.faces.get_mut(usize::from(id.0))
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (FontId, &Face)> {
        let ids = (0u16..).map(FontId);
        ids.zip(&self.faces)
    }

    /// Looks something up in the places where fonts are.
    pub(crate) fn locate<T>(
        &mut self,
        ask: impl FnOnce(&mut Locator, &mut Vec<FontWarning>) -> T,
    ) -> T {
        let mut found = Vec::new();
        let answer = ask(&mut lock(&self.locator), &mut found);
        for warning in found {
            self.warn(warning);
        }
        answer
    }

    /// Tells the user, unless it has been said.
    pub(crate) fn warn(&mut self, warning: FontWarning) {
        if !self.told.contains(&warning) {
            self.told.push(warning.clone());
            self.warnings.push(warning);
        }
    }

    pub(crate) fn take_warnings(&mut self) -> Vec<FontWarning> {
        std::mem::take(&mut self.warnings)
    }

    /// Whether a face has a character, without keeping it open for that.
    pub(crate) fn covers(&self, candidate: &Candidate, c: char) -> bool {
        let Ok((data, index)) = lock(&self.locator).open(&candidate.place) else {
            return false;
        };
        let bitmaps = swash::FontRef::from_index((*data).as_ref(), index as usize)
            .is_some_and(|font| has_bitmaps(&font));
        Font::new(shared(&data), index).is_some_and(|font| has_glyph(&font, c, bitmaps))
    }

    /// Opens a face, or finds it among those that are open. A face that
    /// cannot be used is a warning and `None`.
    pub(crate) fn open(&mut self, candidate: &Candidate, how: Opening) -> Option<FontId> {
        let opened = lock(&self.locator).open(&candidate.place);
        let (data, index) = match opened {
            Ok(opened) => opened,
            Err(warning) => {
                self.warn(warning);
                return None;
            }
        };
        let Opening {
            wanted,
            size,
            features,
            fallback,
        } = how;
        let Some(mut face) = Face::open(data, index, candidate, wanted, size, features) else {
            if let Place::File { path, .. } = &candidate.place {
                self.warn(FontWarning::Unreadable {
                    path: PathBuf::from(&**path),
                    reason: NOT_A_FONT.into(),
                });
            }
            return None;
        };
        face.fallback = fallback;
        if let Some((id, _)) = self.iter().find(|(_, f)| f.same_glyphs(&face)) {
            return Some(id);
        }
        let id = u16::try_from(self.faces.len()).ok().map(FontId)?;
        if id == FontId::BLOCK {
            return None;
        }
        self.faces.push(face);
        Some(id)
    }
}

/// The locator holds caches only, so a panic elsewhere leaves it usable.
fn lock(locator: &Mutex<Locator>) -> MutexGuard<'_, Locator> {
    locator.lock().unwrap_or_else(PoisonError::into_inner)
}
