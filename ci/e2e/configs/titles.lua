-- Tab titles of ten cells whose ground tells what the callback was told.
local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')

wezterm.on('format-tab-title', function(tab, tabs, panes, config, hover, max_width)
  local ground = '#204080'
  if tab.is_active then
    ground = '#c04020'
  elseif hover then
    ground = '#20a060'
  end
  return {
    { Background = { Color = ground } },
    { Foreground = { Color = '#ffffff' } },
    { Text = string.format('  %d of %d  ', tab.tab_index + 1, #tabs) },
  }
end)

return config
