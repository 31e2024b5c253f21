//! `wezterm init-config`: a first configuration, and what an editor needs to
//! know its options and functions.

use super::print;
use anyhow::Context;
use clap::Args;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Arguments of `wezterm init-config`.
#[derive(Clone, Debug, Args)]
pub(super) struct InitConfigArgs {
    /// Replace files that are there.
    #[arg(long)]
    force: bool,

    /// The folder to write to; by default where the configuration is looked for.
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

const STARTER: &str = include_str!("starter.lua");

/// Writes `wezterm.lua`, `.luarc.json` and the type definitions it points to.
///
/// # Errors
/// When a file can not be written, or is there and `--force` is not given.
pub(super) fn run(args: &InitConfigArgs) -> anyhow::Result<()> {
    let dir = match &args.dir {
        Some(dir) => std::path::absolute(dir)?,
        None => config::SearchPaths::from_environment().default_config_dir(),
    };
    let types = dir.join(".lua-types");
    let settings = serde_json::json!({
        "runtime.version": "Lua 5.4",
        "workspace.library": [types.to_string_lossy()],
        "workspace.checkThirdParty": false,
        // Most of what may be nil is not, and a configuration need not ask.
        "diagnostics.disable": ["need-check-nil"],
    });
    let settings = serde_json::to_string_pretty(&settings)? + "\n";
    let mut out = String::new();
    write(&dir.join("wezterm.lua"), STARTER, args.force, &mut out)?;
    write(&dir.join(".luarc.json"), &settings, args.force, &mut out)?;
    for (name, text) in config::stubs::files() {
        // Ours, and newer with each version.
        write(&types.join(name), &text, true, &mut out)?;
    }
    print::text(&out)
}

fn write(path: &Path, text: &str, force: bool, out: &mut String) -> anyhow::Result<()> {
    if let Some(dir) = path.parent() {
        std::fs::create_dir_all(dir)
            .with_context(|| format!("making the folder {}", dir.display()))?;
    }
    if !force && path.symlink_metadata().is_ok() {
        let _ = writeln!(
            out,
            "{} is there and stays; --force replaces it",
            path.display()
        );
        return Ok(());
    }
    std::fs::write(path, text).with_context(|| format!("writing {}", path.display()))?;
    let _ = writeln!(out, "{}", path.display());
    Ok(())
}
