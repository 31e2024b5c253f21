-- A window with a tab for each part of a project, opened at start. Each tab
-- sets a title of its own; a user variable that a program sets is shown too.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

local PARTS = { 'edit', 'build', 'logs' }

wezterm.on('gui-startup', function(command)
  local first, _, window = wezterm.mux.spawn_window(command or {})
  first:set_title(PARTS[1])
  for place = 2, #PARTS do
    local tab = window:spawn_tab {}
    tab:set_title(PARTS[place])
  end
  first:activate()
end)

wezterm.on('format-tab-title', function(tab)
  local branch = tab.active_pane.user_vars.branch
  local title = tab.tab_title ~= '' and tab.tab_title or tab.active_pane.title
  if branch and branch ~= '' then
    title = title .. ' [' .. branch .. ']'
  end
  return ' ' .. title .. ' '
end)

return config
