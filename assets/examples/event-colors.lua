-- Colours that follow events: the window darkens without focus, turns red for
-- a moment after a bell, and takes the colour that a program asks for:
--   printf '\033]1337;SetUserVar=%s=%s\007' ground "$(printf '#203040' | base64)"
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.color_scheme = 'Aardvark Blue'
config.audible_bell = 'Disabled'

local function set_ground(window, color)
  local overrides = window:get_config_overrides() or {}
  overrides.colors = color and { background = color } or nil
  window:set_config_overrides(overrides)
end

wezterm.on('window-focus-changed', function(window)
  set_ground(window, not window:is_focused() and '#181818' or nil)
end)

wezterm.on('bell', function(window)
  set_ground(window, '#401010')
  wezterm.time.call_after(1, function()
    set_ground(window, nil)
  end)
end)

wezterm.on('user-var-changed', function(window, _, name, value)
  if name == 'ground' then
    set_ground(window, value ~= '' and value or nil)
  end
end)

wezterm.on('toggle-opacity', function(window)
  local overrides = window:get_config_overrides() or {}
  overrides.window_background_opacity = not overrides.window_background_opacity and 0.85 or nil
  window:set_config_overrides(overrides)
end)

config.keys = {
  { key = 'o', mods = 'CTRL|SHIFT', action = wezterm.action.EmitEvent 'toggle-opacity' },
}

return config
