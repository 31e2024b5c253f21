# Read by an interactive `bash --posix` as $ENV: makes of it the bash that was
# asked for, which has read the user's start-up files, with the integration.

if [ -n "${WEZTERM_BASH_INJECT-}" ]; then
    unset WEZTERM_BASH_INJECT
    if [ -n "${WEZTERM_BASH_ENV+x}" ]; then
        ENV=$WEZTERM_BASH_ENV
        unset WEZTERM_BASH_ENV
    else
        unset ENV
    fi
    set +o posix
    unset POSIXLY_CORRECT
    # What posix mode has set besides.
    shopt -u inherit_errexit 2>/dev/null
    if [ "${HISTFILE-}" = ~/.sh_history ]; then
        HISTFILE=~/.bash_history
    fi

    # As bash(1) says under INVOCATION.
    if shopt -q login_shell; then
        if [ -r /etc/profile ]; then
            . /etc/profile
        fi
        if [ -r ~/.bash_profile ]; then
            . ~/.bash_profile
        elif [ -r ~/.bash_login ]; then
            . ~/.bash_login
        elif [ -r ~/.profile ]; then
            . ~/.profile
        fi
    else
        # Where distributions have the one that is compiled in.
        if [ -r /etc/bash.bashrc ]; then
            . /etc/bash.bashrc
        elif [ -r /etc/bash/bashrc ]; then
            . /etc/bash/bashrc
        fi
        if [ -r ~/.bashrc ]; then
            . ~/.bashrc
        fi
    fi

    if [ -r "${WEZTERM_SHELL_INTEGRATION-}/wezterm.bash" ]; then
        . "$WEZTERM_SHELL_INTEGRATION/wezterm.bash"
    fi
    unset WEZTERM_SHELL_INTEGRATION
fi
