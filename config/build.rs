//! Compiles the Lua files of this crate, so that no start of the program has
//! to: docs/decisions/035-code-at-rest.md.

use std::error::Error;
use std::path::Path;

/// Folder and name of each, and whether line numbers stay: without them Lua puts
/// no place of ours before a message, and the user's is found on the stack. The
/// macro `own_chunk` loads them.
const FILES: [(&str, &str, bool); 5] = [
    ("src/lua", "furnish", false),
    ("src/lua", "popen", false),
    ("src/lua", "patterns", true),
    ("src/runtime", "coroutines", true),
    ("src/runtime", "suspendable", true),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    // Compiled code is for one kind of machine; text is for all.
    let is_same_machine = std::env::var("HOST")? == std::env::var("TARGET")?;
    let lua = mlua::Lua::new();
    for (dir, name, lines) in FILES {
        let file = format!("{dir}/{name}.lua");
        println!("cargo:rerun-if-changed={file}");
        let text = std::fs::read(&file)?;
        let compiled = if is_same_machine {
            let chunk = lua.load(text).set_name(format!("=({name})"));
            chunk.into_function()?.dump(!lines)
        } else {
            text
        };
        std::fs::write(Path::new(&out).join(name).with_extension("luac"), compiled)?;
    }
    Ok(())
}
