//! The table of all options: the one place where an option is declared.

use super::{AutoOff, OptionInfo};
use crate::color::Palette;
use crate::convert::Convert;
use crate::keys::{Key, LeaderKey, Mouse};
use crate::structs::*;
use std::collections::BTreeMap;
use wezterm_types::{Modifiers, Rgba};

options! {
    group "window" {
        /// Whether a new font size keeps the grid and resizes the window; when absent, unless the desktop tiles windows.
        adjust_window_size_when_changing_font_size: Option<bool> = None, since "20210203-095643-70a364eb";
        /// Font size of the character selector, in points.
        char_select_font_size: f64 = 18.0, since "20220903-194523-3bb1ed61";
        /// Font size of the command palette, in points.
        command_palette_font_size: f64 = 14.0, since "20230320-124340-559cb7b0";
        /// Rows of the command palette; when absent, as many as fit.
        command_palette_rows: Option<usize> = None, since "20240127-113634-bbcac864";
        /// Whether Wayland is used where there is a choice.
        enable_wayland: bool = true, status "linux-only (X11/Wayland)";
        /// Whether screen names come from wlr-output-management.
        enable_zwlr_output_manager: bool = false, status "linux-only (Wayland)";
        /// Columns of a new window.
        initial_cols: u16 = 80;
        /// Rows of a new window.
        initial_rows: u16 = 24;
        /// The side of the tab bar that window buttons are on.
        integrated_title_button_alignment: IntegratedTitleButtonAlignment
            = IntegratedTitleButtonAlignment::Right, since "20230408-112425-69ae8472";
        /// The colour of window buttons in the tab bar.
        integrated_title_button_color: IntegratedTitleButtonColor
            = IntegratedTitleButtonColor::Auto, since "20230408-112425-69ae8472";
        /// What window buttons in the tab bar look like.
        integrated_title_button_style: IntegratedTitleButtonStyle
            = IntegratedTitleButtonStyle::Windows, since "20230408-112425-69ae8472";
        /// The window buttons in the tab bar, in order.
        integrated_title_buttons: Vec<IntegratedTitleButton>
            = all_title_buttons(), since "20230408-112425-69ae8472";
        /// Whether what is behind a translucent window is blurred, where the
        /// compositor can.
        kde_window_background_blur: bool = false, since "nightly";
        /// How much macOS blurs what is behind a window.
        macos_window_background_blur: i64 = 0, since "20230326-111934-3666303c", status "macos-only";
        /// Whether full screen is a space of its own on macOS.
        native_macos_fullscreen_mode: bool = false, status "macos-only";
        /// Which notifications of programs are shown.
        notification_handling: NotificationHandling
            = NotificationHandling::AlwaysShow, since "20240127-113634-bbcac864";
        /// Whether the end of a command that took long, as shell integration
        /// marks it, is notified of: always, or only while its pane has no focus.
        notify_on_command_finish: NotifyOnCommandFinish = NotifyOnCommandFinish::never;
        /// Seconds that a command takes at least for `notify_on_command_finish`.
        notify_on_command_finish_seconds: u64 = 10;
        /// Font size of pane labels, in points.
        pane_select_font_size: f64 = 36.0;
        /// Whether programs started elsewhere open as tabs, not as windows.
        prefer_to_spawn_tabs: bool = false, since "20240203-110809-5046fc22";
        /// Whether the program ends with its last window.
        quit_when_all_windows_are_closed: bool = true, since "20230320-124340-559cb7b0";
        /// Whether the windows of the last run are opened again: their splits,
        /// directories, titles and text, with new shells.
        restore_session: RestoreSession = RestoreSession::never;
        /// Seconds between two times that what there is gets written down, while
        /// `restore_session` is not `never`.
        session_save_interval: u64 = 30;
        /// Whether bash, zsh and fish load the shell integration by themselves.
        shell_integration: bool = true;
        /// Programs that are closed without asking.
        skip_close_confirmation_for_processes_named: Vec<String>
            = words("bash sh zsh fish tmux nu nu.exe cmd.exe pwsh.exe powershell.exe"), since "20210404-112810-b63a949d";
        /// Desktops on which windows are not resized with the font.
        tiling_desktop_environments: Vec<String>
            = parts("X11 LG3D|X11 Qtile|X11 awesome|X11 bspwm|X11 dwm|X11 i3|X11 xmonad"),
            since "20230712-072601-f4abf8fd", status "linux-only (X11)";
        /// Seconds that the programs of a closed pane or tab run on, so that
        /// `UndoClose` brings it back; 0 ends them at once.
        undo_close_seconds: u64 = 0;
        /// Whether activating another pane ends a zoom.
        unzoom_on_switch_pane: bool = true, since "20211204-082213-a66c61ee9";
        /// Whether windows are resized by whole cells.
        use_resize_increments: bool = false, since "20211204-082213-a66c61ee9";
        /// Accent colour of the acrylic backdrop on Windows.
        win32_acrylic_accent_color: Rgba
            = Rgba::new(40, 40, 40, 1), since "20230712-072601-f4abf8fd", status "windows-only";
        /// What Windows shows behind a window.
        win32_system_backdrop: SystemBackdrop
            = SystemBackdrop::Auto, since "20230712-072601-f4abf8fd", status "windows-only";
        /// Whether closing a window asks first.
        window_close_confirmation: WindowCloseConfirmation = WindowCloseConfirmation::AlwaysPrompt;
        /// Where the grid sits in a window that is larger than it.
        window_content_alignment: WindowContentAlignment = WindowContentAlignment::default(), since "nightly";
        /// What a window has around its content.
        window_decorations: WindowDecorations
            = WindowDecorations::TITLE.union(WindowDecorations::RESIZE), since "20210314-114017-04b7cedd";
        /// The title bar, the fancy tab bar and the window's border.
        window_frame: WindowFrameConfig = WindowFrameConfig::default(), since "20210814-124438-54e29167";
        /// The margin between the window's edge and the terminal.
        window_padding: WindowPadding = WindowPadding::default(), since "20211204-082213-a66c61ee9";
    }
    group "tab bar" {
        /// Whether the tab bar is shown.
        enable_tab_bar: bool = true;
        /// Whether the tab bar is hidden while there is one tab.
        hide_tab_bar_if_only_one_tab: bool = false;
        /// Whether the wheel over the tab bar changes tabs.
        mouse_wheel_scrolls_tabs: bool = true, since "20230326-111934-3666303c";
        /// Whether tabs of the fancy tab bar have a close button.
        show_close_tab_button_in_tabs: bool = true, since "nightly";
        /// Whether the tab bar has a new-tab button.
        show_new_tab_button_in_tab_bar: bool = true, since "20221119-145034-49b9839f";
        /// Whether default tab titles start with the tab's number.
        show_tab_index_in_tab_bar: bool = true;
        /// Whether the tab bar shows tabs, not the status alone.
        show_tabs_in_tab_bar: bool = true, since "20221119-145034-49b9839f";
        /// Milliseconds between `update-status` events.
        status_update_interval: u64 = 1_000, since "20210314-114017-04b7cedd";
        /// Whether closing a tab activates the one before it in use.
        switch_to_last_active_tab_when_closing_tab: bool = false, since "20220905-102802-7d4b8249";
        /// Whether tabs and panes are counted from 0.
        tab_and_split_indices_are_zero_based: bool = false;
        /// Whether the tab bar is below the terminal.
        tab_bar_at_bottom: bool = false, since "20210502-130208-bff6815d";
        /// Formatted text of the buttons of the tab bar.
        tab_bar_style: TabBarStyle = TabBarStyle::default(), since "20210814-124438-54e29167";
        /// The most cells of a tab in the retro tab bar.
        tab_max_width: usize = 16;
        /// The fewest cells that tabs are narrowed to; past them the tab bar scrolls.
        tab_min_width: usize = 8;
        /// The side of the window the tab bar is at; `tab_bar_at_bottom` decides when absent.
        tab_bar_position: Option<TabBarPosition> = None;
        /// Cells across of a tab bar at the left or right.
        tab_bar_width: usize = 24;
        /// Whether a tab of the retro tab bar has a close button while the pointer is over it.
        show_close_tab_button_on_hover: bool = false;
        /// Whether resting the pointer on a tab shows its whole title and its directory.
        show_tab_tooltips: bool = true;
        /// Which tabs are marked for output that was not seen and for bells.
        show_tab_marks: TabMarkRule = TabMarkRule::DefaultTitles;
        /// Whether tabs show the progress of their program (OSC 9;4) as a line.
        show_tab_progress: bool = true;
        /// Whether the tab bar looks native, not made of cells.
        use_fancy_tab_bar: bool = true, since "20220101-133340-7edc5b5a";
        /// Whether tables and results of tab bar callbacks are kept until something they read has changed.
        tab_bar_callback_cache: AutoOff = AutoOff::Auto;
        /// Milliseconds a synchronous Lua callback, such as `format-tab-title`, may run; past them the last title stays.
        lua_callback_budget_ms: u64 = 50;
    }
    group "colour" {
        /// Layers painted behind the terminal, the lowest first.
        background: Vec<BackgroundLayer> = Vec::new(), since "20220624-141144-bd1b7c5d";
        /// What bold does to the first eight colours.
        bold_brightens_ansi_colors: BoldBrightening
            = BoldBrightening::BrightAndBold, since "20230320-124340-559cb7b0";
        /// Background of the character selector.
        char_select_bg_color: Rgba = Rgba::hex(0x333333), since "20230712-072601-f4abf8fd";
        /// Text colour of the character selector.
        char_select_fg_color: Rgba = Rgba::hex(0xbf_bf_bf), since "20230712-072601-f4abf8fd";
        /// The name of the colour scheme.
        color_scheme: Option<String> = None;
        /// Folders searched for colour schemes (TOML, iTerm2, base16, terminal.sexy).
        color_scheme_dirs: Vec<String> = Vec::new();
        /// Colour schemes of the configuration, by name.
        color_schemes: BTreeMap<String, Palette> = BTreeMap::new();
        /// Colours that override those of the colour scheme.
        colors: Option<Palette> = None;
        /// Background of the command palette.
        command_palette_bg_color: Rgba = Rgba::hex(0x333333), since "20230320-124340-559cb7b0";
        /// Text colour of the command palette.
        command_palette_fg_color: Rgba = Rgba::hex(0xbf_bf_bf), since "20230320-124340-559cb7b0";
        /// Factors that the colours of text are multiplied by.
        foreground_text_hsb: HsbTransform = HsbTransform::default(), since "20210314-114017-04b7cedd";
        /// Factors that the colours of panes without focus are multiplied by.
        inactive_pane_hsb: HsbTransform = HsbTransform { hue: 1.0, saturation: 0.9, brightness: 0.8 };
        /// Background of pane labels.
        pane_select_bg_color: Rgba = Rgba::new(0, 0, 0, 128);
        /// Text colour of pane labels.
        pane_select_fg_color: Rgba = Rgba::hex(0xbf_bf_bf);
        /// All colours in force: the scheme, overridden by `colors`.
        resolved_palette: Palette
            = Palette::default(), status "computed; readable via effective_config, not meant to be set";
        /// Opacity of the background of text, 0 to 1.
        text_background_opacity: f64 = 1.0;
        /// The least contrast of text with its background, as WCAG 2 counts it: 1 to
        /// 21. Colours that have less are moved towards white or black.
        text_min_contrast_ratio: Option<f64> = None, since "nightly";
        /// A gradient behind the terminal.
        window_background_gradient: Option<Gradient>
            = None, since "20210814-124438-54e29167", status "older form; superseded by background";
        /// An image behind the terminal.
        window_background_image: Option<String> = None, status "older form; superseded by background";
        /// Factors that the colours of the image are multiplied by.
        window_background_image_hsb: Option<HsbTransform>
            = None, status "older form; superseded by background";
        /// Opacity of the background, 0 to 1.
        window_background_opacity: f64 = 1.0;
    }
    group "font" {
        /// When a square glyph may be wider than its cell.
        allow_square_glyphs_to_overflow_width: AllowSquareGlyphOverflow
            = AllowSquareGlyphOverflow::WhenFollowedBySpace, since "20210203-095643-70a364eb";
        /// Whether the edges of drawn block glyphs are smoothed.
        anti_alias_custom_block_glyphs: bool = true, since "20220405-091515-8a0072ad";
        /// A factor of the width of cells.
        cell_width: f64 = 1.0, since "20220624-141144-bd1b7c5d";
        /// Thickness of bar and underline cursors; when absent, that of underlines.
        cursor_thickness: Option<Dimension> = None, since "20221119-145034-49b9839f";
        /// Whether block, box and powerline characters are drawn by the program, not by the font.
        custom_block_glyphs: bool = true, since "20210314-114017-04b7cedd";
        /// The order of subpixels on the screen.
        display_pixel_geometry: DisplayPixelGeometry
            = DisplayPixelGeometry::RGB, since "20230408-112425-69ae8472";
        /// Dots per inch; when absent, as the screen says.
        dpi: Option<f64> = None;
        /// Dots per inch by name of the screen.
        dpi_by_screen: BTreeMap<String, f64> = BTreeMap::new();
        /// Whether glyphs are placed between pixels.
        experimental_pixel_positioning: bool = false, status "experimental";
        /// The font of text.
        font: TextStyle = TextStyle::default();
        /// What draws colour glyphs.
        font_colr_rasterizer: FontRasterizerSelection = FontRasterizerSelection::Harfbuzz;
        /// Folders searched for fonts; relative ones start at the configuration file.
        font_dirs: Vec<String> = Vec::new();
        /// How fonts are found.
        font_locator: FontLocatorSelection = FontLocatorSelection::FontConfig;
        /// What draws glyphs.
        font_rasterizer: FontRasterizerSelection = FontRasterizerSelection::FreeType;
        /// Fonts for text of some attributes; the first rule that matches is used.
        font_rules: Vec<StyleRule> = Vec::new();
        /// What turns text into glyphs.
        font_shaper: FontShaperSelection = FontShaperSelection::Harfbuzz, since "20211204-082213-a66c61ee9";
        /// The font size, in points.
        font_size: f64 = 12.0;
        /// Version of FreeType's TrueType interpreter.
        freetype_interpreter_version: Option<u32> = None;
        /// How FreeType loads glyphs; when absent, no hinting on dense screens.
        freetype_load_flags: Option<FreeTypeLoadFlags> = None, since "20210314-114017-04b7cedd";
        /// How outlines are fitted to pixels.
        freetype_load_target: FreeTypeLoadTarget
            = FreeTypeLoadTarget::Normal, since "20210314-114017-04b7cedd";
        /// Whether PCF fonts are named with their foundry.
        freetype_pcf_long_family_names: bool = false, since "20220624-141144-bd1b7c5d";
        /// How glyphs are drawn; when absent, as `freetype_load_target`.
        freetype_render_target: Option<FreeTypeLoadTarget> = None, since "20210502-130208-bff6815d";
        /// OpenType features of all fonts, such as `zero` or `calt=0`.
        harfbuzz_features: Vec<String> = words("kern liga clig");
        /// Whether SVG glyphs are not used.
        ignore_svg_fonts: bool = false;
        /// A factor of the height of cells.
        line_height: f64 = 1.0;
        /// Whether missing glyphs are looked for in `font_dirs`.
        search_font_dirs_for_fallback: bool = false;
        /// Whether fallback fonts that have more of the missing glyphs come first.
        sort_fallback_fonts_by_coverage: bool = false;
        /// Where strike-through lines are; when absent, as the font says.
        strikethrough_position: Option<Dimension> = None, since "20221119-145034-49b9839f";
        /// Where underlines are; when absent, as the font says.
        underline_position: Option<Dimension> = None, since "20221119-145034-49b9839f";
        /// Thickness of underlines; when absent, as the font says.
        underline_thickness: Option<Dimension> = None, since "20221119-145034-49b9839f";
        /// Whether fallback fonts are scaled to capitals of the same height.
        use_cap_height_to_scale_fallback_fonts: bool = false, since "20210502-130208-bff6815d";
        /// Whether missing glyphs are reported.
        warn_about_missing_glyphs: bool = true, since "20210502-130208-bff6815d";
    }
    group "cursor" {
        /// How a blinking cursor appears.
        cursor_blink_ease_in: EasingFunction = EasingFunction::Linear, since "20220319-142410-0fcdea07";
        /// How a blinking cursor disappears.
        cursor_blink_ease_out: EasingFunction = EasingFunction::Linear, since "20220319-142410-0fcdea07";
        /// Milliseconds between states of a blinking cursor; 0 stops blinking.
        cursor_blink_rate: u64 = 800, since "20220319-142410-0fcdea07";
        /// Milliseconds in which a trail follows a cursor that jumps; 0 for none.
        cursor_trail_ms: u64 = 0;
        /// The cursor's shape until a program sets another.
        default_cursor_style: DefaultCursorStyle = DefaultCursorStyle::SteadyBlock;
        /// Whether the cursor always swaps the colours of its cell.
        force_reverse_video_cursor: bool = false, since "20210502-130208-bff6815d";
    }
    group "scrolling" {
        /// Whether a scroll bar is shown.
        enable_scroll_bar: bool = false;
        /// The least height of the scroll bar's thumb.
        min_scroll_bar_height: Dimension = Dimension::Cells(0.5), since "20220624-141144-bd1b7c5d";
        /// Whether typing scrolls to the bottom.
        scroll_to_bottom_on_input: bool = true;
        /// Lines kept above the screen.
        scrollback_lines: usize = 3_500;
    }
    group "keys" {
        /// Whether programs may ask for Windows key events.
        allow_win32_input_mode: bool = true, since "20220319-142410-0fcdea07", status "windows-only";
        /// Whether key events are logged.
        debug_key_events: bool = false, status "diagnostic";
        /// Whether only key bindings of the configuration exist.
        disable_default_key_bindings: bool = false;
        /// Whether only quick-select patterns of the configuration exist.
        disable_default_quick_select_patterns: bool = false, since "20210502-130208-bff6815d";
        /// Whether keys are sent as CSI u; better asked for by programs.
        enable_csi_u_key_encoding: bool = false;
        /// Whether programs may ask for the kitty keyboard protocol.
        enable_kitty_keyboard: bool = false, since "20220624-141144-bd1b7c5d";
        /// Who draws text while an input method composes it.
        ime_preedit_rendering: ImePreeditRendering
            = ImePreeditRendering::Builtin, since "20220624-141144-bd1b7c5d";
        /// Whether key bindings without prefix name characters or positions.
        key_map_preference: KeyMapPreference = KeyMapPreference::Mapped, since "20220408-101518-b908e2dd";
        /// Key bindings that are in force only while their table is active.
        key_tables: BTreeMap<String, Vec<Key>> = BTreeMap::new();
        /// Key bindings, added to the default ones.
        keys: Vec<Key> = Vec::new();
        /// A key that starts two-key bindings.
        leader: Option<LeaderKey> = None;
        /// Modifiers of keys that the input method sees on macOS.
        macos_forward_to_ime_modifier_mask: Modifiers
            = Modifiers::SHIFT, since "20230408-112425-69ae8472", status "macos-only";
        /// Key bindings that the command palette shows for a command.
        palette_max_key_assigments_for_action: usize = 1;
        /// Letters of quick-select labels, the best first.
        quick_select_alphabet: String
            = "asdfqwerzxcvjklmiuopghtybn".to_owned(), since "20210502-130208-bff6815d";
        /// Patterns of quick select, added to the default ones.
        quick_select_patterns: Vec<String> = Vec::new(), since "20210502-130208-bff6815d";
        /// Whether left Alt types the layout's third level.
        send_composed_key_when_left_alt_is_pressed: bool = false, status "macos mainly";
        /// Whether right Alt types the layout's third level.
        send_composed_key_when_right_alt_is_pressed: bool = true, status "macos mainly";
        /// Whether Backspace and Delete are swapped.
        swap_backspace_and_delete: bool = false, status "platform default may differ";
        /// Whether left Ctrl with Alt is AltGr on Windows.
        treat_left_ctrlalt_as_altgr: bool = false, since "20210314-114017-04b7cedd", status "windows-only";
        /// How key names are shown.
        ui_key_cap_rendering: UIKeyCapRendering
            = UIKeyCapRendering::UnixLong, since "20240203-110809-5046fc22";
        /// Whether dead keys compose.
        use_dead_keys: bool = true;
        /// Whether an input method is used.
        use_ime: bool = true;
        /// Name of the X input method.
        xim_im_name: Option<String> = None, since "20220101-133340-7edc5b5a", status "linux-only (X11)";
    }
    group "mouse" {
        /// Arrow keys sent for a wheel step in a full-screen program.
        alternate_buffer_wheel_scroll_speed: u8 = 3, since "20210203-095643-70a364eb";
        /// Modifiers that keep mouse events from the program.
        bypass_mouse_reporting_modifiers: Modifiers = Modifiers::SHIFT, since "20210814-124438-54e29167";
        /// Whether only mouse bindings of the configuration exist.
        disable_default_mouse_bindings: bool = false;
        /// Whether typing hides the pointer until it moves.
        hide_mouse_cursor_when_typing: bool = true, since "20230320-124340-559cb7b0";
        /// Text that is shown as a link.
        hyperlink_rules: Vec<HyperlinkRule> = default_hyperlink_rules();
        /// Mouse bindings, added to the default ones.
        mouse_bindings: Vec<Mouse> = Vec::new();
        /// Whether the pane under the pointer has the focus.
        pane_focus_follows_mouse: bool = false, since "20210502-130208-bff6815d";
        /// How the names of dropped files are quoted.
        quote_dropped_files: DroppedFileQuoting
            = DroppedFileQuoting::SpacesOnly, since "20220624-141144-bd1b7c5d";
        /// Characters at which a selected word ends.
        selection_word_boundary: String = " \t\n{[}]()\"'`".to_owned(), since "20210203-095643-70a364eb";
        /// Whether a click that focuses a pane does nothing else.
        swallow_mouse_click_on_pane_focus: bool = false, since "20210502-130208-bff6815d";
        /// Whether a click that focuses a window does nothing else.
        swallow_mouse_click_on_window_focus: bool = false, since "20220319-142410-0fcdea07";
        /// Size of the pointer; when absent, as XCURSOR_SIZE says.
        xcursor_size: Option<u32> = None, status "linux-only";
        /// Theme of the pointer; when absent, as XCURSOR_THEME says.
        xcursor_theme: Option<String> = None, status "linux-only";
    }
    group "bell" {
        /// What BEL does to the ear.
        audible_bell: AudibleBell = AudibleBell::SystemBeep, since "20211204-082213-a66c61ee9";
        /// A flash at BEL.
        visual_bell: VisualBell = VisualBell::default(), since "20211204-082213-a66c61ee9";
    }
    group "terminal behaviour" {
        /// Whether programs may send files to the download folder.
        allow_download_protocols: bool = true;
        /// The direction of lines; `Auto...` is that of their first letter, or else the one named.
        bidi_direction: ParagraphDirectionHint = ParagraphDirectionHint::LeftToRight;
        /// Whether text from right to left is shown in its order.
        bidi_enabled: bool = false;
        /// What line ends become in pasted text; when absent, a carriage return.
        canonicalize_pasted_newlines: Option<NewlineCanon> = None, since "20211204-082213-a66c61ee9";
        /// Exit codes that count as success beside 0.
        clean_exit_codes: Vec<u32> = Vec::new(), since "20220624-141144-bd1b7c5d";
        /// The directory of the first pane; when absent, the home directory.
        default_cwd: Option<String> = None, since "20210203-095643-70a364eb";
        /// Arguments used when the program is started without any.
        default_gui_startup_args: Vec<String> = words("start"), since "20220101-133340-7edc5b5a";
        /// The program of a new pane, with arguments; when absent, the login shell.
        default_prog: Option<Vec<String>> = None;
        /// Whether the cursor shows that typed text is not echoed.
        detect_password_input: bool = true, since "20220903-194523-3bb1ed61";
        /// Whether programs may show images by the kitty protocol.
        enable_kitty_graphics: bool = true;
        /// Whether programs may read the screen as checksums (DECRQCRA); a risk, for test suites.
        enable_checksum_report: bool = false;
        /// Whether programs may read the title; a risk.
        enable_title_reporting: bool = false;
        /// Whether programs may move, resize, minimise and raise the window by escape sequences.
        enable_window_ops: bool = false;
        /// What ENQ is answered with.
        enq_answerback: String = String::new();
        /// What happens to a pane when its program has ended.
        exit_behavior: ExitBehavior = ExitBehavior::Close, since "20210314-114017-04b7cedd";
        /// How much a held pane says about how its program ended.
        exit_behavior_messaging: ExitBehaviorMessaging
            = ExitBehaviorMessaging::Verbose, since "20230712-072601-f4abf8fd";
        /// Commands that the launcher lists.
        launch_menu: Vec<SpawnCommand> = Vec::new(), since "20200503-171512-b13ef15f";
        /// Whether escape sequences that are not known are logged.
        log_unknown_escape_sequences: bool = false, since "20230320-124340-559cb7b0", status "diagnostic";
        /// Whether output is normalised to NFC.
        normalize_output_to_unicode_nfc: bool = false, since "20221119-145034-49b9839f";
        /// Whether several lines pasted into a program without bracketed paste are asked about first.
        paste_confirmation: bool = true;
        /// Added to the environment of new panes.
        set_environment_variables: BTreeMap<String, String> = BTreeMap::new();
        /// Value of TERM for new panes.
        term: String = "xterm-256color".to_owned();
        /// How blinking text appears.
        text_blink_ease_in: EasingFunction = EasingFunction::Linear, since "20220319-142410-0fcdea07";
        /// How blinking text disappears.
        text_blink_ease_out: EasingFunction = EasingFunction::Linear, since "20220319-142410-0fcdea07";
        /// How rapidly blinking text appears.
        text_blink_rapid_ease_in: EasingFunction = EasingFunction::Linear, since "20220319-142410-0fcdea07";
        /// How rapidly blinking text disappears.
        text_blink_rapid_ease_out: EasingFunction = EasingFunction::Linear, since "20220319-142410-0fcdea07";
        /// Milliseconds between states of blinking text; 0 stops blinking.
        text_blink_rate: u64 = 500, since "20210814-124438-54e29167";
        /// Milliseconds between states of rapidly blinking text; 0 stops blinking.
        text_blink_rate_rapid: u64 = 250, since "20210814-124438-54e29167";
        /// Whether characters of ambiguous width take two cells.
        treat_east_asian_ambiguous_width_as_wide: bool = false, since "20220624-141144-bd1b7c5d";
        /// The version of Unicode that widths of characters follow.
        unicode_version: u8 = 9, since "20211204-082213-a66c61ee9";
    }
    group "mux/domains" {
        /// Files of the multiplexer server when it runs as a daemon.
        daemon_options: DaemonOptions = DaemonOptions::default();
        /// The domain that is opened at the start; when absent, the local one.
        default_domain: Option<String> = None, since "20220319-142410-0fcdea07";
        /// The default domain of the multiplexer server.
        default_mux_server_domain: Option<String> = None, since "20230712-072601-f4abf8fd";
        /// Value of SSH_AUTH_SOCK for new panes when no agent of a client is known.
        default_ssh_auth_sock: Option<String> = None, since "nightly";
        /// The name of the first workspace; when absent, "default".
        default_workspace: Option<String> = None, since "20220319-142410-0fcdea07";
        /// Domains whose commands are wrapped by Lua functions.
        exec_domains: Vec<ExecDomain> = Vec::new();
        /// Whether the multiplexer server forwards the ssh agent of its clients.
        mux_enable_ssh_agent: bool = true, since "nightly", status "unix-only";
        /// Variables removed from the environment of the multiplexer server.
        mux_env_remove: Vec<String>
            = words("SSH_AUTH_SOCK SSH_CLIENT SSH_CONNECTION"), since "20211204-082213-a66c61ee9";
        /// Bytes of output that are parsed at once.
        mux_output_parser_buffer_size: usize = 131_072;
        /// Milliseconds to wait for more output before a frame.
        mux_output_parser_coalesce_delay_ms: u64 = 3;
        /// Lines a second fetched ahead from a multiplexer server.
        ratelimit_mux_line_prefetches_per_second: u32 = 50;
        /// Serial ports.
        serial_ports: Vec<SerialDomain> = Vec::new(), since "20230408-112425-69ae8472";
        /// What speaks the ssh protocol.
        ssh_backend: SshBackend = SshBackend::LibSsh, since "20211204-082213-a66c61ee9";
        /// Hosts reached through ssh; when absent, those of the ssh configuration.
        ssh_domains: Option<Vec<SshDomain>> = None, since "20230408-112425-69ae8472";
        /// Multiplexer servers reached through TLS: an error, as there is no TLS
        /// here; `ssh_domains` reach servers.
        tls_clients: Vec<TlsDomainClient> = Vec::new();
        /// Addresses where the multiplexer server listens for TLS clients: an
        /// error, as there is no TLS here.
        tls_servers: Vec<TlsDomainServer> = Vec::new();
        /// Multiplexer servers behind Unix sockets.
        unix_domains: Vec<UnixDomain> = vec![UnixDomain::unix()];
        /// Distributions of WSL; when absent, those installed.
        wsl_domains: Option<Vec<WslDomain>> = None, since "20220319-142410-0fcdea07", status "windows-only";
    }
    group "rendering" {
        /// Frames a second of blinking and other easing; 1 makes them steps.
        animation_fps: u32 = 10, since "20220319-142410-0fcdea07";
        /// Whether what was repainted in a frame is marked.
        debug_damage: bool = false, status "diagnostic";
        /// What paints.
        front_end: FrontEndSelection = FrontEndSelection::OpenGL;
        /// Decoded images kept.
        glyph_cache_image_cache_size: usize = 256;
        /// Painted lines kept.
        line_quad_cache_size: usize = 1_024;
        /// Prepared lines kept.
        line_state_cache_size: usize = 1_024;
        /// Shaped lines kept.
        line_to_ele_shape_cache_size: usize = 1_024;
        /// The most frames painted a second.
        max_fps: u32 = 60;
        /// Seconds between statistics in the log; 0 for none.
        periodic_stat_logging: u64 = 0, status "diagnostic";
        /// Whether OpenGL is used through EGL.
        prefer_egl: bool = true;
        /// Shaped runs of text kept.
        shape_cache_size: usize = 1_024;
        /// Whether lines are painted through the box model.
        use_box_model_render: bool = false, status "experimental";
        /// Whether a software GPU is used.
        webgpu_force_fallback_adapter: bool = false, since "20221119-145034-49b9839f";
        /// Which GPU is preferred.
        webgpu_power_preference: WebGpuPowerPreference
            = WebGpuPowerPreference::LowPower, since "20221119-145034-49b9839f";
        /// The GPU to use.
        webgpu_preferred_adapter: Option<GpuInfo> = None, since "20221119-145034-49b9839f";
    }
    group "misc" {
        /// Whether a changed configuration file is loaded at once.
        automatically_reload_config: bool = true, since "20201031-154415-9614e117";
        /// Whether to look for new versions; this program never does.
        check_for_updates: bool = true;
        /// Time between looks for new versions; unused.
        check_for_updates_interval_seconds: u64 = 86_400;
        /// Whether new versions are shown in a window; unused.
        show_update_window: bool = false, since "nightly", status "deprecated: no effect";
        /// Open files that the program asks for.
        ulimit_nofile: u64 = 2_048, since "20230408-112425-69ae8472", status "unix-only";
        /// Processes that the program asks for.
        ulimit_nproc: u64 = 2_048, since "20230408-112425-69ae8472", status "unix-only";
    }
}

/// The words of `text`.
fn words(text: &str) -> Vec<String> {
    text.split(' ').map(str::to_owned).collect()
}

/// The parts of `text` between `|`.
fn parts(text: &str) -> Vec<String> {
    text.split('|').map(str::to_owned).collect()
}

fn all_title_buttons() -> Vec<IntegratedTitleButton> {
    use IntegratedTitleButton::{Close, Hide, Maximize};
    vec![Hide, Maximize, Close]
}
