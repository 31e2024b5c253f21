//! How long configurations take to load, what of it is compiling, and how long
//! garbage is collected at a time: `cargo bench -p config`.

#![allow(missing_docs, clippy::unwrap_used, clippy::print_stdout)]

use config::{ConfigSource, Configuration, LuaRuntime, RuntimeContext, SearchPaths};
use criterion::{Criterion, criterion_group, criterion_main};
use std::fmt::Write as _;
use std::hint::black_box;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

struct Home {
    dir: tempfile::TempDir,
    source: ConfigSource,
}

impl Home {
    fn new(files: &[(String, String)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join(".config/wezterm");
        std::fs::create_dir_all(&folder).unwrap();
        for (name, text) in files {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let mut source = ConfigSource::new(Arc::new(|| ()));
        source.paths = SearchPaths {
            home: dir.path().to_owned(),
            ..SearchPaths::default()
        };
        Self { dir, source }
    }

    fn load(&self) -> Configuration {
        let loaded = Configuration::load(&self.source);
        assert_eq!(loaded.error, None);
        loaded
    }
}

const SMALL: &str = "local wezterm = require 'wezterm'
local config = wezterm.config_builder()
config.color_scheme = 'Catppuccin Mocha'
config.font = wezterm.font 'JetBrains Mono'
config.font_size = 12
config.use_fancy_tab_bar = false
wezterm.on('update-status', function(window) window:set_right_status(wezterm.strftime '%H:%M') end)
return config
";

/// About `lines` lines as people write them: keys, tables, handlers.
fn part(number: usize, lines: usize) -> String {
    let mut out = String::from(
        "local wezterm = require 'wezterm'\nlocal act = wezterm.action\nlocal M = { keys = {} }\n",
    );
    for line in 0..lines / 5 {
        let _ = writeln!(
            out,
            "table.insert(M.keys, {{ key = 'F{}', mods = 'CTRL|SHIFT', action = act.SendString('part {number} line {line}') }})\n\
             local function helper_{line}(tab, width)\n  local title = tab.tab_title or ''\n  return wezterm.truncate_right(title .. ' {line}', width)\nend",
            line % 24 + 1,
        );
    }
    out.push_str("function M.apply(config)\n  for _, key in ipairs(M.keys) do table.insert(config.keys, key) end\nend\nreturn M\n");
    out
}

fn main_file(parts: usize) -> String {
    let mut out = String::from(
        "local wezterm = require 'wezterm'\nlocal config = wezterm.config_builder()\nlocal keys = {}\nlocal collect = { keys = keys }\n",
    );
    for number in 0..parts {
        let _ = writeln!(out, "require('part{number}').apply(collect)");
    }
    out.push_str("config.keys = keys\nconfig.color_scheme = 'Tokyo Night'\nreturn config\n");
    out
}

fn many(parts: usize, lines: usize) -> Vec<(String, String)> {
    let mut files = vec![("wezterm.lua".to_owned(), main_file(parts))];
    for number in 0..parts {
        files.push((format!("part{number}.lua"), part(number, lines)));
    }
    files
}

fn loading(c: &mut Criterion) {
    let small = vec![("wezterm.lua".to_owned(), SMALL.to_owned())];
    for (name, files) in [
        ("small", small),
        ("500 lines", many(1, 500)),
        ("20 modules of 60 lines", many(20, 60)),
    ] {
        let home = Home::new(&files);
        c.bench_function(&format!("load {name}"), |b| {
            b.iter(|| black_box(home.load()));
        });
        let loaded = home.load();
        c.bench_function(&format!("reload {name}"), |b| {
            b.iter(|| black_box(loaded.reload(&home.source)));
        });
        drop(home.dir);
    }
}

/// What a cache of compiled files could save at most.
fn compiling(c: &mut Criterion) {
    let lua = mlua::Lua::new();
    let texts: Vec<String> = many(20, 60).into_iter().map(|(_, text)| text).collect();
    c.bench_function("compile 20 modules", |b| {
        b.iter(|| {
            for text in &texts {
                black_box(lua.load(text).into_function().unwrap());
            }
        });
    });
    let compiled: Vec<(PathBuf, Vec<u8>)> = texts
        .iter()
        .map(|text| {
            let function = lua.load(text).into_function().unwrap();
            (PathBuf::new(), function.dump(false))
        })
        .collect();
    c.bench_function("load 20 compiled modules", |b| {
        b.iter(|| {
            for (_, bytes) in &compiled {
                black_box(lua.load(bytes.as_slice()).into_function().unwrap());
            }
        });
    });
}

fn garbage(c: &mut Criterion) {
    let runtime = LuaRuntime::new(RuntimeContext::new(Arc::new(|| ())), &[]).unwrap();
    runtime.loaded(Arc::new(config::Config::default()));
    let make: mlua::Function = runtime
        .lua()
        .load("return function() local t for i = 1, 2e4 do t = {i, {tostring(i)}} end end")
        .eval()
        .unwrap();
    c.bench_function("collect a cycle in steps of 1 ms", |b| {
        b.iter(|| {
            make.call::<()>(()).unwrap();
            while runtime.collect(Duration::from_millis(1)) {}
        });
    });
    let stats = runtime.gc_stats();
    println!(
        "garbage: {} cycles in {} steps, the longest pause {:?}",
        stats.cycles, stats.steps, stats.longest
    );
}

criterion_group!(benches, loading, compiling, garbage);
criterion_main!(benches);
