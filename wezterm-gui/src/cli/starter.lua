-- The configuration of wezterm. It is read again whenever it is saved.
-- `wezterm check-config` says what is wrong with it, `wezterm show-keys` prints
-- the keys, and `wezterm ls-fonts --list-system` the fonts there are.

local wezterm = require 'wezterm'
local config = wezterm.config_builder()

-- config.color_scheme = 'Catppuccin Mocha'
-- config.font = wezterm.font 'JetBrains Mono'
-- config.font_size = 12

-- config.use_fancy_tab_bar = false
-- config.hide_tab_bar_if_only_one_tab = true

-- local act = wezterm.action
-- config.keys = {
--   { key = 'd', mods = 'CTRL|SHIFT', action = act.SplitHorizontal { domain = 'CurrentPaneDomain' } },
-- }

return config
