use super::message::{Hello, PROTOCOL_VERSION, Request, Response};
use super::wire;
use std::io;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Longer than the server waits for its application.
const TIMEOUT: Duration = Duration::from_secs(40);

/// Why an instance could not be reached, or did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// No instance runs.
    #[error(
        "no running wezterm was found: WEZTERM_UNIX_SOCKET is not set and no window is open on this display; start one with `wezterm start`"
    )]
    NotRunning,
    /// The socket does not answer.
    #[error("cannot reach wezterm at {}: {source}", .path.display())]
    Connect {
        /// The socket.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The connection broke.
    #[error("lost wezterm at {}: {source}", .path.display())]
    Broken {
        /// The socket.
        path: PathBuf,
        /// What happened.
        source: io::Error,
    },
    /// The other side is too old or too new.
    #[error(
        "the running wezterm {theirs} speaks another protocol than this one ({ours}); restart it to use the new version"
    )]
    Version {
        /// Version of the running instance.
        theirs: String,
        /// Version of this program.
        ours: String,
    },
    /// It was reached and said no.
    #[error("{0}")]
    Refused(String),
}

/// A connection to a running instance.
#[derive(Debug)]
pub struct Client {
    path: PathBuf,
    stream: UnixStream,
}

impl Client {
    /// Connects to a socket and greets.
    ///
    /// # Errors
    /// When nobody listens there or the versions differ.
    pub fn connect(path: &Path) -> Result<Self, ClientError> {
        let failed = |source| ClientError::Connect {
            path: path.to_owned(),
            source,
        };
        let stream = UnixStream::connect(path).map_err(failed)?;
        stream.set_read_timeout(Some(TIMEOUT)).map_err(failed)?;
        stream.set_write_timeout(Some(TIMEOUT)).map_err(failed)?;
        let mut client = Self {
            path: path.to_owned(),
            stream,
        };
        let ours = Hello::ours();
        wire::write(&mut client.stream, &ours).map_err(failed)?;
        let theirs: Hello = client.read()?;
        if theirs.protocol != PROTOCOL_VERSION {
            return Err(ClientError::Version {
                theirs: theirs.version,
                ours: ours.version,
            });
        }
        Ok(client)
    }

    /// Connects to the instance that `wezterm cli` means here.
    ///
    /// # Errors
    /// As [`Client::connect`], and when no instance runs.
    pub fn connect_default(class: Option<&str>) -> Result<Self, ClientError> {
        let path = super::paths::find(class).ok_or(ClientError::NotRunning)?;
        Self::connect(&path)
    }

    /// Asks and waits for the answer.
    ///
    /// # Errors
    /// When the connection breaks, or the answer is [`Response::Error`].
    pub fn call(&mut self, request: &Request) -> Result<Response, ClientError> {
        wire::write(&mut self.stream, request).map_err(|source| ClientError::Broken {
            path: self.path.clone(),
            source,
        })?;
        match self.read()? {
            Response::Error(text) => Err(ClientError::Refused(text)),
            response => Ok(response),
        }
    }

    fn read<T: serde::de::DeserializeOwned>(&mut self) -> Result<T, ClientError> {
        wire::read(&mut self.stream)
            .and_then(|message| message.ok_or_else(|| io::ErrorKind::UnexpectedEof.into()))
            .map_err(|source| ClientError::Broken {
                path: self.path.clone(),
                source,
            })
    }
}
