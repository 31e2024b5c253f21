use super::Palette;

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
