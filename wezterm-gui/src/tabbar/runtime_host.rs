//! The configuration's Lua runtime as the host of the tab bar's callbacks.

use crate::callback_cache::{CallError, CallbackEvent, CallbackHost, PureHandler};
use config::LuaRuntime;
use mlua::{Lua, MultiValue, Value};
use std::rc::Rc;
use std::time::Duration;

/// One loaded configuration's runtime.
pub struct RuntimeHost {
    /// The runtime its handlers are registered in.
    pub runtime: Rc<LuaRuntime>,
    /// `Configuration::generation`: moves with every load.
    pub config_generation: u64,
}

impl CallbackHost for RuntimeHost {
    fn lua(&self) -> &Lua {
        self.runtime.lua()
    }

    fn has_handlers(&self, event: &str) -> bool {
        self.runtime.has_handlers(event)
    }

    fn call(&self, event: &str, args: MultiValue, budget: Duration) -> Result<Value, CallError> {
        match self
            .runtime
            .call_sync_within::<_, Value>(event, args, budget)
        {
            Ok(result) => Ok(result.unwrap_or(Value::Nil)),
            Err(error) if error.fault.is_overrun() => Err(CallError::Overrun(error.fault.message)),
            Err(error) => Err(CallError::Raised(error.fault.message)),
        }
    }

    fn epoch(&self) -> u64 {
        self.runtime.epoch()
    }

    fn config_generation(&self) -> u64 {
        self.config_generation
    }

    fn pure_handler(&self, event: CallbackEvent, stamp: u64) -> Option<PureHandler> {
        let findings = self
            .runtime
            .findings(event.name(), event.signature(), stamp)?;
        Some(PureHandler {
            reads: findings.analysis.verdict().ok()?.clone(),
            outside: findings.outside,
        })
    }

    fn outside_reads(&self) -> u64 {
        self.runtime.outside_reads()
    }
}
