//! Reloading again and again fills no memory.
//!
//! `RELOADS=1000` reloads so often (`ci/soak`).

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use config::Configuration;
use std::time::Instant;

/// What this process has in memory, in bytes.
fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = text
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    let digits = line.split_whitespace().nth(1).unwrap();
    digits.parse::<usize>().unwrap() * 1024
}

#[test]
fn reloads_fill_no_memory() {
    let reloads: usize = std::env::var("RELOADS")
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(60);
    let home = tempfile::tempdir().unwrap();
    let examples = support::top().join("assets/examples");
    let mut source = support::source_in(home.path());
    let files = [
        examples.join("several-files/wezterm.lua"),
        examples.join("powerline.lua"),
        examples.join("workspaces.lua"),
        home.path().join("broken.lua"),
    ];
    // One in four is broken, and keeps the one before.
    std::fs::write(
        &files[3],
        "require('wezterm').on('bell', function() end)\nlocal t = {} for i = 1, 1e4 do t[i] = {} end\nerror 'no'",
    )
    .unwrap();
    source.file = Some(files[0].clone());
    let mut config = Configuration::load(&source);
    let mut after_ten = 0;
    let started = Instant::now();
    for round in 1..=reloads {
        source.file = Some(files[round % files.len()].clone());
        config = config.reload(&source);
        assert_eq!(
            config.error.is_some(),
            round % files.len() == 3,
            "{:?}",
            config.error
        );
        let runtime = config.runtime.as_ref().unwrap();
        runtime.config_table().unwrap();
        runtime.emit_async("bell", ());
        runtime.poll(Instant::now());
        while runtime.collect(std::time::Duration::from_millis(1)) {}
        if round == 12 {
            after_ten = resident();
        }
    }
    let now = resident();
    println!(
        "{reloads} reloads in {:?}: {after_ten} bytes after 12, {now} at the end",
        started.elapsed()
    );
    assert!(
        now <= after_ten + after_ten / 20,
        "{after_ten} bytes after 12 reloads, {now} after {reloads}"
    );
}
