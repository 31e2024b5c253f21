use super::with_mux;
use crate::DomainId;
use mlua::{UserData, UserDataMethods, Value};

/// `MuxDomain`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LuaDomain {
    pub(super) id: DomainId,
    pub(super) name: String,
}

impl UserData for LuaDomain {
    fn add_methods<M: UserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("domain_id", |_, this, ()| Ok(this.id));
        methods.add_method("name", |_, this, ()| Ok(this.name.clone()));
        methods.add_method("label", |_, this, ()| Ok(this.name.clone()));
        methods.add_method("is_spawnable", |_, _, ()| Ok(true));
        methods.add_method("state", |_, _, ()| Ok("Attached"));
        methods.add_method("has_any_panes", |lua, this, ()| {
            with_mux(lua, |mux| {
                Ok(mux.panes().any(|pane| pane.domain_id() == this.id))
            })
        });
        // This machine is always attached.
        methods.add_method("attach", |_, _, _window: Value| Ok(()));
        methods.add_method("detach", |_, this, ()| -> mlua::Result<()> {
            Err(mlua::Error::runtime(format!(
                "domain {:?} cannot be detached",
                this.name
            )))
        });
        methods.add_meta_method("__tostring", |_, this, ()| {
            Ok(format!("MuxDomain(domain_id:{})", this.id))
        });
    }
}
