-- What every test's terminal has in common: cells from the window's edge on, a
-- bar of one row of cells, a shell with a prompt that is easy to find, and
-- nothing that moves by itself.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.use_fancy_tab_bar = false
config.window_padding = { left = 0, right = 0, top = 0, bottom = 0 }
config.default_prog = { '/bin/sh' }
config.set_environment_variables = { PS1 = 'ready> ', ENV = '' }
config.default_cursor_style = 'SteadyBlock'
config.window_close_confirmation = 'NeverPrompt'
-- On Debian, /bin/sh is dash.
config.skip_close_confirmation_for_processes_named = { 'sh', 'dash' }

-- Runs all tests with another painter.
config.front_end = os.getenv 'E2E_FRONT_END'

return config
