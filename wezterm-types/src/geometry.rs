use serde::{Deserialize, Serialize};

/// The size of one terminal, as its child program sees it (`TIOCSWINSZ`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TerminalSize {
    /// Height in cells.
    pub rows: usize,
    /// Width in cells.
    pub cols: usize,
    /// Width of all columns together, in physical pixels.
    pub pixel_width: usize,
    /// Height of all rows together, in physical pixels.
    pub pixel_height: usize,
    /// Dots per inch of the screen the terminal is shown on.
    pub dpi: u32,
}

impl Default for TerminalSize {
    /// 80x24 cells of 8x16 pixels at 96 dpi.
    fn default() -> Self {
        Self {
            rows: 24,
            cols: 80,
            pixel_width: 640,
            pixel_height: 384,
            dpi: 96,
        }
    }
}
