//! The module `wezterm` and what a VM is furnished with.
//!
//! Each file registers one group of functions and knows nothing of the others.
//! Functions whose result depends on more than their arguments are registered
//! through [`Registrar::outside`], so that nobody keeps what they return.

mod global;
mod plain;
mod registrar;
mod vm;

pub use global::GlobalStore;
pub use plain::PlainValue;
pub(crate) use vm::{data_dir, home_dir, new_vm, submodule};

use crate::runtime::RuntimeState;
use mlua::prelude::*;
use registrar::Registrar;
use std::rc::Rc;

/// Furnishes `lua` with the module `wezterm`.
pub(crate) fn install(lua: &Lua, state: &Rc<RuntimeState>) -> mlua::Result<()> {
    vm::install(lua, state)?;
    let module = Registrar::new(lua, state, state.module_table(lua)?);
    global::register(&module)?;
    Ok(())
}
