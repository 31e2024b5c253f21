//! The wgpu painter's pixels, held against the cpu painter's.
//!
//! A machine without any Vulkan or OpenGL driver cannot run these: they say so
//! and pass, unless `REQUIRE_GPU` is set, as it is where drivers are known to
//! be (Mesa's lavapipe and llvmpipe will do).

mod common;

use common::{TestGlyphs, assert_same, glyph, paint_by_cpu, scenes, strip};
use std::sync::Arc;
use wezterm_render::{
    AdapterDescription, Backend, Damage, GpuPreferences, PaintError, Painter, PainterKind, RectF,
    Scene, WgpuContext, WgpuPainter,
};
use wezterm_types::Rgba;

/// Channels may differ by this much on opaque scenes: hardware rounds blended
/// values to 8 bits its own way.
const TOLERANCE: u8 = 2;
/// Translucent scenes are multiplied by alpha twice, at 8 bits each.
const TRANSLUCENT_TOLERANCE: u8 = 4;
/// Random scenes pile translucent things up, each rounded.
const FUZZ_TOLERANCE: u8 = 6;

fn contexts() -> Vec<Arc<WgpuContext>> {
    let mut contexts = Vec::new();
    for backend in [Backend::Vulkan, Backend::OpenGl] {
        let preferences = GpuPreferences {
            backends: vec![backend],
            ..GpuPreferences::default()
        };
        match WgpuContext::new(&preferences, None) {
            Ok(context) => contexts.push(context),
            Err(error) => {
                assert!(std::env::var_os("REQUIRE_GPU").is_none(), "{error}");
                eprintln!("{} is not tested here: {error}", backend.name());
            }
        }
    }
    contexts
}

fn paint(painter: &mut WgpuPainter, scene: &Scene) -> wezterm_render::PaintReport {
    painter
        .paint(scene, &mut TestGlyphs::default(), &mut || {})
        .expect("the wgpu painter paints")
}

fn tolerance(scene: &Scene) -> u8 {
    if scene.clear.is_opaque() {
        TOLERANCE
    } else {
        TRANSLUCENT_TOLERANCE
    }
}

#[test]
fn pictures_are_those_of_the_cpu_painter() {
    for context in contexts() {
        let mut painter = WgpuPainter::offscreen(context.clone(), (1, 1));
        for (name, scene) in scenes() {
            paint(&mut painter, &scene);
            let actual = painter.read_back().expect("pixels");
            let name = format!("{name}-{}", context.adapter().backend);
            assert_same(&name, &actual, &paint_by_cpu(&scene), tolerance(&scene));
        }
    }
}

/// One painter all the way, so that each scene replaces another one.
#[test]
fn random_scenes_are_those_of_the_cpu_painter() {
    use proptest::strategy::{Strategy, ValueTree};
    for context in contexts() {
        let mut runner = proptest::test_runner::TestRunner::deterministic();
        let mut painter = WgpuPainter::offscreen(context.clone(), (1, 1));
        for number in 0..150 {
            let scene = common::fuzz::scene()
                .new_tree(&mut runner)
                .expect("a scene")
                .current();
            paint(&mut painter, &scene);
            let actual = painter.read_back().expect("pixels");
            let name = format!("fuzz-{number}-{}", context.adapter().backend);
            assert_same(&name, &actual, &paint_by_cpu(&scene), FUZZ_TOLERANCE);
        }
    }
}

/// A column of rows with discs, scrolled to `top`.
fn rows(top: i64, revision: u64) -> Scene {
    let mut scene = Scene::new((160, 120), Rgba::hex(0x10_1820));
    for row in top..top + 6 {
        let rect = RectF::new(0.0, (row - top) as f32 * 20.0, 160.0, 20.0);
        let quads = (0..8u8).map(|col| {
            let number = 1 + (row as u32 * 7 + u32::from(col) * 3) % 18;
            glyph(f32::from(col) * 20.0, 19.0, number, Rgba::hex(0xe0_d0c0))
        });
        let mut strip = strip(row, rect, quads.collect());
        strip.revision = revision;
        scene.strips.push(strip);
    }
    scene
}

#[test]
fn frames_after_the_first_are_right_and_cheap() {
    for context in contexts() {
        let mut painter = WgpuPainter::offscreen(context, (160, 120));
        let first = paint(&mut painter, &rows(0, 1));
        assert_eq!((first.damage, first.quads), (Damage::Full, 48));
        let again = paint(&mut painter, &rows(0, 1));
        assert_eq!(
            (again.damage, again.quads, again.uploaded),
            (Damage::None, 0, 0)
        );
        let mut edited = rows(0, 1);
        edited.strips[2] = {
            let mut strip = rows(5, 2).strips[1].clone();
            (strip.id, strip.origin, strip.clip) = {
                let old = &edited.strips[2];
                (old.id, old.origin, old.clip)
            };
            strip
        };
        let report = paint(&mut painter, &edited);
        assert_eq!((report.damage, report.quads), (Damage::Rows, 8));
        for (step, scene) in [edited, rows(1, 1), rows(30, 1), rows(2, 1)]
            .iter()
            .enumerate()
        {
            paint(&mut painter, scene);
            let actual = painter.read_back().expect("pixels");
            assert_same(
                &format!("step-{step}"),
                &actual,
                &paint_by_cpu(scene),
                TOLERANCE,
            );
        }
    }
}

#[test]
fn a_full_atlas_makes_room() {
    use wezterm_font::{GlyphKind, RasterGlyph};

    /// Every glyph is a square of 200 pixels: 25 fit on a page.
    struct Squares(Option<RasterGlyph>);
    impl wezterm_render::GlyphSource for Squares {
        fn glyph(&mut self, key: wezterm_font::GlyphKey) -> Option<&RasterGlyph> {
            self.0 = Some(RasterGlyph {
                left: 0,
                top: 200,
                width: 200,
                height: 200,
                kind: GlyphKind::Mask,
                data: vec![(key.glyph % 200 + 50) as u8; 40_000],
            });
            self.0.as_ref()
        }
    }

    for context in contexts() {
        let mut painter = WgpuPainter::offscreen(context, (160, 120));
        // A strip that stays, and one whose glyphs change.
        for round in 0..40u32 {
            let mut scene = Scene::new((160, 120), Rgba::BLACK);
            let all = RectF::new(0.0, 0.0, 160.0, 120.0);
            let stays = (0..5u8).map(|i| {
                let (x, y) = (f32::from(i) * 30.0, 40.0);
                glyph(x, y, 10_000 + u32::from(i), Rgba::hex(0x80_ff80))
            });
            scene.strips.push(strip(1, all, stays.collect()));
            let changes = (0..5u8).map(|i| {
                let (x, y) = (f32::from(i) * 30.0, 280.0);
                glyph(x, y, round * 5 + u32::from(i), Rgba::hex(0x80_80ff))
            });
            let mut changing = strip(2, all, changes.collect());
            changing.revision = u64::from(round) + 1;
            scene.strips.push(changing);
            let report = painter
                .paint(&scene, &mut Squares(None), &mut || {})
                .expect("paints");
            assert_eq!(report.dropped_glyphs, 0);
            if round % 13 == 0 || round == 39 {
                let mut reference = wezterm_render::CpuOffscreen::new(scene.size);
                reference
                    .paint(&scene, &mut Squares(None), &mut || {})
                    .expect("paints");
                let actual = painter.read_back().expect("pixels");
                assert_same("atlas", &actual, &reference.read_back(), TOLERANCE);
            }
        }
        assert!(painter.atlas_evictions() > 0);
    }
}

#[test]
fn sizes_out_of_range_are_no_panic() {
    for context in contexts() {
        let limit = context.max_side();
        let mut painter = WgpuPainter::offscreen(context, (1, 1));
        let mut glyphs = TestGlyphs::default();
        let report = painter
            .paint(&Scene::new((0, 7), Rgba::BLACK), &mut glyphs, &mut || {})
            .expect("nothing to paint");
        assert!(!report.presented);
        let huge = Scene::new((limit + 1, 7), Rgba::BLACK);
        assert!(matches!(
            painter.paint(&huge, &mut glyphs, &mut || {}),
            Err(PaintError::Size { .. })
        ));
        paint(&mut painter, &Scene::new((3, 2), Rgba::WHITE));
        assert_eq!(
            painter.read_back().expect("pixels").pixels,
            [0xffff_ffff; 6]
        );
    }
}

#[test]
fn a_lost_device_is_told_and_a_new_context_works() {
    for context in contexts() {
        let mut painter = WgpuPainter::offscreen(context.clone(), (8, 8));
        let scene = Scene::new((8, 8), Rgba::WHITE);
        paint(&mut painter, &scene);
        context.lose_device();
        let painted = painter.paint(&scene, &mut TestGlyphs::default(), &mut || {});
        assert!(
            matches!(painted, Err(PaintError::DeviceLost(_))),
            "{painted:?}"
        );
    }
    for context in contexts() {
        let mut painter = WgpuPainter::offscreen(context, (8, 8));
        paint(&mut painter, &Scene::new((8, 8), Rgba::WHITE));
    }
}

#[test]
fn compiled_pipelines_are_kept() {
    let dir = tempfile::tempdir().expect("a directory");
    let preferences = GpuPreferences {
        backends: vec![Backend::Vulkan],
        pipelines: Some(dir.path().join("pipelines")),
        ..GpuPreferences::default()
    };
    let run = || {
        let context = match WgpuContext::new(&preferences, None) {
            Ok(context) => context,
            Err(error) => {
                assert!(std::env::var_os("REQUIRE_GPU").is_none(), "{error}");
                return None;
            }
        };
        let mut painter = WgpuPainter::offscreen(context.clone(), (160, 120));
        let scene = rows(0, 1);
        paint(&mut painter, &scene);
        let picture = painter.read_back().expect("pixels");
        assert_same("pipelines", &picture, &paint_by_cpu(&scene), TOLERANCE);
        let due = painter.rest_deadline().expect("there is something to keep");
        painter.rest(due);
        assert!(painter.rest_deadline().is_none());
        Some(context.knew_pipelines())
    };
    let Some(known) = run() else { return };
    assert!(!known);
    let files = || -> Vec<_> {
        let entries = std::fs::read_dir(dir.path().join("pipelines")).expect("the directory");
        entries
            .map(|entry| entry.expect("an entry").path())
            .collect()
    };
    let [file] = &files()[..] else {
        panic!("{:?}", files())
    };
    assert_eq!(run(), Some(true));
    // A damaged file is as good as none, and mended.
    let mut bytes = std::fs::read(file).expect("the file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0xff;
    std::fs::write(file, &bytes).expect("the file is ours");
    assert_eq!(run(), Some(false));
    assert_eq!(run(), Some(true));
}

#[test]
fn adapters_are_chosen_and_refused_with_reasons() {
    let none = GpuPreferences {
        backends: vec![],
        ..GpuPreferences::default()
    };
    let error = WgpuContext::new(&none, None).expect_err("no backend, no adapter");
    assert!(
        error.to_string().contains("front_end = \"Software\""),
        "{error}"
    );
    for context in contexts() {
        let adapter = context.adapter().clone();
        assert!(WgpuContext::enumerate().contains(&adapter));
        let preferences = GpuPreferences {
            preferred: Some(adapter.clone()),
            ..GpuPreferences::default()
        };
        let again = WgpuContext::new(&preferences, None).expect("the same adapter");
        assert_eq!(again.adapter(), &adapter);
        let kind = match adapter.backend.as_str() {
            "Vulkan" => PainterKind::Vulkan,
            _ => PainterKind::OpenGl,
        };
        assert_eq!(again.kind(), kind);
        let unknown = GpuPreferences {
            preferred: Some(AdapterDescription {
                name: "no such card".to_owned(),
                ..adapter
            }),
            ..GpuPreferences::default()
        };
        assert!(WgpuContext::new(&unknown, None).is_ok());
    }
}
