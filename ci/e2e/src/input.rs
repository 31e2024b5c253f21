//! A keyboard and a pointer, through `virtual-keyboard-unstable-v1` and
//! `wlr-virtual-pointer-unstable-v1`. They exist as long as the desktop, so
//! that no window loses the focus because a device came or went.

use crate::keymap::{self, Code};
use anyhow::{Context, Result, bail};
use std::os::fd::AsFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use wayland_client::globals::{GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_keyboard::KeymapFormat;
use wayland_client::protocol::wl_pointer::{Axis as WlAxis, AxisSource, ButtonState};
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_seat::WlSeat;
use wayland_client::{Connection, Dispatch, EventQueue, QueueHandle, delegate_noop};
use wayland_protocols_misc::zwp_virtual_keyboard_v1::client::zwp_virtual_keyboard_manager_v1::ZwpVirtualKeyboardManagerV1;
use wayland_protocols_misc::zwp_virtual_keyboard_v1::client::zwp_virtual_keyboard_v1::ZwpVirtualKeyboardV1;
use wayland_protocols_wlr::virtual_pointer::v1::client::zwlr_virtual_pointer_manager_v1::ZwlrVirtualPointerManagerV1;
use wayland_protocols_wlr::virtual_pointer::v1::client::zwlr_virtual_pointer_v1::ZwlrVirtualPointerV1;

/// A modifier key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Modifier {
    /// Left Shift.
    Shift,
    /// Left Control.
    Ctrl,
    /// Left Alt.
    Alt,
    /// Left logo key.
    Super,
    /// Right Alt, where the layout chooses its third level with it.
    AltGr,
}

impl Modifier {
    const fn code(self) -> Code {
        match self {
            Self::Shift => keymap::LEFT_SHIFT,
            Self::Ctrl => 29,
            Self::Alt => 56,
            Self::Super => 125,
            Self::AltGr => 100,
        }
    }

    /// The real modifier that XKB's usual maps give to the key.
    const fn mask(self) -> u32 {
        match self {
            Self::Shift => 1,
            Self::Ctrl => 1 << 2,
            Self::Alt => 1 << 3,
            Self::Super => 1 << 6,
            Self::AltGr => 1 << 7,
        }
    }
}

const CAPS_LOCK_MASK: u32 = 1 << 1;
const NUM_LOCK_MASK: u32 = 1 << 4;

/// A pointer button, by its evdev code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the variants are the names of the buttons")]
pub enum Button {
    Left = 0x110,
    Right = 0x111,
    Middle = 0x112,
    Back = 0x113,
    Forward = 0x114,
}

/// A direction of scrolling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Positive is down.
    Vertical,
    /// Positive is to the right.
    Horizontal,
}

struct State;

impl Dispatch<WlRegistry, GlobalListContents> for State {
    fn event(
        _: &mut Self,
        _: &WlRegistry,
        _: wl_registry::Event,
        _: &GlobalListContents,
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
    }
}

delegate_noop!(State: ignore WlSeat);
delegate_noop!(State: ZwpVirtualKeyboardManagerV1);
delegate_noop!(State: ZwpVirtualKeyboardV1);
delegate_noop!(State: ZwlrVirtualPointerManagerV1);
delegate_noop!(State: ZwlrVirtualPointerV1);

/// The connection both devices use.
struct Link {
    queue: EventQueue<State>,
    start: Instant,
}

impl Link {
    fn time(&self) -> u32 {
        // Milliseconds that wrap, as the protocol has them.
        self.start.elapsed().as_millis() as u32
    }

    /// Waits until the compositor has handled everything sent.
    fn sync(&mut self) -> Result<()> {
        self.queue
            .roundtrip(&mut State)
            .map(|_| ())
            .context("the compositor ended the connection of the input devices")
    }
}

/// Both devices.
pub(crate) struct Input {
    pub(crate) keyboard: Keyboard,
    pub(crate) pointer: Pointer,
}

impl Input {
    pub(crate) fn connect(socket: &Path, layout: &str, size: (u32, u32)) -> Result<Self> {
        Ok(Self {
            keyboard: Keyboard::connect(socket, layout)?,
            pointer: Pointer::connect(socket, size)?,
        })
    }
}

fn connect(socket: &Path) -> Result<(Link, wayland_client::globals::GlobalList, WlSeat)> {
    let stream = UnixStream::connect(socket)
        .with_context(|| format!("cannot connect to {}", socket.display()))?;
    let connection = Connection::from_socket(stream)?;
    let (globals, queue) = registry_queue_init::<State>(&connection)?;
    let seat = globals.bind(&queue.handle(), 1..=7, ())?;
    let link = Link {
        queue,
        start: Instant::now(),
    };
    Ok((link, globals, seat))
}

/// A keyboard with a layout of its own.
pub struct Keyboard {
    link: Link,
    device: ZwpVirtualKeyboardV1,
    socket: std::path::PathBuf,
    layout: String,
    depressed: u32,
    locked: u32,
}

impl Keyboard {
    fn connect(socket: &Path, layout: &str) -> Result<Self> {
        let (link, globals, seat) = connect(socket)?;
        let handle = link.queue.handle();
        let manager: ZwpVirtualKeyboardManagerV1 = globals
            .bind(&handle, 1..=1, ())
            .context("the compositor has no virtual keyboards")?;
        let device = manager.create_virtual_keyboard(&seat, &handle, ());
        let mut keyboard = Self {
            link,
            device,
            socket: socket.to_owned(),
            layout: String::new(),
            depressed: 0,
            locked: 0,
        };
        keyboard.set_layout(layout)?;
        Ok(keyboard)
    }

    /// Switches to an XKB layout such as `us`, `de` or `us(intl)`.
    ///
    /// # Errors
    /// The keymap could not be handed over.
    pub fn set_layout(&mut self, layout: &str) -> Result<()> {
        let (fd, length) = keymap::xkb_keymap(layout).context("cannot make a keymap")?;
        self.device
            .keymap(KeymapFormat::XkbV1 as u32, fd.as_fd(), length);
        layout.clone_into(&mut self.layout);
        self.send_modifiers();
        self.link.sync()
    }

    /// Presses a key by its evdev code and leaves it down.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn press_code(&mut self, code: u32) -> Result<()> {
        self.device.key(self.link.time(), code, 1);
        self.link.sync()
    }

    /// Lets a key go.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn release_code(&mut self, code: u32) -> Result<()> {
        self.device.key(self.link.time(), code, 0);
        self.link.sync()
    }

    /// Presses a modifier and leaves it down.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn hold(&mut self, modifier: Modifier) -> Result<()> {
        self.device.key(self.link.time(), modifier.code(), 1);
        self.depressed |= modifier.mask();
        self.send_modifiers();
        self.link.sync()
    }

    /// Lets a modifier go.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn let_go(&mut self, modifier: Modifier) -> Result<()> {
        self.device.key(self.link.time(), modifier.code(), 0);
        self.depressed &= !modifier.mask();
        self.send_modifiers();
        self.link.sync()
    }

    /// Sets the lock states.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn set_locks(&mut self, caps_lock: bool, num_lock: bool) -> Result<()> {
        self.locked =
            if caps_lock { CAPS_LOCK_MASK } else { 0 } | if num_lock { NUM_LOCK_MASK } else { 0 };
        self.send_modifiers();
        self.link.sync()
    }

    /// Presses and releases a key, by its X keysym's name (`Left`, `F5`,
    /// `KP_7`) or the character its key types on the US layout, with
    /// modifiers held.
    ///
    /// # Errors
    /// The name is not known, or the compositor has gone.
    pub fn tap(&mut self, modifiers: &[Modifier], name: &str) -> Result<()> {
        let code = keymap::code_of(name)
            .with_context(|| format!("no key is called {name:?}; see e2e/src/keymap.rs"))?;
        for modifier in modifiers {
            self.hold(*modifier)?;
        }
        self.press_code(code)?;
        self.release_code(code)?;
        for modifier in modifiers.iter().rev() {
            self.let_go(*modifier)?;
        }
        Ok(())
    }

    /// Types a text. What the US layout cannot type is left to `wtype`, which
    /// brings a keyboard of its own, so windows lose and regain the focus.
    ///
    /// # Errors
    /// `wtype` failed, or the compositor has gone.
    pub fn type_text(&mut self, text: &str) -> Result<()> {
        if self.layout != "us" || text.chars().any(|c| keymap::typed_by(c).is_none()) {
            return self.wtype(text);
        }
        for (code, shift) in text.chars().filter_map(keymap::typed_by) {
            if shift {
                self.hold(Modifier::Shift)?;
            }
            self.press_code(code)?;
            self.release_code(code)?;
            if shift {
                self.let_go(Modifier::Shift)?;
            }
        }
        Ok(())
    }

    fn wtype(&self, text: &str) -> Result<()> {
        // Its first key is lost unless it waits for its keyboard to be seen.
        let output = Command::new("wtype")
            .args(["-s", "100", "--", text])
            .env("WAYLAND_DISPLAY", &self.socket)
            // It reads its arguments in the encoding of its locale.
            .env("LC_ALL", "C.UTF-8")
            .output()
            .context("cannot run wtype; `ci/setup test` installs it")?;
        if !output.status.success() {
            bail!("wtype failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    }

    fn send_modifiers(&self) {
        self.device.modifiers(self.depressed, 0, self.locked, 0);
    }
}

/// A pointer.
pub struct Pointer {
    link: Link,
    device: ZwlrVirtualPointerV1,
    size: (u32, u32),
}

impl Pointer {
    fn connect(socket: &Path, size: (u32, u32)) -> Result<Self> {
        let (mut link, globals, seat) = connect(socket)?;
        let handle = link.queue.handle();
        let manager: ZwlrVirtualPointerManagerV1 = globals
            .bind(&handle, 1..=2, ())
            .context("the compositor has no virtual pointers")?;
        let device = manager.create_virtual_pointer(Some(&seat), &handle, ());
        link.sync()?;
        Ok(Self { link, device, size })
    }

    /// Moves to a place of the screen, in logical pixels.
    ///
    /// # Errors
    /// The place is not on the screen, or the compositor has gone.
    pub fn move_to(&mut self, x: i32, y: i32) -> Result<()> {
        let (width, height) = self.size;
        let inside = |value: i32, size: u32| u32::try_from(value).ok().filter(|v| *v < size);
        let (Some(x), Some(y)) = (inside(x, width), inside(y, height)) else {
            bail!("({x}, {y}) is not on the screen of {width}x{height}");
        };
        self.device
            .motion_absolute(self.link.time(), x, y, width, height);
        self.device.frame();
        self.link.sync()
    }

    /// Presses a button and leaves it down.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn press(&mut self, button: Button) -> Result<()> {
        self.button(button, ButtonState::Pressed)
    }

    /// Lets a button go.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn release(&mut self, button: Button) -> Result<()> {
        self.button(button, ButtonState::Released)
    }

    /// Presses and releases a button.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn click(&mut self, button: Button) -> Result<()> {
        self.press(button)?;
        self.release(button)
    }

    /// Turns the wheel by whole steps.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn wheel(&mut self, axis: Axis, steps: i32) -> Result<()> {
        let axis = match axis {
            Axis::Vertical => WlAxis::VerticalScroll,
            Axis::Horizontal => WlAxis::HorizontalScroll,
        };
        self.device.axis_source(AxisSource::Wheel);
        // 15 units a step is what libinput reports for a wheel.
        self.device
            .axis_discrete(self.link.time(), axis, f64::from(steps) * 15.0, steps);
        self.device.frame();
        self.link.sync()
    }

    /// Moves two fingers on a touchpad, by logical pixels.
    ///
    /// # Errors
    /// The compositor has gone.
    pub fn swipe(&mut self, axis: Axis, pixels: f64) -> Result<()> {
        let axis = match axis {
            Axis::Vertical => WlAxis::VerticalScroll,
            Axis::Horizontal => WlAxis::HorizontalScroll,
        };
        self.device.axis_source(AxisSource::Finger);
        self.device.axis(self.link.time(), axis, pixels);
        self.device.frame();
        self.link.sync()
    }

    fn button(&mut self, button: Button, state: ButtonState) -> Result<()> {
        self.device.button(self.link.time(), button as u32, state);
        self.device.frame();
        self.link.sync()
    }
}
