//! The domains of the configuration: how each is connected.

use config::structs::{SshDomain, SshMultiplexing, UnixDomain};
use config::{Config, LuaRuntime};
use mux::attach::{Connect, Stream};
use mux::control::{launch, paths};
use mux::{Mux, SpawnDomain};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// Tells the mux of all domains that the configuration has, and which of them
/// is the default.
pub(crate) fn define(mux: &mut Mux, config: &Config, runtime: Option<&Rc<LuaRuntime>>) {
    define_commands(mux, config, runtime);
    for domain in &config.unix_domains {
        mux.define_domain(&domain.name, unix(domain.clone()));
    }
    for domain in ssh_domains(config) {
        if domain.multiplexing == SshMultiplexing::WezTerm {
            mux.define_domain(&domain.name, ssh(domain.clone()));
        }
    }
    if let Some(name) = &config.default_domain
        && let Err(error) = mux.set_default_domain(&SpawnDomain::Name(name.clone()))
    {
        log::error!("default_domain: {error}");
    }
    for (option, is_used) in [
        ("tls_clients", !config.tls_clients.is_empty()),
        ("tls_servers", !config.tls_servers.is_empty()),
    ] {
        if is_used {
            log::error!(
                "{option}: this program has no TLS of its own; reach the server through \
                 ssh_domains, or with the proxy_command of a unix domain"
            );
        }
    }
}

/// As [`define`] for a multiplexer server, which attaches no other one.
pub(super) fn define_of_server(mux: &mut Mux, config: &Config, runtime: Option<&Rc<LuaRuntime>>) {
    define_commands(mux, config, runtime);
    if let Some(name) = &config.default_mux_server_domain
        && let Err(error) = mux.set_default_domain(&SpawnDomain::Name(name.clone()))
    {
        log::error!("default_mux_server_domain: {error}");
    }
}

/// Those whose programs are run through a command here.
fn define_commands(mux: &mut Mux, config: &Config, runtime: Option<&Rc<LuaRuntime>>) {
    for domain in &config.exec_domains {
        if let Some(runtime) = runtime {
            super::exec_domains::define(mux, domain, runtime);
        }
    }
    for domain in ssh_domains(config) {
        if domain.multiplexing == SshMultiplexing::None {
            mux.define_command_domain(&domain.name, ssh_command(&domain, true));
        }
    }
}

/// Those that are to be attached at the start.
pub(crate) fn automatic(config: &Config) -> Vec<SpawnDomain> {
    let unix = config
        .unix_domains
        .iter()
        .filter(|domain| domain.connect_automatically)
        .map(|domain| domain.name.clone());
    let ssh = config
        .ssh_domains
        .iter()
        .flatten()
        .filter(|domain| domain.connect_automatically)
        .map(|domain| domain.name.clone());
    unix.chain(ssh).map(SpawnDomain::Name).collect()
}

/// The socket of a unix domain.
pub(crate) fn socket_of(domain: &UnixDomain) -> PathBuf {
    domain
        .socket_path
        .as_ref()
        .map_or_else(paths::server_socket, PathBuf::from)
}

fn unix(domain: UnixDomain) -> Connect {
    Arc::new(move || {
        if let Some(command) = &domain.proxy_command {
            return through_command(command);
        }
        let serve = domain
            .serve_command
            .clone()
            .unwrap_or_else(launch::default_serve_command);
        let start = (!domain.no_serve_automatically).then_some(serve);
        let stream = launch::connect_or_start(&socket_of(&domain), start.as_deref())?;
        Stream::unix(stream).map_err(|error| error.to_string())
    })
}

/// The configured ssh domains, else two for each host of `~/.ssh/config`:
/// `SSH:host` and, for panes that live on there, `SSHMUX:host`.
fn ssh_domains(config: &Config) -> Vec<SshDomain> {
    if let Some(domains) = &config.ssh_domains {
        return domains.clone();
    }
    let mut domains = Vec::new();
    for host in ssh_hosts() {
        for (prefix, multiplexing) in [
            ("SSH", SshMultiplexing::None),
            ("SSHMUX", SshMultiplexing::WezTerm),
        ] {
            domains.push(SshDomain {
                name: format!("{prefix}:{host}"),
                remote_address: host.clone(),
                multiplexing,
                no_agent_auth: false,
                username: None,
                connect_automatically: false,
                timeout: Duration::from_secs(60),
                local_echo_threshold_ms: None,
                overlay_lag_indicator: false,
                remote_wezterm_path: None,
                override_proxy_command: None,
                ssh_backend: None,
                ssh_option: std::collections::BTreeMap::new(),
                default_prog: None,
                assume_shell: Default::default(),
            });
        }
    }
    domains
}

/// The hosts that the user's ssh configuration names without wildcards.
fn ssh_hosts() -> Vec<String> {
    let Some(home) = std::env::var_os("HOME") else {
        return Vec::new();
    };
    let file = PathBuf::from(home).join(".ssh/config");
    let text = std::fs::read_to_string(file).unwrap_or_default();
    hosts_in(&text)
}

fn hosts_in(text: &str) -> Vec<String> {
    /// More are left out: each becomes two domains.
    const MAX_HOSTS: usize = 1000;
    let mut hosts: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.trim_start().replace('=', " ");
        let mut words = line.split_whitespace();
        if !words
            .next()
            .is_some_and(|word| word.eq_ignore_ascii_case("host"))
        {
            continue;
        }
        for host in words {
            if !host.contains(['*', '?', '!', '"']) && !hosts.iter().any(|known| known == host) {
                hosts.push(host.to_owned());
            }
        }
    }
    hosts.truncate(MAX_HOSTS);
    hosts
}

fn ssh(domain: SshDomain) -> Connect {
    Arc::new(move || {
        let mut command = ssh_command(&domain, false);
        match &domain.override_proxy_command {
            Some(proxy) => command.push(proxy.clone()),
            None => {
                let wezterm = domain.remote_wezterm_path.as_deref().unwrap_or("wezterm");
                command.extend([wezterm, "cli", "proxy"].map(str::to_owned));
            }
        }
        through_command(&command)
    })
}

/// The system's OpenSSH with what the domain says; a shell or program of the
/// far side is to follow. With `tty`, for a pane.
fn ssh_command(domain: &SshDomain, tty: bool) -> Vec<String> {
    let (host, port) = split_port(&domain.remote_address);
    let mut command = vec!["ssh".to_owned()];
    if tty {
        command.push("-t".to_owned());
    } else {
        // There is nobody to answer a question.
        command.extend(["-T", "-o", "BatchMode=yes"].map(str::to_owned));
    }
    // The first value of an option is the one that counts.
    for (name, value) in &domain.ssh_option {
        command.extend(["-o".to_owned(), format!("{name}={value}")]);
    }
    command.extend(ssh_options());
    if domain.no_agent_auth {
        command.extend(["-o", "IdentityAgent=none"].map(str::to_owned));
    }
    if let Some(user) = &domain.username {
        command.extend(["-l".to_owned(), user.clone()]);
    }
    if let Some(port) = port {
        command.extend(["-p".to_owned(), port.to_owned()]);
    }
    // What follows is no option, whatever it begins with.
    command.extend(["--".to_owned(), host.to_owned()]);
    command
}

/// One connection serves all sessions with a host, and a dead one is noticed.
/// What the user's configuration says of these comes second.
pub(crate) fn ssh_options() -> Vec<String> {
    let mut options = vec![
        "-o".to_owned(),
        "ServerAliveInterval=15".to_owned(),
        "-o".to_owned(),
        "ServerAliveCountMax=3".to_owned(),
    ];
    let dir = paths::runtime_dir();
    if paths::prepare_dir(&dir).is_ok() {
        let path = dir.join("ssh-%C");
        options.extend([
            "-o".to_owned(),
            "ControlMaster=auto".to_owned(),
            "-o".to_owned(),
            format!("ControlPath={}", path.display()),
            "-o".to_owned(),
            "ControlPersist=60".to_owned(),
        ]);
    }
    options
}

/// `host:port`; an IPv6 address has brackets then.
pub(crate) fn split_port(address: &str) -> (&str, Option<&str>) {
    if let Some(rest) = address.strip_prefix('[')
        && let Some((host, after)) = rest.split_once(']')
    {
        return (host, after.strip_prefix(':'));
    }
    match address.rsplit_once(':') {
        Some((host, port))
            if !host.contains(':')
                && !port.is_empty()
                && port.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            (host, Some(port))
        }
        _ => (address, None),
    }
}

/// A command whose input and output are the connection.
fn through_command(command: &[String]) -> Result<Stream, String> {
    let Some((program, args)) = command.split_first() else {
        return Err("the command that makes the connection is empty".to_owned());
    };
    let mut child = Command::new(program)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run {program:?}: {error}"))?;
    let (Some(writer), Some(reader), Some(errors)) =
        (child.stdin.take(), child.stdout.take(), child.stderr.take())
    else {
        return Err(format!("cannot talk with {program:?}"));
    };
    let said = Arc::new(LastWords::default());
    let listening = Arc::clone(&said);
    let name = program.clone();
    std::thread::spawn(move || listening.listen(errors, &name));
    let child = Arc::new(Mutex::new(child));
    let ending = Arc::clone(&child);
    Ok(Stream {
        reader: Box::new(Explained {
            inner: reader,
            said,
            child,
            any: false,
        }),
        writer: Box::new(writer),
        shutdown: Box::new(move || {
            let mut child = ending.lock().unwrap_or_else(PoisonError::into_inner);
            // It may have ended by itself.
            let _ = child.kill();
            let _ = child.wait();
        }),
    })
}

/// The last line that a command says on its standard error.
#[derive(Default)]
struct LastWords {
    /// With whether there can be no more.
    line: Mutex<(String, bool)>,
    news: Condvar,
}

impl LastWords {
    /// Logs and keeps what is said until the end.
    fn listen(&self, errors: impl std::io::Read, name: &str) {
        use std::io::BufRead;
        let mut from = std::io::BufReader::new(errors);
        let mut line = Vec::new();
        loop {
            line.clear();
            /// A line longer than this is taken in parts.
            const MAX_LINE: u64 = 4096;
            let mut part = std::io::Read::take(&mut from, MAX_LINE);
            let is_over = !matches!(part.read_until(b'\n', &mut line), Ok(1..));
            let text: String = String::from_utf8_lossy(&line)
                .chars()
                .filter(|c| !c.is_control())
                .collect();
            let mut last = self.line.lock().unwrap_or_else(PoisonError::into_inner);
            if !text.trim().is_empty() {
                log::info!("{name}: {text}");
                last.0 = text;
            }
            last.1 = is_over;
            self.news.notify_all();
            if is_over {
                return;
            }
        }
    }

    /// Once the command has ended: its words are read by another thread, which
    /// may be behind, and something it started may keep them from ending.
    fn wait(&self) -> String {
        const LIMIT: Duration = Duration::from_millis(500);
        let last = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let (last, _) = self
            .news
            .wait_timeout_while(last, LIMIT, |(text, is_over)| text.is_empty() && !*is_over)
            .unwrap_or_else(PoisonError::into_inner);
        last.0.clone()
    }
}

/// The output of a command; its end is explained with the command's words.
struct Explained {
    inner: std::process::ChildStdout,
    said: Arc<LastWords>,
    child: Arc<Mutex<Child>>,
    any: bool,
}

impl std::io::Read for Explained {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(to)?;
        if count > 0 {
            self.any = true;
            return Ok(count);
        }
        if self.any {
            return Ok(0);
        }
        let status = self
            .child
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .wait()?;
        let said = self.said.wait();
        Err(std::io::Error::other(if said.is_empty() {
            format!("the connection was closed: {status}")
        } else {
            said
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_an_ssh_configuration() {
        let text = "Host a b*\n  HostName x\nhost=c\n# Host d\nHOST !e f a\n";
        assert_eq!(hosts_in(text), ["a", "c", "f"]);
    }

    #[test]
    fn addresses_with_and_without_ports() {
        assert_eq!(split_port("host"), ("host", None));
        assert_eq!(split_port("u@host:22"), ("u@host", Some("22")));
        assert_eq!(split_port("fe80::1"), ("fe80::1", None));
        assert_eq!(split_port("[fe80::1]:22"), ("fe80::1", Some("22")));
        assert_eq!(split_port("host:"), ("host:", None));
    }

    #[test]
    fn a_command_that_fails_is_explained_by_its_words() {
        use std::io::Read;
        let command = ["sh", "-c", "echo no such host >&2; exit 3"].map(str::to_owned);
        let mut stream = through_command(&command).unwrap();
        let error = stream.reader.read(&mut [0; 8]).unwrap_err().to_string();
        assert!(error.contains("no such host"), "{error}");
        assert!(through_command(&["/no/such/program".to_owned()]).is_err());
    }
}
