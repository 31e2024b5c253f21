//! What a window shows, independent of who paints it.
//!
//! A [`Scene`] is a list of [`Strip`]s in paint order; a strip is a named,
//! versioned bunch of [`Quad`]s (a row of a pane, the tab bar, a border). A
//! scene is rebuilt for every frame and costs one `Arc` clone a strip; the
//! quads of a strip are rebuilt only when what it shows has changed.

use crate::{PixelRect, Quads, RectF};
use wezterm_font::GlyphKey;
use wezterm_types::{Rgba, Underline};

/// One thing to paint. Positions are physical pixels from [`Strip::origin`],
/// y downwards, and are snapped to whole pixels by the painter.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quad {
    /// A filled rectangle.
    Solid {
        /// The area.
        rect: RectF,
        /// Its colour; alpha lets what is below shine through.
        color: Rgba,
    },
    /// A glyph.
    Glyph {
        /// The glyph's origin: the pen's position.
        x: f32,
        /// The baseline.
        y: f32,
        /// Which glyph.
        key: GlyphKey,
        /// The ink. Colour glyphs keep their own colours and take the alpha.
        color: Rgba,
    },
    /// The line under text. Patterns continue from quad to quad of one strip.
    Underline {
        /// From the top of the line to the lowest pixel it may touch.
        rect: RectF,
        /// The pattern; [`Underline::None`] paints nothing.
        kind: Underline,
        /// Height of the stroke.
        thickness: f32,
        /// Its colour.
        color: Rgba,
    },
    /// A filled rectangle with rounded, smooth corners.
    Rounded {
        /// The area.
        rect: RectF,
        /// Radius of the corners, at most half of the shorter side.
        radius: f32,
        /// Which corners are round.
        corners: Corners,
        /// Its colour.
        color: Rgba,
    },
}

/// The corners of a [`Quad::Rounded`] that are round.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are those of the corners")]
pub struct Corners {
    pub top_left: bool,
    pub top_right: bool,
    pub bottom_left: bool,
    pub bottom_right: bool,
}

impl Corners {
    /// All four.
    pub const ALL: Self = Self {
        top_left: true,
        top_right: true,
        bottom_left: true,
        bottom_right: true,
    };
    /// The upper two, as of a tab.
    pub const TOP: Self = Self {
        top_left: true,
        top_right: true,
        bottom_left: false,
        bottom_right: false,
    };
}

/// Tells the strips of a scene apart; no scene has the same one twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct StripId {
    kind: StripKind,
    owner: u64,
    index: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum StripKind {
    PaneRow,
    Cursor,
    Other,
}

impl StripId {
    /// A row of a pane; `row` stays with the text when it scrolls.
    #[must_use]
    pub const fn pane_row(pane: usize, row: i64) -> Self {
        Self {
            kind: StripKind::PaneRow,
            owner: pane as u64,
            index: row,
        }
    }

    /// The cursor of a pane. When nothing but cursors has changed, damage is
    /// no more than [`crate::Damage::Cursor`].
    #[must_use]
    pub const fn cursor(pane: usize) -> Self {
        Self {
            kind: StripKind::Cursor,
            owner: pane as u64,
            index: 0,
        }
    }

    /// Anything else; the caller chooses the numbers.
    #[must_use]
    pub const fn other(owner: u64, index: i64) -> Self {
        Self {
            kind: StripKind::Other,
            owner,
            index,
        }
    }

    /// Whether it was made by [`Self::cursor`].
    #[must_use]
    pub const fn is_cursor(&self) -> bool {
        matches!(self.kind, StripKind::Cursor)
    }
}

/// Quads that change together.
#[derive(Clone, Debug)]
pub struct Strip {
    /// Which one.
    pub id: StripId,
    /// Changes whenever `quads` does, and never returns to an old value for
    /// other quads of the same id.
    pub revision: u64,
    /// Where the quads' zero lies in the window.
    pub origin: (f32, f32),
    /// Nothing is painted outside; in the window's coordinates.
    pub clip: RectF,
    /// In paint order.
    pub quads: Quads,
}

impl Strip {
    /// The pixels that it may touch.
    #[must_use]
    pub fn bounds(&self) -> PixelRect {
        self.clip.snap((0.0, 0.0))
    }
}

/// Everything a window shows.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Width and height in physical pixels.
    pub size: (u32, u32),
    /// What is behind all strips; alpha below 255 makes the window translucent.
    pub clear: Rgba,
    /// In paint order, the lowest first.
    pub strips: Vec<Strip>,
}

impl Scene {
    /// A scene of one colour.
    #[must_use]
    pub fn new(size: (u32, u32), clear: Rgba) -> Self {
        Self {
            size,
            clear,
            strips: Vec::new(),
        }
    }
}
