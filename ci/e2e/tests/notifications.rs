//! Notifications of programs reach the desktop's service on a real bus, and
//! what the user does there comes back.

use e2e::{Desktop, Options, Outcome, Program, Result, Terminal};
use serde_json::Value;

const CONFIG: &str = "\
local wezterm = require 'wezterm'
local config = dofile(wezterm.config_dir .. '/base.lua')
config.notify_on_command_finish = 'always'
config.notify_on_command_finish_seconds = 0
wezterm.on('toast', function(window) window:toast_notification('From Lua', 'a & b', nil, 4000) end)
config.keys = { { key = 'F5', action = wezterm.action.EmitEvent 'toast' } }
return config
";

/// Starts a bus with a service on it, and a terminal that finds both.
fn start(desktop: &mut Desktop) -> Result<(Program, Terminal)> {
    let bus = e2e::start_bus(desktop)?;
    let mut command = desktop.command(e2e::example("window", "notifications")?);
    command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
    let mut service = desktop.spawn("notifications", command)?;
    service.wait_for_json("the service to be ready", 0, |line| line == "ready")?;
    let mut terminal = Terminal::start_with(desktop, CONFIG, &["start"], |command| {
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
    })?;
    let pane = terminal.pane;
    terminal.wait_for_text(pane, e2e::PROMPT)?;
    Ok((service, terminal))
}

fn shown(service: &mut Program, body: &str) -> Result<Value> {
    let what = format!("the notification {body:?}");
    let found = service.wait_for_json(&what, 0, |line| {
        line["call"] == "Notify" && line["body"] == body
    })?;
    Ok(found.0)
}

#[test]
fn programs_and_lua_notify_through_the_desktop() -> Outcome {
    e2e::run("notifications", Options::default(), |desktop| {
        let (mut service, mut terminal) = start(desktop)?;
        terminal.shell("printf '\\033]777;notify;Make;done <b>now</b>\\007'")?;
        let line = shown(&mut service, "done &lt;b&gt;now&lt;/b&gt;")?;
        assert_eq!(line["summary"], "Make");
        assert_eq!(line["application"], "org.wezfurlong.wezterm");
        assert_eq!(line["actions"][0], "default");
        terminal.shell("printf '\\033]9;plain\\007'")?;
        assert_eq!(shown(&mut service, "plain")?["expires"], -1);
        terminal.shell("printf '\\033]133;C\\007\\033]133;D;3\\007'")?;
        let what = "the notification of the command that ended";
        service.wait_for_json(what, 0, |line| {
            line["summary"] == "Command failed with status 3"
        })?;
        desktop.keyboard()?.tap(&[], "F5")?;
        let line = shown(&mut service, "a &amp; b")?;
        assert_eq!(
            (&line["summary"], &line["expires"]),
            (&"From Lua".into(), &4000.into())
        );
        Ok(())
    })
}

#[test]
fn kittys_notifications_are_replaced_clicked_and_closed() -> Outcome {
    e2e::run("kitty_notifications", Options::default(), |desktop| {
        let (mut service, mut terminal) = start(desktop)?;
        let pane = terminal.pane;
        terminal.shell("printf '\\033]99;i=n1:u=2:w=5000:a=report:c=1;first\\033\\\\'")?;
        let first = shown(&mut service, "first")?;
        assert_eq!(
            (&first["urgency"], &first["expires"]),
            (&2.into(), &5000.into())
        );
        terminal.shell("printf '\\033]99;i=n1:a=report:c=1;second\\033\\\\'")?;
        let second = shown(&mut service, "second")?;
        assert_eq!(second["replaces"], first["number"]);
        // What comes back is shown as the terminal echoes it.
        terminal.send(pane, "cat -v\n")?;
        service.send_line(&format!("click {}", second["number"]))?;
        terminal.wait_for_text(pane, "^[]99;i=n1;^[\\")?;
        terminal.send(pane, "\u{3}")?;
        terminal.wait("the prompt", |terminal| {
            let text = terminal.text(pane)?;
            Ok(text.trim_end().ends_with(e2e::PROMPT).then_some(()))
        })?;
        terminal.send(
            pane,
            "printf '\\033]99;i=a:p=alive;\\033\\\\\\033]99;i=n1:p=close;\\033\\\\'; cat -v\n",
        )?;
        terminal.wait_for_text(pane, "^[]99;i=a:p=alive;n1^[\\")?;
        terminal.wait_for_text(pane, "^[]99;i=n1:p=close;^[\\")?;
        Ok(())
    })
}

#[test]
fn a_flood_is_cut_and_a_desktop_without_a_service_is_no_trouble() -> Outcome {
    e2e::run("notification_flood", Options::default(), |desktop| {
        let (mut service, mut terminal) = start(desktop)?;
        terminal.shell(
            "i=0; while [ $i -lt 500 ]; do printf '\\033]9;flood %d\\007' $i; i=$((i+1)); done",
        )?;
        // The last one that another source may show comes after all of them.
        desktop.keyboard()?.tap(&[], "F5")?;
        shown(&mut service, "a &amp; b")?;
        let flood = |line: &Value| {
            line["body"]
                .as_str()
                .is_some_and(|b| b.starts_with("flood"))
        };
        let count = service.json_lines().iter().filter(|l| flood(l)).count();
        assert!((1..=20).contains(&count), "{count} were shown");
        service.kill();
        terminal.shell("sleep 2.5; printf '\\033]9;nobody\\007'")?;
        terminal.shell("echo still here")
    })
}
