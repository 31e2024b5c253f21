//! Colours as XParseColor reads them.

use wezterm_types::Rgba;

/// The names programs use in practice.
const NAMES: [(&str, u32); 18] = [
    ("black", 0x00_0000),
    ("white", 0xff_ffff),
    ("red", 0xff_0000),
    ("green", 0x00_ff00),
    ("blue", 0x00_00ff),
    ("yellow", 0xff_ff00),
    ("cyan", 0x00_ffff),
    ("magenta", 0xff_00ff),
    ("gray", 0xbe_bebe),
    ("grey", 0xbe_bebe),
    ("orange", 0xff_a500),
    ("purple", 0xa0_20f0),
    ("brown", 0xa5_2a2a),
    ("pink", 0xff_c0cb),
    ("gold", 0xff_d700),
    ("navy", 0x00_0080),
    ("maroon", 0xb0_3060),
    ("lightgray", 0xd3_d3d3),
];

/// `#rgb` to `#rrrrggggbbbb`, `rgb:r/g/b`, `rgba:r/g/b/a` with 1 to 4 digits
/// each, three numbers in one of the spaces of `color_space`, or a name.
pub(crate) fn parse(spec: &[u8]) -> Option<Rgba> {
    let spec = std::str::from_utf8(spec).ok()?.trim();
    if let Some(digits) = spec.strip_prefix('#') {
        return legacy(digits);
    }
    if let Some(parts) = spec.strip_prefix("rgb:") {
        let mut parts = parts.split('/').map(scaled);
        let color = Rgba::rgb(parts.next()??, parts.next()??, parts.next()??);
        return parts.next().is_none().then_some(color);
    }
    if let Some(parts) = spec.strip_prefix("rgba:") {
        let mut parts = parts.split('/').map(scaled);
        let color = Rgba::new(
            parts.next()??,
            parts.next()??,
            parts.next()??,
            parts.next()??,
        );
        return parts.next().is_none().then_some(color);
    }
    if let Some((space, parts)) = spec.split_once(':') {
        let mut parts = parts.split('/').map(|part| part.trim().parse::<f64>().ok());
        let light = [parts.next()??, parts.next()??, parts.next()??];
        if parts.next().is_some() {
            return None;
        }
        return crate::color_space::parse(&space.to_ascii_lowercase(), light);
    }
    NAMES
        .iter()
        .find(|(name, _)| spec.eq_ignore_ascii_case(name))
        .map(|(_, rgb)| Rgba::hex(*rgb))
}

/// 1 to 4 digits, where all ones is full intensity.
fn scaled(digits: &str) -> Option<u8> {
    if !(1..=4).contains(&digits.len()) || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let value = u32::from_str_radix(digits, 16).ok()?;
    let max = (1 << (4 * digits.len())) - 1;
    u8::try_from((value * 255 + max / 2) / max).ok()
}

/// `#` forms name the most significant bits: `#f80` is `#f08000`.
fn legacy(digits: &str) -> Option<Rgba> {
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let n = digits.len() / 3;
    if !digits.len().is_multiple_of(3) || !(1..=4).contains(&n) {
        return None;
    }
    let channel = |i: usize| -> Option<u8> {
        let part = digits.get(i * n..(i + 1) * n)?;
        match n {
            1 => u8::from_str_radix(part, 16).ok().map(|n| n << 4),
            _ => u8::from_str_radix(part.get(..2)?, 16).ok(),
        }
    };
    Some(Rgba::rgb(channel(0)?, channel(1)?, channel(2)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_forms() {
        for (spec, want) in [
            ("#f80", Some(Rgba::hex(0xf0_8000))),
            ("#102030", Some(Rgba::hex(0x10_2030))),
            ("#123456789", Some(Rgba::hex(0x12_4578))),
            ("#111122223333", Some(Rgba::hex(0x11_2233))),
            ("rgb:f/8/0", Some(Rgba::hex(0xff_8800))),
            ("rgb:ffff/8080/0000", Some(Rgba::hex(0xff_8000))),
            ("rgba:ff/ff/ff/80", Some(Rgba::new(255, 255, 255, 128))),
            ("Red", Some(Rgba::hex(0xff_0000))),
            ("rgb:ff/ff", None),
            ("rgb:ff/ff/ff/ff", None),
            ("rgb:fffff/0/0", None),
            ("#12345", None),
            ("#", None),
            ("#éé", None),
            ("nocolour", None),
        ] {
            assert_eq!(parse(spec.as_bytes()), want, "{spec}");
        }
    }
}
