//! The cores that processes are pinned to: a wake-up of another core costs far more than one of the same core, so
//! neither is left to chance.

use std::fmt;

use anyhow::{Context as _, Result};
use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};
use nix::unistd::Pid;

/// The calling thread, or the only one of a process that has just begun.
const SELF: Pid = Pid::from_raw(0);

/// The first and the last of the available cores.
#[derive(Clone, Copy)]
pub struct Cores {
    first: usize,
    last: usize,
}

/// The core of a server, and that of its clients.
#[derive(Clone, Copy)]
pub struct Placement {
    pub server: usize,
    pub client: usize,
}

impl Cores {
    /// Those that this process may use.
    pub fn available() -> Result<Self> {
        let set = sched_getaffinity(SELF).context("cannot ask for this process's cores")?;
        let mut cores = (0..CpuSet::count()).filter(|&core| set.is_set(core).unwrap_or(false));
        let first = cores.next().context("this process may use no core")?;
        Ok(Self { first, last: cores.next_back().unwrap_or(first) })
    }

    /// Both ends on one core.
    pub fn one(self) -> Placement {
        Placement { server: self.first, client: self.first }
    }

    /// Each end on a core of its own, where there are two.
    pub fn two(self) -> Option<Placement> {
        (self.first != self.last).then_some(Placement { server: self.first, client: self.last })
    }

    pub fn placements(self) -> impl Iterator<Item = Placement> {
        [Some(self.one()), self.two()].into_iter().flatten()
    }
}

impl Placement {
    pub const fn is_one_core(self) -> bool {
        self.server == self.client
    }
}

impl fmt::Display for Placement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_one_core() { "both ends on one core" } else { "each end on its own core" })
    }
}

/// Pins the calling thread, and what it starts, to a core.
pub fn pin(core: usize) -> Result<()> {
    let mut set = CpuSet::new();
    set.set(core).and_then(|()| sched_setaffinity(SELF, &set)).with_context(|| format!("cannot run on core {core}"))
}
