//! Windows open, change, wait and close as asked.

mod support;

use e2e::{Axis, Button, Compositor, Context, Options, Outcome, Pixel, Rect, Result};
use serde_json::json;
use std::time::Duration;
use support::Probe;

#[test]
fn a_window_opens_paints_resizes_and_closes() -> Outcome {
    e2e::run("window-life", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "first")?;
        let window = desktop.wait_for_window("probe")?;
        assert_eq!(window.title, "first");
        assert_eq!(window.pid, i64::from(probe.program.id()));
        assert!(window.focused);

        probe.tell("color first ff8000")?;
        let orange = Pixel(0xff, 0x80, 0);
        desktop.wait_for("an orange window", || {
            let shown = desktop.screenshot()?.crop(window.rect);
            Ok((shown.uniform() == Some(orange)).then_some(()))
        })?;

        desktop.place(&window, Rect::new(200, 100, 400, 300))?;
        probe.event("resized", |e| e["width"] == 400 && e["height"] == 300)?;
        desktop.wait_for("the new size on the screen", || {
            let bounds = desktop.screenshot()?.bounds_near(orange, 0);
            Ok(bounds.filter(|r| (r.width, r.height) == (400, 300)))
        })?;

        probe.tell("size first 500 320")?;
        probe.event("resized", |e| e["width"] == 500 && e["height"] == 320)?;

        probe.tell("title first renamed")?;
        desktop.wait_for_window_where("called renamed", |w| w.title == "renamed")?;
        desktop.sway("[app_id=\"probe\"] kill")?;
        probe.event("close", |_| true)?;
        let status = probe.program.wait_exit(Duration::from_secs(10))?;
        assert!(status.success(), "{status}");
        Ok(())
    })
}

#[test]
fn several_windows_share_one_loop_and_the_focus_moves() -> Outcome {
    e2e::run("window-several", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        probe.tell("open two")?;
        probe.event("focused", |e| e["window"] == "two" && e["focused"] == true)?;
        desktop.sway("[title=\"^one$\"] focus")?;
        probe.event("focused", |e| e["window"] == "two" && e["focused"] == false)?;
        probe.event("focused", |e| e["window"] == "one" && e["focused"] == true)?;
        desktop.keyboard()?.tap(&[], "x")?;
        let key = probe.event("key", |_| true)?;
        assert_eq!(key["window"], "one");

        probe.tell("close one")?;
        probe.event("focused", |e| e["window"] == "two" && e["focused"] == true)?;
        desktop.wait_for("one window", || {
            Ok((desktop.windows()?.len() == 1).then_some(()))
        })?;
        desktop.keyboard()?.tap(&[], "y")?;
        assert_eq!(probe.event("key", |_| true)?["window"], "two");
        Ok(())
    })
}

#[test]
fn fullscreen_and_urgency_reach_the_compositor() -> Outcome {
    e2e::run("window-states", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        probe.tell("open two")?;
        probe.event("focused", |e| e["window"] == "two" && e["focused"] == true)?;
        probe.tell("fullscreen two")?;
        probe.event("resized", |e| e["width"] == 1280 && e["height"] == 800)?;
        desktop.wait_for_window_where("in full screen", |w| w.title == "two" && w.fullscreen)?;
        probe.tell("restore two")?;
        desktop
            .wait_for_window_where("out of full screen", |w| w.title == "two" && !w.fullscreen)?;

        // Urgency shows on windows of other workspaces only.
        desktop.sway("[title=\"^one$\"] move container to workspace 2")?;
        desktop.wait_for_window_where("moved away", |w| w.title == "one" && !w.visible)?;
        probe.tell("urgent one")?;
        desktop.wait_for_window_where("that calls", |w| w.title == "one" && w.urgent)?;
        Ok(())
    })
}

#[test]
fn a_hidden_window_is_not_asked_to_draw_and_timers_go_on() -> Outcome {
    e2e::run("window-hidden", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        probe.tell("color one 00ff00")?;
        probe.event("redraw", |_| true)?;
        desktop.sway("[title=\"^one$\"] move container to workspace 2")?;
        desktop.wait_for_window_where("moved away", |w| !w.visible)?;
        // One frame may have been under way; the second is held back.
        probe.tell("color one 0000ff")?;
        probe.tell("timer 50")?;
        probe.event("timer", |_| true)?;
        let before = probe.count("redraw");
        for color in ["111111", "222222", "333333"] {
            probe.tell(&format!("color one {color}"))?;
            probe.tell("timer 50")?;
            probe.event("timer", |_| true)?;
        }
        let hidden = probe.count("redraw") - before;
        assert!(hidden <= 1, "{hidden} frames were drawn for nobody");
        desktop.sway("workspace 2")?;
        probe.event("redraw", |_| true)?;
        let dark = Pixel(0x33, 0x33, 0x33);
        desktop.wait_for("the last colour", || {
            Ok((desktop.screenshot()?.count_near(dark, 0) > 100_000).then_some(()))
        })
    })
}

#[test]
fn many_wakes_come_to_few_calls() -> Outcome {
    e2e::run("window-wakes", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        let before = probe.count("woken");
        probe.tell("wake 1000")?;
        probe.tell("timer 1")?;
        probe.event("timer", |_| true)?;
        let calls = probe.count("woken") - before;
        assert!((1..=6).contains(&calls), "1000 wakes came to {calls} calls");
        Ok(())
    })
}

#[test]
fn the_pointer_is_followed() -> Outcome {
    e2e::run("window-pointer", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        let window = desktop.wait_for_window("probe")?;
        desktop.place(&window, Rect::new(100, 50, 400, 300))?;
        probe.event("resized", |e| e["width"] == 400)?;
        // It starts somewhere: the first coming over is not told apart.
        desktop.pointer()?.move_to(900, 700)?;
        probe.event("left", |_| true)?;
        desktop.pointer()?.move_to(140, 75)?;
        probe.event("entered", |_| true)?;
        probe.event("moved-cursor", |e| e["x"] == 40.0 && e["y"] == 25.0)?;
        for (button, name) in [
            (Button::Left, "Left"),
            (Button::Middle, "Middle"),
            (Button::Right, "Right"),
            (Button::Back, "Back"),
            (Button::Forward, "Forward"),
        ] {
            desktop.pointer()?.click(button)?;
            probe.event("button", |e| e["button"] == name && e["pressed"] == true)?;
            probe.event("button", |e| e["button"] == name && e["pressed"] == false)?;
        }
        desktop.pointer()?.wheel(Axis::Vertical, -2)?;
        let up = probe.event("scroll", |_| true)?;
        assert_eq!(up["delta"], json!({"Lines": {"x": 0.0, "y": 2.0}}));
        desktop.pointer()?.wheel(Axis::Horizontal, 1)?;
        let right = probe.event("scroll", |_| true)?;
        assert_eq!(right["delta"], json!({"Lines": {"x": 1.0, "y": 0.0}}));
        desktop.pointer()?.move_to(900, 700)?;
        probe.event("left", |_| true)?;
        Ok(())
    })
}

#[test]
fn a_scaled_screen_is_told_in_physical_pixels() -> Outcome {
    let options = Options {
        scale: 2.0,
        ..Options::default()
    };
    e2e::run("window-scale", options, |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        probe.tell("fullscreen one")?;
        probe.event("resized", |e| e["width"] == 1280 && e["height"] == 800)?;
        let lines = probe.program.json_lines();
        assert!(
            lines
                .iter()
                .any(|e| e["event"] == "scale" && e["factor"] == 2.0)
        );
        Ok(())
    })
}

#[test]
fn x11_works_through_xwayland() -> Outcome {
    let options = Options {
        xwayland: true,
        ..Options::default()
    };
    e2e::run("window-x11", options, |desktop| {
        let display = desktop.x11_display()?;
        let mut command = desktop.command(e2e::example("window", "probe")?);
        command.env("DISPLAY", display).arg("--x11");
        let mut probe = Probe::start_command(desktop, command, "ex")?;
        let lines = probe.program.json_lines();
        assert!(lines.iter().any(|e| e["backend"] == "X11"), "{lines:?}");
        desktop.wait_for_window_where("of X11", |w| w.app_id == "probe" && w.focused)?;
        desktop.keyboard()?.type_text("a")?;
        assert_eq!(probe.plain_key_press()?.text.as_deref(), Some("a"));

        probe.tell("copy ex clipboard from x11")?;
        probe.tell("paste ex clipboard 5")?;
        let answer = probe.event("text", |e| e["token"] == 5)?;
        assert_eq!(answer["text"], "from x11");
        Ok(())
    })
}

#[test]
fn weston_shows_windows_too() -> Outcome {
    let options = Options {
        compositor: Compositor::Weston,
        ..Options::default()
    };
    e2e::run("window-weston", options, |desktop| {
        let mut command = desktop.command(e2e::example("window", "probe")?);
        command.arg("one");
        let mut program = desktop.spawn("probe", command)?;
        let (_, read) = program.wait_for_json("a window", 0, |e| e["event"] == "opened")?;
        let (_, read) = program.wait_for_json("a frame", read, |e| e["event"] == "redraw")?;
        // The answer does not wake the loop, so something else does.
        let mut read = read;
        let shown = |e: &serde_json::Value| e["token"] == 17 && e["shown"] == json!(true);
        while !program.json_lines().iter().any(shown) {
            // Ends by the test's limit, if it never comes.
            program.send_line("wake 1")?;
            (_, read) = program.wait_for_json("an answer", read, |e| e["event"] == "done")?;
        }
        Ok(())
    })
}

#[test]
fn without_a_display_the_error_says_what_was_tried() -> Result<()> {
    let output = std::process::Command::new(e2e::example("window", "probe")?)
        .env("WAYLAND_DISPLAY", "/nonexistent/wayland-9")
        .env_remove("WAYLAND_SOCKET")
        .env_remove("DISPLAY")
        .output()
        .context("cannot run the probe")?;
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.contains("/nonexistent/wayland-9"), "{message}");
    assert!(message.contains("DISPLAY is not set"), "{message}");

    let output = std::process::Command::new(e2e::example("window", "probe")?)
        .arg("--x11")
        .env("DISPLAY", ":4242")
        .output()
        .context("cannot run the probe")?;
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{message}");
    assert!(message.contains("\":4242\" does not answer"), "{message}");
    Ok(())
}
