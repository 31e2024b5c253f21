-- Tab titles that depend on the tabs' titles and the width and on nothing else.
local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')

wezterm.on('format-tab-title', function(tab, tabs, panes, config, hover, max_width)
  local title = tab.tab_title ~= '' and tab.tab_title or tab.active_pane.title
  return ' ' .. wezterm.truncate_right(title, max_width - 2) .. ' '
end)

return config
