//! Finding the configuration file, running it, and what comes of it.

mod paths;
#[cfg(test)]
mod tests;

pub use paths::SearchPaths;

use crate::convert::ConfigError;
use crate::lua::{GlobalStore, unwrap_builder};
use crate::options::Config;
use crate::runtime::{LuaFault, LuaRuntime, RuntimeContext, RuntimeModule, Wake};
use mlua::prelude::*;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

/// What to load, and what the new VM is given.
#[derive(Clone)]
pub struct ConfigSource {
    /// `--config-file`: this file or an error.
    pub file: Option<PathBuf>,
    /// `--skip-config`: no file at all.
    pub skip: bool,
    /// `--config name=value`, the value a Lua expression; applied last, in order.
    pub overrides: Vec<(String, String)>,
    /// What the crates above add to the VM.
    pub modules: Vec<RuntimeModule>,
    /// Where files are looked for.
    pub paths: SearchPaths,
    /// `wezterm.GLOBAL`.
    pub globals: GlobalStore,
    /// Wakes the main loop.
    pub wake: Wake,
    /// `wezterm.version`.
    pub version: String,
    /// How long the file may take, plugins being cloned included.
    pub budget: Duration,
}

impl ConfigSource {
    /// A source that finds the user's file by the environment.
    #[must_use]
    pub fn new(wake: Wake) -> Self {
        Self {
            file: None,
            skip: false,
            overrides: Vec::new(),
            modules: Vec::new(),
            paths: SearchPaths::from_environment(),
            globals: GlobalStore::default(),
            wake,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            budget: Duration::from_secs(10),
        }
    }
}

/// A configuration in force: the options, the VM they came from, and what the
/// user should be told.
#[derive(Debug, Clone)]
pub struct Configuration {
    /// 1 for the first one, one more with every reload.
    pub generation: u64,
    /// The options.
    pub config: Arc<Config>,
    /// The VM; `None` only when no VM could be made at all.
    pub runtime: Option<Rc<LuaRuntime>>,
    /// Why the file could not be used, with file and line; then the options
    /// and the VM are those of before, or the defaults.
    pub error: Option<String>,
    /// What is odd in the file.
    pub warnings: Vec<String>,
    /// The files whose change means a reload, sorted.
    pub files: Vec<PathBuf>,
    /// The configuration file.
    pub config_file: Option<PathBuf>,
}

impl Configuration {
    /// Loads the configuration for the first time. Never fails: with an error
    /// the options are the defaults.
    #[must_use]
    pub fn load(source: &ConfigSource) -> Self {
        match attempt(source) {
            Ok(loaded) => loaded,
            Err(failure) => {
                let mut fallback = defaults(source);
                fallback.absorb(failure);
                fallback
            }
        }
    }

    /// Loads it anew into a new VM, one generation further. With an error
    /// everything else stays as it was; the files to watch are those of both.
    #[must_use]
    pub fn reload(&self, source: &ConfigSource) -> Self {
        let mut next = match attempt(source).and_then(|next| self.not_without_file(next)) {
            Ok(loaded) => loaded,
            Err(failure) => {
                let mut last = self.clone();
                last.absorb(failure);
                last
            }
        };
        next.generation = self.generation + 1;
        next
    }

    /// `next`, unless its file has vanished: who writes a file anew may remove
    /// it first, and a window must not lose its looks in between.
    fn not_without_file(&self, next: Self) -> Result<Self, Failure> {
        match &self.config_file {
            Some(file) if next.config_file.is_none() => Err(Failure {
                files: next.files,
                ..Failure::new(format!(
                    "the configuration file {} is gone; what it said stays in force until the program ends",
                    file.display()
                ))
            }),
            _ => Ok(next),
        }
    }

    fn absorb(&mut self, failure: Failure) {
        log::error!("{}", failure.message);
        self.error = Some(failure.message);
        self.warnings = failure.warnings;
        self.files.extend(failure.files);
        self.files.sort();
        self.files.dedup();
        self.config_file = failure.config_file.or(self.config_file.take());
    }

    /// What a window should show: the error, or that the colour scheme is
    /// unknown, which would otherwise look as if nothing had been configured.
    #[must_use]
    pub fn notice(&self) -> Option<&str> {
        let scheme = || {
            let mut warnings = self.warnings.iter();
            warnings.find(|warning| warning.starts_with("`color_scheme`: "))
        };
        self.error.as_ref().or_else(scheme).map(String::as_str)
    }

    /// Variables for the children: where the configuration is.
    #[must_use]
    pub fn child_environment(&self) -> Vec<(String, PathBuf)> {
        let Some(file) = &self.config_file else {
            return Vec::new();
        };
        let dir = file.parent().unwrap_or(Path::new("/")).to_owned();
        vec![
            ("WEZTERM_CONFIG_FILE".to_owned(), file.clone()),
            ("WEZTERM_CONFIG_DIR".to_owned(), dir),
        ]
    }
}

/// What was learnt before it failed.
struct Failure {
    message: String,
    warnings: Vec<String>,
    files: Vec<PathBuf>,
    config_file: Option<PathBuf>,
}

impl Failure {
    fn new(message: String) -> Self {
        Self {
            message,
            warnings: Vec::new(),
            files: Vec::new(),
            config_file: None,
        }
    }
}

fn defaults(source: &ConfigSource) -> Configuration {
    let mut config = Config::default();
    // The defaults have nothing to warn of.
    let _ = config.resolve_colors();
    let config = Arc::new(config);
    let context = context(source, None, &config);
    let runtime = match LuaRuntime::new(context, &source.modules) {
        Ok(runtime) => {
            runtime.loaded(Arc::clone(&config));
            Some(Rc::new(runtime))
        }
        Err(error) => {
            log::error!("no Lua VM could be made: {error}");
            None
        }
    };
    Configuration {
        generation: 1,
        config,
        runtime,
        error: None,
        warnings: Vec::new(),
        files: Vec::new(),
        config_file: None,
    }
}

fn context(source: &ConfigSource, file: Option<&Path>, config: &Config) -> RuntimeContext {
    let mut context = RuntimeContext::new(Arc::clone(&source.wake));
    context.globals = source.globals.clone();
    context.version.clone_from(&source.version);
    context.home_dir.clone_from(&source.paths.home);
    context.config_file = file.map(Path::to_owned);
    context.module_dirs = source.paths.module_dirs();
    if let Some(dir) = file.and_then(Path::parent) {
        context.module_dirs.insert(0, dir.to_owned());
    }
    context.sync_budget = Duration::from_millis(config.lua_callback_budget_ms);
    context
}

/// Nobody's configuration is larger, in bytes; a device has no end.
const LARGEST: u64 = 16 << 20;

fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let file = std::fs::File::open(path)?;
    file.take(LARGEST + 1).read_to_end(&mut text)?;
    if text.len() as u64 > LARGEST {
        return Err(std::io::Error::other("it is larger than 16 MiB"));
    }
    Ok(text)
}

/// The file to load and its text; `None` when there is none to load.
fn find(source: &ConfigSource) -> Result<Option<(PathBuf, Vec<u8>)>, Failure> {
    if source.skip {
        return Ok(None);
    }
    let named = source.file.as_ref().map(|file| (file, "--config-file"));
    let named = named.or(source
        .paths
        .config_file
        .as_ref()
        .map(|f| (f, "WEZTERM_CONFIG_FILE")));
    if let Some((file, by)) = named {
        let path = std::path::absolute(file).unwrap_or_else(|_| file.clone());
        return match read(&path) {
            Ok(text) => Ok(Some((path, text))),
            Err(error) => Err(Failure {
                files: vec![path.clone()],
                ..Failure::new(format!(
                    "the configuration file {} named by {by} cannot be read: {error}",
                    path.display()
                ))
            }),
        };
    }
    for path in source.paths.candidates() {
        match read(&path) {
            Ok(text) => return Ok(Some((path, text))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {}
            Err(error) => {
                return Err(Failure {
                    files: vec![path.clone()],
                    ..Failure::new(format!(
                        "the configuration file {} cannot be read: {error}",
                        path.display()
                    ))
                });
            }
        }
    }
    Ok(None)
}

fn attempt(source: &ConfigSource) -> Result<Configuration, Failure> {
    let found = find(source)?;
    let file = found.as_ref().map(|(path, _)| path.clone());
    let context = context(source, file.as_deref(), &Config::default());
    let runtime = LuaRuntime::new(context, &source.modules)
        .map_err(|error| Failure::new(format!("no Lua VM could be made: {error}")))?;
    match &file {
        Some(path) => runtime.state().watch_file(path),
        None if source.skip => {}
        // The first one to appear is a change.
        None => {
            for path in source.paths.candidates() {
                runtime.state().watch_file(&path);
            }
        }
    }
    match runtime.while_loading(source.budget, || run(source, &runtime, found)) {
        Ok((config, mut warnings)) => {
            let config = Arc::new(config);
            runtime.set_sync_budget(Duration::from_millis(config.lua_callback_budget_ms));
            runtime.loaded(Arc::clone(&config));
            let mut early = runtime.state().take_warnings();
            early.retain(|warning| !warnings.contains(warning));
            early.append(&mut warnings);
            Ok(Configuration {
                generation: 1,
                config,
                error: None,
                warnings: early,
                files: runtime.state().watched_files(),
                runtime: Some(Rc::new(runtime)),
                config_file: file,
            })
        }
        Err(message) => Err(Failure {
            message: crate::check::with_excerpt(&message),
            warnings: runtime.state().take_warnings(),
            files: runtime.state().watched_files(),
            config_file: file,
        }),
    }
}

fn run(
    source: &ConfigSource,
    runtime: &LuaRuntime,
    found: Option<(PathBuf, Vec<u8>)>,
) -> Result<(Config, Vec<String>), String> {
    let lua = runtime.lua();
    let table = match found {
        Some((path, text)) => evaluate(lua, &path, &text)?,
        None => lua.create_table().map_err(|error| error.to_string())?,
    };
    for (name, expression) in &source.overrides {
        let value: LuaValue = lua
            .load(format!(
                "local wezterm = require 'wezterm'; return {expression}"
            ))
            .set_name(format!("=--config {name}"))
            .eval()
            .map_err(|error| format!("--config {name}={expression}: {}", LuaFault::new(&error)))?;
        // Strict: a misspelt name on the command line is an error.
        let mut scratch = Config::default();
        scratch
            .set_from_lua(lua, name, &value, true)
            .map_err(|error| format!("--config {name}={expression}: {error}"))?;
        table
            .raw_set(name.as_str(), value)
            .map_err(|error| error.to_string())?;
    }
    let within = |error: ConfigError| match &runtime.state().context().config_file {
        Some(path) => {
            let option = error.option();
            let line = option.and_then(|option| crate::check::line_of_option(path, option));
            let line = line.map(|line| format!(":{line}")).unwrap_or_default();
            format!("{}{line}: {error}", path.display())
        }
        None => error.to_string(),
    };
    let (mut config, mut warnings) = Config::from_lua(lua, &table).map_err(within)?;
    match crate::lua::load_named_scheme(lua, &mut config, runtime.state()) {
        // The scheme was found in a file after all.
        Ok(true) => {
            warnings.retain(|warning| warning.path != "color_scheme");
            warnings.append(&mut config.resolve_colors());
        }
        Ok(false) => {}
        Err(error) => runtime.state().warn(LuaFault::new(&error).message),
    }
    Ok((config, warnings.iter().map(ToString::to_string).collect()))
}

fn evaluate(lua: &Lua, path: &Path, text: &[u8]) -> Result<LuaTable, String> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let value: LuaValue = lua
        .load(text)
        .set_name(format!("@{}", path.display()))
        .set_mode(mlua::chunk::ChunkMode::Text)
        // Not `eval`, which would try the file as an expression first.
        .call(())
        .map_err(|error| {
            let mut fault = LuaFault::new(&error);
            if !fault.message.starts_with('/') {
                // Where Lua does not know the line, the file is better than nothing.
                fault.message = format!("{}: {}", path.display(), fault.message);
            }
            match fault.traceback.as_str() {
                "" => fault.message,
                stack => format!("{}\nstack traceback:\n{stack}", fault.message),
            }
        })?;
    match value {
        LuaValue::Table(table) => unwrap_builder(&table).map_err(|error| error.to_string()),
        other => Err(format!(
            "{}:{}: the configuration must return a table, and it returned {}; does it end with `return config`?",
            path.display(),
            text.split(|byte| *byte == b'\n').count(),
            other.type_name()
        )),
    }
}
