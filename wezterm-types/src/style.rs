use serde::{Deserialize, Serialize};

/// The weight that SGR 1, 2 and 22 choose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Intensity {
    /// SGR 22.
    #[default]
    Normal,
    /// SGR 1.
    Bold,
    /// SGR 2, also called faint or dim.
    Half,
}

/// The line under a cell: SGR 4, and 4:n of kitty's underline extension.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Underline {
    /// SGR 24 or 4:0.
    #[default]
    None,
    /// SGR 4 or 4:1.
    Single,
    /// SGR 21 or 4:2.
    Double,
    /// SGR 4:3.
    Curly,
    /// SGR 4:4.
    Dotted,
    /// SGR 4:5.
    Dashed,
}
