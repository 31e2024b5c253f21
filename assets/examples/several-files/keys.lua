local wezterm = require 'wezterm'
local act = wezterm.action

local M = {}

local DIRECTIONS = { h = 'Left', j = 'Down', k = 'Up', l = 'Right' }

function M.apply(config)
  config.keys = {
    { key = 'Enter', mods = 'ALT', action = act.SplitHorizontal { domain = 'CurrentPaneDomain' } },
    { key = 'z', mods = 'ALT', action = act.TogglePaneZoomState },
  }
  for key, direction in pairs(DIRECTIONS) do
    table.insert(config.keys, { key = key, mods = 'ALT', action = act.ActivatePaneDirection(direction) })
  end
  for tab = 1, 8 do
    table.insert(config.keys, { key = tostring(tab), mods = 'ALT', action = act.ActivateTab(tab - 1) })
  end
end

return M
