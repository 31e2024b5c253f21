-- A status area: the workspace on the left, the directory, the battery and
-- the time on the right.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.status_update_interval = 1000

wezterm.on('update-status', function(window, pane)
  window:set_left_status(wezterm.format {
    { Foreground = { AnsiColor = 'Teal' } },
    { Text = ' ' .. window:active_workspace() .. ' ' },
  })

  local cells = {}
  local cwd = pane:get_current_working_dir()
  if cwd then
    table.insert(cells, cwd.file_path)
  end
  for _, battery in ipairs(wezterm.battery_info()) do
    table.insert(cells, string.format('%.0f%%', battery.state_of_charge * 100))
  end
  table.insert(cells, wezterm.strftime '%a %H:%M')

  window:set_right_status(wezterm.format {
    { Attribute = { Italic = true } },
    { Text = table.concat(cells, '  ') .. ' ' },
  })
end)

return config
