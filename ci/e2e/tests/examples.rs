//! Each configuration of `assets/examples`, as a user would see it: it starts,
//! complains of nothing, shows its colours, and the shell in it works.

use anyhow::Context;
use e2e::{Desktop, Options, Outcome, Pixel, Result, Terminal, ensure, wait_for_picture};
use std::path::{Path, PathBuf};

/// The ground of the panel that tells of errors.
const PANEL: Pixel = Pixel(0x5c, 0x1a, 0x1a);

/// A colour of each example that has one of its own, which at least so many
/// pixels have.
const COLORS: &[(&str, Pixel, usize)] = &[
    ("appearance", Pixel(0x1a, 0x1b, 0x26), 50_000),
    ("clock-and-battery", Pixel(0x7a, 0xa2, 0xf7), 200),
    ("event-colors", Pixel(0x10, 0x20, 0x40), 50_000),
    ("light-and-dark", Pixel(0xef, 0xf1, 0xf5), 50_000),
    ("one-table", Pixel(0x1b, 0x1d, 0x1e), 50_000),
    ("powerline", Pixel(0xf9, 0xe2, 0xaf), 500),
    ("several-files", Pixel(0x2e, 0x34, 0x40), 50_000),
    ("tab-titles", Pixel(0x2b, 0x20, 0x42), 500),
];

fn examples() -> Result<Vec<(String, PathBuf)>> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/examples");
    let dir = dir.canonicalize().context("there are no examples")?;
    let mut out = Vec::new();
    for entry in std::fs::read_dir(&dir)? {
        let path = entry?.path();
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        let file = match path.is_dir() {
            true => path.join("wezterm.lua"),
            false => path.clone(),
        };
        out.push((name.into_owned(), file));
    }
    out.sort();
    Ok(out)
}

fn show(desktop: &mut Desktop, name: &str, file: &Path) -> Result<()> {
    // As if the file were the configuration: its modules lie beside it.
    let config = format!(
        "package.path = '{}/?.lua;' .. package.path\nreturn dofile '{}'",
        file.parent().unwrap_or(Path::new("/")).display(),
        file.display()
    );
    let mut terminal = Terminal::start(
        desktop,
        &config,
        &["start", "--always-new-process", "--", "/bin/sh"],
    )?;
    let pane = terminal.focused_pane()?;
    terminal.send(pane, "echo works $((40+2))\n")?;
    terminal.wait_for_text(pane, "works 42\n")?;
    let window = terminal.windows(desktop)?[0].rect;
    wait_for_picture(desktop, "the example's picture", window, |shot| {
        ensure!(shot.uniform().is_none(), "nothing but one colour");
        ensure!(shot.count_near(PANEL, 2) < 1_000, "an error is shown");
        for (_, color, least) in COLORS.iter().filter(|(wanted, ..)| *wanted == name) {
            let found = shot.count_near(*color, 2);
            ensure!(found >= *least, "{found} pixels of {color:?}");
        }
        Ok(())
    })?;
    let log = terminal.log();
    for word in ["ERROR", "panicked", "stack traceback"] {
        ensure!(!log.contains(word), "{name} logs:\n{log}");
    }
    Ok(())
}

/// Every `parts`-th example, from the one of this number.
fn some(title: &str, first: usize, parts: usize) -> Outcome {
    e2e::run(title, Options::default(), |desktop| {
        let examples = examples()?;
        ensure!(examples.len() >= 12, "{} examples", examples.len());
        for (name, file) in examples.iter().skip(first).step_by(parts) {
            show(desktop, name, file).with_context(|| format!("the example {name}"))?;
        }
        Ok(())
    })
}

#[test]
fn one_half_of_the_examples() -> Outcome {
    some("examples-1", 0, 2)
}

#[test]
fn the_other_half_of_the_examples() -> Outcome {
    some("examples-2", 1, 2)
}
