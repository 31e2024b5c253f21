//! Functions that make a pane, which may be on a server: then they wait for its
//! answer, without keeping a window from drawing.

use super::{LuaHooks, lua_error, with_mux};
use crate::{Answered, Mux, MuxError, PaneId};
use mlua::{Function, IntoLua, IntoLuaMulti, Lua, MultiValue, Value};
use std::rc::Rc;

/// How a function that makes a pane has begun.
pub enum Begun {
    /// The pane is there.
    Done(PaneId),
    /// A server is to be asked: to be called by who can wait, with what is told
    /// the answer. Dropped by who can not, and then nothing was asked.
    Ask(Box<dyn FnOnce(Answered) -> mlua::Result<()>>),
}

/// Begins to make a pane, given a function's arguments.
pub type Begin = Box<dyn Fn(&Lua, MultiValue) -> mlua::Result<Begun>>;

/// Makes the Lua function of a name which begins so and returns the number of
/// the pane. It suspends the coroutine that calls it until a server answers.
pub type Suspending = Rc<dyn Fn(&Lua, &'static str, Begin) -> mlua::Result<Function>>;

/// Makes the pane now, or says that a server has to be asked.
pub(super) fn begin(
    lua: &Lua,
    asks: impl FnOnce(&Mux) -> bool,
    make: impl FnOnce(&mut Mux) -> crate::Result<PaneId> + 'static,
) -> mlua::Result<Begun> {
    if !with_mux(lua, |mux| Ok(asks(mux)))? {
        return with_mux(lua, |mux| make(mux).map_err(lua_error)).map(Begun::Done);
    }
    let lua = lua.clone();
    Ok(Begun::Ask(Box::new(move |answered| {
        with_mux(&lua, |mux| match make(mux) {
            Ok(pane) => {
                answered(Ok(pane));
                Ok(())
            }
            Err(MuxError::Asked(ask) | MuxError::Attaching(ask)) => {
                mux.when_answered(ask, answered);
                Ok(())
            }
            Err(error) => Err(lua_error(error)),
        })
    })))
}

/// A Lua function that begins so and returns what `objects` makes of the pane.
pub(super) fn function<R: IntoLuaMulti>(
    lua: &Lua,
    name: &'static str,
    begin: impl Fn(&Lua, MultiValue) -> mlua::Result<Begun> + 'static,
    objects: impl Fn(&Mux, PaneId) -> R + 'static,
) -> mlua::Result<Function> {
    let hook = lua
        .app_data_ref::<LuaHooks>()
        .and_then(|hooks| hooks.suspending.clone());
    let pane = match hook {
        Some(hook) => hook(lua, name, Box::new(begin))?,
        None => lua.create_function(move |lua, args| match begin(lua, args)? {
            Begun::Done(pane) => Ok(pane),
            Begun::Ask(_) => Err(mlua::Error::runtime(format!(
                "{name} waits for a server, and nothing here can wait"
            ))),
        })?,
    };
    let objects =
        lua.create_function(move |lua, pane| with_mux(lua, |mux| Ok(objects(mux, pane))))?;
    lua.load("local pane, objects = ... return function(...) return objects(pane(...)) end")
        .set_name(format!("=({name})"))
        .call((pane, objects))
}

/// Such a function as a method: made when the first object of a kind is.
pub(super) struct Method<F>(pub(super) F);

impl<F: FnOnce(&Lua) -> mlua::Result<Function>> IntoLua for Method<F> {
    fn into_lua(self, lua: &Lua) -> mlua::Result<Value> {
        (self.0)(lua).map(Value::Function)
    }
}
