local wezterm = require 'wezterm'

local M = {}

function M.apply()
  wezterm.on('update-right-status', function(window)
    local palette = window:effective_config().resolved_palette
    window:set_right_status(wezterm.format {
      { Foreground = { Color = palette.ansi[5] } },
      { Text = wezterm.strftime '%Y-%m-%d' .. ' ' },
    })
  end)
end

return M
