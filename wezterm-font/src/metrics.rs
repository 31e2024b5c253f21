//! The size of a cell and of the lines in it.

/// Geometry of one cell, in physical pixels from its top left corner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CellMetrics {
    /// Width of a cell, at least 1.
    pub cell_width: u32,
    /// Height of a cell, at least 1.
    pub cell_height: u32,
    /// From the top of the cell down to the baseline.
    pub baseline: i32,
    /// From the top of the cell down to the top of an underline; the line
    /// lies within the cell.
    pub underline_position: i32,
    /// Height of an underline, at least 1; also the weight of box drawing.
    pub underline_thickness: u32,
    /// From the top of the cell down to the top of a strike-through.
    pub strikethrough_position: i32,
    /// Height of a strike-through, at least 1.
    pub strikethrough_thickness: u32,
    /// Height of a capital above the baseline.
    pub cap_height: u32,
    /// Height of an `x` above the baseline.
    pub x_height: u32,
}
