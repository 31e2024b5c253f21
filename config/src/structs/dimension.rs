use crate::convert::{ConfigError, Convert, Cx};
use mlua::{Lua, Value};
use std::fmt;

/// A length: `"10px"`, `"50%"`, `"2pt"`, `"1.5cell"`; a bare number is pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dimension {
    /// Points, 72 an inch.
    Points(f64),
    /// Physical pixels.
    Pixels(f64),
    /// A fraction of the whole: 1.0 is 100%.
    Percent(f64),
    /// Cells of the terminal grid.
    Cells(f64),
}

/// What a length is measured against.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DimensionContext {
    /// Dots per inch of the screen.
    pub dpi: f64,
    /// What 100% is, in physical pixels.
    pub pixel_max: f64,
    /// What one cell is in this direction, in physical pixels.
    pub pixel_cell: f64,
}

impl Dimension {
    /// Parses a number with a unit.
    fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        type Make = fn(f64) -> Dimension;
        let units: [(&str, Make); 4] = [
            ("px", Self::Pixels),
            ("%", |n| Self::Percent(n / 100.0)),
            ("pt", Self::Points),
            ("cell", Self::Cells),
        ];
        units.into_iter().find_map(|(unit, make)| {
            let number = text.strip_suffix(unit)?.trim_end().parse::<f64>().ok()?;
            number.is_finite().then(|| make(number))
        })
    }

    /// The length in physical pixels, not rounded.
    #[must_use]
    pub fn to_pixels(self, context: DimensionContext) -> f64 {
        match self {
            Self::Points(points) => points * context.dpi / 72.0,
            Self::Pixels(pixels) => pixels,
            Self::Percent(part) => part * context.pixel_max,
            Self::Cells(cells) => cells * context.pixel_cell,
        }
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(n) => write!(f, "{n}pt"),
            Self::Pixels(n) => write!(f, "{n}px"),
            // 0.07 * 100.0 is 7.000000000000001.
            Self::Percent(n) => write!(f, "{}%", (n * 1e8).round() / 1e6),
            Self::Cells(n) => write!(f, "{n}cell"),
        }
    }
}

impl std::str::FromStr for Dimension {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let pixels = || text.trim().parse::<f64>().ok().filter(|n| n.is_finite());
        Self::parse(text)
            .or_else(|| pixels().map(Self::Pixels))
            .ok_or_else(|| format!("{text:?} is no length such as 10, 10px, 50%, 2pt or 1.5cell"))
    }
}

impl Convert for Dimension {
    fn type_text() -> String {
        "number|string(dimension: Npx/N%/Npt/Ncell; bare number = pixels)".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        let expected =
            "a number of pixels, or a length such as \"10px\", \"50%\", \"2pt\" or \"1.5cell\"";
        match value {
            Value::String(text) => Self::parse(&text.to_string_lossy()),
            number => f64::from_lua(number, cx).ok().map(Self::Pixels),
        }
        .ok_or_else(|| cx.wrong_type(expected, value))
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        self.to_string().to_lua(lua)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_parsed_with_their_unit() {
        assert_eq!(Dimension::parse("10px"), Some(Dimension::Pixels(10.0)));
        assert_eq!(Dimension::parse("0.5cell"), Some(Dimension::Cells(0.5)));
        assert_eq!(Dimension::parse(" 50% "), Some(Dimension::Percent(0.5)));
        assert_eq!(Dimension::parse("-2 pt"), Some(Dimension::Points(-2.0)));
        for bad in ["", "px", "10", "10em", "NaNpx", "infcell", "1 0px"] {
            assert_eq!(Dimension::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn text_reads_back_to_the_same_length() {
        for text in ["7%", "0.5%", "33.3%", "10px", "-1.5pt", "0.1cell"] {
            assert_eq!(Dimension::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn pixels_follow_the_context() {
        let context = DimensionContext {
            dpi: 144.0,
            pixel_max: 800.0,
            pixel_cell: 10.0,
        };
        assert_eq!(Dimension::Points(36.0).to_pixels(context), 72.0);
        assert_eq!(Dimension::Percent(0.25).to_pixels(context), 200.0);
        assert_eq!(Dimension::Cells(1.5).to_pixels(context), 15.0);
    }
}
