use super::{lua_error, with_mux};
use crate::{Domain, DomainId, DomainKind, SpawnDomain};
use mlua::{Lua, UserData, UserDataMethods, Value};

/// `MuxDomain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LuaDomain {
    pub(super) id: DomainId,
    pub(super) name: String,
}

impl LuaDomain {
    fn domain(&self, lua: &Lua) -> mlua::Result<Domain> {
        with_mux(lua, |mux| {
            mux.find_domain(&SpawnDomain::Id(self.id))
                .map_err(lua_error)
        })
    }
}

impl UserData for LuaDomain {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("domain_id", |_, this, ()| Ok(this.id));
        methods.add_method("name", |_, this, ()| Ok(this.name.clone()));
        methods.add_method("label", |lua, this, ()| Ok(this.domain(lua)?.label));
        methods.add_method("is_spawnable", |lua, this, ()| {
            this.domain(lua)?;
            Ok(true)
        });
        methods.add_method("state", |lua, this, ()| {
            Ok(match this.domain(lua)?.kind {
                DomainKind::Remote(None) => "Detached",
                _ => "Attached",
            })
        });
        methods.add_method("has_any_panes", |lua, this, ()| {
            with_mux(lua, |mux| {
                Ok(mux.panes().any(|pane| pane.domain_id() == this.id))
            })
        });
        methods.add_method("attach", |lua, this, _window: Value| {
            // What runs in this process is always attached.
            if !matches!(this.domain(lua)?.kind, DomainKind::Remote(_)) {
                return Ok(());
            }
            with_mux(lua, |mux| {
                let domain = SpawnDomain::Id(this.id);
                mux.attach(&domain, None).map(drop).map_err(lua_error)
            })
        });
        methods.add_method("detach", |lua, this, ()| {
            if !matches!(this.domain(lua)?.kind, DomainKind::Remote(_)) {
                return Err(mlua::Error::runtime(format!(
                    "domain {:?} runs in this process and cannot be detached",
                    this.name
                )));
            }
            with_mux(lua, |mux| {
                mux.detach(&SpawnDomain::Id(this.id)).map_err(lua_error)
            })
        });
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("MuxDomain(domain_id:{})", this.id))
        });
    }
}
