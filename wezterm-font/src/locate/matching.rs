//! Choosing among the faces of one family, as CSS Fonts 4 section 5.2 does.

use super::Candidate;
use crate::{FontFamily, FontSlant};
use std::cmp::Ordering;

/// The attributes of the face we would like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) weight: f32,
    pub(crate) stretch: f32,
    pub(crate) slant: FontSlant,
}

impl From<&FontFamily> for Wanted {
    fn from(family: &FontFamily) -> Self {
        Self {
            weight: f32::from(family.weight.clamp(1, 1000)),
            stretch: family.stretch.percent(),
            slant: family.slant,
        }
    }
}

/// The nearest face: by stretch, then slant, then weight.
pub(crate) fn best_match(faces: &[Candidate], wanted: Wanted) -> Option<&Candidate> {
    faces.iter().min_by(|a, b| {
        let (a, b) = (distance(a, wanted), distance(b, wanted));
        a.partial_cmp(&b).unwrap_or(Ordering::Equal)
    })
}

/// Smaller is nearer; compared from the left.
fn distance(face: &Candidate, wanted: Wanted) -> [f32; 3] {
    if face.variable {
        return [0.0, slant_distance(face.slant, wanted.slant), 0.0];
    }
    [
        stretch_distance(face.stretch, wanted.stretch),
        slant_distance(face.slant, wanted.slant),
        weight_distance(face.weight, wanted.weight),
    ]
}

/// Narrow wishes prefer narrower faces, wide ones wider; the other direction
/// only counts when that one is empty.
fn stretch_distance(have: f32, want: f32) -> f32 {
    let preferred = if want <= 100.0 {
        have <= want
    } else {
        have >= want
    };
    (have - want).abs() + if preferred { 0.0 } else { 1000.0 }
}

fn slant_distance(have: FontSlant, want: FontSlant) -> f32 {
    use FontSlant::{Italic, Normal, Oblique};
    match (want, have) {
        (a, b) if a == b => 0.0,
        (Italic, Oblique) | (Oblique, Italic) | (Normal, Oblique) => 1.0,
        _ => 2.0,
    }
}

fn weight_distance(have: f32, want: f32) -> f32 {
    let delta = (have - want).abs();
    // Between regular and medium: up to medium first, then lighter, then bolder.
    let group = if (400.0..=500.0).contains(&want) {
        match have {
            h if h >= want && h <= 500.0 => 0.0,
            h if h < want => 1.0,
            _ => 2.0,
        }
    } else if (want < 400.0) == (have <= want) || have == want {
        0.0
    } else {
        1.0
    };
    delta + group * 1000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::Place;

    fn face(weight: f32, slant: FontSlant) -> Candidate {
        Candidate {
            place: Place::Embedded(0),
            family: "T".into(),
            weight,
            stretch: 100.0,
            slant,
            variable: false,
        }
    }

    fn chosen(weights: &[f32], want: f32) -> f32 {
        let faces: Vec<_> = weights
            .iter()
            .map(|w| face(*w, FontSlant::Normal))
            .collect();
        let wanted = Wanted {
            weight: want,
            stretch: 100.0,
            slant: FontSlant::Normal,
        };
        best_match(&faces, wanted).unwrap().weight
    }

    #[test]
    fn weights_are_chosen_as_css_does() {
        assert_eq!(chosen(&[400.0, 700.0], 700.0), 700.0);
        assert_eq!(
            chosen(&[300.0, 500.0], 400.0),
            500.0,
            "regular takes medium"
        );
        assert_eq!(
            chosen(&[400.0, 600.0], 500.0),
            400.0,
            "medium takes regular"
        );
        assert_eq!(chosen(&[100.0, 400.0], 300.0), 100.0, "light goes lighter");
        assert_eq!(chosen(&[400.0, 900.0], 700.0), 900.0, "bold goes bolder");
        assert_eq!(
            chosen(&[300.0, 400.0], 700.0),
            400.0,
            "or the boldest there is"
        );
    }

    #[test]
    fn slant_beats_weight() {
        let faces = [
            face(700.0, FontSlant::Normal),
            face(400.0, FontSlant::Italic),
        ];
        let wanted = Wanted {
            weight: 700.0,
            stretch: 100.0,
            slant: FontSlant::Italic,
        };
        assert_eq!(best_match(&faces, wanted).unwrap().slant, FontSlant::Italic);
        assert!(best_match(&[], wanted).is_none());
    }
}
