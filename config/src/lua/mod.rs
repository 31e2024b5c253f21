//! The module `wezterm` and what a VM is furnished with.
//!
//! Each file registers one group of functions and knows nothing of the others.
//! Functions whose result depends on more than their arguments are registered
//! through [`Registrar::outside`], so that nobody keeps what they return.

mod battery;
mod bindings;
mod builder;
mod color;
mod colorspace;
mod events;
mod files;
mod formats;
mod git;
mod global;
mod gradient;
mod host;
mod image_colors;
mod nerdfonts;
pub(crate) mod patterns;
mod plain;
mod plugin;
mod plugin_lock;
mod popen;
mod process;
mod procinfo;
mod registrar;
mod scheme_files;
mod schemes;
mod ssh;
mod strings;
mod sun;
#[cfg(test)]
mod tests;
mod text;
mod time;
mod url;
mod vm;

pub(crate) use builder::unwrap_builder;
pub(crate) use color::Color;
pub use global::GlobalStore;
pub(crate) use gradient::of_config as gradient_colors;
pub use nerdfonts::{nerdfont, nerdfonts};
pub use plain::PlainValue;
pub use procinfo::process_table;
pub(crate) use schemes::load_named_scheme;
pub use url::UrlObject;
pub(crate) use vm::{data_dir, home_dir, new_vm, submodule};

use crate::runtime::RuntimeState;
use mlua::prelude::*;
use registrar::Registrar;
use std::rc::Rc;

/// The groups of functions.
const GROUPS: &[fn(&Registrar<'_>) -> mlua::Result<()>] = &[
    bindings::register,
    builder::register,
    color::register,
    events::register,
    files::register,
    formats::register,
    global::register,
    host::register,
    image_colors::register,
    nerdfonts::register,
    plugin::register,
    popen::register,
    process::register,
    procinfo::register,
    schemes::register,
    ssh::register,
    strings::register,
    text::register,
    time::register,
    url::register,
];

/// Furnishes `lua` with the module `wezterm`.
pub(crate) fn install(lua: &Lua, state: &Rc<RuntimeState>) -> mlua::Result<()> {
    vm::install(lua, state)?;
    let module = Registrar::new(lua, state, state.module_table(lua)?);
    for register in GROUPS {
        register(&module)?;
    }
    Ok(())
}
