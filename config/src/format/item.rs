use crate::color::ColorSpec;
use crate::structs::Blink;
use std::fmt::Write as _;
use wezterm_types::{Intensity, Underline};

/// The colour of a [`FormatItem`].
pub type FormatColor = ColorSpec;

lua_tagged! {
    /// A text attribute of a [`FormatItem`].
    #[derive(Copy, Eq)]
    pub enum FormatAttribute ("text attribute") {
        words {}
        values {
            Intensity(Intensity), Underline(Underline), Italic(bool), Blink(Blink),
            Reverse(bool), StrikeThrough(bool), Invisible(bool),
        }
    }
}

lua_tagged! {
    /// One step of formatted text: text, or what the text after it looks like.
    #[derive(Eq)]
    pub enum FormatItem ("format item") {
        words {
            /// Back to no attributes and default colours.
            ResetAttributes,
        }
        values {
            Foreground(FormatColor), Background(FormatColor), Attribute(FormatAttribute),
            /// Text; it may contain escape sequences of its own.
            Text(String),
        }
    }
}
lua_tagged_convert!(FormatAttribute, FormatItem);

/// The text of `items`, with SGR sequences for what it looks like. Like the
/// original, it does not end with a reset.
#[must_use]
pub fn format_items_as_escapes(items: &[FormatItem]) -> String {
    let mut out = String::new();
    for item in items {
        match item {
            FormatItem::Text(text) => out.push_str(text),
            FormatItem::ResetAttributes => out.push_str("\x1b[0m"),
            FormatItem::Foreground(color) => push_color(&mut out, *color, 30),
            FormatItem::Background(color) => push_color(&mut out, *color, 40),
            FormatItem::Attribute(attribute) => {
                out.push_str("\x1b[");
                out.push_str(attribute_sgr(*attribute));
                out.push('m');
            }
        }
    }
    out
}

/// SGR 30..=39 or 40..=49 (`base` 30 or 40), 90.. or 100.. for the bright
/// ones. Opaque colours are `38:2::r:g:b` (ITU T.416); others `38:6::r:g:b:a`,
/// an extension of the original's.
fn push_color(out: &mut String, color: FormatColor, base: u8) {
    let written = match color {
        FormatColor::Default => write!(out, "\x1b[{}m", base + 9),
        FormatColor::AnsiColor(color) => {
            let index = color.index();
            let code = if index < 8 {
                base + index
            } else {
                base + 60 + index - 8
            };
            write!(out, "\x1b[{code}m")
        }
        FormatColor::Color(c) if c.is_opaque() => {
            write!(out, "\x1b[{}:2::{}:{}:{}m", base + 8, c.r, c.g, c.b)
        }
        FormatColor::Color(c) => {
            write!(out, "\x1b[{}:6::{}:{}:{}:{}m", base + 8, c.r, c.g, c.b, c.a)
        }
    };
    debug_assert!(written.is_ok(), "writing to a string cannot fail");
}

const fn attribute_sgr(attribute: FormatAttribute) -> &'static str {
    match attribute {
        FormatAttribute::Intensity(Intensity::Normal) => "22",
        FormatAttribute::Intensity(Intensity::Bold) => "22;1",
        FormatAttribute::Intensity(Intensity::Half) => "22;2",
        FormatAttribute::Underline(Underline::None) => "24",
        FormatAttribute::Underline(Underline::Single) => "4",
        FormatAttribute::Underline(Underline::Double) => "21",
        FormatAttribute::Underline(Underline::Curly) => "4:3",
        FormatAttribute::Underline(Underline::Dotted) => "4:4",
        FormatAttribute::Underline(Underline::Dashed) => "4:5",
        FormatAttribute::Italic(true) => "3",
        FormatAttribute::Italic(false) => "23",
        FormatAttribute::Blink(Blink::None) => "25",
        FormatAttribute::Blink(Blink::Slow) => "5",
        FormatAttribute::Blink(Blink::Rapid) => "6",
        FormatAttribute::Reverse(true) => "7",
        FormatAttribute::Reverse(false) => "27",
        FormatAttribute::StrikeThrough(true) => "9",
        FormatAttribute::StrikeThrough(false) => "29",
        FormatAttribute::Invisible(true) => "8",
        FormatAttribute::Invisible(false) => "28",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::{Convert, Cx};
    use crate::structs::AnsiColor;
    use mlua::{Lua, Value};
    use wezterm_types::Rgba;

    fn items(code: &str) -> Result<Vec<FormatItem>, String> {
        let lua = Lua::new();
        let value: Value = lua.load(code).eval().unwrap();
        Vec::from_lua(&value, &mut Cx::new(&lua)).map_err(|error| error.to_string())
    }

    #[test]
    fn every_item_is_read_from_lua() {
        let read = items(
            r##"{
                {Attribute={Underline="Curly"}}, {Attribute={Italic=true}},
                {Foreground={AnsiColor="Fuchsia"}}, {Background={Color="#102030"}},
                {Foreground="Default"}, "ResetAttributes", {Text="x"},
            }"##,
        )
        .unwrap();
        assert_eq!(
            read,
            [
                FormatItem::Attribute(FormatAttribute::Underline(Underline::Curly)),
                FormatItem::Attribute(FormatAttribute::Italic(true)),
                FormatItem::Foreground(FormatColor::AnsiColor(AnsiColor::Fuchsia)),
                FormatItem::Background(FormatColor::Color(Rgba::hex(0x10_20_30))),
                FormatItem::Foreground(FormatColor::Default),
                FormatItem::ResetAttributes,
                FormatItem::Text("x".to_owned()),
            ]
        );
        assert_eq!(
            format_items_as_escapes(&read),
            "\x1b[4:3m\x1b[3m\x1b[95m\x1b[48:2::16:32:48m\x1b[39m\x1b[0mx"
        );
    }

    #[test]
    fn errors_name_the_item_and_what_may_stand_there() {
        let error = items("{{Text='a'}, {Foregroud={AnsiColor='Red'}}}").unwrap_err();
        assert_eq!(
            error,
            "`[2]`: unknown format item `Foregroud`; did you mean Foreground?"
        );
        let error = items("{{Foreground={AnsiColor='Pink'}}}").unwrap_err();
        assert!(
            error.contains("`[1].Foreground.AnsiColor`: unknown AnsiColor `Pink`"),
            "{error}"
        );
    }
}
