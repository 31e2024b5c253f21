//! Whether the desktop is light or dark, as the desktop portal tells
//! (`org.freedesktop.portal.Settings`, namespace `org.freedesktop.appearance`).
//! Neither Wayland nor X11 knows. The bus may be slow or absent, so it is
//! spoken to from a thread of its own.

use crate::bus::{Bus, BusError};
use rustbus::connection::Timeout;
use rustbus::message_builder::MessageBuilder;
use rustbus::wire::unmarshal::traits::Variant;
use std::sync::mpsc::channel;
use std::time::Duration;

const SERVICE: &str = "org.freedesktop.portal.Desktop";
const PATH: &str = "/org/freedesktop/portal/desktop";
const INTERFACE: &str = "org.freedesktop.portal.Settings";
const NAMESPACE: &str = "org.freedesktop.appearance";
const COLOR_SCHEME: &str = "color-scheme";
const CONTRAST: &str = "contrast";

/// The desktop's preferred colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Appearance {
    /// Dark text on a light ground; also when the desktop does not say.
    #[default]
    Light,
    /// Light text on a dark ground.
    Dark,
    /// Light, with more contrast than usual.
    LightHighContrast,
    /// Dark, with more contrast than usual.
    DarkHighContrast,
}

impl Appearance {
    /// The name that `wezterm.gui.get_appearance()` returns.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::LightHighContrast => "LightHighContrast",
            Self::DarkHighContrast => "DarkHighContrast",
        }
    }

    /// Asks the desktop, for at most `patience`; meant for the time before the
    /// event loop runs, which tells changes by itself. `None` when there is no
    /// session bus, no portal, or no answer in time.
    #[must_use]
    pub fn query(patience: Duration) -> Option<Self> {
        let (answer, wait) = channel();
        spawn(move || {
            match Portal::connect().and_then(|mut portal| portal.read_both()) {
                Ok(settings) => {
                    // Fails when the patience was over.
                    let _ = answer.send(settings.appearance());
                }
                Err(err) => log::debug!("the desktop's appearance is not known: {err}"),
            }
        });
        wait.recv_timeout(patience).ok()
    }
}

/// Calls `changed` with the appearance once it is known, and again whenever it
/// changes, from another thread, as long as that returns `true`.
pub(crate) fn watch(changed: impl Fn(Appearance) -> bool + Send + 'static) {
    spawn(move || {
        // Ends with the bus, or with the event loop.
        if let Err(err) = Portal::connect().and_then(|mut portal| portal.follow(&changed)) {
            log::debug!("the desktop's appearance is not followed: {err}");
        }
    });
}

fn spawn(work: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().name("appearance".to_owned());
    if let Err(err) = thread.spawn(work) {
        log::warn!("cannot start the thread that asks for the desktop's appearance: {err}");
    }
}

/// The two settings, as numbers of the portal's documentation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Settings {
    /// 1 prefers dark, 2 light, 0 has no preference.
    color_scheme: u32,
    /// 1 prefers more contrast.
    contrast: u32,
}

impl Settings {
    const fn appearance(self) -> Appearance {
        match (self.color_scheme == 1, self.contrast == 1) {
            (false, false) => Appearance::Light,
            (true, false) => Appearance::Dark,
            (false, true) => Appearance::LightHighContrast,
            (true, true) => Appearance::DarkHighContrast,
        }
    }

    fn set(&mut self, key: &str, value: u32) {
        match key {
            COLOR_SCHEME => self.color_scheme = value,
            CONTRAST => self.contrast = value,
            _ => {}
        }
    }
}

struct Portal(Bus);

impl Portal {
    fn connect() -> Result<Self, BusError> {
        Bus::connect(SERVICE).map(Self)
    }

    /// `None` where the portal does not have the setting.
    fn read(&mut self, key: &str) -> Result<Option<u32>, BusError> {
        let mut message = MessageBuilder::new()
            .call("Read")
            .at(SERVICE)
            .on(PATH)
            .with_interface(INTERFACE)
            .build();
        message.body.push_param2(NAMESPACE, key)?;
        let reply = self.0.call(&mut message)?;
        let value = reply.body.parser().get::<Variant<'_, '_>>().ok();
        Ok(value.as_ref().and_then(number))
    }

    fn read_both(&mut self) -> Result<Settings, BusError> {
        let color_scheme = self.read(COLOR_SCHEME)?.unwrap_or(0);
        // Newer than the other, so its absence is no error.
        let contrast = match self.read(CONTRAST) {
            Ok(contrast) => contrast.unwrap_or(0),
            Err(BusError::Refused { .. }) => 0,
            Err(err) => return Err(err),
        };
        Ok(Settings {
            color_scheme,
            contrast,
        })
    }

    fn follow(&mut self, changed: &impl Fn(Appearance) -> bool) -> Result<(), BusError> {
        // Before reading, so that no change falls in between.
        self.0.add_match(&format!(
            "type='signal',interface='{INTERFACE}',member='SettingChanged',arg0='{NAMESPACE}'"
        ))?;
        let mut settings = match self.read_both() {
            Ok(settings) => settings,
            // A portal may still come later.
            Err(BusError::Refused { error: why, .. }) => {
                log::debug!("the desktop does not tell its appearance: {why}");
                Settings::default()
            }
            Err(err) => return Err(err),
        };
        let mut told = settings.appearance();
        if !changed(told) {
            return Ok(());
        }
        loop {
            let signal = self.0.connection.wait_signal(Timeout::Infinite)?;
            if signal.dynheader.member.as_deref() != Some("SettingChanged") {
                continue;
            }
            let mut body = signal.body.parser();
            let Ok((NAMESPACE, key, value)) = body.get3::<&str, &str, Variant<'_, '_>>() else {
                continue;
            };
            settings.set(key, number(&value).unwrap_or(0));
            if settings.appearance() != told {
                told = settings.appearance();
                if !changed(told) {
                    return Ok(());
                }
            }
        }
    }
}

/// The number in a variant, which `Read` wraps in a second one.
fn number(value: &Variant<'_, '_>) -> Option<u32> {
    match value.get::<Variant<'_, '_>>() {
        Ok(inner) => inner.get().ok(),
        Err(_) => value.get().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_come_to_one_of_four_names() {
        let name = |color_scheme, contrast| {
            let settings = Settings {
                color_scheme,
                contrast,
            };
            settings.appearance().name()
        };
        assert_eq!(name(0, 0), "Light");
        assert_eq!(name(2, 0), "Light");
        assert_eq!(name(1, 0), "Dark");
        assert_eq!(name(2, 1), "LightHighContrast");
        assert_eq!(name(1, 1), "DarkHighContrast");
    }

    #[test]
    fn unknown_keys_change_nothing() {
        let mut settings = Settings::default();
        settings.set("accent-color", 1);
        assert_eq!(settings, Settings::default());
        settings.set(COLOR_SCHEME, 1);
        assert_eq!(settings.appearance(), Appearance::Dark);
    }
}
