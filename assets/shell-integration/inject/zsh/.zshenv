# Read by zsh because ZDOTDIR names this directory: puts that back, reads the
# user's file in place of this one, and loads the integration.

if [[ -n ${WEZTERM_ZSH_ZDOTDIR+x} ]]; then
    export ZDOTDIR=$WEZTERM_ZSH_ZDOTDIR
    unset WEZTERM_ZSH_ZDOTDIR
else
    unset ZDOTDIR
fi

typeset -g __wezterm_dir=${WEZTERM_SHELL_INTEGRATION-}
unset WEZTERM_SHELL_INTEGRATION

if [[ -r ${ZDOTDIR-$HOME}/.zshenv ]]; then
    source ${ZDOTDIR-$HOME}/.zshenv
fi

if [[ -o interactive && -r $__wezterm_dir/wezterm.zsh ]]; then
    source $__wezterm_dir/wezterm.zsh
fi
unset __wezterm_dir
