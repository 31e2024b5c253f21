//! Requests and answers of the command line: JSON in frames.

use crate::frame::{self, HEADER, invalid};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{self, Read, Write};

/// The longest message.
pub(super) const MAX_FRAME: usize = 16 << 20;

/// Reads one message; `None` when the other side has closed between messages.
pub(crate) fn read<T: DeserializeOwned>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut header = [0; HEADER];
    if let Err(error) = from.read_exact(&mut header) {
        return match error.kind() {
            io::ErrorKind::UnexpectedEof => Ok(None),
            _ => Err(error),
        };
    }
    let body = frame::read_body(from, header, MAX_FRAME)?;
    serde_json::from_slice(&body)
        .map(Some)
        .map_err(|error| invalid(format!("a message that is not understood: {error}")))
}

/// Writes one message.
pub(crate) fn write<T: Serialize>(to: &mut impl Write, message: &T) -> io::Result<()> {
    let mut frame = vec![0; HEADER];
    serde_json::to_writer(&mut frame, message)
        .map_err(|error| invalid(format!("a message that cannot be written: {error}")))?;
    frame::seal(&mut frame, MAX_FRAME)?;
    to.write_all(&frame)?;
    to.flush()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_survive_and_ends_are_told_apart() {
        let mut bytes = Vec::new();
        write(&mut bytes, &"héllo").unwrap();
        let mut from = &bytes[..];
        assert_eq!(read::<String>(&mut from).unwrap().unwrap(), "héllo");
        assert_eq!(read::<String>(&mut from).unwrap(), None);
        let cut = &bytes[..bytes.len() - 1];
        assert!(read::<String>(&mut &*cut).is_err());
        let huge = u32::MAX.to_le_bytes();
        let error = read::<String>(&mut &huge[..]).unwrap_err().to_string();
        assert!(error.contains("limit"), "{error}");
        let too_long = "x".repeat(MAX_FRAME);
        assert!(write(&mut Vec::new(), &too_long).is_err());
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes: Vec<u8>) {
            let _ = read::<super::super::Request>(&mut &bytes[..]);
        }
    }
}
