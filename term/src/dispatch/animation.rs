//! Animations of the kitty graphics protocol: frames (`a=f`), control
//! (`a=a`), composition (`a=c`) and deletion of frames (`a=d,d=f`). The grid
//! knows still images only; pixels still come through its decoder, with its
//! limits and its care for files
//! (<https://sw.kovidgoyal.net/kitty/graphics-protocol/#animation>).

use super::graphics::{Keys, error_code};
use crate::animation::{Canvas, DEFAULT_GAP, Frame, MAX_FRAMES, Playback, Rect, State};
use crate::core::Core;
use crate::images::to_rgba;
use rio_vt::ansi::kitty_graphics_protocol::{self, KittyGraphicsState};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The frame on its way in, in chunks.
#[derive(Debug, Default)]
pub(crate) struct FrameUpload {
    chunks: KittyGraphicsState,
    /// The keys of its first chunk.
    first: Option<String>,
}

impl FrameUpload {
    /// Whether a command only continues the frame on its way in.
    pub(super) fn is_continued_by(&self, keys: Keys<'_>) -> bool {
        let Some(first) = &self.first else {
            return false;
        };
        let first = Keys(first);
        keys.names().all(|name| match name {
            "a" => keys.action() == 'f',
            "m" | "q" => true,
            "i" | "I" => keys.get(name) == first.get(name),
            _ => false,
        })
    }
}

/// Why a command was refused: the code of the answer.
type Refusal = &'static str;

const NO_IMAGE: Refusal = "ENOENT";
const INVALID: Refusal = "EINVAL";
const NO_SPACE: Refusal = "ENOSPC";

/// The frames of an image, to be changed.
struct Edit {
    id: u32,
    /// When the image was transmitted.
    time: Instant,
    size: (usize, usize),
    frames: Vec<Frame>,
    play: Playback,
    now: Instant,
}

impl Edit {
    /// The index of a frame by its number, which counts from 1.
    fn frame(&self, number: u32) -> Option<usize> {
        let index = usize::try_from(number).ok()?.checked_sub(1)?;
        (index < self.frames.len()).then_some(index)
    }

    fn canvas(&self, index: usize) -> Option<Canvas> {
        let image = &self.frames.get(index)?.image;
        Canvas::new(image.width, image.height, image.rgba.clone())
    }
}

impl Core {
    /// A command of animation has come.
    pub(super) fn animate(&mut self, keys: Keys<'_>, payload: &[u8]) {
        match keys.action() {
            'a' => {
                let done = self.control_animation(keys);
                // Like kitty, say something only when it failed.
                if let Err(code) = done {
                    self.answer(keys, keys.number("q"), None, Err(code));
                }
            }
            'c' => {
                let done = self.compose_frames(keys);
                self.answer(keys, keys.number("q"), None, done);
            }
            'd' => self.delete_frame(keys),
            _ => self.transmit_frame(keys, payload),
        }
        self.count_graphics();
        self.touched = true;
    }

    fn answer(
        &mut self,
        keys: Keys<'_>,
        quiet: u32,
        frame: Option<usize>,
        done: Result<(), Refusal>,
    ) {
        if quiet > 1 || (quiet == 1 && done.is_ok()) {
            return;
        }
        let mut ids = String::new();
        for name in ["i", "I", "p"] {
            match keys.number(name) {
                0 => {}
                id => {
                    let comma = if ids.is_empty() { "" } else { "," };
                    let _ = write!(ids, "{comma}{name}={id}");
                }
            }
        }
        // An answer without an id would reach whoever asks next.
        if ids.is_empty() {
            return;
        }
        if let Some(frame) = frame {
            let _ = write!(ids, ",r={}", frame + 1);
        }
        let code = done.err().unwrap_or("OK");
        self.reply(format!("\x1b_G{ids};{code}\x1b\\"));
    }

    /// The image that a command names by its id or its number.
    fn edit(&mut self, keys: Keys<'_>) -> Result<Edit, Refusal> {
        let graphics = &self.vt.graphics;
        let id = match (keys.number("i"), keys.number("I")) {
            (0, 0) => return Err(INVALID),
            (id, 0) => id,
            (0, number) => *graphics.kitty_image_numbers.get(&number).ok_or(NO_IMAGE)?,
            _ => return Err(INVALID),
        };
        let stored = graphics.kitty_images.get(&id).ok_or(NO_IMAGE)?;
        let frames = self.images.kitty_frames(id, stored).ok_or(NO_IMAGE)?;
        let now = Instant::now();
        let time = stored.transmission_time;
        let size = (stored.data.width, stored.data.height);
        let play = self.images.kitty_playback(id, time).map_or_else(
            || Playback::stopped(now),
            |play| play.rebased(|i| frames[i].gap, frames.len(), now),
        );
        Ok(Edit {
            id,
            time,
            size,
            frames,
            play,
            now,
        })
    }

    fn finish(&mut self, edit: Edit) {
        self.images
            .set_kitty_animation((edit.id, edit.time), edit.frames, edit.play);
    }

    /// `a=f`: pixels for a new frame, or for one that there is.
    fn transmit_frame(&mut self, keys: Keys<'_>, payload: &[u8]) {
        let continued = self.frame_upload.is_continued_by(keys);
        let first = if continued {
            self.frame_upload.first.take().unwrap_or_default()
        } else {
            self.frame_upload = FrameUpload::default();
            keys.0.to_owned()
        };
        let first = Keys(&first);
        let control = if continued {
            format!("a=t,i=1,m={}", keys.number("m"))
        } else {
            frame_control(first, self.edit(first).map_or((0, 0), |edit| edit.size))
        };
        let parts: [&[u8]; 3] = [b"G", control.as_bytes(), payload];
        let outcome = kitty_graphics_protocol::parse(&parts, &mut self.frame_upload.chunks);
        if outcome.as_ref().is_some_and(|outcome| outcome.incomplete) {
            self.frame_upload.first = Some(first.0.to_owned());
            return;
        }
        // What was left of a frame that could not be read goes, too.
        self.frame_upload = FrameUpload::default();
        let quiet = keys.number("q").max(first.number("q"));
        let picture = match outcome {
            None => Err(INVALID),
            Some(outcome) => match outcome.graphic_data {
                None => Err(outcome.response.as_deref().map_or(INVALID, error_code)),
                Some(data) => to_rgba(data.width, data.height, &data.pixels)
                    .and_then(|rgba| Canvas::new(data.width, data.height, rgba))
                    .ok_or(INVALID),
            },
        };
        // That there is no such image counts more than what is wrong with the pixels.
        let known = self.edit(first).map(|_| ());
        let done = known.and(picture);
        let done = done.and_then(|picture| self.put_frame(first, &picture));
        let number = done.ok();
        self.answer(first, quiet, number, done.map(|_| ()));
    }

    /// Puts pixels into a frame; returns its index.
    fn put_frame(&mut self, keys: Keys<'_>, picture: &Canvas) -> Result<usize, Refusal> {
        let mut edit = self.edit(keys)?;
        let (width, height) = edit.size;
        if picture.width > width || picture.height > height {
            return Err(INVALID);
        }
        let known = edit.frame(keys.number("r"));
        let mut canvas = match (known, keys.number("c")) {
            (Some(index), _) => edit.canvas(index).ok_or(INVALID)?,
            (None, 0) => Canvas::filled(width, height, keys.number("Y").to_be_bytes()),
            (None, base) => {
                let base = edit.frame(base).ok_or(INVALID)?;
                edit.canvas(base).ok_or(INVALID)?
            }
        };
        if known.is_none() && edit.frames.len() >= MAX_FRAMES {
            return Err(NO_SPACE);
        }
        self.make_room(edit.id, canvas.rgba.len())?;
        let at = (keys.number("x") as usize, keys.number("y") as usize);
        let part = Rect {
            x: 0,
            y: 0,
            width: picture.width,
            height: picture.height,
        };
        canvas.lay(picture, part, at, keys.number("X") != 1);
        let image = self.images.frame_image((width, height), canvas.rgba);
        let gap = keys.gap();
        let index = match known {
            Some(index) => {
                let frame = &mut edit.frames[index];
                frame.image = image;
                frame.gap = gap.unwrap_or(frame.gap);
                index
            }
            None => {
                edit.frames.push(Frame {
                    image,
                    gap: gap.unwrap_or(DEFAULT_GAP),
                });
                edit.frames.len() - 1
            }
        };
        self.finish(edit);
        Ok(index)
    }

    /// `a=a`: gaps, the current frame, whether it runs and how often.
    fn control_animation(&mut self, keys: Keys<'_>) -> Result<(), Refusal> {
        let mut edit = self.edit(keys)?;
        let now = edit.now;
        if let (Some(index), Some(gap)) = (edit.frame(keys.number("r")), keys.gap()) {
            edit.frames[index].gap = gap;
        }
        if let Some(index) = edit.frame(keys.number("c"))
            && index != edit.play.index
        {
            edit.play.index = index;
            edit.play.since = now;
        }
        let state = match keys.number("s") {
            1 => Some(State::Stopped),
            2 => Some(State::Loading),
            3 => Some(State::Running),
            _ => None,
        };
        if let Some(state) = state {
            if edit.play.state == State::Stopped {
                edit.play.since = now;
            }
            edit.play.state = state;
            edit.play.loops = 0;
        }
        if let Some(loops) = keys.number("v").checked_sub(1) {
            edit.play.max_loops = loops;
        }
        self.finish(edit);
        Ok(())
    }

    /// `a=c`: a rectangle of one frame over another. The page's prose and its
    /// example exchange the two offsets; this is the example, as kitty does.
    fn compose_frames(&mut self, keys: Keys<'_>) -> Result<(), Refusal> {
        let mut edit = self.edit(keys)?;
        let (width, height) = edit.size;
        let from = edit.frame(keys.number("r")).ok_or(NO_IMAGE)?;
        let to = edit.frame(keys.number("c")).ok_or(NO_IMAGE)?;
        let length = |name, all: usize| match keys.number(name) as usize {
            0 => all,
            length => length,
        };
        let rect = |x, y| Rect {
            x: keys.number(x) as usize,
            y: keys.number(y) as usize,
            width: length("w", width),
            height: length("h", height),
        };
        let (source, target) = (rect("X", "Y"), rect("x", "y"));
        let inside = source.is_within(width, height) && target.is_within(width, height);
        if !inside || (from == to && source.overlaps(&target)) {
            return Err(INVALID);
        }
        let picture = edit.canvas(from).ok_or(INVALID)?;
        let mut canvas = edit.canvas(to).ok_or(INVALID)?;
        self.make_room(edit.id, canvas.rgba.len())?;
        canvas.lay(
            &picture,
            source,
            (target.x, target.y),
            keys.number("C") != 1,
        );
        edit.frames[to].image = self.images.frame_image((width, height), canvas.rgba);
        self.finish(edit);
        Ok(())
    }

    /// `a=d,d=f`: one frame goes; with `d=F` the image too, if it is the last.
    fn delete_frame(&mut self, keys: Keys<'_>) {
        let Ok(mut edit) = self.edit(keys) else {
            return;
        };
        if edit.frames.len() > 1 {
            let wanted = keys.number("r").max(1) as usize - 1;
            let index = wanted.min(edit.frames.len() - 1);
            edit.frames.remove(index);
            if index <= edit.play.index {
                edit.play.index = edit.play.index.saturating_sub(1);
                edit.play.since = edit.now;
            }
            self.finish(edit);
        } else if keys.get("d") == Some("F") {
            let id = edit.id;
            self.vt
                .graphics
                .delete_kitty_images(|known, _| *known == id);
        }
    }

    /// Lets images that are shown nowhere go, the oldest first, until there is
    /// room for more frames of an image.
    fn make_room(&mut self, for_image: u32, bytes: usize) -> Result<(), Refusal> {
        loop {
            self.count_graphics();
            let graphics = &mut self.vt.graphics;
            if graphics.total_bytes.saturating_add(bytes) <= graphics.total_limit {
                return Ok(());
            }
            let placed = |id: u32| {
                graphics.kitty_placements.keys().any(|key| key.0 == id)
                    || (graphics.kitty_virtual_placements.keys()).any(|key| key.0 == id)
            };
            let oldest = graphics
                .kitty_images
                .iter()
                .filter(|(id, _)| **id != for_image && !placed(**id))
                .min_by_key(|(_, stored)| stored.transmission_time)
                .map(|(id, _)| *id);
            let Some(oldest) = oldest else {
                return Err(NO_SPACE);
            };
            graphics.delete_kitty_images(|id, _| *id == oldest);
        }
    }

    /// Has the grid's limit for images count frames, and what was deleted no
    /// more.
    pub(super) fn count_graphics(&mut self) {
        self.images.prune(&self.vt.graphics);
        let graphics = &mut self.vt.graphics;
        let other = &graphics.kitty_inactive_screen.kitty_images;
        let kitty = graphics.kitty_images.values().chain(other.values());
        let stills: usize = kitty.map(|stored| stored.data.pixels.len()).sum();
        let inline: usize = graphics.graphic_sizes.values().sum();
        graphics.total_bytes = stills + inline + self.images.meter.bytes();
    }
}

/// The command that has the grid decode a frame's pixels.
fn frame_control(keys: Keys<'_>, (width, height): (usize, usize)) -> String {
    let mut out = String::from("a=t,i=1");
    for name in ["f", "t", "S", "O", "o", "m"] {
        if let Some(value) = keys.get(name) {
            let _ = write!(out, ",{name}={value}");
        }
    }
    // Without a size it is that of the image.
    for (name, all) in [("s", width), ("v", height)] {
        let length = match keys.number(name) as usize {
            0 => all,
            length => length,
        };
        let _ = write!(out, ",{name}={length}");
    }
    out
}

impl Keys<'_> {
    /// `z`: the gap of a frame, unless it is to stay as it is.
    fn gap(self) -> Option<Duration> {
        match self.get("z")?.parse::<i32>().ok()? {
            0 => None,
            gap => Some(Duration::from_millis(u64::try_from(gap).unwrap_or(0))),
        }
    }
}
