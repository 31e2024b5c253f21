use super::*;
use crate::color::ColorSpec;
use crate::format::{FormatAttribute, FormatItem, column_width, format_items_as_escapes};
use crate::structs::AnsiColor;
use proptest::prelude::*;

fn one(text: &str) -> SpanAttrs {
    let spans = parse_styled(text);
    assert_eq!(spans.len(), 1, "{text:?}: {spans:?}");
    assert_eq!(spans[0].text, "x", "{text:?}");
    spans[0].attrs
}

#[test]
fn colours_in_all_notations() {
    let rgb = SpanColor::Rgb(Rgba::rgb(1, 2, 3));
    for text in [
        "\x1b[38;2;1;2;3mx",
        "\x1b[38:2:1:2:3mx",
        "\x1b[38:2::1:2:3mx",
        "\u{9b}38;2;1;2;3mx",
    ] {
        assert_eq!(one(text).fg, rgb, "{text:?}");
    }
    assert_eq!(one("\x1b[48:2::1:2:3mx").bg, rgb);
    assert_eq!(one("\x1b[58:2::1:2:3mx").underline_color, rgb);
    assert_eq!(
        one("\x1b[38:6::1:2:3:4mx").fg,
        SpanColor::Rgb(Rgba::new(1, 2, 3, 4))
    );
    assert_eq!(one("\x1b[38;5;200mx").fg, SpanColor::Indexed(200));
    assert_eq!(one("\x1b[38:5:200mx").fg, SpanColor::Indexed(200));
    assert_eq!(one("\x1b[35mx").fg, SpanColor::Indexed(5));
    assert_eq!(one("\x1b[95mx").fg, SpanColor::Indexed(13));
    assert_eq!(one("\x1b[107mx").bg, SpanColor::Indexed(15));
    assert_eq!(one("\x1b[35;39mx").fg, SpanColor::Default);
}

#[test]
fn attributes_are_set_and_cleared() {
    let attrs = one("\x1b[1;3;4:3;5;7;8;9;53mx");
    assert_eq!(attrs.intensity, Intensity::Bold);
    assert_eq!(attrs.underline, Underline::Curly);
    assert_eq!(attrs.blink, Blink::Slow);
    assert!(attrs.italic && attrs.reverse && attrs.invisible);
    assert!(attrs.strikethrough && attrs.overline);
    let cleared = "\x1b[1;3;4;5;7;8;9;53m\x1b[22;23;24;25;27;28;29;55mx";
    assert_eq!(one(cleared), SpanAttrs::default());
    assert_eq!(one("\x1b[1;4m\x1b[mx"), SpanAttrs::default());
    assert_eq!(one("\x1b[21mx").underline, Underline::Double);
}

#[test]
fn a_broken_colour_leaves_the_rest_alone() {
    assert!(one("\x1b[38;2;1;999;3;1mx").intensity == Intensity::Bold);
    assert_eq!(one("\x1b[38;5mx"), SpanAttrs::default());
    assert_eq!(one("\x1b[38mx"), SpanAttrs::default());
    assert_eq!(one("\x1b[99999999999999999999mx"), SpanAttrs::default());
    assert_eq!(one("\x1b[?4mx"), SpanAttrs::default());
    assert_eq!(one("\x1b[>4;1mx"), SpanAttrs::default());
}

#[test]
fn other_sequences_are_dropped() {
    for text in [
        "\x1b]0;title\x07x",
        "\x1b]8;;http://a\x1b\\x",
        "\x1b[2Jx",
        "\x1b[1;2Hx",
        "\x1bP1$r\x1b\\x",
        "\x1b(Bx",
        "\x1b7x",
        "\u{9d}0;t\u{9c}x",
        "\r\n\tx\x7f\u{85}",
        "x\x1b",
        "x\x1b[",
        "x\x1b[1",
        "x\x1b]0;never ends",
    ] {
        assert_eq!(one(text), SpanAttrs::default(), "{text:?}");
    }
    // A sequence that breaks off does not swallow what is no part of it.
    assert_eq!(plain_text("\x1b[1é"), "é");
    assert_eq!(plain_text("\x1bé"), "é");
}

#[test]
fn neighbours_of_one_look_are_one_span() {
    let spans = parse_styled("a\x1b[1mb\x1b[1mc\x1b[0m\x1b[1m\x1b[0md");
    let texts: Vec<&str> = spans.iter().map(|span| span.text.as_str()).collect();
    assert_eq!(texts, ["a", "bc", "d"]);
}

fn arbitrary_item() -> impl Strategy<Value = FormatItem> {
    let color = prop_oneof![
        Just(ColorSpec::Default),
        Just(ColorSpec::AnsiColor(AnsiColor::Navy)),
        Just(ColorSpec::AnsiColor(AnsiColor::Yellow)),
        any::<[u8; 4]>().prop_map(|[r, g, b, a]| ColorSpec::Color(Rgba::new(r, g, b, a))),
    ];
    prop_oneof![
        "[^\\p{C}]{0,8}".prop_map(FormatItem::Text),
        color.clone().prop_map(FormatItem::Foreground),
        color.prop_map(FormatItem::Background),
        any::<bool>().prop_map(|on| FormatItem::Attribute(FormatAttribute::Italic(on))),
        any::<bool>().prop_map(|on| FormatItem::Attribute(FormatAttribute::Reverse(on))),
        Just(FormatItem::Attribute(FormatAttribute::Intensity(
            Intensity::Half
        ))),
        Just(FormatItem::Attribute(FormatAttribute::Underline(
            Underline::Dashed
        ))),
        Just(FormatItem::ResetAttributes),
    ]
}

/// The look and text of each character, straight from the items.
fn expected(items: &[FormatItem]) -> Vec<(char, SpanColor, bool)> {
    let mut out = Vec::new();
    let (mut fg, mut italic) = (SpanColor::Default, false);
    for item in items {
        match item {
            FormatItem::Text(text) => out.extend(text.chars().map(|c| (c, fg, italic))),
            FormatItem::ResetAttributes => (fg, italic) = (SpanColor::Default, false),
            FormatItem::Foreground(ColorSpec::Default) => fg = SpanColor::Default,
            FormatItem::Foreground(ColorSpec::Color(color)) => fg = SpanColor::Rgb(*color),
            FormatItem::Foreground(ColorSpec::AnsiColor(color)) => {
                fg = SpanColor::Indexed(color.index());
            }
            FormatItem::Attribute(FormatAttribute::Italic(on)) => italic = *on,
            _ => {}
        }
    }
    out
}

proptest! {
    #[test]
    fn any_text_is_taken_apart_without_controls(text in any::<String>()) {
        for span in parse_styled(&text) {
            prop_assert!(!span.text.is_empty());
            prop_assert!(!span.text.contains(char::is_control));
        }
    }

    #[test]
    fn any_sequence_of_escapes_is_taken_apart(
        text in "(\u{1b}|\u{9b}|\\[|\\]|[0-9;:]{0,4}|m|[a-z]|é|\u{7}|\\\\|\\?){0,40}"
    ) {
        for span in parse_styled(&text) {
            prop_assert!(!span.text.contains(char::is_control));
        }
    }

    #[test]
    fn text_without_controls_stays_as_it_is(text in "[^\\p{Cc}]{0,60}") {
        prop_assert_eq!(plain_text(&text), text);
    }

    #[test]
    fn what_is_formatted_is_read_back(items in prop::collection::vec(arbitrary_item(), 0..12)) {
        let spans = parse_styled(&format_items_as_escapes(&items));
        let found: Vec<_> = spans
            .iter()
            .flat_map(|span| {
                let attrs = span.attrs;
                span.text.chars().map(move |c| (c, attrs.fg, attrs.italic))
            })
            .collect();
        let expected = expected(&items);
        let text: String = expected.iter().map(|(c, ..)| *c).collect();
        let shown: String = found.iter().map(|(c, ..)| *c).collect();
        prop_assert_eq!(column_width(&shown), column_width(&text));
        prop_assert_eq!(found, expected);
    }
}
