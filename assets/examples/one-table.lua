-- The old way: one table, written where it is returned, with assignments in
-- their oldest form.
local wezterm = require 'wezterm'
local act = wezterm.action

return {
  color_scheme = 'Batman',
  font = wezterm.font 'JetBrains Mono',
  enable_tab_bar = true,
  hide_tab_bar_if_only_one_tab = true,
  window_background_opacity = 1.0,
  window_close_confirmation = 'NeverPrompt',
  scrollback_lines = 10000,
  disable_default_key_bindings = false,
  leader = { key = 'b', mods = 'CTRL', timeout_milliseconds = 1500 },
  keys = {
    { key = '"', mods = 'LEADER|SHIFT', action = act { SplitVertical = { domain = 'CurrentPaneDomain' } } },
    { key = '%', mods = 'LEADER|SHIFT', action = act { SplitHorizontal = { domain = 'CurrentPaneDomain' } } },
    { key = 'x', mods = 'LEADER', action = act { CloseCurrentPane = { confirm = true } } },
    { key = 'c', mods = 'LEADER', action = act { SpawnTab = 'CurrentPaneDomain' } },
    { key = 'z', mods = 'LEADER', action = 'TogglePaneZoomState' },
    { key = 'b', mods = 'LEADER|CTRL', action = act { SendString = '\x02' } },
  },
}
