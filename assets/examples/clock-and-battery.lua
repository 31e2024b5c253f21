-- A status in segments, from right to left: host, battery with an icon for its
-- charge, clock. Each segment is lighter than the one before.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.color_scheme = 'Tokyo Night'
config.use_fancy_tab_bar = false
config.status_update_interval = 2000

local DIVIDER = wezterm.nerdfonts.pl_right_hard_divider
local SEGMENTS = { '#292e42', '#3b4261', '#545c7e' }
local CLOCK = '#7aa2f7'

local function battery_icon(battery)
  local tens = math.floor(battery.state_of_charge * 10) * 10
  local name = 'md_battery'
  if battery.state == 'Charging' then
    name = name .. '_charging'
  end
  if tens > 0 and tens < 100 then
    name = name .. '_' .. tens
  end
  return wezterm.nerdfonts[name] or wezterm.nerdfonts.md_battery
end

wezterm.on('update-status', function(window, pane)
  local parts = { wezterm.hostname() }
  for _, battery in ipairs(wezterm.battery_info()) do
    table.insert(parts, string.format('%s %.0f%%', battery_icon(battery), battery.state_of_charge * 100))
  end
  table.insert(parts, pane:get_domain_name())
  table.insert(parts, wezterm.time.now():format '%H:%M')

  local items = {}
  for place, part in ipairs(parts) do
    local color = place == #parts and CLOCK or SEGMENTS[math.min(place, #SEGMENTS)]
    table.insert(items, { Foreground = { Color = color } })
    table.insert(items, { Text = DIVIDER })
    table.insert(items, { Background = { Color = color } })
    table.insert(items, { Foreground = { Color = place == #parts and '#15161e' or '#c0caf5' } })
    table.insert(items, { Text = ' ' .. part .. ' ' })
  end
  window:set_right_status(wezterm.format(items))

  local table_name = window:active_key_table()
  window:set_left_status(table_name and (' ' .. table_name .. ' ') or '')
end)

return config
