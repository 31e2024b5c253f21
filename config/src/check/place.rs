//! Lines of configuration files: which one a message is about, and what is in it.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

/// No more of a file is read to show a line of it.
const LIMIT: u64 = 4 << 20;

/// Longer lines are cut where they are shown, in characters.
const WIDEST: usize = 120;

fn text_of(file: &Path) -> Option<String> {
    let mut bytes = Vec::new();
    let file = std::fs::File::open(file).ok()?;
    file.take(LIMIT).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
}

/// `FILE:LINE: message` and `FILE: message` taken apart. Only an absolute path
/// is a file.
pub(crate) fn split_place(text: &str) -> (Option<(&str, Option<u32>)>, &str) {
    if !text.starts_with('/') {
        return (None, text);
    }
    let mut from = 0;
    while let Some(colon) = text[from..].find(':').map(|at| at + from) {
        let rest = &text[colon + 1..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if let (Ok(line), Some(message)) = (
            rest[..digits].parse::<u32>(),
            rest[digits..].strip_prefix(": "),
        ) {
            return (Some((&text[..colon], Some(line))), message);
        }
        if let Some(message) = rest.strip_prefix(' ') {
            return (Some((&text[..colon], None)), message);
        }
        from = colon + 1;
    }
    (None, text)
}

/// The line that sets `option`: the first on which its name stands before `=`
/// and outside a comment that takes the whole line.
pub(crate) fn line_of_option(file: &Path, option: &str) -> Option<u32> {
    if option.is_empty() {
        return None;
    }
    let text = text_of(file)?;
    let sets = |line: &str| {
        let mut from = 0;
        while let Some(at) = line[from..].find(option).map(|at| at + from) {
            let word = |c: char| c.is_alphanumeric() || c == '_';
            let before = line[..at].chars().next_back();
            let after = line[at + option.len()..].trim_start_matches(['"', '\'', ']', ' ', '\t']);
            let whole = !before.is_some_and(word)
                && !line[at + option.len()..].starts_with(word)
                && after.starts_with('=')
                && !after.starts_with("==");
            if whole {
                return true;
            }
            from = at + option.len();
        }
        false
    };
    let index = text
        .lines()
        .position(|line| !line.trim_start().starts_with("--") && sets(line))?;
    u32::try_from(index + 1).ok()
}

/// The line of a file with one before and one after it, numbered; `None` when
/// there is no such line.
#[must_use]
pub fn excerpt(file: &Path, line: u32) -> Option<String> {
    let text = text_of(file)?;
    let wanted = usize::try_from(line).ok()?.checked_sub(1)?;
    text.lines().nth(wanted)?;
    let first = wanted.saturating_sub(1);
    let mut out = String::new();
    for (index, content) in text
        .lines()
        .enumerate()
        .skip(first)
        .take(wanted - first + 2)
    {
        let mark = if index == wanted { '>' } else { ' ' };
        let content: String = content
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .take(WIDEST)
            .collect();
        let _ = writeln!(out, "{mark} {:>4} | {}", index + 1, content.trim_end());
    }
    out.truncate(out.trim_end().len());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found() {
        assert_eq!(
            split_place("/x/a.lua:12: no"),
            (Some(("/x/a.lua", Some(12))), "no")
        );
        assert_eq!(
            split_place("/x/a:b.lua:1: c"),
            (Some(("/x/a:b.lua", Some(1))), "c")
        );
        assert_eq!(
            split_place("/x/a.lua: no"),
            (Some(("/x/a.lua", None)), "no")
        );
        assert_eq!(split_place("no: 3"), (None, "no: 3"));
        assert_eq!(split_place("/é:é"), (None, "/é:é"));
    }

    #[test]
    fn an_option_is_found_where_it_is_set() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.lua");
        let text =
            "-- font = 1\nlocal font_size = 1\nif c.font == 2 then\nc['font'] = 3\n\tx.font=4\n";
        std::fs::write(&file, text).unwrap();
        assert_eq!(line_of_option(&file, "font"), Some(4));
        assert_eq!(line_of_option(&file, "font_size"), Some(2));
        assert_eq!(line_of_option(&file, "tab"), None);
        assert_eq!(line_of_option(&file, ""), None);
        let shown = excerpt(&file, 4).unwrap();
        assert_eq!(
            shown,
            "     3 | if c.font == 2 then\n>    4 | c['font'] = 3\n     5 |  x.font=4"
        );
        assert_eq!(excerpt(&file, 1).unwrap().lines().count(), 2);
        assert_eq!((excerpt(&file, 0), excerpt(&file, 99)), (None, None));
        assert_eq!(excerpt(&dir.path().join("none"), 1), None);
    }
}
