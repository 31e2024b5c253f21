# Read by fish as one of the vendors' files, found through XDG_DATA_DIRS: puts
# that back and loads the integration.

if set -q WEZTERM_SHELL_INTEGRATION
    set -l dir $WEZTERM_SHELL_INTEGRATION
    set -e WEZTERM_SHELL_INTEGRATION
    if set -q WEZTERM_FISH_XDG_DATA_DIRS
        set -gx --path XDG_DATA_DIRS (string split : -- "$WEZTERM_FISH_XDG_DATA_DIRS")
        set -e WEZTERM_FISH_XDG_DATA_DIRS
    else
        set -e XDG_DATA_DIRS
    end
    if test -r $dir/wezterm.fish
        source $dir/wezterm.fish
    end
end
