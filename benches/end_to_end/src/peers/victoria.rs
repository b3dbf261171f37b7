//! VictoriaMetrics, which takes OpenTSDB's `put` lines: the same fields in another order, and no response.

use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};
use tempfile::TempDir;

use crate::cores::Placement;
use crate::process::{Process, is_installed};
use crate::samples::Samples;

const PROGRAM: &str = "victoria-metrics";

/// The longest time until it listens, and until it has stored what was sent.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn is_there() -> bool {
    is_installed(PROGRAM, "--version")
}

/// A running server. Its database is in a folder that is removed with it.
pub struct Victoria {
    // Ended before its folder is removed.
    process: Process,
    _folder: TempDir,
    lines: SocketAddr,
    pages: SocketAddr,
    place: Placement,
}

impl Victoria {
    pub fn start(place: Placement) -> Result<Self> {
        let folder = TempDir::new().context("no folder for a database")?;
        let (lines, pages) = (free_address()?, free_address()?);
        let mut command = Command::new(PROGRAM);
        command.arg(format!("-storageDataPath={}", folder.path().display()));
        command.arg(format!("-opentsdbListenAddr={lines}")).arg(format!("-httpListenAddr={pages}"));
        command.args(["-retentionPeriod=100y", "-loggerLevel=ERROR"]);
        let process = Process::start(PROGRAM, place.server, &command)?;
        let victoria = Self { process, _folder: folder, lines, pages, place };
        wait_until("VictoriaMetrics listens", || Ok(victoria.taken().is_ok()))?;
        Ok(victoria)
    }

    /// Sends lines over one connection. Returns the time until all were read, and the CPU time.
    pub fn put(&self, lines: &Lines) -> Result<(Duration, Duration)> {
        crate::cores::pin(self.place.client)?;
        let expected = self.taken()? + lines.count;
        let mut stream = TcpStream::connect(self.lines).context("cannot connect")?;
        let (start, cpu) = (Instant::now(), self.process.cpu()?);
        stream.write_all(lines.text.as_bytes())?;
        stream.shutdown(Shutdown::Write)?;
        // It closes the connection when it has taken what came over it; its page tells so a second later.
        ensure!(stream.read(&mut [0])? == 0, "VictoriaMetrics answered");
        let (time, cpu) = (start.elapsed(), self.process.cpu()? - cpu);
        wait_until("VictoriaMetrics has taken all lines", || Ok(self.taken()? >= expected))?;
        Ok((time, cpu))
    }

    /// The number of lines that it has stored, from its own page.
    fn taken(&self) -> Result<u64> {
        const COUNTER: &str = "vm_rows_inserted_total{type=\"opentsdb\"} ";
        let mut stream = TcpStream::connect(self.pages)?;
        stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n")?;
        let mut page = String::new();
        stream.read_to_string(&mut page)?;
        let count = page.lines().find_map(|line| line.strip_prefix(COUNTER)).and_then(|count| count.parse().ok());
        count.context("VictoriaMetrics does not say how many rows it has")
    }
}

/// Lines that are formatted beforehand.
pub struct Lines {
    text: String,
    count: u64,
}

impl Lines {
    pub fn new(samples: &Samples) -> Result<Self> {
        let mut lines = Self { text: String::new(), count: 0 };
        samples.each(|key, value, timestamp| {
            lines.count += 1;
            Ok(writeln!(lines.text, "put {key} {timestamp} {value}")?)
        })?;
        Ok(lines)
    }
}

/// An address that was free a moment ago.
fn free_address() -> Result<SocketAddr> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?)
}

fn wait_until(what: &str, mut is_so: impl FnMut() -> Result<bool>) -> Result<()> {
    let start = Instant::now();
    while !is_so()? {
        crate::interrupt::check()?;
        if start.elapsed() > PATIENCE {
            bail!("waited in vain until {what}");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    Ok(())
}
