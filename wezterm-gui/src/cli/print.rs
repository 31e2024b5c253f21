//! Printing to standard output.

use std::io::Write;

/// Prints `text`. A reader that has gone, such as `head`, is no error.
///
/// # Errors
/// When standard output can not be written to.
pub(crate) fn text(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(anyhow::anyhow!("writing to standard output: {error}"))
        }
        _ => Ok(()),
    }
}
