//! This program under valgrind, which counts what happens inside of [`counted`].

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

/// The argument that makes this program run the operations.
pub const UNDER_VALGRIND: &str = "--under-valgrind";

/// An operation and its instructions.
pub type Figure = (String, u64);

/// Announces an operation, and runs it as often as `times` says.
pub fn operation(name: &str, times: usize, mut work: impl FnMut()) {
    println!("{times} {name}");
    counted(&mut work);
}

/// Its name is what valgrind looks for.
#[inline(never)]
#[unsafe(no_mangle)]
fn counted(work: &mut dyn FnMut()) {
    work();
}

/// Runs the operations under valgrind.
pub fn count() -> Vec<Figure> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("callgrind");
    // Files of an earlier run would be taken for this one's.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let dump = folder.join("dump");
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet", "--collect-atstart=no", "--toggle-collect=counted"])
        // One file for each call, numbered from 1.
        .arg("--dump-after=counted")
        .arg(format!("--callgrind-out-file={}", dump.display()))
        .arg(env::current_exe().unwrap())
        .arg(UNDER_VALGRIND)
        .stderr(Stdio::inherit())
        .output()
        .expect("valgrind has to be installed");
    assert!(output.status.success(), "valgrind: {}", output.status);
    let announced = String::from_utf8(output.stdout).unwrap();
    let operations = announced.lines().enumerate().map(|(index, line)| {
        let (times, name) = line.split_once(' ').unwrap();
        let total = total(&dump.with_extension((index + 1).to_string()));
        (name.to_owned(), (total, times.parse::<u64>().unwrap()))
    });
    let operations: Vec<_> = operations.collect();
    // The first one does nothing: what it takes is the call's.
    let Some(((_, (overhead, _)), operations)) = operations.split_first() else { panic!("no operation was run") };
    let figure = |(name, (total, times)): &(String, (u64, u64))| (name.clone(), (total - overhead + times / 2) / times);
    operations.iter().map(figure).collect()
}

fn total(dump: &Path) -> u64 {
    let text = fs::read_to_string(dump).unwrap();
    text.lines().find_map(|line| line.strip_prefix("totals: ")).expect("valgrind writes totals").parse().unwrap()
}
