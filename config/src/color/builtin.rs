//! The colour schemes that come with the program: `data/color-schemes.tsv`,
//! one a line (name, other names, 21 or 27 colours), sorted by name. The last
//! six are colours 16 to 21, which base16 defines.

use super::{ColorScheme, ColorSchemeMetaData, Palette};
use std::collections::BTreeMap;
use wezterm_types::Rgba;

const SCHEMES: &str = include_str!("../../data/color-schemes.tsv");

struct Row {
    name: &'static str,
    aliases: &'static str,
    colors: &'static str,
}

impl Row {
    fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        let aliases = self.aliases.split('|').filter(|alias| !alias.is_empty());
        std::iter::once(self.name).chain(aliases)
    }

    fn scheme(&self) -> Option<ColorScheme> {
        let mut colors = [Rgba::BLACK; 21];
        let mut digits = self.colors.split(' ');
        let color = |text: &str| Some(Rgba::hex(u32::from_str_radix(text, 16).ok()?));
        for slot in &mut colors {
            *slot = color(digits.next()?)?;
        }
        let mut indexed = BTreeMap::new();
        for (index, text) in (16..).zip(digits) {
            indexed.insert(index, color(text)?);
        }
        let [
            background,
            foreground,
            cursor,
            cursor_text,
            selection,
            colors @ ..,
        ] = colors;
        Some(ColorScheme {
            name: self.name.to_owned(),
            palette: Palette {
                background: Some(background),
                foreground: Some(foreground),
                cursor_bg: Some(cursor),
                cursor_border: Some(cursor),
                cursor_fg: Some(cursor_text),
                selection_bg: Some(selection),
                ansi: colors[..8].try_into().ok(),
                brights: colors[8..].try_into().ok(),
                indexed,
                ..Palette::default()
            },
            metadata: ColorSchemeMetaData {
                name: Some(self.name.to_owned()),
                aliases: self.names().skip(1).map(str::to_owned).collect(),
                ..ColorSchemeMetaData::default()
            },
        })
    }
}

fn rows() -> impl Iterator<Item = Row> {
    SCHEMES.lines().filter_map(|line| {
        let mut fields = line.split('\t');
        Some(Row {
            name: fields.next()?,
            aliases: fields.next()?,
            colors: fields.next()?,
        })
    })
}

/// The built-in scheme of this name; letter case counts.
#[must_use]
pub fn builtin_scheme(name: &str) -> Option<ColorScheme> {
    rows()
        .find(|row| row.names().any(|known| known == name))?
        .scheme()
}

/// The name of the built-in scheme that `name` most likely means: the same
/// letters and digits, whatever the case, the spaces and the collection that
/// stands in parentheses behind it, such as `Tokyo Night` for `tokyonight
/// (Gogh)`.
#[must_use]
pub fn sibling_scheme(name: &str) -> Option<&'static str> {
    let wanted = plain(name);
    if wanted.is_empty() {
        return None;
    }
    rows()
        .find(|row| row.names().any(|known| plain(known) == wanted))
        .map(|row| row.name)
}

/// The letters and digits of a name without its collection, in lower case.
fn plain(name: &str) -> String {
    let stem = ["(Gogh)", "(base16)", "(terminal.sexy)"]
        .iter()
        .find_map(|collection| name.strip_suffix(collection));
    let letters = stem.unwrap_or(name).chars();
    letters
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// The names of the built-in schemes, without their other names, sorted.
pub fn builtin_scheme_names() -> impl Iterator<Item = &'static str> {
    rows().map(|row| row.name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_is_a_scheme_and_every_name_is_one_schemes() {
        let mut names = BTreeSet::new();
        for row in rows() {
            assert!(row.scheme().is_some(), "{}", row.name);
            for name in row.names() {
                assert!(names.insert(name), "{name} is there twice");
            }
        }
        assert_eq!(rows().count(), SCHEMES.lines().count());
        assert!(rows().map(|row| row.name).is_sorted());
        assert!(names.len() > 680, "{}", names.len());
    }

    #[test]
    fn schemes_are_found_by_each_of_their_names() {
        let scheme = builtin_scheme("3024Day (Gogh)").unwrap();
        assert_eq!(scheme.name, "3024 Day");
        assert_eq!(scheme.palette.background, Some(Rgba::hex(0xf7_f7_f7)));
        assert_eq!(scheme.palette.brights.unwrap()[7], Rgba::hex(0xf7_f7_f7));
        assert_eq!(scheme.metadata.aliases, ["3024Day (Gogh)"]);
        assert!(builtin_scheme("no such scheme").is_none());
        for name in [
            "nord",
            "kanagawabones",
            "Batman",
            "Tokyo Night",
            "Eighties (base16)",
            "Rosé Pine (base16)",
            "RoséPine (Gogh)",
            "Gruvbox dark, hard (base16)",
            "tokyonight_moon",
            "Belge (terminal.sexy)",
        ] {
            assert!(builtin_scheme(name).is_some(), "{name}");
        }
        let scheme = builtin_scheme("Eighties (base16)").unwrap();
        assert_eq!(scheme.palette.indexed[&16], Rgba::hex(0xf9_91_57));
        assert_eq!(scheme.palette.indexed[&21], Rgba::hex(0xe8_e6_df));
    }

    #[test]
    fn a_name_has_a_sibling_that_differs_in_case_spaces_or_collection() {
        assert_eq!(sibling_scheme("Tokyo Night (Gogh)"), Some("Tokyo Night"));
        assert_eq!(sibling_scheme("catppuccin-mocha"), Some("Catppuccin Mocha"));
        assert_eq!(sibling_scheme("(Gogh)"), None);
        assert_eq!(sibling_scheme("Tokyo"), None);
    }
}
