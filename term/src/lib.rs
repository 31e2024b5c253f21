//! One terminal: the state a child program's output drives, the text it
//! leaves on the grid and in the scrollback, the selection in it, and the
//! bytes that keys, the mouse and pastes become on their way to the child.
//!
//! The crate does no I/O, knows no configuration language and paints nothing.
//! Bytes come in through [`Terminal::advance`]; replies, events and snapshots
//! of what changed are taken out. Sequences are dispatched here (`dispatch`),
//! on the parser and the grid of the `rio-vt` crate.

#![deny(unsafe_code)]

mod animation;
mod behind;
mod bidi;
mod cell;
mod color_space;
mod color_spec;
mod config;
mod core;
mod dispatch;
mod dump;
mod events;
mod feed;
mod frame;
mod images;
mod input;
mod line_size;
mod modes;
mod notification;
mod palette;
mod placeholders;
mod preview;
mod recycled;
mod reflow;
mod search;
mod selection;
mod shell;
mod snapshot;
mod style;
mod style_ids;
mod terminal;
mod text;
mod vt;

pub use animation::{Animation, ShownFrame};
pub use bidi::{LineDirection, VisualOrder};
pub use cell::{Cell, CellAttrs, CellExtra, Color, Hyperlink};
pub use config::{CursorStyle, NewlineCanon, TerminalConfig};
pub use dispatch::WindowState;
pub use events::{Progress, TerminalEvent, WindowOp};
pub use images::{Image, ImagePlacement};
pub use input::MouseReport;
pub use line_size::LineSize;
pub use notification::{
    Notification, Occasion, Urgency, activated_report, alive_reply, closed_report,
};
pub use palette::Palette;
pub use preview::Preview;
pub use search::{SearchError, SearchMatch, SearchPattern, Searcher};
pub use snapshot::{CursorSnapshot, Point, RenderableDimensions, Snapshot, SnapshotRow, StableRow};
pub use terminal::{
    EraseMode, SelectionMode, SemanticType, SemanticZone, Terminal, ViewportScroll,
};
