//! The programs in `examples/firmware` that use the UART, run in QEMU against real peers.
//!
//! The guest's clock runs slow on a busy machine: its time-outs are lower bounds, and no test expects one to be over
//! after so much time. Nor is any time-out short that is not meant to be run into.

// Unix, because the emulator is started by a shell script.
#![cfg(all(feature = "std", unix))]

mod support;

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;

use metricline::tcp::{Client, Error, MemoryStore, Metrics, Server};
use support::firmware::{
    Broken, CONNECTION, DIFFERENT, FAULT, Keep, MISSING, PANIC, PUTS, REJECTED, SILENCE, SUCCESS, accept, emulate,
    listen, program, readings,
};
use support::python::{PythonServer, python};
use support::running::{PATIENCE, Running, wait_for};

/// Arguments of a program whose peer answers: a read time-out that is not run into.
const PATIENT: [&str; 2] = ["150000", "1"];

/// Arguments of a program whose peer does not answer: a read time-out that is run into three times.
const HASTY: [&str; 2] = ["100", "3"];

/// Runs a program to its end, and returns its status.
fn status(name: &str, uart: SocketAddr, arguments: &[&str]) -> i32 {
    emulate(name, Some(uart), arguments).status()
}

// Reporting over the UART.

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_our_server() {
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    // Twice, because what was put twice is stored once.
    for _ in 0..2 {
        assert_eq!(status("uart", server.local_addr(), &PATIENT), SUCCESS);
        let mut client = Client::connect(server.local_addr(), PATIENCE).unwrap();
        assert_eq!(client.get("*").unwrap(), readings());
    }
    let (store, totals) = server.stop().unwrap();
    assert_eq!(store.len(), PUTS.len());
    assert_eq!((totals.puts, totals.gets, totals.errors), (10, 6, 0));
}

/// Runs `uart` with the Python server, and compares what that received.
fn report_to_python(habits: &[&str]) {
    let python = PythonServer::start(habits);
    assert_eq!(status("uart", python.address, &PATIENT), SUCCESS, "{habits:?}");
    // Rust and JSON quote these lines alike.
    assert_eq!(python.stop(), PUTS.map(|put| format!("{put:?}")), "{habits:?}");
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_readings_are_in_the_store_of_a_python_server_digit_for_digit() {
    report_to_python(&[]);
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn the_firmware_bears_the_habits_of_servers() {
    report_to_python(&["--crlf", "--three-newlines", "--one-byte", "--newest-first"]);
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
    let (_listener, address) = listen();
    let mut firmware = emulate("uart", Some(address), &HASTY);
    assert_eq!(firmware.status(), SILENCE);
    assert_eq!(firmware.lines(), ["timed out", "timed out", "timed out", "Silence"]);
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

/// Serves out of a store that is broken, and returns the status of a firmware that reports to it.
fn status_with(keep: Keep) -> i32 {
    let server = Server::bind_with_store("127.0.0.1:0", Broken::new(keep)).unwrap().start().unwrap();
    status("uart", server.local_addr(), &PATIENT)
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_reading_that_differs_in_its_last_digit_is_a_failure() {
    assert_eq!(status_with(|sample| Some(sample.value)), SUCCESS);
    assert_eq!(status_with(|sample| Some(if sample.value == 23.45 { 23.46 } else { sample.value })), DIFFERENT);
    // The next f32.
    assert_eq!(status_with(|sample| Some(if sample.value == 101.325 { 101.325_005 } else { sample.value })), DIFFERENT);
}

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn a_reading_that_the_server_lost_is_a_failure() {
    assert_eq!(status_with(|_| None), MISSING);
    assert_eq!(status_with(|sample| (sample.value != 99.7).then_some(sample.value)), MISSING);
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
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    let mut firmware = emulate("log", Some(server.local_addr()), &PATIENT);
    assert_eq!(firmware.status(), SUCCESS);
    let log = decode(&program("log"), &firmware.printed());
    // The program's own records, and the library's: one for each response.
    assert!(log.contains("reporting, 150000 ms for a response, 1 attempts"), "{log}");
    assert!(log.contains("the server has the same readings"), "{log}");
    assert_eq!(log.matches("response ended, 0 owed").count(), 7, "{log}");
    let (store, _) = server.stop().unwrap();
    assert_eq!(store.len(), PUTS.len());

    let (_listener, address) = listen();
    let mut firmware = emulate("log", Some(address), &HASTY);
    assert_eq!(firmware.status(), SILENCE);
    let log = decode(&program("log"), &firmware.printed());
    assert_eq!(log.matches("timed out").count(), 3, "{log}");
    assert!(log.contains("Silence"), "{log}");
}

// The firmware as a server.

/// `server`, and an address where one client after another talks to its UART.
fn serve(arguments: &[&str]) -> (Running, SocketAddr) {
    let (listener, address) = listen();
    let firmware = emulate("server", Some(address), arguments);
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
    let (mut firmware, address) = serve(&["37"]);
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

#[test]
#[ignore = "needs QEMU and a bare-metal toolchain: examples/firmware/setup.sh && cargo test --all-features --test firmware -- --ignored"]
fn python_clients_converse_with_the_firmware() {
    for (scenario, key) in [("by_hand", "test_key"), ("numbers", "value"), ("this_moment", "now")] {
        let (_firmware, address) = serve(&[]);
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
    assert_eq!(emulate("crash", None, &[]).status(), PANIC);
    assert_eq!(emulate("crash", None, &["1"]).status(), FAULT);
}
