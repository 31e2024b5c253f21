# Shell integration for fish 3.2 or newer: see README.md beside this file.
# From fish 4.0 on the shell marks prompts and directories by itself.

if status is-interactive; and test "$TERM" != dumb; and not set -q __wezterm_loaded
    set -g __wezterm_loaded 1

    # wezterm_set_user_var NAME VALUE: shown to Lua as pane.user_vars.NAME.
    function wezterm_set_user_var --argument-names name value
        set -l encoded (printf '%s' "$value" | base64 | string join '')
        if set -q TMUX
            printf '\ePtmux;\e\e]1337;SetUserVar=%s=%s\a\e\\' $name $encoded
        else
            printf '\e]1337;SetUserVar=%s=%s\a' $name $encoded
        end
    end

    # What does not change while the shell runs, made once.
    set -g __wezterm_vars
    if command -q base64
        set -l in_tmux 0
        set -q TMUX; and set in_tmux 1
        set __wezterm_vars (begin
            wezterm_set_user_var WEZTERM_PROG ''
            wezterm_set_user_var WEZTERM_USER (id -un 2>/dev/null)
            wezterm_set_user_var WEZTERM_HOST $hostname
            wezterm_set_user_var WEZTERM_IN_TMUX $in_tmux
        end | string collect)
    end

    function __wezterm_vars_prompt --on-event fish_prompt
        printf '%s' $__wezterm_vars
    end

    function __wezterm_vars_preexec --on-event fish_preexec
        # One that the history leaves out is nobody's business.
        if test -n "$__wezterm_vars"; and not string match -q ' *' -- "$argv"
            wezterm_set_user_var WEZTERM_PROG "$argv"
        end
    end

    if test (string split -f1 . $version) -lt 4
        function __wezterm_where --on-variable PWD
            printf '\e]7;file://%s%s\e\\' $hostname (string escape --style=url -- $PWD)
        end

        function __wezterm_prompt --on-event fish_prompt
            printf '\e]133;A\e\\'
            # The prompt is a function: its end is marked by one around it.
            if not functions -q __wezterm_user_prompt
                functions -c fish_prompt __wezterm_user_prompt
                function fish_prompt
                    __wezterm_user_prompt
                    printf '\e]133;B\e\\'
                end
            end
        end

        function __wezterm_preexec --on-event fish_preexec
            printf '\e]133;C\e\\'
        end

        function __wezterm_postexec --on-event fish_postexec
            printf '\e]133;D;%s\e\\' $status
        end

        __wezterm_where
    end
end
