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

/// A line whose words have colours of their own.
pub(crate) fn sgr() -> String {
    let words: String = (0..30)
        .map(|i| format!("\x1b[38;5;{i};4{}mword{i}\x1b[0m ", i % 8))
        .collect();
    format!("{words}\r\n")
}

/// A line of wide characters.
pub(crate) fn wide() -> String {
    "日本語のテキストと한국어와中文字符混合🦀🚀。\r\n".to_owned()
}

/// The cursor goes all over the screen.
pub(crate) fn motion() -> String {
    (1..40)
        .map(|i| format!("\x1b[{};{}H*\x1b[K\x1b[{i}C", i % 44 + 1, i * 3))
        .collect()
}
