//! When a window draws; the picture is in docs/redraw.md.

use std::time::{Duration, Instant};

/// Where one window is between two frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing to show has changed.
    Idle,
    /// Something changed too soon after the last frame; draw at this time.
    Waiting(Instant),
    /// The compositor was asked for a redraw and has not answered yet.
    Queued,
}

/// What the caller has to do after a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Ask the compositor for a redraw now.
    Ask,
    /// Nothing: a redraw is already on its way or a timer will fire.
    Nothing,
}

/// The redraw state machine of one window.
#[derive(Debug)]
pub(crate) struct Redraw {
    state: State,
    last_frame: Option<Instant>,
    frame_time: Duration,
}

impl Redraw {
    /// A window that has drawn nothing yet and may draw `max_fps` times a second.
    pub(crate) fn new(max_fps: u32) -> Self {
        Self {
            state: State::Idle,
            last_frame: None,
            frame_time: frame_time(max_fps),
        }
    }

    /// Follows a change of `max_fps`.
    pub(crate) fn set_max_fps(&mut self, max_fps: u32) {
        self.frame_time = frame_time(max_fps);
    }

    /// Something to show has changed.
    pub(crate) fn request(&mut self, now: Instant) -> Next {
        match self.state {
            State::Queued | State::Waiting(_) => Next::Nothing,
            State::Idle => match self.last_frame.map(|last| last + self.frame_time) {
                Some(due) if due > now => {
                    self.state = State::Waiting(due);
                    Next::Nothing
                }
                _ => {
                    self.state = State::Queued;
                    Next::Ask
                }
            },
        }
    }

    /// The size changed: the compositor waits for a frame of the new size, so
    /// no pacing applies.
    pub(crate) fn request_now(&mut self) -> Next {
        if self.state == State::Queued {
            return Next::Nothing;
        }
        self.state = State::Queued;
        Next::Ask
    }

    /// Whether a frame was asked for, or a timer will do so.
    pub(crate) fn is_on_its_way(&self) -> bool {
        self.state != State::Idle
    }

    /// When the main loop has to call [`Redraw::tick`], if at all.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Waiting(until) => Some(until),
            State::Idle | State::Queued => None,
        }
    }

    /// The timer fired.
    pub(crate) fn tick(&mut self, now: Instant) -> Next {
        match self.state {
            State::Waiting(until) if until <= now => {
                self.state = State::Queued;
                Next::Ask
            }
            _ => Next::Nothing,
        }
    }

    /// `RedrawRequested` arrived: the window paints now.
    pub(crate) fn started(&mut self, now: Instant) {
        self.state = State::Idle;
        self.last_frame = Some(now);
    }
}

/// The shortest time between two frames; `max_fps` of 0 means 1.
fn frame_time(max_fps: u32) -> Duration {
    // A little less than the nominal time, so that a display that refreshes
    // at `max_fps` is not missed by rounding.
    Duration::from_micros(950_000 / u64::from(max_fps.max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_request_asks_once() {
        let now = Instant::now();
        let mut redraw = Redraw::new(60);
        assert_eq!(redraw.request(now), Next::Ask);
        assert_eq!(redraw.request(now), Next::Nothing);
        assert_eq!(redraw.deadline(), None);
        assert!(redraw.is_on_its_way());
        redraw.started(now);
        assert!(!redraw.is_on_its_way());
    }

    #[test]
    fn frames_are_paced() {
        let start = Instant::now();
        let mut redraw = Redraw::new(60);
        redraw.started(start);
        assert_eq!(redraw.request(start), Next::Nothing);
        let due = redraw.deadline().unwrap();
        assert!(due > start);
        assert_eq!(redraw.tick(start), Next::Nothing);
        assert_eq!(redraw.tick(due), Next::Ask);
        assert_eq!(redraw.deadline(), None);
    }

    #[test]
    fn a_resize_does_not_wait() {
        let start = Instant::now();
        let mut redraw = Redraw::new(1);
        redraw.started(start);
        assert_eq!(redraw.request(start), Next::Nothing);
        assert_eq!(redraw.request_now(), Next::Ask);
        assert_eq!(redraw.request_now(), Next::Nothing);
    }

    #[test]
    fn idle_has_no_timer() {
        let mut redraw = Redraw::new(60);
        redraw.started(Instant::now());
        assert_eq!(redraw.deadline(), None);
    }
}
