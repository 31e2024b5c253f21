-- Tabs of forty cells, of which few fit; the ground is red for the active one,
-- and tells the place of another.
local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')

config.tab_max_width = 40
config.tab_min_width = 40
config.keys = {
  { key = 'F5', action = wezterm.action.ScrollTabBar(-100) },
  { key = 'F6', action = wezterm.action.ScrollTabBar(1) },
  { key = 'F7', action = wezterm.action.RenameTab },
}

wezterm.on('format-tab-title', function(tab)
  return {
    { Background = { Color = tab.is_active and '#c04020' or string.format('#00%02x80', 16 * tab.tab_index) } },
    { Text = string.format('%-40d', tab.tab_index) },
  }
end)

return config
