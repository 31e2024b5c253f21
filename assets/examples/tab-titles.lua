-- Tab titles by a callback: powerline edges, colours for the active tab and
-- the one under the pointer, a mark for unseen output.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.use_fancy_tab_bar = false
config.tab_max_width = 24

local LEFT = wezterm.nerdfonts.ple_lower_right_triangle
local RIGHT = wezterm.nerdfonts.ple_upper_left_triangle

local function title_of(tab)
  if #tab.tab_title > 0 then
    return tab.tab_title
  end
  return tab.active_pane.title
end

wezterm.on('format-tab-title', function(tab, tabs, panes, conf, hover, max_width)
  local bar = '#0b0022'
  local background, foreground = '#1b1032', '#808080'
  if tab.is_active then
    background, foreground = '#2b2042', '#c0c0c0'
  elseif hover then
    background, foreground = '#3b3052', '#909090'
  end
  local mark = ''
  for _, pane in ipairs(tab.panes) do
    if pane.has_unseen_output then
      mark = '*'
    end
  end
  local label = string.format('%d/%d%s %s', tab.tab_index + 1, #tabs, mark, title_of(tab))
  return {
    { Background = { Color = bar } },
    { Foreground = { Color = background } },
    { Text = LEFT },
    { Background = { Color = background } },
    { Foreground = { Color = foreground } },
    { Text = wezterm.truncate_right(label, max_width - 2) },
    { Background = { Color = bar } },
    { Foreground = { Color = background } },
    { Text = RIGHT },
  }
end)

return config
