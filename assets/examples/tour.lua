-- The picture in the README: tabs of several colours with titles by a
-- callback, and a screen of coloured text.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.color_scheme = 'Catppuccin Mocha'
config.font_size = 15
config.use_fancy_tab_bar = false
config.tab_max_width = 28
config.colors = { tab_bar = { background = '#11111b' } }
config.status_update_interval = 1000

local TABS = {
  { title = 'editor', icon = 'md_pencil', color = '#89b4fa' },
  { title = 'build', icon = 'md_hammer', color = '#a6e3a1' },
  { title = 'logs', icon = 'md_text', color = '#f9e2af' },
  { title = 'server', icon = 'md_server', color = '#f38ba8' },
}

local PALETTE = [[
i=0
while [ $i -lt 16 ]; do printf '\033[48;5;%dm      ' $i; i=$((i+1)); [ $i -eq 8 ] && printf '\033[0m\n'; done
printf '\033[0m\n\n'
i=0
while [ $i -lt 96 ]; do
  printf '\033[48;2;%d;%d;%dm ' $((i*255/95)) $((120-i)) $((255-i*255/95)); i=$((i+1))
done
printf '\033[0m\n\n'
printf '\033[1mbold\033[0m  \033[3mitalic\033[0m  \033[4:3;58;5;9mcurly\033[0m  \033[4:2mdouble\033[0m  \033[9mstruck\033[0m  \033[7mreverse\033[0m  \033[2mfaint\033[0m\n\n'
printf '╭───────────┬───────────╮\n│ 漢字 かな │ ══> != >= │\n├───────────┼───────────┤\n│ ▁▂▃▄▅▆▇█  │ ⣿⣷⣯⣟⡿⢿⣻⣽  │\n╰───────────┴───────────╯\n\n'
exec sh
]]

local LOG = [[
for part in config term mux window; do
  printf '\033[32m✓\033[0m built \033[1m%s\033[0m\n' $part
done
printf '\033[33m!\033[0m 1 warning, \033[32m0 errors\033[0m\n'
exec sh
]]

wezterm.on('gui-startup', function()
  local first, pane, window = wezterm.mux.spawn_window { args = { 'sh', '-c', PALETTE } }
  first:set_title(TABS[1].title)
  pane:split { direction = 'Bottom', size = 0.35, args = { 'sh', '-c', LOG } }
  for place = 2, #TABS do
    local tab = window:spawn_tab { args = { 'sh' } }
    tab:set_title(TABS[place].title)
  end
  first:activate()
end)

wezterm.on('format-tab-title', function(tab, _, _, conf, hover, max_width)
  local look = TABS[tab.tab_index + 1] or TABS[1]
  local background = conf.colors.tab_bar.background
  local lit = tab.is_active or hover
  local title = tab.tab_title ~= '' and tab.tab_title or tab.active_pane.title
  return {
    { Background = { Color = lit and look.color or background } },
    { Foreground = { Color = lit and background or look.color } },
    { Attribute = { Intensity = tab.is_active and 'Bold' or 'Normal' } },
    { Text = wezterm.truncate_right(' ' .. wezterm.nerdfonts[look.icon] .. '  ' .. title .. ' ', max_width) },
  }
end)

wezterm.on('update-status', function(window)
  window:set_right_status(wezterm.format {
    { Foreground = { AnsiColor = 'Fuchsia' } },
    { Text = window:active_workspace() .. ' ' },
  })
end)

return config
