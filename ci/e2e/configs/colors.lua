-- A tab bar coloured by options alone.
local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')

config.colors = {
  tab_bar = {
    background = '#101060',
    active_tab = { bg_color = '#a01010', fg_color = '#ffffff' },
    inactive_tab = { bg_color = '#10a010', fg_color = '#ffffff' },
    inactive_tab_hover = { bg_color = '#a010a0', fg_color = '#ffffff' },
    new_tab = { bg_color = '#808010', fg_color = '#ffffff' },
    new_tab_hover = { bg_color = '#108080', fg_color = '#ffffff' },
  },
}

wezterm.on('update-status', function(window)
  window:set_right_status(wezterm.format {
    { Background = { Color = '#606060' } },
    { Text = '        ' },
  })
end)

return config
