//! `wezterm bench-render`: the frame path of a window without a window. The
//! scenes run all that a real frame runs (mux, snapshots, tab bar with its Lua,
//! scene, painter) and paint into memory or into a texture.

mod scenes;

pub use scenes::SceneKind;

use crate::app::source;
use crate::cli::{ConfigArgs, print};
use crate::logbook::Logbook;
use crate::lua_api::GuiState;
use crate::lua_host::NewCaches;
use crate::shared::Shared;
use crate::termwindow::TermWindow;
use anyhow::Context;
use clap::Args;
use config::Configuration;
use mux::{Mux, MuxOptions, MuxSettings, PaneId, WindowId};
use scenes::Scenery;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};
use wezterm_render::{CpuOffscreen, GpuPreferences, Painter, WgpuContext, WgpuPainter};

/// Arguments of `wezterm bench-render`.
#[derive(Clone, Debug, Args)]
pub struct BenchArgs {
    /// Accepted for clarity: there is never a window.
    #[arg(long)]
    offscreen: bool,

    /// Frames to paint and measure.
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    frames: u32,

    /// Paint by the first GPU there is.
    #[arg(long, conflicts_with = "cpu")]
    gpu: bool,

    /// Paint by the processor, which is the default.
    #[arg(long)]
    cpu: bool,

    /// What is shown.
    #[arg(long, value_enum, default_value_t = SceneKind::Text)]
    scene: SceneKind,

    /// Lines of scrollback of the scene "resize".
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    lines: u32,

    /// Size in pixels.
    #[arg(long, value_name = "WIDTHxHEIGHT", default_value = "1280x800", value_parser = parse_size)]
    size: (u32, u32),

    /// Print JSON instead of a line of text.
    #[arg(long)]
    json: bool,
}

fn parse_size(text: &str) -> Result<(u32, u32), String> {
    let sides = text.split_once('x');
    let numbers = sides.and_then(|(w, h)| Some((w.parse().ok()?, h.parse().ok()?)));
    match numbers {
        Some((w @ 16..=16_384, h @ 16..=16_384)) => Ok((w, h)),
        _ => Err("expected WIDTHxHEIGHT of 16 to 16384 pixels, such as 1280x800".to_owned()),
    }
}

/// Which painter a [`Bench`] has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BenchPainter {
    /// The processor, into memory.
    Cpu,
    /// The first GPU there is, into a texture.
    Gpu,
}

/// A window without a desktop, and what changes in it from frame to frame.
pub struct Bench {
    shared: Shared,
    window: TermWindow,
    scenery: Scenery,
    frame: u64,
}

impl std::fmt::Debug for Bench {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bench")
            .field("frame", &self.frame)
            .finish_non_exhaustive()
    }
}

impl Bench {
    /// Sets a scene up and paints its first frame.
    ///
    /// # Errors
    /// The configuration names a file that is not there, there are no fonts, or
    /// there is no GPU.
    pub fn new(
        config: &ConfigArgs,
        scene: SceneKind,
        painter: BenchPainter,
        size: (u32, u32),
        lines: u32,
    ) -> anyhow::Result<Self> {
        let wake: mux::Wake = Arc::new(|| {});
        let mux = Mux::new(MuxOptions {
            wake: wake.clone(),
            settings: MuxSettings::default(),
            socket_path: None,
        })
        .shared();
        let gui = Rc::new(RefCell::new(GuiState::default()));
        let new_caches = NewCaches::default();
        let mut config = config.clone();
        let enough = ("scrollback_lines".to_owned(), lines.to_string());
        config.overrides.push(enough);
        let source = source(&config, wake, &mux, &gui, &new_caches);
        let configuration = Configuration::load(&source);
        if let Some(error) = &configuration.error {
            anyhow::bail!("{error}");
        }
        if let Some(runtime) = &configuration.runtime {
            scenes::prepare_lua(scene, runtime)?;
        }
        let settings = crate::convert::mux_settings(
            &configuration.config,
            configuration.config_file.as_deref(),
        );
        mux.borrow_mut().set_settings(settings);
        let mut shared = Shared::new(configuration, mux, gui, new_caches, Logbook::new());
        let (mux_window, panes) = scenes::open_panes(scene, &mut shared.mux.borrow_mut())?;
        let painter = make_painter(painter, size)?;
        let mut window = TermWindow::offscreen(&mut shared, mux_window, size, painter)?;
        window.event(&mut shared, window::WindowEvent::Focused(true));
        let mut bench = Self {
            shared,
            window,
            scenery: Scenery::new(scene, panes, size, lines),
            frame: 0,
        };
        bench.poll();
        bench.draw();
        bench.scenery.fill(&bench.shared.mux.borrow())?;
        bench.draw();
        Ok(bench)
    }

    /// Changes what the scene changes from frame to frame.
    ///
    /// # Errors
    /// A pane or tab is gone.
    pub fn change(&mut self) -> anyhow::Result<()> {
        self.frame += 1;
        let resized = self
            .scenery
            .change(self.frame, &mut self.shared.mux.borrow_mut())?;
        self.poll();
        if let Some((width, height)) = resized {
            self.window.event(
                &mut self.shared,
                window::WindowEvent::Resized { width, height },
            );
        }
        Ok(())
    }

    /// Makes a frame, as a redraw of a real window does.
    pub fn draw(&mut self) {
        self.window.draw(&mut self.shared);
    }

    /// The part of a frame that brings the tab bar up to date.
    pub fn update_tab_bar(&mut self) {
        self.window.update_tab_bar(&mut self.shared);
    }

    /// Frames painted so far.
    #[must_use]
    pub fn painted(&self) -> u64 {
        self.shared.stats.frames.drawn
    }

    /// Counters as `wezterm cli stats` has them.
    pub fn stats(&mut self) -> Value {
        let mut stats = self.shared.stats_json();
        stats["rows"]["built"] = json!(self.window.rows_built());
        stats
    }

    /// Events of the mux and requests of the window: nobody acts on them here.
    fn poll(&mut self) {
        self.shared.mux.borrow_mut().poll();
        self.shared.requests.clear();
    }
}

fn make_painter(painter: BenchPainter, size: (u32, u32)) -> anyhow::Result<Box<dyn Painter>> {
    Ok(match painter {
        BenchPainter::Cpu => Box::new(CpuOffscreen::new(size)),
        BenchPainter::Gpu => {
            let context = WgpuContext::new(&GpuPreferences::default(), None)
                .context("--gpu needs a Vulkan or OpenGL driver")?;
            Box::new(WgpuPainter::offscreen(context, size))
        }
    })
}

/// Runs `wezterm bench-render`.
///
/// # Errors
/// As [`Bench::new`].
pub(crate) fn run(config: &ConfigArgs, args: &BenchArgs) -> anyhow::Result<()> {
    let painter = if args.gpu {
        BenchPainter::Gpu
    } else {
        BenchPainter::Cpu
    };
    let mut bench = Bench::new(config, args.scene, painter, args.size, args.lines)?;
    // The caches are warm in a window that has shown something for a while.
    for _ in 0..args.frames.min(30) {
        bench.change()?;
        bench.draw();
    }
    let unit = unit();
    let lua_calls = bench.shared.lua_calls();
    let mut times = Vec::with_capacity(args.frames as usize);
    let mut until_done = Vec::with_capacity(args.frames as usize);
    for _ in 0..args.frames {
        bench.change()?;
        let started = Instant::now();
        bench.draw();
        times.push(started.elapsed());
        bench.window.finish_painting()?;
        until_done.push(started.elapsed());
    }
    let report = json!({
        "scene": args.scene.name(),
        "painter": bench.window.painter_description(),
        "size": format!("{}x{}", args.size.0, args.size.1),
        "frames": args.frames,
        "frame_us": distribution(&mut times),
        "until_done_us": distribution(&mut until_done),
        "unit_us": micros(unit),
        "lua_calls": bench.shared.lua_calls() - lua_calls,
        "stats": bench.stats(),
    });
    print(&report, args.json)
}

/// How long this machine takes, at this moment, for a fixed amount of work that
/// has nothing to do with the program: what times can be compared by. The
/// fastest of a few attempts.
fn unit() -> Duration {
    let work = || {
        let started = Instant::now();
        let mut table = [0u32; 4096];
        let mut x = 0x2545_f491u32;
        for _ in 0..200_000 {
            x ^= x << 13;
            x ^= x >> 17;
            x ^= x << 5;
            let at = (x >> 20) as usize;
            table[at] = table[at].wrapping_add(x);
        }
        std::hint::black_box(&table);
        started.elapsed()
    };
    (0..20).map(|_| work()).min().unwrap_or_default()
}

/// What is said of how long frames took, of one at least.
fn distribution(times: &mut [Duration]) -> Value {
    times.sort_unstable();
    let percentile = |p: usize| micros(times[(times.len() - 1) * p / 100]);
    let mean = times.iter().sum::<Duration>() / times.len() as u32;
    json!({
        "mean": micros(mean),
        "p50": percentile(50),
        "p99": percentile(99),
        "max": percentile(100),
    })
}

/// Microseconds with one digit after the point.
fn micros(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e7).round() / 10.0
}

fn print(report: &Value, as_json: bool) -> anyhow::Result<()> {
    if as_json {
        return print::text(&format!("{report}\n"));
    }
    let time = |name: &str| report["frame_us"][name].as_f64().unwrap_or(0.0);
    print::text(&format!(
        "{} by {}: {} frames of {}, mean {} µs, p50 {}, p99 {}, max {}\n",
        report["scene"].as_str().unwrap_or_default(),
        report["painter"].as_str().unwrap_or_default(),
        report["frames"],
        report["size"].as_str().unwrap_or_default(),
        time("mean"),
        time("p50"),
        time("p99"),
        time("max"),
    ))
}

/// The panes of a scene, the first being the active one.
type Panes = (WindowId, Vec<PaneId>);
