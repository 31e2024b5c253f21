//! The colour schemes that come with the program: `data/color-schemes.tsv`,
//! one a line (name, other names, 21 colours), sorted by name.

use super::{ColorScheme, ColorSchemeMetaData, Palette};
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
        for color in &mut colors {
            *color = Rgba::hex(u32::from_str_radix(digits.next()?, 16).ok()?);
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
        assert!(names.len() > 300);
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
        ] {
            assert!(builtin_scheme(name).is_some(), "{name}");
        }
    }
}
