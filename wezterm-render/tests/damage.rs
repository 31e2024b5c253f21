//! Painting what is damaged gives the pixels of painting everything.

mod common;

use common::fuzz::{color, quad, rect};
use common::{TestGlyphs, assert_same, paint_by_cpu};
use proptest::prelude::*;
use wezterm_render::{
    CpuOffscreen, CpuPainter, CpuTarget, Damage, DamageHistory, DamageRegion, PaintError, Painter,
    Quad, RectF, Scene, Strip, StripId,
};
use wezterm_types::Rgba;

const SIZE: (u32, u32) = (64, 48);

/// Changes to a scene, one a frame.
#[derive(Clone, Debug)]
enum Change {
    Nothing,
    Set(usize, Vec<Quad>),
    Move(usize, (f32, f32)),
    Clip(usize, RectF),
    Insert(usize, RectF, Vec<Quad>),
    Remove(usize),
    Swap(usize, usize),
    Clear(Rgba),
    Resize(u32, u32),
}

fn change() -> impl Strategy<Value = Change> {
    let quads = || prop::collection::vec(quad(), 0..6);
    let at = 0..8usize;
    prop_oneof![
        1 => Just(Change::Nothing),
        1 => (at.clone(), quads()).prop_map(|(at, quads)| Change::Set(at, quads)),
        1 => (at.clone(), (-9.0..60.0f32, -9.0..40.0f32))
            .prop_map(|(at, to)| Change::Move(at, to)),
        1 => (at.clone(), rect()).prop_map(|(at, rect)| Change::Clip(at, rect)),
        3 => (at.clone(), rect(), quads())
            .prop_map(|(at, rect, quads)| Change::Insert(at, rect, quads)),
        1 => at.clone().prop_map(Change::Remove),
        1 => (at.clone(), at).prop_map(|(a, b)| Change::Swap(a, b)),
        1 => color().prop_map(Change::Clear),
        1 => (1..80u32, 1..60u32).prop_map(|(w, h)| Change::Resize(w, h)),
    ]
}

struct Model {
    scene: Scene,
    /// Ids and revisions are never used twice.
    next: i64,
}

impl Model {
    fn new() -> Self {
        Self {
            scene: Scene::new(SIZE, Rgba::hex(0x20_3040)),
            next: 0,
        }
    }

    fn apply(&mut self, change: &Change) {
        self.next += 1;
        let strips = &mut self.scene.strips;
        let len = strips.len();
        match change {
            Change::Nothing => {}
            Change::Set(at, quads) => {
                if let Some(strip) = strips.get_mut(*at) {
                    strip.quads = quads.clone().into();
                    strip.revision = self.next as u64;
                }
            }
            Change::Move(at, to) => {
                if let Some(strip) = strips.get_mut(*at) {
                    strip.origin = *to;
                }
            }
            Change::Clip(at, rect) => {
                if let Some(strip) = strips.get_mut(*at) {
                    strip.clip = *rect;
                }
            }
            Change::Insert(at, rect, quads) => strips.insert(
                (*at).min(len),
                Strip {
                    id: StripId::other(1, self.next),
                    revision: self.next as u64,
                    origin: (rect.x, rect.y),
                    clip: *rect,
                    quads: quads.clone().into(),
                },
            ),
            Change::Remove(at) => {
                if *at < len {
                    strips.remove(*at);
                }
            }
            Change::Swap(a, b) => {
                if *a < len && *b < len {
                    strips.swap(*a, *b);
                }
            }
            Change::Clear(color) => self.scene.clear = *color,
            Change::Resize(width, height) => self.scene.size = (*width, *height),
        }
    }
}

proptest! {
    #[test]
    fn damaged_equals_everything(changes in prop::collection::vec(change(), 1..20)) {
        let mut model = Model::new();
        let mut painter = CpuOffscreen::new(SIZE);
        for change in &changes {
            model.apply(change);
            let report = painter
                .paint(&model.scene, &mut TestGlyphs::default(), &mut || {})
                .expect("paints");
            prop_assert!(report.presented);
            let everything = paint_by_cpu(&model.scene);
            assert_same("damaged", &painter.read_back(), &everything, 0);
        }
    }

    #[test]
    fn nothing_is_dirty_without_a_change(changes in prop::collection::vec(change(), 1..20)) {
        let mut model = Model::new();
        for change in &changes {
            let before = model.scene.clone();
            model.apply(change);
            prop_assert_eq!(model.scene.damage_since(&model.scene), DamageRegion::none());
            if matches!(change, Change::Nothing) {
                prop_assert_eq!(model.scene.damage_since(&before).level, Damage::None);
            }
        }
    }

    /// Three buffers that take turns, as a compositor hands them out.
    #[test]
    fn old_buffers_catch_up(changes in prop::collection::vec((change(), 0..3usize), 1..20)) {
        let mut model = Model::new();
        let mut history = DamageHistory::default();
        let mut painter = CpuPainter::new();
        let mut buffers = [const { (0usize, Vec::new()) }; 3];
        let mut shown = model.scene.clone();
        let stride = 100;
        for (frame, (change, buffer)) in changes.iter().enumerate() {
            model.apply(change);
            history.push(&model.scene.damage_since(&shown));
            shown = model.scene.clone();
            let (painted, pixels) = &mut buffers[*buffer];
            let age = if *painted == 0 { 0 } else { frame + 1 - *painted };
            *painted = frame + 1;
            pixels.resize(stride * 60, 0);
            let target = CpuTarget { pixels, stride };
            let mut region = DamageRegion::none();
            history.for_age(age, &mut region);
            painter
                .paint_into(&model.scene, &mut TestGlyphs::default(), target, &region)
                .expect("paints");
            let everything = paint_by_cpu(&model.scene);
            let width = model.scene.size.0 as usize;
            for (line, expected) in pixels.chunks(stride).zip(everything.pixels.chunks(width)) {
                prop_assert_eq!(&line[..width], expected);
            }
        }
    }
}

#[test]
fn one_changed_row_repaints_one_row() {
    let mut scene = Scene::new((100, 100), Rgba::BLACK);
    for row in 0..10 {
        let rect = RectF::new(0.0, row as f32 * 10.0, 100.0, 10.0);
        scene.strips.push(common::strip(row, rect, vec![]));
    }
    let mut painter = CpuOffscreen::new(scene.size);
    let mut paint = |scene: &Scene| {
        painter
            .paint(scene, &mut TestGlyphs::default(), &mut || {})
            .expect("paints")
    };
    assert_eq!(paint(&scene).pixels, 10_000);
    assert_eq!(paint(&scene).pixels, 0);
    scene.strips[3].revision += 1;
    let report = paint(&scene);
    assert_eq!((report.damage, report.pixels), (Damage::Rows, 1000));
}

#[test]
fn a_small_buffer_is_an_error() {
    let scene = Scene::new((10, 10), Rgba::BLACK);
    for (len, stride) in [(99, 10), (100, 9), (0, usize::MAX), (1000, usize::MAX)] {
        let target = CpuTarget {
            pixels: &mut vec![0; len],
            stride,
        };
        let painted = CpuPainter::new().paint_into(
            &scene,
            &mut TestGlyphs::default(),
            target,
            &DamageRegion::full(),
        );
        assert!(matches!(painted, Err(PaintError::Buffer { .. })));
    }
    let empty = Scene::new((0, 10), Rgba::BLACK);
    let target = CpuTarget {
        pixels: &mut [],
        stride: 0,
    };
    let region = DamageRegion::full();
    let painted = CpuPainter::new().paint_into(&empty, &mut TestGlyphs::default(), target, &region);
    assert!(painted.is_ok());
}
