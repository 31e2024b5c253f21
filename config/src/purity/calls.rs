//! What reads, writes, operators and calls do with abstract values.

use super::analysis::Walk;
use super::inspector::Builtin;
use super::values::{ARGUMENTS, CONSTANT, FRESH, ITERATOR, Key, Multi, OPAQUE, TEXTS, Thing, Val};
use super::world::Reason;
use super::{SCALAR, Signature};

/// Results of calls of several values.
fn gather(into: &mut Option<Multi>, results: Option<Multi>) {
    match (into.as_mut(), results) {
        (Some(known), Some(results)) => {
            known.join(&results);
        }
        (None, Some(results)) => *into = Some(results),
        (_, None) => {}
    }
}

impl Walk<'_> {
    fn known(val: &Val, what: &str) -> Result<(), Reason> {
        match val.has(OPAQUE | CONSTANT) {
            true => Err(format!("{what} a value that can not be known beforehand")),
            false => Ok(()),
        }
    }

    /// `table[key]`; nothing where that always raises.
    pub(super) fn index(&mut self, table: &Val, key: &Val) -> Result<Val, Reason> {
        Self::known(table, "reads a field of")?;
        self.touch(table);
        let mut found = self.own_fields(table, key.constant.as_ref());
        if table.has(SCALAR) {
            let strings = self
                .world
                .inspector
                .string_index()
                .map_err(|error| error.to_string())?;
            let strings = self.world.number(&strings, "string");
            found.join(&self.object_field(strings, key, true)?);
        }
        for thing in &table.things {
            if let Thing::Object(object) = thing {
                found.join(&self.object_field(*object, key, true)?);
            }
        }
        Ok(found)
    }

    fn object_field(&mut self, object: usize, key: &Val, meta: bool) -> Result<Val, Reason> {
        match &key.constant {
            Some(key) if meta => self.world.field(object, key),
            Some(key) => self.world.raw_field(object, key),
            None => match self.world.glyphs(object)? {
                true => Ok(Val::scalar()),
                false => Ok(self.world.contents(object)?.1),
            },
        }
    }

    /// Fields of tables of the call and of arguments.
    fn own_fields(&mut self, table: &Val, key: Option<&Key>) -> Val {
        let mut found = Val::default();
        if table.has(FRESH) {
            found.join(&self.pool);
        }
        if table.has(ARGUMENTS) {
            for shape in self.shapes(table.bits) {
                found.join(&Val::of(self.shape_field(shape, key)));
            }
            if self.arguments_written {
                found.join(&self.pool);
            }
        }
        found
    }

    /// All keys and values, as a loop over the table finds them.
    fn contents(&mut self, table: &Val) -> Result<(Val, Val), Reason> {
        Self::known(table, "loops over")?;
        self.touch(table);
        let mut keys = Val::scalar();
        let mut values = Val::scalar();
        values.join(&self.own_fields(table, None));
        if table.has(FRESH) || (table.has(ARGUMENTS) && self.arguments_written) {
            keys.join(&self.pool);
        }
        for thing in &table.things {
            if let Thing::Object(object) = thing {
                let (more_keys, more_values) = self.world.contents(*object)?;
                keys.join(&more_keys);
                values.join(&more_values);
            }
        }
        Ok((keys, values))
    }

    /// `table[key] = val`.
    pub(super) fn write(&mut self, table: &Val, key: &Val, val: &Val) -> Result<(), Reason> {
        Self::known(table, "writes to")?;
        self.touch(table);
        for thing in &table.things {
            if let Thing::Object(object) = thing {
                let name = self.world.name(*object);
                return Err(format!("writes `{name}`, which outlives the call"));
            }
        }
        if table.has(ARGUMENTS) && !self.arguments_written {
            self.arguments_written = true;
            self.learned = true;
        }
        self.put(key);
        self.put(val);
        Ok(())
    }

    /// Demands that an operator on the value calls no metamethod of the user.
    pub(super) fn plain(&mut self, val: &Val) -> Result<(), Reason> {
        Self::known(val, "computes with")?;
        for thing in &val.things {
            if let Thing::Object(object) = thing {
                self.world.plain(*object)?;
            }
        }
        Ok(())
    }

    /// The length of the value matters.
    pub(super) fn length(&mut self, val: &Val) {
        self.touch(val);
        for thing in &val.things {
            if let Thing::Object(object) = thing {
                self.world.length(*object);
            }
        }
    }

    /// Everything within the value is looked at, by code that honours
    /// metatables.
    pub(super) fn read_whole(&mut self, val: &Val) -> Result<(), Reason> {
        let mut all = val.clone();
        loop {
            self.touch(&all);
            let mut more = all.clone();
            more.join(&self.own_fields(&all, None));
            Self::known(&more, "hands out")?;
            for thing in &all.things {
                if let Thing::Object(object) = thing {
                    self.world.plain(*object)?;
                    let (keys, values) = self.world.contents(*object)?;
                    more.join(&keys);
                    more.join(&values);
                }
            }
            if !all.join(&more) {
                return Ok(());
            }
        }
    }

    /// A call; `None` where it is not known to return.
    pub(super) fn call(&mut self, callee: &Val, args: &Multi) -> Result<Option<Multi>, Reason> {
        Self::known(callee, "calls")?;
        if callee.has(self.signature.callable) {
            return Err("calls a value from its arguments".into());
        }
        let mut results = None;
        if callee.has(ITERATOR) {
            let results = &mut results;
            gather(results, Some(self.step(&args.get(0))?));
        }
        if callee.has(TEXTS) {
            gather(&mut results, Some(Multi::any(Val::scalar())));
        }
        for thing in &callee.things {
            let more = match thing {
                Thing::Closure(function) => self.call_closure(*function, args),
                Thing::Object(object) => match self.world.function(*object) {
                    Some(function) => match self.world.inspector.builtin(&function) {
                        Some(builtin) => self.call_builtin(builtin, args)?,
                        None => self.call_object(*object, args)?,
                    },
                    None => {
                        // A table without metatable can not be called: it raises.
                        self.world.plain(*object)?;
                        None
                    }
                },
            };
            gather(&mut results, more);
        }
        Ok(results)
    }

    /// `next(table, key)`.
    fn step(&mut self, table: &Val) -> Result<Multi, Reason> {
        let (keys, values) = self.contents(table)?;
        Ok(Multi {
            fixed: vec![keys, values],
            rest: None,
        })
    }

    fn scalars_only(&self, args: &Multi, what: &str) -> Result<(), Reason> {
        let shown = args.from(0);
        let Signature {
            scalars, printable, ..
        } = self.signature;
        let plain = SCALAR | CONSTANT | scalars | printable;
        match shown.things.is_empty() && shown.bits & !plain == 0 {
            true => Ok(()),
            false => Err(format!("{what} may show the address of a table")),
        }
    }

    #[allow(clippy::too_many_lines)] // A table of functions is best read whole.
    fn call_builtin(&mut self, builtin: Builtin, args: &Multi) -> Result<Option<Multi>, Reason> {
        let scalars = || Some(Multi::any(Val::scalar()));
        Ok(match builtin {
            Builtin::Scalars => scalars(),
            Builtin::ToString => {
                self.scalars_only(args, "tostring")?;
                scalars()
            }
            Builtin::Format => {
                self.scalars_only(args, "string.format")?;
                match args.get(0).constant {
                    Some(Key::Text(format)) if !shows_addresses(&format) => scalars(),
                    _ => return Err("string.format with a format that is not known".into()),
                }
            }
            Builtin::Gsub => {
                let replacement = args.get(2);
                Self::known(&replacement, "string.gsub with")?;
                self.call(&replacement, &Multi::any(Val::scalar()))?;
                for thing in &replacement.things {
                    if let Thing::Object(object) = thing {
                        self.world.plain(*object)?;
                    }
                }
                self.contents(&replacement)?;
                scalars()
            }
            Builtin::Gmatch => Some(Multi::one(Val::of(TEXTS))),
            Builtin::Concat => {
                self.contents(&args.get(0))?;
                scalars()
            }
            Builtin::Insert => {
                self.plain(&args.get(0))?;
                let val = args.from(1);
                self.write(&args.get(0), &Val::scalar(), &val)?;
                scalars()
            }
            Builtin::Remove => {
                let (_, values) = self.contents(&args.get(0))?;
                self.write(&args.get(0), &Val::scalar(), &Val::scalar())?;
                Some(Multi::one(values))
            }
            Builtin::Sort => {
                let (_, values) = self.contents(&args.get(0))?;
                self.write(&args.get(0), &Val::scalar(), &values)?;
                self.plain(&values)?;
                let pair = Multi {
                    fixed: vec![values.clone(), values],
                    rest: None,
                };
                self.call(&args.get(1), &pair)?;
                scalars()
            }
            Builtin::Unpack => {
                let (_, values) = self.contents(&args.get(0))?;
                Some(Multi::any(values))
            }
            Builtin::Pack => {
                self.put(&args.from(0));
                Some(Multi::one(Val::of(FRESH)))
            }
            Builtin::Pairs => {
                let table = args.get(0);
                self.contents(&table)?;
                Some(Multi {
                    fixed: vec![Val::of(ITERATOR), table, Val::scalar()],
                    rest: None,
                })
            }
            Builtin::Next => Some(self.step(&args.get(0))?),
            Builtin::Select => {
                let mut all = args.from(1);
                all.join(&Val::scalar());
                Some(Multi::any(all))
            }
            Builtin::Rawget => {
                let table = args.get(0);
                let key = args.get(1);
                Self::known(&table, "reads a field of")?;
                let mut found = self.own_fields(&table, None);
                for thing in &table.things {
                    if let Thing::Object(object) = thing {
                        found.join(&self.object_field(*object, &key, false)?);
                    }
                }
                found.join(&Val::scalar());
                Some(Multi::one(found))
            }
            Builtin::Rawlen => {
                self.length(&args.get(0));
                scalars()
            }
            Builtin::Assert => {
                self.put(&args.get(1));
                Some(args.clone())
            }
            Builtin::Error => {
                self.put(&args.get(0));
                None
            }
            Builtin::Pcall => {
                let mut results = Multi {
                    fixed: vec![Val::scalar()],
                    rest: Some(self.pool.clone()),
                };
                if let Some(more) = self.call(&args.get(0), &args.skip(1))? {
                    let mut fixed = vec![Val::scalar()];
                    fixed.extend(more.fixed);
                    results.join(&Multi {
                        fixed,
                        rest: more.rest,
                    });
                }
                Some(results)
            }
            Builtin::FormatItems => {
                self.read_whole(&args.from(0))?;
                scalars()
            }
            Builtin::Fresh => Some(Multi::one(Val::of(FRESH))),
        })
    }
}

/// Whether a format of `string.format` has a `%p`.
fn shows_addresses(format: &[u8]) -> bool {
    let mut rest = format;
    while let Some(at) = rest.iter().position(|byte| *byte == b'%') {
        rest = &rest[at + 1..];
        let letter = rest
            .iter()
            .position(|byte| !b"-+ #.0123456789".contains(byte));
        let Some(letter) = letter else {
            return false;
        };
        if rest[letter] == b'p' {
            return true;
        }
        rest = &rest[letter + 1..];
    }
    false
}
