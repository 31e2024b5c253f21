use super::Palette;
use crate::Config;
use crate::convert::{ConfigError, Convert, Cx};
use mlua::{Lua, Value};

lua_defaults! {
    /// Where a colour scheme comes from.
    pub struct ColorSchemeMetaData {
        /// Its name.
        name: Option<String> = None,
        /// Who made it.
        author: Option<String> = None,
        /// Where it was found.
        origin_url: Option<String> = None,
        /// The version that had it first.
        wezterm_version: Option<String> = None,
        /// Other names it goes by.
        aliases: Vec<String> = Vec::new(),
    }
}

lua_struct! {
    /// What a file of `color_scheme_dirs` holds.
    pub struct ColorSchemeFile {
        /// The colours.
        colors: Palette,
        /// Where they come from.
        metadata: ColorSchemeMetaData = ColorSchemeMetaData::default(),
    }
}

/// A colour scheme: colours, and where they come from.
#[derive(Clone, Debug, PartialEq)]
pub struct ColorScheme {
    /// The name that `color_scheme` selects it by.
    pub name: String,
    /// Its colours.
    pub palette: Palette,
    /// Where it comes from.
    pub metadata: ColorSchemeMetaData,
}

impl ColorScheme {
    /// The scheme of a file of `color_scheme_dirs`, decoded from TOML into a
    /// Lua table. `stem` is the file's name without extension, which names
    /// the scheme unless its metadata does.
    ///
    /// # Errors
    /// What is wrong with the file's content.
    pub fn from_file(lua: &Lua, stem: &str, content: &Value) -> Result<Self, ConfigError> {
        let file = ColorSchemeFile::from_lua(content, &mut Cx::new(lua))?;
        Ok(Self {
            name: file
                .metadata
                .name
                .clone()
                .unwrap_or_else(|| stem.to_owned()),
            palette: file.colors,
            metadata: file.metadata,
        })
    }
}

impl Config {
    /// Adds schemes found in files to `color_schemes`, under all their names.
    /// Those of the configuration itself stay. Call
    /// [`Config::resolve_colors`] afterwards.
    pub fn add_color_schemes(&mut self, schemes: impl IntoIterator<Item = ColorScheme>) {
        for scheme in schemes {
            for name in scheme.metadata.aliases {
                self.color_schemes
                    .entry(name)
                    .or_insert_with(|| scheme.palette.clone());
            }
            self.color_schemes
                .entry(scheme.name)
                .or_insert(scheme.palette);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wezterm_types::Rgba;

    #[test]
    fn a_scheme_of_a_file_is_found_by_its_names() {
        let lua = Lua::new();
        let code = "return {colors={foreground='#010203', indexed={['100']='red'}},
            metadata={name='Mine', aliases={'Also Mine'}, author='me'}}";
        let content: Value = lua.load(code).eval().unwrap();
        let scheme = ColorScheme::from_file(&lua, "file", &content).unwrap();
        let mut config = Config::default();
        config
            .color_schemes
            .insert("Mine".to_owned(), Palette::default());
        config.add_color_schemes([scheme]);
        assert_eq!(config.color_schemes["Mine"], Palette::default());
        config.color_scheme = Some("Also Mine".to_owned());
        assert_eq!(config.resolve_colors(), []);
        assert_eq!(config.palette().foreground, Rgba::rgb(1, 2, 3));
        assert_eq!(config.palette().colors[100], Rgba::rgb(255, 0, 0));

        let nameless: Value = lua.load("return {colors={}}").eval().unwrap();
        let scheme = ColorScheme::from_file(&lua, "file", &nameless).unwrap();
        assert_eq!(scheme.name, "file");
        let error = ColorScheme::from_file(&lua, "file", &Value::Boolean(true)).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("expected table<ColorSchemeFile>"),
            "{error}"
        );
    }
}
