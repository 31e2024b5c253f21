//! Box, block and powerline glyphs: goldens as text, and the seams between
//! neighbours at many sizes.
#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use wezterm_font::{CellMetrics, GlyphKind, block_glyph, is_block};

fn cell(width: u32, height: u32, thickness: u32) -> CellMetrics {
    CellMetrics {
        cell_width: width,
        cell_height: height,
        baseline: height as i32 * 3 / 4,
        underline_position: height as i32 - 2,
        underline_thickness: thickness,
        strikethrough_position: height as i32 / 2,
        strikethrough_thickness: thickness,
        cap_height: height / 2,
        x_height: height / 3,
    }
}

/// The whole cell, rows from the top.
fn pixels(c: char, m: &CellMetrics) -> Vec<Vec<u8>> {
    let mut rows = vec![vec![0u8; m.cell_width as usize]; m.cell_height as usize];
    let Some(glyph) = block_glyph(c, m) else {
        return rows;
    };
    assert_eq!(glyph.kind, GlyphKind::Mask);
    let top = usize::try_from(m.baseline - glyph.top).unwrap();
    let left = usize::try_from(glyph.left).unwrap();
    for (y, row) in glyph.data.chunks(glyph.width as usize).enumerate() {
        rows[top + y][left..left + row.len()].copy_from_slice(row);
    }
    rows
}

fn art(c: char, m: &CellMetrics) -> String {
    let line = |row: &Vec<u8>| {
        row.iter()
            .map(|v| b" .:*#"[usize::from(*v) * 4 / 255] as char)
            .collect::<String>()
    };
    pixels(c, m)
        .iter()
        .map(|r| format!("|{}|\n", line(r)))
        .collect()
}

fn all() -> impl Iterator<Item = char> {
    (0..=0x0010_ffff)
        .filter_map(char::from_u32)
        .filter(|c| is_block(*c))
}

/// Every size that a terminal may have, roughly.
fn sizes() -> impl Iterator<Item = CellMetrics> {
    (5..20)
        .flat_map(|w| [w + 3, w * 2, w * 2 + 1, 41].map(|h| (w, h)))
        .flat_map(|(w, h)| (1..=w / 4).map(move |t| cell(w, h, t)))
}

fn left_edge(c: char, m: &CellMetrics) -> Vec<u8> {
    pixels(c, m).iter().map(|row| row[0]).collect()
}

fn right_edge(c: char, m: &CellMetrics) -> Vec<u8> {
    pixels(c, m).iter().map(|row| row[row.len() - 1]).collect()
}

fn top_edge(c: char, m: &CellMetrics) -> Vec<u8> {
    pixels(c, m)[0].clone()
}

fn bottom_edge(c: char, m: &CellMetrics) -> Vec<u8> {
    pixels(c, m).pop().unwrap()
}

#[test]
fn lines_meet_their_neighbours() {
    let groups = [
        ("─┬┴┼┌└├╶╭╰╟╓╙╨╥╫", "─┬┴┼┐┘┤╴╮╯╢╖╜╨╥╫", true),
        ("━┳┻╋┏┗┣╺╼", "━┳┻╋┓┛┫╸╾", true),
        ("═╦╩╬╔╚╠╒╘╞╤╧╪", "═╦╩╬╗╝╣╕╛╡╤╧╪", true),
        ("│├┤┼┌┐┬╷╭╮╞╡╪╤╒╕", "│├┤┼└┘┴╵╰╯╞╡╪╧╘╛", false),
        ("┃┣┫╋┏┓┳╻╽", "┃┣┫╋┗┛┻╹╿", false),
        ("║╠╣╬╔╗╦╓╖╥╟╢╫", "║╠╣╬╚╝╩╙╜╨╟╢╫", false),
    ];
    for m in sizes() {
        for (from, to, flat) in groups {
            // One profile for every arm of a kind, on both sides of the seam.
            let first = from.chars().next().unwrap();
            let profile = if flat {
                left_edge(first, &m)
            } else {
                top_edge(first, &m)
            };
            assert!(profile.contains(&255), "{first} at {m:?}");
            for c in from.chars() {
                let edge = if flat {
                    right_edge(c, &m)
                } else {
                    bottom_edge(c, &m)
                };
                assert_eq!(
                    edge,
                    profile,
                    "{c} towards the next cell at {m:?}\n{}",
                    art(c, &m)
                );
            }
            for c in to.chars() {
                let edge = if flat {
                    left_edge(c, &m)
                } else {
                    top_edge(c, &m)
                };
                assert_eq!(
                    edge,
                    profile,
                    "{c} towards the last cell at {m:?}\n{}",
                    art(c, &m)
                );
            }
        }
    }
}

#[test]
fn the_full_block_is_the_cell() {
    for m in sizes() {
        let full = block_glyph('█', &m).unwrap();
        assert_eq!((full.width, full.height), (m.cell_width, m.cell_height));
        assert_eq!((full.left, full.top), (0, m.baseline));
        assert!(full.data.iter().all(|v| *v == 255));
    }
}

#[test]
fn parts_make_a_whole_without_overlap() {
    let parts = [
        "▀▄",
        "▌▐",
        "▘▝▖▗",
        "▛▗",
        "▜▖",
        "▙▝",
        "▟▘",
        "▚▞",
        "▁🮆",
        "▂🮅",
        "▃🮄",
        "▅🮃",
        "▆🮂",
        "▇▔",
        "▎🮊",
        "▍🮉",
        "▋🮈",
        "▊🮇",
        "▉▕",
        "🬀🬻",
        "🬂🬹",
    ];
    for m in sizes() {
        for group in parts {
            let mut sum = vec![0u32; (m.cell_width * m.cell_height) as usize];
            for c in group.chars() {
                for (total, v) in sum.iter_mut().zip(pixels(c, &m).concat()) {
                    *total += u32::from(v);
                }
            }
            assert!(sum.iter().all(|v| *v == 255), "{group} at {m:?}");
        }
    }
}

#[test]
fn sextants_are_two_by_three() {
    let m = cell(4, 6, 1);
    assert_eq!(
        art('🬀', &m),
        "|##  |\n|##  |\n|    |\n|    |\n|    |\n|    |\n"
    );
    assert_eq!(
        art('🬞', &m),
        "|    |\n|    |\n|    |\n|    |\n|  ##|\n|  ##|\n"
    );
    assert_eq!(
        art('🬋', &m),
        "|    |\n|    |\n|####|\n|####|\n|    |\n|    |\n"
    );
    assert_eq!(
        art('🬻', &m),
        "|  ##|\n|  ##|\n|####|\n|####|\n|####|\n|####|\n"
    );
}

#[test]
fn every_character_draws_inside_its_cell() {
    for m in [cell(10, 21, 1), cell(7, 13, 1), cell(40, 80, 6)] {
        for c in all() {
            let glyph = block_glyph(c, &m);
            if c == '\u{2800}' {
                assert!(glyph.is_none(), "blank braille");
                continue;
            }
            let glyph = glyph.unwrap_or_else(|| panic!("U+{:04X} is empty", u32::from(c)));
            let top = m.baseline - glyph.top;
            assert!(glyph.left >= 0 && top >= 0, "{c}");
            assert!(glyph.left as u32 + glyph.width <= m.cell_width, "{c}");
            assert!(top as u32 + glyph.height <= m.cell_height, "{c}");
            assert_eq!(glyph.data.len(), (glyph.width * glyph.height) as usize);
        }
    }
}

#[test]
fn absurd_cells_do_not_panic() {
    for (w, h, t) in [
        (1, 1, 1),
        (2, 1, 9),
        (1, 30, 3),
        (30, 1, 3),
        (3, 3, 0),
        (0, 0, 0),
    ] {
        let m = cell(w, h, t);
        for c in all() {
            let _ = block_glyph(c, &m);
        }
    }
}

#[test]
fn no_two_characters_look_the_same() {
    let m = cell(32, 64, 2);
    let mut seen = std::collections::HashMap::new();
    for c in all() {
        let image = pixels(c, &m);
        if let Some(other) = seen.insert(image, c) {
            // Octants 3478 and the heavy horizontal fill are one picture in
            // Unicode; powerline has two characters for each slanted line.
            let slants = [
                '\u{e0b9}',
                '\u{e0bf}',
                '\u{e0bb}',
                '\u{e0bd}',
                '╱',
                '╲',
                '\u{1cdb7}',
                '\u{1fb97}',
            ];
            assert!(
                slants.contains(&c) && slants.contains(&other),
                "U+{:04X} and U+{:04X}",
                u32::from(other),
                u32::from(c)
            );
        }
    }
}

#[test]
fn goldens() {
    let m = cell(8, 10, 1);
    let expected = [
        (
            '╬',
            "|  # #   |\n|  # #   |\n|  # #   |\n|### ####|\n|        |\n|### ####|\n|  # #   |\n|  # #   |\n|  # #   |\n|  # #   |\n",
        ),
        (
            '╒',
            "|        |\n|        |\n|        |\n|   #####|\n|   #    |\n|   #####|\n|   #    |\n|   #    |\n|   #    |\n|   #    |\n",
        ),
        (
            '┱',
            "|        |\n|        |\n|        |\n|#####   |\n|########|\n|#####   |\n|  ###   |\n|  ###   |\n|  ###   |\n|  ###   |\n",
        ),
        (
            '▙',
            "|####    |\n|####    |\n|####    |\n|####    |\n|####    |\n|########|\n|########|\n|########|\n|########|\n|########|\n",
        ),
        (
            '┈',
            "|        |\n|        |\n|        |\n|        |\n| # # # #|\n|        |\n|        |\n|        |\n|        |\n|        |\n",
        ),
    ];
    for (c, golden) in expected {
        assert_eq!(art(c, &m), golden, "{c}\n{}", art(c, &m));
    }
}

#[test]
fn fonts_keep_their_own_characters() {
    for c in ['a', '漢', '\u{e0a0}', '\u{f015}', '\u{1fb93}', '\u{1fbf0}'] {
        assert!(!is_block(c));
        assert!(block_glyph(c, &cell(10, 20, 1)).is_none());
    }
}
