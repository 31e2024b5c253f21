//! Walks bytecode with abstract values (Lua 5.4, `lopcodes.h`).
//!
//! The walk is repeated until nothing is learned any more. Sets of values only
//! grow, so it ends; a bound on its steps makes it end soon. Tables made in the
//! call and locals that closures share are one pool: whatever is put into any
//! of them may be read from any.

use super::inspector::Inspector;
use super::reader::{Constant, Proto};
use super::values::{ARGUMENTS, FRESH, Key, Multi, OPAQUE, Thing, Val};
use super::world::{Analysis, Reason, World};
use super::{FIRST_KIND, Kinds, Reads, SCALAR, Signature};
use mlua::prelude::*;
use std::collections::HashMap;
use std::rc::Rc;

const MAX_STEPS: usize = 150_000;

/// How a function came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Origin {
    /// It exists: an object of the world.
    Outer(usize),
    /// It is made in the call: which function's which inner one.
    Inner(usize, usize),
}

/// A function that the handler may call, over all its calls.
struct Function {
    proto: Rc<Proto>,
    origin: Origin,
    /// Registers that closures share.
    captured: Vec<bool>,
    params: Vec<Val>,
    varargs: Val,
    called: bool,
    /// `None` while no call is known to return.
    result: Option<Multi>,
}

/// The registers before an instruction.
#[derive(Clone)]
struct Frame {
    registers: Vec<Val>,
    /// Values of a number that is not known, from this register on.
    open: Option<(usize, Multi)>,
}

impl Frame {
    fn join(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for (own, new) in self.registers.iter_mut().zip(&other.registers) {
            changed |= own.join(new);
        }
        match (&mut self.open, &other.open) {
            (Some((_, own)), Some((_, new))) => changed |= own.join(new),
            (own @ None, Some(new)) => {
                *own = Some(new.clone());
                changed = true;
            }
            (_, None) => {}
        }
        changed
    }
}

pub(super) struct Walk<'a> {
    pub(super) world: World<'a>,
    pub(super) signature: Signature,
    functions: Vec<Function>,
    by_origin: HashMap<Origin, usize>,
    /// Everything put into tables and shared locals of the call.
    pub(super) pool: Val,
    /// Whether something was put into an argument.
    pub(super) arguments_written: bool,
    pub(super) reads: Reads,
    steps: usize,
    /// Whether this round has learned anything.
    pub(super) learned: bool,
}

/// Whether `handler`, called as `signature` says, is pure.
pub(super) fn analyse(
    lua: &Lua,
    inspector: &Inspector,
    handler: &LuaFunction,
    signature: Signature,
) -> Analysis {
    match inspector.scalars_are_plain() {
        Ok(true) => {}
        _ => return Analysis::volatile("the metatable of a basic type was changed".into()),
    }
    let mut walk = Walk {
        world: World::new(lua, inspector),
        signature,
        functions: Vec::new(),
        by_origin: HashMap::new(),
        pool: Val::scalar(),
        arguments_written: false,
        reads: Reads {
            touched: 0,
            fields: vec![0; signature.shapes.len()],
        },
        steps: 0,
        learned: false,
    };
    let verdict = walk.run(handler);
    let reads = std::mem::take(&mut walk.reads);
    Analysis::new(verdict.map(|()| reads), walk.world)
}

impl Walk<'_> {
    fn run(&mut self, handler: &LuaFunction) -> Result<(), Reason> {
        let value = LuaValue::Function(handler.clone());
        let object = self.world.number(&value, "the handler");
        let main = self.outer(object)?;
        let args = Multi {
            fixed: self
                .signature
                .params
                .iter()
                .map(|bits| Val::of(*bits))
                .collect(),
            rest: None,
        };
        self.invoke(main, &args);
        loop {
            self.learned = false;
            let mut index = 0;
            while index < self.functions.len() {
                if self.functions[index].called {
                    self.walk(index)?;
                }
                index += 1;
            }
            if !self.learned {
                break;
            }
        }
        // Whoever converts the result looks at all of it.
        if let Some(result) = self.functions[main].result.clone() {
            self.read_whole(&result.get(0))?;
        }
        Ok(())
    }

    fn outer(&mut self, object: usize) -> Result<usize, Reason> {
        let proto = self.world.proto(object)?;
        Ok(self.function(Origin::Outer(object), proto))
    }

    fn function(&mut self, origin: Origin, proto: Rc<Proto>) -> usize {
        if let Some(index) = self.by_origin.get(&origin) {
            return *index;
        }
        let mut captured = vec![false; usize::from(proto.registers)];
        for source in proto.protos.iter().flat_map(|inner| &inner.upvalues) {
            if source.in_stack
                && let Some(captured) = captured.get_mut(usize::from(source.index))
            {
                *captured = true;
            }
        }
        let index = self.functions.len();
        self.functions.push(Function {
            params: vec![Val::default(); usize::from(proto.params)],
            proto,
            origin,
            captured,
            varargs: Val::default(),
            called: false,
            result: None,
        });
        self.by_origin.insert(origin, index);
        index
    }

    /// A call of a function by number: what it is known to return so far.
    fn invoke(&mut self, function: usize, args: &Multi) -> Option<Multi> {
        let function = &mut self.functions[function];
        let mut learned = !function.called;
        function.called = true;
        let count = function.params.len();
        for (index, param) in function.params.iter_mut().enumerate() {
            learned |= param.join(&args.get(index));
        }
        learned |= function.varargs.join(&args.from(count));
        self.learned |= learned;
        function.result.clone()
    }

    /// A call of a Lua function that exists.
    pub(super) fn call_object(
        &mut self,
        object: usize,
        args: &Multi,
    ) -> Result<Option<Multi>, Reason> {
        let function = self.outer(object)?;
        Ok(self.invoke(function, args))
    }

    pub(super) fn call_closure(&mut self, function: usize, args: &Multi) -> Option<Multi> {
        self.invoke(function, args)
    }

    /// Puts a value into a table or shared local of the call.
    pub(super) fn put(&mut self, val: &Val) {
        self.learned |= self.pool.join(val);
    }

    /// Notes that a value is looked at.
    pub(super) fn touch(&mut self, val: &Val) {
        self.reads.touched |= val.bits & ARGUMENTS;
    }

    /// Where an upvalue of a function comes from; `None` is the pool.
    fn upvalue_place(&self, mut function: usize, mut index: usize) -> Option<(usize, usize)> {
        loop {
            match self.functions[function].origin {
                Origin::Outer(object) => return Some((object, index)),
                Origin::Inner(parent, _) => {
                    let source = self.functions[function].proto.upvalues.get(index)?;
                    if source.in_stack {
                        return None;
                    }
                    function = parent;
                    index = usize::from(source.index);
                }
            }
        }
    }

    fn upvalue(&mut self, function: usize, index: usize) -> Result<Val, Reason> {
        match self.upvalue_place(function, index) {
            Some((object, index)) => self.world.upvalue(object, index),
            None => Ok(self.pool.clone()),
        }
    }

    fn walk(&mut self, function: usize) -> Result<(), Reason> {
        let proto = Rc::clone(&self.functions[function].proto);
        let mut registers = vec![Val::default(); usize::from(proto.registers)];
        for (index, param) in self.functions[function].params.clone().iter().enumerate() {
            if self.functions[function].captured.get(index) == Some(&true) {
                self.put(param);
            }
            if let Some(register) = registers.get_mut(index) {
                register.clone_from(param);
            }
        }
        let mut frames: Vec<Option<Frame>> = vec![None; proto.code.len()];
        let mut waiting = vec![0];
        if let Some(first) = frames.first_mut() {
            *first = Some(Frame {
                registers,
                open: None,
            });
        }
        while let Some(pc) = waiting.pop() {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return Err("it is too large to be followed".into());
            }
            let Some(Some(frame)) = frames.get(pc) else {
                return Err("its code can not be read".into());
            };
            let mut step = Step {
                walk: self,
                function,
                proto: &proto,
                frame: frame.clone(),
                pc,
                next: Vec::with_capacity(2),
            };
            step.run()
                .map_err(|reason| format!("{reason} at {}", place(&proto, pc)))?;
            let (frame, next) = (step.frame, step.next);
            for pc in next {
                match frames.get_mut(pc) {
                    Some(Some(known)) => {
                        if known.join(&frame) {
                            waiting.push(pc);
                        }
                    }
                    Some(slot) => {
                        *slot = Some(frame.clone());
                        waiting.push(pc);
                    }
                    None => return Err("its code can not be read".into()),
                }
            }
        }
        Ok(())
    }
}

fn place(proto: &Proto, pc: usize) -> String {
    let line = proto.lines.get(pc).copied().unwrap_or(proto.line_defined);
    let source = proto.source.trim_start_matches(['@', '=']);
    let source = source.lines().next().unwrap_or_default();
    format!("{source}:{line}")
}

/// One instruction on its way from one frame to the next.
struct Step<'s, 'a> {
    walk: &'s mut Walk<'a>,
    function: usize,
    proto: &'s Proto,
    frame: Frame,
    pc: usize,
    next: Vec<usize>,
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
    fn run(&mut self) -> Result<(), Reason> {
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
            49 | 50 | 52 => {
                let val = self.get(b);
                self.walk.plain(&val)?;
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

impl Walk<'_> {
    /// The bits of `kinds` as numbers of shapes.
    pub(super) fn shapes(&self, kinds: Kinds) -> Vec<usize> {
        (0..self.signature.shapes.len())
            .filter(|index| kinds & (1 << (FIRST_KIND as usize + index)) != 0)
            .collect()
    }

    /// The kinds that the field `key` of shape `index` may have.
    pub(super) fn shape_field(&mut self, index: usize, key: Option<&Key>) -> Kinds {
        let Some(shape) = self.signature.shapes.get(index) else {
            return 0;
        };
        let (bits, kinds) = match key {
            Some(Key::Text(text)) => {
                let place = shape
                    .fields
                    .iter()
                    .position(|(name, _)| name.as_bytes() == &**text);
                match place {
                    Some(place) => (1 << place, shape.fields[place].1),
                    // Not a field: what such a key finds, it finds always.
                    None => (0, shape.any | SCALAR),
                }
            }
            _ => (u64::MAX, shape.any | SCALAR),
        };
        if let Some(fields) = self.reads.fields.get_mut(index) {
            *fields |= bits;
        }
        kinds
    }
}
