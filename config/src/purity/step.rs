//! One instruction of Lua 5.4 (`lopcodes.h`) over abstract values.

use super::analysis::{Frame, Origin, Walk};
use super::reader::{Constant, Proto};
use super::values::{FRESH, Key, Multi, OPAQUE, Thing, Val};
use super::world::Reason;
use std::rc::Rc;

/// One instruction on its way from one frame to the next.
pub(super) struct Step<'s, 'a> {
    pub(super) walk: &'s mut Walk<'a>,
    pub(super) function: usize,
    pub(super) proto: &'s Proto,
    pub(super) frame: Frame,
    pub(super) pc: usize,
    pub(super) next: Vec<usize>,
}

impl Step<'_, '_> {
    fn is_captured(&self, register: usize) -> bool {
        self.walk.functions[self.function].captured.get(register) == Some(&true)
    }

    fn get(&mut self, register: usize) -> Val {
        let mut val = match self.frame.registers.get(register) {
            Some(val) => val.clone(),
            None => Val::of(OPAQUE),
        };
        if self.is_captured(register) {
            val.join(&self.walk.pool);
        }
        self.walk.touch(&val);
        val
    }

    fn set(&mut self, register: usize, val: Val) {
        if self.is_captured(register) {
            self.walk.put(&val);
        }
        if let Some(slot) = self.frame.registers.get_mut(register) {
            *slot = val;
        }
    }

    fn constant(&self, index: usize) -> Val {
        match self.proto.constants.get(index) {
            Some(Constant::Integer(n)) => Val::constant(Key::Integer(*n)),
            Some(Constant::Text(text)) => Val::constant(Key::Text(Rc::clone(text))),
            Some(Constant::Other) | None => Val::scalar(),
        }
    }

    /// The values from `first` on: `count` of them, or the open ones.
    fn list(&mut self, first: usize, count: Option<usize>) -> Multi {
        match count {
            Some(count) => Multi {
                fixed: (first..first + count).map(|at| self.get(at)).collect(),
                rest: None,
            },
            None => match self.frame.open.take() {
                Some((start, multi)) => {
                    let mut fixed: Vec<Val> = (first..start).map(|at| self.get(at)).collect();
                    let all = multi.from(0);
                    self.walk.touch(&all);
                    fixed.extend(multi.fixed);
                    Multi {
                        fixed,
                        rest: multi.rest,
                    }
                }
                None => Multi::any(Val::of(OPAQUE)),
            },
        }
    }

    /// Spreads results from `first` on: `count` of them, or all.
    fn spread(&mut self, first: usize, count: Option<usize>, results: Multi) {
        match count {
            Some(count) => {
                for index in 0..count {
                    self.set(first + index, results.get(index));
                }
            }
            None => self.frame.open = Some((first, results)),
        }
    }

    fn jump(&mut self, to: usize) {
        self.next.push(to);
    }

    #[allow(clippy::too_many_lines)] // A table of instructions is best read whole.
    pub(super) fn run(&mut self) -> Result<(), Reason> {
        let Some(word) = self.proto.code.get(self.pc).copied() else {
            return Err("its code can not be read".into());
        };
        let a = ((word >> 7) & 0xff) as usize;
        let b = ((word >> 16) & 0xff) as usize;
        let c = (word >> 24) as usize;
        let bx = (word >> 15) as usize;
        let k = (word >> 15) & 1 == 1;
        let after = self.pc + 1;
        // A count field holds the count plus one, or zero for "as many as are open".
        let counted = |field: usize| field.checked_sub(1);
        match word & 0x7f {
            0 => {
                let val = self.get(b);
                self.set(a, val);
            }
            1 | 2 | 5 | 7 => self.set(a, Val::scalar()),
            3 => self.set(a, self.constant(bx)),
            4 => self.set(a, Val::scalar()),
            6 => {
                self.set(a, Val::scalar());
                self.jump(after + 1);
                return Ok(());
            }
            8 => (a..=a + b).for_each(|at| self.set(at, Val::scalar())),
            9 => {
                let val = self.walk.upvalue(self.function, b)?;
                self.walk.touch(&val);
                self.set(a, val);
            }
            10 => {
                if self.walk.upvalue_place(self.function, b).is_some() {
                    let name = self.proto.upvalue_names.get(b).map_or("?", String::as_str);
                    return Err(format!("writes upvalue `{name}`"));
                }
                let val = self.get(a);
                self.walk.put(&val);
            }
            op @ 11..=14 => {
                let table = match op {
                    11 => self.walk.upvalue(self.function, b)?,
                    _ => self.get(b),
                };
                let key = match op {
                    12 => self.get(c),
                    13 => Val::constant(Key::Integer(c as i64)),
                    _ => self.constant(c),
                };
                let val = self.walk.index(&table, &key)?;
                if val.is_empty() {
                    return Ok(());
                }
                self.set(a, val);
            }
            op @ 15..=18 => {
                let table = match op {
                    15 => self.walk.upvalue(self.function, a)?,
                    _ => self.get(a),
                };
                let key = match op {
                    16 => self.get(b),
                    17 => Val::constant(Key::Integer(b as i64)),
                    _ => self.constant(b),
                };
                let val = if k { self.constant(c) } else { self.get(c) };
                self.walk.write(&table, &key, &val)?;
            }
            19 => self.set(a, Val::of(FRESH)),
            20 => {
                let object = self.get(b);
                let key = if k { self.constant(c) } else { self.get(c) };
                let method = self.walk.index(&object, &key)?;
                if method.is_empty() {
                    return Ok(());
                }
                self.set(a + 1, object);
                self.set(a, method);
            }
            21..=33 => {
                let val = self.get(b);
                self.walk.plain(&val)?;
                self.set(a, Val::scalar());
            }
            34..=45 => {
                for at in [b, c] {
                    let val = self.get(at);
                    self.walk.plain(&val)?;
                }
                self.set(a, Val::scalar());
            }
            // The metamethods of the instruction before, of which there are none.
            46..=48 => {}
            op @ (49 | 50 | 52) => {
                let val = self.get(b);
                self.walk.plain(&val)?;
                if op == 52 {
                    self.walk.length(&val);
                }
                self.set(a, Val::scalar());
            }
            51 => {
                self.get(b);
                self.set(a, Val::scalar());
            }
            53 => {
                for at in a..a + b {
                    let val = self.get(at);
                    self.walk.plain(&val)?;
                }
                self.set(a, Val::scalar());
            }
            54 | 81 | 82 => {}
            55 => return Err("has a variable to be closed".into()),
            56 => {
                let offset = i64::from(word >> 7) - 0x00ff_ffff;
                return self.jump_by(after, offset);
            }
            57..=59 => {
                for at in [a, b] {
                    let val = self.get(at);
                    self.walk.plain(&val)?;
                }
                self.jump(after + 1);
            }
            60..=65 => {
                let val = self.get(a);
                self.walk.plain(&val)?;
                self.jump(after + 1);
            }
            66 => {
                self.get(a);
                self.jump(after + 1);
            }
            67 => {
                let val = self.get(b);
                // The next instruction sees either the old or the new value.
                let old = self.frame.registers.get(a).cloned().unwrap_or_default();
                self.set(a, old.with(&val));
                self.jump(after + 1);
            }
            op @ (68 | 69) => {
                let callee = self.get(a);
                let args = self.list(a + 1, counted(b));
                let results = self.walk.call(&callee, &args)?;
                let Some(results) = results else {
                    return Ok(());
                };
                if op == 69 {
                    self.returns(&results);
                    return Ok(());
                }
                self.spread(a, counted(c), results);
            }
            70 => {
                let results = self.list(a, counted(b));
                self.returns(&results);
                return Ok(());
            }
            71 => {
                self.returns(&Multi::default());
                return Ok(());
            }
            72 => {
                let val = self.get(a);
                self.returns(&Multi::one(val));
                return Ok(());
            }
            73 => {
                self.set(a + 3, Val::scalar());
                self.jump_by(after, -(bx as i64))?;
            }
            74 => {
                for at in a..a + 3 {
                    let val = self.get(at);
                    self.walk.plain(&val)?;
                }
                self.set(a, Val::scalar());
                self.set(a + 3, Val::scalar());
                self.jump(after + bx + 1);
            }
            75 => {
                let closing = self.get(a + 3);
                if !closing.is_scalar() {
                    return Err("a loop has a value to be closed".into());
                }
                self.jump(after + bx);
                return Ok(());
            }
            76 => {
                let iterator = self.get(a);
                let args = self.list(a + 1, Some(2));
                match self.walk.call(&iterator, &args)? {
                    Some(results) => self.spread(a + 4, Some(c), results),
                    None => return Ok(()),
                }
            }
            77 => {
                let control = self.get(a + 4);
                self.jump(after);
                self.set(a + 2, control);
                self.jump_by(after, -(bx as i64))?;
                return Ok(());
            }
            78 => {
                let table = self.get(a);
                let count = (b > 0).then_some(b);
                let values = self.list(a + 1, count).from(0);
                self.walk.write(&table, &Val::scalar(), &values)?;
            }
            79 => {
                let Some(inner) = self.proto.protos.get(bx) else {
                    return Err("its code can not be read".into());
                };
                // The closure looks at what it shares.
                for source in inner.upvalues.clone() {
                    if source.in_stack {
                        self.get(usize::from(source.index));
                    }
                }
                let origin = Origin::Inner(self.function, bx);
                let number = self.walk.function(origin, Rc::clone(inner));
                self.set(a, Val::thing(Thing::Closure(number)));
            }
            80 => {
                let varargs = self.walk.functions[self.function].varargs.clone();
                self.walk.touch(&varargs);
                self.spread(a, counted(c), Multi::any(varargs));
            }
            _ => return Err("its code can not be read".into()),
        }
        self.jump(after);
        Ok(())
    }

    fn jump_by(&mut self, from: usize, offset: i64) -> Result<(), Reason> {
        let to = from as i64 + offset;
        let to = usize::try_from(to).map_err(|_| "its code can not be read")?;
        self.jump(to);
        Ok(())
    }

    fn returns(&mut self, results: &Multi) {
        let function = &mut self.walk.functions[self.function];
        let learned = match &mut function.result {
            Some(known) => known.join(results),
            none => {
                *none = Some(results.clone());
                true
            }
        };
        self.walk.learned |= learned;
    }
}
