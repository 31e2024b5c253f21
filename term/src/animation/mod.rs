//! Animated images: their frames, and which of them is shown when. Nothing
//! ticks here: a frame is a function of the time, asked for by who paints.
//!
//! The rules are those of kitty's graphics protocol
//! (<https://sw.kovidgoyal.net/kitty/graphics-protocol/#animation>).

mod compose;
mod file;
mod timeline;

pub(crate) use compose::{Canvas, Rect};
pub(crate) use file::{Job, decode};
pub(crate) use timeline::{Playback, State};

use crate::images::Image;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The gap of a frame whose program has named none.
pub(crate) const DEFAULT_GAP: Duration = Duration::from_millis(40);
/// Frames of one animation, its first included.
pub(crate) const MAX_FRAMES: usize = 10_000;
/// When to look again for a frame that is being decoded.
const DECODING: Duration = Duration::from_millis(20);

/// One frame.
#[derive(Clone, Debug)]
pub(crate) struct Frame {
    pub(crate) image: Arc<Image>,
    /// How long it is shown; a frame of no time is skipped.
    pub(crate) gap: Duration,
}

/// The frames of an animation. A file's are added by the thread that decodes
/// it while the first are shown.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    list: Mutex<Vec<Frame>>,
    growing: AtomicBool,
}

impl Frames {
    pub(crate) fn new(list: Vec<Frame>) -> Self {
        Self {
            list: Mutex::new(list),
            growing: AtomicBool::new(false),
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Frame>> {
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn to_vec(&self) -> Vec<Frame> {
        self.lock().clone()
    }

    fn push(&self, frame: Frame) {
        self.lock().push(frame);
    }

    fn set_growing(&self, growing: bool) {
        self.growing.store(growing, Ordering::Release);
    }

    fn is_growing(&self) -> bool {
        self.growing.load(Ordering::Acquire)
    }
}

/// What an animation shows at some time.
#[derive(Clone, Debug)]
pub struct ShownFrame {
    /// The frame.
    pub image: Arc<Image>,
    /// When to ask again; `None` where it stays.
    pub until: Option<Instant>,
}

/// The animation of an image. Two with the same `id` are the same.
#[derive(Clone, Debug)]
pub struct Animation {
    /// Unique within the terminal; moves with every change but the decoding
    /// of further frames.
    pub id: u64,
    pub(crate) frames: Arc<Frames>,
    pub(crate) play: Playback,
}

impl PartialEq for Animation {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Animation {}

impl Animation {
    /// The frame to show at a time; `None` while there is none at all.
    #[must_use]
    pub fn at(&self, now: Instant) -> Option<ShownFrame> {
        // Asked for first: frames that come afterwards do no harm.
        let growing = self.frames.is_growing();
        let frames = self.frames.lock();
        let place = self
            .play
            .place(|i| frames[i].gap, frames.len(), growing, now);
        let until = match place.next {
            None if growing => now.checked_add(DECODING),
            next => next,
        };
        frames.get(place.index).map(|frame| ShownFrame {
            image: Arc::clone(&frame.image),
            until,
        })
    }

    /// When to ask for a frame again while the first is being decoded.
    pub(crate) fn retry(&self, now: Instant) -> Option<Instant> {
        (self.frames.is_growing()).then(|| now + DECODING)
    }

    /// How it runs, seen from now.
    pub(crate) fn now(&self) -> Playback {
        let frames = self.frames.lock();
        let now = Instant::now();
        self.play.rebased(|i| frames[i].gap, frames.len(), now)
    }

    /// How many frames there are so far.
    #[must_use]
    pub fn frame_count(&self) -> usize {
        self.frames.lock().len()
    }
}

/// Bytes of all frames of a terminal's animations.
#[derive(Clone, Debug, Default)]
pub(crate) struct Meter(Arc<AtomicUsize>);

impl Meter {
    pub(crate) fn bytes(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts bytes until what is returned is dropped.
    pub(crate) fn charge(&self, bytes: usize) -> Charge {
        self.0.fetch_add(bytes, Ordering::Relaxed);
        Charge {
            meter: self.clone(),
            bytes,
        }
    }
}

/// Bytes counted by a [`Meter`].
#[derive(Debug)]
pub(crate) struct Charge {
    meter: Meter,
    bytes: usize,
}

impl Drop for Charge {
    fn drop(&mut self) {
        self.meter.0.fetch_sub(self.bytes, Ordering::Relaxed);
    }
}
