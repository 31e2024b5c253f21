//! When a frame was shown (the stable protocol `presentation-time`).

use super::State;
use crate::{WindowEvent, WindowId};
use rustix::time::{ClockId, clock_gettime};
use std::time::Duration;
use wayland_client::{Connection, Dispatch, QueueHandle};
use wayland_protocols::wp::presentation_time::client::wp_presentation::{self, WpPresentation};
use wayland_protocols::wp::presentation_time::client::wp_presentation_feedback::{
    self, WpPresentationFeedback,
};

/// What became of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presentation {
    /// It was shown.
    Shown {
        /// When, on the compositor's clock; only differences mean something.
        at: Duration,
        /// Time since the question was asked, right before the commit; `None`
        /// where the compositor's clock can not be read here.
        after: Option<Duration>,
        /// Time to the next refresh of the screen; zero where it is not known.
        refresh: Duration,
    },
    /// It never was: a newer frame took its place, or the window is hidden.
    Discarded,
}

/// A question about a frame.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) window: WindowId,
    pub(super) token: u64,
    pub(super) at: Option<Duration>,
}

impl State {
    /// The time on the compositor's clock.
    pub(super) fn now(&self) -> Option<Duration> {
        let clock = match self.clock? {
            // Numbers of clock_gettime(2) on Linux.
            1 => ClockId::Monotonic,
            4 => ClockId::MonotonicRaw,
            6 => ClockId::MonotonicCoarse,
            7 => ClockId::Boottime,
            _ => return None,
        };
        let now = clock_gettime(clock);
        let (seconds, nanos) = (u64::try_from(now.tv_sec), u32::try_from(now.tv_nsec));
        Some(Duration::new(seconds.ok()?, nanos.ok()?))
    }
}

impl Dispatch<WpPresentation, ()> for State {
    fn event(
        state: &mut Self,
        _: &WpPresentation,
        event: wp_presentation::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        if let wp_presentation::Event::ClockId { clk_id } = event {
            state.clock = Some(clk_id);
        }
    }
}

impl Dispatch<WpPresentationFeedback, Asked> for State {
    fn event(
        state: &mut Self,
        _: &WpPresentationFeedback,
        event: wp_presentation_feedback::Event,
        asked: &Asked,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        let presentation = match event {
            wp_presentation_feedback::Event::Presented {
                tv_sec_hi,
                tv_sec_lo,
                tv_nsec,
                refresh,
                ..
            } => {
                let seconds = u64::from(tv_sec_hi) << 32 | u64::from(tv_sec_lo);
                let at = Duration::from_secs(seconds)
                    .saturating_add(Duration::from_nanos(u64::from(tv_nsec)));
                Presentation::Shown {
                    at,
                    after: asked.at.map(|then| at.saturating_sub(then)),
                    refresh: Duration::from_nanos(u64::from(refresh)),
                }
            }
            wp_presentation_feedback::Event::Discarded => Presentation::Discarded,
            _ => return,
        };
        state.awaited.set(state.awaited.get().saturating_sub(1));
        let token = asked.token;
        let event = WindowEvent::Presented {
            token,
            presentation,
        };
        state.tell(asked.window, event);
    }
}
