//! The programs, their servers and their peers.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;

use crate::support::running::Running;

/// The program's file: next to the folder that this test is in.
pub fn program(name: &str) -> Command {
    let test = std::env::current_exe().unwrap();
    let folder: PathBuf = test.parent().and_then(|deps| deps.parent()).unwrap().join("examples");
    let file = folder.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(file.exists(), "{} is missing: `cargo test --all-features` builds it", file.display());
    let mut command = Command::new(file);
    command.env_remove("NO_COLOR").stdin(Stdio::null());
    command
}

pub fn run(name: &str, arguments: &[&str]) -> Output {
    start(name, arguments).output()
}

pub fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

pub fn start(name: &str, arguments: &[&str]) -> Running {
    Running::start(program(name).args(arguments))
}

/// A server on a free port, and its address.
pub fn server(arguments: &[&str]) -> (Running, String) {
    let mut server = start("server", &[&["--listen", "127.0.0.1:0"], arguments].concat());
    let address = server.line().strip_prefix("listening on ").unwrap().to_owned();
    assert!(!address.ends_with(":0"));
    (server, address)
}

/// Checks that a program has succeeded, and returns what it printed.
#[track_caller]
pub fn printed(output: &Output) -> &str {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    text(&output.stdout)
}

#[track_caller]
pub fn assert_failure(output: &Output, code: i32, parts: &[&str]) {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    assert!(output.stdout.is_empty(), "{output:?}");
    for part in parts {
        assert!(text(&output.stderr).contains(part), "no {part:?} in {output:?}");
    }
}

/// An address that nothing listens on: a port that no other test can be given.
pub const NOWHERE: &str = "127.0.0.1:1";

/// A peer for one connection, which answers each line; returns the lines when the client has closed.
pub fn peer(
    mut answer: impl FnMut(&str) -> &'static str + Send + 'static,
) -> (String, thread::JoinHandle<Vec<String>>) {
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
