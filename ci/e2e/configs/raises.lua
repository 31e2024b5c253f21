local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')
wezterm.on('format-tab-title', function(tab)
  return tab.no_such_field.title
end)
return config
