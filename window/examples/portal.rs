//! Stands in for the desktop portal on the session bus: answers what
//! `org.freedesktop.appearance` reads, and announces the changes that lines on
//! standard input make: `KEY VALUE`, such as `color-scheme 1`. Keys that were
//! not set are unknown. Says `ready` when it has its name.

#![allow(clippy::print_stdout, reason = "what it is for")]
#![allow(clippy::unwrap_used, reason = "a test program may end here")]

mod bus;

use bus::{read_lines, send};
use rustbus::connection::Timeout;
use rustbus::message_builder::{MarshalledMessage, MessageBuilder};
use rustbus::params::{Container, Param};
use rustbus::standard_messages::{request_name, unknown_method};
use rustbus::{RpcConn, connection};
use std::collections::HashMap;
use std::time::Duration;

const NAMESPACE: &str = "org.freedesktop.appearance";

struct Portal {
    bus: RpcConn,
    settings: HashMap<String, u32>,
}

fn main() {
    let lines = read_lines();
    let mut portal = Portal {
        bus: RpcConn::session_conn(Timeout::Infinite).unwrap(),
        settings: HashMap::new(),
    };
    // What is set before it has its name is there for the first question.
    if let Ok(line) = lines.recv() {
        portal.set(&line);
    }
    send(
        &mut portal.bus,
        request_name("org.freedesktop.portal.Desktop", 0),
    );
    println!("ready");
    loop {
        for line in lines.try_iter() {
            portal.set(&line);
        }
        let a_moment = Timeout::Duration(Duration::from_millis(20));
        match portal.bus.wait_call(a_moment) {
            Ok(call) => portal.answer(&call),
            Err(connection::Error::TimedOut) => {}
            Err(_) => return,
        }
    }
}

impl Portal {
    fn set(&mut self, line: &str) {
        let (key, value) = line.split_once(' ').unwrap();
        let value: u32 = value.parse().unwrap();
        self.settings.insert(key.to_owned(), value);
        let mut signal = MessageBuilder::new()
            .signal(
                "org.freedesktop.portal.Settings",
                "SettingChanged",
                "/org/freedesktop/portal/desktop",
            )
            .build();
        signal.body.push_param2(NAMESPACE, key).unwrap();
        signal.body.push_variant(value).unwrap();
        send(&mut self.bus, signal);
    }

    fn answer(&mut self, call: &MarshalledMessage) {
        let asked = call.body.parser().get2::<&str, &str>();
        let known = match asked {
            Ok((NAMESPACE, key)) => self.settings.get(key).copied(),
            _ => None,
        };
        let reply = match known {
            Some(value) => {
                let mut reply = call.dynheader.make_response();
                // `Read` answers with a variant in a variant.
                let inner = Container::make_variant(value);
                let outer = Container::make_variant(Param::Container(inner));
                reply.body.push_old_param(&Param::Container(outer)).unwrap();
                reply
            }
            None => unknown_method(&call.dynheader),
        };
        send(&mut self.bus, reply);
    }
}
