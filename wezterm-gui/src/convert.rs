//! From the configuration's words to those of the mux and the terminal, which
//! know no configuration language.

use config::Config;
use config::color::ResolvedPalette;
use config::structs as cfg;
use mux::{
    Direction, ExitBehavior, ExitMessaging, MuxSettings, SpawnCommand, SpawnDomain, SplitRequest,
    SplitSize,
};
use std::path::{Path, PathBuf};
use std::time::Duration;
use term::{CursorStyle, LineDirection, NewlineCanon, Palette, TerminalConfig};

/// The version that programs and Lua are told.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What the mux follows of a configuration.
pub(crate) fn mux_settings(config: &Config, file: Option<&Path>) -> MuxSettings {
    MuxSettings {
        default_prog: config.default_prog.clone(),
        default_cwd: config.default_cwd.as_ref().map(PathBuf::from),
        default_workspace: config
            .default_workspace
            .clone()
            .unwrap_or_else(|| "default".to_owned()),
        term: config.term.clone(),
        version: VERSION.to_owned(),
        environment: config.set_environment_variables.clone(),
        config_file: file.map(Path::to_path_buf),
        exit_behavior: match config.exit_behavior {
            cfg::ExitBehavior::Close => ExitBehavior::Close,
            cfg::ExitBehavior::CloseOnCleanExit => ExitBehavior::CloseOnCleanExit,
            cfg::ExitBehavior::Hold => ExitBehavior::Hold,
        },
        exit_messaging: match config.exit_behavior_messaging {
            cfg::ExitBehaviorMessaging::Verbose => ExitMessaging::Verbose,
            cfg::ExitBehaviorMessaging::Brief => ExitMessaging::Brief,
            cfg::ExitBehaviorMessaging::Terse => ExitMessaging::Terse,
            cfg::ExitBehaviorMessaging::None => ExitMessaging::None,
        },
        clean_exit_codes: config.clean_exit_codes.clone(),
        switch_to_last_active_tab: config.switch_to_last_active_tab_when_closing_tab,
        unzoom_on_switch_pane: config.unzoom_on_switch_pane,
        undo_close: Duration::from_secs(config.undo_close_seconds),
        shell_integration: config
            .shell_integration
            .then(|| mux::control::paths::runtime_dir().join("shell-integration")),
        terminal: terminal(config),
    }
}

/// What a terminal takes from the configuration.
pub(crate) fn terminal(config: &Config) -> TerminalConfig {
    TerminalConfig {
        scrollback_lines: config.scrollback_lines,
        default_cursor_style: match config.default_cursor_style {
            cfg::DefaultCursorStyle::BlinkingBlock => CursorStyle::BlinkingBlock,
            cfg::DefaultCursorStyle::SteadyBlock => CursorStyle::SteadyBlock,
            cfg::DefaultCursorStyle::BlinkingUnderline => CursorStyle::BlinkingUnderline,
            cfg::DefaultCursorStyle::SteadyUnderline => CursorStyle::SteadyUnderline,
            cfg::DefaultCursorStyle::BlinkingBar => CursorStyle::BlinkingBar,
            cfg::DefaultCursorStyle::SteadyBar => CursorStyle::SteadyBar,
        },
        palette: palette(&config.palette()),
        word_boundary: config.selection_word_boundary.clone(),
        enable_title_reporting: config.enable_title_reporting,
        enq_answerback: config.enq_answerback.clone(),
        version: VERSION.to_owned(),
        enable_kitty_keyboard: config.enable_kitty_keyboard,
        enable_csi_u: config.enable_csi_u_key_encoding,
        bidi: config.bidi_enabled,
        bidi_direction: match config.bidi_direction {
            cfg::ParagraphDirectionHint::LeftToRight => LineDirection::LeftToRight,
            cfg::ParagraphDirectionHint::RightToLeft => LineDirection::RightToLeft,
            cfg::ParagraphDirectionHint::AutoLeftToRight => LineDirection::AutoLeftToRight,
            cfg::ParagraphDirectionHint::AutoRightToLeft => LineDirection::AutoRightToLeft,
        },
        enable_kitty_graphics: config.enable_kitty_graphics,
        enable_checksum_report: config.enable_checksum_report,
        enable_window_ops: config.enable_window_ops,
        alternate_scroll_lines: usize::from(config.alternate_buffer_wheel_scroll_speed),
        ambiguous_wide: config.treat_east_asian_ambiguous_width_as_wide,
        canonicalize_pasted_newlines: match config.canonicalize_pasted_newlines {
            Some(cfg::NewlineCanon::None) => NewlineCanon::None,
            Some(cfg::NewlineCanon::LineFeed) => NewlineCanon::LineFeed,
            Some(cfg::NewlineCanon::CarriageReturn) | None => NewlineCanon::CarriageReturn,
            Some(cfg::NewlineCanon::CarriageReturnAndLineFeed) => {
                NewlineCanon::CarriageReturnAndLineFeed
            }
        },
        log_unknown: config.log_unknown_escape_sequences,
    }
}

/// The colours a terminal starts with.
fn palette(from: &ResolvedPalette) -> Palette {
    Palette {
        fg: from.foreground,
        bg: from.background,
        cursor_fg: from.cursor_fg,
        cursor_bg: from.cursor_bg,
        cursor_border: from.cursor_border,
        selection_fg: from.selection_fg,
        selection_bg: from.selection_bg,
        colors: from.colors,
    }
}

/// A command of a key assignment or of Lua.
pub(crate) fn spawn_command(from: &cfg::SpawnCommand) -> SpawnCommand {
    SpawnCommand {
        args: from.args.clone(),
        cwd: from.cwd.as_ref().map(PathBuf::from),
        environment: from.set_environment_variables.clone(),
        domain: spawn_domain(&from.domain),
    }
}

/// Where a command runs.
pub(crate) fn spawn_domain(from: &cfg::SpawnTabDomain) -> SpawnDomain {
    match from {
        cfg::SpawnTabDomain::DefaultDomain => SpawnDomain::Default,
        cfg::SpawnTabDomain::CurrentPaneDomain => SpawnDomain::CurrentPane,
        cfg::SpawnTabDomain::DomainName(name) => SpawnDomain::Name(name.clone()),
        cfg::SpawnTabDomain::DomainId(id) => SpawnDomain::Id(*id),
    }
}

/// A direction of a key assignment.
pub(crate) fn direction(from: cfg::PaneDirection) -> Direction {
    match from {
        cfg::PaneDirection::Up => Direction::Up,
        cfg::PaneDirection::Down => Direction::Down,
        cfg::PaneDirection::Left => Direction::Left,
        cfg::PaneDirection::Right => Direction::Right,
        cfg::PaneDirection::Next => Direction::Next,
        cfg::PaneDirection::Prev => Direction::Prev,
    }
}

/// How `SplitPane` splits.
pub(crate) fn split_request(from: &cfg::SplitPane) -> SplitRequest {
    SplitRequest {
        direction: direction(from.direction),
        size: match from.size {
            cfg::SplitSize::Cells(cells) => SplitSize::Cells(cells),
            cfg::SplitSize::Percent(percent) => SplitSize::Percent(percent),
        },
        top_level: from.top_level,
    }
}
