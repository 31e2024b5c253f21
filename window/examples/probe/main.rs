//! A window that tells what happens to it: every event is a line of JSON on
//! standard output, and lines on standard input are commands:
//!
//! `open TITLE`, `close TITLE`, `title OLD NEW`, `color TITLE RRGGBB`,
//! `size TITLE WIDTH HEIGHT`, `maximize|fullscreen|restore|urgent|hide-cursor TITLE`,
//! `dead-keys TITLE on|off`, `copy|paste TITLE clipboard|primary TEXT|TOKEN`,
//! `timer MILLISECONDS`, `wake COUNT`, `quit`. Each is answered by `done`.
//!
//! `probe [--x11] TITLE` opens one window with that title and app id `probe`.

#![allow(clippy::print_stdout, reason = "what it is for")]

mod shm;
mod x11;

use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::BufRead;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};
use window::{
    Application, Backend, ClipboardKind, CursorIcon, EventLoop, ImeEvent, Presentation, RunOptions,
    Waker, Window, WindowAttributes, WindowEvent, WindowId,
};

enum Painter {
    Wayland(shm::Painter),
    X11(Box<x11::Painter>),
}

struct Shown {
    title: String,
    window: Window,
    painter: Painter,
    color: u32,
}

struct Probe {
    first_title: String,
    commands: Receiver<String>,
    waker: Waker,
    shown: HashMap<WindowId, Shown>,
    timer: Option<Instant>,
    woken: u64,
}

fn say(line: &Value) {
    println!("{line}");
}

fn main() {
    env_logger::init();
    let mut args: Vec<String> = std::env::args().skip(1).collect();
    let options = RunOptions {
        enable_wayland: args.first().is_none_or(|arg| arg != "--x11"),
    };
    if !options.enable_wayland {
        args.remove(0);
    }
    let first_title = args
        .into_iter()
        .next()
        .unwrap_or_else(|| "probe".to_owned());
    let result = window::run(options, |waker| {
        let (lines, commands) = channel();
        let stdin_waker = waker.clone();
        std::thread::spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                if lines.send(line).is_err() {
                    return;
                }
                stdin_waker.wake();
            }
        });
        Probe {
            first_title,
            commands,
            waker,
            shown: HashMap::new(),
            timer: None,
            woken: 0,
        }
    });
    if let Err(err) = result {
        eprintln!("{err}");
        std::process::exit(3);
    }
}

impl Probe {
    fn open(&mut self, event_loop: &mut EventLoop<'_>, title: &str) {
        let attributes = WindowAttributes {
            title: title.to_owned(),
            app_id: "probe".to_owned(),
            ..WindowAttributes::default()
        };
        match event_loop.create_window(&attributes) {
            Ok(window) => {
                let painter = match event_loop.backend() {
                    Backend::Wayland => Painter::Wayland(shm::Painter::new(&window)),
                    Backend::X11 => Painter::X11(Box::new(x11::Painter::new(&window))),
                };
                window.request_redraw();
                let shown = Shown {
                    title: title.to_owned(),
                    painter,
                    color: 0x0020_4060,
                    window,
                };
                say(&json!({"event": "opened", "window": title,
                    "backend": event_loop.backend().to_string()}));
                self.shown.insert(shown.window.id(), shown);
            }
            Err(err) => say(&json!({"event": "error", "message": err.to_string()})),
        }
    }

    fn command(&mut self, event_loop: &mut EventLoop<'_>, line: &str) {
        let (name, rest) = line.split_once(' ').unwrap_or((line, ""));
        let (title, rest) = match name {
            "open" => return self.open(event_loop, rest),
            "quit" => return event_loop.exit(),
            "timer" => {
                let after = Duration::from_millis(rest.parse().unwrap_or(0));
                self.timer = Some(Instant::now() + after);
                return;
            }
            "wake" => {
                for _ in 0..rest.parse().unwrap_or(0) {
                    self.waker.wake();
                }
                return;
            }
            _ => rest.split_once(' ').unwrap_or((rest, "")),
        };
        let found = self.shown.values_mut().find(|shown| shown.title == title);
        let Some(shown) = found else {
            return say(&json!({"event": "error", "message": format!("no window {title}")}));
        };
        let window = &shown.window;
        let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
        let kind = match first {
            "primary" => ClipboardKind::Primary,
            _ => ClipboardKind::Clipboard,
        };
        match name {
            "close" => {
                let id = window.id();
                self.shown.remove(&id);
            }
            "title" => {
                window.set_title(rest);
                shown.title = rest.to_owned();
            }
            "color" => {
                shown.color = u32::from_str_radix(rest, 16).unwrap_or(0);
                window.request_redraw();
            }
            "size" => {
                window.set_inner_size(first.parse().unwrap_or(0), second.parse().unwrap_or(0))
            }
            "maximize" => window.set_maximized(true),
            "fullscreen" => window.set_fullscreen(true),
            "restore" => {
                window.set_fullscreen(false);
                window.set_maximized(false);
            }
            "urgent" => window.set_urgent(true),
            "hide-cursor" => window.set_cursor(None),
            "cursor" => window.set_cursor(rest.parse::<CursorIcon>().ok()),
            "dead-keys" => window.set_use_dead_keys(rest == "on"),
            "copy" => window.set_clipboard(kind, second.to_owned()),
            "paste" => window.request_clipboard(kind, second.parse().unwrap_or(0)),
            _ => say(&json!({"event": "error", "message": format!("no command {name}")})),
        }
    }
}

impl Application for Probe {
    fn resumed(&mut self, event_loop: &mut EventLoop<'_>) {
        let title = self.first_title.clone();
        self.open(event_loop, &title);
    }

    fn window_event(&mut self, _: &mut EventLoop<'_>, id: WindowId, event: WindowEvent) {
        let Some(shown) = self.shown.get_mut(&id) else {
            return;
        };
        if event == WindowEvent::RedrawRequested {
            let (width, height) = shown.window.inner_size();
            shown.window.pre_present_notify();
            // Where the compositor tells, the answer comes as an event.
            let _ = shown.window.ask_presentation(17);
            match &mut shown.painter {
                Painter::Wayland(painter) => painter.fill(width, height, shown.color),
                Painter::X11(painter) => painter.fill(shown.color),
            }
        }
        let mut line = describe(&event);
        line["window"] = json!(shown.title);
        say(&line);
        match event {
            WindowEvent::Resized { .. } => shown.window.request_redraw(),
            WindowEvent::CloseRequested => {
                self.shown.remove(&id);
            }
            _ => {}
        }
    }

    fn woken(&mut self, event_loop: &mut EventLoop<'_>) {
        self.woken += 1;
        say(&json!({"event": "woken", "count": self.woken}));
        while let Ok(line) = self.commands.try_recv() {
            self.command(event_loop, &line);
            say(&json!({"event": "done"}));
        }
    }

    fn about_to_wait(&mut self, event_loop: &mut EventLoop<'_>) -> Option<Instant> {
        if self.shown.is_empty() {
            event_loop.exit();
        }
        if self.timer.is_some_and(|at| at <= Instant::now()) {
            self.timer = None;
            say(&json!({"event": "timer"}));
        }
        self.timer
    }
}

fn describe(event: &WindowEvent) -> Value {
    let kind = |kind: &ClipboardKind| match kind {
        ClipboardKind::Clipboard => "clipboard",
        ClipboardKind::Primary => "primary",
    };
    match event {
        WindowEvent::Resized { width, height } => {
            json!({"event": "resized", "width": width, "height": height})
        }
        WindowEvent::Moved { x, y } => json!({"event": "moved", "x": x, "y": y}),
        WindowEvent::ScaleFactorChanged { factor } => json!({"event": "scale", "factor": factor}),
        WindowEvent::RedrawRequested => json!({"event": "redraw"}),
        WindowEvent::CloseRequested => json!({"event": "close"}),
        WindowEvent::Focused(focused) => json!({"event": "focused", "focused": focused}),
        WindowEvent::Key(key) => json!({"event": "key", "key": key}),
        WindowEvent::Ime(ime) => match ime {
            ImeEvent::Enabled => json!({"event": "ime", "state": "enabled"}),
            ImeEvent::Disabled => json!({"event": "ime", "state": "disabled"}),
            ImeEvent::Commit(text) => json!({"event": "ime", "commit": text}),
            ImeEvent::Preedit { text, .. } => json!({"event": "ime", "preedit": text}),
        },
        WindowEvent::ModifiersChanged { modifiers, leds } => {
            json!({"event": "modifiers", "modifiers": modifiers, "leds": leds})
        }
        WindowEvent::CursorMoved { x, y } => json!({"event": "moved-cursor", "x": x, "y": y}),
        WindowEvent::CursorEntered => json!({"event": "entered"}),
        WindowEvent::CursorLeft => json!({"event": "left"}),
        WindowEvent::MouseButton { button, pressed } => {
            json!({"event": "button", "button": button, "pressed": pressed})
        }
        WindowEvent::Scroll { delta } => json!({"event": "scroll", "delta": delta}),
        WindowEvent::Occluded(occluded) => json!({"event": "occluded", "occluded": occluded}),
        WindowEvent::DroppedFile(path) => json!({"event": "dropped", "path": path}),
        WindowEvent::ClipboardText {
            token,
            kind: which,
            text,
        } => json!({"event": "text", "token": token, "kind": kind(which), "text": text}),
        WindowEvent::Presented {
            token,
            presentation,
        } => {
            let shown = matches!(presentation, Presentation::Shown { .. });
            json!({"event": "presented", "token": token, "shown": shown})
        }
        WindowEvent::AppearanceChanged(appearance) => {
            json!({"event": "appearance", "name": appearance.name()})
        }
    }
}
