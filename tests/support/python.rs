//! The Python programs in `tests/peers`.

use std::net::SocketAddr;
use std::process::Command;

use super::running::Running;

pub fn python(program: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg(format!("{}/tests/peers/{program}", env!("CARGO_MANIFEST_DIR")));
    python
}

/// `server.py`, listening.
pub struct PythonServer {
    process: Running,
    pub address: SocketAddr,
}

impl PythonServer {
    pub fn start(options: &[&str]) -> Self {
        // Shown when the test fails.
        println!("a Python server with {options:?}");
        let mut process = Running::start(python("server.py").arg("0").args(options));
        let line = process.line();
        let address = line.strip_prefix("listening on ").expect("the first line tells the address");
        Self { address: address.parse().unwrap(), process }
    }

    /// Sends it a signal: `"STOP"`.
    #[cfg(unix)]
    pub fn signal(&self, signal: &str) {
        self.process.signal(signal);
    }

    /// Ends it, and returns the lines of the `put`s that it carried out.
    #[cfg(unix)]
    pub fn stop(self) -> Vec<String> {
        self.signal("TERM");
        self.process.finish().iter().map(|put| serde_json::from_str(put).unwrap()).collect()
    }
}
