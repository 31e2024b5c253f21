//! Random scenes.

use super::{glyph, solid};
use proptest::prelude::*;
use wezterm_render::{Quad, RectF, Scene, Strip, StripId};
use wezterm_types::{Rgba, Underline};

/// Any colour, often opaque.
pub fn color() -> impl Strategy<Value = Rgba> {
    let alpha = prop_oneof![Just(255u8), any::<u8>()];
    (any::<[u8; 3]>(), alpha).prop_map(|([r, g, b], a)| Rgba::new(r, g, b, a))
}

/// Rectangles in and around 64 by 48 pixels, empty ones among them.
pub fn rect() -> impl Strategy<Value = RectF> {
    (-20.0..70.0f32, -20.0..60.0f32, -5.0..60.0f32, -5.0..30.0f32)
        .prop_map(|(x, y, width, height)| RectF::new(x, y, width, height))
}

/// Quads of every kind.
pub fn quad() -> impl Strategy<Value = Quad> {
    let kind = prop_oneof![
        Just(Underline::Single),
        Just(Underline::Double),
        Just(Underline::Curly),
        Just(Underline::Dotted),
        Just(Underline::Dashed),
    ];
    prop_oneof![
        (rect(), color()).prop_map(|(r, color)| solid(r.x, r.y, r.width, r.height, color)),
        (rect(), 0..220u32, color()).prop_map(|(r, number, color)| glyph(r.x, r.y, number, color)),
        (rect(), kind, 0.0..4.0f32, color()).prop_map(|(rect, kind, thickness, color)| {
            Quad::Underline {
                rect,
                kind,
                thickness,
                color,
            }
        }),
        (rect(), 0.0..20.0f32, color()).prop_map(|(rect, radius, color)| Quad::Rounded {
            rect,
            radius,
            corners: wezterm_render::Corners::TOP,
            color,
        }),
    ]
}

/// An opaque scene of a few strips.
pub fn scene() -> impl Strategy<Value = Scene> {
    let strip = (rect(), prop::collection::vec(quad(), 0..6));
    let strips = prop::collection::vec(strip, 0..5);
    (any::<[u8; 3]>(), strips).prop_map(|([r, g, b], strips)| {
        let mut scene = Scene::new((64, 48), Rgba::rgb(r, g, b));
        for (index, (clip, quads)) in (0i64..).zip(strips) {
            scene.strips.push(Strip {
                id: StripId::other(1, index),
                revision: 1,
                origin: (clip.x, clip.y),
                clip,
                quads: quads.into(),
            });
        }
        scene
    })
}
