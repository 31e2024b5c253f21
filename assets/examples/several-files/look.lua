local wezterm = require 'wezterm'

local M = {}

-- Which scheme and font, by the machine.
local SCHEMES = { desktop = 'Gruvbox dark, hard (base16)' }

function M.apply(config)
  config.color_scheme = SCHEMES[wezterm.hostname()] or 'nord'
  config.font = wezterm.font('JetBrains Mono', { weight = 'Medium' })
  config.font_size = 12
  config.use_fancy_tab_bar = false
  config.tab_bar_at_bottom = true
  config.window_padding = { left = 8, right = 8, top = 8, bottom = 0 }
end

return M
