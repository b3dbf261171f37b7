//! The limit of open files.

use anyhow::{Context as _, Result, ensure};
use nix::sys::resource::{Resource, getrlimit, setrlimit};

/// Raises it as far as the system allows, for this process and its children. Fails where that is fewer than `needed`.
pub fn raise(needed: u64) -> Result<()> {
    let (_, most) = getrlimit(Resource::RLIMIT_NOFILE).context("cannot ask for the limit of open files")?;
    ensure!(most >= needed, "{needed} open files are needed, and the system allows {most} (ulimit -Hn)");
    setrlimit(Resource::RLIMIT_NOFILE, most, most).context("cannot raise the limit of open files")
}
