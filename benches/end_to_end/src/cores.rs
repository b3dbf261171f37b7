//! Where a process runs: a wake-up of another core costs far more than one of the same core, so neither is left to
//! chance.

use std::fmt;

use anyhow::{Context as _, Result, ensure};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::Pid;

/// The calling thread, or the only one of a process that has just begun.
const SELF: Pid = Pid::from_raw(0);

/// The cores that are used.
#[derive(Clone, Copy)]
pub struct Cores {
    first: usize,
    last: usize,
}

/// On which core a server runs, and on which its clients do.
#[derive(Clone, Copy)]
pub struct Place {
    pub server: usize,
    pub client: usize,
}

impl Cores {
    /// Of those that this process may use.
    pub fn available() -> Result<Self> {
        let set = sched_getaffinity(SELF).context("cannot ask for this process's cores")?;
        let mut cores = (0..CpuSet::count()).filter(|&core| set.is_set(core).unwrap_or(false));
        let first = cores.next().context("this process may use no core")?;
        Ok(Self { first, last: cores.next_back().unwrap_or(first) })
    }

    /// Both ends on one core.
    pub fn one(self) -> Place {
        Place { server: self.first, client: self.first }
    }

    /// Each end on a core of its own, where there are two.
    pub fn two(self) -> Option<Place> {
        (self.first != self.last).then_some(Place { server: self.first, client: self.last })
    }

    pub fn places(self) -> impl Iterator<Item = Place> {
        [Some(self.one()), self.two()].into_iter().flatten()
    }
}

impl Place {
    pub const fn is_one_core(self) -> bool {
        self.server == self.client
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_one_core() { "both ends on one core" } else { "each end on its own core" })
    }
}

/// Keeps the calling thread, and what it starts, on a core.
pub fn pin(core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(core).and_then(|()| sched_setaffinity(SELF, &set)).with_context(|| format!("cannot run on core {core}"))
}

/// As many open files as the system allows, for this process and its children; fails where that is fewer than `needed`.
pub fn raise_file_limit(needed: u64) -> Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).context("cannot ask for the limit of open files")?;
    ensure!(most >= needed, "{needed} open files are needed, and the system allows {most} (ulimit -Hn)");
    setrlimit(Resource::RLIMIT_NOFILE, most, most).context("cannot raise the limit of open files")
}
