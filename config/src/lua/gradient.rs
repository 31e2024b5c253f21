//! The colours of a gradient.

use super::color::Color;
use super::colorspace::Srgb;
use colorgrad::{
    BasisGradient, BlendMode, CatmullRomGradient, Gradient, GradientBuilder, LinearGradient, preset,
};
use mlua::prelude::*;

type Boxed = Box<dyn Gradient>;

/// More colours than any screen has columns.
const MOST: usize = 65_536;

macro_rules! presets {
    ($name:expr, $($lua:literal => $function:ident),+ $(,)?) => {
        match $name {
            $($lua => Some(Box::new(preset::$function()) as Boxed),)+
            _ => None,
        }
    };
}

fn preset_named(name: &str) -> mlua::Result<Boxed> {
    let found = presets!(name,
        "Blues" => blues, "BrBg" => br_bg, "BuGn" => bu_gn, "BuPu" => bu_pu,
        "Cividis" => cividis, "Cool" => cool, "CubeHelixDefault" => cubehelix_default,
        "GnBu" => gn_bu, "Greens" => greens, "Greys" => greys, "Inferno" => inferno,
        "Magma" => magma, "OrRd" => or_rd, "Oranges" => oranges, "PiYg" => pi_yg,
        "Plasma" => plasma, "PrGn" => pr_gn, "PuBu" => pu_bu, "PuBuGn" => pu_bu_gn,
        "PuOr" => pu_or, "PuRd" => pu_rd, "Purples" => purples, "Rainbow" => rainbow,
        "RdBu" => rd_bu, "RdGy" => rd_gy, "RdPu" => rd_pu, "RdYlBu" => rd_yl_bu,
        "RdYlGn" => rd_yl_gn, "Reds" => reds, "Sinebow" => sinebow, "Spectral" => spectral,
        "Turbo" => turbo, "Viridis" => viridis, "Warm" => warm, "YlGn" => yl_gn,
        "YlGnBu" => yl_gn_bu, "YlOrBr" => yl_or_br, "YlOrRd" => yl_or_rd,
    );
    found.ok_or_else(|| LuaError::runtime(format!("there is no gradient preset {name:?}")))
}

/// Between two colours through the hues, the shorter way round.
fn mix_hsv(from: Srgb, to: Srgb, t: f64) -> Srgb {
    let ((h1, s1, v1), (h2, s2, v2)) = (from.hsv(), to.hsv());
    let turn = (h2 - h1 + 180.0).rem_euclid(360.0) - 180.0;
    let mix = |a: f64, b: f64| a + (b - a) * t;
    let hsv = ((h1 + turn * t).rem_euclid(360.0), mix(s1, s2), mix(v1, v2));
    Srgb::from_hsv(hsv, mix(from.a, to.a))
}

fn to_colorgrad(color: Srgb) -> colorgrad::Color {
    let [r, g, b, a] = [color.r, color.g, color.b, color.a].map(|c| c as f32);
    colorgrad::Color::new(r, g, b, a)
}

fn from_colors(colors: &[Srgb], blend: &str, interpolation: &str) -> mlua::Result<Boxed> {
    let mode = match blend {
        "Rgb" | "Hsv" => BlendMode::Rgb,
        "LinearRgb" => BlendMode::LinearRgb,
        "Oklab" => BlendMode::Oklab,
        other => {
            let known = "Rgb, LinearRgb, Hsv or Oklab";
            let message = format!("a gradient's blend is {known}, not {other:?}");
            return Err(LuaError::runtime(message));
        }
    };
    // Ways through the hues are laid out as many short ways through RGB.
    let stops: Vec<Srgb> = match (blend, colors) {
        ("Hsv", [first, .., _]) => {
            let parts = colors
                .windows(2)
                .flat_map(|pair| (1..=32).map(|n| mix_hsv(pair[0], pair[1], f64::from(n) / 32.0)));
            std::iter::once(*first).chain(parts).collect()
        }
        _ => colors.to_vec(),
    };
    let stops: Vec<colorgrad::Color> = stops.into_iter().map(to_colorgrad).collect();
    let mut builder = GradientBuilder::new();
    builder.colors(&stops).mode(mode);
    let failed = |error| LuaError::runtime(format!("no gradient of these colours: {error}"));
    Ok(match interpolation {
        "Linear" => Box::new(builder.build::<LinearGradient>().map_err(failed)?),
        "Basis" => Box::new(builder.build::<BasisGradient>().map_err(failed)?),
        "CatmullRom" => Box::new(builder.build::<CatmullRomGradient>().map_err(failed)?),
        other => {
            let known = "Linear, Basis or CatmullRom";
            let message = format!("a gradient's interpolation is {known}, not {other:?}");
            return Err(LuaError::runtime(message));
        }
    })
}

/// `count` colours of the gradient that `spec` describes, from its first to its last.
pub(super) fn colors(_: &Lua, spec: &LuaTable, count: i64) -> mlua::Result<Vec<Color>> {
    let count = match usize::try_from(count) {
        Ok(count) if count <= MOST => count,
        _ => {
            let message = format!("a gradient has 0 to {MOST} colours, not {count}");
            return Err(LuaError::runtime(message));
        }
    };
    let word = |name: &str, default: &str| -> mlua::Result<String> {
        let value: Option<String> = spec.get(name)?;
        Ok(value.unwrap_or_else(|| default.to_owned()))
    };
    let gradient = match spec.get::<Option<String>>("preset")? {
        Some(name) => preset_named(&name)?,
        None => {
            let mut list = Vec::new();
            for value in spec
                .get::<Option<Vec<LuaValue>>>("colors")?
                .unwrap_or_default()
            {
                list.push(Color::parse(&value.to_string()?)?.0);
            }
            if list.is_empty() {
                return Err(LuaError::runtime("a gradient needs `colors` or a `preset`"));
            }
            from_colors(
                &list,
                &word("blend", "Rgb")?,
                &word("interpolation", "Linear")?,
            )?
        }
    };
    let (from, to) = gradient.domain();
    let color = |index: usize| {
        let part = if count < 2 {
            0.0
        } else {
            index as f32 / (count - 1) as f32
        };
        let [r, g, b, a] = gradient
            .at(from + (to - from) * part)
            .to_array()
            .map(f64::from);
        Color(Srgb { r, g, b, a })
    };
    Ok((0..count).map(color).collect())
}

/// `count` colours of a gradient of the configuration, from its first to its
/// last.
///
/// # Errors
/// It has neither colours nor a preset, or a colour that is none.
pub(crate) fn of_config(
    gradient: &crate::structs::Gradient,
    count: usize,
) -> Result<Vec<wezterm_types::Rgba>, String> {
    let found = match &gradient.preset {
        Some(preset) => preset_named(&format!("{preset:?}")),
        None => {
            let parsed: mlua::Result<Vec<Srgb>> = gradient
                .colors
                .iter()
                .map(|text| Ok(Color::parse(text)?.0))
                .collect();
            match parsed {
                Ok(list) if list.is_empty() => {
                    return Err("a gradient needs `colors` or a `preset`".to_owned());
                }
                Ok(list) => from_colors(
                    &list,
                    &format!("{:?}", gradient.blend),
                    &format!("{:?}", gradient.interpolation),
                ),
                Err(error) => Err(error),
            }
        }
    };
    let found = found.map_err(|error| error.to_string())?;
    let sharp = gradient.segment_size.filter(|size| *size > 0).map(|size| {
        let smoothness = gradient.segment_smoothness.unwrap_or(0.0).clamp(0.0, 1.0);
        found.sharp(size.min(MOST) as u16, smoothness as f32)
    });
    let (from, to) = found.domain();
    let count = count.clamp(1, MOST);
    let color = |index: usize| {
        let part = index as f32 / (count - 1).max(1) as f32;
        let [r, g, b, a] = match &sharp {
            Some(sharp) => {
                let (from, to) = sharp.domain();
                sharp.at(from + (to - from) * part)
            }
            None => found.at(from + (to - from) * part),
        }
        .to_rgba8();
        wezterm_types::Rgba::new(r, g, b, a)
    };
    Ok((0..count).map(color).collect())
}
