-- The mouse: the right button pastes, a drag copies, CTRL opens links; more
-- texts are links, and more texts are found by QuickSelect.
local wezterm = require 'wezterm'
local act = wezterm.action
local config = wezterm.config_builder()

config.mouse_bindings = {
  { event = { Down = { streak = 1, button = 'Right' } }, mods = 'NONE', action = act.PasteFrom 'Clipboard' },
  { event = { Up = { streak = 1, button = 'Left' } }, mods = 'NONE', action = act.CompleteSelection 'ClipboardAndPrimarySelection' },
  { event = { Up = { streak = 1, button = 'Left' } }, mods = 'CTRL', action = act.OpenLinkAtMouseCursor },
  { event = { Down = { streak = 1, button = { WheelUp = 1 } } }, mods = 'CTRL', action = act.IncreaseFontSize },
  { event = { Down = { streak = 1, button = { WheelDown = 1 } } }, mods = 'CTRL', action = act.DecreaseFontSize },
}

config.hyperlink_rules = wezterm.default_hyperlink_rules()
table.insert(config.hyperlink_rules, {
  regex = [[\b[tT]ask-(\d+)\b]],
  format = 'https://example.org/tasks/$1',
})
config.quick_select_patterns = { '[0-9a-f]{7,40}' }

wezterm.on('open-uri', function(_, pane, uri)
  if uri:find '^mailto:' then
    pane:send_text(uri:sub(8))
    return false
  end
end)

return config
