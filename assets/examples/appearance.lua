-- How things look: a colour scheme, the font with its fallbacks, a fancy tab
-- bar in the scheme's colours, room around the text.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.color_scheme = 'Tokyo Night'
config.font = wezterm.font_with_fallback { 'JetBrains Mono', 'Noto Color Emoji' }
config.font_size = 11.5
config.line_height = 1.1
config.default_cursor_style = 'BlinkingBar'
config.window_padding = { left = '1cell', right = '1cell', top = 4, bottom = 4 }
config.inactive_pane_hsb = { saturation = 0.9, brightness = 0.7 }

config.use_fancy_tab_bar = true
config.hide_tab_bar_if_only_one_tab = true
local scheme = wezterm.color.get_builtin_schemes()[config.color_scheme]
config.window_frame = {
  active_titlebar_bg = scheme.background,
  inactive_titlebar_bg = scheme.background,
}
config.colors = {
  tab_bar = {
    active_tab = { bg_color = scheme.ansi[5], fg_color = scheme.background, intensity = 'Bold' },
    inactive_tab = { bg_color = scheme.background, fg_color = scheme.foreground },
  },
}

return config
