use std::error::Error;
use std::path::Path;

/// Compiles each of `files`, by folder and name, into the folder that the macro
/// `own_chunk` reads. The third says whether line numbers stay: without them Lua
/// puts no place of ours before a message, and the user's is found on the stack.
///
/// # Errors
/// A file that can not be read, or is no Lua.
pub(crate) fn compile(files: &[(&str, &str, bool)]) -> Result<(), Box<dyn Error>> {
    let out = std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?;
    // Compiled code is for one kind of machine; text is for all.
    let is_same_machine = std::env::var("HOST")? == std::env::var("TARGET")?;
    let lua = mlua::Lua::new();
    for (dir, name, lines) in files {
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
