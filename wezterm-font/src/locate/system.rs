//! The system's fonts, through fontconfig.
//!
//! The library is loaded when first asked: that and its configuration cost
//! some milliseconds, which most starts need not pay (see
//! [`super::match_cache`]).

use super::match_cache::{self, Answers};
use super::{Candidate, Place};
use crate::FontSlant;
use fontconfig::{
    CharSet, FC_FAMILY, FC_FILE, FC_INDEX, FC_SLANT, FC_VARIABLE, FC_WEIGHT, FC_WIDTH, Fontconfig,
    ObjectSet, Pattern, UnicodeCoverage, list_fonts,
};
use std::ffi::{CStr, CString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const FC_FULLNAME: &CStr = c"fullname";
const FC_POSTSCRIPT_NAME: &CStr = c"postscriptname";
/// Faces that are looked at for one missing character.
const MAX_FALLBACKS: usize = 32;

/// Answers of fontconfig, remembered while the program runs and, where a file
/// is given for it, beyond.
pub(crate) struct SystemFonts {
    file: Option<MatchFile>,
    answers: Answers,
    /// There are answers that the file does not have.
    changed: bool,
}

struct MatchFile {
    path: PathBuf,
    /// Of the state of the machine when we read it; none before.
    stamp: Option<u64>,
}

impl SystemFonts {
    /// Reads nothing yet.
    pub(crate) fn new(match_cache: Option<PathBuf>) -> Self {
        Self {
            file: match_cache.map(|path| MatchFile { path, stamp: None }),
            answers: Answers::default(),
            changed: false,
        }
    }

    /// Reads the file of earlier answers, if there is one, once.
    fn recall(&mut self) {
        if let Some(file) = &mut self.file
            && file.stamp.is_none()
        {
            let stamp = match_cache::stamp();
            file.stamp = Some(stamp);
            if let Some(known) = match_cache::read(&file.path, stamp) {
                self.answers = known;
            }
        }
    }

    /// The faces that answer to a family, full or PostScript name.
    pub(crate) fn family(&mut self, name: &str) -> &[Candidate] {
        self.recall();
        let changed = &mut self.changed;
        let known = self.answers.families.entry(name.to_lowercase());
        known.or_insert_with(|| {
            *changed = true;
            list(name)
        })
    }

    /// The family that a generic name such as `monospace` stands for.
    pub(crate) fn generic(&mut self, name: &str) -> Option<String> {
        self.recall();
        let changed = &mut self.changed;
        let known = self.answers.generics.entry(name.to_lowercase());
        known
            .or_insert_with(|| {
                *changed = true;
                let fc = Fontconfig::new()?;
                let mut pattern = Pattern::new(&fc).ok()?;
                let name = CString::new(name).ok()?;
                pattern.add_string(FC_FAMILY, &name).ok()?;
                let found = pattern.font_match().ok()?;
                found.get_string(FC_FAMILY).ok().map(str::to_owned)
            })
            .clone()
    }

    /// The family names, in no order.
    pub(crate) fn families(&mut self) -> Vec<String> {
        all_families().unwrap_or_default()
    }

    /// Writes new answers to the file.
    pub(crate) fn remember(&mut self) {
        if !std::mem::take(&mut self.changed) {
            return;
        }
        if let Some(file) = &self.file
            && let Some(stamp) = file.stamp
            && let Err(error) = match_cache::write(&file.path, stamp, &self.answers)
        {
            log::debug!("cannot write {}: {error}", file.path.display());
        }
    }

    /// The face that fontconfig prefers for `c`; it may lack it.
    pub(crate) fn best_fallback(&mut self, c: char, emoji: bool) -> Option<Candidate> {
        best_fallback(c, emoji)
    }

    /// Faces that may have `c`, best first: several times as slow.
    pub(crate) fn all_fallbacks(&mut self, c: char, emoji: bool) -> Vec<Candidate> {
        all_fallbacks(c, emoji).unwrap_or_default()
    }
}

fn all_families() -> Option<Vec<String>> {
    let fc = Fontconfig::new()?;
    let pattern = Pattern::new(&fc).ok()?;
    let mut objects = ObjectSet::new(&fc).ok()?;
    for object in [FC_FAMILY, FC_FILE] {
        objects.add(object).ok()?;
    }
    let set = list_fonts(&pattern, Some(&objects)).ok()?;
    Some(
        set.iter()
            .filter_map(|p| candidate(&p))
            .map(|c| c.family)
            .collect(),
    )
}

fn list(name: &str) -> Vec<Candidate> {
    let (Some(fc), Ok(name)) = (Fontconfig::new(), CString::new(name)) else {
        return Vec::new();
    };
    [FC_FAMILY, FC_FULLNAME, FC_POSTSCRIPT_NAME]
        .into_iter()
        .filter_map(|object| list_by(&fc, object, &name))
        .find(|faces| !faces.is_empty())
        .unwrap_or_default()
}

fn list_by(fc: &Fontconfig, object: &CStr, name: &CStr) -> Option<Vec<Candidate>> {
    let mut pattern = Pattern::new(fc).ok()?;
    pattern.add_string(object, name).ok()?;
    let mut objects = ObjectSet::new(fc).ok()?;
    for object in [
        FC_FAMILY,
        FC_FILE,
        FC_INDEX,
        FC_WEIGHT,
        FC_WIDTH,
        FC_SLANT,
        FC_VARIABLE,
    ] {
        objects.add(object).ok()?;
    }
    let set = list_fonts(&pattern, Some(&objects)).ok()?;
    let mut faces: Vec<Candidate> = set.iter().filter_map(|p| candidate(&p)).collect();
    // fontconfig's order is that of its cache files; ties must not depend on it.
    faces.sort_by_key(|f| match &f.place {
        Place::File { path, index } => (Arc::clone(path), *index),
        Place::Embedded(_) => (Path::new("").into(), 0),
    });
    faces.dedup_by(|a, b| a.place == b.place);
    Some(faces)
}

/// Reads a pattern; `None` for what we cannot draw: bitmap and Type 1 fonts.
///
/// The upper half of the index of a variable font is 0x8000, or the number of
/// a named instance; we set the axes ourselves, so both are the same to us.
fn candidate(pattern: &Pattern<'_>) -> Option<Candidate> {
    let path = pattern.get_string(FC_FILE).ok()?;
    let extension = Path::new(path).extension()?.to_str()?.to_ascii_lowercase();
    if !["ttf", "otf", "ttc", "otc"].contains(&extension.as_str()) {
        return None;
    }
    let index = pattern.get_int(FC_INDEX).unwrap_or(0) as u32;
    let weight = pattern.get_int(FC_WEIGHT);
    let width = pattern.get_int(FC_WIDTH);
    Some(Candidate {
        place: Place::File {
            path: Path::new(path).into(),
            index: index & 0xffff,
        },
        family: pattern.get_string(FC_FAMILY).unwrap_or_default().to_owned(),
        // A variable font has a range where others have a number.
        variable: index >> 16 != 0 || weight.is_err(),
        weight: weight.map_or(400.0, css_weight),
        stretch: width.map_or(100.0, |w| w as f32),
        slant: match pattern.get_int(FC_SLANT) {
            Ok(100) => FontSlant::Italic,
            Ok(110) => FontSlant::Oblique,
            _ => FontSlant::Normal,
        },
    })
}

/// fontconfig's scale of weights in CSS's, which OpenType uses too.
fn css_weight(fc: i32) -> f32 {
    const SCALE: [(f32, f32); 12] = [
        (0.0, 100.0),
        (40.0, 200.0),
        (50.0, 300.0),
        (55.0, 350.0),
        (75.0, 380.0),
        (80.0, 400.0),
        (100.0, 500.0),
        (180.0, 600.0),
        (200.0, 700.0),
        (205.0, 800.0),
        (210.0, 900.0),
        (215.0, 1000.0),
    ];
    let fc = fc as f32;
    let after = SCALE.iter().position(|(x, _)| *x >= fc);
    match after {
        Some(0) => 100.0,
        Some(n) => {
            let ((x0, y0), (x1, y1)) = (SCALE[n - 1], SCALE[n]);
            y0 + (fc - x0) / (x1 - x0) * (y1 - y0)
        }
        None => 1000.0,
    }
}

fn pattern(fc: &Fontconfig, c: char, emoji: bool) -> Option<Pattern<'_>> {
    let mut pattern = Pattern::new(fc).ok()?;
    let family = if emoji { c"emoji" } else { c"monospace" };
    pattern.add_string(FC_FAMILY, family).ok()?;
    let mut set = CharSet::new(fc).ok()?;
    set.add_char(c).ok()?;
    pattern.add_charset(set).ok()?;
    Some(pattern)
}

fn best_fallback(c: char, emoji: bool) -> Option<Candidate> {
    let fc = Fontconfig::new()?;
    let mut pattern = pattern(&fc, c, emoji)?;
    let found = pattern.font_match().ok()?;
    candidate(&found)
}

fn all_fallbacks(c: char, emoji: bool) -> Option<Vec<Candidate>> {
    let fc = Fontconfig::new()?;
    // The crate passes the two coverages on the wrong way round: this asks
    // for the whole order, in which a face that we cannot open hides no other.
    let set = pattern(&fc, c, emoji)?
        .sort_fonts(UnicodeCoverage::Trim)
        .ok()?;
    let faces = set.iter().filter_map(|p| candidate(&p));
    Some(faces.take(MAX_FALLBACKS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_translated() {
        assert_eq!(css_weight(80), 400.0);
        assert_eq!(css_weight(200), 700.0);
        assert_eq!(css_weight(-5), 100.0);
        assert_eq!(css_weight(999), 1000.0);
        assert!((350.0..380.0).contains(&css_weight(60)));
    }
}
