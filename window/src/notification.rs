//! Notifications on the desktop (`org.freedesktop.Notifications`, Desktop
//! Notifications Specification). The bus may be slow or absent, so it is spoken
//! to from a thread of its own, which starts with the first notification.

use rustbus::connection::Timeout;
use rustbus::connection::ll_conn::force_finish_on_error;
use rustbus::message_builder::{MarshalledMessage, MessageBuilder, MessageType};
use rustbus::{RpcConn, connection};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// How long the service may take, which the first call may have to start.
const PATIENCE: Duration = Duration::from_secs(20);
/// Notifications that wait for the bus; more are refused.
const MAX_WAITING: usize = 32;

/// Something to tell the user outside the window. Plain text: whatever looks
/// like markup in it is shown as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notification {
    /// One line.
    pub title: String,
    /// May be empty.
    pub body: String,
    /// How long it is shown; the desktop decides when `None`.
    pub timeout: Option<Duration>,
}

/// Told of what could not be shown, on another thread.
type Failed = dyn Fn(Notification) + Send + Sync;

/// Shows notifications.
pub struct Notifier {
    app_id: String,
    failed: Arc<Failed>,
    waiting: Option<SyncSender<Notification>>,
}

impl Notifier {
    /// A notifier for the application with this id (its desktop entry's name).
    /// `failed` is given what could not be shown, for want of a bus or of a
    /// service on it.
    #[must_use]
    pub fn new(app_id: &str, failed: impl Fn(Notification) + Send + Sync + 'static) -> Self {
        Self {
            app_id: app_id.to_owned(),
            failed: Arc::new(failed),
            waiting: None,
        }
    }

    /// Shows a notification, some time soon.
    pub fn show(&mut self, notification: Notification) {
        if self.waiting.is_none() {
            self.waiting = self.start();
        }
        let refused = match &self.waiting {
            Some(waiting) => match waiting.try_send(notification) {
                Ok(()) => return,
                Err(TrySendError::Full(refused) | TrySendError::Disconnected(refused)) => refused,
            },
            None => notification,
        };
        (self.failed)(refused);
    }

    fn start(&self) -> Option<SyncSender<Notification>> {
        let (waiting, incoming) = sync_channel(MAX_WAITING);
        let (app_id, failed) = (self.app_id.clone(), Arc::clone(&self.failed));
        let thread = std::thread::Builder::new().name("notifications".to_owned());
        match thread.spawn(move || serve(&app_id, &incoming, &*failed)) {
            Ok(_) => Some(waiting),
            Err(error) => {
                log::warn!("cannot start the thread that shows notifications: {error}");
                None
            }
        }
    }
}

impl std::fmt::Debug for Notifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Notifier")
            .field("app_id", &self.app_id)
            .finish_non_exhaustive()
    }
}

/// Shows what comes in, until the notifier is gone.
fn serve(app_id: &str, incoming: &Receiver<Notification>, failed: &Failed) {
    let mut service: Option<Service> = None;
    for notification in incoming {
        // The bus may have been restarted since.
        let result = match service.take() {
            Some(known) => Ok(known),
            None => Service::connect(app_id),
        }
        .and_then(|mut service| service.notify(&notification).map(|()| service));
        match result {
            Ok(known) => service = Some(known),
            Err(error) => {
                log::info!("the desktop shows no notifications: {error}");
                failed(notification);
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum ServiceError {
    #[error("the session bus: {0}")]
    Bus(#[from] connection::Error),
    #[error("a message could not be written: {0}")]
    Marshal(#[from] rustbus::wire::errors::MarshalError),
    #[error("{SERVICE} refused: {0}")]
    Refused(String),
}

/// A hint of a notification, as a D-Bus variant.
#[derive(Debug, PartialEq, Eq, rustbus::Marshal, rustbus::Signature)]
enum Hint<'a> {
    Text(&'a str),
}

struct Service {
    bus: RpcConn,
    app_id: String,
    /// The body is markup, so that plain text has to be escaped.
    has_markup: bool,
}

impl Service {
    fn connect(app_id: &str) -> Result<Self, ServiceError> {
        let mut service = Self {
            bus: RpcConn::session_conn(Timeout::Duration(PATIENCE))?,
            app_id: app_id.to_owned(),
            has_markup: false,
        };
        let reply = service.call(&mut call("GetCapabilities"))?;
        let capabilities: Vec<&str> = reply.body.parser().get().unwrap_or_default();
        service.has_markup = capabilities.contains(&"body-markup");
        Ok(service)
    }

    fn notify(&mut self, notification: &Notification) -> Result<(), ServiceError> {
        let mut message = call("Notify");
        let body = match self.has_markup {
            true => escaped(&notification.body),
            false => notification.body.clone(),
        };
        let milliseconds = notification.timeout.map_or(-1, |time| {
            i32::try_from(time.as_millis()).unwrap_or(i32::MAX)
        });
        let hints = HashMap::from([("desktop-entry", Hint::Text(&self.app_id))]);
        let parameters = &mut message.body;
        parameters.push_param("wezterm")?;
        parameters.push_param(0u32)?;
        parameters.push_param(self.app_id.as_str())?;
        parameters.push_param(notification.title.as_str())?;
        parameters.push_param(body.as_str())?;
        parameters.push_param(Vec::<&str>::new())?;
        parameters.push_param(&hints)?;
        parameters.push_param(milliseconds)?;
        self.call(&mut message).map(drop)
    }

    fn call(&mut self, message: &mut MarshalledMessage) -> Result<MarshalledMessage, ServiceError> {
        let sent = self.bus.send_message(message)?;
        let serial = sent.write_all().map_err(force_finish_on_error)?;
        let reply = self
            .bus
            .wait_response(serial, Timeout::Duration(PATIENCE))?;
        match reply.typ {
            MessageType::Error => Err(ServiceError::Refused(
                reply.dynheader.error_name.unwrap_or_default(),
            )),
            _ => Ok(reply),
        }
    }
}

fn call(method: &str) -> MarshalledMessage {
    MessageBuilder::new()
        .call(method)
        .at(SERVICE)
        .on(PATH)
        .with_interface(SERVICE)
        .build()
}

/// Text as the specification's markup.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_is_shown_as_it_is() {
        assert_eq!(escaped("<b>a & b</b>"), "&lt;b&gt;a &amp; b&lt;/b&gt;");
    }
}
