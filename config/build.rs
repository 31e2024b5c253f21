//! Compiles the Lua files of this crate, so that no start of the program has
//! to: docs/decisions/035-code-at-rest.md.

#[path = "build/compile.rs"]
mod compile;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    compile::compile(&[
        ("src/lua", "furnish", false),
        ("src/lua", "popen", false),
        ("src/lua", "patterns", true),
        ("src/runtime", "coroutines", true),
        ("src/runtime", "emit", true),
        ("src/runtime", "suspendable", true),
    ])
}
