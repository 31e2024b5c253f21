//! Text to positioned glyphs.

use crate::block::is_block;
use crate::choose::Chooser;
use crate::face::Face;
use crate::faces::Faces;
use crate::{FontId, ShapedGlyph, ShapedLine};
use harfrust::unicode::script;
use harfrust::{Buffer, BufferFlags, Direction, Script, ShapeOptions, ShaperFont, shape};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation;

/// harfrust counts in whole units: ours are 1/64 of a pixel.
const UNITS: f32 = 64.0;

/// Shapes runs; holds what can be used again.
pub(crate) struct Shaper {
    buffer: Buffer,
    segments: Vec<Segment>,
    draw_blocks: bool,
    block_advance: f32,
}

/// Text that one face shows in one script.
struct Segment {
    range: Range<usize>,
    font: FontId,
    script: Script,
}

impl Shaper {
    /// `draw_blocks`: leave box drawing and its like to [`crate::block`],
    /// advancing by `block_advance`.
    pub(crate) fn new(draw_blocks: bool, block_advance: f32) -> Self {
        Self {
            buffer: Buffer::new(),
            segments: Vec::new(),
            draw_blocks,
            block_advance,
        }
    }

    /// Shapes text of one style, which the grid has laid out in a direction.
    /// Glyphs of text from right to left come segment by segment, those of a
    /// segment from left to right.
    pub(crate) fn run(
        &mut self,
        text: &str,
        (style, direction): (usize, Direction),
        chooser: &mut Chooser,
        faces: &mut Faces,
    ) -> Vec<ShapedGlyph> {
        self.split(text, style, chooser, faces);
        let mut glyphs = Vec::with_capacity(text.len());
        for segment in std::mem::take(&mut self.segments) {
            let Segment {
                range,
                font,
                script,
            } = &segment;
            let part = text.get(range.clone()).unwrap_or_default();
            let start = range.start as u32;
            if *font == FontId::BLOCK {
                glyphs.extend(part.char_indices().map(|(at, c)| ShapedGlyph {
                    font: FontId::BLOCK,
                    glyph: u32::from(c),
                    cluster: start + at as u32,
                    advance: self.block_advance,
                    x: 0.0,
                    y: 0.0,
                }));
            } else if let Some(face) = faces.get_mut(*font) {
                self.segment((part, start, direction), *font, *script, face, &mut glyphs);
            }
        }
        glyphs
    }

    /// Cuts text where the face or the script changes.
    fn split(&mut self, text: &str, style: usize, chooser: &mut Chooser, faces: &mut Faces) {
        self.segments.clear();
        if text.is_ascii() && chooser.primary_has_ascii(style) {
            self.segments.push(Segment {
                range: 0..text.len(),
                font: chooser.primary(style),
                script: Script::LATIN,
            });
            return;
        }
        for (start, cluster) in text.grapheme_indices(true) {
            let font = if self.draw_blocks && is_block_cluster(cluster) {
                FontId::BLOCK
            } else {
                chooser.choose(style, cluster, faces)
            };
            let script = cluster.chars().next().and_then(real_script);
            let end = start + cluster.len();
            match self.segments.last_mut() {
                Some(last)
                    if last.font == font
                        && (script.is_none()
                            || script == Some(last.script)
                            || last.script == Script::COMMON) =>
                {
                    last.range.end = end;
                    if let Some(script) = script {
                        last.script = script;
                    }
                }
                _ => self.segments.push(Segment {
                    range: start..end,
                    font,
                    script: script.unwrap_or(Script::COMMON),
                }),
            }
        }
    }

    fn segment(
        &mut self,
        (text, start, direction): (&str, u32, Direction),
        font: FontId,
        script: Script,
        face: &mut Face,
        out: &mut Vec<ShapedGlyph>,
    ) {
        // Not the script's direction: the grid has laid the cells out, and forms
        // such as Arabic's are still chosen by their neighbours.
        let plan = face.plan_index(script, direction);
        self.buffer.reset();
        self.buffer.push_str(text);
        self.buffer.set_direction(direction);
        self.buffer.set_script(Some(script));
        self.buffer.set_flags(
            BufferFlags::REMOVE_DEFAULT_IGNORABLES | BufferFlags::DO_NOT_INSERT_DOTTED_CIRCLE,
        );
        let scale = (face.size * UNITS).round() as i32;
        let shaper = ShaperFont::new(&face.font).with_scale(scale);
        let options = ShapeOptions::new()
            .plan(face.plan(plan))
            .features(&face.features);
        if let Err(error) = shape(&shaper, &mut self.buffer, options) {
            log::debug!("{} cannot shape {text:?}: {error}", face.family);
            one_by_one(text, start, font, face, out);
            return;
        }
        let infos = self.buffer.glyph_infos();
        let positions = self.buffer.glyph_positions();
        let mut pen = 0.0;
        let mut cluster = u32::MAX;
        for (info, position) in infos.iter().zip(positions) {
            if info.cluster != cluster {
                cluster = info.cluster;
                pen = 0.0;
            }
            // A control character is nothing, whatever the font has for it.
            let character = text.get(cluster as usize..).and_then(|t| t.chars().next());
            if character.is_some_and(char::is_control) {
                continue;
            }
            let advance = position.x_advance as f32 / UNITS;
            out.push(ShapedGlyph {
                font,
                glyph: info.glyph_id,
                cluster: start.saturating_add(cluster),
                advance,
                x: pen + position.x_offset as f32 / UNITS,
                y: position.y_offset as f32 / UNITS,
            });
            pen += advance;
        }
    }
}

/// Each character's own glyph: what is left when shaping fails.
fn one_by_one(text: &str, start: u32, font: FontId, face: &Face, out: &mut Vec<ShapedGlyph>) {
    out.extend(text.char_indices().map(|(at, c)| {
        let glyph = face.glyph(c);
        ShapedGlyph {
            font,
            glyph,
            cluster: start + at as u32,
            advance: face.advance(glyph),
            x: 0.0,
            y: 0.0,
        }
    }));
}

/// The script of a character, unless it goes with any.
fn real_script(c: char) -> Option<Script> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(Script::LATIN);
    }
    let script = script(u32::from(c));
    let any = [Script::COMMON, Script::INHERITED, Script::UNKNOWN];
    (!any.contains(&script)).then_some(script)
}

fn is_block_cluster(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    matches!((chars.next(), chars.next()), (Some(c), None) if is_block(c))
}

/// Lays the glyphs of a run out one after the other.
pub(crate) fn line(glyphs: &[ShapedGlyph]) -> ShapedLine {
    let mut width = 0.0;
    let mut start = 0.0;
    let mut cluster = u32::MAX;
    let glyphs = glyphs
        .iter()
        .map(|glyph| {
            if glyph.cluster != cluster {
                cluster = glyph.cluster;
                start = width;
            }
            width += glyph.advance;
            ShapedGlyph {
                x: start + glyph.x,
                ..*glyph
            }
        })
        .collect();
    ShapedLine { glyphs, width }
}
