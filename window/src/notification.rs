//! Notifications of the desktop (`org.freedesktop.Notifications`, version 1.3
//! of the specification). The bus and the one who shows them may be slow or
//! absent, so they are spoken to from a thread of their own, which begins with
//! the first notification and sleeps while nothing happens.

use crate::bus::{Bus, BusError};
use rustbus::connection::{self, Timeout};
use rustbus::message_builder::{MarshalledMessage, MessageBuilder};
use rustbus::params::{Container, Dict, Param, Variant};
use rustbus::signature::{Base, Type};
use rustix::event::{PollFd, PollFlags, poll};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::os::fd::{AsRawFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, TrySendError, channel, sync_channel};

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// Notifications that wait for a slow service; more are not shown.
const MAX_WAITING: usize = 32;
/// Notifications that are remembered while they are shown.
const MAX_SHOWN: usize = 256;
/// Characters of a heading and of a text.
const MAX_SUMMARY: usize = 256;
const MAX_BODY: usize = 2048;
/// Bytes of what the service says that are looked at; more is not from one.
const MAX_KEPT: usize = 64;

/// How much a notification matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Urgency {
    /// Need not be noticed.
    Low,
    /// As most are.
    #[default]
    Normal,
    /// Has to be noticed.
    Critical,
}

/// A notification; its texts are plain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notification {
    /// Names it in events; one with the same key takes its place.
    pub key: u64,
    /// The heading.
    pub title: String,
    /// The text.
    pub body: String,
    /// How much it matters.
    pub urgency: Urgency,
    /// Milliseconds after which it goes; the desktop decides when absent, and
    /// it stays when 0.
    pub expires_ms: Option<u32>,
}

/// What became of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotificationEvent {
    /// The user clicked the one with this key.
    Activated(u64),
    /// The one with this key is gone.
    Closed(u64),
    /// The desktop shows none: to be shown some other way.
    NotShown(Notification),
}

enum Order {
    Show(Notification),
    Close(u64),
}

/// Shows notifications on the desktop; see the module's text.
pub struct Notifier {
    application: String,
    wake: Arc<dyn Fn() + Send + Sync>,
    worker: Option<Worker>,
}

struct Worker {
    orders: SyncSender<Order>,
    /// A byte wakes the thread.
    bell: UnixStream,
    events: Receiver<NotificationEvent>,
}

impl std::fmt::Debug for Notifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notifier").finish_non_exhaustive()
    }
}

impl Notifier {
    /// Speaks for the application of this name, which is that of its desktop
    /// entry. `wake` is called from another thread when there are events.
    #[must_use]
    pub fn new(application: &str, wake: Arc<dyn Fn() + Send + Sync>) -> Self {
        Self {
            application: application.to_owned(),
            wake,
            worker: None,
        }
    }

    /// Shows a notification; never waits. What can not be shown comes back as
    /// [`NotificationEvent::NotShown`], but for those that are too many.
    pub fn show(&mut self, notification: Notification) {
        self.order(Order::Show(notification));
    }

    /// Takes the notification with this key away, if it is there.
    pub fn close(&mut self, key: u64) {
        if self.worker.is_some() {
            self.order(Order::Close(key));
        }
    }

    /// What has happened since the last call.
    pub fn events(&mut self) -> Vec<NotificationEvent> {
        let worker = self.worker.as_ref();
        worker.map_or_else(Vec::new, |worker| worker.events.try_iter().collect())
    }

    fn order(&mut self, order: Order) {
        if self.worker.is_none() {
            match start(&self.application, &self.wake) {
                Ok(worker) => self.worker = Some(worker),
                Err(error) => {
                    log::warn!("cannot start the thread that shows notifications: {error}");
                    return;
                }
            }
        }
        let Some(worker) = &mut self.worker else {
            return;
        };
        match worker.orders.try_send(order) {
            Ok(()) => {}
            Err(TrySendError::Full(_)) => {
                log::debug!("a notification is not shown: too many wait already");
                return;
            }
            Err(TrySendError::Disconnected(_)) => {
                // It ended with the bus; the next order begins anew.
                self.worker = None;
                return;
            }
        }
        // Full means that the thread is about to look anyway.
        let _ = worker.bell.write(&[0]);
    }
}

fn start(
    application: &str,
    wake: &Arc<dyn Fn() + Send + Sync>,
) -> Result<Worker, Box<dyn std::error::Error>> {
    let (orders, to_do) = sync_channel(MAX_WAITING);
    let (told, events) = channel();
    let (bell, heard) = UnixStream::pair()?;
    bell.set_nonblocking(true)?;
    heard.set_nonblocking(true)?;
    let (application, wake) = (application.to_owned(), wake.clone());
    std::thread::Builder::new()
        .name("notifications".to_owned())
        .spawn(move || {
            let tell = Tell { told, wake };
            work(&application, &to_do, heard, &tell);
        })?;
    Ok(Worker {
        orders,
        bell,
        events,
    })
}

struct Tell {
    told: Sender<NotificationEvent>,
    wake: Arc<dyn Fn() + Send + Sync>,
}

impl Tell {
    fn event(&self, event: NotificationEvent) {
        // Fails when the program ends, and nobody asks any more.
        if self.told.send(event).is_ok() {
            (self.wake)();
        }
    }
}

/// Does what is ordered until nobody orders any more or the bus is gone.
fn work(application: &str, orders: &Receiver<Order>, mut bell: UnixStream, tell: &Tell) {
    let mut service = None;
    loop {
        loop {
            let order = match orders.try_recv() {
                Ok(order) => order,
                Err(std::sync::mpsc::TryRecvError::Empty) => break,
                Err(std::sync::mpsc::TryRecvError::Disconnected) => return,
            };
            if service.is_none() {
                match Service::connect(application) {
                    Ok(connected) => service = Some(connected),
                    Err(error) => log::debug!("notifications are shown in the window: {error}"),
                }
            }
            let outcome = match (&mut service, &order) {
                (Some(service), Order::Show(notification)) => service.show(notification),
                (Some(service), Order::Close(key)) => service.close(*key),
                (None, _) => Err(BusError::Answer(SERVICE)),
            };
            let Err(error) = outcome else { continue };
            if service.take().is_some() {
                log::debug!("a notification was not shown: {error}");
            }
            if let Order::Show(notification) = order {
                tell.event(NotificationEvent::NotShown(notification));
            }
        }
        let heard = match &mut service {
            Some(service) => service.listen(&bell, tell),
            None => wait_for(&bell, None),
        };
        if let Err(error) = heard {
            log::debug!("notifications are not followed any more: {error}");
            service = None;
        }
        let mut rung = [0; 64];
        loop {
            match bell.read(&mut rung) {
                // The other end is gone, and with it whoever orders.
                Ok(0) => return,
                Ok(_) => {}
                Err(_) => break,
            }
        }
    }
}

/// Waits until there is something to read.
fn wait_for(bell: &UnixStream, bus: Option<BorrowedFd<'_>>) -> Result<(), BusError> {
    let mut fds = vec![PollFd::new(bell, PollFlags::IN)];
    fds.extend(bus.map(|bus| PollFd::from_borrowed_fd(bus, PollFlags::IN)));
    match poll(&mut fds, None) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The one who shows notifications.
struct Service {
    bus: Bus,
    application: String,
    /// Whether texts are taken for markup.
    markup: bool,
    /// The service's numbers of those that are shown, with our keys.
    shown: HashMap<u32, u64>,
}

impl Service {
    fn connect(application: &str) -> Result<Self, BusError> {
        let mut this = Self {
            bus: Bus::connect(SERVICE)?,
            application: application.to_owned(),
            markup: true,
            shown: HashMap::new(),
        };
        for signal in ["ActionInvoked", "NotificationClosed"] {
            this.bus.add_match(&format!(
                "type='signal',interface='{SERVICE}',member='{signal}'"
            ))?;
        }
        let reply = this.bus.call(&mut message("GetCapabilities"))?;
        let capabilities: Vec<&str> = reply
            .body
            .parser()
            .get()
            .map_err(|_| BusError::Answer(SERVICE))?;
        this.markup = capabilities.contains(&"body-markup");
        Ok(this)
    }

    fn show(&mut self, notification: &Notification) -> Result<(), BusError> {
        let replaced = self
            .shown
            .iter()
            .find(|(_, key)| **key == notification.key)
            .map_or(0, |(number, _)| *number);
        let mut call = message("Notify");
        let body = self.body_of(&notification.body);
        let title: String = notification.title.chars().take(MAX_SUMMARY).collect();
        call.body.push_param(self.application.as_str())?;
        call.body.push_param(replaced)?;
        call.body.push_param(self.application.as_str())?;
        call.body.push_param2(title.as_str(), body.as_str())?;
        call.body.push_param(&["default", "Show"][..])?;
        let expires = notification
            .expires_ms
            .map_or(-1, |ms| i32::try_from(ms).unwrap_or(i32::MAX));
        call.body
            .push_old_param(&hints(&self.application, notification.urgency))?;
        call.body.push_param(expires)?;
        let reply = self.bus.call(&mut call)?;
        let number: u32 = reply
            .body
            .parser()
            .get()
            .map_err(|_| BusError::Answer(SERVICE))?;
        if self.shown.len() >= MAX_SHOWN {
            // Services keep far fewer: what is this old was forgotten there.
            let oldest = self.shown.keys().min().copied();
            oldest.and_then(|number| self.shown.remove(&number));
        }
        self.shown.retain(|_, key| *key != notification.key);
        self.shown.insert(number, notification.key);
        Ok(())
    }

    /// The text as the service takes it.
    fn body_of(&self, text: &str) -> String {
        let text: String = text.chars().take(MAX_BODY).collect();
        if !self.markup {
            return text;
        }
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    }

    fn close(&mut self, key: u64) -> Result<(), BusError> {
        let found = self.shown.iter().find(|(_, shown)| **shown == key);
        let Some((&number, _)) = found else {
            return Ok(());
        };
        let mut call = message("CloseNotification");
        call.body.push_param(number)?;
        match self.bus.call(&mut call) {
            // It is gone already.
            Err(BusError::Refused { .. }) | Ok(_) => Ok(()),
            Err(error) => Err(error),
        }
    }

    /// Waits for signals or the bell, and tells of what has happened.
    fn listen(&mut self, bell: &UnixStream, tell: &Tell) -> Result<(), BusError> {
        self.tell_signals(tell);
        let fd = self.bus.connection.conn().as_raw_fd();
        // SAFETY: the descriptor is that of the connection, which is open as
        // long as `self.bus` is.
        let fd = unsafe { BorrowedFd::borrow_raw(fd) };
        wait_for(bell, Some(fd))?;
        loop {
            match self.bus.connection.try_refill_once(Timeout::Nonblock) {
                Ok(_) => self.tell_signals(tell),
                Err(connection::Error::TimedOut) => return Ok(()),
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn tell_signals(&mut self, tell: &Tell) {
        for _ in 0..MAX_KEPT {
            let Some(signal) = self.bus.connection.try_get_signal() else {
                return;
            };
            let mut body = signal.body.parser();
            let event = match signal.dynheader.member.as_deref() {
                Some("ActionInvoked") => {
                    let number = body.get2::<u32, &str>().map(|(number, _)| number);
                    number
                        .ok()
                        .and_then(|number| self.shown.get(&number))
                        .map(|key| NotificationEvent::Activated(*key))
                }
                Some("NotificationClosed") => {
                    let number = body.get2::<u32, u32>().map(|(number, _)| number);
                    number
                        .ok()
                        .and_then(|number| self.shown.remove(&number))
                        .map(NotificationEvent::Closed)
                }
                _ => None,
            };
            if let Some(event) = event {
                tell.event(event);
            }
        }
    }
}

fn message(member: &str) -> MarshalledMessage {
    MessageBuilder::new()
        .call(member)
        .at(SERVICE)
        .on(PATH)
        .with_interface(SERVICE)
        .build()
}

/// The desktop entry and the urgency.
fn hints<'a>(application: &'a str, urgency: Urgency) -> Param<'a, 'a> {
    let urgency = match urgency {
        Urgency::Low => 0u8,
        Urgency::Normal => 1,
        Urgency::Critical => 2,
    };
    let variant = |sig: Base, value: Param<'a, 'a>| {
        Param::Container(Container::Variant(Box::new(Variant {
            sig: Type::Base(sig),
            value,
        })))
    };
    let map = [
        (
            rustbus::params::Base::from("desktop-entry"),
            variant(
                Base::String,
                Param::Base(rustbus::params::Base::from(application)),
            ),
        ),
        (
            rustbus::params::Base::from("urgency"),
            variant(
                Base::Byte,
                Param::Base(rustbus::params::Base::from(urgency)),
            ),
        ),
    ];
    Param::Container(Container::Dict(Dict {
        key_sig: Base::String,
        value_sig: Type::Container(rustbus::signature::Container::Variant),
        map: map.into_iter().collect(),
    }))
}
