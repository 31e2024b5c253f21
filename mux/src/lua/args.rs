use crate::{Direction, SpawnCommand, SpawnDomain, SplitRequest, SplitSize};
use mlua::{Table, Value};
use std::collections::BTreeMap;

/// A spec of `spawn_window`, `spawn_tab` or `split`.
pub(super) fn spawn_command(
    spec: Option<&Table>,
    domain: SpawnDomain,
) -> mlua::Result<SpawnCommand> {
    let Some(spec) = spec else {
        return Ok(SpawnCommand {
            domain,
            ..SpawnCommand::default()
        });
    };
    let environment: Option<BTreeMap<String, String>> = spec.get("set_environment_variables")?;
    let cwd: Option<String> = spec.get("cwd")?;
    Ok(SpawnCommand {
        args: spec.get("args")?,
        cwd: cwd.map(Into::into),
        environment: environment.unwrap_or_default(),
        domain: match spec.get::<Value>("domain")? {
            Value::Nil => domain,
            value => spawn_domain(&value)?,
        },
    })
}

fn spawn_domain(value: &Value) -> mlua::Result<SpawnDomain> {
    let found = match value {
        Value::String(name) => match &*name.to_str()? {
            "DefaultDomain" => Some(SpawnDomain::Default),
            "CurrentPaneDomain" => Some(SpawnDomain::CurrentPane),
            _ => None,
        },
        Value::Table(table) => match table.get::<Option<String>>("DomainName")? {
            Some(name) => Some(SpawnDomain::Name(name)),
            None => table.get::<Option<usize>>("DomainId")?.map(SpawnDomain::Id),
        },
        _ => None,
    };
    found.ok_or_else(|| {
        mlua::Error::runtime(
            "domain must be \"DefaultDomain\", \"CurrentPaneDomain\", {DomainName=\"..\"} or {DomainId=..}",
        )
    })
}

pub(super) fn direction(name: &str) -> mlua::Result<Direction> {
    name.parse().map_err(mlua::Error::runtime)
}

/// `direction`, `size` (below 1 a share, else cells) and `top_level` of a spec.
pub(super) fn split_request(spec: Option<&Table>) -> mlua::Result<SplitRequest> {
    let mut request = SplitRequest::default();
    let Some(spec) = spec else {
        return Ok(request);
    };
    if let Some(name) = spec.get::<Option<String>>("direction")? {
        request.direction = match name.as_str() {
            "Top" => Direction::Up,
            "Bottom" => Direction::Down,
            name => direction(name)?,
        };
    }
    if let Some(size) = spec.get::<Option<f64>>("size")? {
        if !size.is_finite() || size <= 0.0 {
            return Err(mlua::Error::runtime(format!(
                "size must be more than 0: below 1 a share, else cells; it is {size}"
            )));
        }
        request.size = if size < 1.0 {
            SplitSize::Percent((size * 100.0).round() as u8)
        } else {
            SplitSize::Cells(size as usize)
        };
    }
    request.top_level = spec.get::<Option<bool>>("top_level")?.unwrap_or(false);
    Ok(request)
}
