//! What a callback returned, as a title.

use super::{CallbackEvent, Title};
use config::format::{FormatItem, format_items_as_escapes};
use config::{Convert, Cx};
use mlua::{Lua, LuaString, Table, Value};

/// The longest text of a title, in bytes; no bar is that wide.
const MAX_TEXT: usize = 16 * 1024;
/// The most `FormatItem`s of a title.
const MAX_ITEMS: usize = 2_000;

/// A title, and what was wrong with it although it can be used.
pub(super) struct Read {
    pub(super) title: Title,
    pub(super) remark: Option<String>,
}

/// Reads a callback's result: a string, a list of `FormatItem`s for tabs, or
/// nil. A table is copied at once: some handlers fill the same one again.
///
/// # Errors
/// When it is none of these, as a message.
pub(super) fn title_from_lua(
    lua: &Lua,
    event: CallbackEvent,
    value: &Value,
) -> Result<Read, String> {
    let mut remark = None;
    let title = match (event, value) {
        (_, Value::Nil) => None,
        (_, Value::String(text)) => Some(text_of(text, &mut remark).into()),
        (CallbackEvent::FormatTabTitle, Value::Table(items)) => {
            let items = bounded(lua, items, &mut remark)?;
            Some(format_items_as_escapes(&items).into())
        }
        (_, other) => {
            let wanted = match event {
                CallbackEvent::FormatTabTitle => "a string, a list of FormatItem, or nil",
                CallbackEvent::FormatWindowTitle => "a string or nil",
            };
            return Err(format!(
                "the handler must return {wanted}, but it returned a {}",
                other.type_name()
            ));
        }
    };
    Ok(Read { title, remark })
}

/// The beginning of `text`, at most `max` bytes of it.
pub(super) fn shorten(text: &str, max: usize) -> &str {
    let mut end = text.len().min(max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn text_of(text: &LuaString, remark: &mut Option<String>) -> String {
    let bytes = text.as_bytes();
    if bytes.len() <= MAX_TEXT {
        return String::from_utf8_lossy(&bytes).into_owned();
    }
    *remark = Some(format!(
        "the handler returned a text of {} bytes: it is cut to {MAX_TEXT}",
        bytes.len()
    ));
    let cut = String::from_utf8_lossy(&bytes[..MAX_TEXT]).into_owned();
    // What the cut has left of a character.
    cut.trim_end_matches('\u{fffd}').to_owned()
}

/// The items, as many as a title may have, with texts as long as it may be.
/// Metamethods are not asked: they would run without a limit.
fn bounded(
    lua: &Lua,
    items: &Table,
    remark: &mut Option<String>,
) -> Result<Vec<FormatItem>, String> {
    let length = items.raw_len();
    if length > MAX_ITEMS {
        *remark = Some(format!(
            "the handler returned {length} items: the first {MAX_ITEMS} are used"
        ));
    }
    let mut out = Vec::with_capacity(length.min(MAX_ITEMS));
    let mut room = MAX_TEXT;
    let mut cx = Cx::new(lua);
    for place in 1..=length.min(MAX_ITEMS) {
        let item: Value = items
            .raw_get(place)
            .map_err(|error| format!("the returned list: {error}"))?;
        if item.is_nil() {
            break;
        }
        let mut item = match long_text(&item, remark) {
            Some(text) => FormatItem::Text(text),
            None => cx
                .at_index(place, |cx| FormatItem::from_lua(&item, cx))
                .map_err(|error| format!("the returned list: {error}"))?,
        };
        if let FormatItem::Text(text) = &mut item {
            let kept = shorten(text, room).len();
            if kept < text.len() {
                remark.get_or_insert_with(|| {
                    format!("the handler returned texts of more than {MAX_TEXT} bytes: they are cut to that")
                });
            }
            text.truncate(kept);
            room -= kept;
        }
        out.push(item);
    }
    Ok(out)
}

/// The beginning of a text that is too long to be copied first.
fn long_text(item: &Value, remark: &mut Option<String>) -> Option<String> {
    let text = match item.as_table()?.raw_get::<Value>("Text").ok()? {
        Value::String(text) if text.as_bytes().len() > MAX_TEXT => text,
        _ => return None,
    };
    Some(text_of(&text, remark))
}
