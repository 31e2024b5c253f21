-- Tab titles that depend on the time, so that nothing about them can be kept.
local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')

wezterm.on('format-tab-title', function(tab)
  return string.format(' %d: %s ', tab.tab_index + 1, os.date '%H:%M')
end)

return config
