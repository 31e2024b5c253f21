//! `wezterm.enumerate_ssh_hosts` and `default_ssh_domains`: a small reader of
//! OpenSSH's client configuration (ssh_config(5)).

use super::PlainValue;
use super::registrar::Registrar;
use mlua::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Hosts by name, each with its options in lower case.
type Hosts = BTreeMap<String, BTreeMap<String, String>>;

/// One `Host` section: patterns, then options in order.
struct Section {
    patterns: Vec<String>,
    options: Vec<(String, String)>,
}

fn words(line: &str) -> Option<(String, String)> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let end = line.find(|c: char| c.is_whitespace() || c == '=')?;
    let value = line[end..].trim_start_matches(|c: char| c.is_whitespace() || c == '=');
    Some((
        line[..end].to_ascii_lowercase(),
        value.trim().trim_matches('"').to_owned(),
    ))
}

/// Reads `path` and what it includes; a file that cannot be read has nothing.
fn read(
    path: &Path,
    home: &Path,
    depth: usize,
    sections: &mut Vec<Section>,
    files: &mut Vec<PathBuf>,
) {
    let Ok(text) = std::fs::read_to_string(path) else {
        return;
    };
    files.push(path.to_owned());
    for (key, value) in text.lines().filter_map(words) {
        match key.as_str() {
            "host" => sections.push(Section {
                patterns: value.split_whitespace().map(str::to_owned).collect(),
                options: Vec::new(),
            }),
            // What a `Match` depends on is known at connection only.
            "match" => sections.push(Section {
                patterns: Vec::new(),
                options: Vec::new(),
            }),
            "include" if depth < 8 => {
                for pattern in value.split_whitespace() {
                    let pattern = match pattern.strip_prefix("~/") {
                        Some(rest) => home.join(rest),
                        None => home.join(".ssh").join(pattern),
                    };
                    for file in glob::glob(&pattern.to_string_lossy())
                        .into_iter()
                        .flatten()
                        .flatten()
                    {
                        read(&file, home, depth + 1, sections, files);
                    }
                }
            }
            _ => {
                if let Some(section) = sections.last_mut() {
                    section.options.push((key, value));
                }
            }
        }
    }
}

fn matches(patterns: &[String], host: &str) -> bool {
    let hit = |pattern: &str| glob::Pattern::new(pattern).is_ok_and(|p| p.matches(host));
    let negated = |p: &String| p.strip_prefix('!').is_some_and(hit);
    !patterns.iter().any(negated) && patterns.iter().any(|p| hit(p))
}

/// The hosts that `files` name without wildcards, and the files read.
fn hosts(files: &[PathBuf], home: &Path) -> (Hosts, Vec<PathBuf>) {
    // Options before the first `Host` are for all.
    let mut sections = vec![Section {
        patterns: vec!["*".to_owned()],
        options: Vec::new(),
    }];
    let mut seen = Vec::new();
    for file in files {
        read(file, home, 0, &mut sections, &mut seen);
    }
    let names: BTreeSet<&String> = sections
        .iter()
        .flat_map(|section| &section.patterns)
        .filter(|name| !name.contains(['*', '?', '!', '[']))
        .collect();
    let user = std::env::var("USER").unwrap_or_default();
    let mut all = Hosts::new();
    for name in names {
        let mut options = BTreeMap::new();
        for section in sections
            .iter()
            .filter(|section| matches(&section.patterns, name))
        {
            for (key, value) in &section.options {
                // The first value counts.
                options
                    .entry(key.clone())
                    .or_insert_with(|| value.replace("%h", name));
            }
        }
        options
            .entry("hostname".to_owned())
            .or_insert_with(|| name.clone());
        options
            .entry("port".to_owned())
            .or_insert_with(|| "22".to_owned());
        options
            .entry("user".to_owned())
            .or_insert_with(|| user.clone());
        all.insert(name.clone(), options);
    }
    (all, seen)
}

fn domains(hosts: &Hosts) -> PlainValue {
    let mut list = Vec::new();
    for (prefix, multiplexing) in [("SSHMUX:", "WezTerm"), ("SSH:", "None")] {
        for name in hosts.keys() {
            list.push(PlainValue::Map(vec![
                ("name".into(), format!("{prefix}{name}").into()),
                ("remote_address".into(), name.clone().into()),
                ("multiplexing".into(), multiplexing.into()),
                ("local_echo_threshold_ms".into(), PlainValue::Int(100)),
            ]));
        }
    }
    PlainValue::List(list)
}

pub(super) fn register(module: &Registrar<'_>) -> mlua::Result<()> {
    module.outside(
        "enumerate_ssh_hosts",
        |_, state, files: LuaVariadic<String>| {
            let home = &state.context().home_dir;
            let mut paths: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
            paths.push(home.join(".ssh/config"));
            paths.push(PathBuf::from("/etc/ssh/ssh_config"));
            let (hosts, seen) = hosts(&paths, home);
            for file in seen {
                state.watch_file(&file);
            }
            Ok(hosts)
        },
    )?;
    module.outside("default_ssh_domains", |_, state, ()| {
        let home = &state.context().home_dir;
        let paths = [
            home.join(".ssh/config"),
            PathBuf::from("/etc/ssh/ssh_config"),
        ];
        Ok(domains(&hosts(&paths, home).0))
    })?;
    // There is no Windows subsystem to ask here.
    module.pure("default_wsl_domains", |lua, ()| lua.create_table())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_take_the_first_value_and_what_wildcards_add() {
        let home = tempfile::tempdir().unwrap();
        let ssh = home.path().join(".ssh");
        std::fs::create_dir(&ssh).unwrap();
        std::fs::write(ssh.join("more"), "Host inner\n  HostName=in.example\n").unwrap();
        std::fs::write(
            ssh.join("config"),
            "Include more\n# c\nHost web !db db\n  Port 2222\n  Hostname %h.example\nHost *\n  Port 1\n  User \"me\"\n",
        )
        .unwrap();
        let (hosts, seen) = hosts(&[ssh.join("config"), ssh.join("missing")], home.path());
        assert_eq!(hosts.keys().collect::<Vec<_>>(), ["db", "inner", "web"]);
        assert_eq!(hosts["web"]["port"], "2222");
        assert_eq!(hosts["web"]["hostname"], "web.example");
        assert_eq!(hosts["inner"]["hostname"], "in.example");
        assert_eq!(hosts["inner"]["user"], "me");
        assert_eq!(hosts["db"]["port"], "1");
        assert_eq!(seen.len(), 2);
    }
}
