//! The roles in which this program starts itself. Each is a process, so that its memory and CPU time can be measured.

mod flood;
mod raw_loop;
mod reader;
mod servers;
mod stdout;

use std::env;
use std::ffi::OsString;
use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result, bail};
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::Signal;

use crate::{cores, interrupt};

pub use flood::Flood;
pub use reader::Reading;

/// The first argument of a child.
const MARK: &str = "as";

pub enum Role {
    /// Another program, pinned to a core.
    Pinned { core: usize },
    /// This crate's server.
    Server,
    /// A server that answers `ok` to whatever it reads, with a thread for each connection.
    RawServer,
    /// The same with one thread for all connections, which waits until some are ready.
    RawLoop,
    /// A client that reads a response to `get *`, in one of several ways.
    Reader { how: Reading, server: SocketAddr },
    /// Bare sockets that send as fast as the server reads.
    Flood { of: Flood, connections: usize, server: SocketAddr },
}

/// The role that the arguments name, if they do.
pub fn asked_for() -> Option<Role> {
    let words: Vec<_> = env::args().skip(1).take(5).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        [MARK, "pinned", core, ..] => Some(Role::Pinned { core: core.parse().ok()? }),
        [MARK, "server"] => Some(Role::Server),
        [MARK, "raw-server"] => Some(Role::RawServer),
        [MARK, "raw-loop"] => Some(Role::RawLoop),
        [MARK, "reader", how, server] => {
            let how = Reading::ALL.into_iter().find(|reading| format!("{reading:?}") == *how)?;
            Some(Role::Reader { how, server: server.parse().ok()? })
        }
        [MARK, "flood", of, connections, server] => {
            let of = Flood::ALL.into_iter().find(|flood| format!("{flood:?}") == *of)?;
            Some(Role::Flood { of, connections: connections.parse().ok()?, server: server.parse().ok()? })
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
            Self::RawLoop => "raw-loop",
            Self::Reader { .. } => "reader",
            Self::Flood { .. } => "flood",
        }
    }

    /// The command of this program in the role.
    pub fn command(&self) -> Result<Command> {
        let mut program = Command::new(env::current_exe().context("cannot find this program")?);
        program.args(self.arguments());
        Ok(program)
    }

    /// The command of another program, such as a tracer, that runs this one in the role.
    pub fn command_under(&self, program: &str, arguments: &[&str]) -> Result<Command> {
        let own = self.command()?;
        let mut command = Command::new(program);
        command.args(arguments).arg(own.get_program()).args(own.get_args());
        Ok(command)
    }

    fn arguments(&self) -> Vec<OsString> {
        let own = match self {
            Self::Pinned { core } => vec![core.to_string()],
            Self::Server | Self::RawServer | Self::RawLoop => vec![],
            Self::Reader { how, server } => vec![format!("{how:?}"), server.to_string()],
            Self::Flood { of, connections, server } => {
                vec![format!("{of:?}"), connections.to_string(), server.to_string()]
            }
        };
        [MARK.into(), self.name().into()].into_iter().chain(own).map(OsString::from).collect()
    }

    pub fn play(self) -> Result<ExitCode> {
        match self {
            Self::Pinned { core } => run_pinned(core),
            Self::Server => servers::serve(),
            Self::RawServer => servers::answer_ok(),
            Self::RawLoop => raw_loop::answer_ok(),
            Self::Reader { how, server } => reader::read(how, server),
            Self::Flood { of, connections, server } => of.send(connections, server),
        }
    }
}

/// Replaces this process by the program that the arguments name after the core.
fn run_pinned(core: usize) -> Result<ExitCode> {
    cores::pin(core)?;
    // No child outlives the parent, however that ends.
    set_pdeathsig(Signal::SIGKILL).context("cannot be ended with the parent")?;
    interrupt::release()?;
    let words: Vec<_> = env::args_os().skip(4).collect();
    let [program, arguments @ ..] = words.as_slice() else { bail!("no program is named") };
    let failed = Command::new(program).args(arguments).exec();
    Err(failed).with_context(|| format!("cannot run {}", program.display()))
}
