//! Losing the GPU on purpose, so that tests see how that ends. The environment
//! variable `WEZTERM_LOSE_GPU` is `device:N` or `surface:N`: after N frames the
//! device, or the surfaces of all windows, are gone.

use wezterm_render::WgpuContext;

/// What is lost, and after how many frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    Device(u64),
    Surface(u64),
}

impl Loss {
    fn parse(text: &str) -> Option<Self> {
        let (what, frames) = text.split_once(':')?;
        let frames = frames.parse().ok()?;
        match what {
            "device" => Some(Self::Device(frames)),
            "surface" => Some(Self::Surface(frames)),
            _ => None,
        }
    }
}

/// The loss that is still to come.
pub(super) struct Rehearsal(Option<Loss>);

impl Default for Rehearsal {
    fn default() -> Self {
        let Ok(text) = std::env::var("WEZTERM_LOSE_GPU") else {
            return Self(None);
        };
        let loss = Loss::parse(&text);
        if loss.is_none() {
            log::warn!("WEZTERM_LOSE_GPU is {text:?}, not device:N or surface:N with a number N");
        }
        Self(loss)
    }
}

impl Rehearsal {
    pub(super) fn run(&mut self, context: &WgpuContext, drawn: u64) {
        match self.0 {
            Some(Loss::Device(after)) if drawn >= after => context.lose_device(),
            Some(Loss::Surface(after)) if drawn >= after => context.lose_surfaces(),
            _ => return,
        }
        self.0 = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_meant_is_understood() {
        assert_eq!(Loss::parse("device:3"), Some(Loss::Device(3)));
        assert_eq!(Loss::parse("surface:0"), Some(Loss::Surface(0)));
        for text in ["", "device", "device:", "device:x", "window:1"] {
            assert_eq!(Loss::parse(text), None, "{text}");
        }
    }
}
