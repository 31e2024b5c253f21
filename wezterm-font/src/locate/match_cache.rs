//! What fontconfig answered, kept in a file between starts.
//!
//! Loading fontconfig and its configuration is most of the time that finding
//! the first font takes. The answers hold as long as nothing changed in the
//! directories of fonts, their configuration and their caches, whose times
//! are a stamp on the file. Whatever cannot be read counts as not there.

use super::{Candidate, Place};
use crate::FontSlant;
use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::env;
use std::fmt::Write as _;
use std::fs;
use std::hash::{Hash, Hasher};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// First word of the file; the number is the version of its form.
const MAGIC: &str = "font-matches-1";
/// A larger file is not ours.
const MAX_BYTES: u64 = 1 << 20;
/// Directories whose times are looked at.
const MAX_DIRECTORIES: usize = 512;
/// How deep below the roots.
const MAX_DEPTH: usize = 3;

/// Answers by lower-case name.
#[derive(Default, Debug, PartialEq)]
pub(super) struct Answers {
    pub(super) families: HashMap<String, Vec<Candidate>>,
    pub(super) generics: HashMap<String, Option<String>>,
}

/// Reads the answers if they still hold.
pub(super) fn read(path: &Path, stamp: u64) -> Option<Answers> {
    let mut text = String::new();
    let file = fs::File::open(path).ok()?;
    file.take(MAX_BYTES).read_to_string(&mut text).ok()?;
    parse(&text, stamp)
}

/// Replaces the file at once, so that another process sees it old or new.
pub(super) fn write(path: &Path, stamp: u64, answers: &Answers) -> io::Result<()> {
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(format!(".{}", std::process::id()));
    let temporary = PathBuf::from(temporary);
    fs::write(&temporary, print(stamp, answers))?;
    fs::rename(&temporary, path).inspect_err(|_| {
        // Best effort: the error that matters is the rename's.
        let _ = fs::remove_file(&temporary);
    })
}

fn parse(text: &str, stamp: u64) -> Option<Answers> {
    let mut lines = text.lines();
    if lines.next()? != format!("{MAGIC} {stamp:016x}") {
        return None;
    }
    let mut answers = Answers::default();
    for line in lines {
        let fields: Vec<&str> = line.split('\t').collect();
        match fields[..] {
            ["family", name] => {
                answers.families.entry(name.into()).or_default();
            }
            [
                "face",
                name,
                path,
                index,
                family,
                weight,
                stretch,
                slant,
                variable,
            ] => {
                // A font that was removed: ask again.
                if !Path::new(path).is_file() {
                    return None;
                }
                let candidate = Candidate {
                    place: Place::File {
                        path: Path::new(path).into(),
                        index: index.parse().ok()?,
                    },
                    family: family.into(),
                    weight: weight.parse().ok()?,
                    stretch: stretch.parse().ok()?,
                    slant: match slant {
                        "normal" => FontSlant::Normal,
                        "italic" => FontSlant::Italic,
                        "oblique" => FontSlant::Oblique,
                        _ => return None,
                    },
                    variable: variable.parse().ok()?,
                };
                let faces = answers.families.entry(name.into()).or_default();
                faces.push(candidate);
            }
            ["generic", name, family] => {
                answers.generics.insert(name.into(), Some(family.into()));
            }
            ["generic", name] => {
                answers.generics.insert(name.into(), None);
            }
            _ => return None,
        }
    }
    Some(answers)
}

fn print(stamp: u64, answers: &Answers) -> String {
    let mut out = format!("{MAGIC} {stamp:016x}\n");
    let storable = |text: &str| !text.contains(['\t', '\n', '\r']);
    let mut line = |fields: &[&str]| {
        if fields.iter().all(|f| storable(f)) {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "{}", fields.join("\t"));
        }
    };
    for (name, faces) in &answers.families {
        // A path that is not text cannot be stored; nor then can the rest.
        let places: Option<Vec<(&str, u32)>> = faces
            .iter()
            .map(|face| match &face.place {
                Place::File { path, index } => {
                    let path = path.to_str().filter(|p| storable(p))?;
                    Some((path, *index))
                }
                Place::Embedded(_) => None,
            })
            .collect();
        let Some(places) = places else { continue };
        if faces.is_empty() {
            line(&["family", name]);
        }
        for (face, (path, index)) in faces.iter().zip(places) {
            let slant = match face.slant {
                FontSlant::Normal => "normal",
                FontSlant::Italic => "italic",
                FontSlant::Oblique => "oblique",
            };
            line(&[
                "face",
                name,
                path,
                &index.to_string(),
                &face.family,
                &face.weight.to_string(),
                &face.stretch.to_string(),
                slant,
                &face.variable.to_string(),
            ]);
        }
    }
    for (name, family) in &answers.generics {
        match family {
            Some(family) => line(&["generic", name, family]),
            None => line(&["generic", name]),
        }
    }
    out
}

/// A number that changes when fonts are added, removed or configured.
pub(super) fn stamp() -> u64 {
    let mut hasher = DefaultHasher::new();
    for name in ["FONTCONFIG_FILE", "FONTCONFIG_PATH", "FONTCONFIG_SYSROOT"] {
        env::var_os(name).hash(&mut hasher);
    }
    let home = env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let base = |name: &str, default: &str| {
        let set = env::var_os(name).filter(|v| !v.is_empty());
        set.map_or_else(|| home.join(default), PathBuf::from)
    };
    let (data, config) = (
        base("XDG_DATA_HOME", ".local/share"),
        base("XDG_CONFIG_HOME", ".config"),
    );
    let cache = base("XDG_CACHE_HOME", ".cache");
    let roots = [
        PathBuf::from("/usr/share/fonts"),
        PathBuf::from("/usr/local/share/fonts"),
        PathBuf::from("/etc/fonts"),
        PathBuf::from("/var/cache/fontconfig"),
        home.join(".fonts"),
        home.join(".fonts.conf"),
        data.join("fonts"),
        config.join("fontconfig"),
        cache.join("fontconfig"),
    ];
    let mut left = MAX_DIRECTORIES;
    for root in &roots {
        add_times(root, 0, &mut left, &mut hasher);
    }
    hasher.finish()
}

fn add_times(path: &Path, depth: usize, left: &mut usize, hasher: &mut impl Hasher) {
    let Ok(metadata) = fs::metadata(path) else {
        return;
    };
    path.hash(hasher);
    metadata
        .modified()
        .unwrap_or(SystemTime::UNIX_EPOCH)
        .hash(hasher);
    if !metadata.is_dir() || depth == MAX_DEPTH || *left == 0 {
        return;
    }
    *left -= 1;
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    let mut below: Vec<PathBuf> = entries
        .filter(|e| e.file_type().is_ok_and(|t| !t.is_file()))
        .map(|e| e.path())
        .filter(|p| p.is_dir())
        .collect();
    below.sort();
    for dir in below {
        add_times(&dir, depth + 1, left, hasher);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(path: &Path) -> Answers {
        let face = Candidate {
            place: Place::File {
                path: path.into(),
                index: 3,
            },
            family: "Some Mono".into(),
            weight: 700.0,
            stretch: 87.5,
            slant: FontSlant::Oblique,
            variable: true,
        };
        let mut answers = Answers::default();
        answers.families.insert("some mono".into(), vec![face]);
        answers.families.insert("not there".into(), Vec::new());
        answers.generics.insert("serif".into(), Some("A".into()));
        answers.generics.insert("emoji".into(), None);
        answers
    }

    #[test]
    fn answers_come_back_until_something_changes() {
        let dir = tempfile::tempdir().unwrap();
        let font = dir.path().join("font.ttf");
        fs::write(&font, "").unwrap();
        let file = dir.path().join("below/matches");
        write(&file, 7, &answers(&font)).unwrap();
        assert_eq!(read(&file, 7), Some(answers(&font)));
        assert_eq!(read(&file, 8), None, "another stamp");
        fs::remove_file(&font).unwrap();
        assert_eq!(read(&file, 7), None, "a font is gone");
        assert_eq!(read(&dir.path().join("none"), 7), None);
    }

    #[test]
    fn what_is_not_ours_is_not_believed() {
        let good = format!("{MAGIC} {:016x}\n", 1);
        assert!(parse(&good, 1).is_some());
        for bad in ["", "x", "family\ta", "face\ta\t/\tnope"] {
            assert_eq!(parse(bad, 1), None);
            if !bad.is_empty() && bad != "family\ta" {
                assert_eq!(parse(&format!("{good}{bad}\n"), 1), None);
            }
        }
    }

    #[test]
    fn names_that_would_break_the_form_are_left_out() {
        let mut odd = Answers::default();
        odd.generics.insert("a\tb".into(), None);
        odd.families.insert("c\nd".into(), Vec::new());
        assert_eq!(parse(&print(1, &odd), 1), Some(Answers::default()));
    }

    #[test]
    fn a_new_font_changes_the_times() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("a/b");
        fs::create_dir_all(&below).unwrap();
        let times = || {
            let mut hasher = DefaultHasher::new();
            add_times(dir.path(), 0, &mut 10, &mut hasher);
            hasher.finish()
        };
        let before = times();
        assert_eq!(before, times());
        fs::create_dir(below.join("c")).unwrap();
        assert_ne!(before, times());
    }
}
