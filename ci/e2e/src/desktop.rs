use crate::compositor::{self, Compositor, Running, clean_environment};
use crate::cursor;
use crate::input::{Input, Keyboard, Pointer};
use crate::input_method::InputMethod;
use crate::process::{Groups, Process, guarded};
use crate::program::{Program, target_dir};
use crate::screenshot::Screenshot;
use crate::sway::{Rect, Sway, WindowInfo};
use crate::wait::{PATIENCE, wait_for};
use crate::watchdog::Watchdog;
use anyhow::{Context, Error, Result, anyhow, bail};
use std::cell::RefCell;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// What a test's desktop is like.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Which compositor.
    pub compositor: Compositor,
    /// Width of the screen in physical pixels.
    pub width: u32,
    /// Height of the screen in physical pixels.
    pub height: u32,
    /// Physical pixels for each logical one; weston takes whole numbers only.
    pub scale: f64,
    /// The XKB layout of the keyboard.
    pub layout: String,
    /// Whether X11 programs can run, through Xwayland (sway only).
    pub xwayland: bool,
    /// How long the whole test may take.
    pub limit: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            compositor: Compositor::Sway,
            width: 1280,
            height: 800,
            scale: 1.0,
            layout: "us".to_owned(),
            xwayland: false,
            limit: Duration::from_secs(120),
        }
    }
}

/// How a test on a desktop went.
pub type Outcome = std::result::Result<(), Failure>;

/// Why a test failed, as a text that reads well where tests print it.
pub struct Failure(String);

impl Failure {
    fn new(err: &Error) -> Self {
        let causes: Vec<String> = err.chain().map(ToString::to_string).collect();
        Self(causes.join("\nbecause: "))
    }
}

impl std::fmt::Debug for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// Starts a desktop, runs `test` on it and cleans up. When the test fails, a
/// screenshot and all logs are kept in `target/e2e/<name>/`.
///
/// # Errors
/// The desktop did not start, or what the test failed with, followed by the
/// last lines of the compositor's log.
pub fn run(name: &str, options: Options, test: impl FnOnce(&mut Desktop) -> Result<()>) -> Outcome {
    let mut desktop = Desktop::start(name, options).map_err(|err| Failure::new(&err))?;
    match catch_unwind(AssertUnwindSafe(|| test(&mut desktop))) {
        Ok(Ok(())) => Ok(()),
        Ok(Err(err)) => {
            let kept = desktop.keep_evidence();
            let err = err.context(format!("test {name} failed; {kept}"));
            Err(Failure::new(&err))
        }
        Err(panic) => {
            eprintln!("test {name} panicked; {}", desktop.keep_evidence());
            resume_unwind(panic)
        }
    }
}

/// A private desktop without a screen.
pub struct Desktop {
    name: String,
    options: Options,
    input: Option<Input>,
    // Before the compositor, whose end would make them complain.
    programs: Vec<Rc<RefCell<Process>>>,
    running: Running,
    groups: Groups,
    _watchdog: Watchdog,
    home: TempDir,
}

impl Desktop {
    fn start(name: &str, options: Options) -> Result<Self> {
        let home = tempfile::Builder::new()
            .prefix("e2e-")
            .tempdir()
            .context("cannot make a temporary folder")?;
        // The compositor may run as somebody else: let it pass through.
        fs::set_permissions(home.path(), fs::Permissions::from_mode(0o711))?;
        for private in ["logs", "runtime", "home"] {
            let path = home.path().join(private);
            fs::create_dir(&path)?;
            fs::set_permissions(&path, fs::Permissions::from_mode(0o700))?;
        }
        let groups = Groups::default();
        let watchdog = Watchdog::start(name, options.limit, groups.clone());
        let logs = home.path().join("logs");
        let running = compositor::start(&options, home.path(), &logs, &groups)?;
        let mut desktop = Self {
            name: name.to_owned(),
            options,
            input: None,
            running,
            groups,
            programs: Vec::new(),
            _watchdog: watchdog,
            home,
        };
        if desktop.options.compositor == Compositor::Sway {
            desktop.connect_input()?;
        }
        Ok(desktop)
    }

    fn connect_input(&mut self) -> Result<()> {
        let logical = |pixels: u32| (f64::from(pixels) / self.options.scale).round() as u32;
        let size = (logical(self.options.width), logical(self.options.height));
        let socket = &self.running.wayland_display;
        self.input = Some(Input::connect(socket, &self.options.layout, size)?);
        let sway = self.sway_ipc()?;
        wait_for("the seat to have its devices", PATIENCE, || {
            let inputs = sway.get("get_inputs")?;
            let has = |kind: &str| {
                inputs
                    .as_array()
                    .is_some_and(|inputs| inputs.iter().any(|input| input["type"] == kind))
            };
            Ok((has("keyboard") && has("pointer")).then_some(()))
        })
    }

    /// A folder for the test's files, removed at the end.
    #[must_use]
    pub fn dir(&self) -> PathBuf {
        self.home.path().join("home")
    }

    /// The compositor's socket, which serves as `WAYLAND_DISPLAY`.
    #[must_use]
    pub fn wayland_display(&self) -> &Path {
        &self.running.wayland_display
    }

    /// The keyboard.
    ///
    /// # Errors
    /// weston has none.
    pub fn keyboard(&mut self) -> Result<&mut Keyboard> {
        Ok(&mut self.input()?.keyboard)
    }

    /// The pointer.
    ///
    /// # Errors
    /// weston has none.
    pub fn pointer(&mut self) -> Result<&mut Pointer> {
        Ok(&mut self.input()?.pointer)
    }

    /// Becomes the desktop's input method.
    ///
    /// # Errors
    /// The compositor takes none, or has one.
    pub fn input_method(&self) -> Result<InputMethod> {
        InputMethod::connect(self.wayland_display())
    }

    fn input(&mut self) -> Result<&mut Input> {
        self.input
            .as_mut()
            .ok_or_else(|| anyhow!("this compositor has no input devices; use Compositor::Sway"))
    }

    fn sway_ipc(&self) -> Result<&Sway> {
        let sway = self.running.sway.as_ref();
        sway.ok_or_else(|| anyhow!("this compositor cannot be asked; use Compositor::Sway"))
    }

    /// Runs a command of sway(5), such as `[app_id="x"] floating enable`.
    ///
    /// # Errors
    /// sway refused it, or the compositor is weston.
    pub fn sway(&self, command: &str) -> Result<()> {
        self.sway_ipc()?.command(command)
    }

    /// All windows.
    ///
    /// # Errors
    /// sway does not answer, or the compositor is weston.
    pub fn windows(&self) -> Result<Vec<WindowInfo>> {
        self.sway_ipc()?.windows()
    }

    /// Waits until a window of that app id is there.
    ///
    /// # Errors
    /// It does not come; the message names the windows there are.
    pub fn wait_for_window(&self, app_id: &str) -> Result<WindowInfo> {
        self.wait_for_window_where(&format!("with the app id {app_id}"), |window| {
            window.app_id == app_id
        })
    }

    /// Waits until there is a window that `wanted` accepts.
    ///
    /// # Errors
    /// It does not come; the message names the windows there are.
    pub fn wait_for_window_where(
        &self,
        what: &str,
        wanted: impl Fn(&WindowInfo) -> bool,
    ) -> Result<WindowInfo> {
        self.wait_for(&format!("a window {what}"), || {
            Ok(self.windows()?.into_iter().find(&wanted))
        })
        .map_err(|err| err.context(format!("the windows are {:#?}", self.windows())))
    }

    /// Makes a window float with its content at a place, in logical pixels.
    ///
    /// # Errors
    /// The window does not get there, or the compositor is weston.
    pub fn place(&self, window: &WindowInfo, rect: Rect) -> Result<WindowInfo> {
        let con_id = window.con_id;
        let command = format!(
            "[con_id={con_id}] floating enable, resize set {} {}, move absolute position {} {}",
            rect.width, rect.height, rect.x, rect.y
        );
        // A frame of the old size that was on its way makes sway resize a
        // floating window back, so the size counts only after it has held for
        // longer than sway waits for a client (200 ms).
        const HELD: Duration = Duration::from_millis(300);
        let mut asked: Option<Instant> = None;
        let mut there_since: Option<Instant> = None;
        self.wait_for(&format!("window {con_id} to be at {rect:?}"), || {
            if there_since.is_none() && asked.is_none_or(|at| at.elapsed() > HELD * 2) {
                self.sway(&command)?;
                asked = Some(Instant::now());
            }
            let mut windows = self.windows()?.into_iter();
            let there = windows.find(|w| w.con_id == con_id && w.rect == rect);
            there_since = there
                .as_ref()
                .and(there_since.or_else(|| Some(Instant::now())));
            Ok(there.filter(|_| there_since.is_some_and(|since| since.elapsed() > HELD)))
        })
    }

    /// Waits, with the usual patience, until `condition` yields a value.
    ///
    /// # Errors
    /// What `condition` fails with, or that it was waited for in vain.
    pub fn wait_for<T>(
        &self,
        what: &str,
        condition: impl FnMut() -> Result<Option<T>>,
    ) -> Result<T> {
        wait_for(what, PATIENCE, condition)
    }

    /// What the screen shows, in physical pixels. The pointer is invisible on
    /// these desktops.
    ///
    /// # Errors
    /// `grim` failed; it needs sway.
    pub fn screenshot(&self) -> Result<Screenshot> {
        Screenshot::from_ppm(&self.grim("ppm")?)
    }

    fn grim(&self, format: &str) -> Result<Vec<u8>> {
        let output = Command::new("grim")
            .args(["-t", format, "-"])
            .env("WAYLAND_DISPLAY", self.wayland_display())
            .env("XDG_RUNTIME_DIR", self.home.path().join("runtime"))
            .output()
            .context("cannot run grim; `ci/setup test` installs it")?;
        if !output.status.success() {
            bail!("grim failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(output.stdout)
    }

    /// A command for [`Self::spawn`] or for running at once, whose environment
    /// leads to this desktop and to empty folders for configuration and state.
    #[must_use]
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = guarded(program, None);
        clean_environment(&mut command);
        cursor::use_theme(&mut command, self.home.path());
        let home = self.dir();
        command
            .env("WAYLAND_DISPLAY", self.wayland_display())
            .env("XDG_RUNTIME_DIR", self.home.path().join("runtime"))
            .env("HOME", &home)
            .env("XDG_CONFIG_HOME", home.join(".config"))
            .env("XDG_CACHE_HOME", home.join(".cache"))
            .env("XDG_DATA_HOME", home.join(".local/share"))
            .env("XDG_STATE_HOME", home.join(".local/state"))
            .current_dir(&home);
        command
    }

    /// The `DISPLAY` of Xwayland.
    ///
    /// # Errors
    /// [`Options::xwayland`] is off, or sway has not said which it is.
    pub fn x11_display(&self) -> Result<String> {
        if !self.options.xwayland {
            bail!("this desktop has no X11 server: set Options::xwayland");
        }
        let file = self.home.path().join("compositor/display");
        let script = format!("exec sh -c 'printf %s \"$DISPLAY\" > {}'", file.display());
        self.sway(&script)?;
        self.wait_for("sway to tell its X11 display", || {
            let display = fs::read_to_string(&file).unwrap_or_default();
            Ok((!display.is_empty()).then_some(display))
        })
    }

    /// Starts a program made by [`Self::command`]; its logs are named `name`.
    ///
    /// # Errors
    /// It cannot be started.
    pub fn spawn(&mut self, name: &str, command: Command) -> Result<Program> {
        let name = format!("{}-{name}", self.programs.len() + 1);
        let logs = self.home.path().join("logs");
        let process = Process::start(&name, command, &logs, &self.groups)?;
        let process = Rc::new(RefCell::new(process));
        self.programs.push(process.clone());
        Ok(Program::new(process))
    }

    /// Copies screenshot and logs to where they outlive the test, and says so.
    fn keep_evidence(&self) -> String {
        let keep = || -> Result<PathBuf> {
            let dir = target_dir()?.join("e2e").join(&self.name);
            match fs::remove_dir_all(&dir) {
                Err(err) if err.kind() != std::io::ErrorKind::NotFound => return Err(err.into()),
                _ => {}
            }
            fs::create_dir_all(&dir)?;
            if let Ok(png) = self.grim("png") {
                fs::write(dir.join("screenshot.png"), png)?;
            }
            if let Ok(windows) = self.windows() {
                fs::write(dir.join("windows.txt"), format!("{windows:#?}\n"))?;
            }
            for entry in fs::read_dir(self.home.path().join("logs"))? {
                let entry = entry?;
                fs::copy(entry.path(), dir.join(entry.file_name()))?;
            }
            Ok(dir)
        };
        let mut tail = self.running.process.tail();
        for program in &self.programs {
            tail.push('\n');
            tail.push_str(&program.borrow().tail());
        }
        match keep() {
            Ok(dir) => format!("screenshot and logs are in {}\n{tail}", dir.display()),
            Err(err) => format!("its screenshot and logs could not be kept: {err:#}\n{tail}"),
        }
    }
}
