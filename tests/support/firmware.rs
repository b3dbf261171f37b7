//! The programs in `examples/firmware`, in QEMU, and what they report.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use metricline::server::{Store, StoreError};
use metricline::tcp::{self, Client, MemoryStore, Metrics, Server};
use metricline::{Key, Sample, Timestamp};

use super::running::{PATIENCE, Running, wait_for};

// The statuses that the programs exit with.
pub const SUCCESS: i32 = 0;
pub const SILENCE: i32 = 2;
pub const REJECTED: i32 = 3;
pub const CONNECTION: i32 = 4;
pub const MISSING: i32 = 5;
pub const DIFFERENT: i32 = 6;
pub const LOST: i32 = 7;
pub const PANIC: i32 = 101;
pub const FAULT: i32 = 102;

/// What the programs put, in the digits that they are to send.
pub const PUTS: [&str; 5] = [
    "put greenhouse.temperature 23.45 1501864247\n",
    "put greenhouse.temperature 23.0 1501864248\n",
    "put greenhouse.temperature -0.05 1501864249\n",
    "put greenhouse.pressure 101.325 1501864247\n",
    "put greenhouse.pressure 99.7 1501864248\n",
];

/// What they get, after that.
pub const GETS: [&str; 2] = ["get greenhouse.temperature\n", "get greenhouse.pressure\n"];

/// `PUTS` as a client gets them.
pub fn readings() -> Metrics {
    let temperatures = vec![(1_501_864_247, 23.45), (1_501_864_248, 23.0), (1_501_864_249, -0.05)];
    let pressures = vec![(1_501_864_247, 101.325), (1_501_864_248, 99.7)];
    Metrics::from([("greenhouse.temperature".into(), temperatures), ("greenhouse.pressure".into(), pressures)])
}

/// Names the folder of the programs, for a test that is run by another.
pub const PROGRAMS: &str = "METRICLINE_TEST_PROGRAMS";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/firmware")
}

/// The folder of the programs, built once.
pub fn programs() -> &'static Path {
    static PROGRAMS_FOLDER: OnceLock<PathBuf> = OnceLock::new();
    PROGRAMS_FOLDER.get_or_init(|| {
        if let Some(built) = std::env::var_os(PROGRAMS) {
            return built.into();
        }
        let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("firmware");
        // With its feature `log` cannot be built together with programs that have no logger.
        let log = ["--bin", "log", "--features", "defmt"];
        let embassy = ["--bin", "embassy", "--features", "embassy"];
        for arguments in [&["--bins"][..], &log, &embassy] {
            let mut cargo = Command::new("./cargo.sh");
            cargo.args(["build", "--release", "--locked", "--quiet", "--target-dir"]).arg(&target).args(arguments);
            let status = cargo.current_dir(folder()).status().unwrap();
            assert!(
                status.success(),
                "{status}: the firmware does not build; has examples/firmware/setup.sh been run?"
            );
        }
        target.join("thumbv7m-none-eabi/release")
    })
}

/// The file of a program.
pub fn program(name: &str) -> PathBuf {
    programs().join(name)
}

/// QEMU with a program of ours, its UART connected to an address, or to nothing.
pub fn emulate(name: &str, uart: Option<SocketAddr>, arguments: &[&str]) -> Running {
    let serial = uart.map_or("null".into(), |address| format!("tcp:{address},nodelay=on"));
    let mut qemu = Command::new("./qemu.sh");
    qemu.arg(program(name)).args(arguments).current_dir(folder()).env("SERIAL", serial);
    Running::start(&mut qemu)
}

pub fn start_server() -> tcp::Running {
    Server::bind("127.0.0.1:0").unwrap().start().unwrap()
}

#[track_caller]
pub fn assert_has_the_readings(server: SocketAddr) {
    assert_eq!(Client::connect(server, PATIENCE).unwrap().get("*").unwrap(), readings());
}

pub fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// A connection that somebody opens soon.
#[track_caller]
pub fn accept(listener: &TcpListener) -> TcpStream {
    wait_for("a connection", || try_accept(listener))
}

/// A connection that somebody has opened.
pub fn try_accept(listener: &TcpListener) -> Option<TcpStream> {
    listener.set_nonblocking(true).unwrap();
    let stream = match listener.accept() {
        Ok((stream, _)) => stream,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
        Err(error) => panic!("{error}"),
    };
    stream.set_nonblocking(false).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    Some(stream)
}

/// What a store makes of a sample that it is given.
pub type Keep = fn(&Sample<'_, f64>) -> Option<f64>;

/// A store that keeps something else than what it says it has stored.
pub struct Broken {
    store: MemoryStore,
    keep: Keep,
}

impl Broken {
    pub fn new(keep: Keep) -> Self {
        Self { store: MemoryStore::new(), keep }
    }
}

impl Store for Broken {
    fn put(&mut self, sample: &Sample<'_, f64>) -> Result<(), StoreError> {
        (self.keep)(sample).map_or(Ok(()), |value| self.store.put(&Sample { value, ..*sample }))
    }

    fn find(&self, key: Key<'_>) -> Option<usize> {
        self.store.find(key)
    }

    fn key(&self, number: usize) -> Option<Key<'_>> {
        self.store.key(number)
    }

    fn samples(&self, number: usize, after: Option<Timestamp>) -> impl Iterator<Item = (Timestamp, f64)> {
        self.store.samples(number, after)
    }
}
