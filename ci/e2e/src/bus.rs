//! A D-Bus session bus of a test's own.

use crate::{Desktop, Result};

/// Starts a bus; returns its address, for `DBUS_SESSION_BUS_ADDRESS`.
///
/// # Errors
/// It does not start.
pub fn start_bus(desktop: &mut Desktop) -> Result<String> {
    let address = format!("unix:path={}", desktop.dir().join("bus").display());
    let mut command = desktop.command("dbus-daemon");
    command.args(["--session", "--nofork", "--nopidfile", "--print-address"]);
    command.arg(format!("--address={address}"));
    let mut daemon = desktop.spawn("dbus-daemon", command)?;
    daemon.wait_for("the bus to listen", |daemon| {
        Ok(daemon.stdout().contains("unix:path").then_some(()))
    })?;
    Ok(address)
}
