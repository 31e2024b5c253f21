-- A gradient behind the text, a see-through tab bar, a cursor that blinks
-- softly, and room around it all.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.window_background_gradient = {
  orientation = { Linear = { angle = -45.0 } },
  colors = { '#0f0c29', '#302b63', '#24243e' },
  interpolation = 'Linear',
  blend = 'Rgb',
}
config.window_padding = { left = '2cell', right = '2cell', top = '1cell', bottom = '1cell' }
config.default_cursor_style = 'BlinkingBlock'
config.cursor_blink_rate = 800
config.cursor_blink_ease_in = 'EaseIn'
config.cursor_blink_ease_out = 'EaseOut'
config.inactive_pane_hsb = { saturation = 0.8, brightness = 0.6 }
config.font_rules = {
  { intensity = 'Bold', italic = false, font = wezterm.font('JetBrains Mono', { weight = 'ExtraBold' }) },
}
config.visual_bell = { fade_in_duration_ms = 75, fade_out_duration_ms = 150, target = 'CursorColor' }
config.colors = { visual_bell = '#605080' }

return config
