# Read by a zsh that the terminal has started with this folder in $ZDOTDIR:
# goes on with the user's own files, and loads the integration before the first
# prompt, when all of them have been read.

typeset -g __wezterm_dir=${ZDOTDIR:h:h}
if [[ -n ${WEZTERM_ZDOTDIR+set} ]]; then
    export ZDOTDIR=$WEZTERM_ZDOTDIR
    unset WEZTERM_ZDOTDIR
else
    unset ZDOTDIR
fi
if [[ -o interactive ]]; then
    __wezterm_load() {
        local ended=$?
        precmd_functions=(${precmd_functions:#__wezterm_load})
        source $__wezterm_dir/wezterm.zsh
        unset __wezterm_dir
        unfunction __wezterm_load
        # A function added here may be called now or from the next prompt on.
        if (( $+functions[__wezterm_precmd] )); then
            (exit $ended)
            __wezterm_precmd
        fi
    }
    typeset -ga precmd_functions
    precmd_functions+=(__wezterm_load)
fi
if [[ -r ${ZDOTDIR-$HOME}/.zshenv ]]; then
    source ${ZDOTDIR-$HOME}/.zshenv
fi
