//! What the stand-ins for services of the desktop share.

use rustbus::RpcConn;
use rustbus::connection::ll_conn::force_finish_on_error;
use rustbus::message_builder::MarshalledMessage;
use std::io::BufRead;
use std::sync::mpsc::{Receiver, channel};

/// The lines on standard input, as they come.
pub(crate) fn read_lines() -> Receiver<String> {
    let (tx, lines) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lock().lines().map_while(Result::ok) {
            tx.send(line).unwrap();
        }
    });
    lines
}

/// Sends a message and does not wait for an answer.
pub(crate) fn send(bus: &mut RpcConn, mut message: MarshalledMessage) {
    let sent = bus.send_message(&mut message).unwrap();
    sent.write_all().map_err(force_finish_on_error).unwrap();
}
