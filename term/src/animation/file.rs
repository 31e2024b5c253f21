//! Animations in files: GIF, APNG and animated WebP, as iTerm2's inline
//! images bring them. Frames are decoded by a thread of their own, the first
//! shown while the others are on their way.

use super::{Frame, Frames, MAX_FRAMES, Meter, Playback, State};
use crate::images::{Image, ImageIds};
use image::codecs::{gif::GifDecoder, png::PngDecoder, webp::WebPDecoder};
use image::metadata::LoopCount;
use image::{AnimationDecoder, ImageDecoder, ImageFormat, ImageResult, Limits};
use std::io::Cursor;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// Files say "as fast as possible" with gaps below 20 ms; browsers show such
/// frames for 100 ms, and authors count on that.
const SHORTEST: Duration = Duration::from_millis(20);
const TOO_SHORT: Duration = Duration::from_millis(100);

/// What a thread needs to decode a file.
pub(crate) struct Job {
    pub(crate) ids: ImageIds,
    pub(crate) meter: Meter,
    /// Bytes that all frames of the terminal may take.
    pub(crate) limit: usize,
}

/// Starts to decode an animated file; `None` where it is a still picture, or
/// none at all.
pub(crate) fn decode(data: Vec<u8>, job: Job) -> Option<(Arc<Frames>, Playback)> {
    let loops = loop_count(&data)?;
    let max_loops = match loops {
        LoopCount::Infinite => 0,
        LoopCount::Finite(times) => times.get(),
    };
    let frames = Arc::new(Frames::default());
    frames.set_growing(true);
    let weak = Arc::downgrade(&frames);
    let spawned = std::thread::Builder::new()
        .name("image frames".to_owned())
        .spawn(move || fill(&weak, &data, &job));
    if let Err(error) = spawned {
        log::warn!("cannot decode an animation, its first frame stays: {error}");
        return None;
    }
    let play = Playback {
        state: State::Running,
        max_loops,
        ..Playback::stopped(Instant::now())
    };
    Some((frames, play))
}

/// How often the animation in a file is shown; `None` if there is none.
fn loop_count(data: &[u8]) -> Option<LoopCount> {
    let data = Cursor::new(data);
    match image::guess_format(data.get_ref()).ok()? {
        ImageFormat::Gif => Some(GifDecoder::new(data).ok()?.loop_count()),
        ImageFormat::Png => {
            let decoder = PngDecoder::new(data).ok()?;
            if !decoder.is_apng().ok()? {
                return None;
            }
            Some(decoder.apng().ok()?.loop_count())
        }
        ImageFormat::WebP => {
            let decoder = WebPDecoder::new(data).ok()?;
            decoder.has_animation().then(|| decoder.loop_count())
        }
        _ => None,
    }
}

/// Says that there are no more frames, however decoding ends.
struct Growing<'a>(&'a Weak<Frames>);

impl Drop for Growing<'_> {
    fn drop(&mut self) {
        if let Some(frames) = self.0.upgrade() {
            frames.set_growing(false);
        }
    }
}

/// Adds all frames of a file, as long as somebody wants them.
fn fill(to: &Weak<Frames>, data: &[u8], job: &Job) {
    let _growing = Growing(to);
    if let Err(error) = add_frames(to, data, job) {
        log::warn!("an animation ends early, a frame cannot be decoded: {error}");
    }
}

fn add_frames(to: &Weak<Frames>, data: &[u8], job: &Job) -> ImageResult<()> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(job.limit as u64);
    let data = Cursor::new(data);
    let decoded = match image::guess_format(data.get_ref())? {
        ImageFormat::Gif => {
            let mut decoder = GifDecoder::new(data)?;
            decoder.set_limits(limits)?;
            decoder.into_frames()
        }
        ImageFormat::Png => PngDecoder::with_limits(data, limits)?.apng()?.into_frames(),
        _ => {
            let mut decoder = WebPDecoder::new(data)?;
            decoder.set_limits(limits)?;
            decoder.into_frames()
        }
    };
    for frame in decoded.take(MAX_FRAMES) {
        let frame = frame?;
        let gap = Duration::from(frame.delay());
        let pixels = frame.into_buffer();
        let (width, height) = pixels.dimensions();
        let rgba = pixels.into_raw();
        let Some(frames) = to.upgrade() else {
            return Ok(());
        };
        if job.meter.bytes().saturating_add(rgba.len()) > job.limit {
            log::warn!("an animation ends early: its frames take too much memory");
            return Ok(());
        }
        let charge = job.meter.charge(rgba.len());
        let size = (width as usize, height as usize);
        frames.push(Frame {
            image: Arc::new(Image::new(job.ids.next(), size, rgba, Some(charge))),
            gap: match gap {
                gap if gap < SHORTEST => TOO_SHORT,
                gap => gap,
            },
        });
    }
    Ok(())
}
