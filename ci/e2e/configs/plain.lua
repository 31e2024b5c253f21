local wezterm = require 'wezterm'
return dofile(wezterm.config_dir .. '/base.lua')
