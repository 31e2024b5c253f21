//! Cells cut by slanted lines: U+1FB3C..=U+1FB6F and U+1FB9A..=U+1FBAF.

use super::canvas::Canvas;

/// The part of the cell on one side of a line. For each character six
/// digits: the corner that is covered, and two points of the line, each as
/// column (0 left, 1 centre, 2 right) and row (thirds from the top).
#[rustfmt::skip]
const CUTS: [&[u8; 6]; 44] = [
    b"030213", b"030223", b"030113", b"030123", b"030013", b"230110", b"230120", b"230210",
    b"230220", b"230310", b"230221", b"231322", b"230322", b"231321", b"230321", b"231320",
    b"031021", b"030021", b"031022", b"030022", b"031023", b"030122", b"200213", b"200223",
    b"200113", b"200123", b"200013", b"000110", b"000120", b"000210", b"000220", b"000310",
    b"000221", b"001322", b"000322", b"001321", b"000321", b"001320", b"201021", b"200021",
    b"201022", b"200022", b"201023", b"200122",
];

/// Stretches of U+1FBA0..=U+1FBAE: bits for upper left, upper right, lower
/// left and lower right side of the diamond.
const DIAMOND: [u8; 15] = [
    0b0001, 0b0010, 0b0100, 0b1000, 0b0101, 0b1010, 0b1100, 0b0011, 0b1001, 0b0110, 0b1110, 0b1101,
    0b1011, 0b0111, 0b1111,
];

const MEDIUM_PERCENT: u16 = 50;

pub(super) fn draw(canvas: &mut Canvas, code: u32) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let middle = (w / 2.0, h / 2.0);
    let (a, b, c, d) = ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h));
    match code {
        0x1fb3c..=0x1fb67 => cut(canvas, CUTS[(code - 0x1fb3c) as usize]),
        0x1fb68..=0x1fb6b => {
            quarter(canvas, code - 0x1fb68);
            canvas.invert();
        }
        0x1fb6c..=0x1fb6f => quarter(canvas, code - 0x1fb6c),
        0x1fb9a => {
            canvas.polygon(&[a, b, middle]);
            canvas.polygon(&[c, d, middle]);
        }
        0x1fb9b => {
            canvas.polygon(&[a, middle, d]);
            canvas.polygon(&[b, c, middle]);
        }
        0x1fb9c => half_shade(canvas, &[a, b, d]),
        0x1fb9d => half_shade(canvas, &[a, b, c]),
        0x1fb9e => half_shade(canvas, &[b, c, d]),
        0x1fb9f => half_shade(canvas, &[a, c, d]),
        0x1fba0..=0x1fbae => diamond(canvas, DIAMOND[(code - 0x1fba0) as usize]),
        _ => {
            let light = canvas.light();
            let (x, y) = (canvas.width() - light, canvas.height() - light);
            canvas.rect(0, y / 2, canvas.width(), y / 2 + light);
            let reach = canvas.across(1, 4).max(1);
            let (left, top) = (x / 2, y / 2);
            canvas.rect(left, top - reach, left + light, top + light + reach);
        }
    }
}

/// The triangle between a side and the middle: left, upper, right, lower.
fn quarter(canvas: &mut Canvas, side: u32) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let (a, b, c, d) = ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h));
    let (from, to) = match side {
        0 => (a, d),
        1 => (a, b),
        2 => (b, c),
        _ => (c, d),
    };
    canvas.polygon(&[from, to, (w / 2.0, h / 2.0)]);
}

fn half_shade(canvas: &mut Canvas, points: &[(f32, f32)]) {
    canvas.polygon(points);
    canvas.fade(MEDIUM_PERCENT);
}

/// Keeps the corners of the cell that lie on the covered side, and the two
/// ends of the line.
fn cut(canvas: &mut Canvas, spec: &[u8; 6]) {
    let columns = [0, canvas.across(1, 2), canvas.width()];
    let rows = [0, canvas.down(1, 3), canvas.down(2, 3), canvas.height()];
    let point = |x: u8, y: u8| {
        let column = columns[usize::from(x - b'0') % 3] as f32;
        (column, rows[usize::from(y - b'0') % 4] as f32)
    };
    let [cx, cy, fx, fy, tx, ty] = *spec;
    let (corner, from, to) = (point(cx, cy), point(fx, fy), point(tx, ty));
    let side = |p: (f32, f32)| {
        let across = (to.0 - from.0) * (p.1 - from.1) - (to.1 - from.1) * (p.0 - from.0);
        if across.abs() < 1e-3 {
            0.0
        } else {
            across.signum()
        }
    };
    let covered = side(corner);
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let corners = [(0.0, 0.0), (w, 0.0), (w, h), (0.0, h)];
    let mut shape: Vec<(f32, f32)> = vec![from, to];
    shape.extend(corners.into_iter().filter(|p| side(*p) == covered));
    // The shape is convex: its points in order of their angle.
    let n = shape.len() as f32;
    let sum = shape.iter().fold((0.0, 0.0), |s, p| (s.0 + p.0, s.1 + p.1));
    let inside = (sum.0 / n, sum.1 / n);
    let angle = |p: &(f32, f32)| (p.1 - inside.1).atan2(p.0 - inside.0);
    shape.sort_by(|a, b| angle(a).total_cmp(&angle(b)));
    canvas.polygon(&shape);
}

/// Lines between the middles of neighbouring sides.
fn diamond(canvas: &mut Canvas, sides: u8) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let (top, bottom) = ((w / 2.0, 0.0), (w / 2.0, h));
    let (left, right) = ((0.0, h / 2.0), (w, h / 2.0));
    let width = canvas.light() as f32;
    let stretches = [(top, left), (top, right), (left, bottom), (right, bottom)];
    for (bit, (from, to)) in stretches.into_iter().enumerate() {
        if sides >> bit & 1 != 0 {
            // Past both ends, so that the edges of the cell cut them.
            let (dx, dy) = ((to.0 - from.0) * 0.1, (to.1 - from.1) * 0.1);
            let (from, to) = ((from.0 - dx, from.1 - dy), (to.0 + dx, to.1 + dy));
            canvas.polyline(&[from, to], width);
        }
    }
}
