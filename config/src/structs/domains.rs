//! Domains: where panes run. Unix sockets, ssh, TLS, serial ports, WSL.

use super::*;
use crate::convert::{ConfigError, Convert, Cx};
use mlua::{Lua, Value};
use std::collections::BTreeMap;
use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

lua_defaults! {
    /// Files of the multiplexer server when it runs as a daemon.
    pub struct DaemonOptions {
        /// Where its process id is written.
        pid_file: Option<String> = None,
        /// Where its output goes.
        stdout: Option<String> = None,
        /// Where its errors go.
        stderr: Option<String> = None,
    }
}

lua_struct! {
    /// A multiplexer server behind a Unix socket.
    pub struct UnixDomain {
        /// The domain's name.
        name: String,
        /// The socket, if not the usual one.
        socket_path: Option<String> = None,
        /// Attach when the program starts.
        connect_automatically: bool = false,
        /// Do not start a server when none runs.
        no_serve_automatically: bool = false,
        /// The command that starts the server.
        serve_command: Option<Vec<String>> = None,
        /// A command whose input and output are the connection.
        proxy_command: Option<Vec<String>> = None,
        /// Use the socket even if others may write to it.
        skip_permissions_check: bool = false,
        /// How long a read may take.
        read_timeout: Duration = MINUTE,
        /// How long a write may take.
        write_timeout: Duration = MINUTE,
        /// The delay above which typed text is shown before it is echoed.
        local_echo_threshold_ms: Option<u64> = None,
        /// Show that the server is slow.
        overlay_lag_indicator: bool = false,
    }
}

impl UnixDomain {
    /// The domain that exists unless the user lists others.
    #[must_use]
    pub fn unix() -> Self {
        Self {
            name: "unix".to_owned(),
            socket_path: None,
            connect_automatically: false,
            no_serve_automatically: false,
            serve_command: None,
            proxy_command: None,
            skip_permissions_check: false,
            read_timeout: MINUTE,
            write_timeout: MINUTE,
            local_echo_threshold_ms: None,
            overlay_lag_indicator: false,
        }
    }
}

lua_struct! {
    /// A host reached through ssh.
    pub struct SshDomain {
        /// The domain's name.
        name: String,
        /// `host` or `host:port`.
        remote_address: String,
        /// Do not use an ssh agent.
        no_agent_auth: bool = false,
        /// The user there.
        username: Option<String> = None,
        /// Attach when the program starts.
        connect_automatically: bool = false,
        /// How long a read or write may take.
        timeout: Duration = MINUTE,
        /// The delay above which typed text is shown before it is echoed.
        local_echo_threshold_ms: Option<u64> = Some(100),
        /// Show that the host is slow.
        overlay_lag_indicator: bool = false,
        /// The program there, if not found by name.
        remote_wezterm_path: Option<String> = None,
        /// The command there that makes the connection.
        override_proxy_command: Option<String> = None,
        /// What speaks ssh, if not `ssh_backend`.
        ssh_backend: Option<SshBackend> = None,
        /// Whether panes live on there.
        multiplexing: SshMultiplexing = SshMultiplexing::default(),
        /// Options as in `ssh_config`.
        ssh_option: BTreeMap<String, String> = BTreeMap::new(),
        /// What runs in a new pane.
        default_prog: Option<Vec<String>> = None,
        /// The shell there.
        assume_shell: Shell = Shell::default(),
    }
}

lua_struct! {
    /// A multiplexer server reached through TLS.
    pub struct TlsDomainClient {
        /// The domain's name.
        name: String,
        /// `host:port` of the server.
        remote_address: String,
        /// `user@host` that issues certificates through ssh.
        bootstrap_via_ssh: Option<String> = None,
        /// Attach when the program starts.
        connect_automatically: bool = false,
        /// The client's private key.
        pem_private_key: Option<String> = None,
        /// The client's certificate.
        pem_cert: Option<String> = None,
        /// The authority's certificate.
        pem_ca: Option<String> = None,
        /// More authorities: files or folders.
        pem_root_certs: Vec<String> = Vec::new(),
        /// Accept a certificate of another host.
        accept_invalid_hostnames: bool = false,
        /// The name expected in the certificate.
        expected_cn: Option<String> = None,
        /// How long a read may take.
        read_timeout: Duration = MINUTE,
        /// How long a write may take.
        write_timeout: Duration = MINUTE,
        /// The delay above which typed text is shown before it is echoed.
        local_echo_threshold_ms: Option<u64> = Some(100),
        /// The program there, if not found by name.
        remote_wezterm_path: Option<String> = None,
        /// Show that the server is slow.
        overlay_lag_indicator: bool = false,
    }
}

lua_struct! {
    /// An address where the multiplexer server listens for TLS clients.
    pub struct TlsDomainServer {
        /// `address:port`.
        bind_address: String,
        /// The server's private key.
        pem_private_key: Option<String> = None,
        /// The server's certificate.
        pem_cert: Option<String> = None,
        /// The authority's certificate.
        pem_ca: Option<String> = None,
        /// More authorities: files or folders.
        pem_root_certs: Vec<String> = Vec::new(),
    }
}

lua_struct! {
    /// A serial port.
    pub struct SerialDomain {
        /// The domain's name.
        name: String,
        /// The device; the name when absent.
        port: Option<String> = None,
        /// Symbols a second; 9600 when absent.
        baud: Option<u32> = None,
    }
}

lua_struct! {
    /// A distribution of the Windows Subsystem for Linux.
    pub struct WslDomain {
        /// The domain's name.
        name: String,
        /// The distribution.
        distribution: Option<String> = None,
        /// The user there.
        username: Option<String> = None,
        /// The directory of new panes.
        default_cwd: Option<String> = None,
        /// What runs in a new pane.
        default_prog: Option<Vec<String>> = None,
    }
}

lua_tagged! {
    /// The label of an [`ExecDomain`]: text, or the event whose handler
    /// returns it (`{Func="event"}` in Lua).
    pub enum DomainLabel ("domain label") {
        words {}
        values { Value(String), Func(String) }
    }
}

impl Convert for DomainLabel {
    fn type_text() -> String {
        "string|function(name)->string".to_owned()
    }

    fn from_lua(value: &Value, cx: &mut Cx<'_>) -> Result<Self, ConfigError> {
        if value.is_table() {
            Self::from_word_or_table(value, cx)
        } else {
            String::from_lua(value, cx).map(Self::Value)
        }
    }

    fn to_lua(&self, lua: &Lua) -> mlua::Result<Value> {
        match self {
            Self::Value(text) => text.to_lua(lua),
            Self::Func(_) => self.to_word_or_table(lua),
        }
    }
}

lua_struct! {
    /// A domain whose commands are wrapped by a Lua function.
    pub struct ExecDomain {
        /// The domain's name.
        name: String,
        /// The event whose handler wraps a command.
        fixup_command: String,
        /// What the launcher shows.
        label: Option<DomainLabel> = None,
    }
}
