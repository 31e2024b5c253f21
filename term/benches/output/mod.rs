//! Output that programs could write, for the benchmarks that advance over it.

/// The piece again and again, up to this many bytes.
pub(crate) fn filled(piece: &str, bytes: usize) -> Vec<u8> {
    piece.bytes().cycle().take(bytes).collect()
}

/// Lines of words.
pub(crate) fn plain() -> String {
    let words = "the quick brown fox jumps over the lazy dog 0123456789 ".repeat(2);
    format!("{words}\r\n")
}

/// Numbers below `limit`, the same each time. A processor learns a short piece
/// that comes again and again by heart.
fn numbers(limit: u32) -> impl Iterator<Item = u32> {
    let mut state = 1_u32;
    std::iter::repeat_with(move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) % limit
    })
}

/// Lines whose words have colours of their own.
pub(crate) fn sgr() -> String {
    let words = numbers(256)
        .zip(numbers(8).skip(3))
        .take(20_000)
        .enumerate();
    words
        .map(|(i, (color, back))| {
            let end = if i % 30 == 29 { "\r\n" } else { " " };
            format!("\x1b[38;5;{color};4{back}mword{i}\x1b[0m{end}")
        })
        .collect()
}

/// A line of wide characters.
pub(crate) fn wide() -> String {
    "日本語のテキストと한국어와中文字符混合🦀🚀。\r\n".to_owned()
}

/// The cursor goes all over the screen.
pub(crate) fn motion() -> String {
    let places = numbers(44)
        .zip(numbers(140).skip(5))
        .zip(numbers(10).skip(9));
    places
        .take(20_000)
        .map(|((row, col), what)| match what {
            0..=6 => format!("\x1b[{};{}H*", row + 1, col + 1),
            7 => format!("\x1b[{}Cx", col % 9 + 1),
            8 => format!("\x1b[{}Ax", row % 9 + 1),
            _ => "\x1b[K".to_owned(),
        })
        .collect()
}
