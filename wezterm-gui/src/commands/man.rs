use anyhow::Context;
use clap::{Args, Command};
use std::path::PathBuf;

/// Arguments of `wezterm man`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ManArgs {
    /// Folder for the pages; standard output gets the main one when absent.
    #[arg(value_name = "DIR")]
    dir: Option<PathBuf>,
}

/// Writes the manual pages that follow from the command line's definition.
///
/// # Errors
/// When a page can not be written.
pub(crate) fn man(args: &ManArgs, command: Command) -> anyhow::Result<()> {
    let Some(dir) = &args.dir else {
        clap_mangen::Man::new(command).render(&mut std::io::stdout().lock())?;
        return Ok(());
    };
    std::fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    clap_mangen::generate_to(command, dir)
        .with_context(|| format!("writing manual pages to {}", dir.display()))
}
