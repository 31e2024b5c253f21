//! Text of a bounded size.

/// The beginning of a text, `max` bytes at most and whole characters.
pub(crate) fn cut(text: &str, max: usize) -> &str {
    let mut end = text.len().min(max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_stay_whole() {
        assert_eq!(cut("aé漢", 0), "");
        assert_eq!(cut("aé漢", 2), "a");
        assert_eq!(cut("aé漢", 5), "aé");
        assert_eq!(cut("aé漢", 100), "aé漢");
    }
}
