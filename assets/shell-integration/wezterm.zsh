# Shell integration for zsh 5.3 or newer: see README.md beside this file.

if [[ -o interactive && ${TERM-} != dumb && -z ${__wezterm_loaded-} ]]; then
    typeset -g __wezterm_loaded=1 __wezterm_running=

    # Percent-encodes all but what a URL path may hold (RFC 3986), byte by byte.
    __wezterm_encode() {
        emulate -L zsh
        setopt no_multibyte
        local text=$1 out= char hex
        local -i at
        for ((at = 1; at <= ${#text}; at++)); do
            char=${text[at]}
            if [[ $char == [a-zA-Z0-9/._~-] ]]; then
                out+=$char
            else
                printf -v hex '%%%02X' "'$char"
                out+=$hex
            fi
        done
        print -rn -- $out
    }

    # wezterm_set_user_var NAME VALUE: shown to Lua as pane.user_vars.NAME.
    wezterm_set_user_var() {
        emulate -L zsh
        local value
        value=$(print -rn -- "$2" | base64 | tr -d '\n')
        if [[ -n ${TMUX-} ]]; then
            printf '\033Ptmux;\033\033]1337;SetUserVar=%s=%s\007\033\\' "$1" "$value"
        else
            printf '\033]1337;SetUserVar=%s=%s\007' "$1" "$value"
        fi
    }

    # What does not change while the shell runs, made once.
    typeset -g __wezterm_vars=
    if (( $+commands[base64] )); then
        __wezterm_vars=$(
            wezterm_set_user_var WEZTERM_PROG ''
            wezterm_set_user_var WEZTERM_USER "$(id -un 2>/dev/null)"
            wezterm_set_user_var WEZTERM_HOST "${HOST-}"
            wezterm_set_user_var WEZTERM_IN_TMUX "${${TMUX:+1}:-0}"
        )
    fi

    __wezterm_precmd() {
        local ended=$?
        emulate -L zsh
        if [[ -n $__wezterm_running ]]; then
            printf '\033]133;D;%s\033\\' $ended
        fi
        __wezterm_running=
        printf '%s\033]7;file://%s%s\033\\' "$__wezterm_vars" "${HOST-}" "$(__wezterm_encode "$PWD")"
        # Themes may set the prompt anew each time, so the marks are put back.
        if [[ ${PS1-} != *'133;A'* ]]; then
            PS1=$'%{\033]133;A\033\\%}'${PS1-}$'%{\033]133;B\033\\%}'
        fi
    }

    __wezterm_preexec() {
        emulate -L zsh
        __wezterm_running=1
        # One that the history leaves out is nobody's business.
        if [[ -n $__wezterm_vars && $1 != ' '* ]]; then
            wezterm_set_user_var WEZTERM_PROG "$1"
        fi
        printf '\033]133;C\033\\'
    }

    autoload -Uz add-zsh-hook
    add-zsh-hook precmd __wezterm_precmd
    add-zsh-hook preexec __wezterm_preexec
fi
