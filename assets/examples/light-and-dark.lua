-- A light scheme by day and a dark one by night, as the desktop is set; the
-- colours of the tab bar are made from the scheme's.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local function scheme_for(appearance)
  return appearance:find 'Dark' and 'Catppuccin Macchiato' or 'Catppuccin Latte'
end

-- Before there is a window, `wezterm.gui` may be missing.
local appearance = wezterm.gui and wezterm.gui.get_appearance() or 'Dark'
config.color_scheme = scheme_for(appearance)

local scheme = wezterm.color.get_builtin_schemes()[config.color_scheme]
local ground = wezterm.color.parse(scheme.background)
local _, _, lightness = ground:hsla()
local bar = lightness > 0.5 and ground:darken(0.1) or ground:lighten(0.1)

config.use_fancy_tab_bar = false
config.colors = {
  tab_bar = {
    background = bar,
    active_tab = { bg_color = scheme.background, fg_color = scheme.foreground },
    inactive_tab = { bg_color = bar, fg_color = scheme.brights[1] },
    new_tab = { bg_color = bar, fg_color = scheme.brights[1] },
  },
}

return config
