//! `wezterm.color` and the object `Color`.

use super::colorspace::{Srgb, delta_e};
use super::gradient;
use super::registrar::Registrar;
use crate::color::{color_text, parse_color};
use mlua::prelude::*;
use wezterm_types::Rgba;

/// The object `Color`. It may be used where a colour's text is expected.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Color(pub(super) Srgb);

impl Color {
    pub(crate) fn parse(text: &str) -> mlua::Result<Self> {
        let Rgba { r, g, b, a } = parse_color(text).map_err(LuaError::external)?;
        let [r, g, b, a] = [r, g, b, a].map(|c| f64::from(c) / 255.0);
        Ok(Self(Srgb { r, g, b, a }))
    }

    fn rgba(self) -> Rgba {
        let c = self.0;
        let [r, g, b, a] = [c.r, c.g, c.b, c.a].map(|c| (c.clamp(0.0, 1.0) * 255.0).round() as u8);
        Rgba::new(r, g, b, a)
    }

    /// Saturation and lightness moved by `f`.
    fn with_hsl(self, f: impl FnOnce(&mut f64, &mut f64)) -> Self {
        let (hue, mut s, mut l) = self.0.hsl();
        f(&mut s, &mut l);
        Self(Srgb::from_hsl((hue, s, l), self.0.a))
    }
}

/// `value` moved by `factor` of the way to 1, or to 0 for a negative factor.
fn towards(value: &mut f64, factor: f64) {
    let room = if factor >= 0.0 { 1.0 - *value } else { *value };
    *value = (*value + room * factor).clamp(0.0, 1.0);
}

impl LuaUserData for Color {
    fn add_methods<M: LuaUserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("complement", |_, c, ()| Ok(Self(c.0.turned(180.0))));
        methods.add_method("complement_ryb", |_, c, ()| Ok(Self(c.0.turned_ryb(180.0))));
        methods.add_method("triad", |_, c, ()| {
            Ok((Self(c.0.turned(120.0)), Self(c.0.turned(240.0))))
        });
        methods.add_method("square", |_, c, ()| {
            let turned = |degrees| Self(c.0.turned(degrees));
            Ok((turned(90.0), turned(180.0), turned(270.0)))
        });
        methods.add_method("adjust_hue_fixed", |_, c, degrees: f64| {
            Ok(Self(c.0.turned(degrees)))
        });
        methods.add_method("adjust_hue_fixed_ryb", |_, c, degrees: f64| {
            Ok(Self(c.0.turned_ryb(degrees)))
        });
        methods.add_method("saturate", |_, c, f: f64| {
            Ok(c.with_hsl(|s, _| towards(s, f)))
        });
        methods.add_method("desaturate", |_, c, f: f64| {
            Ok(c.with_hsl(|s, _| towards(s, -f)))
        });
        methods.add_method("lighten", |_, c, f: f64| {
            Ok(c.with_hsl(|_, l| towards(l, f)))
        });
        methods.add_method("darken", |_, c, f: f64| {
            Ok(c.with_hsl(|_, l| towards(l, -f)))
        });
        methods.add_method("saturate_fixed", |_, c, by: f64| {
            Ok(c.with_hsl(|s, _| *s += by))
        });
        methods.add_method("desaturate_fixed", |_, c, by: f64| {
            Ok(c.with_hsl(|s, _| *s -= by))
        });
        methods.add_method("lighten_fixed", |_, c, by: f64| {
            Ok(c.with_hsl(|_, l| *l += by))
        });
        methods.add_method("darken_fixed", |_, c, by: f64| {
            Ok(c.with_hsl(|_, l| *l -= by))
        });
        methods.add_method("hsla", |_, c, ()| {
            let (h, s, l) = c.0.hsl();
            Ok((h, s, l, c.0.a))
        });
        methods.add_method("laba", |_, c, ()| {
            let [l, a, b] = c.0.lab();
            Ok((l, a, b, c.0.a))
        });
        methods.add_method("linear_rgba", |_, c, ()| {
            let [r, g, b] = c.0.linear();
            Ok((r, g, b, c.0.a))
        });
        methods.add_method("srgba_u8", |_, c, ()| {
            let Rgba { r, g, b, a } = c.rgba();
            Ok((r, g, b, a))
        });
        methods.add_method("contrast_ratio", |_, c, other: LuaUserDataRef<Self>| {
            Ok(c.0.contrast(other.0))
        });
        methods.add_method("delta_e", |_, c, other: LuaUserDataRef<Self>| {
            Ok(delta_e(c.0.lab(), other.0.lab()))
        });
        methods.add_meta_method(LuaMetaMethod::ToString, |_, c, ()| Ok(color_text(c.rgba())));
        methods.add_meta_method(LuaMetaMethod::Eq, |_, c, other: LuaUserDataRef<Self>| {
            Ok(c.rgba() == other.rgba())
        });
        methods.add_meta_function(LuaMetaMethod::Concat, |_, (a, b): (LuaValue, LuaValue)| {
            Ok(a.to_string()? + &b.to_string()?)
        });
    }
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.pure("gradient_colors", |lua, (spec, count)| {
        gradient::colors(lua, &spec, count)
    })?;
    let color = module.submodule("color")?;
    color.pure("gradient", |lua, (spec, count)| {
        gradient::colors(lua, &spec, count)
    })?;
    color.pure("parse", |_, text: LuaValue| {
        Color::parse(&text.to_string()?)
    })?;
    color.pure(
        "from_hsla",
        |_, (h, s, l, a): (f64, f64, f64, Option<f64>)| {
            Ok(Color(Srgb::from_hsl(
                (h, s, l),
                a.unwrap_or(1.0).clamp(0.0, 1.0),
            )))
        },
    )
}
