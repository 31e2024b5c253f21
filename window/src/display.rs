use crate::Error;
use std::ffi::OsString;
use std::fmt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use winit::event_loop::EventLoopBuilder;
use winit::platform::{wayland::EventLoopBuilderExtWayland, x11::EventLoopBuilderExtX11};

/// The kind of display server windows are shown by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Backend {
    /// A Wayland compositor.
    Wayland,
    /// An X11 server.
    X11,
}

impl fmt::Display for Backend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Wayland => "Wayland",
            Self::X11 => "X11",
        })
    }
}

/// How to reach the display.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunOptions {
    /// Prefer Wayland where both kinds are offered; `false` uses X11 only.
    pub enable_wayland: bool,
}

impl Default for RunOptions {
    fn default() -> Self {
        Self {
            enable_wayland: true,
        }
    }
}

/// The environment variables that name displays; empty ones count as unset.
struct Environment {
    wayland_socket: Option<OsString>,
    wayland_display: Option<OsString>,
    runtime_dir: Option<OsString>,
    display: Option<OsString>,
}

impl Environment {
    fn read() -> Self {
        let var = |name| std::env::var_os(name).filter(|value: &OsString| !value.is_empty());
        Self {
            wayland_socket: var("WAYLAND_SOCKET"),
            wayland_display: var("WAYLAND_DISPLAY"),
            runtime_dir: var("XDG_RUNTIME_DIR"),
            display: var("DISPLAY"),
        }
    }

    /// Where the compositor listens, as `wl_display_connect` resolves it.
    fn wayland_path(&self) -> Option<PathBuf> {
        let display = Path::new(self.wayland_display.as_ref()?);
        if display.is_absolute() {
            return Some(display.to_owned());
        }
        Some(Path::new(self.runtime_dir.as_ref()?).join(display))
    }

    /// Which kind of server to use, or what was tried in vain. `probe` tells
    /// why a socket does not answer.
    fn choose(
        &self,
        options: RunOptions,
        probe: impl Fn(&Path) -> Result<(), String>,
    ) -> Result<(Backend, Vec<String>), String> {
        let mut tried = Vec::new();
        if options.enable_wayland {
            if self.wayland_socket.is_some() {
                return Ok((Backend::Wayland, tried));
            }
            match (self.wayland_path(), &self.wayland_display) {
                (Some(path), _) => match probe(&path) {
                    Ok(()) => return Ok((Backend::Wayland, tried)),
                    Err(why) => tried.push(format!(
                        "{} (WAYLAND_DISPLAY) does not answer: {why}",
                        path.display()
                    )),
                },
                (None, Some(name)) => tried.push(format!(
                    "WAYLAND_DISPLAY={} needs XDG_RUNTIME_DIR, which is not set",
                    Path::new(name).display()
                )),
                (None, None) => tried.push("WAYLAND_DISPLAY is not set".to_owned()),
            }
        } else {
            tried.push("Wayland is switched off (enable_wayland = false)".to_owned());
        }
        if self.display.is_some() {
            return Ok((Backend::X11, tried));
        }
        tried.push("DISPLAY is not set".to_owned());
        Err(tried.join("; "))
    }
}

/// Connects to the display that the environment names.
///
/// The connection is tried before `winit` is asked, because `winit` allows one
/// attempt in a process and does not fall back from Wayland to X11 itself.
pub(crate) fn connect<T: 'static>(
    options: RunOptions,
) -> Result<(winit::event_loop::EventLoop<T>, Backend), Error> {
    let environment = Environment::read();
    let probe = |path: &Path| match UnixStream::connect(path) {
        Ok(_) => Ok(()),
        Err(err) => Err(err.to_string()),
    };
    let (backend, mut tried) = environment
        .choose(options, probe)
        .map_err(|tried| Error::NoDisplay { tried })?;
    for reason in &tried {
        log::debug!("using {backend}: {reason}");
    }
    let mut builder: EventLoopBuilder<T> = winit::event_loop::EventLoop::with_user_event();
    match backend {
        Backend::Wayland => builder.with_wayland(),
        Backend::X11 => builder.with_x11(),
    };
    match builder.build() {
        Ok(event_loop) => Ok((event_loop, backend)),
        Err(err) => {
            let name = match backend {
                Backend::Wayland => &environment.wayland_display,
                Backend::X11 => &environment.display,
            };
            let name = name.as_deref().unwrap_or_default().display();
            tried.push(format!(
                "{backend} display \"{name}\" does not answer: {err}"
            ));
            Err(Error::NoDisplay {
                tried: tried.join("; "),
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(wayland: Option<&str>, runtime: Option<&str>, x11: Option<&str>) -> Environment {
        Environment {
            wayland_socket: None,
            wayland_display: wayland.map(OsString::from),
            runtime_dir: runtime.map(OsString::from),
            display: x11.map(OsString::from),
        }
    }

    const WAYLAND: RunOptions = RunOptions {
        enable_wayland: true,
    };
    const X11_ONLY: RunOptions = RunOptions {
        enable_wayland: false,
    };

    #[test]
    fn wayland_comes_first_and_x11_is_the_fallback() {
        let both = environment(Some("wayland-1"), Some("/run/user/1"), Some(":0"));
        let expect_path = |path: &Path| {
            assert_eq!(path, Path::new("/run/user/1/wayland-1"));
            Ok(())
        };
        assert_eq!(
            both.choose(WAYLAND, expect_path).unwrap().0,
            Backend::Wayland
        );
        let refused = |_: &Path| Err("refused".to_owned());
        assert_eq!(both.choose(WAYLAND, refused).unwrap().0, Backend::X11);
        assert_eq!(
            both.choose(X11_ONLY, |_| panic!("not probed")).unwrap().0,
            Backend::X11
        );
    }

    #[test]
    fn a_missing_display_names_everything_tried() {
        let refused = |_: &Path| Err("refused".to_owned());
        let tried = environment(Some("/tmp/none"), None, None)
            .choose(WAYLAND, refused)
            .unwrap_err();
        assert_eq!(
            tried,
            "/tmp/none (WAYLAND_DISPLAY) does not answer: refused; DISPLAY is not set"
        );
        let tried = environment(Some("wayland-1"), None, None)
            .choose(WAYLAND, refused)
            .unwrap_err();
        assert!(tried.contains("needs XDG_RUNTIME_DIR"), "{tried}");
        let tried = environment(None, None, None)
            .choose(X11_ONLY, refused)
            .unwrap_err();
        assert!(tried.contains("enable_wayland = false"), "{tried}");
    }
}
