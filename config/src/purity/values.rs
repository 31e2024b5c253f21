//! The abstract values of the analysis.

use super::{FIRST_KIND, Kinds, SCALAR};
use std::collections::BTreeSet;
use std::rc::Rc;

/// A table made in this call, which has no metatable.
pub(super) const FRESH: Kinds = 1 << 1;
/// Anything: no operation on it is known to be pure.
pub(super) const OPAQUE: Kinds = 1 << 2;
/// A stateless iterator, as `pairs` and `ipairs` return it.
pub(super) const ITERATOR: Kinds = 1 << 3;
/// An iterator of this call over texts, as `string.gmatch` returns it.
pub(super) const TEXTS: Kinds = 1 << 4;
/// An object of this crate that never changes, such as a colour. It may be
/// passed on and printed; whatever else is done with it is not followed.
pub(super) const CONSTANT: Kinds = 1 << 5;
/// All kinds of arguments.
pub(super) const ARGUMENTS: Kinds = !((1 << FIRST_KIND) - 1);

/// Something whose identity is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Thing {
    /// A table or function that exists, by number in the `World`.
    Object(usize),
    /// A closure made in this call, by number of its code.
    Closure(usize),
}

/// A set of values. The empty set means that no value ever arrives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Val {
    pub(super) bits: Kinds,
    pub(super) things: BTreeSet<Thing>,
    /// Set where the value can only be this constant.
    pub(super) constant: Option<Key>,
}

/// A key that is known beforehand.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key {
    Integer(i64),
    Text(Rc<[u8]>),
}

impl Val {
    pub(super) fn of(bits: Kinds) -> Self {
        Self {
            bits,
            ..Self::default()
        }
    }

    pub(super) fn scalar() -> Self {
        Self::of(SCALAR)
    }

    pub(super) fn thing(thing: Thing) -> Self {
        Self {
            things: BTreeSet::from([thing]),
            ..Self::default()
        }
    }

    pub(super) fn constant(key: Key) -> Self {
        Self {
            bits: SCALAR,
            constant: Some(key),
            ..Self::default()
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bits == 0 && self.things.is_empty()
    }

    pub(super) fn is_scalar(&self) -> bool {
        self.bits & !(SCALAR | ARGUMENTS) == 0 && self.things.is_empty()
    }

    pub(super) fn has(&self, bits: Kinds) -> bool {
        self.bits & bits != 0
    }

    /// Adds `other`; true when that added anything.
    pub(super) fn join(&mut self, other: &Self) -> bool {
        if other.is_empty() {
            return false;
        }
        if self.is_empty() {
            self.clone_from(other);
            return true;
        }
        let before = (self.bits, self.things.len(), self.constant.is_some());
        self.bits |= other.bits;
        self.things.extend(&other.things);
        if self.constant != other.constant {
            self.constant = None;
        }
        before != (self.bits, self.things.len(), self.constant.is_some())
    }

    pub(super) fn with(mut self, other: &Self) -> Self {
        self.join(other);
        self
    }
}

/// A list of values: arguments or results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Multi {
    pub(super) fixed: Vec<Val>,
    /// What any number of further values may be.
    pub(super) rest: Option<Val>,
}

impl Multi {
    pub(super) fn one(val: Val) -> Self {
        Self {
            fixed: vec![val],
            rest: None,
        }
    }

    pub(super) fn any(val: Val) -> Self {
        Self {
            fixed: Vec::new(),
            rest: Some(val),
        }
    }

    /// The value at `index`; nil where there may be none.
    pub(super) fn get(&self, index: usize) -> Val {
        match (self.fixed.get(index), &self.rest) {
            (Some(val), _) => val.clone(),
            (None, Some(rest)) => Val::scalar().with(rest),
            (None, None) => Val::scalar(),
        }
    }

    /// The values from `index` on, as one.
    pub(super) fn from(&self, index: usize) -> Val {
        let mut all = self.rest.clone().unwrap_or_default();
        for val in self.fixed.iter().skip(index) {
            all.join(val);
        }
        all
    }

    /// The list without its first `count` values.
    pub(super) fn skip(&self, count: usize) -> Self {
        Self {
            fixed: self.fixed.iter().skip(count).cloned().collect(),
            rest: self.rest.clone(),
        }
    }

    pub(super) fn join(&mut self, other: &Self) -> bool {
        let mut changed = false;
        for index in 0..self.fixed.len().max(other.fixed.len()) {
            let mut val = other.get(index);
            if index >= self.fixed.len() {
                val.join(&self.get(index));
                self.fixed.push(Val::default());
            }
            if let Some(own) = self.fixed.get_mut(index) {
                changed |= own.join(&val);
            }
        }
        if let Some(rest) = &other.rest {
            changed |= self.rest.is_none();
            changed |= self.rest.get_or_insert_default().join(rest);
        }
        changed
    }
}
