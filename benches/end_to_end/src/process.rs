//! A child process: pinned to a core, controlled by lines of text, and killed when it is dropped.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::SocketAddr;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use nix::unistd::Pid;

use crate::roles::Role;
use crate::{interrupt, resource_usage};

pub struct Process {
    name: &'static str,
    child: Child,
    /// `None` once the child has been asked to end.
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
}

impl Process {
    /// Starts this program in another role.
    pub fn role(core: usize, role: &Role) -> Result<Self> {
        Self::start(role.name(), core, &role.command()?)
    }

    /// Starts this program in the role of a server. Returns it and its address.
    pub fn server(core: usize, role: &Role) -> Result<(Self, SocketAddr)> {
        Self::start_server(role.name(), core, &role.command()?)
    }

    /// Starts the command of a server, which prints its address, alone or after other words.
    pub fn start_server(name: &'static str, core: usize, command: &Command) -> Result<(Self, SocketAddr)> {
        let mut server = Self::start(name, core, command)?;
        let line = server.line()?;
        let address = line.rsplit(' ').next().and_then(|word| word.parse().ok());
        let address = address.with_context(|| format!("{name} said {line:?} in place of its address"))?;
        Ok((server, address))
    }

    /// Starts `command` on a core.
    pub fn start(name: &'static str, core: usize, command: &Command) -> Result<Self> {
        let words = [command.get_program()].into_iter().chain(command.get_args());
        let variables = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
        let mut child = Role::Pinned { core }
            .command()?
            .args(words)
            .envs(variables)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Ctrl-C in a terminal is for all processes of a group: children are ended in order, by this program.
            .process_group(0)
            .spawn()
            .with_context(|| format!("cannot start {name}"))?;
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().context("no pipe from a child")?);
        let process = Self { name, child, stdin, stdout };
        interrupt::watch(process.pid());
        interrupt::check()?;
        Ok(process)
    }

    /// The next line that it prints.
    pub fn line(&mut self) -> Result<String> {
        let mut line = String::new();
        let read = self.stdout.read_line(&mut line).with_context(|| format!("cannot read from {}", self.name))?;
        ensure!(read > 0, "{} ended too early", self.name);
        Ok(line.trim_end().into())
    }

    pub fn say(&mut self, line: impl std::fmt::Display) -> Result<()> {
        let mut stdin = self.stdin.as_ref().context("no pipe to a child")?;
        writeln!(stdin, "{line}").with_context(|| format!("cannot write to {}", self.name))
    }

    /// Asks a server of this program to end. Returns what it prints until then.
    pub fn end(mut self) -> Result<String> {
        drop(self.stdin.take());
        let mut printed = String::new();
        self.stdout.read_to_string(&mut printed).with_context(|| format!("cannot read from {}", self.name))?;
        Ok(printed)
    }

    /// CPU time, including that of threads that have ended.
    pub fn cpu(&self) -> Result<Duration> {
        resource_usage::cpu(self.pid()).with_context(|| self.name)
    }

    /// Runs `work`. Returns its result and the CPU time of this process meanwhile.
    pub fn cpu_during<T>(&self, work: impl FnOnce() -> Result<T>) -> Result<(T, Duration)> {
        let before = self.cpu()?;
        let done = work()?;
        Ok((done, self.cpu()? - before))
    }

    /// Resident memory, in bytes.
    pub fn memory(&self) -> Result<u64> {
        resource_usage::memory(self.child.id()).with_context(|| self.name)
    }

    fn pid(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        interrupt::forget(self.pid());
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Whether a program is installed; `argument` makes it print something and end.
pub fn is_installed(program: impl AsRef<OsStr>, argument: &str) -> bool {
    let asked =
        Command::new(program).arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
    asked.is_ok_and(|status| status.success())
}
