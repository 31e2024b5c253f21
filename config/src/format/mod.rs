//! Formatted text: the items of `wezterm.format`, the text with escape
//! sequences they make, that text as styled spans, and its width in columns.

mod item;
mod styled;
mod width;

pub use item::{FormatAttribute, FormatColor, FormatItem, format_items_as_escapes};
pub use styled::{SpanAttrs, SpanColor, StyledSpan, parse_styled, plain_text};
pub use width::{column_width, pad_left, pad_right, truncate_left, truncate_right};
