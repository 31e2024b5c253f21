//! Lines of tmux's control mode (tmux(1), CONTROL MODE), from bytes in any
//! portions. What comes from there is not trusted: lines and answers are
//! bounded, and what is not known is left out.

use std::collections::VecDeque;

/// The longest line, and the longest answer to a command, in bytes.
const MAX_LINE: usize = 16 << 20;
const MAX_ANSWER: usize = 64 << 20;

/// Something that tmux says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A program has printed this.
    Output {
        /// Its pane's number, after the `%`.
        pane: usize,
        /// As printed.
        bytes: Vec<u8>,
    },
    /// The answer to a command of ours.
    Answer {
        /// Whether it was carried out.
        ok: bool,
        /// Its lines.
        lines: Vec<Vec<u8>>,
    },
    /// Windows, panes or their places have changed.
    Changed,
    /// Output of a pane is held back until it is asked for.
    Paused(usize),
    /// Control mode has ended; why, if tmux says.
    Exit(String),
}

/// Takes bytes apart. See the module's description.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    partial: Vec<u8>,
    block: Option<Block>,
    has_ended: bool,
}

/// An answer that has begun.
#[derive(Debug)]
struct Block {
    /// What `%end` will repeat.
    mark: Vec<u8>,
    /// It answers a command of ours, not one that tmux was started with.
    is_ours: bool,
    lines: Vec<Vec<u8>>,
    bytes: usize,
}

impl Lines {
    /// Takes bytes; returns how many of them belong to control mode: all, until
    /// it has ended.
    ///
    /// # Errors
    /// When a line or an answer is too long, in words for the user.
    pub(crate) fn feed(
        &mut self,
        bytes: &[u8],
        out: &mut VecDeque<Line>,
    ) -> Result<usize, &'static str> {
        let mut taken = 0;
        while !self.has_ended && taken < bytes.len() {
            let rest = &bytes[taken..];
            let Some(end) = memchr(rest) else {
                if self.partial.len() + rest.len() > MAX_LINE {
                    return Err("tmux sends a line without an end");
                }
                self.partial.extend_from_slice(rest);
                return Ok(bytes.len());
            };
            self.partial.extend_from_slice(&rest[..end]);
            taken += end + 1;
            if self.partial.len() > MAX_LINE {
                return Err("tmux sends a line without an end");
            }
            let mut line = std::mem::take(&mut self.partial);
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            self.line(line, out)?;
        }
        Ok(taken)
    }

    fn line(&mut self, line: Vec<u8>, out: &mut VecDeque<Line>) -> Result<(), &'static str> {
        if let Some(block) = &mut self.block {
            let ok = match end_of(&line, &block.mark) {
                Some(ok) => ok,
                None => {
                    block.bytes += line.len() + 1;
                    if block.bytes > MAX_ANSWER {
                        return Err("tmux sends an answer without an end");
                    }
                    block.lines.push(line);
                    return Ok(());
                }
            };
            if let Some(block) = self.block.take()
                && block.is_ours
            {
                let lines = block.lines;
                out.push_back(Line::Answer { ok, lines });
            }
            return Ok(());
        }
        if let Some(mark) = line.strip_prefix(b"%begin ") {
            // Time, number, and whether the command came through this client.
            self.block = Some(Block {
                mark: mark.to_vec(),
                is_ours: mark.ends_with(b" 1"),
                lines: Vec::new(),
                bytes: 0,
            });
            return Ok(());
        }
        out.extend(self.notification(&line));
        Ok(())
    }

    fn notification(&mut self, line: &[u8]) -> Option<Line> {
        let (name, rest) = split_space(line);
        Some(match name {
            b"%output" => {
                let (pane, data) = split_space(rest);
                Line::Output {
                    pane: number(pane)?,
                    bytes: unescape(data),
                }
            }
            // `%extended-output %PANE AGE ... : DATA`.
            b"%extended-output" => {
                let (pane, rest) = split_space(rest);
                let colon = rest.windows(2).position(|two| two == b": ")?;
                Line::Output {
                    pane: number(pane)?,
                    bytes: unescape(&rest[colon + 2..]),
                }
            }
            b"%pause" => Line::Paused(number(rest)?),
            b"%exit" => {
                self.has_ended = true;
                Line::Exit(String::from_utf8_lossy(rest).into_owned())
            }
            b"%window-add"
            | b"%window-close"
            | b"%window-renamed"
            | b"%unlinked-window-close"
            | b"%layout-change"
            | b"%window-pane-changed"
            | b"%session-window-changed"
            | b"%session-changed" => Line::Changed,
            _ => {
                log::debug!(
                    "tmux says {:?}",
                    String::from_utf8_lossy(&line[..line.len().min(200)])
                );
                return None;
            }
        })
    }
}

fn memchr(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|byte| *byte == b'\n')
}

/// Whether a line ends the answer with this mark, and if so, whether it was a
/// success.
fn end_of(line: &[u8], mark: &[u8]) -> Option<bool> {
    let (name, rest) = split_space(line);
    match name {
        b"%end" if rest == mark => Some(true),
        b"%error" if rest == mark => Some(false),
        _ => None,
    }
}

fn split_space(line: &[u8]) -> (&[u8], &[u8]) {
    match line.iter().position(|byte| *byte == b' ') {
        Some(at) => (&line[..at], &line[at + 1..]),
        None => (line, &[]),
    }
}

/// The number of `%12` or `@3`.
pub(super) fn number(id: &[u8]) -> Option<usize> {
    let digits = id.strip_prefix(b"%").or_else(|| id.strip_prefix(b"@"))?;
    let number: u32 = std::str::from_utf8(digits).ok()?.parse().ok()?;
    usize::try_from(number).ok()
}

/// Takes `\ooo` back: control characters and the backslash are sent so.
fn unescape(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut rest = data;
    while let Some((first, after)) = rest.split_first() {
        let octal = |digits: &[u8]| {
            digits.iter().try_fold(0_u32, |value, digit| match digit {
                b'0'..=b'7' => Some(value * 8 + u32::from(digit - b'0')),
                _ => None,
            })
        };
        let escaped = match (first, after.get(..3)) {
            (b'\\', Some(digits)) => octal(digits).and_then(|value| u8::try_from(value).ok()),
            _ => None,
        };
        match escaped {
            Some(byte) => {
                out.push(byte);
                rest = &after[3..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(bytes: &[u8]) -> Vec<Line> {
        let (mut lines, mut out) = (Lines::default(), VecDeque::new());
        lines.feed(bytes, &mut out).unwrap();
        out.into()
    }

    const SESSION: &[u8] = b"%begin 1 7 0\nown\n%end 1 7 0\n%window-add @1\r\n%output %2 a\\033[m\\134b\\r\n\
        %begin 2 8 1\n%exit\n%end 1 7 0\n%output %9 no\n%end 2 8 1\n%begin 3 9 1\nbad\n%error 3 9 1\n\
        %extended-output %4 12 : x: y\n%pause %4\n%unknown thing\n%exit bye\nshell$ ";

    #[test]
    fn what_tmux_says_is_told_apart() {
        let answer = |ok, lines: &[&str]| Line::Answer {
            ok,
            lines: lines.iter().map(|line| line.as_bytes().to_vec()).collect(),
        };
        let output = |pane, bytes: &[u8]| Line::Output {
            pane,
            bytes: bytes.to_vec(),
        };
        assert_eq!(
            lines(SESSION),
            [
                Line::Changed,
                output(2, b"a\x1b[m\\b\\r"),
                answer(true, &["%exit", "%end 1 7 0", "%output %9 no"]),
                answer(false, &["bad"]),
                output(4, b"x: y"),
                Line::Paused(4),
                Line::Exit("bye".into()),
            ]
        );
    }

    #[test]
    fn what_follows_the_end_is_not_taken() {
        let (mut lines, mut out) = (Lines::default(), VecDeque::new());
        let taken = lines.feed(SESSION, &mut out).unwrap();
        assert_eq!(&SESSION[taken..], b"shell$ ");
        assert_eq!(lines.feed(b"more\n", &mut out), Ok(0));
    }

    #[test]
    fn a_line_without_an_end_ends_it() {
        let (mut lines, mut out) = (Lines::default(), VecDeque::new());
        let part = vec![b'x'; 1 << 20];
        let error = (0..100).find_map(|_| lines.feed(&part, &mut out).err());
        assert_eq!(error, Some("tmux sends a line without an end"));
    }

    proptest! {
        #[test]
        fn any_portions_say_the_same(cuts in prop::collection::vec(0..SESSION.len(), 0..20)) {
            let (mut parser, mut out) = (Lines::default(), VecDeque::new());
            let mut cuts = cuts;
            cuts.extend([0, SESSION.len()]);
            cuts.sort_unstable();
            for part in cuts.windows(2) {
                parser.feed(&SESSION[part[0]..part[1]], &mut out).unwrap();
            }
            prop_assert_eq!(Vec::from(out), lines(SESSION));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = Lines::default().feed(&bytes, &mut VecDeque::new());
            let mut line = b"%output %1 ".to_vec();
            line.extend(&bytes);
            let _ = Lines::default().feed(&line, &mut VecDeque::new());
        }
    }
}
