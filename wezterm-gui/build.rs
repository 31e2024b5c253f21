//! What is worked out when the program is built, so that no start has to:
//! docs/decisions/035-code-at-rest.md.

#[path = "../config/build/compile.rs"]
mod compile;

use std::error::Error;
use std::fmt::Write;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    std::fs::write(Path::new(&out).join("emoji.txt"), emoji()?)?;
    compile::compile(&[
        ("src/lua_api", "gui_window", true),
        ("src/lua_ser_cache", "objects", true),
    ])
}

/// A line for each emoji: its group, itself, its name and its short codes. As
/// text it costs nothing until it is read; tables of pointers to text would be
/// written by the loader in each start, 400 KB of them.
fn emoji() -> Result<String, std::fmt::Error> {
    let mut lines = String::new();
    for emoji in emojis::iter() {
        let (group, name) = (emoji.group(), emoji.name());
        write!(lines, "{group:?}\t{emoji}\t{name}\t")?;
        let codes: Vec<&str> = emoji.shortcodes().collect();
        writeln!(lines, "{}", codes.join(" "))?;
    }
    Ok(lines)
}
