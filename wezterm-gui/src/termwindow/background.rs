//! The window's background: the layers of `background`, or of the older
//! `window_background_image` and `window_background_gradient`, put together
//! into one picture of the window's size. It is made anew when the size, the
//! configuration or what a scrolling layer is tied to has changed.

mod layer;

use crate::pictures::{ImageFiles, Picture, Pictures, Pixels};
use config::Config;
use config::structs::{
    BackgroundAttachment, BackgroundLayer, BackgroundSource, Dimension, HsbTransform,
    ImageFileSource,
};
use layer::Place;
use std::sync::Arc;
use wezterm_render::{Quad, Quads, RectF, Strip, StripId};

/// What a background is made from, besides the configuration.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Surroundings {
    /// The window in pixels.
    pub(super) window: (u32, u32),
    /// The part without padding and borders: left, top, width, height.
    pub(super) content: (u32, u32, u32, u32),
    pub(super) cell: (u32, u32),
    pub(super) dpi: u32,
    /// Pixels of scrollback above what the active pane shows.
    pub(super) scrolled: f64,
}

/// The background of one window.
#[derive(Debug, Default)]
pub(super) struct Background {
    files: ImageFiles,
    made_for: Option<(Arc<Config>, Surroundings)>,
    shown: Option<Shown>,
    revision: u64,
}

#[derive(Debug)]
struct Shown {
    picture: Picture,
    quads: Quads,
    opaque: bool,
}

impl Background {
    /// Whether the configuration has one.
    pub(super) fn is_wanted(config: &Config) -> bool {
        !config.background.is_empty()
            || config.window_background_image.is_some()
            || config.window_background_gradient.is_some()
    }

    /// Whether there is one that nothing shines through.
    pub(super) fn is_opaque(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| shown.opaque)
    }

    /// Brings the background up to date. Returns what the user should be told.
    pub(super) fn update(
        &mut self,
        config: &Arc<Config>,
        around: Surroundings,
        pictures: &mut Pictures,
    ) -> Vec<String> {
        if !Self::is_wanted(config) {
            self.forget(pictures);
            return Vec::new();
        }
        let moves = config
            .background
            .iter()
            .any(|layer| layer.attachment != BackgroundAttachment::Fixed);
        let around = Surroundings {
            scrolled: if moves { around.scrolled } else { 0.0 },
            ..around
        };
        if let Some((made_for, before)) = &self.made_for
            && Arc::ptr_eq(made_for, config)
            && *before == around
        {
            return Vec::new();
        }
        self.forget(pictures);
        self.made_for = Some((config.clone(), around));
        let mut errors = Vec::new();
        let (width, height) = around.window;
        let mut canvas = Pixels::filled(width, height, [0; 4]);
        for layer in &layers(config) {
            let place = Place::new(layer, &around);
            if let Err(error) = layer::paint(layer, &place, &mut self.files, &mut canvas) {
                errors.push(error);
            }
        }
        let picture = pictures.add(&canvas);
        let mut quads: Vec<Quad> = Vec::new();
        picture.quads(0.0, 0.0, 255, &mut quads);
        self.revision += 1;
        self.shown = Some(Shown {
            picture,
            quads: quads.into(),
            opaque: canvas.is_opaque(),
        });
        errors
    }

    /// The background as a strip.
    pub(super) fn strip(&self, id: StripId, window: (u32, u32)) -> Option<Strip> {
        let shown = self.shown.as_ref()?;
        Some(Strip {
            id,
            revision: self.revision,
            origin: (0.0, 0.0),
            clip: RectF::new(0.0, 0.0, window.0 as f32, window.1 as f32),
            quads: shown.quads.clone(),
        })
    }

    fn forget(&mut self, pictures: &mut Pictures) {
        self.made_for = None;
        if let Some(shown) = self.shown.take() {
            pictures.remove(&shown.picture);
        }
    }
}

/// The layers of the configuration, the older options among them.
fn layers(config: &Config) -> Vec<BackgroundLayer> {
    if !config.background.is_empty() {
        return config.background.clone();
    }
    let opacity = config.window_background_opacity;
    let layer = |source, hsb| BackgroundLayer {
        source,
        hsb,
        opacity,
        origin: config::structs::BackgroundOrigin::BorderBox,
        attachment: BackgroundAttachment::Fixed,
        repeat_x: config::structs::BackgroundRepeat::NoRepeat,
        repeat_x_size: None,
        repeat_y: config::structs::BackgroundRepeat::NoRepeat,
        repeat_y_size: None,
        vertical_align: config::structs::BackgroundVerticalAlignment::default(),
        vertical_offset: None,
        horizontal_align: config::structs::BackgroundHorizontalAlignment::default(),
        horizontal_offset: None,
        width: config::structs::BackgroundSize::Dimension(Dimension::Percent(1.0)),
        height: config::structs::BackgroundSize::Dimension(Dimension::Percent(1.0)),
    };
    let mut layers = Vec::new();
    if let Some(gradient) = &config.window_background_gradient {
        let source = BackgroundSource::Gradient(gradient.clone());
        layers.push(layer(source, HsbTransform::default()));
    }
    if let Some(path) = &config.window_background_image {
        let source = BackgroundSource::File(ImageFileSource {
            path: path.into(),
            speed: 1.0,
        });
        let hsb = config.window_background_image_hsb.unwrap_or_default();
        layers.push(layer(source, hsb));
    }
    layers
}
