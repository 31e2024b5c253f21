//! Clipboard and primary selection reach other windows and other programs.

mod support;

use e2e::{Desktop, Options, Outcome, Result};
use support::Probe;

/// Gives the compositor a reason to trust the focused window: input.
fn touch(desktop: &mut Desktop, probe: &mut Probe) -> Result<()> {
    desktop.keyboard()?.tap(&[], "F9")?;
    probe.plain_key_press().map(|_| ())
}

/// What `wl-paste` prints.
fn wl_paste(desktop: &Desktop, args: &[&str]) -> Result<String> {
    let output = desktop.command("wl-paste").args(args).output()?;
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn wait_for_paste(desktop: &Desktop, args: &[&str], expected: &str) -> Result<()> {
    desktop.wait_for(&format!("wl-paste to print {expected:?}"), || {
        Ok((wl_paste(desktop, args)? == expected).then_some(()))
    })
}

/// Starts a `wl-copy` that serves `text` until the test ends.
fn wl_copy(desktop: &mut Desktop, args: &[&str], text: &str) -> Result<()> {
    let mut command = desktop.command("wl-copy");
    command.arg("--foreground").args(args).arg(text);
    desktop.spawn("wl-copy", command).map(|_| ())
}

/// Asks until the answer is `expected`: the compositor tells the focused
/// window about a new selection only after the program that made it.
fn wait_for_text(
    desktop: &Desktop,
    probe: &mut Probe,
    command: &str,
    expected: &str,
) -> Result<()> {
    let mut token = 1000;
    desktop.wait_for(&format!("{command} to answer {expected:?}"), || {
        token += 1;
        probe.tell(&format!("{command} {token}"))?;
        let answer = probe.event("text", |e| e["token"] == token)?;
        Ok((answer["text"] == expected).then_some(()))
    })
}

#[test]
fn copies_reach_other_programs_and_kinds_stay_apart() -> Outcome {
    e2e::run("clipboard-out", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        touch(desktop, &mut probe)?;
        probe.tell("copy one clipboard grüße 字")?;
        probe.tell("copy one primary selected")?;
        wait_for_paste(desktop, &["--no-newline"], "grüße 字")?;
        wait_for_paste(desktop, &["--no-newline", "--primary"], "selected")
    })
}

#[test]
fn other_programs_texts_are_pasted() -> Outcome {
    e2e::run("clipboard-in", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        touch(desktop, &mut probe)?;
        wl_copy(desktop, &[], "from outside")?;
        wl_copy(desktop, &["--primary"], "marked outside")?;
        wait_for_text(desktop, &mut probe, "paste one clipboard", "from outside")?;
        wait_for_text(desktop, &mut probe, "paste one primary", "marked outside")
    })
}

#[test]
fn a_large_text_goes_between_two_processes() -> Outcome {
    e2e::run("clipboard-two", Options::default(), |desktop| {
        let mut giver = Probe::start(desktop, "giver")?;
        touch(desktop, &mut giver)?;
        let text = "0123456789abcdef".repeat(20_000);
        giver.tell(&format!("copy giver clipboard {text}"))?;
        let mut taker = Probe::start(desktop, "taker")?;
        touch(desktop, &mut taker)?;
        wait_for_text(desktop, &mut taker, "paste taker clipboard", &text)
    })
}

#[test]
fn one_process_pastes_what_it_copied() -> Outcome {
    e2e::run("clipboard-self", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        touch(desktop, &mut probe)?;
        probe.tell("copy one clipboard mine")?;
        wait_for_text(desktop, &mut probe, "paste one clipboard", "mine")?;
        probe.tell("open two")?;
        probe.event("focused", |e| e["window"] == "two" && e["focused"] == true)?;
        wait_for_text(desktop, &mut probe, "paste two clipboard", "mine")
    })
}

#[test]
fn an_empty_selection_is_answered_as_empty() -> Outcome {
    e2e::run("clipboard-empty", Options::default(), |desktop| {
        let mut probe = Probe::start(desktop, "one")?;
        touch(desktop, &mut probe)?;
        probe.tell("paste one primary 3")?;
        let answer = probe.event("text", |e| e["token"] == 3)?;
        assert!(answer["text"].is_null(), "{answer}");
        assert_eq!(answer["kind"], "primary");
        Ok(())
    })
}

#[test]
fn weston_has_no_primary_selection_and_texts_stay_inside() -> Outcome {
    let options = Options {
        compositor: e2e::Compositor::Weston,
        ..Options::default()
    };
    e2e::run("clipboard-weston", options, |desktop| {
        let mut command = desktop.command(e2e::example("window", "probe")?);
        command.arg("one");
        let mut program = desktop.spawn("probe", command)?;
        let (_, read) = program.wait_for_json("a window", 0, |e| e["event"] == "opened")?;
        program.send_line("copy one primary kept")?;
        program.send_line("paste one primary 8")?;
        let (answer, _) = program.wait_for_json("an answer", read, |e| e["token"] == 8)?;
        assert_eq!(answer["text"], "kept");
        let log = program.stderr();
        assert!(log.contains("offers no primary selection"), "{log}");
        Ok(())
    })
}
