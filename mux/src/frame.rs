//! Frames, as the control socket and attached clients speak them: a
//! little-endian `u32` length in bytes, then so many bytes of a message.

use std::io::{self, Read};

/// Bytes of the length before a message.
pub(crate) const HEADER: usize = 4;

/// An error about what a frame holds.
pub(crate) fn invalid(text: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, text)
}

fn too_long(length: usize, limit: usize) -> io::Error {
    invalid(format!("a message of {length} bytes; the limit is {limit}"))
}

/// Writes its length into a frame that was begun with [`HEADER`] bytes of space.
///
/// # Errors
///
/// When the message is longer than `limit` bytes.
pub(crate) fn seal(frame: &mut [u8], limit: usize) -> io::Result<()> {
    let length = frame.len() - HEADER;
    let header = u32::try_from(length)
        .ok()
        .filter(|_| length <= limit)
        .ok_or_else(|| too_long(length, limit))?;
    frame[..HEADER].copy_from_slice(&header.to_le_bytes());
    Ok(())
}

/// Reads the message that follows its header.
///
/// # Errors
///
/// When the header claims more than `limit` bytes, fewer come than it claims,
/// or `from` fails.
pub(crate) fn read_body(
    from: &mut impl Read,
    header: [u8; HEADER],
    limit: usize,
) -> io::Result<Vec<u8>> {
    let length = u32::from_le_bytes(header) as usize;
    if length > limit {
        return Err(too_long(length, limit));
    }
    // Grows with what really arrives: a claimed length alone allocates nothing.
    let mut body = Vec::new();
    from.take(length as u64).read_to_end(&mut body)?;
    if body.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(body)
}
