//! Reads what `string.dump` writes: the binary chunk of Lua 5.4 (`lundump.c`).
//!
//! Only chunks of this process's own Lua are read, yet nothing here trusts
//! them: a chunk of another version or shape is refused, never misread.

use std::rc::Rc;

/// A constant of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Constant {
    /// `nil`, a boolean or a float: which one matters to nobody here.
    Other,
    /// An integer.
    Integer(i64),
    /// A string.
    Text(Rc<[u8]>),
}

/// Where a closure finds one of its upvalues when it is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct UpvalueSource {
    /// In a register of the enclosing function, else in its upvalues.
    pub(super) in_stack: bool,
    /// Which register or upvalue.
    pub(super) index: u8,
}

/// A function's code.
#[derive(Clone, Debug)]
pub(super) struct Proto {
    pub(super) source: String,
    pub(super) line_defined: u64,
    pub(super) params: u8,
    pub(super) registers: u8,
    pub(super) code: Vec<u32>,
    pub(super) constants: Vec<Constant>,
    pub(super) upvalues: Vec<UpvalueSource>,
    pub(super) upvalue_names: Vec<String>,
    pub(super) protos: Vec<Rc<Proto>>,
    /// The line of each instruction; empty in a stripped chunk.
    pub(super) lines: Vec<u64>,
}

const ABSOLUTE_LINE: i8 = -128;
const MAX_NESTING: usize = 100;

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn bytes(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.bytes(1)?.first().copied()
    }

    /// Seven bits a byte, the highest first; the last byte has its top bit set.
    fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        loop {
            let byte = self.byte()?;
            value = value.checked_mul(128)? | u64::from(byte & 0x7f);
            if byte & 0x80 != 0 {
                return Some(value);
            }
        }
    }

    /// A count of things that take at least a byte each.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    fn string(&mut self) -> Option<Option<&'a [u8]>> {
        match usize::try_from(self.number()?).ok()? {
            0 => Some(None),
            size => self.bytes(size - 1).map(Some),
        }
    }

    fn text(&mut self) -> Option<String> {
        let text = self.string()?.unwrap_or_default();
        Some(String::from_utf8_lossy(text).into_owned())
    }

    fn constant(&mut self) -> Option<Constant> {
        Some(match self.byte()? {
            0x00 | 0x01 | 0x11 => Constant::Other,
            0x13 => {
                self.bytes(8)?;
                Constant::Other
            }
            0x03 => Constant::Integer(i64::from_ne_bytes(self.bytes(8)?.try_into().ok()?)),
            0x04 | 0x14 => Constant::Text(self.string()??.into()),
            _ => return None,
        })
    }

    fn function(&mut self, parent: &str, depth: usize) -> Option<Proto> {
        if depth > MAX_NESTING {
            return None;
        }
        let source = match self.string()? {
            Some(text) => String::from_utf8_lossy(text).into_owned(),
            None => parent.to_owned(),
        };
        let line_defined = self.number()?;
        self.number()?;
        let params = self.byte()?;
        self.byte()?;
        let registers = self.byte()?;
        let count = self.count()?;
        let code = self
            .bytes(count.checked_mul(4)?)?
            .chunks_exact(4)
            .map(|word| word.try_into().map(u32::from_ne_bytes).ok())
            .collect::<Option<Vec<u32>>>()?;
        let constants = self.list(|reader| reader.constant())?;
        let upvalues = self.list(|reader| {
            let source = UpvalueSource {
                in_stack: reader.byte()? != 0,
                index: reader.byte()?,
            };
            reader.byte()?;
            Some(source)
        })?;
        let protos = self.list(|reader| reader.function(&source, depth + 1).map(Rc::new))?;
        let steps = self.list(|reader| reader.byte().map(u8::cast_signed))?;
        let absolute = self.list(|reader| Some((reader.number()?, reader.number()?)))?;
        self.list(|reader| Some((reader.string()?, reader.number()?, reader.number()?)))?;
        let upvalue_names = self.list(|reader| reader.text())?;
        Some(Proto {
            source,
            line_defined,
            params,
            registers,
            code,
            constants,
            upvalues,
            upvalue_names,
            protos,
            lines: lines(line_defined, &steps, &absolute),
        })
    }

    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.count()?;
        (0..count).map(|_| read(self)).collect()
    }
}

fn lines(first: u64, steps: &[i8], absolute: &[(u64, u64)]) -> Vec<u64> {
    let mut line = first;
    let mut absolute = absolute.iter();
    steps
        .iter()
        .map(|step| {
            if *step == ABSOLUTE_LINE {
                line = absolute.next().map_or(line, |(_, line)| *line);
            } else {
                line = line.saturating_add_signed(i64::from(*step));
            }
            line
        })
        .collect()
}

/// The main function of `chunk`; `None` when it is no chunk of this Lua.
pub(super) fn read(chunk: &[u8]) -> Option<Proto> {
    let mut reader = Reader(chunk);
    // Signature, version, format, conversion data, sizes of instruction,
    // integer and float, and a sample of both numbers.
    if reader.bytes(15)? != b"\x1bLua\x54\x00\x19\x93\r\n\x1a\n\x04\x08\x08" {
        return None;
    }
    if reader.bytes(8)? != 0x5678_i64.to_ne_bytes() || reader.bytes(8)? != 370.5_f64.to_ne_bytes() {
        return None;
    }
    reader.byte()?;
    let proto = reader.function("=?", 0)?;
    reader.0.is_empty().then_some(proto)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dumped(code: &str) -> Vec<u8> {
        let lua = mlua::Lua::new();
        lua.load(code)
            .set_name("=sample")
            .into_function()
            .unwrap()
            .dump(false)
    }

    #[test]
    fn a_chunk_is_read_whole() {
        let proto = read(&dumped(
            "local n = 7\nlocal t = 1 << 40\nreturn function(a, b)\n  return a .. 'text', n, b\nend",
        ))
        .unwrap();
        assert_eq!(proto.source, "=sample");
        assert!(proto.constants.contains(&Constant::Integer(1 << 40)));
        let inner = &proto.protos[0];
        assert_eq!((inner.params, inner.line_defined), (2, 3));
        assert_eq!(inner.upvalue_names, ["n"]);
        assert!(inner.upvalues[0].in_stack);
        assert_eq!(inner.constants, [Constant::Text(b"text"[..].into())]);
        assert_eq!(inner.lines.len(), inner.code.len());
        assert!(inner.lines.contains(&4));
    }

    #[test]
    fn damage_is_refused() {
        let chunk = dumped("return function(a) return a.b end");
        for cut in 0..chunk.len() {
            assert!(read(&chunk[..cut]).is_none(), "cut at {cut}");
        }
        let mut longer = chunk.clone();
        longer.push(0);
        assert!(read(&longer).is_none());
        for at in 0..chunk.len() {
            let mut damaged = chunk.clone();
            damaged[at] ^= 0x55;
            // It may still be a chunk; it must not be a panic.
            let _ = read(&damaged);
        }
    }
}
