//! Characters to pick, by group: emoji, icons of Nerd Fonts, all of Unicode.

use super::Entry;
use config::structs::CharSelectGroup as Group;

/// `HEX name` lines.
const NAMES: &str = include_str!("../../data/unicode-names.txt");

/// Lines of what [`Emoji`] holds, with tabs between; `build.rs` has made them.
const EMOJI: &str = include_str!(concat!(env!("OUT_DIR"), "/emoji.txt"));

/// The groups, in the order one turns through them, and their names.
pub(super) const GROUPS: [(Group, &str); 13] = [
    (Group::RecentlyUsed, "Recently used"),
    (Group::SmileysAndEmotion, "Smileys and emotion"),
    (Group::PeopleAndBody, "People and body"),
    (Group::AnimalsAndNature, "Animals and nature"),
    (Group::FoodAndDrink, "Food and drink"),
    (Group::TravelAndPlaces, "Travel and places"),
    (Group::Activities, "Activities"),
    (Group::Objects, "Objects"),
    (Group::Symbols, "Symbols"),
    (Group::Flags, "Flags"),
    (Group::NerdFonts, "Nerd Fonts"),
    (Group::UnicodeNames, "Unicode names"),
    (Group::ShortCodes, "Short codes"),
];

/// The characters of a group. `recent` are those used lately.
pub(super) fn of_group(group: Group, recent: &[String]) -> Vec<Entry> {
    match group {
        Group::RecentlyUsed => recent.iter().map(|text| named(text)).collect(),
        Group::NerdFonts => config::lua::nerdfonts()
            .map(|(name, c)| entry(&c.to_string(), name))
            .collect(),
        Group::UnicodeNames => unicode().collect(),
        Group::ShortCodes => emoji()
            .flat_map(|emoji| {
                let codes = emoji.short_codes.split_terminator(' ');
                codes.map(move |code| entry(emoji.text, &format!(":{code}:")))
            })
            .collect(),
        of_emoji => {
            let name = format!("{of_emoji:?}");
            emoji()
                .filter(|emoji| emoji.group == name)
                .map(|emoji| entry(emoji.text, emoji.name))
                .collect()
        }
    }
}

/// The characters of all groups, those used lately first.
pub(super) fn all(recent: &[String]) -> Vec<Entry> {
    let mut out = Vec::new();
    for (group, _) in GROUPS {
        out.append(&mut of_group(group, recent));
    }
    out
}

/// The character of an entry.
pub(super) fn character(entry: &Entry) -> &str {
    entry.plain().split(' ').next().unwrap_or_default()
}

fn entry(text: &str, name: &str) -> Entry {
    Entry::new(format!("{text}  {name}")).with_right(code_points(text))
}

struct Emoji {
    /// A [`Group`], by its name.
    group: &'static str,
    text: &'static str,
    name: &'static str,
    /// Without colons, a space between two.
    short_codes: &'static str,
}

fn emoji() -> impl Iterator<Item = Emoji> {
    EMOJI.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        Some(Emoji {
            group: fields.next()?,
            text: fields.next()?,
            name: fields.next()?,
            short_codes: fields.next()?,
        })
    })
}

fn unicode() -> impl Iterator<Item = Entry> {
    NAMES.lines().filter_map(|line| {
        let (code, name) = line.split_once(' ')?;
        let c = char::from_u32(u32::from_str_radix(code, 16).ok()?)?;
        Some(entry(&c.to_string(), name))
    })
}

/// An entry of whatever name a character has.
fn named(text: &str) -> Entry {
    if let Some(emoji) = emoji().find(|emoji| emoji.text == text) {
        return entry(text, emoji.name);
    }
    let code = text.chars().next().map(|c| format!("{:X} ", u32::from(c)));
    let name = code.and_then(|code| NAMES.lines().find_map(|line| line.strip_prefix(&code)));
    let glyph = || {
        let mut glyphs = config::lua::nerdfonts();
        glyphs
            .find(|(_, c)| text.chars().eq([*c]))
            .map(|(name, _)| name)
    };
    entry(text, name.or_else(glyph).unwrap_or_default())
}

fn code_points(text: &str) -> String {
    let each: Vec<String> = text
        .chars()
        .take(4)
        .map(|c| format!("U+{:04X}", u32::from(c)))
        .collect();
    each.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_group_has_characters_with_names() {
        let recent = [
            "\u{2603}".to_owned(),
            "👍".to_owned(),
            "\u{ea60}".to_owned(),
        ];
        for (group, name) in GROUPS {
            let entries = of_group(group, &recent);
            assert!(entries.len() >= 3, "{name}");
            for entry in entries.iter().take(50) {
                assert!(!character(entry).is_empty(), "{entry:?}");
                let (_, name) = entry.plain().split_once("  ").unwrap();
                assert!(!name.is_empty(), "{entry:?}");
            }
        }
        let recent = of_group(Group::RecentlyUsed, &recent);
        assert_eq!(recent[0].plain(), "\u{2603}  snowman");
        assert_eq!(recent[2].plain(), "\u{ea60}  cod_add");
        assert!(all(&[]).len() > 30_000);
    }
}
