//! The harness itself: what it starts it ends, and what fails it explains.

#![allow(clippy::unwrap_used, reason = "a test may end here")]

use e2e::{Compositor, Desktop, Options, Outcome, Pixel, Result, bail};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Whether a process runs; one that has ended but was not waited for does not.
fn is_alive(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

fn wait_until_dead(pid: &str) {
    e2e::wait_for(&format!("process {pid} to end"), e2e::PATIENCE, || {
        Ok((!is_alive(pid)).then_some(()))
    })
    .unwrap();
}

/// Starts a shell that leaves a child behind, and returns both pids.
fn start_family(desktop: &mut Desktop) -> Result<(String, String)> {
    let mut command = desktop.command("sh");
    command.args(["-c", "sleep 600 & echo $!; exec sleep 600"]);
    let mut program = desktop.spawn("family", command)?;
    let child = program.wait_for("the child's pid", |program| {
        Ok(program.stdout().lines().next().map(str::to_owned))
    })?;
    Ok((program.id().to_string(), child))
}

fn evidence(test: &str) -> PathBuf {
    e2e::target_dir().unwrap().join("e2e").join(test)
}

#[test]
fn a_desktop_shows_nothing_at_first() -> Outcome {
    e2e::run("harness-empty", Options::default(), |desktop| {
        let shot = desktop.screenshot()?;
        assert_eq!(shot.size(), (1280, 800));
        let ground = shot.uniform();
        assert!(
            ground.is_some_and(|pixel| pixel != Pixel(0, 0, 0)),
            "{ground:?}"
        );
        assert_eq!(desktop.windows()?, []);
        Ok(())
    })
}

#[test]
fn both_compositors_start_and_only_sway_has_input() -> Outcome {
    let options = Options {
        compositor: Compositor::Weston,
        ..Options::default()
    };
    e2e::run("harness-weston", options, |desktop| {
        assert!(desktop.wayland_display().exists());
        assert!(desktop.keyboard().is_err());
        assert!(desktop.sway("nop").is_err());
        Ok(())
    })?;
    e2e::run("harness-sway", Options::default(), |desktop| {
        desktop.keyboard()?.type_text("typed for nobody")?;
        assert!(desktop.keyboard()?.tap(&[], "NoSuchKey").is_err());
        assert!(desktop.pointer()?.move_to(5000, 0).is_err());
        assert!(desktop.sway("no such command").is_err());
        Ok(())
    })
}

#[test]
fn whatever_was_started_is_ended_and_removed() -> Outcome {
    let mut family = None;
    let mut folder = PathBuf::new();
    e2e::run("harness-clean", Options::default(), |desktop| {
        family = Some(start_family(desktop)?);
        folder = desktop.dir();
        assert!(folder.exists());
        Ok(())
    })?;
    let (parent, child) = family.unwrap();
    wait_until_dead(&parent);
    wait_until_dead(&child);
    let root = folder.parent().unwrap();
    assert!(!root.exists(), "{} is left behind", root.display());
    Ok(())
}

#[test]
fn a_failure_is_explained_and_keeps_evidence() {
    let mut family = None;
    let failure = e2e::run("harness-failure", Options::default(), |desktop| {
        let mut talker = desktop.command("sh");
        talker.args(["-c", "echo last words >&2; exec sleep 600"]);
        let mut program = desktop.spawn("talker", talker)?;
        program.wait_for("its words", |p| {
            Ok(p.stderr().contains("last").then_some(()))
        })?;
        family = Some(start_family(desktop)?);
        bail!("the reason")
    })
    .unwrap_err();
    let message = format!("{failure:?}");
    for part in ["harness-failure", "the reason", "last words"] {
        assert!(message.contains(part), "{part:?} is missing in:\n{message}");
    }
    let dir = evidence("harness-failure");
    for file in [
        "screenshot.png",
        "windows.txt",
        "1-talker.stderr",
        "sway.stderr",
    ] {
        assert!(dir.join(file).exists(), "{file} was not kept");
    }
    let (parent, child) = family.unwrap();
    wait_until_dead(&parent);
    wait_until_dead(&child);
}

#[test]
fn a_panic_cleans_up_too() {
    let mut family = None;
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        e2e::run("harness-panic", Options::default(), |desktop| {
            family = Some(start_family(desktop)?);
            panic!("as planned")
        })
    }));
    assert!(result.is_err());
    let (parent, child) = family.unwrap();
    wait_until_dead(&parent);
    wait_until_dead(&child);
    assert!(
        Path::new(&evidence("harness-panic"))
            .join("screenshot.png")
            .exists()
    );
}

#[test]
fn a_test_that_hangs_is_ended() {
    let options = Options {
        limit: Duration::from_secs(3),
        ..Options::default()
    };
    let start = Instant::now();
    let result = e2e::run("harness-hang", options, |desktop| {
        let mut command = desktop.command("sleep");
        command.arg("600");
        let mut sleeper = desktop.spawn("sleeper", command)?;
        sleeper.wait_exit(Duration::from_secs(500)).map(|_| ())?;
        // Its end is the watchdog's work: the compositor is gone as well.
        desktop.screenshot().map(|_| ())
    });
    assert!(result.is_err());
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn the_end_of_a_program_is_noticed_while_waiting_for_it() -> Outcome {
    e2e::run("harness-ended", Options::default(), |desktop| {
        let mut program = desktop.spawn("short", desktop.command("false"))?;
        let err = program
            .wait_for("a miracle", |_| Ok(None::<()>))
            .unwrap_err();
        let message = err.to_string();
        assert!(message.contains("exit status: 1"), "{message}");
        assert!(message.contains("a miracle"), "{message}");
        Ok(())
    })
}
