//! The way a frame goes: size, state, tab bar, scene, painter.

use super::TermWindow;
use super::background::{Background, Surroundings};
use super::geometry::Layout;
use super::notice_strip;
use super::resize_trace;
use crate::shared::Shared;
use std::time::{Duration, Instant};
use wezterm_render::{Damage, PaintError, Quad, RectF, Scene, Strip, StripId};
use wezterm_types::Rgba;

/// Owners of strips that belong to no pane.
pub(super) mod owner {
    /// Dividers between panes.
    pub(crate) const SPLITS: u64 = 1;
    /// The tab bar.
    pub(crate) const TAB_BAR: u64 = 2;
    /// Borders of `window_frame`.
    pub(crate) const BORDERS: u64 = 3;
    /// Notices and questions.
    pub(crate) const NOTICES: u64 = 4;
    /// Scroll bars.
    pub(crate) const SCROLL_BAR: u64 = 5;
    /// Text an input method composes.
    pub(crate) const PREEDIT: u64 = 6;
    /// The window's background.
    pub(crate) const BACKGROUND: u64 = 7;
    /// What follows a cursor that jumps.
    pub(crate) const TRAIL: u64 = 9;
    /// Marks of what was repainted.
    pub(crate) const DAMAGE: u64 = 8;
    /// The first of as many as there are panes: their images.
    pub(crate) const IMAGES: u64 = 1 << 32;
    /// The tooltip of a tab.
    pub(crate) const TOOLTIP: u64 = 20;
    /// The window's overlay.
    pub(crate) const OVERLAY: u64 = 21;
    /// Letters over panes.
    pub(crate) const PANE_MARKS: u64 = 22;
    /// The first number of pane modes, which have two for each pane.
    pub(crate) const PANE_MODES: u64 = 1000;
    /// The line below a link.
    pub(crate) const LINK: u64 = 23;
}

impl TermWindow {
    /// `RedrawRequested`: paints what there is to show, if anything changed.
    pub(crate) fn draw(&mut self, shared: &mut Shared) {
        let started = Instant::now();
        self.redraw.started(started);
        let newest = self.pending_size.unwrap_or(self.layout.input.window);
        self.apply_size(shared);
        self.update_panes(shared);

        let calls = shared.lua_calls();
        let before_bar = Instant::now();
        self.update_tab_bar(shared);
        self.prepare_overlay(shared);
        self.update_pane_modes(shared);
        let before_scene = Instant::now();
        let mut scene = std::mem::take(&mut self.scene);
        self.build_scene(shared, started, &mut scene);
        let before_paint = Instant::now();
        shared
            .stats
            .render
            .scene
            .record(before_paint - before_scene);

        self.shown.damage_to(&scene, &mut self.damage);
        let changed = self.stale || self.damage.level != Damage::None;
        if changed {
            self.shown.follow(&scene);
            if self.config.debug_damage {
                self.mark_damage(&mut scene);
            }
        }
        let presented = changed && self.paint(shared, &scene);
        self.place_ime();
        self.tell_missing_glyphs(shared);
        if presented && scene.size != newest {
            shared.stats.resize.stale += 1;
        }
        // Quads that are not held here can be used again.
        scene.strips.clear();
        self.scene = scene;
        let ended = Instant::now();
        if let Some(step) = self.resizes.take() {
            resize_trace::print(&resize_trace::Step {
                tab_bar: before_scene - before_bar,
                lua_calls: shared.lua_calls() - calls,
                scene: before_paint - before_scene,
                paint: ended - before_paint,
                presented,
                ..step
            });
        }
        // What fades needs the next frame, at the pace of frames.
        if self.flash.is_running(&self.config.visual_bell, ended) || self.trail.is_running() {
            self.request_redraw();
        }
        if changed {
            shared.stats.render.paint.record(ended - before_paint);
            shared.stats.frames.time.record(ended - started);
        } else {
            shared.stats.frames.skipped += 1;
        }
    }

    /// The newest size the compositor asked for becomes the window's size,
    /// the panes' and the painter's, once.
    pub(super) fn apply_size(&mut self, shared: &mut Shared) {
        let Some(size) = self.pending_size.take() else {
            return;
        };
        let started = Instant::now();
        self.painter.resize(size.0, size.1);
        self.relayout(size);
        self.screen = None;
        // The window may have been closed meanwhile; then nothing needs a size.
        let _ = shared
            .mux
            .borrow_mut()
            .resize_window(self.mux_window, self.layout.size);
        let reflow = started.elapsed();
        shared.stats.resize.applied += 1;
        shared.stats.render.reflow.record(reflow);
        let cells = (self.layout.size.cols, self.layout.size.rows);
        self.resizes.applied(size, cells, reflow);
    }

    /// Snapshots of the panes of the active tab.
    fn update_panes(&mut self, shared: &mut Shared) {
        let mux = shared.mux.borrow();
        let window = mux.window(self.mux_window);
        let generation = window.map(mux::Window::generation);
        // Places of panes move with the window's generation, and only then.
        if generation.is_none() || generation != self.drawn_generation {
            self.drawn_generation = generation;
            let tab = window.and_then(mux::Window::active_tab);
            self.panes = tab.map(|tab| mux.positioned_panes(tab)).unwrap_or_default();
            self.splits = tab
                .and_then(|tab| mux.tab(tab))
                .map(mux::Tab::dividers)
                .unwrap_or_default();
            // Views of panes in other tabs would keep rows nobody sees.
            let panes = &self.panes;
            self.views
                .retain(|id, _| panes.iter().any(|p| p.pane.id() == *id));
        }
        let state = self.window_state();
        for positioned in &self.panes {
            let view = self.views.entry(positioned.pane.id()).or_default();
            view.update(&positioned.pane, state);
        }
    }

    /// Everything the window shows, from caches where nothing changed.
    fn build_scene(&mut self, shared: &mut Shared, now: Instant, scene: &mut Scene) {
        self.update_background();
        scene.size = self.layout.input.window;
        scene.clear = self.clear_color();
        scene.strips.clear();
        self.revisions.begin();
        self.images.begin();
        let strips = &mut scene.strips;

        self.background_strips(strips);
        self.pane_scene(now, strips);
        let shaping: Option<Duration> = self
            .views
            .values_mut()
            .filter_map(super::PaneView::take_shaping_time)
            .reduce(|a, b| a + b);
        if let Some(shaping) = shaping {
            shared.stats.render.shape.record(shaping);
        }
        self.images.end(&mut self.pictures);
        self.hover_strips(strips);
        self.split_strips(strips);
        self.scroll_bar_strips(strips);
        self.border_strips(strips);
        strips.extend(self.tab_bar.strips.iter().cloned());
        self.overlay_strips(strips);
        self.overlay_preedit(strips);
        strips.extend(self.tooltip_strip());
        strips.extend(notice_strip::strip(
            &self.notices,
            &self.layout,
            owner::NOTICES,
            &mut self.fonts,
        ));
    }

    /// `debug_damage`: marks what differs from the frame before, in colours
    /// that take turns.
    fn mark_damage(&mut self, scene: &mut Scene) {
        const COLORS: [Rgba; 3] = [
            Rgba::new(255, 0, 0, 60),
            Rgba::new(0, 200, 0, 60),
            Rgba::new(0, 90, 255, 60),
        ];
        self.marked += 1;
        let color = COLORS[self.marked % COLORS.len()];
        let (width, height) = scene.size;
        let quads: Vec<Quad> = self
            .damage
            .rects_within(scene.size)
            .map(|rect| Quad::Solid {
                rect: RectF::new(
                    rect.left as f32,
                    rect.top as f32,
                    rect.width() as f32,
                    rect.height() as f32,
                ),
                color,
            })
            .collect();
        scene.strips.push(Strip {
            id: StripId::other(owner::DAMAGE, 0),
            revision: self.marked as u64,
            origin: (0.0, 0.0),
            clip: RectF::new(0.0, 0.0, width as f32, height as f32),
            quads: quads.into(),
        });
    }

    /// The colour behind everything: the active pane's background, as opaque
    /// as `window_background_opacity` says.
    fn clear_color(&self) -> Rgba {
        let active = self.panes.iter().find(|p| p.is_active);
        let color = active
            .and_then(|p| self.views.get(&p.pane.id()))
            .map_or(Rgba::BLACK, |view| {
                if view.snapshot.reverse_video {
                    view.snapshot.palette.fg
                } else {
                    view.snapshot.palette.bg
                }
            });
        if Background::is_wanted(&self.config) {
            // Only what the background leaves out shows it.
            return if self.background.is_opaque() {
                color.mul_alpha(1.0)
            } else {
                Rgba::TRANSPARENT
            };
        }
        color.mul_alpha(self.config.window_background_opacity as f32)
    }

    /// The background's layers.
    fn background_strips(&mut self, strips: &mut Vec<Strip>) {
        let id = StripId::other(owner::BACKGROUND, 0);
        strips.extend(self.background.strip(id, self.layout.input.window));
    }

    /// Makes the background anew where what it depends on has changed.
    fn update_background(&mut self) {
        let (input, grid) = (self.layout.input, self.layout.grid);
        let active = self.panes.iter().find(|p| p.is_active);
        let dims = active.and_then(|p| Some(self.views.get(&p.pane.id())?.snapshot.dims));
        let around = Surroundings {
            window: input.window,
            content: (grid.x, grid.y, grid.width, grid.height),
            cell: (input.cell.width, input.cell.height),
            dpi: input.dpi,
            scrolled: dims.map_or(0.0, |dims| dims.viewport_top as f64)
                * f64::from(input.cell.height),
        };
        let errors = self
            .background
            .update(&self.config, around, &mut self.pictures);
        for error in errors {
            log::error!("{error}");
            self.notify(&error);
        }
    }

    /// Hands the scene to the painter; a painter that fails is replaced once.
    /// Returns whether the compositor got a frame.
    fn paint(&mut self, shared: &mut Shared, scene: &Scene) -> bool {
        shared.gpu.rehearse_loss(shared.stats.frames.drawn);
        for attempt in 0..2 {
            let window = &self.window;
            let (awaited, configure) = (&mut self.awaited, self.resizes.configure());
            let (mut two, mut three);
            let sets: &mut [&mut wezterm_font::FontSet] = match self.overlays.fonts() {
                Some(overlay) => {
                    three = [&mut self.fonts, &mut self.tab_bar.fonts, overlay];
                    &mut three
                }
                None => {
                    two = [&mut self.fonts, &mut self.tab_bar.fonts];
                    &mut two
                }
            };
            let mut glyphs = shared.glyphs.source(sets);
            let mut source = self.pictures.with(&mut glyphs);
            let result = self.painter.paint(scene, &mut source, &mut || {
                window.pre_present_notify();
                // One question at a time, unless every step is to be told.
                let ask = configure.filter(|_| resize_trace::is_on());
                if ask.is_some() || !*awaited {
                    // Token 0 is a frame without a new size.
                    let asked = window.ask_presentation(ask.map_or(0, |number| number + 1));
                    *awaited |= asked;
                }
            });
            match result {
                Ok(report) => {
                    shared.stats.frames.drawn += 1;
                    self.stale = !report.presented;
                    if report.presented {
                        shared.stats.frames.presented += 1;
                    } else {
                        // The compositor had no buffer for us: the scene stays
                        // due, and its next frame callback asks again.
                        self.window.request_redraw();
                    }
                    return report.presented;
                }
                Err(error) => {
                    log::warn!("{error}");
                    if attempt == 0 && !self.replace_painter(shared, &error) {
                        return false;
                    }
                }
            }
        }
        false
    }

    /// The compositor has told what became of a frame.
    pub(super) fn presented(
        &mut self,
        shared: &mut Shared,
        token: u64,
        presentation: window::Presentation,
    ) {
        self.awaited = false;
        match presentation {
            window::Presentation::Shown { after, .. } => {
                if let Some(after) = after {
                    shared.stats.render.present.record(after);
                }
            }
            window::Presentation::Discarded => shared.stats.render.discarded += 1,
        }
        if let Some(configure) = token.checked_sub(1) {
            resize_trace::print_presented(configure, presentation);
        }
    }

    /// Makes a new painter after an error; `false` when there is none.
    fn replace_painter(&mut self, shared: &mut Shared, error: &PaintError) -> bool {
        self.stale = true;
        if matches!(error, PaintError::DeviceLost(_)) {
            shared.gpu.device_lost();
        }
        let size = self.layout.input.window;
        match shared.gpu.painter(&self.config, &self.window, size) {
            Ok(painter) => {
                self.painter = painter;
                true
            }
            Err(error) => {
                log::error!("this window can not be painted: {error}");
                false
            }
        }
    }

    /// Lays the window out for a size, with what the configuration says now.
    pub(super) fn relayout(&mut self, size: (u32, u32)) {
        let mut input = self.layout_input();
        input.window = size;
        self.layout = Layout::new(input);
    }
}
