//! Scenes and their painters.
//!
//! A [`Scene`] says what a window shows, in quads; [`Scene::damage_since`]
//! says what has changed. The [`CpuPainter`] is the reference: it paints into
//! plain memory. The [`WgpuPainter`] does the same on a GPU, and tests hold
//! its pixels against the reference. Both blend in linear light.
//!
//! This crate never knows of terminals, tabs, Lua or windows beyond their raw
//! handles.

#[forbid(unsafe_code)]
mod cpu;
mod damage;
mod geometry;
mod glyphs;
mod gpu;
mod painter;
mod quads;
mod scene;
mod shapes;

pub use cpu::{CpuOffscreen, CpuPainter, CpuTarget};
pub use damage::{Damage, DamageHistory, DamageRegion, Outline};
pub use geometry::{PixelRect, RectF};
pub use glyphs::{CachedGlyphs, GlyphCache, GlyphRasterizer, GlyphSource};
pub use gpu::{
    AdapterDescription, Backend, DisplayHandle, GpuPreferences, OnDesktop, PowerPreference,
    SurfaceHandle, WgpuContext, WgpuPainter,
};
pub use painter::{Image, PaintError, PaintReport, Painter, PainterKind};
pub use quads::{QuadPool, Quads};
pub use scene::{Corners, Quad, Scene, Strip, StripId};
