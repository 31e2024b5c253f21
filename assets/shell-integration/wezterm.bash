# Shell integration for bash 4.4 or newer: see README.md beside this file.

if [[ $- == *i* && ${TERM-} != dumb && -z ${__wezterm_loaded-} ]]; then
    __wezterm_loaded=1
    __wezterm_running=
    __wezterm_number=

    # Percent-encodes all but what a URL path may hold (RFC 3986), byte by byte.
    __wezterm_encode() {
        local LC_ALL=C text=$1 out= char hex
        local -i at
        for ((at = 0; at < ${#text}; at++)); do
            char=${text:at:1}
            case $char in
                [a-zA-Z0-9/._~-]) out+=$char ;;
                *)
                    printf -v hex '%%%02X' "'$char"
                    # Some versions take bytes over 127 as negative numbers.
                    out+=%${hex: -2}
                    ;;
            esac
        done
        printf '%s' "$out"
    }

    # wezterm_set_user_var NAME VALUE: shown to Lua as pane.user_vars.NAME.
    wezterm_set_user_var() {
        local value
        value=$(printf '%s' "$2" | base64 | tr -d '\n')
        if [[ -n ${TMUX-} ]]; then
            printf '\033Ptmux;\033\033]1337;SetUserVar=%s=%s\007\033\\' "$1" "$value"
        else
            printf '\033]1337;SetUserVar=%s=%s\007' "$1" "$value"
        fi
    }

    # What does not change while the shell runs, made once.
    if command -v base64 >/dev/null; then
        __wezterm_vars=$(
            wezterm_set_user_var WEZTERM_PROG ""
            wezterm_set_user_var WEZTERM_USER "$(id -un 2>/dev/null)"
            wezterm_set_user_var WEZTERM_HOST "${HOSTNAME-}"
            wezterm_set_user_var WEZTERM_IN_TMUX "$([[ -n ${TMUX-} ]] && echo 1 || echo 0)"
        )
    else
        __wezterm_vars=
    fi

    # The number and the text of the last command of the history.
    __wezterm_last() {
        HISTTIMEFORMAT='' builtin history 1 2>/dev/null
    }

    # Before each prompt: how the last command ended, and where the shell is.
    __wezterm_before_prompt() {
        local status=$?
        if [[ -n $__wezterm_running ]]; then
            printf '\033]133;D;%s\033\\' "$status"
        fi
        __wezterm_running=1
        printf '%s\033]7;file://%s%s\033\\' "$__wezterm_vars" "${HOSTNAME-}" "$(__wezterm_encode "$PWD")"
        __wezterm_number=$(__wezterm_last)
        # Others may set the prompt anew each time, so the marks are put back.
        if [[ ${PS1-} != *'133;A'* ]]; then
            PS1='\[\033]133;A\033\\\]'${PS1-}'\[\033]133;B\033\\\]'
        fi
        # Those who come next see the status of the command, not ours.
        return "$status"
    }

    # After a command was read and before it runs.
    __wezterm_before_command() {
        local last
        last=$(__wezterm_last)
        # One that the history leaves out is nobody's business.
        if [[ $last != "$__wezterm_number" && $last =~ ^\ *[0-9]+\*?\ +(.*) ]]; then
            wezterm_set_user_var WEZTERM_PROG "${BASH_REMATCH[1]}"
        fi
        printf '\033]133;C\033\\'
    }

    # Runs in a subshell; takes no \[ \].
    PS0='$(__wezterm_before_command)'${PS0-}

    # A string or, from bash 5.1 on, a list; both work as a first entry.
    if [[ -n ${PROMPT_COMMAND[0]-} ]]; then
        PROMPT_COMMAND[0]='__wezterm_before_prompt; '${PROMPT_COMMAND[0]}
    else
        PROMPT_COMMAND[0]=__wezterm_before_prompt
    fi
fi
