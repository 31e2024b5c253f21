//! Where on the desktop a window appears, on X11, and how large.

use config::structs::{Dimension, DimensionContext, GeometryOrigin, GuiPosition};
use std::str::FromStr;
use window::Screen;

/// `[ORIGIN:]X,Y`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Position {
    x: Dimension,
    y: Dimension,
    origin: GeometryOrigin,
}

impl FromStr for Position {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (origin, place) = match text.rsplit_once(':') {
            None => (GeometryOrigin::ScreenCoordinateSystem, text),
            Some((name, place)) => {
                let origin = match name {
                    "screen" => GeometryOrigin::ScreenCoordinateSystem,
                    "main" => GeometryOrigin::MainScreen,
                    "active" => GeometryOrigin::ActiveScreen,
                    name => GeometryOrigin::Named(name.to_owned()),
                };
                (origin, place)
            }
        };
        let (x, y) = place
            .split_once(',')
            .ok_or_else(|| "expected X,Y, such as 10,20 or main:25%,10% or DP-1:0,0".to_owned())?;
        Ok(Self {
            x: x.parse()?,
            y: y.parse()?,
            origin,
        })
    }
}

impl From<GuiPosition> for Position {
    fn from(GuiPosition { x, y, origin }: GuiPosition) -> Self {
        Self { x, y, origin }
    }
}

/// How a window that is opened is wanted; the configuration says the rest.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct WindowWish {
    pub(crate) cols: Option<u32>,
    pub(crate) rows: Option<u32>,
    pub(crate) position: Option<Position>,
}

impl Position {
    /// The place in physical pixels of the desktop. `screens` has the main one
    /// first, `active` is the index of the one the user works on; `cell` is the
    /// size of a cell in physical pixels.
    ///
    /// # Errors
    /// In words for the user: there is no such screen.
    pub(crate) fn resolve(
        &self,
        screens: &[Screen],
        active: usize,
        cell: (u32, u32),
    ) -> Result<(i32, i32), String> {
        let main = screens.first().ok_or("no screen is known")?;
        let (screen, area) = match &self.origin {
            GeometryOrigin::ScreenCoordinateSystem => (main, virtual_area(screens)),
            GeometryOrigin::MainScreen => (main, area(main)),
            GeometryOrigin::ActiveScreen => {
                let active = screens.get(active).unwrap_or(main);
                (active, area(active))
            }
            GeometryOrigin::Named(name) => {
                let found = screens.iter().find(|screen| screen.name == *name);
                let found = found.ok_or_else(|| {
                    let known: Vec<&str> = screens.iter().map(|s| s.name.as_str()).collect();
                    format!(
                        "there is no screen {name:?}; there are: {}",
                        known.join(", ")
                    )
                })?;
                (found, area(found))
            }
        };
        let (left, top, width, height) = area;
        let place = |start: i64, offset: Dimension, all: i64, cell: u32| {
            let pixels = offset.to_pixels(DimensionContext {
                dpi: screen.scale * 96.0,
                pixel_max: all as f64,
                pixel_cell: f64::from(cell),
            });
            (start as f64 + pixels).round() as i32
        };
        Ok((
            place(left, self.x, width, cell.0),
            place(top, self.y, height, cell.1),
        ))
    }
}

/// Left, top, width and height.
type Area = (i64, i64, i64, i64);

fn area(screen: &Screen) -> Area {
    (
        screen.x.into(),
        screen.y.into(),
        screen.width.into(),
        screen.height.into(),
    )
}

/// The rectangle around all screens; empty where there are none.
pub(crate) fn virtual_area(screens: &[Screen]) -> Area {
    let areas = || screens.iter().map(area);
    let left = areas().map(|a| a.0).min().unwrap_or_default();
    let top = areas().map(|a| a.1).min().unwrap_or_default();
    let right = areas().map(|a| a.0 + a.2).max().unwrap_or_default();
    let bottom = areas().map(|a| a.1 + a.3).max().unwrap_or_default();
    (left, top, right - left, bottom - top)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_measured_from_their_origin() {
        let screen = |name: &str, x, width| Screen {
            name: name.to_owned(),
            x,
            y: 0,
            width,
            height: 100,
            scale: 1.0,
            max_fps: None,
        };
        let screens = [screen("A", 0, 300), screen("B", -200, 200)];
        for (text, expected) in [
            ("10,20", Ok((-190, 20))),
            ("screen:50%,50%", Ok((50, 50))),
            ("main:10px,2cell", Ok((10, 40))),
            ("main:-5,0", Ok((-5, 0))),
            ("active:50%,1pt", Ok((-100, 1))),
            ("B:0,0", Ok((-200, 0))),
            (
                "C:0,0",
                Err("there is no screen \"C\"; there are: A, B".to_owned()),
            ),
        ] {
            let position: Position = text.parse().unwrap();
            assert_eq!(position.resolve(&screens, 1, (10, 20)), expected, "{text}");
        }
        for text in ["", "10", "10,", "a,b", "main:1", "1,2,3"] {
            assert!(text.parse::<Position>().is_err(), "{text}");
        }
    }
}
