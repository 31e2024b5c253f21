//! Stands in for the desktop's notification service on the session bus: prints
//! `TITLE|BODY|TIMEOUT` of each notification. Says `ready` when it has its name.

#![allow(clippy::print_stdout, reason = "what it is for")]
#![allow(clippy::unwrap_used, reason = "a test program may end here")]

use rustbus::RpcConn;
use rustbus::connection::Timeout;
use rustbus::connection::ll_conn::force_finish_on_error;
use rustbus::message_builder::MarshalledMessage;
use rustbus::standard_messages::{request_name, unknown_method};

fn main() {
    let mut bus = RpcConn::session_conn(Timeout::Infinite).unwrap();
    send(&mut bus, request_name("org.freedesktop.Notifications", 0));
    println!("ready");
    while let Ok(call) = bus.wait_call(Timeout::Infinite) {
        let reply = answer(&call);
        send(&mut bus, reply);
    }
}

fn send(bus: &mut RpcConn, mut message: MarshalledMessage) {
    let sent = bus.send_message(&mut message).unwrap();
    sent.write_all().map_err(force_finish_on_error).unwrap();
}

fn answer(call: &MarshalledMessage) -> MarshalledMessage {
    let mut reply = call.dynheader.make_response();
    match call.dynheader.member.as_deref() {
        Some("GetCapabilities") => reply.body.push_param(vec!["body", "body-markup"]).unwrap(),
        Some("Notify") => {
            let mut body = call.body.parser();
            let (_, _, _) = body.get3::<&str, u32, &str>().unwrap();
            let (title, text) = body.get2::<&str, &str>().unwrap();
            let _ = body.get::<Vec<&str>>().unwrap();
            // The hints, as far as their type goes.
            body.get_param().unwrap();
            let timeout = body.get::<i32>().unwrap();
            println!("{title}|{text}|{timeout}");
            reply.body.push_param(1u32).unwrap();
        }
        _ => return unknown_method(&call.dynheader),
    }
    reply
}
