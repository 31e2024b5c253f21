-- A configuration of several files: each module adds its part. Editing any of
-- them reloads all.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

for _, part in ipairs { 'look', 'keys', 'status' } do
  require(part).apply(config)
end

return config
