//! What sway says and does over its IPC (sway-ipc(7)), through `swaymsg`.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::path::PathBuf;
use std::process::Command;

/// A rectangle in the compositor's logical pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// A rectangle by its left and top edge, width and height.
    #[must_use]
    pub const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self {
            x,
            y,
            width,
            height,
        }
    }
}

/// A window as the compositor sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WindowInfo {
    /// The compositor's number of it, for `[con_id=..]`.
    pub con_id: i64,
    /// Wayland's app id, or the class on X11.
    pub app_id: String,
    /// The title.
    pub title: String,
    /// The process that owns it.
    pub pid: i64,
    /// Whether it has the keyboard.
    pub focused: bool,
    /// Whether it calls for attention.
    pub urgent: bool,
    /// Whether it fills the screen.
    pub fullscreen: bool,
    /// Whether it is on a workspace that is shown.
    pub visible: bool,
    /// Where its content is.
    pub rect: Rect,
}

/// Talks to one sway.
#[derive(Debug)]
pub(crate) struct Sway {
    pub(crate) socket: PathBuf,
}

impl Sway {
    fn swaymsg(&self, args: &[&str]) -> Result<Value> {
        let output = Command::new("swaymsg")
            .arg("--socket")
            .arg(&self.socket)
            .arg("--raw")
            .args(args)
            .output()
            .context("cannot run swaymsg")?;
        let text = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() {
            bail!(
                "swaymsg {args:?} failed: {text}{}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        serde_json::from_str(&text).with_context(|| format!("swaymsg {args:?} answered {text:?}"))
    }

    pub(crate) fn command(&self, command: &str) -> Result<()> {
        self.swaymsg(&["--", command]).map(|_| ())
    }

    pub(crate) fn get(&self, kind: &str) -> Result<Value> {
        self.swaymsg(&["-t", kind])
    }

    pub(crate) fn windows(&self) -> Result<Vec<WindowInfo>> {
        let mut windows = Vec::new();
        collect(&self.get("get_tree")?, &mut windows);
        Ok(windows)
    }
}

fn collect(node: &Value, windows: &mut Vec<WindowInfo>) {
    if let Some(pid) = node["pid"].as_i64() {
        windows.push(window(node, pid));
    }
    for list in ["nodes", "floating_nodes"] {
        for child in node[list].as_array().into_iter().flatten() {
            collect(child, windows);
        }
    }
}

fn window(node: &Value, pid: i64) -> WindowInfo {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let int = |value: &Value| i32::try_from(value.as_i64().unwrap_or(0)).unwrap_or(0);
    let (outer, inner) = (&node["rect"], &node["window_rect"]);
    let class = &node["window_properties"]["class"];
    WindowInfo {
        con_id: node["id"].as_i64().unwrap_or(0),
        app_id: text(if node["app_id"].is_string() {
            &node["app_id"]
        } else {
            class
        }),
        title: text(&node["name"]),
        pid,
        focused: node["focused"] == true,
        urgent: node["urgent"] == true,
        fullscreen: node["fullscreen_mode"].as_i64().unwrap_or(0) != 0,
        visible: node["visible"] == true,
        rect: Rect {
            x: int(&outer["x"]) + int(&inner["x"]),
            y: int(&outer["y"]) + int(&inner["y"]),
            width: int(&inner["width"]),
            height: int(&inner["height"]),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn windows_are_found_anywhere_in_the_tree() {
        let leaf = |id: i64, app: Value| {
            json!({
                "id": id, "pid": 9, "name": "t", "app_id": app, "focused": true,
                "window_properties": {"class": "xclass"},
                "rect": {"x": 10, "y": 20, "width": 5, "height": 5},
                "window_rect": {"x": 1, "y": 2, "width": 3, "height": 4},
            })
        };
        let tree = json!({"nodes": [{"nodes": [leaf(1, json!("app"))],
            "floating_nodes": [leaf(2, Value::Null)]}]});
        let mut windows = Vec::new();
        collect(&tree, &mut windows);
        assert_eq!(windows.len(), 2);
        assert_eq!((windows[0].con_id, windows[0].app_id.as_str()), (1, "app"));
        assert_eq!(
            (windows[1].con_id, windows[1].app_id.as_str()),
            (2, "xclass")
        );
        assert_eq!(
            windows[0].rect,
            Rect {
                x: 11,
                y: 22,
                width: 3,
                height: 4
            }
        );
    }
}
