//! `file://` URLs of directories (RFC 8089), as OSC 7 carries them.

use std::ffi::OsString;
use std::fmt::Write;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

/// The URL of a path on this machine.
#[must_use]
pub fn from_path(path: &Path) -> String {
    let mut url = "file://".to_owned();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z'
            | b'A'..=b'Z'
            | b'0'..=b'9'
            | b'/'
            | b'-'
            | b'_'
            | b'.'
            | b'~'
            | b'+'
            | b'@'
            | b':'
            | b','
            | b'=' => url.push(*byte as char),
            // Writing to a string cannot fail.
            other => drop(write!(url, "%{other:02X}")),
        }
    }
    url
}

/// The path of a `file:` URL, whatever host it names, or of a plain path.
#[must_use]
pub fn to_path(url: &str) -> Option<PathBuf> {
    let rest = match url.strip_prefix("file://") {
        Some(rest) => &rest[rest.find('/')?..],
        None => url.strip_prefix("file:").unwrap_or(url),
    };
    if !rest.starts_with('/') {
        return None;
    }
    let mut bytes = Vec::with_capacity(rest.len());
    let mut left = rest.as_bytes();
    while let Some((&byte, tail)) = left.split_first() {
        let escaped = (byte == b'%')
            .then(|| tail.get(..2))
            .flatten()
            .and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        match escaped {
            Some(value) => {
                bytes.push(value);
                left = &tail[2..];
            }
            None => {
                bytes.push(byte);
                left = tail;
            }
        }
    }
    Some(PathBuf::from(OsString::from_vec(bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_survive_the_way_there_and_back() {
        for path in ["/", "/home/me/a b", "/tmp/100%/ü/#x?y", "/a/%2F"] {
            assert_eq!(
                to_path(&from_path(Path::new(path))).unwrap(),
                Path::new(path)
            );
        }
        assert_eq!(from_path(Path::new("/a b")), "file:///a%20b");
    }

    #[test]
    fn hosts_are_skipped_and_nonsense_is_refused() {
        assert_eq!(to_path("file://host/x%20y").unwrap(), Path::new("/x y"));
        assert_eq!(to_path("/plain%zz").unwrap(), Path::new("/plain%zz"));
        assert_eq!(to_path("file://host"), None);
        assert_eq!(to_path("https://x/"), None);
        assert_eq!(to_path(""), None);
    }
}
