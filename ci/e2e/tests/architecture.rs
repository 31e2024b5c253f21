//! The arrows between the crates point the way `docs/architecture.md` says.

#![allow(clippy::unwrap_used, reason = "a test may end here")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

/// The section a line of a manifest begins, without its brackets.
fn section(line: &str) -> Option<&str> {
    line.trim().strip_prefix('[')?.strip_suffix(']')
}

/// The names in the lists of dependencies of a manifest that programs are
/// built from; those of tests and benchmarks do not count.
fn dependencies(manifest: &str) -> Vec<String> {
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        let line = line.split('#').next().unwrap_or_default().trim();
        if let Some(section) = section(line) {
            let end = |name: &str| section == name || section.ends_with(&format!(".{name}"));
            inside = end("dependencies") || end("build-dependencies");
            // `[dependencies.name]` is a list of one.
            if let Some((_, name)) = section.split_once("dependencies.")
                && !section.contains("dev-dependencies")
            {
                names.push(name.trim_matches('"').to_owned());
            }
        } else if inside && let Some((name, _)) = line.split_once('=') {
            let name = name.trim().trim_matches('"');
            names.push(name.strip_suffix(".workspace").unwrap_or(name).to_owned());
        }
    }
    names
}

/// Folder and what it uses, from the table of the architecture's page.
fn table(page: &str) -> BTreeMap<String, Vec<String>> {
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let folder = cells[0].trim_matches('`').to_owned();
        let words = |cell: &str| -> Vec<String> {
            let words = cell
                .split(',')
                .map(|word| word.trim().trim_matches('`').to_owned());
            words.filter(|word| !word.is_empty()).collect()
        };
        (folder, words(cells[2]))
    })
    .collect()
}

/// The package a word of the table means.
fn package(word: &str) -> String {
    match word {
        "types" | "font" | "render" | "gui" => format!("wezterm-{word}"),
        _ => word.to_owned(),
    }
}

/// The workspace's members: folder and manifest.
fn members() -> BTreeMap<String, String> {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let list = manifest.split_once("members = [").unwrap().1;
    let list = list.split_once(']').unwrap().0;
    let folders = list.split(',').map(|word| word.trim().trim_matches('"'));
    let folders = folders.filter(|word| !word.is_empty());
    folders
        .map(|folder| {
            let path = root().join(folder).join("Cargo.toml");
            (folder.to_owned(), std::fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn name(manifest: &str) -> &str {
    let line = manifest.lines().find(|line| line.starts_with("name"));
    line.unwrap().split('"').nth(1).unwrap()
}

#[test]
fn every_member_is_in_the_table_and_uses_only_what_it_may() {
    let page = std::fs::read_to_string(root().join("docs/architecture.md")).unwrap();
    let table = table(&page);
    let members = members();
    let packages: Vec<&str> = members.values().map(|manifest| name(manifest)).collect();
    assert!(members.len() > 5, "{packages:?}");
    let mut wrong = Vec::new();
    for (folder, manifest) in &members {
        let Some(allowed) = table.get(folder) else {
            wrong.push(format!(
                "{folder} is not in the table of docs/architecture.md"
            ));
            continue;
        };
        let allowed: Vec<String> = if allowed == &["all"] {
            let libraries = packages.iter().filter(|package| **package != "e2e");
            libraries.map(|package| (*package).to_owned()).collect()
        } else {
            allowed.iter().map(|word| package(word)).collect()
        };
        for dependency in dependencies(manifest) {
            if packages.contains(&dependency.as_str()) && !allowed.contains(&dependency) {
                wrong.push(format!(
                    "{folder} uses {dependency}, but the table allows only {allowed:?}"
                ));
            }
        }
    }
    for folder in table.keys().filter(|folder| !members.contains_key(*folder)) {
        wrong.push(format!(
            "the table has {folder}, which is no member of the workspace"
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// "What it never does" has teeth for what an outside crate would bring in.
#[test]
fn outside_crates_stay_where_they_belong() {
    let only: &[(&str, &[&str])] = &[
        ("mlua", &["config", "mux", "wezterm-gui"]),
        ("winit", &["window"]),
        ("wgpu", &["wezterm-render"]),
        ("naga", &["wezterm-render"]),
        ("rio-vt", &["term"]),
        ("swash", &["wezterm-font"]),
        ("harfrust", &["wezterm-font"]),
        ("clap", &["mux", "wezterm-gui"]),
    ];
    let mut wrong = Vec::new();
    for (folder, manifest) in members() {
        for dependency in dependencies(&manifest) {
            let rule = only.iter().find(|(outside, _)| *outside == dependency);
            if let Some((_, folders)) = rule
                && !folders.contains(&folder.as_str())
            {
                wrong.push(format!(
                    "{folder} uses {dependency}, which belongs to {folders:?}"
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn manifests_are_read_as_cargo_reads_them() {
    let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb = \"1\" # why\n\
        [target.'cfg(unix)'.dependencies]\nc = { path = \"../c\" }\n[dev-dependencies]\nd = \"1\"\n\
        [dependencies.e]\nversion = \"1\"\n[features]\nf = []\n[build-dependencies]\ng = \"1\"\n";
    assert_eq!(dependencies(manifest), ["a", "b", "c", "e", "g"]);
    let page = "| folder | owns | uses | never |\n|---|---|---|---|\n| `mux` | x, y | types, config | z |\n";
    assert_eq!(table(page).get("mux").unwrap(), &["types", "config"]);
}
