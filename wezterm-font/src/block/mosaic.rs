//! Cells cut into rectangles: blocks, shades, braille, sextants, octants.

use super::canvas::Canvas;

const LIGHT_SHADE: u8 = 64;
const MEDIUM_SHADE: u8 = 128;
const DARK_SHADE: u8 = 192;

pub(super) fn draw(canvas: &mut Canvas, code: u32) {
    match code {
        0x2580..=0x259f => block(canvas, code),
        0x2800..=0x28ff => braille(canvas, code - 0x2800),
        0x1cd00..=0x1cde5 => grid(canvas, octant(code - 0x1cd00), 4),
        // Those that octants have no room for: quarters of halves.
        0x1cea0 => grid(canvas, 0b1000_0000, 4),
        0x1cea3 => grid(canvas, 0b0100_0000, 4),
        0x1cea8 => grid(canvas, 0b0001, 4),
        0x1ceab => grid(canvas, 0b0010, 4),
        0x1fbe6 => grid(canvas, 0b01_0100, 4),
        0x1fbe7 => grid(canvas, 0b10_1000, 4),
        0x1fb00..=0x1fb3b => grid(canvas, sextant(code - 0x1fb00), 3),
        0x1fb70..=0x1fb99 => legacy(canvas, code),
        _ => {}
    }
}

/// U+2580..=U+259F.
fn block(canvas: &mut Canvas, code: u32) {
    let (w, h) = (canvas.width(), canvas.height());
    let (half_w, half_h) = (canvas.across(1, 2), canvas.down(1, 2));
    match code {
        0x2580 => canvas.rect(0, 0, w, half_h),
        0x2581..=0x2588 => lower(canvas, (code - 0x2580) as i32),
        0x2589..=0x258f => {
            let right = canvas.across((0x2590 - code) as i32, 8);
            canvas.rect(0, 0, right.max(1), h);
        }
        0x2590 => canvas.rect(half_w, 0, w, h),
        0x2591 => canvas.shade(0, 0, w, h, LIGHT_SHADE),
        0x2592 => canvas.shade(0, 0, w, h, MEDIUM_SHADE),
        0x2593 => canvas.shade(0, 0, w, h, DARK_SHADE),
        0x2594 => upper(canvas, 1),
        0x2595 => right(canvas, 1),
        _ => {
            const QUADRANTS: [u8; 10] = [
                0b0100, 0b1000, 0b0001, 0b1101, 0b1001, 0b0111, 0b1011, 0b0010, 0b0110, 0b1110,
            ];
            let bits = QUADRANTS.get((code - 0x2596) as usize).copied();
            grid(canvas, bits.unwrap_or(0), 2);
        }
    }
}

/// The lowest eighths of the cell.
fn lower(canvas: &mut Canvas, eighths: i32) {
    let top = canvas.down(8 - eighths, 8).min(canvas.height() - 1);
    canvas.rect(0, top, canvas.width(), canvas.height());
}

fn upper(canvas: &mut Canvas, eighths: i32) {
    let bottom = canvas.down(eighths, 8).max(1);
    canvas.rect(0, 0, canvas.width(), bottom);
}

fn right(canvas: &mut Canvas, eighths: i32) {
    let left = canvas.across(8 - eighths, 8).min(canvas.width() - 1);
    canvas.rect(left, 0, canvas.width(), canvas.height());
}

fn left(canvas: &mut Canvas, eighths: i32) {
    let right = canvas.across(eighths, 8).max(1);
    canvas.rect(0, 0, right, canvas.height());
}

/// Two columns of `rows` rows; bit 0 is the upper left, bit 1 right of it.
fn grid(canvas: &mut Canvas, bits: u8, rows: i32) {
    let middle = canvas.across(1, 2);
    for row in 0..rows {
        let (top, bottom) = (canvas.down(row, rows), canvas.down(row + 1, rows));
        if bits >> (row * 2) & 1 != 0 {
            canvas.rect(0, top, middle, bottom);
        }
        if bits >> (row * 2 + 1) & 1 != 0 {
            canvas.rect(middle, top, canvas.width(), bottom);
        }
    }
}

/// The patterns in order, without the empty one and the two halves, which
/// are characters of their own.
fn sextant(index: u32) -> u8 {
    let left = 0b01_0101;
    let right = 0b10_1010;
    let mut bits = index as u8 + 1;
    bits += u8::from(bits >= left);
    bits += u8::from(bits >= right);
    bits
}

/// The patterns in order, without those that are characters elsewhere.
fn octant(index: u32) -> u8 {
    (0..=255u8)
        .filter(|bits| !is_older_than_octants(*bits))
        .nth(index as usize)
        .unwrap_or(0)
}

fn is_older_than_octants(bits: u8) -> bool {
    let rows = [bits & 3, bits >> 2 & 3, bits >> 4 & 3, bits >> 6];
    // Quadrants and halves, the empty and the full cell.
    rows[0] == rows[1] && rows[2] == rows[3]
        // One and three quarters from above and below.
        || matches!(rows, [3, 0, 0, 0] | [3, 3, 3, 0] | [0, 0, 0, 3] | [0, 3, 3, 3])
        // Quarters of a half, at the corners and in the middle.
        || matches!(bits, 0b01 | 0b10 | 0b0100_0000 | 0b1000_0000 | 0b01_0100 | 0b10_1000)
}

/// Dots 1 to 3 and 7 in the left column, 4 to 6 and 8 in the right: the bits
/// of the code point in order of those numbers.
fn braille(canvas: &mut Canvas, bits: u32) {
    const DOTS: [(i32, i32); 8] = [
        (0, 0),
        (0, 1),
        (0, 2),
        (1, 0),
        (1, 1),
        (1, 2),
        (0, 3),
        (1, 3),
    ];
    let size = (canvas.width() / 4).min(canvas.height() / 8).max(1);
    for (bit, (column, row)) in DOTS.into_iter().enumerate() {
        if bits >> bit & 1 != 0 {
            let margin = (canvas.width() / 2 - size + 1) / 2;
            let left = match column {
                0 => margin,
                _ => canvas.width() - margin - size,
            };
            let top = canvas.down(row * 2 + 1, 8) - size / 2;
            canvas.rect(left, top, left + size, top + size);
        }
    }
}

/// U+1FB70..=U+1FB99.
fn legacy(canvas: &mut Canvas, code: u32) {
    let (w, h) = (canvas.width(), canvas.height());
    let (half_w, half_h) = (canvas.across(1, 2), canvas.down(1, 2));
    match code {
        0x1fb70..=0x1fb75 => {
            let n = (code - 0x1fb70) as i32 + 1;
            let (left, right) = (canvas.across(n, 8), canvas.across(n + 1, 8));
            canvas.rect(left, 0, right.max(left + 1), h);
        }
        0x1fb76..=0x1fb7b => row_eighth(canvas, (code - 0x1fb76) as i32 + 1),
        0x1fb7c..=0x1fb7f => {
            if code <= 0x1fb7d {
                left(canvas, 1);
            } else {
                right(canvas, 1);
            }
            if matches!(code, 0x1fb7c | 0x1fb7f) {
                lower(canvas, 1);
            } else {
                upper(canvas, 1);
            }
        }
        0x1fb80 => {
            upper(canvas, 1);
            lower(canvas, 1);
        }
        0x1fb81 => [0, 2, 4, 7].into_iter().for_each(|n| row_eighth(canvas, n)),
        0x1fb82 => upper(canvas, 2),
        0x1fb83 => upper(canvas, 3),
        0x1fb84 => upper(canvas, 5),
        0x1fb85 => upper(canvas, 6),
        0x1fb86 => upper(canvas, 7),
        0x1fb87 => right(canvas, 2),
        0x1fb88 => right(canvas, 3),
        0x1fb89 => right(canvas, 5),
        0x1fb8a => right(canvas, 6),
        0x1fb8b => right(canvas, 7),
        0x1fb8c => canvas.shade(0, 0, half_w, h, MEDIUM_SHADE),
        0x1fb8d => canvas.shade(half_w, 0, w, h, MEDIUM_SHADE),
        0x1fb8e => canvas.shade(0, 0, w, half_h, MEDIUM_SHADE),
        0x1fb8f => canvas.shade(0, half_h, w, h, MEDIUM_SHADE),
        0x1fb90..=0x1fb94 => {
            canvas.shade(0, 0, w, h, 255 - MEDIUM_SHADE);
            match code {
                0x1fb91 => canvas.rect(0, 0, w, half_h),
                0x1fb92 => canvas.rect(0, half_h, w, h),
                0x1fb94 => canvas.rect(half_w, 0, w, h),
                _ => {}
            }
        }
        0x1fb95 => checkers(canvas, 0),
        0x1fb96 => checkers(canvas, 1),
        0x1fb97 => {
            canvas.rect(0, canvas.down(1, 4), w, half_h);
            canvas.rect(0, canvas.down(3, 4), w, h);
        }
        0x1fb98 => hatch(canvas, true),
        0x1fb99 => hatch(canvas, false),
        _ => {}
    }
}

fn row_eighth(canvas: &mut Canvas, n: i32) {
    let (top, bottom) = (canvas.down(n, 8), canvas.down(n + 1, 8));
    canvas.rect(0, top, canvas.width(), bottom.max(top + 1));
}

/// Four by four squares, of which every other is covered.
fn checkers(canvas: &mut Canvas, phase: i32) {
    for row in 0..4 {
        for column in (0..4).filter(|c| (c + row) % 2 == phase) {
            let (left, right) = (canvas.across(column, 4), canvas.across(column + 1, 4));
            let (top, bottom) = (canvas.down(row, 4), canvas.down(row + 1, 4));
            canvas.rect(left, top, right, bottom);
        }
    }
}

/// Slanted stripes that go on in the next cell: the period divides the cell.
fn hatch(canvas: &mut Canvas, falling: bool) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let stripes = 4.0;
    let width = w / stripes / 2.0;
    for n in -4..8 {
        let x = n as f32 * w / stripes;
        let (top, bottom) = if falling { (x - w, x) } else { (x, x - w) };
        canvas.polygon(&[
            (top, 0.0),
            (top + width, 0.0),
            (bottom + width, h),
            (bottom, h),
        ]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sextants_skip_the_halves() {
        assert_eq!(sextant(0), 1);
        assert_eq!(sextant(0x13), 0b01_0100);
        assert_eq!(sextant(0x14), 0b01_0110);
        assert_eq!(sextant(0x27), 0b10_1001);
        assert_eq!(sextant(0x28), 0b10_1011);
        assert_eq!(sextant(0x3b), 0b11_1110);
    }

    #[test]
    fn octants_are_230_and_in_order() {
        let all = (0..=255u8).filter(|b| !is_older_than_octants(*b)).count();
        assert_eq!(all, 0x1cde5 - 0x1cd00 + 1);
        // OCTANT-3, OCTANT-23, OCTANT-123, OCTANT-4.
        let first: Vec<u8> = (0..4).map(octant).collect();
        assert_eq!(first, [0b0100, 0b0110, 0b0111, 0b1000]);
        assert_eq!(octant(0xe5), 0b1111_1110, "OCTANT-2345678");
    }
}
