//! Walks bytecode with abstract values (Lua 5.4, `lopcodes.h`).
//!
//! The walk is repeated until nothing is learned any more. Sets of values only
//! grow, so it ends; a bound on its steps makes it end soon. Tables made in the
//! call and locals that closures share are one pool: whatever is put into any
//! of them may be read from any.

use super::checks::Analysis;
use super::inspector::Inspector;
use super::reader::Proto;
use super::step::Step;
use super::values::{ARGUMENTS, Key, Multi, Val};
use super::world::{Reason, World};
use super::{FIRST_KIND, Kinds, Reads, SCALAR, Signature};
use mlua::prelude::*;
use std::collections::HashMap;
use std::rc::Rc;

const MAX_STEPS: usize = 150_000;

/// How a function came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Origin {
    /// It exists: an object of the world.
    Outer(usize),
    /// It is made in the call: which function's which inner one.
    Inner(usize, usize),
}

/// A function that the handler may call, over all its calls.
pub(super) struct Function {
    pub(super) proto: Rc<Proto>,
    pub(super) origin: Origin,
    /// Registers that closures share.
    pub(super) captured: Vec<bool>,
    pub(super) params: Vec<Val>,
    pub(super) varargs: Val,
    pub(super) called: bool,
    /// `None` while no call is known to return.
    pub(super) result: Option<Multi>,
}

/// The registers before an instruction.
#[derive(Clone)]
pub(super) struct Frame {
    pub(super) registers: Vec<Val>,
    /// Values of a number that is not known, from this register on.
    pub(super) open: Option<(usize, Multi)>,
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
    pub(super) functions: Vec<Function>,
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

    pub(super) fn function(&mut self, origin: Origin, proto: Rc<Proto>) -> usize {
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
    pub(super) fn upvalue_place(
        &self,
        mut function: usize,
        mut index: usize,
    ) -> Option<(usize, usize)> {
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

    pub(super) fn upvalue(&mut self, function: usize, index: usize) -> Result<Val, Reason> {
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
