//! Client and server in Python, which are those of this crate's tests.

use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context as _, Result};

use crate::drive::lockstep::{self, KEY, START};
use crate::process::{Process, is_installed};
use crate::samples::values;

const HERE: &str = env!("CARGO_MANIFEST_DIR");

pub fn is_there() -> bool {
    is_installed("python3", "--version")
}

/// Starts the server. Returns it and its address.
pub fn server(core: usize) -> Result<(Process, SocketAddr)> {
    Process::start_server("the Python server", core, python("../../tests/peers/server.py").arg("0"))
}

/// A client that puts on request.
pub struct Client(Process);

impl Client {
    pub fn connect(core: usize, server: SocketAddr) -> Result<Self> {
        let mut command = python("peers/lockstep.py");
        command.args([server.ip().to_string(), server.port().to_string(), KEY.as_str().into(), START.to_string()]);
        command.args(values().iter().map(f64::to_string));
        Ok(Self(Process::start("the Python client", core, &command)?))
    }
}

impl lockstep::Client for Client {
    fn put(&mut self, count: u64) -> Result<Duration> {
        self.0.say(count)?;
        let line = self.0.line()?;
        Ok(Duration::from_nanos(line.parse().with_context(|| format!("the Python client said {line:?}"))?))
    }

    fn cpu(&self) -> Result<Duration> {
        self.0.cpu()
    }
}

fn python(program: &str) -> Command {
    let here = Path::new(HERE);
    let mut command = Command::new("python3");
    command.arg(here.join(program));
    command.env("PYTHONPATH", here.join("../../tests/peers")).env("PYTHONDONTWRITEBYTECODE", "1");
    command
}
