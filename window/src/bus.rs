//! The session bus, as those who speak to one service on it need it: calls
//! that wait for their answer, and signals. It blocks, so that it is for
//! threads of their own.

use rustbus::connection::Timeout;
use rustbus::connection::ll_conn::force_finish_on_error;
use rustbus::message_builder::{MarshalledMessage, MessageType};
use rustbus::standard_messages::add_match;
use rustbus::{RpcConn, connection};
use std::time::Duration;

/// How long an answer may take; the first call may have to start the service.
const PATIENCE: Timeout = Timeout::Duration(Duration::from_secs(20));

#[derive(Debug, thiserror::Error)]
pub(crate) enum BusError {
    #[error("the session bus: {0}")]
    Bus(#[from] connection::Error),
    #[error("a message could not be written: {0}")]
    Marshal(#[from] rustbus::wire::errors::MarshalError),
    #[error("{service} refused: {error}")]
    Refused {
        service: &'static str,
        error: String,
    },
    #[error("{0} gave an answer that is none")]
    Answer(&'static str),
    #[error("waiting for the bus: {0}")]
    Wait(#[from] rustix::io::Errno),
}

/// A connection for speaking to a service.
pub(crate) struct Bus {
    /// For signals.
    pub(crate) connection: RpcConn,
    service: &'static str,
}

impl Bus {
    pub(crate) fn connect(service: &'static str) -> Result<Self, BusError> {
        Ok(Self {
            connection: RpcConn::session_conn(PATIENCE)?,
            service,
        })
    }

    /// Sends a call and waits for the answer to it.
    pub(crate) fn call(
        &mut self,
        message: &mut MarshalledMessage,
    ) -> Result<MarshalledMessage, BusError> {
        let sent = self.connection.send_message(message)?;
        let serial = sent.write_all().map_err(force_finish_on_error)?;
        let reply = self.connection.wait_response(serial, PATIENCE)?;
        match reply.typ {
            MessageType::Error => Err(BusError::Refused {
                service: self.service,
                error: reply.dynheader.error_name.unwrap_or_default(),
            }),
            _ => Ok(reply),
        }
    }

    /// Asks for the signals that a rule matches, by the D-Bus specification.
    pub(crate) fn add_match(&mut self, rule: &str) -> Result<(), BusError> {
        self.call(&mut add_match(rule)).map(drop)
    }
}
