//! Notifications reach the desktop's service, on a real bus; without one they
//! are shown in the window.

use e2e::{Options, Outcome, Terminal};

const CONFIG: &str = "local wezterm = require 'wezterm'
    local config = dofile(wezterm.config_dir .. '/base.lua')
    config.notify_on_command_finish = 'Always'
    config.notify_on_command_finish_after_seconds = 0
    wezterm.on('bell', function(window)
      window:toast_notification('from', 'lua', nil, 4000)
    end)
    return config";

#[test]
fn programs_lua_and_ended_commands_notify_the_desktop() -> Outcome {
    e2e::run("notifications", Options::default(), |desktop| {
        let bus = e2e::start_bus(desktop)?;
        let mut command = desktop.command(e2e::example("window", "notifications")?);
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
        let mut service = desktop.spawn("notifications", command)?;
        service.wait_for("the service to be ready", |service| {
            Ok(service.stdout().contains("ready").then_some(()))
        })?;
        let terminal = Terminal::start_with(desktop, CONFIG, &["start"], |command| {
            command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
        })?;
        let pane = terminal.pane;
        for (script, wanted) in [
            (
                r"printf '\033]9;<b>plain</b> text\007'",
                "wezterm|&lt;b&gt;plain&lt;/b&gt; text|-1",
            ),
            (r"printf '\033]777;notify;title;body\007'", "title|body|-1"),
            (
                r"printf '\033]99;i=1:d=0;kitty\033\\\033]99;i=1:p=body;text\033\\'",
                "kitty|text|-1",
            ),
            (r"printf '\007'", "from|lua|4000"),
            (
                r"printf '\033]133;C\007\033]133;D;3\007'",
                "A command has failed (3)|",
            ),
        ] {
            terminal.send(pane, &format!("{script}\n"))?;
            service.wait_for(wanted, |service| {
                Ok(service.stdout().contains(wanted).then_some(()))
            })?;
        }
        Ok(())
    })
}
