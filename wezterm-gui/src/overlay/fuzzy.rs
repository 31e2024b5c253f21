//! Finding entries by a few of their letters.

use nucleo_matcher::pattern::{CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// Letters of a text that are looked at; entries longer than this are found
/// by their beginning.
const MAX_LETTERS: usize = 512;

/// A pattern and the memory it is matched with.
pub(crate) struct Fuzzy {
    matcher: Matcher,
    pattern: Pattern,
    letters: Vec<char>,
}

impl std::fmt::Debug for Fuzzy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fuzzy").finish_non_exhaustive()
    }
}

impl Default for Fuzzy {
    fn default() -> Self {
        Self {
            matcher: Matcher::new(Config::DEFAULT),
            pattern: Pattern::default(),
            letters: Vec::new(),
        }
    }
}

impl Fuzzy {
    /// What is looked for from now on: words, each found by its letters in
    /// order; capitals only by capitals.
    pub(crate) fn set_pattern(&mut self, pattern: &str) {
        self.pattern
            .reparse(pattern, CaseMatching::Smart, Normalization::Smart);
    }

    /// How well a text matches, if it does.
    pub(crate) fn score(&mut self, text: &str) -> Option<u32> {
        let text = Utf32Str::new(bounded(text), &mut self.letters);
        self.pattern.score(text, &mut self.matcher)
    }

    /// The graphemes of a text that match, by their numbers, in order.
    pub(crate) fn matched(&mut self, text: &str) -> Vec<u32> {
        let text = Utf32Str::new(bounded(text), &mut self.letters);
        let mut at = Vec::new();
        self.pattern.indices(text, &mut self.matcher, &mut at);
        at.sort_unstable();
        at.dedup();
        at
    }
}

fn bounded(text: &str) -> &str {
    match text.char_indices().nth(MAX_LETTERS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_in_order_match_and_say_where() {
        let mut fuzzy = Fuzzy::default();
        fuzzy.set_pattern("actab");
        assert!(fuzzy.score("Activate Tab 3").is_some());
        assert_eq!(fuzzy.score("Tab Activate"), None);
        assert_eq!(fuzzy.matched("Activate Tab 3"), [0, 1, 9, 10, 11]);
        fuzzy.set_pattern("");
        assert!(fuzzy.score("anything").is_some());
        fuzzy.set_pattern("tab act");
        assert!(fuzzy.score("Activate Tab").is_some());
    }

    #[test]
    fn long_texts_are_matched_by_their_beginning() {
        let mut fuzzy = Fuzzy::default();
        fuzzy.set_pattern("end");
        let long = format!("{} end", "é".repeat(1 << 20));
        assert_eq!(fuzzy.score(&long), None);
    }
}
