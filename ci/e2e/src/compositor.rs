use crate::cursor;
use crate::desktop::Options;
use crate::process::{Groups, Process, guarded};
use crate::sway::Sway;
use crate::wait::{PATIENCE, wait_for};
use anyhow::{Context, Result, bail};
use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The user that sway runs as when tests run as root, which it refuses.
const NOBODY: u32 = 65534;

/// Which compositor shows the desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Compositor {
    /// sway: input, screenshots and control over windows.
    #[default]
    Sway,
    /// weston: windows only, but with presentation feedback.
    Weston,
}

/// A compositor that runs, with its sockets.
pub(crate) struct Running {
    pub(crate) process: Process,
    pub(crate) wayland_display: PathBuf,
    pub(crate) sway: Option<Sway>,
}

pub(crate) fn start(
    options: &Options,
    home: &Path,
    logs: &Path,
    groups: &Groups,
) -> Result<Running> {
    let runtime_dir = home.join("compositor");
    fs::create_dir(&runtime_dir)?;
    fs::set_permissions(&runtime_dir, fs::Permissions::from_mode(0o700))?;
    let root = rustix::process::geteuid().is_root();
    let uid = (root && options.compositor == Compositor::Sway).then_some(NOBODY);
    if let Some(uid) = uid {
        chown(&runtime_dir, Some(uid), Some(uid)).context("cannot give a folder to sway's user")?;
    }
    cursor::write_theme(home)?;
    let (mut command, name, sway) = match options.compositor {
        Compositor::Sway => {
            let socket = runtime_dir.join("sway.sock");
            let config = home.join("sway.config");
            fs::write(&config, sway_config(options))?;
            let mut command = guarded("sway", uid);
            clean_environment(&mut command);
            command
                .arg("--config")
                .arg(&config)
                .env("SWAYSOCK", &socket)
                .env("WLR_BACKENDS", "headless")
                .env("WLR_LIBINPUT_NO_DEVICES", "1")
                .env("WLR_RENDERER", "pixman");
            if options.xwayland {
                command.env("WLR_XWAYLAND", xwayland_script(home)?);
            }
            (command, "sway", Some(Sway { socket }))
        }
        Compositor::Weston => {
            let mut command = guarded("weston", None);
            clean_environment(&mut command);
            command
                .args([
                    "--backend=headless-backend.so",
                    "--use-pixman",
                    "--no-config",
                ])
                .arg(format!("--width={}", options.width))
                .arg(format!("--height={}", options.height))
                .arg(format!("--scale={}", options.scale));
            (command, "weston", None)
        }
    };
    cursor::use_theme(&mut command, home);
    command.env("XDG_RUNTIME_DIR", &runtime_dir);
    let mut process = Process::start(name, command, logs, groups)?;
    let ready = wait_for(&format!("{name} to listen"), PATIENCE, || {
        if let Some(status) = process.try_wait()? {
            bail!("{name} ended with {status} before it listened");
        }
        let ipc_ready = sway
            .as_ref()
            .is_none_or(|sway| sway.get("get_version").is_ok());
        let socket = find_socket(&runtime_dir)?;
        Ok(socket.filter(|socket| ipc_ready && UnixStream::connect(socket).is_ok()))
    });
    match ready {
        Ok(wayland_display) => Ok(Running {
            process,
            wayland_display,
            sway,
        }),
        Err(err) => Err(err.context(process.tail())),
    }
}

/// Takes out of `command` what would lead a program to the desktop or the
/// terminal of whoever runs the tests.
pub(crate) fn clean_environment(command: &mut Command) {
    for name in [
        "DISPLAY",
        "WAYLAND_DISPLAY",
        "WAYLAND_SOCKET",
        "SWAYSOCK",
        "I3SOCK",
        "DBUS_SESSION_BUS_ADDRESS",
        "XDG_ACTIVATION_TOKEN",
        "DESKTOP_STARTUP_ID",
        "XDG_CURRENT_DESKTOP",
        "XDG_SESSION_TYPE",
        // Set in each pane of a terminal that tests may be run from.
        "WEZTERM_CONFIG_DIR",
        "WEZTERM_CONFIG_FILE",
        "WEZTERM_PANE",
        "WEZTERM_UNIX_SOCKET",
        "RUST_LOG",
    ] {
        command.env_remove(name);
    }
}

fn sway_config(options: &Options) -> String {
    let xwayland = if options.xwayland {
        "enable"
    } else {
        "disable"
    };
    format!(
        "xwayland {xwayland}\n\
         output HEADLESS-1 resolution {}x{} position 0 0 scale {}\n\
         default_border none\n\
         default_floating_border none\n\
         seat * xcursor_theme {} {}\n\
         focus_follows_mouse no\n\
         mouse_warping none\n\
         focus_on_window_activation urgent\n",
        options.width,
        options.height,
        options.scale,
        cursor::THEME,
        cursor::SIZE
    )
}

/// A stand-in for Xwayland that lets every local user in: the server may run
/// as somebody else than the programs under test.
fn xwayland_script(home: &Path) -> Result<PathBuf> {
    let script = home.join("xwayland");
    fs::write(&script, "#!/bin/sh\nexec Xwayland -ac \"$@\"\n")?;
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755))?;
    Ok(script)
}

fn find_socket(dir: &Path) -> Result<Option<PathBuf>> {
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.starts_with("wayland-") && !name.ends_with(".lock") {
            return Ok(Some(path));
        }
    }
    Ok(None)
}
