//! `wezterm.time`, `strftime` and the object `Time`.

use super::registrar::Registrar;
use super::sun;
use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, Local, NaiveDate, NaiveDateTime, TimeZone, Utc};
use mlua::prelude::*;
use std::fmt::{Display, Write};
use std::time::Duration;

/// The object `Time`: an instant.
#[derive(Debug, Clone, Copy)]
struct Time(DateTime<Utc>);

/// `time` by the `strftime` pattern `format`.
fn format<Z: TimeZone>(time: &DateTime<Z>, format: &str) -> mlua::Result<String>
where
    Z::Offset: Display,
{
    let items: Vec<Item<'_>> = StrftimeItems::new(format).collect();
    let mut out = String::new();
    let bad = items.iter().any(|item| matches!(item, Item::Error));
    if bad || write!(out, "{}", time.format_with_items(items.into_iter())).is_err() {
        let message = format!("the time format {format:?} has an unknown % sequence");
        return Err(LuaError::runtime(message));
    }
    Ok(out)
}

impl LuaUserData for Time {
    fn add_methods<M: LuaUserDataMethods<Self>>(methods: &mut M) {
        methods.add_method("format", |_, this, pattern: String| {
            format(&this.0.with_timezone(&Local), &pattern)
        });
        methods.add_method("format_utc", |_, this, pattern: String| {
            format(&this.0, &pattern)
        });
        methods.add_method("sun_times", |lua, this, (lat, lon): (f64, f64)| {
            if !(lat.abs() <= 90.0 && lon.abs() <= 180.0) {
                let message = format!("{lat}, {lon} is no latitude and longitude in degrees");
                return Err(LuaError::runtime(message));
            }
            let sun = sun::sun_times(this.0, lat, lon);
            let table = lua.create_table()?;
            table.set("rise", sun.rise.map(Time))?;
            table.set("set", sun.set.map(Time))?;
            table.set("up", sun.up)?;
            table.set("progression", sun.progression)?;
            Ok(table)
        });
        methods.add_meta_method(LuaMetaMethod::ToString, |_, this, ()| {
            Ok(format!("Time: {}", this.0.to_rfc3339()))
        });
        methods.add_meta_method(LuaMetaMethod::Eq, |_, this, other: LuaUserDataRef<Self>| {
            Ok(this.0 == other.0)
        });
        methods.add_meta_method(LuaMetaMethod::Lt, |_, this, other: LuaUserDataRef<Self>| {
            Ok(this.0 < other.0)
        });
        methods.add_meta_method(LuaMetaMethod::Le, |_, this, other: LuaUserDataRef<Self>| {
            Ok(this.0 <= other.0)
        });
    }
}

/// Reads `text` by `pattern`; without a zone in it, the local one is meant.
fn parse(text: &str, pattern: &str) -> mlua::Result<Time> {
    if let Ok(time) = DateTime::parse_from_str(text, pattern) {
        return Ok(Time(time.to_utc()));
    }
    let naive = NaiveDateTime::parse_from_str(text, pattern).or_else(|error| {
        let date = NaiveDate::parse_from_str(text, pattern).map_err(|_| error)?;
        Ok(date.and_time(chrono::NaiveTime::MIN))
    });
    let naive = naive.map_err(|error: chrono::ParseError| {
        LuaError::runtime(format!(
            "cannot read {text:?} as a time like {pattern:?}: {error}"
        ))
    })?;
    let local = Local.from_local_datetime(&naive).earliest();
    Ok(Time(
        local.map_or_else(|| naive.and_utc(), |time| time.to_utc()),
    ))
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.outside("strftime", |_, _, pattern: String| {
        format(&Local::now(), &pattern)
    })?;
    module.outside("strftime_utc", |_, _, pattern: String| {
        format(&Utc::now(), &pattern)
    })?;
    let time = module.submodule("time")?;
    time.outside("now", |_, _, ()| Ok(Time(Utc::now())))?;
    time.outside("parse", |_, _, (text, pattern): (String, String)| {
        parse(&text, &pattern)
    })?;
    time.pure("parse_rfc3339", |_, text: String| {
        DateTime::parse_from_rfc3339(&text)
            .map(|time| Time(time.to_utc()))
            .map_err(|error| {
                LuaError::runtime(format!(
                    "cannot read {text:?} as a time of RFC 3339: {error}"
                ))
            })
    })?;
    time.outside(
        "call_after",
        |_, state, (seconds, callback): (f64, LuaFunction)| {
            let delay = Duration::try_from_secs_f64(seconds).map_err(|_| {
                LuaError::runtime(format!("{seconds} is no number of seconds to wait"))
            })?;
            state.add_timer(delay, callback);
            Ok(())
        },
    )
}
