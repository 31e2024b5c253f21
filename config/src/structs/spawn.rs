//! Commands to run, where to run them, and how to split for them.

use super::*;
use std::collections::BTreeMap;

lua_tagged! {
    /// The domain a new pane belongs to.
    #[derive(Default)]
    pub enum SpawnTabDomain ("domain") {
        words { DefaultDomain, #[default] CurrentPaneDomain }
        values { DomainName(String), DomainId(usize) }
    }
}

lua_tagged! {
    /// What a window's position is measured from.
    #[derive(Default)]
    pub enum GeometryOrigin ("origin of a window position") {
        words { #[default] ScreenCoordinateSystem, MainScreen, ActiveScreen }
        values { Named(String) }
    }
}

lua_struct! {
    /// The position of a new window.
    pub struct GuiPosition {
        /// From the left.
        x: Dimension,
        /// From the top.
        y: Dimension,
        /// What `x` and `y` are measured from.
        origin: GeometryOrigin = GeometryOrigin::default(),
    }
}

lua_defaults! {
    /// A command, and where it runs.
    pub struct SpawnCommand {
        /// Its name in the launcher.
        label: Option<String> = None,
        /// Program and arguments; the default program when absent.
        args: Option<Vec<String>> = None,
        /// The directory it starts in.
        cwd: Option<String> = None,
        /// Added to its environment.
        set_environment_variables: BTreeMap<String, String> = BTreeMap::new(),
        /// The domain it runs in.
        domain: SpawnTabDomain = SpawnTabDomain::CurrentPaneDomain,
        /// Where a window opened for it appears.
        position: Option<GuiPosition> = None,
    }
}

lua_defaults! {
    /// What `MuxWindow:spawn_tab` takes.
    pub struct SpawnTab {
        /// The domain it runs in.
        domain: SpawnTabDomain = SpawnTabDomain::CurrentPaneDomain,
        /// Program and arguments; the default program when absent.
        args: Option<Vec<String>> = None,
        /// The directory it starts in.
        cwd: Option<String> = None,
        /// Added to its environment.
        set_environment_variables: BTreeMap<String, String> = BTreeMap::new(),
    }
}

lua_defaults! {
    /// What `wezterm.mux.spawn_window` takes.
    pub struct SpawnWindow {
        /// The domain it runs in.
        domain: SpawnTabDomain = SpawnTabDomain::DefaultDomain,
        /// Columns; `initial_cols` when absent.
        width: Option<usize> = None,
        /// Rows; `initial_rows` when absent.
        height: Option<usize> = None,
        /// The workspace; the active one when absent.
        workspace: Option<String> = None,
        /// Where the window appears.
        position: Option<GuiPosition> = None,
        /// Program and arguments; the default program when absent.
        args: Option<Vec<String>> = None,
        /// The directory it starts in.
        cwd: Option<String> = None,
        /// Added to its environment.
        set_environment_variables: BTreeMap<String, String> = BTreeMap::new(),
    }
}

lua_tagged! {
    /// The size of a new pane.
    pub enum SplitSize ("size of a split") {
        words {}
        values { Cells(usize), Percent(u8) }
    }
}

impl Default for SplitSize {
    fn default() -> Self {
        Self::Percent(50)
    }
}

lua_struct! {
    /// The argument of `SplitPane`.
    pub struct SplitPane {
        /// The side of the new pane.
        direction: PaneDirection,
        /// Its size.
        size: SplitSize = SplitSize::default(),
        /// What runs in it.
        command: SpawnCommand = SpawnCommand::default(),
        /// Whether the whole tab is split, not the pane.
        top_level: bool = false,
    }
}

lua_tagged_convert!(SpawnTabDomain, GeometryOrigin, SplitSize);
