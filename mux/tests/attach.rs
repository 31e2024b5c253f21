//! A server and its clients, in one process: what one prints the others show.
#![allow(missing_docs, clippy::unwrap_used, reason = "a test may panic")]

#[path = "support/served.rs"]
mod served;

use mux::attach::Stream;
use mux::control::ControlServer;
use mux::{Mux, MuxEvent, MuxOptions, SpawnCommand, SpawnDomain};
use served::{
    Job, LIMIT, Server, answer, client, client_with, only_pane, same_text, settings, wait,
};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;
use std::time::Instant;
use wezterm_types::TerminalSize;

#[test]
fn a_new_pane_is_not_waited_for() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    server.with(|mux| {
        mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
            .unwrap();
    });
    let mut client = client(socket);
    let ours = only_pane(&mut client);
    let split = mux::SplitRequest::default();
    // The server is busy until it is told that the client has gone on.
    let (go_on, waits) = channel::<()>();
    let busy: Job = Box::new(move |_| waits.recv_timeout(LIMIT).unwrap());
    server.jobs.send(busy).unwrap();
    let asked = client.split_pane(ours, split, &SpawnCommand::default());
    let asked = asked.unwrap_err();
    go_on.send(()).unwrap();
    let new = answer(&mut client, asked).unwrap();
    assert_eq!(client.tab_of_pane(new), client.tab_of_pane(ours));
    // What cannot be done is told to who asked, or to the user.
    let window = client.window_of_pane(ours).unwrap();
    let missing = SpawnCommand::from_args(["no-such-program-here"]);
    let size = TerminalSize::default();
    let asked = client.spawn_tab(window, &missing, size).unwrap_err();
    let why = answer(&mut client, asked).unwrap_err();
    assert!(why.contains("no-such-program-here"), "{why}");
    client.spawn_tab(window, &missing, size).unwrap_err();
    wait("a refusal", || {
        let refused = |event: &MuxEvent| matches!(event, MuxEvent::Refused { .. });
        client.poll().iter().any(refused).then_some(())
    });
    // Who waits for a server that goes is told so.
    let asked = client.spawn_tab(window, &SpawnCommand::default(), size);
    let asked = asked.unwrap_err();
    drop(server);
    let _ = answer(&mut client, asked);
}

#[test]
fn a_client_shows_what_the_server_has_and_what_it_does() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let first = server.with(|mux| {
        let size = TerminalSize::default();
        let (window, tab, pane) = mux
            .spawn_window(&SpawnCommand::default(), size, Some("work"))
            .unwrap();
        mux.set_tab_title(tab, "named").unwrap();
        mux.set_window_title(window, "and titled").unwrap();
        pane
    });
    server.with(move |mux| {
        mux.pane(first)
            .unwrap()
            .write(b"for i in $(seq 1 200); do echo line $i of many; done\n")
            .unwrap();
    });
    wait("output", || {
        server
            .text(first)
            .contains("line 200 of many")
            .then_some(())
    });

    let mut client = client(socket.clone());
    let ours = only_pane(&mut client);
    same_text(&server, first, &mut client, ours, "line 7 of many");
    let window = client.windows().next().unwrap();
    assert_eq!((window.workspace(), window.title()), ("work", "and titled"));
    let tab = client.tab(window.active_tab().unwrap()).unwrap();
    assert_eq!(tab.title(), "named");
    let window = window.id();

    // What is typed here is done there.
    client
        .pane(ours)
        .unwrap()
        .write(b"echo typed-$((6*7))\n")
        .unwrap();
    same_text(&server, first, &mut client, ours, "typed-42");

    // Splits, zoom and sizes come back from the server.
    let asked = client
        .split_pane(ours, mux::SplitRequest::default(), &SpawnCommand::default())
        .unwrap_err();
    let second = answer(&mut client, asked).unwrap();
    assert_ne!(second, ours);
    assert_eq!(server.with(|mux| mux.panes().count()), 2);
    client.set_zoomed(second, true).unwrap();
    let tab = client.tab_of_pane(ours).unwrap();
    wait("the zoom", || {
        client.poll();
        client.tab(tab).unwrap().is_zoomed().then_some(())
    });
    client.set_zoomed(second, false).unwrap();
    let wide = TerminalSize {
        cols: 121,
        ..TerminalSize::default()
    };
    client.resize_window(window, wide).unwrap();
    wait("the size", || {
        client.poll();
        let size = client.pane(second).unwrap().lock_terminal().size();
        (size.cols == 60).then_some(())
    });

    // A second client sees the same, and the first going away changes nothing.
    let mut other = client_with({
        let socket = socket.clone();
        Arc::new(move || {
            let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
            Stream::unix(stream).map_err(|error| error.to_string())
        })
    });
    wait("both panes", || {
        other.poll();
        (other.panes().count() == 2).then_some(())
    });
    let window = client.windows().next().unwrap().id();
    client.close_window(window).unwrap();
    assert!(client.poll().contains(&MuxEvent::Empty));
    drop(client);
    let theirs = server.with(|mux| mux.panes().map(|pane| pane.id()).collect::<Vec<_>>());
    assert_eq!(theirs.len(), 2);
    let ours = other.panes().next().unwrap().id();
    other
        .pane(ours)
        .unwrap()
        .write(b"echo still-$((1+1))\n")
        .unwrap();
    same_text(&server, first, &mut other, ours, "still-2");

    // A pane that is closed there is closed here, and the last takes the window.
    server.with(move |mux| mux.close_pane(first).unwrap());
    wait("one pane", || {
        other.poll();
        (other.panes().count() == 1).then_some(())
    });
    let last = other.panes().next().unwrap().id();
    other.close_pane(last).unwrap();
    wait("the end", || {
        other.poll().contains(&MuxEvent::Empty).then_some(())
    });
}

#[test]
fn a_tab_that_is_asked_for_in_a_domain_comes_into_its_window() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let size = TerminalSize::default();
    server.with(move |mux| {
        mux.spawn_window(&SpawnCommand::default(), size, None)
            .map(drop)
            .unwrap();
    });
    let mut client = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: settings(),
        socket_path: None,
    });
    let here = client.message_window("here", size, None).unwrap().0;
    client.define_domain(
        "unix",
        Arc::new(move || {
            let stream = UnixStream::connect(&socket).map_err(|error| error.to_string())?;
            Stream::unix(stream).map_err(|error| error.to_string())
        }),
    );
    // As `wezterm connect unix --new-tab` asks: attached first, then in it.
    let ask = |client: &mut Mux| {
        let request = mux::control::Request::Spawn {
            window: None,
            pane: None,
            new_window: false,
            workspace: None,
            domain: Some("unix".to_owned()),
            args: Vec::new(),
            cwd: None,
            environment: Default::default(),
            size: None,
        };
        let asked = mux::MuxError::Asked(client.request(request).unwrap_err());
        answer(client, asked).unwrap()
    };
    let first = ask(&mut client);
    let second = ask(&mut client);
    let windows = client.windows().count();
    assert_eq!(
        windows, 3,
        "one here, the server's and the one opened there"
    );
    let of = client.window_of_pane(second).unwrap();
    assert_ne!(of, here);
    assert_eq!(client.window(of).unwrap().tabs().len(), 2);
    assert_eq!(client.panes().count(), 4);
    assert!(client.window_of_pane(first).is_some());
    client.detach(&SpawnDomain::Name("unix".into())).unwrap();
}

#[test]
fn a_server_that_is_starting_is_not_given_a_second_window() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let mut client = Mux::new(MuxOptions {
        wake: Arc::new(|| {}),
        settings: settings(),
        socket_path: None,
    });
    let stream = socket.clone();
    client.define_domain(
        "unix",
        Arc::new(move || {
            let stream = UnixStream::connect(&stream).map_err(|error| error.to_string())?;
            Stream::unix(stream).map_err(|error| error.to_string())
        }),
    );
    let size = TerminalSize::default();
    let first = Some((SpawnCommand::default(), size, None));
    client
        .attach(&SpawnDomain::Name("unix".into()), first)
        .unwrap();
    wait("the connection", || {
        client.poll();
        (server.hub.clients() == 1).then_some(())
    });
    server.with(move |mux| drop(mux.spawn_window(&SpawnCommand::default(), size, None)));
    let ours = only_pane(&mut client);
    // What would have been asked for earlier has been answered by now.
    let split = mux::SplitRequest::default();
    let asked = client.split_pane(ours, split, &SpawnCommand::default());
    answer(&mut client, asked.unwrap_err()).unwrap();
    assert_eq!(server.with(|mux| mux.panes().count()), 2);
}

#[test]
fn a_flood_delays_nobody_and_ends_with_the_right_text() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let flood = server.with(|mux| {
        let command = SpawnCommand::from_args(["sh", "-c", "seq 1 400000; echo the end; cat"]);
        mux.spawn_window(&command, TerminalSize::default(), None)
            .unwrap()
            .2
    });
    let quiet = server.with(|mux| {
        mux.spawn_window(
            &SpawnCommand::from_args(["cat"]),
            TerminalSize::default(),
            None,
        )
        .unwrap()
        .2
    });
    let mut client = client(socket);
    wait("both panes", || {
        client.poll();
        (client.panes().count() == 2).then_some(())
    });
    let echo = client.panes().nth(1).unwrap().id();
    client
        .pane(echo)
        .unwrap()
        .write(b"are you there\n")
        .unwrap();
    same_text(&server, quiet, &mut client, echo, "are you there");
    let ours = client.panes().next().unwrap().id();
    same_text(&server, flood, &mut client, ours, "the end");
}

#[test]
fn hostile_and_dead_clients_stop_nothing() {
    use std::io::{Read, Write};
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    let pane = server.with(|mux| {
        mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
            .unwrap()
            .2
    });
    let json = |text: &str| {
        let mut frame = u32::try_from(text.len()).unwrap().to_le_bytes().to_vec();
        frame.extend(text.as_bytes());
        frame
    };
    let hello = json(r#"{"protocol":3,"version":"x","pid":1}"#);
    let attach = json(r#""Attach""#);
    for garbage in [
        &b"\xff\xff\xff\xff"[..],
        b"\x03\x00\x00\x00\xff\xff\xff",
        b"\x05\x00\x00",
        b"\x02\x00\x00\x00\x02\xff",
    ] {
        let mut stream = UnixStream::connect(&socket).unwrap();
        stream.write_all(&hello).unwrap();
        stream.write_all(&attach).unwrap();
        // It may be cut off at once.
        let _ = stream.write_all(garbage);
        let _ = stream.shutdown(std::net::Shutdown::Write);
        stream.set_read_timeout(Some(LIMIT)).unwrap();
        let mut all = Vec::new();
        let _ = stream.read_to_end(&mut all);
        assert!(!all.is_empty());
    }
    // One that reads nothing at all.
    let mut deaf = UnixStream::connect(&socket).unwrap();
    deaf.write_all(&hello).unwrap();
    deaf.write_all(&attach).unwrap();
    let mut client = client(socket.clone());
    let ours = only_pane(&mut client);
    client
        .pane(ours)
        .unwrap()
        .write(b"seq 1 100000; echo fine-$((2+3))\n")
        .unwrap();
    same_text(&server, pane, &mut client, ours, "fine-5");
    // A second server cannot take the socket of the first.
    let error = ControlServer::bind(&socket, Arc::new(|| {})).err().unwrap();
    assert!(error.to_string().contains("another wezterm"), "{error}");
}

#[test]
fn a_server_that_starts_again_replaces_what_was() {
    let temp = tempfile::tempdir().unwrap();
    let socket = temp.path().join("wezterm/sock");
    let server = Server::start(&socket);
    server.with(|mux| {
        mux.spawn_window(&SpawnCommand::default(), TerminalSize::default(), None)
            .unwrap()
            .2
    });
    let mut client = client(socket.clone());
    let old = only_pane(&mut client);
    drop(server);
    let text = client.pane(old).unwrap();
    wait("the loss", || {
        client.poll();
        text.write(b"x").is_err().then_some(())
    });
    assert!(client.pane(old).is_some(), "what it showed stays");
    let server = Server::start(&socket);
    let theirs = server.with(|mux| {
        let command = SpawnCommand::from_args(["sh", "-c", "echo another; cat"]);
        mux.spawn_window(&command, TerminalSize::default(), None)
            .unwrap()
            .2
    });
    wait("the new pane", || {
        client.poll();
        client.pane(old).is_none().then_some(())
    });
    let since = Instant::now();
    while client.panes().next().is_none() {
        client.poll();
        assert!(
            since.elapsed() < LIMIT,
            "{} panes, {:?}",
            server.with(|mux| mux.panes().count()),
            server.with(move |mux| mux.pane(theirs).map(|pane| pane.exit_status()))
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    let ours = only_pane(&mut client);
    same_text(&server, theirs, &mut client, ours, "another");
}
