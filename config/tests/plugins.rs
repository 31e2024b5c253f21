//! Plugins from repositories of this machine: cloned, kept, locked, updated.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use config::{LuaRuntime, RuntimeContext};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

fn git(dir: &Path, args: &[&str]) -> String {
    let output = Command::new("git")
        .arg("-C")
        .arg(dir)
        .args(["-c", "user.name=a", "-c", "user.email=a@example.org"])
        .args([
            "-c",
            "init.defaultBranch=main",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "git {args:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

struct World {
    dir: tempfile::TempDir,
    url: String,
}

impl World {
    /// A bare repository with one commit of a plugin of two files.
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let work = dir.path().join("work");
        std::fs::create_dir_all(work.join("plugin")).unwrap();
        git(dir.path(), &["init", "--quiet", "work"]);
        std::fs::write(work.join("plugin/part.lua"), "return 'part'").unwrap();
        let world = Self {
            url: format!("file://{}", dir.path().join("bare.git").display()),
            dir,
        };
        world.commit("one");
        git(
            world.dir.path(),
            &["clone", "--quiet", "--bare", "work", "bare.git"],
        );
        world
    }

    fn commit(&self, word: &str) -> String {
        let work = self.dir.path().join("work");
        let code = format!("return {{ word = '{word}', part = require 'part', name = ... }}");
        std::fs::write(work.join("plugin/init.lua"), code).unwrap();
        git(&work, &["add", "-A"]);
        git(&work, &["commit", "--quiet", "-m", word]);
        git(&work, &["rev-parse", "HEAD"])
    }

    fn push(&self) {
        let work = self.dir.path().join("work");
        git(&work, &["push", "--quiet", "../bare.git", "HEAD"]);
    }

    fn context(&self, data: &str) -> RuntimeContext {
        let mut context = RuntimeContext::new(Arc::new(|| ()));
        context.plugin_dir = self.dir.path().join(data);
        context
    }

    fn require(&self, context: RuntimeContext) -> mlua::Result<String> {
        let code = format!(
            "local p = require('wezterm').plugin.require '{}' return p.word .. p.part .. type(p.name)",
            self.url
        );
        run(context, &code)
    }

    fn lock(&self, data: &str) -> PathBuf {
        self.dir.path().join(data).join("plugins.lock")
    }
}

fn run(context: RuntimeContext, code: &str) -> mlua::Result<String> {
    let runtime = LuaRuntime::new(context, &[]).unwrap();
    runtime.lua().load(code).eval()
}

#[test]
fn a_plugin_is_cloned_once_and_then_needs_no_network() {
    let world = World::new();
    assert_eq!(world.require(world.context("a")).unwrap(), "onepartstring");
    // Neither the repository nor git is needed again.
    std::fs::rename(
        world.dir.path().join("bare.git"),
        world.dir.path().join("gone"),
    )
    .unwrap();
    let mut offline = world.context("a");
    offline.git = "/no/such/git".into();
    assert_eq!(world.require(offline).unwrap(), "onepartstring");
    let listed = run(
        world.context("a"),
        "local l = require('wezterm').plugin.list() return l[1].url .. '|' .. #l .. '|' .. l[1].plugin_dir",
    )
    .unwrap();
    assert!(
        listed.starts_with(&format!("{}|1|/", world.url)),
        "{listed}"
    );
}

#[test]
fn what_fails_says_so_and_leaves_nothing() {
    let world = World::new();
    let mut without = world.context("a");
    without.git = "/no/such/git".into();
    let error = world.require(without).unwrap_err().to_string();
    assert!(error.contains("git is not installed"), "{error}");
    assert!(error.contains(&world.url), "{error}");
    let code = "require('wezterm').plugin.require 'file:///no/such/repository'";
    let error = run(world.context("a"), code).unwrap_err().to_string();
    assert!(
        error.contains("clone the plugin file:///no/such/repository"),
        "{error}"
    );
    for odd in ["--upload-pack=x", "name", ""] {
        let code = format!("require('wezterm').plugin.require '{odd}'");
        let error = run(world.context("a"), &code).unwrap_err().to_string();
        assert!(error.contains("no address"), "{odd}: {error}");
    }
    let left = std::fs::read_dir(world.dir.path().join("a"))
        .unwrap()
        .count();
    assert_eq!(left, 0);
}

#[test]
fn the_lock_gives_the_same_commit_elsewhere_until_an_update() {
    let world = World::new();
    world.require(world.context("a")).unwrap();
    let lock = std::fs::read_to_string(world.lock("a")).unwrap();
    assert!(lock.contains(&format!("{} ", world.url)), "{lock}");
    let second = world.commit("two");
    world.push();
    // Another machine with the lock of the first, and one without.
    std::fs::create_dir(world.dir.path().join("b")).unwrap();
    std::fs::write(world.lock("b"), &lock).unwrap();
    assert_eq!(world.require(world.context("b")).unwrap(), "onepartstring");
    assert_eq!(world.require(world.context("c")).unwrap(), "twopartstring");
    // A lock beside the configuration is the one that counts.
    let home = world.dir.path().join("config");
    std::fs::create_dir(&home).unwrap();
    std::fs::write(home.join("plugins.lock"), &lock).unwrap();
    let mut beside = world.context("d");
    beside.config_file = Some(home.join("wezterm.lua"));
    assert_eq!(world.require(beside.clone()).unwrap(), "onepartstring");
    assert!(!world.lock("d").exists());
    run(
        beside.clone(),
        "require('wezterm').plugin.update_all() return ''",
    )
    .unwrap();
    assert_eq!(world.require(beside).unwrap(), "twopartstring");
    let lock = std::fs::read_to_string(home.join("plugins.lock")).unwrap();
    assert!(lock.contains(&second), "{lock}");
    // A commit that is not there is named.
    let wrong = lock.replace(&second, &"0".repeat(40));
    std::fs::create_dir(world.dir.path().join("e")).unwrap();
    std::fs::write(world.lock("e"), wrong).unwrap();
    let error = world.require(world.context("e")).unwrap_err().to_string();
    assert!(error.contains("plugins.lock"), "{error}");
    // An update that fails names the plugin.
    std::fs::rename(
        world.dir.path().join("bare.git"),
        world.dir.path().join("gone"),
    )
    .unwrap();
    let code = "require('wezterm').plugin.update_all() return ''";
    let error = run(world.context("a"), code).unwrap_err().to_string();
    assert!(error.contains("update the plugin"), "{error}");
}

#[test]
fn a_plain_folder_is_used_in_place() {
    let world = World::new();
    let dir = world.dir.path().join("plain");
    std::fs::create_dir_all(dir.join("plugin")).unwrap();
    std::fs::write(dir.join("plugin/init.lua"), "return 'plain'").unwrap();
    let code = format!(
        "return require('wezterm').plugin.require 'file://{}'",
        dir.display()
    );
    assert_eq!(run(world.context("a"), &code).unwrap(), "plain");
}
