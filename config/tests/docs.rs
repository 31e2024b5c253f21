//! What the documents say is true: their Lua loads, their links lead somewhere,
//! and the table of options is that of the schema.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use config::Config;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// README, changelog and everything under `docs`.
fn documents() -> Vec<(PathBuf, String)> {
    let top = support::top();
    let mut paths = vec![top.join("README.md"), top.join("CHANGELOG.md")];
    let mut folders = vec![top.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                paths.push(path);
            }
        }
    }
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            (path, text)
        })
        .collect()
}

/// The blocks between "```language" and "```", with the line each starts on.
fn blocks<'a>(text: &'a str, language: &str) -> Vec<(usize, String)> {
    let mut out = Vec::new();
    let mut open: Option<(bool, usize, Vec<&'a str>)> = None;
    for (number, line) in text.lines().enumerate() {
        match (line.trim_start().strip_prefix("```"), open.take()) {
            (Some(word), None) => open = Some((word.trim() == language, number + 2, Vec::new())),
            (Some(_), Some((wanted, start, lines))) => {
                if wanted {
                    out.push((start, lines.join("\n")));
                }
            }
            (None, Some((wanted, start, mut lines))) => {
                lines.push(line);
                open = Some((wanted, start, lines));
            }
            (None, None) => {}
        }
    }
    out
}

/// A sample as a whole file: one that shows only some lines gets the usual
/// first and last ones.
fn whole(sample: &str) -> String {
    // A `return` at the margin ends a file.
    if sample.lines().any(|line| line.starts_with("return")) {
        return sample.to_owned();
    }
    format!(
        "local wezterm = require 'wezterm'\nlocal act = wezterm.action\n\
         local config = wezterm.config_builder()\n{sample}\nreturn config\n"
    )
}

#[test]
fn every_lua_sample_loads() {
    let mut samples = 0;
    for (path, text) in documents() {
        for (line, sample) in blocks(&text, "lua") {
            let complaints = support::complaints(&whole(&sample));
            assert_eq!(
                complaints,
                Vec::<String>::new(),
                "{}:{line}",
                path.display()
            );
            samples += 1;
        }
    }
    assert!(samples > 0, "no sample was found");
}

#[test]
fn links_between_documents_lead_somewhere() {
    for (path, text) in documents() {
        for part in text.split("](").skip(1) {
            let target = part.split(')').next().unwrap_or_default();
            let file = target.split('#').next().unwrap_or_default();
            if file.is_empty() || target.contains("://") {
                continue;
            }
            let there = path.parent().unwrap_or(Path::new(".")).join(file);
            assert!(there.exists(), "{}: {target}", path.display());
        }
    }
}

#[test]
fn decisions_are_numbered_once_and_listed() {
    let dir = support::top().join("docs/decisions");
    let mut names: Vec<String> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name != "README.md")
        .collect();
    names.sort();
    let index = std::fs::read_to_string(support::top().join("docs/decisions/README.md")).unwrap();
    let mut numbers = BTreeSet::new();
    for name in &names {
        let (number, _) = name.split_once('-').unwrap();
        assert!(number.len() == 3 && number.parse::<u16>().is_ok(), "{name}");
        assert!(numbers.insert(number), "{number} is there twice");
        assert!(
            index.contains(&format!("]({name})")),
            "{name} is not listed"
        );
    }
}

/// One cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn code(text: &str) -> String {
    /// Longer defaults are cut: tables of colours would fill pages.
    const LONGEST: usize = 60;
    if text.is_empty() {
        return String::new();
    }
    let mut line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() > LONGEST {
        line = line.chars().take(LONGEST - 1).chain(['…']).collect();
    }
    format!("`{}`", cell(&line))
}

/// Every source file that may act on an option: all but the schema itself and
/// what merely speaks of options.
fn acting_sources() -> String {
    let top = support::top();
    let mut folders: Vec<PathBuf> = [
        "config/src/color",
        "config/src/keys",
        "config/src/loader",
        "config/src/lua",
        "mux/src",
        "wezterm-gui/src",
    ]
    .iter()
    .map(|folder| top.join(folder))
    .collect();
    let mut out = String::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                out.push_str(&std::fs::read_to_string(&path).unwrap());
                out.push('\n');
            }
        }
    }
    out
}

/// Options that no source file but the schema names, one a line.
fn idle_options() -> String {
    let sources = acting_sources();
    let words: BTreeSet<&str> = sources
        .split(|c: char| !c.is_alphanumeric() && c != '_')
        .collect();
    let idle = Config::SCHEMA
        .iter()
        .filter(|option| !words.contains(option.name));
    idle.map(|option| format!("{}\n", option.name)).collect()
}

fn reference() -> String {
    let idle = idle_options();
    let lua = mlua::Lua::new();
    let mut out = String::from(
        "# Options\n\n\
         <!-- Made from the schema: UPDATE_DOCS=1 cargo test -p config --test docs -->\n\n\
         Every option that `wezterm.lua` may set, with its type and default. All\n\
         are read, checked and shown to Lua; those marked *no effect* are not acted on in\n\
         this version.\n",
    );
    let mut groups: Vec<&str> = Vec::new();
    for option in Config::SCHEMA {
        if !groups.contains(&option.group) {
            groups.push(option.group);
        }
    }
    for group in groups {
        let _ = write!(
            out,
            "\n## {group}\n\n| option | type | default | what it does |\n|---|---|---|---|\n"
        );
        for option in Config::SCHEMA.iter().filter(|option| option.group == group) {
            let mut doc = cell(option.doc.trim());
            if !option.status.is_empty() {
                let _ = write!(doc, " *({})*", cell(option.status));
            }
            if idle.lines().any(|name| name == option.name) {
                doc.push_str(" *(no effect)*");
            }
            let _ = writeln!(
                out,
                "| `{}` | {} | {} | {doc} |",
                option.name,
                code(&option.type_text()),
                code(&option.default_text(&lua).unwrap()),
            );
        }
    }
    out
}

#[test]
fn the_option_table_is_that_of_the_schema() {
    for (name, wanted) in [
        ("docs/options.md", reference()),
        ("config/data/no-effect.txt", idle_options()),
    ] {
        let path = support::top().join(name);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &wanted).unwrap();
        }
        let have = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            have == wanted,
            "{name} is out of date: run UPDATE_DOCS=1 cargo test -p config --test docs"
        );
    }
}
