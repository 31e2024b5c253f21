# Read by a fish that the terminal has started with its folder in
# $XDG_DATA_DIRS: takes it out again and loads the integration.

if set -q WEZTERM_XDG_DATA_DIRS
    set -gx XDG_DATA_DIRS $WEZTERM_XDG_DATA_DIRS
    set -e WEZTERM_XDG_DATA_DIRS
else
    set -e XDG_DATA_DIRS
end
source (status dirname)/../../../../wezterm.fish
