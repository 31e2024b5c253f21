//! Most title callbacks of our own examples are found to be pure.
#![allow(missing_docs, clippy::unwrap_used)]

use config::{ConfigSource, Configuration};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use wezterm_gui::callback_cache::CallbackEvent;

fn examples() -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../assets/examples");
    let mut files: Vec<PathBuf> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| match path.is_dir() {
            true => path.join("wezterm.lua"),
            false => path,
        })
        .collect();
    files.sort();
    files
}

/// The verdict on each title handler of a configuration: the reason, where it
/// is volatile.
fn verdicts(file: &Path) -> Vec<(CallbackEvent, Result<(), String>)> {
    let source = ConfigSource {
        file: Some(file.to_owned()),
        ..ConfigSource::new(Arc::new(|| ()))
    };
    let configuration = Configuration::load(&source);
    assert_eq!(configuration.error, None, "{}", file.display());
    let runtime = configuration.runtime.unwrap();
    CallbackEvent::ALL
        .into_iter()
        .filter_map(|event| {
            let findings = runtime.findings(event.name(), event.signature(), 0)?;
            let verdict = findings.analysis.verdict();
            Some((event, verdict.map(|_| ()).map_err(str::to_owned)))
        })
        .collect()
}

#[test]
fn most_title_callbacks_of_the_examples_are_pure() {
    let mut pure = 0;
    let mut volatile = Vec::new();
    for file in examples() {
        for (event, verdict) in verdicts(&file) {
            match verdict {
                Ok(()) => pure += 1,
                Err(reason) => volatile.push(format!("{}: {event:?}: {reason}", file.display())),
            }
        }
    }
    assert!(
        pure >= 4 && pure >= volatile.len(),
        "{pure} pure callbacks, volatile: {volatile:#?}"
    );
}
