//! Stands in for the desktop's notification service on the session bus. Says
//! `"ready"` when it has its name, then a JSON line for each call. Lines on
//! standard input are what the user does: `click NUMBER` and `close NUMBER`.

#![allow(clippy::print_stdout, reason = "what it is for")]
#![allow(clippy::unwrap_used, reason = "a test program may end here")]

mod bus;

use bus::{read_lines, send};
use rustbus::connection::Timeout;
use rustbus::message_builder::{MarshalledMessage, MessageBuilder};
use rustbus::standard_messages::{request_name, unknown_method};
use rustbus::wire::unmarshal::traits::Variant;
use rustbus::{RpcConn, connection};
use serde_json::json;
use std::collections::HashMap;
use std::time::Duration;

const SERVICE: &str = "org.freedesktop.Notifications";

struct Service {
    bus: RpcConn,
    last: u32,
}

fn main() {
    let lines = read_lines();
    let mut service = Service {
        bus: RpcConn::session_conn(Timeout::Infinite).unwrap(),
        last: 0,
    };
    send(&mut service.bus, request_name(SERVICE, 0));
    println!("{}", json!("ready"));
    loop {
        for line in lines.try_iter() {
            service.act(&line);
        }
        let a_moment = Timeout::Duration(Duration::from_millis(20));
        match service.bus.wait_call(a_moment) {
            Ok(call) => service.answer(&call),
            Err(connection::Error::TimedOut) => {}
            Err(_) => return,
        }
    }
}

impl Service {
    fn signal(name: &str) -> MarshalledMessage {
        MessageBuilder::new()
            .signal(SERVICE, name, "/org/freedesktop/Notifications")
            .build()
    }

    fn closed(&mut self, number: u32, reason: u32) {
        let mut signal = Self::signal("NotificationClosed");
        signal.body.push_param2(number, reason).unwrap();
        send(&mut self.bus, signal);
    }

    fn act(&mut self, line: &str) {
        let (what, number) = line.split_once(' ').unwrap();
        let number: u32 = number.parse().unwrap();
        if what == "click" {
            let mut signal = Self::signal("ActionInvoked");
            signal.body.push_param2(number, "default").unwrap();
            send(&mut self.bus, signal);
        } else {
            self.closed(number, 2);
        }
    }

    fn answer(&mut self, call: &MarshalledMessage) {
        let mut reply = call.dynheader.make_response();
        match call.dynheader.member.as_deref() {
            Some("GetCapabilities") => {
                let capabilities = ["actions", "body", "body-markup"];
                reply.body.push_param(&capabilities[..]).unwrap();
            }
            Some("Notify") => {
                let mut body = call.body.parser();
                let (application, replaces) = body.get2::<&str, u32>().unwrap();
                let (_icon, summary, text) = body.get3::<&str, &str, &str>().unwrap();
                let actions: Vec<&str> = body.get().unwrap();
                let hints: HashMap<&str, Variant<'_, '_>> = body.get().unwrap();
                let expires: i32 = body.get().unwrap();
                let urgency: u8 = hints["urgency"].get().unwrap();
                let number = if replaces == 0 {
                    self.last += 1;
                    self.last
                } else {
                    replaces
                };
                println!(
                    "{}",
                    json!({
                        "call": "Notify", "number": number, "replaces": replaces,
                        "application": application, "summary": summary, "body": text,
                        "actions": actions, "urgency": urgency, "expires": expires,
                    })
                );
                reply.body.push_param(number).unwrap();
            }
            Some("CloseNotification") => {
                let number: u32 = call.body.parser().get().unwrap();
                println!("{}", json!({ "call": "Close", "number": number }));
                send(&mut self.bus, reply);
                self.closed(number, 3);
                return;
            }
            _ => reply = unknown_method(&call.dynheader),
        }
        send(&mut self.bus, reply);
    }
}
