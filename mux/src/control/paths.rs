//! Where sockets are: `$XDG_RUNTIME_DIR/wezterm/gui-sock-PID`, in a directory
//! of the user's own, with a link to that of the newest instance of a display.

use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt, symlink};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

/// The directory of all sockets of this user.
#[must_use]
pub fn runtime_dir() -> PathBuf {
    match std::env::var_os("XDG_RUNTIME_DIR") {
        Some(dir) if Path::new(&dir).is_absolute() => PathBuf::from(dir).join("wezterm"),
        _ => std::env::temp_dir().join(format!("wezterm-{}", rustix::process::getuid().as_raw())),
    }
}

/// The socket of this process in a directory.
#[must_use]
pub fn socket_in(dir: &Path) -> PathBuf {
    dir.join(format!("gui-sock-{}", std::process::id()))
}

/// The socket of the multiplexer server, unless it was given another.
#[must_use]
pub fn server_socket() -> PathBuf {
    runtime_dir().join("sock")
}

/// The name of the link for the display and the window class of an instance.
fn link_name(class: &str) -> String {
    let display = ["WAYLAND_DISPLAY", "DISPLAY"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_else(|| "none".to_owned());
    let mut name = format!("default-{display}-{class}");
    // The values come from outside and must stay one file name.
    name = name.replace(['/', '\0'], "_");
    name
}

/// Makes the directory, for this user alone.
///
/// # Errors
/// When it cannot be made, or belongs to somebody else.
pub fn prepare_dir(dir: &Path) -> io::Result<()> {
    fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(dir)?;
    let meta = fs::symlink_metadata(dir)?;
    if !meta.is_dir() || meta.uid() != rustix::process::getuid().as_raw() {
        return Err(io::Error::new(
            io::ErrorKind::PermissionDenied,
            format!("{} is not a directory of this user", dir.display()),
        ));
    }
    if meta.permissions().mode() & 0o077 != 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o700))?;
    }
    Ok(())
}

/// Removes sockets that nobody listens on any more.
pub fn remove_stale(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        let path = entry.path();
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with("gui-sock-") {
            continue;
        }
        let is_stale = match name.strip_suffix(".lock") {
            Some(socket) => !dir.join(socket).exists(),
            None => is_refused(&path),
        };
        if is_stale {
            let _ = fs::remove_file(&path);
        }
    }
}

pub(super) fn is_refused(path: &Path) -> bool {
    UnixStream::connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused)
}

/// Points the link of this display and class to a socket.
///
/// # Errors
/// When the link cannot be made.
pub fn publish(socket: &Path, class: &str) -> io::Result<PathBuf> {
    let dir = socket.parent().unwrap_or(Path::new("."));
    let link = dir.join(link_name(class));
    // Made aside and renamed: there is no moment without a link.
    let aside = dir.join(format!(".link-{}", std::process::id()));
    let _ = fs::remove_file(&aside);
    symlink(socket, &aside)?;
    fs::rename(&aside, &link)?;
    Ok(link)
}

/// The socket to connect to: `$WEZTERM_UNIX_SOCKET` inside a pane, else the
/// newest instance of this display, else the newest one at all.
#[must_use]
pub fn find(class: Option<&str>) -> Option<PathBuf> {
    if class.is_none()
        && let Some(path) = std::env::var_os("WEZTERM_UNIX_SOCKET")
        && !path.is_empty()
    {
        return Some(path.into());
    }
    find_in(&runtime_dir(), class)
}

/// The socket of the newest instance of this display and class, if one runs.
#[must_use]
pub fn published(class: &str) -> Option<PathBuf> {
    find_in(&runtime_dir(), Some(class))
}

fn find_in(dir: &Path, class: Option<&str>) -> Option<PathBuf> {
    let link = dir.join(link_name(class.unwrap_or(DEFAULT_CLASS)));
    let target = fs::read_link(link).ok().filter(|path| !is_refused(path));
    if target.is_some() || class.is_some() {
        return target.filter(|path| path.exists());
    }
    fs::read_dir(dir)
        .ok()?
        .flatten()
        .filter(|entry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            name.starts_with("gui-sock-") && !name.ends_with(".lock")
        })
        .filter(|entry| !is_refused(&entry.path()))
        .max_by_key(|entry| entry.metadata().and_then(|meta| meta.modified()).ok())
        .map(|entry| entry.path())
}

/// The window class of an instance that was given none.
pub const DEFAULT_CLASS: &str = "org.wezfurlong.wezterm";

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::net::UnixListener;

    #[test]
    fn the_newest_living_socket_is_found_and_dead_ones_go() {
        let temp = tempfile::tempdir().unwrap();
        let dir = temp.path().join("wezterm");
        prepare_dir(&dir).unwrap();
        assert_eq!(fs::metadata(&dir).unwrap().mode() & 0o777, 0o700);
        let dead = dir.join("gui-sock-1");
        drop(UnixListener::bind(&dead).unwrap());
        assert_eq!(find_in(&dir, None), None);
        let alive = dir.join("gui-sock-2");
        let listener = UnixListener::bind(&alive).unwrap();
        assert_eq!(find_in(&dir, None), Some(alive.clone()));
        remove_stale(&dir);
        assert!(!dead.exists() && alive.exists());
        assert_eq!(find_in(&dir, Some("x/../y")), None);
        let link = publish(&alive, "x/../y").unwrap();
        assert_eq!(link.parent().unwrap(), dir);
        assert_eq!(find_in(&dir, Some("x/../y")), Some(alive));
        drop(listener);
        assert_eq!(find_in(&dir, Some("x/../y")), None);
    }
}
