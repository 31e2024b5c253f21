//! The numbers of a control sequence.

use rio_vt::performer::parser::Params;

/// Numbers kept of one sequence, the parser's limit, too.
const MAX: usize = 32;

/// The parameters of one control sequence (ECMA-48 5.4.2), with those behind
/// a colon as sub-parameters (ISO 8613-6).
///
/// One is filled again and again where it is: to copy what was just written
/// in parts stalls a processor.
#[derive(Debug, Default)]
pub(crate) struct Args {
    /// Those beyond the count are of earlier sequences.
    values: [u16; MAX],
    /// A bit for each that was left empty.
    missing: u32,
    /// A bit for each that belongs to the one before it.
    subs: u32,
    /// How many values there are.
    count: usize,
    overflowed: bool,
}

impl Args {
    /// Makes it the numbers of a text that begins with them, separated by
    /// semicolons and colons; returns where they end. Those too large for
    /// 16 bits are as large as fits.
    #[inline]
    pub(crate) fn read(&mut self, text: &[u8]) -> usize {
        let (mut missing, mut subs, mut count) = (0_u32, 0_u32, 0);
        let mut at = 0;
        self.overflowed = false;
        loop {
            let start = at;
            let value;
            (value, at) = short_number(text, start).unwrap_or_else(|| long_number(text, start));
            if let Some(slot) = self.values.get_mut(count) {
                *slot = value;
                missing |= u32::from(at == start) << count;
                count += 1;
            } else {
                self.overflowed = true;
            }
            match text.get(at) {
                Some(b';') => {}
                Some(b':') if count < MAX => subs |= 1 << count,
                Some(b':') => {}
                _ => break,
            }
            at += 1;
        }
        self.missing = missing;
        self.subs = subs;
        self.count = count;
        at
    }

    /// Makes it the two numbers of up to three digits that a text begins with;
    /// returns the byte behind them, and where that ends. `None` where there is
    /// something else, or less than can be looked at together.
    ///
    /// Where a cursor goes to is told like that; see [`two_numbers`].
    #[inline]
    pub(crate) fn read_two(&mut self, text: &[u8]) -> Option<(u8, usize)> {
        let word = text.get(..8)?.try_into().ok()?;
        let two = two_numbers(word)?;
        self.values[..2].copy_from_slice(&two.values);
        self.overflowed = false;
        (self.missing, self.subs, self.count) = (0, 0, 2);
        Some((text[two.len], two.len + 1))
    }

    /// Adds a number; `None` is an empty one.
    fn push(&mut self, value: Option<u16>, is_sub: bool) {
        let Some(slot) = self.values.get_mut(self.count) else {
            self.overflowed = true;
            return;
        };
        *slot = value.unwrap_or(0);
        self.missing |= u32::from(value.is_none()) << self.count;
        self.subs |= u32::from(is_sub) << self.count;
        self.count += 1;
    }

    /// Whether there were more than are kept.
    pub(super) fn overflowed(&self) -> bool {
        self.overflowed
    }

    /// How many parameters there were, at least 1.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    pub(super) fn has_subs(&self) -> bool {
        self.subs != 0
    }

    /// The first number of each parameter.
    pub(super) fn without_subs(&self) -> Self {
        let mut args = Self::default();
        for i in (0..self.count).filter(|i| self.subs >> i & 1 == 0) {
            args.push(self.value(i), false);
        }
        args
    }

    /// Each parameter with its sub-parameters.
    #[inline]
    pub(crate) fn groups(&self) -> Groups<'_> {
        Groups { args: self, at: 0 }
    }

    /// A parameter, 0 when missing.
    #[inline]
    pub(super) fn at(&self, i: usize) -> u16 {
        self.rest(i).first().copied().unwrap_or(0)
    }

    /// A parameter that was given, even if as zero.
    pub(super) fn given(&self, i: usize) -> Option<usize> {
        self.value(i).map(usize::from)
    }

    fn value(&self, i: usize) -> Option<u16> {
        (i < self.count && self.missing >> i & 1 == 0).then(|| self.at(i))
    }

    /// A count or a one-based place: at least 1.
    #[inline]
    pub(super) fn n(&self, i: usize) -> usize {
        usize::from(self.at(i).max(1))
    }

    /// Four of them from `i` on: the corners of a rectangle.
    pub(super) fn corners(&self, i: usize) -> [u16; 4] {
        [self.at(i), self.at(i + 1), self.at(i + 2), self.at(i + 3)]
    }

    /// All from `i` on.
    #[inline]
    pub(super) fn rest(&self, i: usize) -> &[u16] {
        self.values.get(i..self.count).unwrap_or_default()
    }
}

/// See [`two_numbers`].
struct Two {
    values: [u16; 2],
    /// Digits and semicolon.
    len: usize,
}

/// Two numbers of one to three digits with a semicolon between them, and no
/// third behind another one. All bytes are looked at together: to find the
/// second number only behind the first, and what follows only behind that, took
/// longer than all that is done with them.
#[inline]
fn two_numbers(text: [u8; 8]) -> Option<Two> {
    const EACH: u64 = 0x0101_0101_0101_0101;
    // The digits as their values; the first is in the lowest byte.
    let values = u64::from_le_bytes(text) ^ (EACH * 0x30);
    // The highest bit of each byte that is no digit.
    let others = (((values & (EACH * 0x7f)) + EACH * 0x76) | values) & (EACH * 0x80);
    let first = others.trailing_zeros() / 8;
    let second = (others & others.wrapping_sub(1)).trailing_zeros() / 8;
    let is_two = matches!(first, 1..=3)
        && matches!(second.wrapping_sub(first), 2..=4)
        && second < 8
        && text[first as usize] == b';'
        && matches!(text[second as usize], 0x40..=0x7e);
    if !is_two {
        return None;
    }
    let number = |end: u32, digits: u32| {
        // The last digit in the highest byte, zeros before the first.
        let [.., hundreds, tens, ones] =
            (values << (64 - 8 * end) & u64::MAX << (64 - 8 * digits)).to_le_bytes();
        u16::from(hundreds) * 100 + u16::from(tens) * 10 + u16::from(ones)
    };
    Some(Two {
        values: [number(first, first), number(second, second - first - 1)],
        len: second as usize,
    })
}

/// The number of up to three digits that is at `at`, and where it ends, if there
/// is so much text that four can be looked at together. Without a branch for
/// each digit: how many there are is nothing a processor could guess.
#[inline]
fn short_number(text: &[u8], at: usize) -> Option<(u16, usize)> {
    let word: [u8; 4] = text.get(at..at + 4)?.try_into().ok()?;
    // The digits as their values; the first is in the lowest byte.
    let values = u32::from_le_bytes(word) ^ 0x3030_3030;
    // The highest bit of each byte that is no digit, up to the first.
    let others = (values.wrapping_add(0x7676_7676) | values) & 0x8080_8080;
    let digits = others.trailing_zeros() / 8;
    if digits == 4 {
        return None;
    }
    // The last digit in the highest byte, zeros before the first.
    let aligned = (u64::from(values) << (32 - 8 * digits)).to_le_bytes();
    let [_, hundreds, tens, ones, ..] = aligned.map(u16::from);
    Some((hundreds * 100 + tens * 10 + ones, at + digits as usize))
}

/// The number of any count of digits that is at `at`, and where it ends.
fn long_number(text: &[u8], mut at: usize) -> (u16, usize) {
    let mut value = 0_u16;
    while let Some(digit @ b'0'..=b'9') = text.get(at) {
        let digit = u16::from(digit - b'0');
        value = value.saturating_mul(10).saturating_add(digit);
        at += 1;
    }
    (value, at)
}

impl From<&Params> for Args {
    fn from(params: &Params) -> Self {
        let mut args = Self::default();
        for param in params {
            for (i, value) in param.iter().enumerate() {
                args.push(Some(*value), i > 0);
            }
        }
        args
    }
}

/// See [`Args::groups`].
pub(crate) struct Groups<'a> {
    args: &'a Args,
    at: usize,
}

impl<'a> Iterator for Groups<'a> {
    type Item = &'a [u16];

    #[inline]
    fn next(&mut self) -> Option<&'a [u16]> {
        let start = self.at;
        if start >= self.args.count {
            return None;
        }
        let mut end = start + 1;
        while end < self.args.count && self.args.subs >> end & 1 == 1 {
            end += 1;
        }
        self.at = end;
        self.args.values.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(text: &str) -> Args {
        // Filled before, as they are.
        let mut args = Args::default();
        args.read("9:9:9;;9;9".repeat(9).as_bytes());
        assert!(args.overflowed());
        args.read(text.as_bytes());
        args
    }

    #[test]
    fn numbers_are_grouped_by_their_colons() {
        let args = args("1;38:2::9;");
        let groups: Vec<_> = args.groups().collect();
        assert_eq!(groups, [&[1][..], &[38, 2, 0, 9], &[0]]);
        let plain = args.without_subs();
        assert_eq!(plain.rest(0), [1, 38, 0]);
        assert_eq!(plain.given(1), Some(38));
        assert_eq!(plain.given(2), None);
        assert_eq!(plain.given(3), None);
        assert_eq!(plain.at(31), 0);
        assert_eq!(plain.rest(40), [0; 0]);
    }

    #[test]
    fn large_numbers_are_as_large_as_fits() {
        let args = args("65535;65536;00007;4294967297;10000000000000000001;000000000000003");
        assert_eq!(args.rest(0), [65535, 65535, 7, 65535, 65535, 3]);
    }

    #[test]
    fn both_ways_to_read_a_number_agree() {
        for number in (0..12_000_u32)
            .map(|n| n.to_string())
            .chain([String::new()])
        {
            for after in [
                "",
                ";",
                "m",
                "H\x1b[",
                "\u{e9}\u{e9}",
                "\0\0\0\0",
                ":1;2",
                "/:/:",
            ] {
                let text = format!("{number}{after}");
                let long = long_number(text.as_bytes(), 0);
                assert_eq!(long.1, number.len());
                if let Some(short) = short_number(text.as_bytes(), 0) {
                    assert_eq!(short, long, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn both_ways_to_read_two_numbers_agree() {
        let numbers = ["", "0", "7", "10", "99", "100", "999", "007", "1000"];
        let ends = [
            "H", "m", "f\x1b[", ";5m", ":1m", " q", "?", "\u{e9}", "\x1b",
        ];
        let mut read = 0;
        for first in numbers {
            for second in numbers {
                for (end, between) in ends.iter().flat_map(|end| [(end, ";"), (end, ":")]) {
                    let text = format!("{first}{between}{second}{end}........");
                    let (mut two, mut all) = (args("5"), args("5"));
                    let Some((action, len)) = two.read_two(text.as_bytes()) else {
                        continue;
                    };
                    read += 1;
                    let at = all.read(text.as_bytes());
                    assert_eq!((action, len), (text.as_bytes()[at], at + 1), "{text:?}");
                    assert_eq!(two.rest(0), all.rest(0), "{text:?}");
                    assert_eq!(two.given(1), all.given(1), "{text:?}");
                    assert_eq!((two.missing, two.subs), (all.missing, all.subs), "{text:?}");
                }
            }
        }
        // Of each pair of one to three digits: `H`, `m` and `f`.
        assert_eq!(read, 7 * 7 * 3);
        assert!(args("5").read_two(b"1;2H").is_none());
    }

    #[test]
    fn what_is_too_many_is_known() {
        let numbers = "7;".repeat(MAX);
        let most = args(numbers.trim_end_matches(';'));
        assert!(!most.overflowed());
        assert_eq!(most.rest(0), [7; MAX]);
        for more in [numbers.clone(), numbers + "8:9"] {
            let more = args(&more);
            assert!(more.overflowed());
            assert_eq!(more.groups().count(), MAX);
        }
    }
}
