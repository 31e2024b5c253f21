//! An input method, through `input-method-unstable-v2`, which sway offers: what
//! a user of one composes and commits.

use anyhow::{Context, Result, ensure};
use std::os::unix::net::UnixStream;
use std::path::Path;
use wayland_client::globals::{GlobalListContents, registry_queue_init};
use wayland_client::protocol::wl_registry::{self, WlRegistry};
use wayland_client::protocol::wl_seat::WlSeat;
use wayland_client::{Connection, Dispatch, EventQueue, QueueHandle, delegate_noop};
use wayland_protocols_misc::zwp_input_method_v2::client::zwp_input_method_manager_v2::ZwpInputMethodManagerV2;
use wayland_protocols_misc::zwp_input_method_v2::client::zwp_input_method_v2::{
    self, ZwpInputMethodV2,
};

/// What the compositor has told.
#[derive(Default)]
struct State {
    /// As of the next `done`.
    pending_active: bool,
    active: bool,
    unavailable: bool,
    /// `done` events, which requests are numbered by.
    serial: u32,
}

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

impl Dispatch<ZwpInputMethodV2, ()> for State {
    fn event(
        state: &mut Self,
        _: &ZwpInputMethodV2,
        event: zwp_input_method_v2::Event,
        (): &(),
        _: &Connection,
        _: &QueueHandle<Self>,
    ) {
        use zwp_input_method_v2::Event;
        match event {
            Event::Activate => state.pending_active = true,
            Event::Deactivate => state.pending_active = false,
            Event::Done => {
                state.active = state.pending_active;
                state.serial += 1;
            }
            Event::Unavailable => state.unavailable = true,
            _ => {}
        }
    }
}

delegate_noop!(State: ignore WlSeat);
delegate_noop!(State: ZwpInputMethodManagerV2);

/// The input method of the desktop; there can be one.
pub struct InputMethod {
    queue: EventQueue<State>,
    state: State,
    method: ZwpInputMethodV2,
}

impl InputMethod {
    pub(crate) fn connect(socket: &Path) -> Result<Self> {
        let stream = UnixStream::connect(socket)
            .with_context(|| format!("cannot connect to {}", socket.display()))?;
        let connection = Connection::from_socket(stream)?;
        let (globals, queue) = registry_queue_init::<State>(&connection)?;
        let handle = queue.handle();
        let seat: WlSeat = globals.bind(&handle, 1..=7, ())?;
        let manager: ZwpInputMethodManagerV2 = globals
            .bind(&handle, 1..=1, ())
            .context("the compositor takes no input methods")?;
        let method = manager.get_input_method(&seat, &handle, ());
        let mut this = Self {
            queue,
            state: State::default(),
            method,
        };
        this.sync()?;
        ensure!(!this.state.unavailable, "there is an input method already");
        Ok(this)
    }

    fn sync(&mut self) -> Result<()> {
        self.queue
            .roundtrip(&mut self.state)
            .map(|_| ())
            .context("the compositor ended the connection of the input method")
    }

    /// Whether a window takes text from it.
    ///
    /// # Errors
    /// The compositor is gone.
    pub fn is_active(&mut self) -> Result<bool> {
        self.sync()?;
        Ok(self.state.active)
    }

    /// Shows text that is being composed, the cursor behind it.
    ///
    /// # Errors
    /// The compositor is gone.
    pub fn compose(&mut self, text: &str) -> Result<()> {
        let end = i32::try_from(text.len())?;
        self.method.set_preedit_string(text.to_owned(), end, end);
        self.method.commit(self.state.serial);
        self.sync()
    }

    /// Types finished text.
    ///
    /// # Errors
    /// The compositor is gone.
    pub fn commit(&mut self, text: &str) -> Result<()> {
        self.method.commit_string(text.to_owned());
        self.method.commit(self.state.serial);
        self.sync()
    }
}
