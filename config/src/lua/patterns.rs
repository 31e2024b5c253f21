//! Pattern matching that a time budget can end.
//!
//! Lua's own matcher runs in C, where no hook reaches it, and a pattern such as
//! `a*a*a*a*b` takes it minutes. A match that could take long by the lengths of
//! text and pattern (`patterns.lua` decides) is done here instead, by the same
//! rules (Lua 5.4 manual, §6.4.1), with a look at the clock now and then.

use mlua::prelude::*;

/// Captures of a pattern (`LUA_MAXCAPTURES`).
const MAX_CAPTURES: usize = 32;
/// Matches within matches (`MAXCCALLS` of `lstrlib.c`).
const MAX_DEPTH: usize = 200;
/// Steps between two looks at the clock: some 50 µs.
const STEPS_PER_LOOK: u32 = 4096;
/// Steps that Lua's own matcher may need at most: some milliseconds.
const MAX_FAST_STEPS: f64 = 1e6;

/// Puts functions that can be interrupted in place of `string.find`, `match`,
/// `gmatch` and `gsub`. `interrupted` tells whether the running call has used
/// up its time; `error` is what it is ended with.
pub(crate) fn install(
    lua: &Lua,
    interrupted: impl Fn() -> bool + 'static,
    error: &'static str,
) -> LuaResult<()> {
    install_beyond(lua, MAX_FAST_STEPS, interrupted, error)
}

/// As [`install`], for matches that may need more than `fast_steps`.
fn install_beyond(
    lua: &Lua,
    fast_steps: f64,
    interrupted: impl Fn() -> bool + 'static,
    error: &'static str,
) -> LuaResult<()> {
    let fast_length = lua.create_function(move |_, pattern: LuaString| {
        Ok(fast_length(&pattern.as_bytes(), fast_steps))
    })?;
    let search = lua.create_function(
        move |lua,
              (text, pattern, init, anchor, last): (
            LuaString,
            LuaString,
            usize,
            bool,
            Option<usize>,
        )| {
            let (bytes, pattern) = (text.as_bytes(), pattern.as_bytes());
            let mut matcher = Matcher::new(&bytes, &pattern, &interrupted);
            match matcher.search(init.saturating_sub(1), anchor, last) {
                Ok(Some((start, end))) => matcher.values(lua, start, end),
                Ok(None) => Ok(LuaMultiValue::new()),
                Err(Failure::Interrupted) => (false, error).into_lua_multi(lua),
                Err(Failure::Malformed(message)) => (false, message).into_lua_multi(lua),
            }
        },
    )?;
    own_chunk!(lua, "patterns").call((fast_length, search))
}

/// The longest text for which Lua's own matcher surely is fast: each repetition
/// may try each length, and so may the place where the match begins.
fn fast_length(pattern: &[u8], fast_steps: f64) -> f64 {
    // Such a pattern is looked for as it is.
    if !pattern.iter().any(|byte| b"^$*+?.([%-".contains(byte)) {
        return f64::INFINITY;
    }
    let mut loops = f64::from(u8::from(pattern.first() != Some(&b'^')));
    let mut choices = 0.0;
    let mut at = 0;
    while let Some(byte) = pattern.get(at) {
        match byte {
            b'%' => {
                // `%b` looks through the text once.
                loops += f64::from(u8::from(pattern.get(at + 1) == Some(&b'b')));
                at += 1;
            }
            b'*' | b'+' | b'-' => loops += 1.0,
            b'?' => choices += 1.0,
            _ => {}
        }
        at += 1;
    }
    let room = fast_steps / 2f64.powf(choices);
    match loops {
        0.0 if room >= 1.0 => f64::INFINITY,
        0.0 => 0.0,
        loops => room.powf(1.0 / loops).floor(),
    }
}

enum Failure {
    /// The time is used up.
    Interrupted,
    /// The pattern is none; the words are those of `lstrlib.c`.
    Malformed(String),
}

fn malformed<T>(message: impl Into<String>) -> Result<T, Failure> {
    Err(Failure::Malformed(message.into()))
}

/// How much of the text a capture holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Length {
    Unfinished,
    Position,
    Bytes(usize),
}

struct Matcher<'a> {
    text: &'a [u8],
    pattern: &'a [u8],
    captures: Vec<(usize, Length)>,
    depth: usize,
    steps: u32,
    interrupted: &'a dyn Fn() -> bool,
}

type Found = Result<Option<usize>, Failure>;

impl<'a> Matcher<'a> {
    fn new(text: &'a [u8], pattern: &'a [u8], interrupted: &'a dyn Fn() -> bool) -> Self {
        Self {
            text,
            pattern,
            captures: Vec::new(),
            depth: 0,
            steps: 0,
            interrupted,
        }
    }

    /// The first match at or after `init` that does not end at `last`: where it
    /// begins and ends, counted from 0. A leading `^` has its meaning only if
    /// `anchor` says so.
    fn search(
        &mut self,
        init: usize,
        anchor: bool,
        last: Option<usize>,
    ) -> Result<Option<(usize, usize)>, Failure> {
        let anchored = anchor && self.pattern.first() == Some(&b'^');
        for start in init..=self.text.len() {
            self.captures.clear();
            let end = self.run(start, usize::from(anchored))?;
            if let Some(end) = end.filter(|end| Some(*end) != last) {
                return Ok(Some((start, end)));
            }
            if anchored {
                break;
            }
        }
        Ok(None)
    }

    /// First and last place, counted from 1, and the captures, or the whole
    /// match where there is none. False and a message where that is no match.
    fn values(&self, lua: &Lua, start: usize, end: usize) -> LuaResult<LuaMultiValue> {
        let mut values = vec![
            LuaValue::Integer(start as i64 + 1),
            LuaValue::Integer(end as i64),
            LuaValue::Boolean(!self.captures.is_empty()),
        ];
        for (at, length) in &self.captures {
            values.push(match length {
                Length::Bytes(count) => {
                    LuaValue::String(lua.create_string(&self.text[*at..at + count])?)
                }
                Length::Position => LuaValue::Integer(*at as i64 + 1),
                Length::Unfinished => return (false, "unfinished capture").into_lua_multi(lua),
            });
        }
        if self.captures.is_empty() {
            let whole = lua.create_string(&self.text[start..end])?;
            values.push(LuaValue::String(whole));
        }
        Ok(values.into_iter().collect())
    }

    fn step(&mut self) -> Result<(), Failure> {
        self.steps += 1;
        if self.steps.is_multiple_of(STEPS_PER_LOOK) && (self.interrupted)() {
            return Err(Failure::Interrupted);
        }
        Ok(())
    }

    /// Where a match of the pattern from `p` on ends that begins at `s`.
    fn run(&mut self, s: usize, p: usize) -> Found {
        if self.depth >= MAX_DEPTH {
            return malformed("pattern too complex");
        }
        self.depth += 1;
        let result = self.run_on(s, p);
        self.depth -= 1;
        result
    }

    fn run_on(&mut self, mut s: usize, mut p: usize) -> Found {
        loop {
            self.step()?;
            let Some(byte) = self.pattern.get(p) else {
                return Ok(Some(s));
            };
            match (byte, self.pattern.get(p + 1)) {
                (b'(', Some(b')')) => return self.start_capture(s, p + 2, Length::Position),
                (b'(', _) => return self.start_capture(s, p + 1, Length::Unfinished),
                (b')', _) => return self.end_capture(s, p + 1),
                (b'$', None) => return Ok((s == self.text.len()).then_some(s)),
                (b'%', Some(b'b')) => match self.balanced(s, p + 2)? {
                    Some(end) => (s, p) = (end, p + 4),
                    None => return Ok(None),
                },
                (b'%', Some(b'f')) => {
                    let set = p + 2;
                    if self.pattern.get(set) != Some(&b'[') {
                        return malformed("missing '[' after '%f' in pattern");
                    }
                    let end = self.class_end(set)?;
                    let before = s.checked_sub(1).map_or(0, |at| self.text[at]);
                    let here = self.text.get(s).copied().unwrap_or(0);
                    if self.in_set(before, set, end - 1) || !self.in_set(here, set, end - 1) {
                        return Ok(None);
                    }
                    p = end;
                }
                (b'%', Some(digit)) if digit.is_ascii_digit() => {
                    match self.same_as_capture(s, *digit)? {
                        Some(end) => (s, p) = (end, p + 2),
                        None => return Ok(None),
                    }
                }
                _ => {
                    let end = self.class_end(p)?;
                    let matches = self.single(s, p, end);
                    match (matches, self.pattern.get(end)) {
                        (false, Some(b'*' | b'?' | b'-')) => p = end + 1,
                        (false, _) => return Ok(None),
                        (true, Some(b'?')) => match self.run(s + 1, end + 1)? {
                            Some(found) => return Ok(Some(found)),
                            None => p = end + 1,
                        },
                        (true, Some(b'+')) => return self.most(s + 1, p, end),
                        (true, Some(b'*')) => return self.most(s, p, end),
                        (true, Some(b'-')) => return self.fewest(s, p, end),
                        (true, _) => (s, p) = (s + 1, end),
                    }
                }
            }
        }
    }

    fn most(&mut self, s: usize, p: usize, end: usize) -> Found {
        let mut count = 0;
        while self.single(s + count, p, end) {
            self.step()?;
            count += 1;
        }
        loop {
            if let Some(found) = self.run(s + count, end + 1)? {
                return Ok(Some(found));
            }
            match count.checked_sub(1) {
                Some(fewer) => count = fewer,
                None => return Ok(None),
            }
        }
    }

    fn fewest(&mut self, mut s: usize, p: usize, end: usize) -> Found {
        loop {
            if let Some(found) = self.run(s, end + 1)? {
                return Ok(Some(found));
            }
            if !self.single(s, p, end) {
                return Ok(None);
            }
            s += 1;
        }
    }

    fn start_capture(&mut self, s: usize, p: usize, length: Length) -> Found {
        if self.captures.len() >= MAX_CAPTURES {
            return malformed("too many captures");
        }
        self.captures.push((s, length));
        let found = self.run(s, p)?;
        if found.is_none() {
            self.captures.pop();
        }
        Ok(found)
    }

    fn end_capture(&mut self, s: usize, p: usize) -> Found {
        let open = self
            .captures
            .iter()
            .rposition(|(_, length)| *length == Length::Unfinished);
        let Some(open) = open else {
            return malformed("invalid pattern capture");
        };
        self.captures[open].1 = Length::Bytes(s - self.captures[open].0);
        let found = self.run(s, p)?;
        if found.is_none() {
            self.captures[open].1 = Length::Unfinished;
        }
        Ok(found)
    }

    fn same_as_capture(&self, s: usize, digit: u8) -> Found {
        let index = usize::from(digit).wrapping_sub(usize::from(b'1'));
        let (at, count) = match self.captures.get(index) {
            Some((at, Length::Bytes(count))) => (*at, *count),
            // A position is no text: it never matches.
            Some((_, Length::Position)) => return Ok(None),
            _ => return malformed(format!("invalid capture index %{}", index.wrapping_add(1))),
        };
        let wanted = &self.text[at..at + count];
        Ok(self.text[s..].starts_with(wanted).then_some(s + count))
    }

    fn balanced(&mut self, s: usize, p: usize) -> Found {
        let (Some(open), Some(close)) = (self.pattern.get(p), self.pattern.get(p + 1)) else {
            return malformed("malformed pattern (missing arguments to '%b')");
        };
        if self.text.get(s) != Some(open) {
            return Ok(None);
        }
        let (open, close) = (*open, *close);
        let mut level = 1;
        for at in s + 1..self.text.len() {
            self.step()?;
            let byte = self.text[at];
            if byte == close {
                level -= 1;
                if level == 0 {
                    return Ok(Some(at + 1));
                }
            } else if byte == open {
                level += 1;
            }
        }
        Ok(None)
    }

    /// Where the item that begins at `p` ends, without a repetition.
    fn class_end(&self, p: usize) -> Result<usize, Failure> {
        match self.pattern.get(p) {
            Some(b'%') => match self.pattern.get(p + 1) {
                Some(_) => Ok(p + 2),
                None => malformed("malformed pattern (ends with '%')"),
            },
            Some(b'[') => {
                let mut at = p + 1 + usize::from(self.pattern.get(p + 1) == Some(&b'^'));
                loop {
                    match self.pattern.get(at) {
                        None => return malformed("malformed pattern (missing ']')"),
                        Some(b'%') if at + 1 < self.pattern.len() => at += 2,
                        Some(_) => at += 1,
                    }
                    if self.pattern.get(at) == Some(&b']') {
                        return Ok(at + 1);
                    }
                }
            }
            _ => Ok(p + 1),
        }
    }

    fn single(&self, s: usize, p: usize, end: usize) -> bool {
        let (Some(byte), Some(item)) = (self.text.get(s), self.pattern.get(p)) else {
            return false;
        };
        match item {
            b'.' => true,
            b'%' => in_class(*byte, self.pattern[p + 1]),
            b'[' => self.in_set(*byte, p, end - 1),
            item => item == byte,
        }
    }

    /// Whether `byte` is in the set between `open` (`[`) and `close` (`]`).
    fn in_set(&self, byte: u8, open: usize, close: usize) -> bool {
        let set = self.pattern;
        let negated = set.get(open + 1) == Some(&b'^');
        let mut at = open + 1 + usize::from(negated);
        while at < close {
            if set[at] == b'%' {
                at += 1;
                if set.get(at).is_some_and(|class| in_class(byte, *class)) {
                    return !negated;
                }
            } else if set[at + 1] == b'-' && at + 2 < close {
                if (set[at]..=set[at + 2]).contains(&byte) {
                    return !negated;
                }
                at += 2;
            } else if set[at] == byte {
                return !negated;
            }
            at += 1;
        }
        negated
    }
}

/// `%a` and its kin, as C's functions have them in the C locale.
fn in_class(byte: u8, class: u8) -> bool {
    let found = match class.to_ascii_lowercase() {
        b'a' => byte.is_ascii_alphabetic(),
        b'c' => byte.is_ascii_control(),
        b'd' => byte.is_ascii_digit(),
        b'g' => byte.is_ascii_graphic(),
        b'l' => byte.is_ascii_lowercase(),
        b'p' => byte.is_ascii_punctuation(),
        b's' => byte.is_ascii_whitespace() || byte == 0x0b,
        b'u' => byte.is_ascii_uppercase(),
        b'w' => byte.is_ascii_alphanumeric(),
        b'x' => byte.is_ascii_hexdigit(),
        _ => return class == byte,
    };
    found != class.is_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::cell::Cell;
    use std::ops::Add;
    use std::rc::Rc;

    /// Calls `string.NAME` as Lua has it and by the matcher here, which is
    /// asked for every text.
    fn both(code: &str, args: &[&str]) -> (String, String) {
        let show = "return function(...)
            local out = table.pack(pcall(...))
            for i = 1, out.n do out[i] = type(out[i]) .. ':' .. tostring(out[i]):gsub('^.-:%d+: ', '') end
            return table.concat(out, '\\0') end";
        let run = |slow: bool| {
            let lua = Lua::new();
            let show: LuaFunction = lua.load(show).eval().unwrap();
            if slow {
                install_beyond(&lua, 0.0, || false, "late").unwrap();
            }
            let function: LuaFunction = lua.load(code).eval().unwrap();
            let mut values: Vec<LuaValue> = vec![LuaValue::Function(function)];
            for arg in args {
                values.push(LuaValue::String(lua.create_string(arg).unwrap()));
            }
            let values: LuaMultiValue = values.into_iter().collect();
            show.call::<String>(values).unwrap()
        };
        (run(false), run(true))
    }

    const FUNCTIONS: &[&str] = &[
        "function(s, p) return s:rep(40):find(p) end",
        "function(s, p) return s:rep(40):find(p, -30) end",
        "function(s, p) return s:rep(40):match(p) end",
        "function(s, p) return s:rep(40):match(p, 17) end",
        "function(s, p) local out = {} for a, b in s:rep(40):gmatch(p) do out[#out + 1] = tostring(a) .. '/' .. tostring(b) end return table.concat(out, ' ') end",
        "function(s, p) return s:rep(40):gsub(p, '<%0%1>') end",
        "function(s, p) return s:rep(40):gsub(p, '%%.', 3) end",
        "function(s, p) return s:rep(40):gsub(p, { a = 'A', [1] = 'one', b = false }) end",
        "function(s, p) return s:rep(40):gsub(p, function(a, b) return a ~= 'b' and tostring(b) .. tostring(a) end) end",
    ];

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn it_matches_what_lua_matches(
            which in 0..FUNCTIONS.len(),
            text in "[ab1 (\\]%]{0,6}",
            items in proptest::collection::vec("(a|b|\\.|%a|%d|%s|%W|\\[ab\\]|\\[\\^a-b\\]|\\[%d\\]b\\]|\\(|\\)|\\(\\)|%1|%b\\(\\]|%f\\[%a\\]|%|\\$|\\^|\\[)(\\*|\\+|-|\\?|)", 0..5),
        ) {
            let pattern = items.concat();
            let (lua, own) = both(&format!("return {}", FUNCTIONS[which]), &[&text, &pattern]);
            // Lua notices that only where the capture is used.
            prop_assume!(!own.contains("unfinished capture"));
            prop_assert_eq!(lua, own, "{} of {:?} in {:?}", FUNCTIONS[which], pattern, text);
        }
    }

    #[test]
    fn errors_are_those_of_lua() {
        for (code, pattern) in [
            (FUNCTIONS[0], "(a"),
            (FUNCTIONS[2], "a)"),
            (FUNCTIONS[0], "%"),
            (FUNCTIONS[0], "[a"),
            (FUNCTIONS[0], "%f"),
            (FUNCTIONS[0], "%b("),
            (FUNCTIONS[0], "%2"),
            (
                "function(s, p) return s:rep(400):gsub(p, '%9') end",
                "a*a*a*",
            ),
            (
                "function(s, p) return s:rep(400):gsub(p, 'x%') end",
                "a*a*a*",
            ),
            (
                "function(s, p) return s:rep(400):gsub(p, function() return {} end) end",
                "a*a*a*",
            ),
        ] {
            let (lua, own) = both(&format!("return {code}"), &["a", pattern]);
            assert_eq!(lua, own, "{pattern}");
        }
    }

    #[test]
    fn a_match_without_end_is_interrupted() {
        for code in [
            "('a'):rep(100):find(('a*'):rep(40) .. 'b')",
            "('a'):rep(100):match(('a-'):rep(40) .. 'b')",
            "('a'):rep(100):gsub(('a?'):rep(90) .. ('a'):rep(90) .. 'b', '')",
            "('a'):rep(100):gmatch(('a*'):rep(40) .. 'b')()",
            "('a'):rep(50000):find('.-.-.-.-b')",
        ] {
            let lua = Lua::new();
            let looks = Rc::new(Cell::new(0));
            let count = Rc::clone(&looks);
            let interrupted = move || {
                count.set(count.get() + 1);
                count.get() > 20
            };
            install(&lua, interrupted, "time is up").unwrap();
            let error = lua.load(code).exec().unwrap_err().to_string();
            assert!(error.contains("time is up"), "{code}: {error}");
            assert_eq!(looks.get(), 21);
        }
    }

    #[test]
    fn short_texts_are_left_to_lua() {
        assert_eq!(fast_length(b"^abc$", 1e6), f64::INFINITY);
        assert_eq!(fast_length(b"abc", 1e6), f64::INFINITY);
        assert_eq!(fast_length(b"^a?a?a?", 1e6), f64::INFINITY);
        assert!(fast_length(b"a.c", 1e6) > 100_000.0);
        assert_eq!(
            fast_length("^".to_owned().add(&"a?".repeat(30)).as_bytes(), 1e6),
            0.0
        );
        assert!((50.0..200.0).contains(&fast_length(b"(.*)[/\\](.*)", 1e6)));
        assert!(fast_length(b"a*a*a*a*a*a*b", 1e6) < 10.0);
    }
}
