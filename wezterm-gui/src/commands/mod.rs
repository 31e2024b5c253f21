//! Subcommands that open no window: recordings, serial lines, the directory of
//! the shell, manual pages.

mod man;
mod recording;
mod serial;
mod working_directory;

pub(crate) use man::{ManArgs, man};
pub(crate) use recording::{RecordArgs, ReplayArgs, record, replay};
pub(crate) use serial::{BridgeArgs, bridge};
pub(crate) use working_directory::{SetWorkingDirectoryArgs, TmuxPassthru, set_working_directory};
