//! Processes as `/proc` shows them (proc(5)). Nothing here blocks on anything
//! but the kernel's memory.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// How deep a tree of processes is followed.
const MAX_DEPTH: usize = 32;

/// A process and those it started.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProcessInfo {
    /// Its number.
    pub pid: u32,
    /// Its parent's number.
    pub ppid: u32,
    /// The kernel's short name of it.
    pub name: String,
    /// Its program; empty when that is not ours to know.
    pub executable: PathBuf,
    /// Its arguments.
    pub argv: Vec<String>,
    /// Its directory; empty when that is not ours to know.
    pub cwd: PathBuf,
    /// One of the names of `LocalProcessStatus`.
    pub status: &'static str,
    /// Those it started, by number.
    pub children: BTreeMap<u32, ProcessInfo>,
}

/// What a pane's title needs to know of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ForegroundProcess {
    /// Its number.
    pub pid: u32,
    /// The program's path, or its first argument when the path is hidden.
    pub executable: String,
    /// Its directory, when that is ours to know.
    pub cwd: Option<PathBuf>,
}

/// The few facts of one process that titles show; `None` when it is gone.
#[must_use]
pub fn foreground(pid: u32) -> Option<ForegroundProcess> {
    let executable = executable(pid)
        .map(|path| path.to_string_lossy().into_owned())
        .or_else(|| argv(pid).into_iter().next())?;
    Some(ForegroundProcess {
        pid,
        executable,
        cwd: cwd(pid),
    })
}

/// The program a process runs.
#[must_use]
pub fn executable(pid: u32) -> Option<PathBuf> {
    let path = fs::read_link(format!("/proc/{pid}/exe")).ok()?;
    // A program replaced while it runs (an update) is still known by its name.
    match path
        .to_str()
        .and_then(|text| text.strip_suffix(" (deleted)"))
    {
        Some(text) => Some(PathBuf::from(text)),
        None => Some(path),
    }
}

/// The directory of a process.
#[must_use]
pub fn cwd(pid: u32) -> Option<PathBuf> {
    fs::read_link(format!("/proc/{pid}/cwd")).ok()
}

/// The arguments of a process; empty when it is gone.
#[must_use]
pub fn argv(pid: u32) -> Vec<String> {
    let bytes = fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    let text = bytes.strip_suffix(b"\0").unwrap_or(&bytes);
    if text.is_empty() {
        return Vec::new();
    }
    text.split(|byte| *byte == 0)
        .map(|arg| String::from_utf8_lossy(arg).into_owned())
        .collect()
}

/// A process with all that it started.
#[must_use]
pub fn process_tree(pid: u32) -> Option<ProcessInfo> {
    let mut all: BTreeMap<u32, Vec<Stat>> = BTreeMap::new();
    let mut root = None;
    for entry in fs::read_dir("/proc").ok()?.flatten() {
        let Some(id) = entry.file_name().to_str().and_then(|n| n.parse().ok()) else {
            continue;
        };
        let Some(stat) = Stat::read(id) else { continue };
        if id == pid {
            root = Some(stat.clone());
        }
        all.entry(stat.ppid).or_default().push(stat);
    }
    Some(build(&root?, &all, 0))
}

fn build(stat: &Stat, all: &BTreeMap<u32, Vec<Stat>>, depth: usize) -> ProcessInfo {
    let children = all
        .get(&stat.pid)
        .filter(|_| depth < MAX_DEPTH)
        .into_iter()
        .flatten()
        .map(|child| (child.pid, build(child, all, depth + 1)))
        .collect();
    ProcessInfo {
        pid: stat.pid,
        ppid: stat.ppid,
        name: stat.name.clone(),
        executable: executable(stat.pid).unwrap_or_default(),
        argv: argv(stat.pid),
        cwd: cwd(stat.pid).unwrap_or_default(),
        status: stat.status,
        children,
    }
}

#[derive(Clone, Debug)]
struct Stat {
    pid: u32,
    ppid: u32,
    name: String,
    status: &'static str,
}

impl Stat {
    fn read(pid: u32) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
    }

    /// `pid (name) state ppid ...`; the name may hold spaces and parentheses.
    fn parse(line: &str) -> Option<Self> {
        let (pid, rest) = line.split_once(" (")?;
        let (name, rest) = rest.rsplit_once(") ")?;
        let mut fields = rest.split(' ');
        let status = match fields.next()? {
            "R" => "Run",
            "S" => "Sleep",
            "D" => "LockBlocked",
            "I" => "Idle",
            "T" => "Stop",
            "t" => "Tracing",
            "Z" => "Zombie",
            "X" | "x" => "Dead",
            "K" => "Wakekill",
            "W" => "Waking",
            "P" => "Parked",
            _ => "Unknown",
        };
        Some(Self {
            pid: pid.parse().ok()?,
            ppid: fields.next()?.parse().ok()?,
            name: name.to_owned(),
            status,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_parentheses_parse() {
        let stat = Stat::parse("42 (a) b) (c) S 7 42 42").unwrap();
        assert_eq!((stat.pid, stat.ppid), (42, 7));
        assert_eq!(stat.name, "a) b) (c");
        assert_eq!(stat.status, "Sleep");
        assert!(Stat::parse("42 (x").is_none());
        assert!(Stat::parse("").is_none());
    }

    #[test]
    fn this_process_is_seen() {
        let me = std::process::id();
        let info = process_tree(me).unwrap();
        assert_eq!(info.pid, me);
        assert!(!info.argv.is_empty());
        assert_eq!(info.cwd, std::env::current_dir().unwrap());
        assert_eq!(foreground(me).unwrap().cwd, cwd(me));
        assert!(process_tree(u32::MAX).is_none());
    }
}
