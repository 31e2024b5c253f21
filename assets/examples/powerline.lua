-- A retro tab bar in powerline style: arrows between tabs, an icon for what
-- runs, the folder, and a colour that gets darker from tab to tab.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.color_scheme = 'Catppuccin Mocha'
config.use_fancy_tab_bar = false
config.show_new_tab_button_in_tab_bar = false
config.tab_max_width = 32
config.colors = { tab_bar = { background = '#11111b' } }

local ARROW = wezterm.nerdfonts.pl_left_hard_divider
local ICONS = {
  bash = wezterm.nerdfonts.cod_terminal_bash,
  cargo = wezterm.nerdfonts.dev_rust,
  git = wezterm.nerdfonts.dev_git,
  lua = wezterm.nerdfonts.seti_lua,
  nvim = wezterm.nerdfonts.custom_vim,
  ssh = wezterm.nerdfonts.md_ssh,
  vim = wezterm.nerdfonts.dev_vim,
}

local shades = wezterm.color.gradient({ colors = { '#89b4fa', '#313244' }, blend = 'Oklab' }, 6)

local function shade(index)
  return tostring(shades[math.min(index, #shades)])
end

local function basename(path)
  return (path or ''):gsub('/+$', ''):match '[^/]*$'
end

wezterm.on('format-tab-title', function(tab, tabs, _panes, _config, _hover, max_width)
  local pane = tab.active_pane
  local cwd = pane.current_working_dir
  local icon = ICONS[basename(pane.foreground_process_name)] or wezterm.nerdfonts.dev_terminal
  local label = tab.tab_title ~= '' and tab.tab_title or basename(cwd and cwd.file_path)
  local text = string.format(' %d %s %s ', tab.tab_index + 1, icon, label)
  local own = tab.is_active and '#f9e2af' or shade(tab.tab_index + 1)
  local after = tabs[tab.tab_index + 2]
  local next_color = '#11111b'
  if after then
    next_color = after.is_active and '#f9e2af' or shade(tab.tab_index + 2)
  end
  return {
    { Background = { Color = own } },
    { Foreground = { Color = '#11111b' } },
    { Text = wezterm.truncate_right(text, max_width - 1) },
    { Background = { Color = next_color } },
    { Foreground = { Color = own } },
    { Text = ARROW },
  }
end)

return config
