//! Frames: a little-endian `u32` length, then so many bytes of postcard.

use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Read, Write};

/// The longest message. What is longer is sent in parts.
pub(super) const MAX_FRAME: usize = 4 << 20;

fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

/// A message as a frame.
pub(super) fn frame<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let frame = postcard::to_extend(message, vec![0_u8; 4])
        .map_err(|error| invalid(format!("a message that cannot be written: {error}")))?;
    let length = frame.len() - 4;
    let header = u32::try_from(length)
        .ok()
        .filter(|_| length <= MAX_FRAME)
        .ok_or_else(|| {
            invalid(format!(
                "a message of {length} bytes; the limit is {MAX_FRAME}"
            ))
        })?;
    let mut frame = frame;
    frame[..4].copy_from_slice(&header.to_le_bytes());
    Ok(frame)
}

/// Writes one message.
pub(super) fn write<T: Serialize>(to: &mut impl Write, message: &T) -> io::Result<()> {
    to.write_all(&frame(message)?)?;
    to.flush()
}

/// Reads one message; `None` when the other side has closed between messages.
pub(super) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read(&mut length)? {
        0 => return Ok(None),
        4 => {}
        count => from.read_exact(&mut length[count..])?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > MAX_FRAME {
        return Err(invalid(format!(
            "a message of {length} bytes; the limit is {MAX_FRAME}"
        )));
    }
    // Grows with what really arrives: a claimed length alone allocates nothing.
    let mut body = Vec::new();
    from.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    postcard::from_bytes(&body)
        .map(Some)
        .map_err(|error| invalid(format!("a message that is not understood: {error}")))
}

#[cfg(test)]
mod tests {
    use super::super::message::{ClientMessage, ServerMessage};
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_survive_and_ends_are_told_apart() {
        let message = ClientMessage::Input {
            pane: 7,
            bytes: b"ls\r".to_vec(),
        };
        let mut bytes = Vec::new();
        write(&mut bytes, &message).unwrap();
        let mut from = &bytes[..];
        assert_eq!(read::<ClientMessage>(&mut from).unwrap(), Some(message));
        assert_eq!(read::<ClientMessage>(&mut from).unwrap(), None);
        for end in 1..bytes.len() {
            assert!(read::<ClientMessage>(&mut &bytes[..end]).is_err());
        }
        let huge = u32::MAX.to_le_bytes();
        let error = read::<ClientMessage>(&mut &huge[..]).unwrap_err();
        assert!(error.to_string().contains("limit"), "{error}");
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let mut frame = u32::try_from(bytes.len()).unwrap().to_le_bytes().to_vec();
            frame.extend(&bytes);
            let _ = read::<ClientMessage>(&mut &frame[..]);
            let _ = read::<ServerMessage>(&mut &frame[..]);
            let _ = read::<ServerMessage>(&mut &bytes[..]);
        }
    }
}
