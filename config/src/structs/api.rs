//! Tables that functions of the Lua API take.

lua_defaults! {
    /// What `extract_colors_from_image` is asked for.
    pub struct ExtractColorParams {
        /// The edge of a bin, in units of L*a*b*.
        fuzziness: u32 = 5,
        /// How many colours are wanted.
        num_colors: u32 = 16,
        /// The image is scaled down to at most this many pixels across.
        max_width: u32 = 640,
        /// The image is scaled down to at most this many pixels from top to bottom.
        max_height: u32 = 480,
        /// The least lightness of a colour, 0 to 100.
        min_brightness: f64 = 0.0,
        /// The greatest lightness of a colour, 0 to 100.
        max_brightness: f64 = 90.0,
        /// The distance (CIEDE2000) that two colours have at least, if possible.
        threshold: f64 = 50.0,
        /// The contrast that two colours have at least.
        min_contrast: f64 = 0.0,
    }
}
