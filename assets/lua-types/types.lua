---@meta
-- Made from the schema: UPDATE_DOCS=1 cargo test -p config --test stubs

---What a file of `color_scheme_dirs` holds.
---@class ColorSchemeFile
---@field colors Palette The colours.
---@field metadata? ColorSchemeMetaData Where they come from.

---Where a colour scheme comes from.
---@class ColorSchemeMetaData
---@field name? string|nil Its name.
---@field author? string|nil Who made it.
---@field origin_url? string|nil Where it was found.
---@field wezterm_version? string|nil The version that had it first.
---@field aliases? string[] Other names it goes by.

---A colour that may be one of the palette: `{AnsiColor="Red"}`, `{Color="#ff0000"}`, or `"Default"`.
---@alias ColorSpec "Default"|{AnsiColor: "Black"|"Maroon"|"Green"|"Olive"|"Navy"|"Purple"|"Teal"|"Silver"|"Grey"|"Red"|"Lime"|"Yellow"|"Blue"|"Fuchsia"|"Aqua"|"White"}|{Color: string|Color}

---`colors` and what colour schemes consist of; absent colours are those of the palette below.
---@class Palette
---@field foreground? string|Color|nil Text.
---@field background? string|Color|nil Background.
---@field cursor_fg? string|Color|nil Text under the cursor.
---@field cursor_bg? string|Color|nil The cursor.
---@field cursor_border? string|Color|nil The outline of the cursor without focus.
---@field selection_fg? string|Color|nil Selected text; transparent keeps its colour.
---@field selection_bg? string|Color|nil Background of selected text.
---@field ansi? (string|Color)[]|nil Colours 0 to 7.
---@field brights? (string|Color)[]|nil Colours 8 to 15.
---@field indexed? table<integer, string|Color> Colours 16 to 255, by number.
---@field tab_bar? TabBarColors|nil The tab bar.
---@field scrollbar_thumb? string|Color|nil The thumb of the scroll bar.
---@field split? string|Color|nil Lines between panes.
---@field visual_bell? string|Color|nil The flash at BEL.
---@field compose_cursor? string|Color|nil The cursor while a dead key, leader or input method waits.
---@field copy_mode_active_highlight_fg? table|string|nil The match that copy mode is at.
---@field copy_mode_active_highlight_bg? table|string|nil Its background.
---@field copy_mode_inactive_highlight_fg? table|string|nil Other matches.
---@field copy_mode_inactive_highlight_bg? table|string|nil Their background.
---@field quick_select_label_fg? table|string|nil Labels of quick select.
---@field quick_select_label_bg? table|string|nil Their background.
---@field quick_select_match_fg? table|string|nil Matches of quick select.
---@field quick_select_match_bg? table|string|nil Their background.

---Colours and attributes of a tab's title.
---@class TabBarColor
---@field bg_color string|Color Background of the tab.
---@field fg_color string|Color Text.
---@field intensity? "Normal"|"Bold"|"Half" Bold or half-bright.
---@field underline? "None"|"Single"|"Double"|"Curly"|"Dotted"|"Dashed" Line below.
---@field italic? boolean Slant.
---@field strikethrough? boolean Line through.

---`colors.tab_bar`: what is absent is as in [`super::ResolvedTabBar`].
---@class TabBarColors
---@field background? string|Color|nil Background behind the tabs of the retro tab bar.
---@field active_tab? TabBarColor|nil The tab that is shown.
---@field inactive_tab? TabBarColor|nil The other tabs.
---@field inactive_tab_hover? TabBarColor|nil Another tab under the pointer.
---@field new_tab? TabBarColor|nil The new-tab button.
---@field new_tab_hover? TabBarColor|nil The new-tab button under the pointer.
---@field inactive_tab_edge? string|Color|nil Line between other tabs of the fancy tab bar.
---@field inactive_tab_edge_hover? string|Color|nil The same under the pointer.

---The argument of `ActivateKeyTable`.
---@class ActivateKeyTable
---@field name string The table's name in `key_tables`.
---@field timeout_milliseconds? integer|nil When to leave the table without a key; never when absent.
---@field replace_current? boolean Whether the table above is left first.
---@field one_shot? boolean Whether the first key leaves the table.
---@field until_unknown? boolean Whether a key that is not in the table leaves it.
---@field prevent_fallback? boolean Whether a key that is not in the table does nothing.

---Whether a background layer moves when the terminal scrolls.
---@alias BackgroundAttachment "Fixed"|"Scroll"|{Parallax: number}

---One layer of the window's background.
---@class BackgroundLayer
---@field source BackgroundSource What is shown.
---@field origin? "BorderBox"|"PaddingBox" The box the layer is placed in.
---@field attachment? BackgroundAttachment Whether it moves when the terminal scrolls.
---@field repeat_x? "Repeat"|"Mirror"|"NoRepeat" How it repeats horizontally.
---@field repeat_x_size? number|string|nil The distance between its copies, if not its width.
---@field repeat_y? "Repeat"|"Mirror"|"NoRepeat" How it repeats vertically.
---@field repeat_y_size? number|string|nil The distance between its copies, if not its height.
---@field vertical_align? "Top"|"Middle"|"Bottom" Where it sits vertically.
---@field vertical_offset? number|string|nil How far it is moved down from there.
---@field horizontal_align? "Left"|"Center"|"Right" Where it sits horizontally.
---@field horizontal_offset? number|string|nil How far it is moved to the right from there.
---@field opacity? number Opacity, 0 to 1.
---@field hsb? HsbTransform Factors that its colours are multiplied by.
---@field width? "Contain"|"Cover"|number|string Its width.
---@field height? "Contain"|"Cover"|number|string Its height.

---What a background layer shows.
---@alias BackgroundSource {Gradient: Gradient}|{File: string|table}|{Color: string|Color}

---The argument of `CharSelect`.
---@class CharSelectArguments
---@field group? "RecentlyUsed"|"SmileysAndEmotion"|"PeopleAndBody"|"AnimalsAndNature"|"FoodAndDrink"|"TravelAndPlaces"|"Activities"|"Objects"|"Symbols"|"Flags"|"NerdFonts"|"UnicodeNames"|"ShortCodes"|nil The page that is shown first.
---@field copy_on_select? boolean Whether the chosen character is copied.
---@field copy_to? "Clipboard"|"PrimarySelection"|"ClipboardAndPrimarySelection" Where it is copied to.

---The argument of `CloseCurrentPane` and `CloseCurrentTab`.
---@class CloseArguments
---@field confirm boolean Whether to ask first.

---The argument of `Confirmation`: a question.
---@class Confirmation
---@field message? string The question; escapes of `wezterm.format` are allowed.
---@field action KeyAssignment What happens on a yes; called with window, pane.
---@field cancel? KeyAssignment|nil What happens on a no.

---What a key does in copy mode.
---@alias CopyModeAssignment "MoveToViewportBottom"|"MoveToViewportTop"|"MoveToViewportMiddle"|"MoveToScrollbackTop"|"MoveToScrollbackBottom"|"ClearSelectionMode"|"MoveToStartOfLineContent"|"MoveToEndOfLineContent"|"MoveToStartOfLine"|"MoveToStartOfNextLine"|"MoveToSelectionOtherEnd"|"MoveToSelectionOtherEndHoriz"|"MoveBackwardWord"|"MoveForwardWord"|"MoveForwardWordEnd"|"MoveRight"|"MoveLeft"|"MoveUp"|"MoveDown"|"PageUp"|"PageDown"|"Close"|"PriorMatch"|"NextMatch"|"PriorMatchPage"|"NextMatchPage"|"CycleMatchType"|"ClearPattern"|"EditPattern"|"AcceptPattern"|"MoveBackwardSemanticZone"|"MoveForwardSemanticZone"|"JumpAgain"|"JumpReverse"|"SetSelectionMode"|{MoveByPage: number}|{MoveBackwardZoneOfType: "Output"|"Input"|"Prompt"}|{MoveForwardZoneOfType: "Output"|"Input"|"Prompt"}|{JumpForward: JumpArguments}|{JumpBackward: JumpArguments}|{SetSelectionMode: "Cell"|"Word"|"Line"|"SemanticZone"|"Block"|nil}

---The argument of `CopyTextTo`.
---@class CopyTextTo
---@field text string The text.
---@field destination "Clipboard"|"PrimarySelection"|"ClipboardAndPrimarySelection" Where it is copied to.

---Files of the multiplexer server when it runs as a daemon.
---@class DaemonOptions
---@field pid_file? string|nil Where its process id is written.
---@field stdout? string|nil Where its output goes.
---@field stderr? string|nil Where its errors go.

---A number from 0 to 1 for each moment of a change, as in CSS; the numbers of `CubicBezier` are x1, y1, x2, y2 of its inner points.
---@alias EasingFunction "Linear"|"Ease"|"EaseIn"|"EaseInOut"|"EaseOut"|"Constant"|{CubicBezier: number[]}

---A domain whose commands are wrapped by a Lua function.
---@class ExecDomain
---@field name string The domain's name.
---@field fixup_command string The event whose handler wraps a command.
---@field label? string|function|nil What the launcher shows.

---What `extract_colors_from_image` is asked for.
---@class ExtractColorParams
---@field fuzziness? integer The edge of a bin, in units of L*a*b*.
---@field num_colors? integer How many colours are wanted.
---@field max_width? integer The image is scaled down to at most this many pixels across.
---@field max_height? integer The image is scaled down to at most this many pixels from top to bottom.
---@field min_brightness? number The least lightness of a colour, 0 to 100.
---@field max_brightness? number The greatest lightness of a colour, 0 to 100.
---@field threshold? number The distance (CIEDE2000) that two colours have at least, if possible.
---@field min_contrast? number The contrast that two colours have at least.

---One font of a list in which each serves what those before it lack.
---@class FontAttributes
---@field family string The family.
---@field weight? "Thin"|"ExtraLight"|"Light"|"DemiLight"|"Book"|"Regular"|"Medium"|"DemiBold"|"Bold"|"ExtraBold"|"Black"|"ExtraBlack"|integer The weight.
---@field stretch? "UltraCondensed"|"ExtraCondensed"|"Condensed"|"SemiCondensed"|"Normal"|"SemiExpanded"|"Expanded"|"ExtraExpanded"|"UltraExpanded" The width of its letters.
---@field style? "Normal"|"Italic"|"Oblique" Slant.
---@field is_fallback? boolean Whether it was added to the user's list by the program.
---@field is_synthetic? boolean Whether it imitates a style its family does not have.
---@field harfbuzz_features? string[]|nil OpenType features, if not `harfbuzz_features`.
---@field freetype_load_target? "Normal"|"Light"|"Mono"|"HorizontalLcd"|"VerticalLcd"|nil Hinting, if not `freetype_load_target`.
---@field freetype_render_target? "Normal"|"Light"|"Mono"|"HorizontalLcd"|"VerticalLcd"|nil Rendering, if not `freetype_render_target`.
---@field freetype_load_flags? string|nil Loading, if not `freetype_load_flags`.
---@field scale? number|nil A factor of the font size.
---@field assume_emoji_presentation? boolean|nil Whether to use it as if every character were an emoji, or none.

---What a window's position is measured from.
---@alias GeometryOrigin "ScreenCoordinateSystem"|"MainScreen"|"ActiveScreen"|{Named: string}

---A GPU, as `wezterm.gui.enumerate_gpus` lists them.
---@class GpuInfo
---@field name string Its name.
---@field device_type string `DiscreteGpu`, `IntegratedGpu`, `Cpu` and so on.
---@field backend string `Vulkan`, `Gl` and so on.
---@field driver? string|nil The driver's name.
---@field driver_info? string|nil The driver's version.
---@field vendor? integer|nil PCI vendor id.
---@field device? integer|nil PCI device id.

---Colours that flow into each other.
---@class Gradient
---@field orientation? GradientOrientation The direction.
---@field colors? string[] The colours, evenly spaced, as text.
---@field preset? "Blues"|"BrBg"|"BuGn"|"BuPu"|"Cividis"|"Cool"|"CubeHelixDefault"|"GnBu"|"Greens"|"Greys"|"Inferno"|"Magma"|"OrRd"|"Oranges"|"PiYg"|"Plasma"|"PrGn"|"PuBu"|"PuBuGn"|"PuOr"|"PuRd"|"Purples"|"Rainbow"|"RdBu"|"RdGy"|"RdPu"|"RdYlBu"|"RdYlGn"|"Reds"|"Sinebow"|"Spectral"|"Turbo"|"Viridis"|"Warm"|"YlGn"|"YlGnBu"|"YlOrBr"|"YlOrRd"|nil A named list of colours, used instead of `colors`.
---@field interpolation? "Linear"|"Basis"|"CatmullRom" How colours between those of the list are computed.
---@field blend? "Rgb"|"LinearRgb"|"Hsv"|"Oklab" The colour space they are blended in.
---@field segment_size? integer|nil The number of flat segments, if not smooth.
---@field segment_smoothness? number|nil How smooth the edges between segments are, 0 to 1.
---@field noise? integer|nil How much noise hides banding; 64 when absent.

---The direction of a gradient.
---@alias GradientOrientation "Horizontal"|"Vertical"|{Linear: LinearGradient}|{Radial: RadialGradient}

---The position of a new window.
---@class GuiPosition
---@field x number|string From the left.
---@field y number|string From the top.
---@field origin? GeometryOrigin What `x` and `y` are measured from.

---Factors that colours are multiplied by.
---@class HsbTransform
---@field hue? number Hue.
---@field saturation? number Saturation.
---@field brightness? number Brightness.

---Text that is a link: what matches `regex` leads to `format`.
---@class HyperlinkRule
---@field regex string The pattern.
---@field format string The address, in which `$0` is the match, `$1` its first group.
---@field highlight? integer The group that is underlined; 0 is the whole match.

---The argument of `InputSelector`: a list to choose from.
---@class InputSelector
---@field action KeyAssignment What happens with the choice; called with window, pane, id, label.
---@field title? string The title of the overlay.
---@field choices InputSelectorEntry[] The lines.
---@field fuzzy? boolean Whether typing searches from the start.
---@field alphabet? string Letters that choose a line.
---@field description? string The text above the lines.
---@field fuzzy_description? string The text above the lines while typing searches.

---One line of `InputSelector`.
---@class InputSelectorEntry
---@field label string What is shown; escapes of `wezterm.format` are allowed.
---@field id? string|nil What the action gets beside the label.

---The argument of `CopyMode`'s `JumpForward` and `JumpBackward`.
---@class JumpArguments
---@field prev_char boolean Whether to stop one cell before the character.

---A key binding.
---@class Key
---@field key string The key.
---@field mods? string Modifiers that must be held, and no others.
---@field action KeyAssignment What it does.

---A key with modifiers.
---@class KeyNoAction
---@field key string The key.
---@field mods? string Modifiers that must be held, and no others.

---The argument of `ShowLauncherArgs`.
---@class LauncherActionArgs
---@field flags string What is listed.
---@field title? string|nil The title of the overlay.
---@field help_text? string|nil The text above the list.
---@field fuzzy_help_text? string|nil The text above the list while typing searches.
---@field alphabet? string|nil Letters that choose a line.

---The key that starts two-key bindings.
---@class LeaderKey
---@field key string The key.
---@field mods? string Modifiers that must be held, and no others.
---@field timeout_milliseconds? integer How long it waits for the second key.

---A gradient along a line.
---@class LinearGradient
---@field angle? number|nil The line's angle in degrees, counter-clockwise from the right.

---A mouse binding.
---@class Mouse
---@field event MouseEventTrigger What it waits for.
---@field mods? string Modifiers that must be held, and no others.
---@field mouse_reporting? boolean Whether it is for programs that take mouse events.
---@field alt_screen? boolean|"Any" The screens it is for.
---@field action KeyAssignment What it does.

---What a mouse binding waits for.
---@alias MouseEventTrigger {Down: MousePress}|{Drag: MousePress}|{Up: MousePress}

---A button, and the how-manieth press of it in quick succession.
---@class MousePress
---@field streak integer 1 is a single press, 2 the second of a double one, and so on.
---@field button string|table The button.

---The argument of `PaneSelect`.
---@class PaneSelectArguments
---@field alphabet? string Letters of the labels; `quick_select_alphabet` when empty.
---@field mode? "Activate"|"SwapWithActive"|"SwapWithActiveKeepFocus"|"MoveToNewTab"|"MoveToNewWindow" What choosing a pane does.
---@field show_pane_ids? boolean Whether labels name the panes' ids.

---What a search looks for.
---@alias Pattern "CurrentSelectionOrEmptyString"|{CaseSensitiveString: string}|{CaseInSensitiveString: string}|{Regex: string}

---The argument of `PromptInputLine`: a line to type.
---@class PromptInputLine
---@field action KeyAssignment What happens with the line; called with window, pane, line.
---@field description? string The text above the line.
---@field prompt? string The text before the line.
---@field initial_value? string|nil The line as it is at the start.

---The argument of `QuickSelectArgs`.
---@class QuickSelectArguments
---@field alphabet? string Letters of the labels; `quick_select_alphabet` when empty.
---@field label? string The text that says what choosing does.
---@field patterns? string[] Patterns; those of the configuration when empty.
---@field action? KeyAssignment|nil What happens with the choice; copied when absent.
---@field skip_action_on_paste? boolean Whether choosing to paste does not run the action.
---@field scope_lines? integer|nil Lines searched above and below the screen; 1000 when absent.

---A gradient around a point; all fields are fractions of the window.
---@class RadialGradient
---@field radius? number|nil Where the last colour is reached.
---@field cx? number|nil The centre, from the left.
---@field cy? number|nil The centre, from the top.

---The argument of `SendKey`.
---@class SendKey
---@field key string The key.
---@field mods? string The modifiers it is sent with.

---A serial port.
---@class SerialDomain
---@field name string The domain's name.
---@field port? string|nil The device; the name when absent.
---@field baud? integer|nil Symbols a second; 9600 when absent.

---A command, and where it runs.
---@class SpawnCommand
---@field label? string|nil Its name in the launcher.
---@field args? string[]|nil Program and arguments; the default program when absent.
---@field cwd? string|nil The directory it starts in.
---@field set_environment_variables? table<string, string> Added to its environment.
---@field domain? SpawnTabDomain The domain it runs in.
---@field position? GuiPosition|nil Where a window opened for it appears.

---The domain a new pane belongs to.
---@alias SpawnTabDomain "DefaultDomain"|"CurrentPaneDomain"|{DomainName: string}|{DomainId: integer}

---The argument of `SplitPane`.
---@class SplitPane
---@field direction "Up"|"Down"|"Left"|"Right"|"Next"|"Prev" The side of the new pane.
---@field size? SplitSize Its size.
---@field command? SpawnCommand What runs in it.
---@field top_level? boolean Whether the whole tab is split, not the pane.

---The size of a new pane.
---@alias SplitSize {Cells: integer}|{Percent: integer}

---A host reached through ssh.
---@class SshDomain
---@field name string The domain's name.
---@field remote_address string `host` or `host:port`.
---@field no_agent_auth? boolean Do not use an ssh agent.
---@field username? string|nil The user there.
---@field connect_automatically? boolean Attach when the program starts.
---@field timeout? number How long a read or write may take.
---@field local_echo_threshold_ms? integer|nil The delay above which typed text is shown before it is echoed.
---@field overlay_lag_indicator? boolean Show that the host is slow.
---@field remote_wezterm_path? string|nil The program there, if not found by name.
---@field override_proxy_command? string|nil The command there that makes the connection.
---@field ssh_backend? "Ssh2"|"LibSsh"|nil What speaks ssh, if not `ssh_backend`.
---@field multiplexing? "WezTerm"|"None" Whether panes live on there.
---@field ssh_option? table<string, string> Options as in `ssh_config`.
---@field default_prog? string[]|nil What runs in a new pane.
---@field assume_shell? "Unknown"|"Posix" The shell there.

---A font for text of some attributes; absent fields match any.
---@class StyleRule
---@field intensity? "Normal"|"Bold"|"Half"|nil Bold or half-bright text.
---@field underline? "None"|"Single"|"Double"|"Curly"|"Dotted"|"Dashed"|nil Underlined text.
---@field italic? boolean|nil Italic text.
---@field blink? "None"|"Slow"|"Rapid"|nil Blinking text.
---@field reverse? boolean|nil Reversed text.
---@field strikethrough? boolean|nil Text struck through.
---@field invisible? boolean|nil Hidden text.
---@field font TextStyle The font.

---The argument of `SwitchToWorkspace`.
---@class SwitchToWorkspace
---@field name? string|nil The workspace; a new one with a random name when absent.
---@field spawn? SpawnCommand|nil What runs in it when it is new.

---Formatted text of the buttons of the tab bar.
---@class TabBarStyle
---@field new_tab? string The new-tab button.
---@field new_tab_hover? string The new-tab button under the pointer.
---@field window_hide? string The hide button.
---@field window_hide_hover? string The hide button under the pointer.
---@field window_maximize? string The maximize button.
---@field window_maximize_hover? string The maximize button under the pointer.
---@field window_close? string The close button.
---@field window_close_hover? string The close button under the pointer.

---Fonts of one style of text: what `wezterm.font` returns.
---@class TextStyle
---@field font? FontAttributes[] The fonts, the most wanted first.
---@field foreground? string|Color|nil A colour for text that has none of its own.

---What `wezterm.font` takes as its second argument, for all its families.
---@class TextStyleAttributes
---@field bold? boolean|nil Old form of `weight = "Bold"`.
---@field italic? boolean|nil Old form of `style = "Italic"`.
---@field weight? "Thin"|"ExtraLight"|"Light"|"DemiLight"|"Book"|"Regular"|"Medium"|"DemiBold"|"Bold"|"ExtraBold"|"Black"|"ExtraBlack"|integer|nil The weight.
---@field stretch? "UltraCondensed"|"ExtraCondensed"|"Condensed"|"SemiCondensed"|"Normal"|"SemiExpanded"|"Expanded"|"ExtraExpanded"|"UltraExpanded" The width of letters.
---@field style? "Normal"|"Italic"|"Oblique" Slant.
---@field foreground? string|Color|nil A colour for text that has none of its own.

---A multiplexer server reached through TLS.
---@class TlsDomainClient
---@field name string The domain's name.
---@field remote_address string `host:port` of the server.
---@field bootstrap_via_ssh? string|nil `user@host` that issues certificates through ssh.
---@field connect_automatically? boolean Attach when the program starts.
---@field pem_private_key? string|nil The client's private key.
---@field pem_cert? string|nil The client's certificate.
---@field pem_ca? string|nil The authority's certificate.
---@field pem_root_certs? string[] More authorities: files or folders.
---@field accept_invalid_hostnames? boolean Accept a certificate of another host.
---@field expected_cn? string|nil The name expected in the certificate.
---@field read_timeout? number How long a read may take.
---@field write_timeout? number How long a write may take.
---@field local_echo_threshold_ms? integer|nil The delay above which typed text is shown before it is echoed.
---@field remote_wezterm_path? string|nil The program there, if not found by name.
---@field overlay_lag_indicator? boolean Show that the server is slow.

---An address where the multiplexer server listens for TLS clients.
---@class TlsDomainServer
---@field bind_address string `address:port`.
---@field pem_private_key? string|nil The server's private key.
---@field pem_cert? string|nil The server's certificate.
---@field pem_ca? string|nil The authority's certificate.
---@field pem_root_certs? string[] More authorities: files or folders.

---A multiplexer server behind a Unix socket.
---@class UnixDomain
---@field name string The domain's name.
---@field socket_path? string|nil The socket, if not the usual one.
---@field connect_automatically? boolean Attach when the program starts.
---@field no_serve_automatically? boolean Do not start a server when none runs.
---@field serve_command? string[]|nil The command that starts the server.
---@field proxy_command? string[]|nil A command whose input and output are the connection.
---@field skip_permissions_check? boolean Use the socket even if others may write to it.
---@field read_timeout? number How long a read may take.
---@field write_timeout? number How long a write may take.
---@field local_echo_threshold_ms? integer|nil The delay above which typed text is shown before it is echoed.
---@field overlay_lag_indicator? boolean Show that the server is slow.

---A flash at BEL; off while both durations are 0.
---@class VisualBell
---@field fade_in_duration_ms? integer How long the flash comes up, in milliseconds.
---@field fade_in_function? EasingFunction How it comes up.
---@field fade_out_duration_ms? integer How long it goes away, in milliseconds.
---@field fade_out_function? EasingFunction How it goes away.
---@field target? "BackgroundColor"|"CursorColor" What flashes.

---Where the grid sits in a window that is larger than it.
---@class WindowContentAlignment
---@field horizontal "Left"|"Center"|"Right" Horizontally.
---@field vertical "Top"|"Center"|"Bottom" Vertically.

---The title bar, the fancy tab bar and the window's border.
---@class WindowFrameConfig
---@field inactive_titlebar_bg? string|Color Background without focus.
---@field active_titlebar_bg? string|Color Background with focus.
---@field inactive_titlebar_fg? string|Color Text without focus.
---@field active_titlebar_fg? string|Color Text with focus.
---@field inactive_titlebar_border_bottom? string|Color Line below, without focus.
---@field active_titlebar_border_bottom? string|Color Line below, with focus.
---@field button_fg? string|Color Buttons.
---@field button_bg? string|Color Background of buttons.
---@field button_hover_fg? string|Color Buttons under the pointer.
---@field button_hover_bg? string|Color Background of buttons under the pointer.
---@field font? TextStyle|nil The font of tab titles; bold Roboto when absent.
---@field font_size? number|nil Its size in points; 12 when absent.
---@field border_left_width? number|string Width of the left border.
---@field border_right_width? number|string Width of the right border.
---@field border_top_height? number|string Height of the top border.
---@field border_bottom_height? number|string Height of the bottom border.
---@field border_left_color? string|Color|nil Colour of the left border.
---@field border_right_color? string|Color|nil Colour of the right border.
---@field border_top_color? string|Color|nil Colour of the top border.
---@field border_bottom_color? string|Color|nil Colour of the bottom border.

---The margin between the window's edge and the terminal.
---@class WindowPadding
---@field left? number|string Left margin.
---@field right? number|string Right margin.
---@field top? number|string Top margin.
---@field bottom? number|string Bottom margin.

---A distribution of the Windows Subsystem for Linux.
---@class WslDomain
---@field name string The domain's name.
---@field distribution? string|nil The distribution.
---@field username? string|nil The user there.
---@field default_cwd? string|nil The directory of new panes.
---@field default_prog? string[]|nil What runs in a new pane.
