//! Compiles the Lua files of this crate, so that no start of the program has
//! to: docs/decisions/035-code-at-rest.md.

use std::error::Error;
use std::path::Path;

/// The files, with the names that messages show and whether line numbers stay:
/// without them Lua puts no place of ours before a message, and the user's is
/// found on the stack.
const FILES: [(&str, &str, bool); 5] = [
    ("src/lua/furnish.lua", "=(furnish)", false),
    ("src/lua/popen.lua", "=(io.popen)", false),
    ("src/lua/patterns.lua", "=(patterns)", true),
    ("src/runtime/coroutines.lua", "=(coroutines)", true),
    ("src/runtime/suspendable.lua", "=(suspendable)", true),
];

fn main() -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    // Compiled code is for one kind of machine; text is for all.
    let is_same_machine = std::env::var("HOST")? == std::env::var("TARGET")?;
    let lua = mlua::Lua::new();
    for (file, name, lines) in FILES {
        println!("cargo:rerun-if-changed={file}");
        let text = std::fs::read(file)?;
        let compiled = if is_same_machine {
            let chunk = lua.load(text).set_name(name).into_function()?;
            chunk.dump(!lines)
        } else {
            text
        };
        let stem = Path::new(file).file_stem().ok_or("a file has a name")?;
        std::fs::write(Path::new(&out).join(stem).with_extension("luac"), compiled)?;
    }
    Ok(())
}
