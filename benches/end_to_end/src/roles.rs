//! What this program is when it has started itself: each role is a process, so that its memory and its CPU time are its
//! own.

use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};
use std::time::Instant;
use std::{env, fs, thread};

use anyhow::{Context as _, Result, bail};
use metricline::tcp::{Client, Server};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;

use crate::place;
use crate::process::thread_cpu;

/// The first argument of a child.
const MARK: &str = "as";

/// More than are ever opened.
const MAX_CONNECTIONS: usize = 2000;

pub enum Role {
    /// Another program, on a core.
    Pinned { core: usize },
    /// This crate's server.
    Server,
    /// One that reads whatever comes and answers `ok`, a thread for each connection.
    RawServer,
    /// A client that reads a response to `get *`, in one of several ways.
    Reader { how: Reading, server: SocketAddr },
}

#[derive(Clone, Copy)]
pub enum Reading {
    /// Row by row, values converted.
    Streamed,
    /// Into a map.
    Collected,
    /// Nothing but the bytes, of which nothing is kept.
    Raw,
}

impl Reading {
    pub const ALL: [Self; 3] = [Self::Streamed, Self::Collected, Self::Raw];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Streamed => "streamed",
            Self::Collected => "collected",
            Self::Raw => "raw",
        }
    }
}

/// The role that the first argument asks for, if it does.
pub fn asked_for() -> Option<Role> {
    let words: Vec<_> = env::args().skip(1).take(4).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [MARK, "pinned", core, ..] => Some(Role::Pinned { core: core.parse().ok()? }),
        [MARK, "server"] => Some(Role::Server),
        [MARK, "raw-server"] => Some(Role::RawServer),
        [MARK, "reader", how, server] => {
            let how = Reading::ALL.into_iter().find(|reading| reading.name() == *how)?;
            Some(Role::Reader { how, server: server.parse().ok()? })
        }
        _ => None,
    }
}

impl Role {
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Pinned { .. } => "pinned",
            Self::Server => "server",
            Self::RawServer => "raw-server",
            Self::Reader { .. } => "reader",
        }
    }

    /// What makes this program play it.
    pub fn arguments(&self) -> Vec<OsString> {
        let own = match self {
            Self::Pinned { core } => vec![core.to_string()],
            Self::Server | Self::RawServer => vec![],
            Self::Reader { how, server } => vec![how.name().into(), server.to_string()],
        };
        [MARK.into(), self.name().into()].into_iter().chain(own).map(OsString::from).collect()
    }

    pub fn play(self) -> Result<ExitCode> {
        match self {
            Self::Pinned { core } => run_pinned(core),
            Self::Server => serve(),
            Self::RawServer => answer_ok(),
            Self::Reader { how, server } => read(how, server),
        }
    }
}

/// Becomes the program that the arguments after the core name.
fn run_pinned(core: usize) -> Result<ExitCode> {
    place::pin(core)?;
    // Whatever becomes of the parent, nothing of it stays behind.
    set_pdeathsig(Signal::SIGKILL).context("cannot be ended with the parent")?;
    let words: Vec<_> = env::args_os().skip(4).collect();
    let [program, arguments @ ..] = words.as_slice() else { bail!("no program is named") };
    let failed = Command::new(program).args(arguments).exec();
    Err(failed).with_context(|| format!("cannot run {}", program.display()))
}

fn serve() -> Result<ExitCode> {
    let server = Server::bind("127.0.0.1:0")?.max_connections(MAX_CONNECTIONS).start()?;
    say(server.local_addr())?;
    // Until the parent closes the pipe.
    io::copy(&mut io::stdin(), &mut io::sink())?;
    Ok(ExitCode::SUCCESS)
}

fn answer_ok() -> Result<ExitCode> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    say(listener.local_addr()?)?;
    for stream in listener.incoming() {
        let mut stream = stream?;
        stream.set_nodelay(true)?;
        thread::spawn(move || {
            let mut buffer = [0; 4096];
            while let Ok(1..) = stream.read(&mut buffer) {
                if stream.write_all(b"ok\n\n").is_err() {
                    break;
                }
            }
        });
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints how many rows came, in how many nanoseconds and how many of CPU time, and the memory in bytes before and at its
/// peak.
fn read(how: Reading, server: SocketAddr) -> Result<ExitCode> {
    let own = std::process::id();
    let mut client = Client::connect(server, None)?;
    let before = memory(own, "VmRSS:")?;
    let (start, cpu) = (Instant::now(), thread_cpu()?);
    let rows = match how {
        Reading::Streamed => {
            let (mut count, mut sum) = (0, 0.0);
            let mut rows = client.rows("*")?;
            while let Some(row) = rows.next()? {
                count += 1;
                sum += row.value.to_f64().context("a value is no f64")?;
            }
            std::hint::black_box(sum);
            count
        }
        Reading::Collected => client.get("*")?.values().map(Vec::len).sum(),
        Reading::Raw => {
            let mut stream = std::net::TcpStream::connect(server)?;
            stream.write_all(b"get *\n")?;
            let mut buffer = vec![0; 16 * 1024];
            let (mut count, mut last) = (0, [0; 2]);
            while last != *b"\n\n" {
                let read = stream.read(&mut buffer)?;
                match &buffer[..read] {
                    [] => bail!("the response ended too early"),
                    [only] => last = [last[1], *only],
                    [.., second, first] => last = [*second, *first],
                }
                count += read;
            }
            count
        }
    };
    let (time, cpu) = (start.elapsed().as_nanos(), (thread_cpu()? - cpu).as_nanos());
    say(format_args!("{rows} {time} {cpu} {before} {}", memory(own, "VmHWM:")?))?;
    Ok(ExitCode::SUCCESS)
}

/// One figure of a process's memory, in bytes.
pub fn memory(process: u32, figure: &str) -> Result<u64> {
    let path = format!("/proc/{process}/status");
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {path}"))?;
    let line = text.lines().find_map(|line| line.strip_prefix(figure));
    let kilobytes = line.and_then(|rest| rest.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    Ok(kilobytes.with_context(|| format!("{path} has no {figure}"))? * 1024)
}

fn say(line: impl std::fmt::Display) -> Result<()> {
    let mut stdout = io::stdout().lock();
    writeln!(stdout, "{line}")?;
    Ok(stdout.flush()?)
}
