//! Messages of attached clients and their server: postcard in frames.

use crate::frame::{self, HEADER, invalid};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Read, Write};

/// The longest message. What is longer is sent in parts.
pub(super) const MAX_FRAME: usize = 4 << 20;

/// A message as a frame.
pub(super) fn frame<T: Serialize>(message: &T) -> io::Result<Vec<u8>> {
    let mut frame = postcard::to_extend(message, vec![0_u8; HEADER])
        .map_err(|error| invalid(format!("a message that cannot be written: {error}")))?;
    frame::seal(&mut frame, MAX_FRAME)?;
    Ok(frame)
}

/// Writes one message.
pub(crate) fn write<T: Serialize>(to: &mut impl Write, message: &T) -> io::Result<()> {
    to.write_all(&frame(message)?)?;
    to.flush()
}

/// Reads one message; `None` when the other side has closed between messages.
pub(crate) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut header = [0; HEADER];
    match from.read(&mut header)? {
        0 => return Ok(None),
        HEADER => {}
        count => from.read_exact(&mut header[count..])?,
    }
    let body = frame::read_body(from, header, MAX_FRAME)?;
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
