//! Whether a Lua function is pure: its result depends on its arguments and on
//! outer state that it only reads, and it changes nothing that outlives a call.
//!
//! The bytecode of the function, and of every function it can reach, is walked
//! with abstract values: nothing is run. Whatever can not be shown to be pure
//! is volatile, with the reason. A verdict also says which fields of which
//! arguments *any* path of the function can read, so that a result may be kept
//! while these are unchanged, whatever else moves.
//!
//! What is assumed: other Lua that runs between two calls is noticed by the
//! caller, who then asks again. [`Findings`] tell whether anything that the
//! function can read outside its arguments has changed since. Finalizers
//! (`__gc`) and debug hooks of the user are not followed.

mod analysis;
mod calls;
mod checks;
mod handlers;
mod inspector;
mod reader;
mod step;
#[cfg(test)]
mod tests;
mod values;
mod world;

pub use checks::Analysis;
pub use handlers::Findings;
pub(crate) use handlers::Handlers;
pub(crate) use inspector::Inspector;

/// A set of kinds of values, one bit each.
pub type Kinds = u32;

/// Strings, numbers, booleans and nil.
pub const SCALAR: Kinds = 1;

/// The kind that `index`, counted from 0 and below 24, stands for.
#[must_use]
pub const fn kind(index: u32) -> Kinds {
    1 << (FIRST_KIND + index)
}

const FIRST_KIND: u32 = 8;

/// One kind of object among the arguments. Reading such an object, iterating
/// it and asking for its length run no code of the user; it holds no functions;
/// a write to it raises an error or is gone after the call.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Its fields with the kinds of their values; at most 64.
    pub fields: &'static [(&'static str, Kinds)],
    /// The kinds found under a key that is not known beforehand.
    pub any: Kinds,
}

/// What a function is called with.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// The shapes, by index of their kind.
    pub shapes: &'static [Shape],
    /// The parameters' kinds, in order.
    pub params: &'static [Kinds],
    /// The kinds whose values are scalars, and only marked so as to be known.
    pub scalars: Kinds,
    /// The kinds whose values may be called.
    pub callable: Kinds,
    /// The kinds whose values `tostring` turns into what they stand for.
    pub printable: Kinds,
}

/// What any call of a pure function may read of its arguments.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reads {
    touched: Kinds,
    fields: Vec<u64>,
}

impl Reads {
    /// Those of a function that may read all of it.
    #[must_use]
    pub fn all() -> Self {
        Self {
            touched: Kinds::MAX,
            fields: vec![u64::MAX; 24],
        }
    }

    /// Whether a value of the kind `index` is looked at in any way.
    #[must_use]
    pub fn touches(&self, index: u32) -> bool {
        self.touched & kind(index) != 0
    }

    /// The fields read of objects of the kind `index`, by place in
    /// [`Shape::fields`]; all bits are set where a key is not known beforehand.
    #[must_use]
    pub fn fields(&self, index: u32) -> u64 {
        self.fields.get(index as usize).copied().unwrap_or(0)
    }
}
