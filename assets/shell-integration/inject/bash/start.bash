# Read by a bash that the terminal has started with --posix and this file in
# $ENV: does what bash does at its start, then loads the integration.

builtin set +o posix
builtin shopt -u inherit_errexit 2>/dev/null
if [[ -n ${WEZTERM_BASH_ENV+set} ]]; then
    builtin export ENV=$WEZTERM_BASH_ENV
    builtin unset WEZTERM_BASH_ENV
else
    builtin unset ENV
fi
# POSIX mode has a history file of its own.
if [[ ${HISTFILE-} == "$HOME/.sh_history" ]]; then
    HISTFILE=$HOME/.bash_history
fi
__wezterm_dir=${BASH_SOURCE[0]%/*}/../..

# As bash's manual has it under INVOCATION; some systems add a file for all.
if builtin shopt -q login_shell; then
    [[ -r /etc/profile ]] && . /etc/profile
    for __wezterm_file in ~/.bash_profile ~/.bash_login ~/.profile; do
        if [[ -r $__wezterm_file ]]; then
            . "$__wezterm_file"
            break
        fi
    done
else
    for __wezterm_file in /etc/bash.bashrc ~/.bashrc; do
        [[ -r $__wezterm_file ]] && . "$__wezterm_file"
    done
fi
. "$__wezterm_dir/wezterm.bash"
builtin unset __wezterm_dir __wezterm_file
