//! The separators of powerline prompts, U+E0B0..=U+E0BF.

use super::canvas::Canvas;
use swash::zeno::{Command, Point};

pub(super) fn draw(canvas: &mut Canvas, code: u32) {
    let (w, h) = (canvas.width() as f32, canvas.height() as f32);
    let (a, b, c, d) = ((0.0, 0.0), (w, 0.0), (w, h), (0.0, h));
    let (right, left) = ((w, h / 2.0), (0.0, h / 2.0));
    let line = canvas.light() as f32;
    match code {
        0xe0b0 => canvas.polygon(&[a, right, d]),
        0xe0b1 => chevron(canvas, a, right, d, line),
        0xe0b2 => canvas.polygon(&[b, left, c]),
        0xe0b3 => chevron(canvas, b, left, c, line),
        0xe0b4 => canvas.fill(&arc(0.0, w, h)),
        0xe0b5 => canvas.stroke(&arc(0.0, w - line / 2.0, h), line),
        0xe0b6 => canvas.fill(&arc(w, 0.0, h)),
        0xe0b7 => canvas.stroke(&arc(w, line / 2.0, h), line),
        0xe0b8 => canvas.polygon(&[a, c, d]),
        0xe0b9 | 0xe0bf => canvas.polyline(&[(-w, -h), (w * 2.0, h * 2.0)], line),
        0xe0ba => canvas.polygon(&[b, c, d]),
        0xe0bb | 0xe0bd => canvas.polyline(&[(w * 2.0, -h), (-w, h * 2.0)], line),
        0xe0bc => canvas.polygon(&[a, b, d]),
        0xe0be => canvas.polygon(&[a, b, c]),
        _ => {}
    }
}

/// A hollow arrow whose tip, as a miter, just touches the edge.
fn chevron(canvas: &mut Canvas, from: (f32, f32), tip: (f32, f32), to: (f32, f32), line: f32) {
    let (dx, dy) = (tip.0 - from.0, tip.1 - from.1);
    // A miter reaches this far beyond the corner of two lines.
    let reach = line / 2.0 * dx.hypot(dy) / dy.abs().max(0.5);
    let tip = (tip.0 - reach.min(dx.abs() / 2.0) * dx.signum(), tip.1);
    // Past both ends, so that the edges of the cell cut them.
    let beyond = |end: (f32, f32)| (end.0 * 1.5 - tip.0 * 0.5, end.1 * 1.5 - tip.1 * 0.5);
    canvas.polyline(&[beyond(from), tip, beyond(to)], line);
}

/// Half an ellipse from the upper to the lower end of the side at `x`,
/// bulging to `tip`.
fn arc(x: f32, tip: f32, height: f32) -> Vec<Command> {
    const CIRCLE: f32 = 0.552_285;
    let middle = height / 2.0;
    let across = x + (tip - x) * CIRCLE;
    let pull = middle * CIRCLE;
    vec![
        Command::MoveTo(Point::new(x, 0.0)),
        Command::CurveTo(
            Point::new(across, 0.0),
            Point::new(tip, middle - pull),
            Point::new(tip, middle),
        ),
        Command::CurveTo(
            Point::new(tip, middle + pull),
            Point::new(across, height),
            Point::new(x, height),
        ),
    ]
}
