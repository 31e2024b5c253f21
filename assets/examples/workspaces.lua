-- Workspaces: two of them at start, keys to go from one to the next, to make
-- one by name and to rename it; its name stands on the left.
local wezterm = require 'wezterm'
local act = wezterm.action
local mux = wezterm.mux
local config = wezterm.config_builder()

config.default_workspace = 'main'
config.leader = { key = 'Space', mods = 'CTRL' }

wezterm.on('gui-startup', function(command)
  mux.spawn_window(command or { workspace = 'main' })
  mux.spawn_window { workspace = 'notes' }
  mux.set_active_workspace 'main'
end)

wezterm.on('update-status', function(window)
  window:set_left_status(' ' .. window:active_workspace() .. ' ')
  window:set_right_status(window:leader_is_active() and 'LEADER ' or '')
end)

config.keys = {
  { key = 'n', mods = 'LEADER', action = act.SwitchWorkspaceRelative(1) },
  { key = 'p', mods = 'LEADER', action = act.SwitchWorkspaceRelative(-1) },
  { key = 'w', mods = 'LEADER', action = act.ShowLauncherArgs { flags = 'FUZZY|WORKSPACES' } },
  {
    key = 'c',
    mods = 'LEADER',
    action = act.PromptInputLine {
      description = 'Name of the new workspace',
      action = wezterm.action_callback(function(window, pane, line)
        if line and line ~= '' then
          window:perform_action(act.SwitchToWorkspace { name = line }, pane)
        end
      end),
    },
  },
  {
    key = ',',
    mods = 'LEADER',
    action = act.PromptInputLine {
      description = 'New name of this workspace',
      action = wezterm.action_callback(function(_, _, line)
        if line and line ~= '' then
          mux.rename_workspace(mux.get_active_workspace(), line)
        end
      end),
    },
  },
}

return config
