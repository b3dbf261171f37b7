//! The programs in `examples/`, run as a person runs them.
#![cfg(feature = "std")]

#[path = "../support/mod.rs"]
mod support;

mod client;
mod figures;
mod host_metrics;
mod server;

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;

use support::running::Running;

// What of `host_metrics` can be called.
#[path = "../../examples/host_metrics/name.rs"]
#[allow(dead_code, reason = "the names are for the program")]
mod name;
#[path = "../../examples/host_metrics/series.rs"]
mod series;
#[path = "../../examples/host_metrics/unit.rs"]
#[allow(dead_code, reason = "the rest is for the program")]
mod unit;

/// The program's file: next to the folder that this test is in.
fn program(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let folder: PathBuf = test.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let file = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(file.exists(), "{} is missing: `cargo test --all-features` builds it", file.display());
    let mut command = Command::new(file);
    command.env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

fn run(name: &str, arguments: &[&str]) -> Output {
    start(name, arguments).output()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

fn start(name: &str, arguments: &[&str]) -> Running {
    Running::start(program(name).args(arguments))
}

/// A server on a free port, and its address.
fn server(arguments: &[&str]) -> (Running, String) {
    let mut server = start("server", &[&["--listen", "127.0.0.1:0"], arguments].concat());
    let address = server.line().strip_prefix("listening on ").unwrap().to_owned();
    assert!(!address.ends_with(":0"));
    (server, address)
}

/// Checks that a program has succeeded, and returns what it printed.
#[track_caller]
fn printed(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    text(&output.stdout)
}

#[track_caller]
fn assert_failure(output: &Output, code: i32, parts: &[&str]) {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    for part in parts {
        assert!(text(&output.stderr).contains(part), "no {part:?} in {output:?}");
    }
}

/// An address that nothing listens on: a port that no other test can be given.
const NOWHERE: &str = "127.0.0.1:1";

/// A peer for one connection, which answers each line; returns the lines when the client has closed.
fn peer(mut answer: impl FnMut(&str) -> &'static str + Send + 'static) -> (String, thread::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let peer = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(&stream);
        let mut lines = vec![String::new()];
        while reader.read_line(lines.last_mut().unwrap()).is_ok_and(|n| n > 0) {
            let response = answer(lines.last().unwrap());
            lines.push(String::new());
            if (&stream).write_all(response.as_bytes()).is_err() {
                break;
            }
        }
        lines.pop();
        lines
    });
    (address, peer)
}

#[test]
fn help_goes_to_stdout_and_ends_with_0() {
    for arguments in [
        &["host_metrics", "--help"][..],
        &["server", "--help"],
        &["client", "--help"],
        &["client", "put", "--help"],
        &["client", "put", "k", "--help"],
        &["client", "put", "k", "-5", "--help"],
        &["client", "get", "--help"],
    ] {
        let output = run(arguments[0], &arguments[1..]);
        let help = printed(&output);
        assert!(help.contains("Usage: "), "{help}");
        let widest = help.lines().map(|line| line.chars().count()).max();
        assert!(widest < Some(120), "{arguments:?}");
    }
}

#[test]
fn a_usage_error_ends_with_2() {
    for arguments in [
        &["host_metrics", "--every", "0"][..],
        &["host_metrics", "--every", "nan"],
        &["host_metrics", "--every", "-1"],
        &["host_metrics", "--rounds", "-1"],
        &["host_metrics", "--server", "no-port"],
        &["server", "--listen", "127.0.0.1:65536"],
        &["server", "--max-line", "5000"],
        &["server", "surplus"],
        &["client", "got", "k"],
        &["client", "--timeout", "0", "get", "k"],
        &["client", "get"],
        &["client", "get", "a b"],
        &["client", "put", "k"],
        &["client", "put", "*", "1"],
        &["client", "put", "", "1"],
        &["client", "put", "k", "nan"],
        &["client", "put", "k", "-x"],
        &["client", "put", "k", "1", "--surplus"],
        &["client", "put", "k", "1,5"],
        &["client", "put", "k", "1", "1.5"],
        &["client", "put", "k", "1", "9223372036854775808"],
        &["client", "put", "k", "1", "1", "1"],
    ] {
        assert_failure(&run(arguments[0], &arguments[1..]), 2, &["error: ", "--help"]);
    }
    assert_failure(&run("client", &[]), 2, &["Usage: "]);
}
