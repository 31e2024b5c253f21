local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')
wezterm.on('format-tab-title', function()
  while true do end
end)
return config
