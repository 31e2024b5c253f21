//! Hosts behind ssh: a real sshd on the loopback interface, with keys made
//! here.

use e2e::{Desktop, Options, Outcome, Result, Terminal, Wezterm, ensure};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

fn key(path: &Path) -> Result<()> {
    let made = Command::new("ssh-keygen")
        .args(["-q", "-t", "ed25519", "-N", "", "-f"])
        .arg(path)
        .status()?;
    ensure!(made.success(), "ssh-keygen ended with {made}");
    Ok(())
}

/// Starts sshd on a free port; the port, and the options that lead to it.
fn sshd(desktop: &mut Desktop) -> Result<(u16, Vec<String>)> {
    let dir = desktop.dir().join("ssh");
    std::fs::create_dir_all(&dir)?;
    let (host, user) = (dir.join("host"), dir.join("user"));
    key(&host)?;
    key(&user)?;
    let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
    // Where sshd drops its rights when it is run by root.
    let _ = std::fs::create_dir_all("/run/sshd");
    let mut command = desktop.command("/usr/sbin/sshd");
    command.args(["-D", "-e", "-f", "/dev/null", "-p", &port.to_string(), "-h"]);
    command.arg(&host);
    for option in [
        "ListenAddress=127.0.0.1".to_owned(),
        format!(
            "AuthorizedKeysFile={}",
            user.with_extension("pub").display()
        ),
        "StrictModes=no".to_owned(),
        "UsePAM=no".to_owned(),
        "PidFile=none".to_owned(),
        "PasswordAuthentication=no".to_owned(),
        "PermitRootLogin=yes".to_owned(),
        // The user's own start-up files are none of this test's business.
        format!("SetEnv=HOME={}", dir.display()),
    ] {
        command.arg("-o").arg(option);
    }
    let mut sshd = desktop.spawn("sshd", command)?;
    sshd.wait_for("sshd to listen", |_| {
        Ok(std::net::TcpStream::connect(("127.0.0.1", port))
            .is_ok()
            .then_some(()))
    })?;
    let known = dir.join("known_hosts");
    let options = vec![
        format!("IdentityFile={}", user.display()),
        "IdentitiesOnly=yes".to_owned(),
        format!("UserKnownHostsFile={}", known.display()),
        "StrictHostKeyChecking=accept-new".to_owned(),
        // Not shared with anything outside of this test.
        "ControlMaster=no".to_owned(),
        "ControlPath=none".to_owned(),
    ];
    Ok((port, options))
}

fn binary() -> Result<PathBuf> {
    e2e::wezterm_binary()
}

fn user() -> String {
    let name = Command::new("id").arg("-un").output();
    name.map(|name| String::from_utf8_lossy(&name.stdout).trim().to_owned())
        .unwrap_or_default()
}

#[test]
fn a_session_on_another_host() -> Outcome {
    e2e::run("ssh-session", Options::default(), |desktop| {
        let (port, options) = sshd(desktop)?;
        let config = "return dofile(require('wezterm').config_dir .. '/base.lua')";
        let destination = format!("{}@127.0.0.1:{port}", user());
        let mut args = vec!["ssh"];
        for option in &options {
            args.extend(["-o", option]);
        }
        args.extend([&*destination, "--", "echo", "over-$SSH_CONNECTION;", "cat"]);
        let mut terminal = Terminal::start(desktop, config, &args)?;
        let pane = terminal.pane;
        terminal.wait_for_text(pane, "over-127.0.0.1")?;
        terminal.send(pane, "typed there\n")?;
        terminal.wait("the echo and the line", |terminal| {
            Ok((terminal.text(pane)?.matches("typed there").count() == 2).then_some(()))
        })
    })
}

#[test]
fn panes_live_on_at_the_far_end() -> Outcome {
    e2e::run("ssh-domain", Options::default(), |desktop| {
        let (port, options) = sshd(desktop)?;
        let far = desktop.dir().join("far-end");
        std::fs::create_dir_all(&far)?;
        let options: Vec<String> = options
            .iter()
            .filter_map(|option| option.split_once('='))
            .map(|(name, value)| format!("{name} = '{value}'"))
            .collect();
        let config = format!(
            "local c = dofile(require('wezterm').config_dir .. '/base.lua')
            c.ssh_domains = {{ {{ name = 'far', remote_address = '127.0.0.1:{port}',
                username = '{}', ssh_option = {{ {} }},
                remote_wezterm_path = 'env XDG_RUNTIME_DIR={} WEZTERM_CONFIG_FILE={} {}' }} }}
            return c",
            user(),
            options.join(", "),
            far.display(),
            desktop.dir().join("wezterm.lua").display(),
            binary()?.display(),
        );
        let mut gui = Terminal::start(desktop, &config, &["connect", "far"])?;
        let pane = gui.pane;
        gui.wait_for_text(pane, e2e::PROMPT)?;
        gui.shell("kept=far")?;
        gui.program().kill();
        gui.program()
            .wait_exit(std::time::Duration::from_secs(20))?;
        let mut gui = Terminal::start(desktop, &config, &["connect", "far"])?;
        let pane = gui.pane;
        gui.send(pane, "echo $kept-away\n")?;
        gui.wait_for_text(pane, "far-away")?;
        // The last program takes the server along.
        gui.send(pane, "exit\n")?;
        let status = gui
            .program()
            .wait_exit(std::time::Duration::from_secs(20))?;
        ensure!(status.success(), "the window's process ended with {status}");
        Ok(())
    })
}

#[test]
fn a_host_that_refuses_is_explained() -> Outcome {
    e2e::run("ssh-refused", Options::default(), |desktop| {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        std::fs::write(
            desktop.dir().join("base.lua"),
            include_str!("../configs/base.lua"),
        )?;
        let config = format!(
            "local c = dofile(require('wezterm').config_dir .. '/base.lua')
            c.ssh_domains = {{ {{ name = 'far', remote_address = '127.0.0.1:{port}' }} }}
            return c"
        );
        let mut wezterm = Wezterm::start(desktop, &config, &["connect", "far"])?;
        let status = wezterm
            .program()
            .wait_exit(std::time::Duration::from_secs(20))?;
        ensure!(status.code() == Some(1), "it ended with {status}");
        let said = wezterm.program().stderr();
        ensure!(said.contains("refused"), "it said {said:?}");
        Ok(())
    })
}

#[test]
fn tmux_at_the_far_end_has_a_window_here() -> Outcome {
    e2e::run("ssh-tmux", Options::default(), |desktop| {
        let (port, options) = sshd(desktop)?;
        let mut terminal = Terminal::plain(desktop)?;
        let gateway = terminal.pane;
        let socket = desktop.dir().join("tmux").display().to_string();
        let mut ssh = format!("ssh -t -p {port}");
        for option in &options {
            ssh.push_str(&format!(" -o {option}"));
        }
        let ssh = format!(
            "{ssh} {}@127.0.0.1 tmux -S {socket} -f /dev/null -CC",
            user()
        );
        terminal.send(
            gateway,
            &format!("{ssh} new-session -A -s far \"'PS1=far: sh'\"\n"),
        )?;
        let panes = terminal.wait_for_panes("tmux's pane", |panes| panes.len() == 2)?;
        let inner = panes.iter().map(|pane| pane.pane_id).max().unwrap_or(0);
        terminal.wait_for_text(inner, "far:")?;
        terminal.send(inner, "echo over-${SSH_CONNECTION%% *}\n")?;
        terminal.wait_for_text(inner, "over-127.0.0.1")?;
        terminal.send(inner, "kept=at-the-far-end\n")?;
        // Detached here, it lives on there and comes back.
        terminal.send(gateway, "q")?;
        terminal.wait_for_panes("tmux's window to be gone", |panes| panes.len() == 1)?;
        terminal.wait_for_text(gateway, "[tmux is detached")?;
        terminal.send(gateway, &format!("clear; {ssh} attach -t far\n"))?;
        let panes = terminal.wait_for_panes("tmux's pane again", |panes| panes.len() == 2)?;
        let inner = panes.iter().map(|pane| pane.pane_id).max().unwrap_or(0);
        terminal.send(inner, "echo $kept-${kept}\n")?;
        terminal.wait_for_text(inner, "at-the-far-end-at-the-far-end")?;
        terminal.send(inner, "exit\n")?;
        terminal.wait_for_panes("the end of the session", |panes| panes.len() == 1)?;
        terminal.send(gateway, "echo back-$((40 + 2))\n")?;
        terminal.wait_for_text(gateway, "back-42")
    })
}
