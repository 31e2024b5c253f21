//! Pastes. Text from a clipboard is not trusted: a control character in it
//! could end the bracket and run what follows as if typed.

use crate::config::NewlineCanon;

pub(super) fn encode(text: &str, canon: NewlineCanon, bracketed: bool) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len() + 12);
    if bracketed {
        out.extend_from_slice(b"\x1b[200~");
    }
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' | '\n' => {
                let is_pair = c == '\r' && chars.peek() == Some(&'\n');
                let end: &[u8] = match canon {
                    NewlineCanon::None if c == '\r' => b"\r",
                    NewlineCanon::None | NewlineCanon::LineFeed => b"\n",
                    NewlineCanon::CarriageReturn => b"\r",
                    NewlineCanon::CarriageReturnAndLineFeed => b"\r\n",
                };
                out.extend_from_slice(end);
                if is_pair && canon != NewlineCanon::None {
                    chars.next();
                }
            }
            '\t' => out.push(b'\t'),
            c if c.is_control() => {}
            c => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }
    if bracketed {
        out.extend_from_slice(b"\x1b[201~");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends() {
        let text = "a\nb\r\nc\rd";
        for (canon, want) in [
            (NewlineCanon::None, "a\nb\r\nc\rd"),
            (NewlineCanon::LineFeed, "a\nb\nc\nd"),
            (NewlineCanon::CarriageReturn, "a\rb\rc\rd"),
            (NewlineCanon::CarriageReturnAndLineFeed, "a\r\nb\r\nc\r\nd"),
        ] {
            assert_eq!(encode(text, canon, false), want.as_bytes());
        }
    }

    #[test]
    fn the_bracket_cannot_be_closed_from_inside() {
        let evil = "ls\x1b[201~;rm -rf ~\u{9b}201~\x03\x1b\x1b[201~";
        let sent = encode(evil, NewlineCanon::CarriageReturn, true);
        let inner = &sent[6..sent.len() - 6];
        assert!(sent.starts_with(b"\x1b[200~") && sent.ends_with(b"\x1b[201~"));
        assert_eq!(inner, b"ls[201~;rm -rf ~201~[201~");
    }
}
