-- Other machines and programs: domains, what the launcher offers, and the
-- hosts of ~/.ssh/config.
local wezterm = require 'wezterm'
local config = wezterm.config_builder()

config.unix_domains = { { name = 'unix' } }
config.ssh_domains = wezterm.default_ssh_domains()

config.launch_menu = {
  { label = 'Processes', args = { 'top' } },
  { label = 'Home', cwd = wezterm.home_dir },
}
for host in pairs(wezterm.enumerate_ssh_hosts()) do
  table.insert(config.launch_menu, { label = 'ssh ' .. host, args = { 'ssh', host } })
end

config.set_environment_variables = { EDITOR = 'vi' }
if wezterm.target_triple:find 'linux' then
  config.window_decorations = 'TITLE|RESIZE'
end

return config
