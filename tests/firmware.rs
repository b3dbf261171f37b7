//! The programs in `examples/firmware`, run in QEMU against real peers.
//!
//! The guest's clock runs slow on a busy machine: its time-outs are lower bounds, and no test expects one to be over
//! after so much time. Nor is any time-out short that is not meant to be run into.

// Unix, because the emulator is started by a shell script.
#![cfg(all(feature = "std", unix))]

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use metricline::server::{Store, StoreError};
use metricline::tcp::{Client, Error, MemoryStore, Metrics, Server};
use metricline::{Key, Sample, Timestamp};

/// Whoever takes longer for anything is broken, however slow the machine.
const PATIENCE: Duration = Duration::from_secs(180);

/// Arguments of a program whose peer answers: a read time-out that is not run into.
const PATIENT: [&str; 2] = ["150000", "1"];

/// Arguments of a program whose peer does not answer: a read time-out that is run into three times.
const HASTY: [&str; 2] = ["100", "3"];

// The statuses that the programs exit with.
const SUCCESS: i32 = 0;
const SILENCE: i32 = 2;
const REJECTED: i32 = 3;
const CONNECTION: i32 = 4;
const MISSING: i32 = 5;
const DIFFERENT: i32 = 6;
const PANIC: i32 = 101;
const FAULT: i32 = 102;

/// What `uart` and `log` put, in the digits that they are to send.
const PUTS: [&str; 5] = [
    "put greenhouse.temperature 23.45 1501864247\n",
    "put greenhouse.temperature 23.0 1501864248\n",
    "put greenhouse.temperature -0.05 1501864249\n",
    "put greenhouse.pressure 101.325 1501864247\n",
    "put greenhouse.pressure 99.7 1501864248\n",
];

/// `PUTS` as a client gets them.
fn readings() -> Metrics {
    let temperatures = vec![(1_501_864_247, 23.45), (1_501_864_248, 23.0), (1_501_864_249, -0.05)];
    let pressures = vec![(1_501_864_247, 101.325), (1_501_864_248, 99.7)];
    Metrics::from([("greenhouse.temperature".into(), temperatures), ("greenhouse.pressure".into(), pressures)])
}

// Processes.

/// A process at work, killed with the test if it outlives it. What it prints goes to a file, so that a test can tell
/// what had been printed at any moment.
struct Running {
    child: Child,
    output: PathBuf,
}

impl Running {
    fn start(command: &mut Command) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let output = scratch().join(format!("output-{}-{number}", std::process::id()));
        command.stdin(Stdio::null()).stdout(File::create(&output).unwrap());
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        Self { child, output }
    }

    fn printed(&self) -> Vec<u8> {
        fs::read(&self.output).unwrap()
    }

    /// What it printed, in whole lines.
    fn lines(&self) -> Vec<String> {
        let text = String::from_utf8(self.printed()).unwrap();
        text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n')).map(Into::into).collect()
    }

    /// Waits until it has ended, and returns its status.
    fn status(&mut self) -> i32 {
        let status = wait_for("its end", || self.child.try_wait().unwrap());
        status.code().expect("it ends by itself")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // All in vain when it has ended, and that is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_file(&self.output);
    }
}

/// Asks until there is an answer.
fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let until = Instant::now() + PATIENCE;
    loop {
        if let Some(answer) = ask() {
            return answer;
        }
        assert!(Instant::now() < until, "waited {PATIENCE:?} for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}

fn scratch() -> &'static Path {
    Path::new(env!("CARGO_TARGET_TMPDIR"))
}

fn firmware_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/firmware")
}

/// A board that QEMU emulates, and the target of its core.
struct Board {
    name: &'static str,
    target: &'static str,
    /// Where its programs are, once they were built.
    programs: OnceLock<PathBuf>,
}

static LM3S6965EVB: Board = Board::new("lm3s6965evb", "thumbv7m-none-eabi");
static MICROBIT: Board = Board::new("microbit", "thumbv6m-none-eabi");
static MPS2_AN386: Board = Board::new("mps2-an386", "thumbv7em-none-eabihf");
static MPS2_AN505: Board = Board::new("mps2-an505", "thumbv8m.main-none-eabihf");

/// What another core, UART or clock could break is tested on all of them. The rest is tested on the first.
static BOARDS: [&Board; 4] = [&LM3S6965EVB, &MICROBIT, &MPS2_AN386, &MPS2_AN505];

impl Board {
    const fn new(name: &'static str, target: &'static str) -> Self {
        Self { name, target, programs: OnceLock::new() }
    }

    /// The file of a program, built once with all the others.
    fn program(&self, name: &str) -> PathBuf {
        let folder = self.programs.get_or_init(|| {
            let folder = scratch().join("firmware");
            // With its feature `log` cannot be built together with programs that have no logger.
            for arguments in [&["--bins"][..], &["--bin", "log", "--features", "defmt"]] {
                let mut cargo = Command::new("./cargo.sh");
                cargo.args(["build", "--release", "--locked", "--quiet", "--target", self.target, "--target-dir"]);
                cargo.arg(&folder).args(arguments);
                let status = cargo.current_dir(firmware_folder()).status().unwrap();
                assert!(
                    status.success(),
                    "{status}: the firmware does not build; has examples/firmware/setup.sh been run?"
                );
            }
            folder.join(self.target).join("release")
        });
        folder.join(name)
    }

    /// QEMU with a program of ours, its UART connected to an address, or to nothing.
    fn emulate(&self, name: &str, uart: Option<SocketAddr>, arguments: &[&str]) -> Running {
        let serial = uart.map_or("null".into(), |address| format!("tcp:{address},nodelay=on"));
        let mut qemu = Command::new("./qemu.sh");
        qemu.arg(self.name).arg(self.program(name)).args(arguments);
        Running::start(qemu.current_dir(firmware_folder()).env("SERIAL", serial))
    }

    /// Runs a program to its end, and returns its status.
    fn status(&self, name: &str, uart: SocketAddr, arguments: &[&str]) -> i32 {
        self.emulate(name, Some(uart), arguments).status()
    }
}

fn emulate(name: &str, uart: Option<SocketAddr>, arguments: &[&str]) -> Running {
    LM3S6965EVB.emulate(name, uart, arguments)
}

fn status(name: &str, uart: SocketAddr, arguments: &[&str]) -> i32 {
    LM3S6965EVB.status(name, uart, arguments)
}

fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// The connection of a UART, which somebody opens soon.
fn accept(listener: &TcpListener) -> TcpStream {
    listener.set_nonblocking(true).unwrap();
    let stream = wait_for("a connection", || match listener.accept() {
        Ok((stream, _)) => Some(stream),
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => None,
        Err(error) => panic!("{error}"),
    });
    stream.set_nonblocking(false).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

// Reporting over the UART.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_our_server() {
    for board in BOARDS {
        let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
        // Twice, because what was put twice is stored once.
        for _ in 0..2 {
            assert_eq!(board.status("uart", server.local_addr(), &PATIENT), SUCCESS, "{}", board.name);
            let mut client = Client::connect(server.local_addr(), PATIENCE).unwrap();
            assert_eq!(client.get("*").unwrap(), readings(), "{}", board.name);
        }
        let (store, totals) = server.stop().unwrap();
        assert_eq!(store.len(), PUTS.len());
        assert_eq!((totals.puts, totals.gets, totals.errors), (10, 6, 0));
    }
}

/// Runs `uart` with the Python server, and compares what that received.
fn report_to_python(board: &Board, habits: &[&str]) {
    let mut python = Running::start(python("server.py").arg("0").args(habits));
    let line = wait_for("the server's address", || python.lines().first().cloned());
    let address: SocketAddr = line.strip_prefix("listening on ").unwrap().parse().unwrap();

    let status = board.status("uart", address, &PATIENT);

    let kill = Command::new("kill").args(["-TERM", &python.child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    assert_eq!(python.status(), SUCCESS);
    // Rust and JSON quote these lines alike.
    assert_eq!(python.lines()[1..], PUTS.map(|put| format!("{put:?}")), "{}, {habits:?}", board.name);
    assert_eq!(status, SUCCESS, "{}, {habits:?}", board.name);
}

fn python(program: &str) -> Command {
    let mut python = Command::new("python3");
    python.arg(format!("{}/tests/peers/{program}", env!("CARGO_MANIFEST_DIR")));
    python
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_a_python_server_digit_for_digit() {
    for board in BOARDS {
        report_to_python(board, &[]);
    }
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_firmware_bears_the_habits_of_servers() {
    for board in BOARDS {
        report_to_python(board, &["--crlf", "--three-newlines", "--one-byte", "--newest-first"]);
    }
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn after_a_time_out_the_next_call_gets_its_own_response() {
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    let (listener, address) = listen();
    let mut firmware = emulate("uart", Some(address), &["200", "100000"]);
    let mut uart = accept(&listener);
    let mut commands = BufReader::new(uart.try_clone().unwrap());
    let mut upstream = TcpStream::connect(server.local_addr()).unwrap();
    let mut responses = BufReader::new(upstream.try_clone().unwrap());
    let time_outs = || firmware.lines().iter().filter(|&line| line == "timed out").count();

    // Every other response is held back until the firmware has given up waiting for it.
    for hold_back in [true, false].into_iter().cycle() {
        let mut command = String::new();
        if commands.read_line(&mut command).unwrap() == 0 {
            break;
        }
        // A line is printed before anything else is sent, so this is what there was before the command.
        let before = time_outs();
        upstream.write_all(command.as_bytes()).unwrap();
        let mut response = String::new();
        while !response.ends_with("\n\n") {
            assert_ne!(responses.read_line(&mut response).unwrap(), 0);
        }
        if hold_back {
            wait_for("a time-out", || (time_outs() > before).then_some(()));
        }
        uart.write_all(response.as_bytes()).unwrap();
    }

    assert_eq!(firmware.status(), SUCCESS);
    let mut client = Client::connect(server.local_addr(), PATIENCE).unwrap();
    assert_eq!(client.get("*").unwrap(), readings());
    let (_, totals) = server.stop().unwrap();
    // Each command was repeated at least once. More often, if the machine was busy.
    assert!(totals.puts >= 10 && totals.gets >= 5, "{totals}");
    assert_eq!(totals.errors, 0);
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_does_not_answer_is_a_failure() {
    for board in BOARDS {
        let (_listener, address) = listen();
        let mut firmware = board.emulate("uart", Some(address), &HASTY);
        assert_eq!(firmware.status(), SILENCE, "{}", board.name);
        assert_eq!(firmware.lines(), ["timed out", "timed out", "timed out", "Silence"], "{}", board.name);
    }
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_time_out_is_not_over_early() {
    for board in BOARDS {
        let (listener, address) = listen();
        let mut firmware = board.emulate("uart", Some(address), &["1000", "1"]);
        BufReader::new(accept(&listener)).read_line(&mut String::new()).unwrap();
        let sent = Instant::now();
        assert_eq!(firmware.status(), SILENCE, "{}", board.name);
        // The emulator's clock may be slow, but is never fast. The command is noticed here a little late.
        let waited = sent.elapsed();
        assert!(waited > Duration::from_millis(900), "{} waited for {waited:?}", board.name);
    }
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_server_that_hangs_up_is_a_failure() {
    let (listener, address) = listen();
    let mut firmware = emulate("uart", Some(address), &HASTY);
    drop(accept(&listener));
    // Nothing on a UART tells that there is nobody at its other end.
    assert_eq!(firmware.status(), SILENCE);
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_rejected_reading_is_a_failure() {
    let full = MemoryStore::with_max_samples(4);
    let server = Server::bind_with_store("127.0.0.1:0", full).unwrap().start().unwrap();
    assert_eq!(status("uart", server.local_addr(), &PATIENT), REJECTED);
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_peer_that_speaks_another_protocol_is_a_failure() {
    let (listener, address) = listen();
    let mut firmware = emulate("uart", Some(address), &PATIENT);
    let mut uart = accept(&listener);
    BufReader::new(&uart).read_line(&mut String::new()).unwrap();
    uart.write_all(b"login:\n").unwrap();
    assert_eq!(firmware.status(), CONNECTION);
}

/// A store that keeps something else than what it says it has stored.
struct Broken {
    store: MemoryStore,
    /// What it makes of a sample that it is given.
    keep: fn(&Sample<'_, f64>) -> Option<f64>,
}

impl Broken {
    /// Serves out of such a store, and returns the statuses of the boards that report to it.
    fn statuses(keep: fn(&Sample<'_, f64>) -> Option<f64>) -> [i32; 4] {
        BOARDS.map(|board| {
            let broken = Self { store: MemoryStore::new(), keep };
            let server = Server::bind_with_store("127.0.0.1:0", broken).unwrap().start().unwrap();
            board.status("uart", server.local_addr(), &PATIENT)
        })
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

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_reading_that_differs_in_its_last_digit_is_a_failure() {
    assert_eq!(Broken::statuses(|sample| Some(sample.value)), [SUCCESS; 4]);
    assert_eq!(
        Broken::statuses(|sample| Some(if sample.value == 23.45 { 23.46 } else { sample.value })),
        [DIFFERENT; 4]
    );
    // The next f32.
    assert_eq!(
        Broken::statuses(|sample| Some(if sample.value == 101.325 { 101.325_005 } else { sample.value })),
        [DIFFERENT; 4]
    );
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_reading_that_the_server_lost_is_a_failure() {
    assert_eq!(Broken::statuses(|_| None), [MISSING; 4]);
    assert_eq!(Broken::statuses(|sample| (sample.value != 99.7).then_some(sample.value)), [MISSING; 4]);
}

// Logging.

/// The records that a program has printed, one a line.
fn decode(elf: &Path, records: &[u8]) -> String {
    let decoder = std::env::var_os("DEFMT_PRINT").unwrap_or("defmt-print".into());
    let mut command = Command::new(&decoder);
    command.arg("-e").arg(elf).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command
        .spawn()
        .unwrap_or_else(|error| panic!("{decoder:?}: {error}; to install it: cargo install --locked defmt-print"));
    // So few that the pipe takes them at once.
    child.stdin.take().unwrap().write_all(records).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_log_is_decoded_on_the_host() {
    for board in BOARDS {
        let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
        let mut firmware = board.emulate("log", Some(server.local_addr()), &PATIENT);
        assert_eq!(firmware.status(), SUCCESS, "{}", board.name);
        let log = decode(&board.program("log"), &firmware.printed());
        // The program's own records, and the library's: one for each response.
        assert!(log.contains("reporting, 150000 ms for a response, 1 attempts"), "{log}");
        assert!(log.contains("the server has the same readings"), "{log}");
        assert_eq!(log.matches("response ended, 0 owed").count(), 7, "{log}");
        let (store, _) = server.stop().unwrap();
        assert_eq!(store.len(), PUTS.len());

        let (_listener, address) = listen();
        let mut firmware = board.emulate("log", Some(address), &HASTY);
        assert_eq!(firmware.status(), SILENCE, "{}", board.name);
        let log = decode(&board.program("log"), &firmware.printed());
        assert_eq!(log.matches("timed out").count(), 3, "{log}");
        assert!(log.contains("Silence"), "{log}");
    }
}

// The firmware as a server.

/// `server`, and an address where one client after another talks to its UART.
fn serve(board: &Board, arguments: &[&str]) -> (Running, SocketAddr) {
    let (listener, address) = listen();
    let firmware = board.emulate("server", Some(address), arguments);
    let mut uart = accept(&listener);
    // What is sent to a UART before it was started is lost.
    wait_for("the firmware to be ready", || firmware.lines().contains(&"ready".into()).then_some(()));
    let (listener, address) = listen();
    let client = Arc::new(Mutex::new(None::<TcpStream>));

    // Either thread ends with QEMU or with the test.
    let (current, mut answers) = (Arc::clone(&client), uart.try_clone().unwrap());
    answers.set_read_timeout(None).unwrap();
    thread::spawn(move || {
        let mut buffer = [0; 1024];
        while let Ok(n @ 1..) = answers.read(&mut buffer) {
            if let Some(client) = &mut *current.lock().unwrap() {
                // A client that is gone does not want it.
                let _ = client.write_all(&buffer[..n]);
            }
        }
        // A client that waits for more is told.
        if let Some(client) = &*current.lock().unwrap() {
            let _ = client.shutdown(Shutdown::Both);
        }
    });
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            stream.set_nodelay(true).unwrap();
            *client.lock().unwrap() = Some(stream.try_clone().unwrap());
            let _ = io::copy(&mut stream, &mut uart);
        }
    });
    (firmware, address)
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn our_client_converses_with_the_firmware() {
    for board in BOARDS {
        let (mut firmware, address) = serve(board, &["37"]);
        let mut client = Client::connect(address, PATIENCE).unwrap();
        assert_eq!(client.get("*").unwrap(), Metrics::new());
        // In descending order; the firmware sorts them.
        for number in (0..32).rev() {
            client.put("many", f64::from(number) / 7.0, i64::from(number)).unwrap();
        }
        let full = client.put("many", 0, 32);
        assert!(matches!(&full, Err(Error::Rejected(message)) if message.contains("full")), "{full:?}");
        client.put("many", 0.1, 0).unwrap();
        let many: Vec<_> = (0..32).map(|number| (i64::from(number), f64::from(number) / 7.0)).collect();
        let mut expected = Metrics::from([("many".into(), many)]);
        expected.get_mut("many").unwrap()[0].1 = 0.1;
        assert_eq!(client.get("many").unwrap(), expected);
        assert_eq!(client.get("none").unwrap(), Metrics::new());
        // That was the last command.
        assert_eq!(firmware.status(), SUCCESS);
    }
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn python_clients_converse_with_the_firmware() {
    for (scenario, key) in [("by_hand", "test_key"), ("numbers", "value"), ("this_moment", "now")] {
        let (_firmware, address) = serve(&LM3S6965EVB, &[]);
        let port = address.port().to_string();
        let mut python = Running::start(python("client.py").args(["127.0.0.1", &port, scenario]));
        assert_eq!(python.status(), SUCCESS, "{scenario}: why is on stderr");
        // What one client put, the next one gets.
        let mut client = Client::connect(address, PATIENCE).unwrap();
        assert!(client.get(key).unwrap().contains_key(key), "{scenario}");
    }
}

// Going wrong.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_crash_ends_the_emulation_with_a_status() {
    for board in BOARDS {
        assert_eq!(board.emulate("crash", None, &[]).status(), PANIC, "{}", board.name);
        assert_eq!(board.emulate("crash", None, &["1"]).status(), FAULT, "{}", board.name);
    }
}
