//! A window is told whether the desktop is dark, by a portal on a real bus.

mod support;

use e2e::{Options, Outcome};
use support::Probe;

#[test]
fn the_desktop_tells_its_appearance_and_changes() -> Outcome {
    e2e::run("appearance", Options::default(), |desktop| {
        let bus = e2e::start_bus(desktop)?;
        let mut command = desktop.command(e2e::example("window", "portal")?);
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
        let mut portal = desktop.spawn("portal", command)?;
        portal.send_line("color-scheme 0")?;
        portal.wait_for("the portal to be ready", |portal| {
            Ok(portal.stdout().contains("ready").then_some(()))
        })?;
        let mut command = desktop.command(e2e::example("window", "probe")?);
        command.env("DBUS_SESSION_BUS_ADDRESS", &bus);
        let mut probe = Probe::start_command(desktop, command, "one")?;
        portal.send_line("color-scheme 1")?;
        probe.event("appearance", |e| e["name"] == "Dark")?;
        portal.send_line("contrast 1")?;
        probe.event("appearance", |e| e["name"] == "DarkHighContrast")?;
        portal.send_line("accent-color 7")?;
        portal.send_line("color-scheme 2")?;
        probe.event("appearance", |e| e["name"] == "LightHighContrast")?;
        assert_eq!(probe.count("appearance"), 3);
        Ok(())
    })
}
