//! Configurations that nobody should write, and files that are not as they
//! should be: a message, what was in force stays, and it takes a moment.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use config::{ConfigSource, Configuration};
use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

struct Home {
    dir: tempfile::TempDir,
    source: ConfigSource,
}

impl Home {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut source = support::source_in(dir.path());
        source.budget = Duration::from_millis(300);
        Self { dir, source }
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    fn load(&self, text: &str) -> Configuration {
        self.write(".wezterm.lua", text);
        Configuration::load(&self.source)
    }

    /// The error of a configuration that must have one, found within seconds.
    fn error(&self, text: &str) -> String {
        let started = Instant::now();
        let loaded = self.load(text);
        assert!(started.elapsed() < Duration::from_secs(20), "{text}");
        assert!(loaded.runtime.is_some());
        let error = loaded.error.unwrap();
        assert!(error.contains(".wezterm.lua"), "{error}");
        error
    }
}

#[test]
fn endless_loops_and_endless_tables_end() {
    let home = Home::new();
    for text in [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local function f() return f() end f()",
        "setmetatable(_G, {__index = function() while true do end end}) return nothing",
        "coroutine.wrap(function() while true do end end)()",
        "local t = setmetatable({}, {__close = function() while true do end end}) local u <close> = t return {}",
    ] {
        let error = home.error(text);
        assert!(
            error.contains("longer than its time budget"),
            "{text}: {error}"
        );
    }
    for text in [
        "local t = {} for i = 1, 1e12 do t[i] = {i} end",
        "local s = 'x' while true do s = s .. s end",
        "return string.rep('x', 1 << 40)",
        "return table.concat({string.rep('x', 1 << 27), string.rep('y', 1 << 27)})",
    ] {
        let error = home.error(text);
        assert!(
            error.contains("memory")
                || error.contains("time budget")
                || error.contains("too large"),
            "{text}: {error}"
        );
    }
    // Endless, but not for the machine.
    for text in [
        "local function f() return 1 + f() end f()",
        "local t = {} t.t = t return {colors = t, keys = t, background = {t}}",
        "return {keys = setmetatable({}, {__index = function(_, i) return {key = 'a'} end})}",
    ] {
        let started = Instant::now();
        home.load(text);
        assert!(started.elapsed() < Duration::from_secs(20), "{text}");
    }
}

#[test]
fn modules_that_require_one_another_are_named() {
    let mut home = Home::new();
    home.source.budget = Duration::from_secs(10);
    home.write(".config/wezterm/a.lua", "return require 'b'");
    home.write(".config/wezterm/b.lua", "return require 'c'");
    home.write(".config/wezterm/c.lua", "return require 'a'");
    let error = home.error("return require 'a'");
    assert!(
        error.contains("a requires b requires c requires a"),
        "{error}"
    );
    // Twice is no circle.
    home.write(".config/wezterm/c.lua", "return 3");
    home.write(
        ".config/wezterm/b.lua",
        "return {initial_cols = 70 + require 'c'}",
    );
    home.write(".config/wezterm/a.lua", "require 'c' return require 'b'");
    let loaded = home.load("require 'b' require 'c' return require 'a'");
    assert_eq!(loaded.error, None);
    assert_eq!(loaded.config.initial_cols, 73);
    // A module that fails does not stay on the list.
    home.write(".config/wezterm/c.lua", "error 'no'");
    let loaded = home.load("pcall(require, 'c') pcall(require, 'b') local ok, why = pcall(require, 'c') return {term = why}");
    assert_eq!(loaded.error, None);
    assert!(
        !loaded.config.term.contains("one another"),
        "{}",
        loaded.config.term
    );
}

#[test]
fn a_hundred_thousand_keys_are_loaded() {
    let mut home = Home::new();
    home.source.budget = Duration::from_secs(60);
    let loaded = home.load(
        "local keys = {}
        for i = 1, 100000 do
          keys[i] = {key = 'F' .. (i % 24 + 1), mods = 'CTRL', action = {SendString = 'x' .. i}}
        end
        return {keys = keys}",
    );
    assert_eq!(loaded.error, None);
    assert_eq!(loaded.config.keys.len(), 100_000);
    let bindings = config::KeyBindings::new(&loaded.config);
    assert!(bindings.effective(None).len() < 300);
}

#[test]
fn what_is_no_readable_file_is_told() {
    let mut home = Home::new();
    let good = home.load("return {initial_cols = 99}");
    let path = home.dir.path().join(".wezterm.lua");
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    let bad = good.reload(&home.source);
    let error = bad.error.unwrap();
    assert!(
        error.contains(".wezterm.lua") && error.contains("directory"),
        "{error}"
    );
    assert_eq!(bad.config.initial_cols, 99);
    // Gone: what was in force stays, and the next file is taken.
    std::fs::remove_dir(&path).unwrap();
    let gone = good.reload(&home.source);
    assert!(gone.error.unwrap().contains("is gone"));
    assert_eq!(gone.config.initial_cols, 99);
    let back = good.reload(&home.source);
    assert!(back.files.contains(&path));
    home.write(".wezterm.lua", "return {initial_cols = 98}");
    let back = back.reload(&home.source);
    assert_eq!((back.error, back.config.initial_cols), (None, 98));
    // Bytes that are no text, and a program.
    for bytes in [&b"\x1bLua"[..], b"\xff\xfe\x00return {}", b"\0\0\0"] {
        std::fs::write(&path, bytes).unwrap();
        assert!(Configuration::load(&home.source).error.is_some());
    }
    for device in ["/proc/self/mem", "/dev/zero"] {
        home.source.file = Some(PathBuf::from(device));
        assert!(Configuration::load(&home.source).error.is_some());
    }
}

#[test]
fn names_need_not_be_text() {
    let mut home = Home::new();
    let dir = home.dir.path().join(OsStr::from_bytes(b"caf\xe9 \xff"));
    std::fs::create_dir(&dir).unwrap();
    std::fs::write(dir.join("m.lua"), "return 91").unwrap();
    let file = dir.join(OsStr::from_bytes(b"w\xfe.lua"));
    std::fs::write(
        &file,
        "local w = require 'wezterm'
        assert(io.open(w.config_file), 'the file is not found by its own name')
        return {initial_cols = require 'm'}",
    )
    .unwrap();
    home.source.file = Some(file.clone());
    let loaded = Configuration::load(&home.source);
    assert_eq!(loaded.error, None);
    assert_eq!(loaded.config.initial_cols, 91);
    assert!(loaded.files.contains(&file));
    assert!(
        loaded
            .files
            .iter()
            .any(|path| path == Path::new(&dir.join("m.lua")))
    );
}

#[test]
fn an_error_shows_the_lines_it_is_about() {
    let home = Home::new();
    let error = home.error("local a = 1\nlocal b = a .. {}\nreturn {}\n");
    assert!(error.contains(".wezterm.lua:2: "), "{error}");
    assert!(error.contains(">    2 | local b = a .. {}"), "{error}");
    assert!(error.contains("     1 | local a = 1"), "{error}");
    let error = home.error("return {\n  font_size = 'x',\n}\n");
    assert!(error.contains(".wezterm.lua:2: `font_size`"), "{error}");
    let error = home.error("return {\n  a =\n}\n");
    assert!(error.contains(">    3 | }"), "{error}");
}

#[test]
fn global_is_bounded() {
    let mut home = Home::new();
    home.source.budget = Duration::from_secs(30);
    let loaded = home.load(
        "local g = require('wezterm').GLOBAL
        g.kept = string.rep('x', 1 << 20)
        local ok, why = pcall(function()
          for i = 1, 64 do g['k' .. i] = string.rep('y', 1 << 20) end
        end)
        assert(not ok and tostring(why):find('GLOBAL is full'), tostring(why))
        -- What goes makes room, in nested tables too.
        for i = 1, 64 do g['k' .. i] = nil end
        g.t = {}
        for i = 1, 100 do g.t.x = string.rep('z', 1 << 20) end
        return {initial_cols = #g.kept == 1 << 20 and 77 or 1}",
    );
    assert_eq!(loaded.error, None);
    assert_eq!(loaded.config.initial_cols, 77);
    let bytes = home.source.globals.bytes();
    assert!((2 << 20..3 << 20).contains(&bytes), "{bytes}");
}
