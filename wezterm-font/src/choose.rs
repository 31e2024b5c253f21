//! Which face shows a cluster: the user's list, the embedded fonts, then what
//! the system has.

use crate::config::DEFAULT_FAMILY;
use crate::embedded::{FONTS, SYMBOLS_FAMILY};
use crate::face::Face;
use crate::faces::{Faces, Opening};
use crate::locate::{Candidate, Wanted, embedded_match};
use crate::presentation::{is_control, wants_emoji};
use crate::{FontConfig, FontError, FontFamily, FontId, FontStyle, FontWarning, TextStyle};
use harfrust::Feature;
use rustc_hash::FxHashMap;
use std::collections::HashSet;

/// Choices that are remembered; a terminal shows far fewer characters.
const MAX_CHOICES: usize = 1 << 16;
/// Missing characters that are logged.
const MAX_MISSING: usize = 1 << 10;

/// Names that fontconfig's configuration gives a meaning.
const GENERIC: [&str; 6] = [
    "monospace",
    "sans-serif",
    "sans",
    "serif",
    "system-ui",
    "emoji",
];

/// Decides for one font set.
pub(crate) struct Chooser {
    config: FontConfig,
    /// Pixels to the em before any family's scale.
    size: f32,
    features: Vec<Feature>,
    styles: Vec<StyleFonts>,
    style_of: FxHashMap<FontStyle, usize>,
    choices: FxHashMap<(usize, char), FontId>,
    missing: HashSet<char>,
    /// Those that nobody was told of.
    untold: Vec<char>,
}

/// The families of one style.
struct StyleFonts {
    text: TextStyle,
    wanted: Wanted,
    slots: Vec<Slot>,
    /// The face that gives the cell its size; it has all of ASCII or not.
    primary: FontId,
    primary_has_ascii: bool,
    /// System faces that were opened for missing characters.
    fallbacks: Vec<FontId>,
}

struct Slot {
    family: FontFamily,
    candidate: Candidate,
    state: SlotState,
    /// Added by us, not by the user.
    implicit: bool,
}

enum SlotState {
    Unopened,
    Unusable,
    Open(FontId),
}

impl Chooser {
    /// Opens the first face of the base style and nothing else.
    pub(crate) fn new(config: FontConfig, size: f32, faces: &mut Faces) -> Result<Self, FontError> {
        let features = parse_features(&config.features, faces);
        let mut chooser = Self {
            config,
            size,
            features,
            styles: Vec::new(),
            style_of: FxHashMap::default(),
            choices: FxHashMap::default(),
            missing: HashSet::new(),
            untold: Vec::new(),
        };
        let base = chooser.config.font.clone();
        chooser.add_style(base, faces)?;
        Ok(chooser)
    }

    /// The number of a style's fonts; styles that look alike share it.
    pub(crate) fn style(&mut self, style: FontStyle, faces: &mut Faces) -> usize {
        if let Some(&index) = self.style_of.get(&style) {
            return index;
        }
        let text = self.text_style(style);
        let index = match self.styles.iter().position(|s| s.text == text) {
            Some(index) => index,
            // Only the embedded font can fail, and it did not in `new`.
            None => self.add_style(text, faces).unwrap_or(0),
        };
        self.style_of.insert(style, index);
        index
    }

    /// The face that gives a style its metrics.
    pub(crate) fn primary(&self, style: usize) -> FontId {
        self.styles.get(style).map_or(FontId(0), |s| s.primary)
    }

    /// Whether ASCII text is all of the primary face.
    pub(crate) fn primary_has_ascii(&self, style: usize) -> bool {
        self.styles.get(style).is_some_and(|s| s.primary_has_ascii)
    }

    /// The face for one grapheme cluster.
    pub(crate) fn choose(&mut self, style: usize, cluster: &str, faces: &mut Faces) -> FontId {
        let mut chars = cluster.chars();
        let Some(first) = chars.next() else {
            return self.primary(style);
        };
        let single = chars.next().is_none();
        if single && let Some(&id) = self.choices.get(&(style, first)) {
            return id;
        }
        let id = self.search(style, cluster, first, faces);
        if single {
            if self.choices.len() >= MAX_CHOICES {
                self.choices.clear();
            }
            self.choices.insert((style, first), id);
        }
        id
    }

    fn search(&mut self, style: usize, cluster: &str, first: char, faces: &mut Faces) -> FontId {
        let emoji = wants_emoji(cluster);
        let whole = |face: &Face| cluster.chars().all(|c| is_control(c) || face.has(c));
        let part = |face: &Face| face.has(first);
        if emoji {
            return self
                .slot(style, faces, |f, slot| is_emoji(f, slot) && whole(f))
                .or_else(|| self.opened_fallback(style, faces, |f| f.color && whole(f)))
                .or_else(|| self.system(style, first, true, faces, &|f| f.color && part(f)))
                .or_else(|| self.slot(style, faces, |f, _| part(f)))
                .or_else(|| self.system(style, first, false, faces, &part))
                .unwrap_or_else(|| self.give_up(style, first));
        }
        self.slot(style, faces, |f, slot| !is_emoji(f, slot) && whole(f))
            .or_else(|| self.opened_fallback(style, faces, |f| !f.color && whole(f)))
            .or_else(|| self.directory(style, first, faces))
            .or_else(|| self.system(style, first, false, faces, &|f| !f.color && part(f)))
            .or_else(|| self.slot(style, faces, |f, _| part(f)))
            .or_else(|| self.system(style, first, true, faces, &part))
            .unwrap_or_else(|| self.give_up(style, first))
    }

    /// The first face of the style's list that fits.
    fn slot(
        &mut self,
        style: usize,
        faces: &mut Faces,
        fits: impl Fn(&Face, &FontFamily) -> bool,
    ) -> Option<FontId> {
        let Self {
            styles,
            config,
            size,
            features,
            ..
        } = self;
        let entry = styles.get_mut(style)?;
        let primary = entry.primary;
        for slot in &mut entry.slots {
            let id = match slot.state {
                SlotState::Unusable => continue,
                SlotState::Open(id) => id,
                SlotState::Unopened => {
                    let how = opening(slot, *size, features, config, primary, faces);
                    let Some(id) = faces.open(&slot.candidate, how) else {
                        slot.state = SlotState::Unusable;
                        continue;
                    };
                    slot.state = SlotState::Open(id);
                    id
                }
            };
            if faces.get(id).is_some_and(|f| fits(f, &slot.family)) {
                return Some(id);
            }
        }
        None
    }

    /// A face that was opened for another missing character.
    fn opened_fallback(
        &self,
        style: usize,
        faces: &Faces,
        fits: impl Fn(&Face) -> bool,
    ) -> Option<FontId> {
        let mut opened = self.styles.get(style)?.fallbacks.iter().copied();
        opened.find(|id| faces.get(*id).is_some_and(&fits))
    }

    fn directory(&mut self, style: usize, c: char, faces: &mut Faces) -> Option<FontId> {
        if !self.config.search_font_dirs_for_fallback {
            return None;
        }
        let found = faces.locate(|l, warnings| l.directory_fallback(c, warnings))?;
        self.open_fallback(style, &found, faces)
    }

    /// Asks fontconfig.
    fn system(
        &mut self,
        style: usize,
        c: char,
        emoji: bool,
        faces: &mut Faces,
        fits: &dyn Fn(&Face) -> bool,
    ) -> Option<FontId> {
        let wanted = self.styles.get(style)?.wanted;
        if let Some(best) = faces.locate(|l, _| l.best_fallback(c, emoji)) {
            // Coverage outranks the name in fontconfig's order: where the
            // best face lacks the character, so do the others.
            if !faces.covers(&best, c) {
                return None;
            }
            // The bold or italic sibling, when the family has one.
            let sibling = faces.locate(|l, w| l.find(&best.family, wanted, w));
            let sibling = sibling.filter(|s| faces.covers(s, c));
            let candidate = sibling.as_ref().unwrap_or(&best);
            let id = self.open_fallback(style, candidate, faces)?;
            return faces.get(id).is_some_and(fits).then_some(id);
        }
        // The best is of a kind that we cannot open.
        let others = faces.locate(|l, _| l.all_fallbacks(c, emoji));
        let other = others.iter().find(|o| faces.covers(o, c))?;
        let id = self.open_fallback(style, other, faces)?;
        faces.get(id).is_some_and(fits).then_some(id)
    }

    fn open_fallback(
        &mut self,
        style: usize,
        candidate: &Candidate,
        faces: &mut Faces,
    ) -> Option<FontId> {
        let entry = self.styles.get_mut(style)?;
        let how = |factor: f32| Opening {
            wanted: entry.wanted,
            size: self.size * factor,
            features: self.features.clone(),
            fallback: true,
        };
        let mut id = faces.open(candidate, how(1.0))?;
        if let Some(factor) = cap_height_factor(&self.config, entry.primary, id, faces) {
            id = faces.open(candidate, how(factor))?;
        }
        if !entry.fallbacks.contains(&id) {
            entry.fallbacks.push(id);
        }
        Some(id)
    }

    /// Nothing has the character: the base font's box stands for it.
    fn give_up(&mut self, style: usize, c: char) -> FontId {
        if self.config.warn_about_missing_glyphs
            && self.missing.len() < MAX_MISSING
            && self.missing.insert(c)
        {
            self.untold.push(c);
        }
        self.primary(style)
    }

    /// Characters that no font has, found since the last call.
    pub(crate) fn take_missing(&mut self) -> Vec<char> {
        std::mem::take(&mut self.untold)
    }

    fn text_style(&self, style: FontStyle) -> TextStyle {
        if let Some(rule) = self.config.rules.iter().find(|r| r.matches(style)) {
            return rule.font.clone();
        }
        let mut text = self.config.font.clone();
        if style.bold {
            text = text.to_bold();
        } else if style.half {
            text = text.to_half_bright();
        }
        if style.italic {
            text = text.to_italic();
        }
        text
    }

    /// Finds the families of a style and opens the first.
    fn add_style(&mut self, text: TextStyle, faces: &mut Faces) -> Result<usize, FontError> {
        let mut slots = Vec::new();
        let mut not_found = Vec::new();
        for family in &text.families {
            match find(family, faces) {
                Some(candidate) => slots.push(Slot::new(family.clone(), candidate, false)),
                None if family.is_implicit => {}
                None => not_found.push(family.family.clone()),
            }
        }
        let attributes = text.families.first().cloned();
        for name in [DEFAULT_FAMILY, SYMBOLS_FAMILY] {
            let family = FontFamily {
                family: name.to_owned(),
                features: None,
                scale: 1.0,
                ..attributes.clone().unwrap_or_else(|| FontFamily::new(name))
            };
            if let Some(candidate) = embedded_match(name, Wanted::from(&family)) {
                slots.push(Slot::new(family, candidate, true));
            }
        }
        let wanted = attributes.as_ref().map_or_else(
            || Wanted::from(&FontFamily::new(DEFAULT_FAMILY)),
            Wanted::from,
        );
        self.styles.push(StyleFonts {
            text,
            wanted,
            slots,
            primary: FontId(u16::MAX),
            primary_has_ascii: false,
            fallbacks: Vec::new(),
        });
        let index = self.styles.len() - 1;
        // The cell is measured on a face with letters: an emoji or icon font
        // left first because the text font is not installed would make it wide.
        let primary = self
            .slot(index, faces, |face, _| face.has('M'))
            .or_else(|| self.slot(index, faces, |_, _| true));
        let Some(primary) = primary else {
            self.styles.pop();
            return Err(FontError::Embedded(FONTS[0].file));
        };
        let (used, has_ascii) = faces.get(primary).map_or((String::new(), false), |f| {
            (f.family.clone(), (' '..='~').all(|c| f.has(c)))
        });
        if let Some(entry) = self.styles.get_mut(index) {
            entry.primary = primary;
            entry.primary_has_ascii = has_ascii;
        }
        for family in not_found {
            faces.warn(FontWarning::FamilyNotFound {
                family,
                used: used.clone(),
            });
        }
        Ok(index)
    }
}

impl Slot {
    fn new(family: FontFamily, candidate: Candidate, implicit: bool) -> Self {
        Self {
            family,
            candidate,
            state: SlotState::Unopened,
            implicit,
        }
    }
}

fn is_emoji(face: &Face, family: &FontFamily) -> bool {
    family.assume_emoji_presentation.unwrap_or(face.color)
}

fn find(family: &FontFamily, faces: &mut Faces) -> Option<Candidate> {
    let wanted = Wanted::from(family);
    faces.locate(|locator, warnings| {
        locator.find(&family.family, wanted, warnings).or_else(|| {
            let name = family.family.to_ascii_lowercase();
            let generic = GENERIC.contains(&name.as_str());
            generic.then(|| locator.find_generic(&name, wanted))?
        })
    })
}

fn opening(
    slot: &Slot,
    size: f32,
    features: &[Feature],
    config: &FontConfig,
    primary: FontId,
    faces: &mut Faces,
) -> Opening {
    let family = &slot.family;
    let scale = if family.scale.is_finite() && (0.05..=20.0).contains(&family.scale) {
        family.scale as f32
    } else {
        faces.warn(FontWarning::BadNumber {
            option: "wezterm.font's scale",
            value: family.scale,
            used: 1.0,
        });
        1.0
    };
    let mut how = Opening {
        wanted: Wanted::from(family),
        size: size * scale,
        features: match &family.features {
            Some(own) => parse_features(own, faces),
            None => features.to_vec(),
        },
        // The symbols font's glyphs are an em wide and must fit a cell.
        fallback: slot.implicit && slot.candidate.family == SYMBOLS_FAMILY,
    };
    if primary != FontId(u16::MAX) && config.use_cap_height_to_scale_fallback_fonts {
        let trial = Opening {
            features: how.features.clone(),
            ..how
        };
        if let Some(id) = faces.open(&slot.candidate, trial)
            && let Some(factor) = cap_height_factor(config, primary, id, faces)
        {
            how.size *= factor;
        }
    }
    how
}

/// What makes the capitals of `id` as tall as those of the primary face.
fn cap_height_factor(
    config: &FontConfig,
    primary: FontId,
    id: FontId,
    faces: &Faces,
) -> Option<f32> {
    if !config.use_cap_height_to_scale_fallback_fonts || primary == id {
        return None;
    }
    let height = |id| {
        let face = faces.get(id)?;
        let units = face.font.metrics().cap_height?.to_f32();
        let pixels = face.px(units);
        (pixels > 0.0).then_some(pixels)
    };
    let factor = height(primary)? / height(id)?;
    ((0.5..=2.0).contains(&factor) && (factor - 1.0).abs() > 0.01).then_some(factor)
}

/// Parses features, telling of those that are not.
fn parse_features(features: &[String], faces: &mut Faces) -> Vec<Feature> {
    let mut parsed = Vec::with_capacity(features.len());
    for feature in features {
        match feature.trim().parse() {
            Ok(feature) => parsed.push(feature),
            Err(_) => faces.warn(FontWarning::BadFeature {
                feature: feature.clone(),
            }),
        }
    }
    parsed
}
