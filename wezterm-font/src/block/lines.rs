//! Box drawing, U+2500..=U+257F.

use super::canvas::Canvas;
use swash::zeno::{Command, Point};

/// The arms of each character: one hexadecimal digit for left, right, up and
/// down, 0 none, 1 light, 2 heavy, 3 double. Zero: drawn in another way.
#[rustfmt::skip]
const ARMS: [u16; 128] = [
    0x1100, 0x2200, 0x0011, 0x0022, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0101, 0x0201, 0x0102, 0x0202,
    0x1001, 0x2001, 0x1002, 0x2002, 0x0110, 0x0210, 0x0120, 0x0220, 0x1010, 0x2010, 0x1020, 0x2020, 0x0111, 0x0211, 0x0121, 0x0112,
    0x0122, 0x0221, 0x0212, 0x0222, 0x1011, 0x2011, 0x1021, 0x1012, 0x1022, 0x2021, 0x2012, 0x2022, 0x1101, 0x2101, 0x1201, 0x2201,
    0x1102, 0x2102, 0x1202, 0x2202, 0x1110, 0x2110, 0x1210, 0x2210, 0x1120, 0x2120, 0x1220, 0x2220, 0x1111, 0x2111, 0x1211, 0x2211,
    0x1121, 0x1112, 0x1122, 0x2121, 0x1221, 0x2112, 0x1212, 0x2221, 0x2212, 0x2122, 0x1222, 0x2222, 0x0000, 0x0000, 0x0000, 0x0000,
    0x3300, 0x0033, 0x0301, 0x0103, 0x0303, 0x3001, 0x1003, 0x3003, 0x0310, 0x0130, 0x0330, 0x3010, 0x1030, 0x3030, 0x0311, 0x0133,
    0x0333, 0x3011, 0x1033, 0x3033, 0x3301, 0x1103, 0x3303, 0x3310, 0x1130, 0x3330, 0x3311, 0x1133, 0x3333, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x1000, 0x0010, 0x0100, 0x0001, 0x2000, 0x0020, 0x0200, 0x0002, 0x1200, 0x0012, 0x2100, 0x0021,
];

const DOUBLE: u16 = 3;

pub(super) fn draw(canvas: &mut Canvas, code: u32) {
    match code {
        0x2504 => dashes(canvas, 3, false, true),
        0x2505 => dashes(canvas, 3, true, true),
        0x2506 => dashes(canvas, 3, false, false),
        0x2507 => dashes(canvas, 3, true, false),
        0x2508 => dashes(canvas, 4, false, true),
        0x2509 => dashes(canvas, 4, true, true),
        0x250a => dashes(canvas, 4, false, false),
        0x250b => dashes(canvas, 4, true, false),
        0x254c => dashes(canvas, 2, false, true),
        0x254d => dashes(canvas, 2, true, true),
        0x254e => dashes(canvas, 2, false, false),
        0x254f => dashes(canvas, 2, true, false),
        0x256d => corner(canvas, 1.0, 1.0),
        0x256e => corner(canvas, -1.0, 1.0),
        0x256f => corner(canvas, -1.0, -1.0),
        0x2570 => corner(canvas, 1.0, -1.0),
        0x2571 => diagonals(canvas, true, false),
        0x2572 => diagonals(canvas, false, true),
        0x2573 => diagonals(canvas, true, true),
        _ => {
            let arms = ARMS[(code & 0x7f) as usize];
            let [left, right, up, down] = [12, 8, 4, 0].map(|shift| arms >> shift & 0xf);
            arms_of(canvas, [left, right], [up, down]);
        }
    }
}

/// Weight of a heavy line, centred on the same pixels as a light one.
fn heavy(canvas: &Canvas) -> i32 {
    let light = canvas.light();
    light + 2 * (light / 2).max(1)
}

/// Weight of a whole arm, a double one with the gap in it.
fn weight(canvas: &Canvas, arm: u16) -> i32 {
    match arm {
        0 => 0,
        1 => canvas.light(),
        2 => heavy(canvas),
        _ => canvas.light() * 3,
    }
}

/// A band of some weight in the middle of a length.
fn band(length: i32, weight: i32) -> (i32, i32) {
    let start = (length - weight).div_euclid(2);
    (start, start + weight)
}

/// A rectangle given along and across an axis.
type Painter = fn(&mut Canvas, bool, (i32, i32), (i32, i32));

fn paint(canvas: &mut Canvas, flat: bool, along: (i32, i32), across: (i32, i32)) {
    match flat {
        true => canvas.rect(along.0, across.0, along.1, across.1),
        false => canvas.rect(across.0, along.0, across.1, along.1),
    }
}

fn carve(canvas: &mut Canvas, flat: bool, along: (i32, i32), across: (i32, i32)) {
    match flat {
        true => canvas.clear(along.0, across.0, along.1, across.1),
        false => canvas.clear(across.0, along.0, across.1, along.1),
    }
}

/// Draws up to four arms. Double ones first are drawn as one broad line, then
/// their gaps are carved; single ones come last, over the gaps they cross.
fn arms_of(canvas: &mut Canvas, flat: [u16; 2], upright: [u16; 2]) {
    let light = canvas.light();
    for (is_flat, arms, others) in [(true, flat, upright), (false, upright, flat)] {
        let reach = others.map(|o| weight(canvas, o)).into_iter().max();
        doubles(canvas, is_flat, arms, reach.unwrap_or(0), light * 3, paint);
    }
    for (is_flat, arms, others) in [(true, flat, upright), (false, upright, flat)] {
        // A gap goes on into the gap of what it meets.
        let reach = if others == [0, 0] { 0 } else { light };
        doubles(canvas, is_flat, arms, reach, light, carve);
    }
    singles(canvas, true, flat, upright);
    singles(canvas, false, upright, flat);
}

/// Paints or carves the double arms of an axis, each reaching across the
/// middle to the far side of a line of weight `reach`.
fn doubles(
    canvas: &mut Canvas,
    flat: bool,
    arms: [u16; 2],
    reach: i32,
    weight: i32,
    painter: Painter,
) {
    let (length, breadth) = sides(canvas, flat);
    let middle = band(length, reach);
    let across = band(breadth, weight);
    if arms[0] == DOUBLE {
        painter(canvas, flat, (0, middle.1), across);
    }
    if arms[1] == DOUBLE {
        painter(canvas, flat, (middle.0, length), across);
    }
}

fn singles(canvas: &mut Canvas, flat: bool, arms: [u16; 2], others: [u16; 2]) {
    let (length, breadth) = sides(canvas, flat);
    let light = canvas.light();
    let doubles = others.iter().filter(|o| **o == DOUBLE).count();
    // How far past the middle an arm goes: to the far side of what crosses
    // it, but only to the near line of a double one that goes on both ways.
    let single_arm = arms.contains(&0);
    let middle = if doubles == 2 && single_arm {
        let inner = band(length, light);
        (inner.1, inner.0)
    } else {
        let widest = others.map(|o| weight(canvas, o)).into_iter().max();
        band(length, widest.unwrap_or(0))
    };
    if (1..DOUBLE).contains(&arms[0]) {
        let across = band(breadth, weight(canvas, arms[0]));
        paint(canvas, flat, (0, middle.1), across);
    }
    if (1..DOUBLE).contains(&arms[1]) {
        let across = band(breadth, weight(canvas, arms[1]));
        paint(canvas, flat, (middle.0, length), across);
    }
}

/// The length along an axis and the breadth across it.
fn sides(canvas: &Canvas, flat: bool) -> (i32, i32) {
    match flat {
        true => (canvas.width(), canvas.height()),
        false => (canvas.height(), canvas.width()),
    }
}

/// Dashes with half a gap at each end, so that cells in a row go on evenly.
fn dashes(canvas: &mut Canvas, count: i32, is_heavy: bool, flat: bool) {
    let (length, breadth) = sides(canvas, flat);
    let weight = if is_heavy {
        heavy(canvas)
    } else {
        canvas.light()
    };
    let across = band(breadth, weight);
    let period = length as f32 / count as f32;
    let gap = (period / 3.0).max(1.0);
    for n in 0..count {
        let start = (n as f32 * period + gap / 2.0).round() as i32;
        let end = ((n + 1) as f32 * period - gap / 2.0).round() as i32;
        paint(canvas, flat, (start, end.max(start + 1)), across);
    }
}

/// The middle of a light line, which need not be the middle of the cell.
fn centre(canvas: &Canvas) -> (f32, f32) {
    let light = canvas.light();
    let middle = |length| {
        let (start, end) = band(length, light);
        (start + end) as f32 / 2.0
    };
    (middle(canvas.width()), middle(canvas.height()))
}

/// A rounded corner with one arm towards `dx` and one towards `dy`.
fn corner(canvas: &mut Canvas, dx: f32, dy: f32) {
    /// Control points at this part of the radius make a quarter circle.
    const CIRCLE: f32 = 0.552_285;
    let (cx, cy) = centre(canvas);
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let room = |centre: f32, length: f32, d: f32| if d > 0.0 { length - centre } else { centre };
    // The last pixel at the edges is straight, to meet the neighbour's.
    let radius = (room(cx, w, dx).min(room(cy, h, dy)) - 1.0)
        .floor()
        .max(0.5);
    let pull = radius * (1.0 - CIRCLE);
    // Well past the edges: they cut the ends.
    let far = w + h;
    let path = [
        Command::MoveTo(Point::new(cx + dx * far, cy)),
        Command::LineTo(Point::new(cx + dx * radius, cy)),
        Command::CurveTo(
            Point::new(cx + dx * pull, cy),
            Point::new(cx, cy + dy * pull),
            Point::new(cx, cy + dy * radius),
        ),
        Command::LineTo(Point::new(cx, cy + dy * far)),
    ];
    let width = canvas.light() as f32;
    canvas.stroke(&path, width);
}

fn diagonals(canvas: &mut Canvas, rising: bool, falling: bool) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let width = canvas.light() as f32;
    if rising {
        canvas.polyline(&[(w * 2.0, -h), (-w, h * 2.0)], width);
    }
    if falling {
        canvas.polyline(&[(-w, -h), (w * 2.0, h * 2.0)], width);
    }
}
