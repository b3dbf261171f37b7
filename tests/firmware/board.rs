//! The boards that QEMU emulates, and the programs on them.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::support::running::Running;

// The statuses that the programs exit with.
pub const SUCCESS: i32 = 0;
pub const SILENCE: i32 = 2;
pub const REJECTED: i32 = 3;
pub const CONNECTION: i32 = 4;
pub const MISSING: i32 = 5;
pub const DIFFERENT: i32 = 6;
pub const LOST: i32 = 7;
pub const USAGE: i32 = 64;
pub const PANIC: i32 = 101;
pub const FAULT: i32 = 102;

/// Makes QEMU signal a break on the UART: its escape character, Ctrl-A, and the key `b`.
pub const BREAK: &str = "\x01b";

/// The programs for any board, as arguments of cargo: a build for each set of features.
const PROGRAMS: [&[&str]; 2] = [&["--bins"], &["--bin", "log", "--features", "defmt"]];

/// Those that need an Ethernet.
const ETHERNET_PROGRAMS: [&[&str]; 2] =
    [&["--bin", "tcp", "--features", "tcp"], &["--bin", "embassy", "--features", "embassy"]];

/// Set in the environment of a test that runs in a network namespace, for which the programs were built outside.
pub const ISOLATED: &str = "METRICLINE_TEST_ISOLATED";

pub fn is_isolated() -> bool {
    std::env::var_os(ISOLATED).is_some()
}

pub static LM3S6965EVB: Board = Board::new("lm3s6965evb", "thumbv7m-none-eabi", &ETHERNET_PROGRAMS);
static MICROBIT: Board = Board::new("microbit", "thumbv6m-none-eabi", &[]);
static MPS2_AN386: Board = Board::new("mps2-an386", "thumbv7em-none-eabihf", &[]);
static MPS2_AN505: Board = Board::new("mps2-an505", "thumbv8m.main-none-eabihf", &[]);

/// Tests that depend on the core, the UART or the clock run on all of them, the others on the first.
pub static BOARDS: [&Board; 4] = [&LM3S6965EVB, &MICROBIT, &MPS2_AN386, &MPS2_AN505];

/// A board, and the target of its core.
pub struct Board {
    pub name: &'static str,
    target: &'static str,
    /// The programs that it runs besides [`PROGRAMS`].
    more_programs: &'static [&'static [&'static str]],
    /// Where its programs are, once they were built.
    programs: OnceLock<PathBuf>,
}

impl Board {
    const fn new(name: &'static str, target: &'static str, more_programs: &'static [&'static [&'static str]]) -> Self {
        Self { name, target, more_programs, programs: OnceLock::new() }
    }

    /// The folder of its programs, which are built once. An isolated test finds them built.
    pub fn programs(&self) -> &Path {
        self.programs.get_or_init(|| {
            let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("firmware");
            if !is_isolated() {
                for arguments in PROGRAMS.iter().chain(self.more_programs) {
                    let mut cargo = Command::new("./cargo.sh");
                    cargo.args(["build", "--release", "--locked", "--quiet", "--target", self.target, "--target-dir"]);
                    cargo.arg(&folder).args(*arguments);
                    let status = cargo.current_dir(sources()).status().unwrap();
                    assert!(
                        status.success(),
                        "{status}: the firmware does not build; has examples/firmware/setup.sh been run?"
                    );
                }
            }
            folder.join(self.target).join("release")
        })
    }

    /// The file of a program.
    pub fn program(&self, name: &str) -> PathBuf {
        self.programs().join(name)
    }

    /// QEMU with a program of ours, its UART connected to an address, or to nothing.
    pub fn emulate(&self, name: &str, uart: Option<SocketAddr>, arguments: &[&str]) -> Running {
        self.emulate_with_serial(name, &uart.map_or("null".into(), in_qemus_words), arguments)
    }

    /// The same, but [`BREAK`] from the peer is a break on the UART, which damages the line.
    pub fn emulate_with_breaks(&self, name: &str, uart: SocketAddr, arguments: &[&str]) -> Running {
        self.emulate_with_serial(name, &format!("mon:{}", in_qemus_words(uart)), arguments)
    }

    fn emulate_with_serial(&self, name: &str, serial: &str, arguments: &[&str]) -> Running {
        let mut qemu = Command::new("./qemu.sh");
        qemu.arg(self.name).arg(self.program(name)).args(arguments);
        Running::start(qemu.current_dir(sources()).env("SERIAL", serial))
    }

    /// Runs a program that uses the UART to its end, and returns its status.
    pub fn status(&self, name: &str, uart: SocketAddr, arguments: &[&str]) -> i32 {
        self.emulate(name, Some(uart), arguments).status()
    }
}

/// A connection to an address, as QEMU's `-serial` has it.
fn in_qemus_words(address: SocketAddr) -> String {
    format!("tcp:{address},nodelay=on")
}

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/firmware")
}

/// A program that is to report over TCP to a server here, which is at 10.0.2.2 in the emulator's network.
pub fn report_over_tcp(name: &str, server: SocketAddr, arguments: &[&str]) -> Running {
    let server = format!("10.0.2.2:{}", server.port());
    LM3S6965EVB.emulate(name, None, &[&[&*server], arguments].concat())
}

/// Why the firmware tried again, each time, as it printed it.
pub fn reasons(firmware: &Running) -> Vec<String> {
    let again = |line: &String| line.split_once(", trying again in").map(|(reason, _)| reason.into());
    firmware.lines().iter().filter_map(again).collect()
}

/// How often a program has printed a line.
pub fn count(program: &Running, line: &str) -> usize {
    program.lines().iter().filter(|&printed| printed == line).count()
}
