//! The programs in `examples/`, run as a person runs them.
#![cfg(feature = "std")]

mod support;

use std::fmt::Debug;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use metricline::tcp::{Client, Server};
use serde_json::{Value, json};
use support::running::{PATIENCE, Running};

// What of `host_metrics` can be called.
#[path = "../examples/host_metrics/name.rs"]
#[allow(dead_code, reason = "the names are for the program")]
mod name;
#[path = "../examples/host_metrics/series.rs"]
mod series;
#[path = "../examples/host_metrics/unit.rs"]
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

#[track_caller]
fn assert_success(output: &Output) {
    assert_eq!(output.status.code(), Some(0), "{output:?}");
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

/// A peer for one connection: takes one line, answers with `response`, returns the line.
fn peer(response: &'static str) -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let peer = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        let mut line = String::new();
        BufReader::new(&stream).read_line(&mut line).unwrap();
        (&stream).write_all(response.as_bytes()).unwrap();
        // Until the client has seen the response and closed.
        (&stream).read_to_end(&mut Vec::new()).unwrap();
        line
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
        assert_success(&output);
        assert!(text(&output.stdout).contains("Usage: "), "{output:?}");
        let widest = text(&output.stdout).lines().map(|line| line.chars().count()).max();
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

#[test]
fn the_client_sends_a_number_as_it_is_written() {
    for (value, timestamp) in
        [("301", "3"), ("0.50", "-5"), ("-5", "0"), ("-.5", "1"), ("1e3", "-9223372036854775808"), ("+007", "7")]
    {
        let (address, peer) = peer("ok\n\n");
        assert_success(&run("client", &["--server", &address, "put", "load", value, timestamp]));
        assert_eq!(peer.join().unwrap(), format!("put load {value} {timestamp}\n"));
    }
}

#[test]
fn the_client_sends_the_current_time_when_it_is_given_none() {
    let (address, peer) = peer("ok\n\n");
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
    let before = now();
    assert_success(&run("client", &["put", "k", "1", "--server", &address]));
    let line = peer.join().unwrap();
    let timestamp: u64 = line.trim_end().rsplit_once(' ').unwrap().1.parse().unwrap();
    assert!((before..=now()).contains(&timestamp), "{line:?}");
}

#[test]
fn the_client_prints_rows_by_key_as_received_and_by_timestamp() {
    let response = "ok\nz 1 2\na .5 7\nz 301 -1\na 1e3 7\n\n";
    let (address, peer_) = peer(response);
    let output = run("client", &["--server", &address, "get", "*"]);
    assert_success(&output);
    assert_eq!(text(&output.stdout), "z 301 -1\nz 1 2\na .5 7\na 1e3 7\n");
    assert_eq!(peer_.join().unwrap(), "get *\n");

    let (address, peer_) = peer(response);
    let output = run("client", &["--server", &address, "get", "*", "--json"]);
    assert_success(&output);
    assert_eq!(text(&output.stdout), "{\"z\":[[-1,301],[2,1]],\"a\":[[7,0.5],[7,1e3]]}\n");
    peer_.join().unwrap();
}

#[test]
fn what_the_client_puts_into_the_server_it_gets_back() {
    let (_server, address) = server(&[]);
    let client = |arguments: &[&str]| run("client", &[&["--server", &address], arguments].concat());
    let empty = client(&["get", "*"]);
    assert_success(&empty);
    assert!(empty.stdout.is_empty());
    assert_eq!(text(&client(&["get", "*", "--json"]).stdout), "{}\n");

    for (key, value, timestamp) in
        [("b", "301", "2"), ("b", "-0.5", "1"), ("\"quoted\\key\"", "-5", "-5"), ("ключ", "1e-7", "3")]
    {
        let put = client(&["put", key, value, timestamp]);
        assert_success(&put);
        assert!(put.stdout.is_empty() && put.stderr.is_empty(), "{put:?}");
    }
    let all = client(&["get", "*"]);
    assert_eq!(text(&all.stdout), "b -0.5 1\nb 301.0 2\n\"quoted\\key\" -5.0 -5\nключ 1e-7 3\n");
    assert_eq!(text(&client(&["get", "ключ"]).stdout), "ключ 1e-7 3\n");
    let all: Value = serde_json::from_slice(&client(&["get", "*", "--json"]).stdout).unwrap();
    assert_eq!(all, json!({"b": [[1, -0.5], [2, 301.0]], "\"quoted\\key\"": [[-5, -5.0]], "ключ": [[3, 1e-7]]}));
}

#[test]
fn a_rejected_put_ends_with_1_and_the_servers_words() {
    let (_server, address) = server(&["--max-samples", "1"]);
    assert_success(&run("client", &["--server", &address, "put", "k", "1", "1"]));
    let output = run("client", &["--server", &address, "put", "k", "1", "2"]);
    assert_failure(&output, 1, &["error: ", &address, "rejected", "full"]);

    let (address, peer) = peer("error\nno more today\n\n");
    assert_failure(&run("client", &["--server", &address, "get", "k"]), 1, &["no more today"]);
    peer.join().unwrap();
}

#[test]
fn a_client_without_a_server_ends_with_1_and_names_the_address() {
    for command in [&["put", "k", "1"][..], &["get", "k"]] {
        let output = run("client", &[&["--server", NOWHERE], command].concat());
        assert_failure(&output, 1, &["error: ", NOWHERE, "because: ", "what to do: "]);
    }
}

#[test]
fn a_response_that_is_bad_in_part_is_not_printed() {
    for (response, why) in [
        ("ok\nk 1 1\nk nan 2\n\n", "finite"),
        ("ok\nk 1 1\nk 2\n\n", "three fields"),
        ("fine\n\n", "neither `ok` nor `error`"),
    ] {
        let (address, peer) = peer(response);
        assert_failure(&run("client", &["--server", &address, "get", "k"]), 1, &[&address, why, "what to do: "]);
        peer.join().unwrap();
    }
}

#[test]
fn a_server_that_says_nothing_is_a_time_out() {
    // The system accepts for it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let output = run("client", &["--server", &address, "--timeout", "0.05", "get", "k"]);
    assert_failure(&output, 1, &["did not answer in time", "--timeout"]);
}

#[test]
fn a_reader_that_has_enough_is_no_failure() {
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    let mut client = metricline::tcp::Client::connect(server.local_addr(), PATIENCE).unwrap();
    // More than a pipe holds.
    for timestamp in 0..10_000 {
        client.put("a.rather.long.key", 0.25, timestamp).unwrap();
    }
    for json in [&[][..], &["--json"]] {
        let mut get = program("client");
        get.args(["--server", &server.local_addr().to_string(), "get", "*"]).args(json);
        let mut child = get.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_exact(&mut [0]).unwrap();
        drop(stdout);
        let output = child.wait_with_output().unwrap();
        assert_success(&output);
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_server_with_its_totals() {
    for signal in ["INT", "TERM"] {
        let (server, address) = server(&[]);
        assert_success(&run("client", &["--server", &address, "put", "k", "1", "1"]));
        assert_success(&run("client", &["--server", &address, "get", "k"]));
        server.signal(signal);
        let output = server.output();
        assert_success(&output);
        assert_eq!(text(&output.stdout), "2 connections, 0 turned away, 1 puts, 1 gets, 0 errors\n");
        assert!(output.stderr.is_empty(), "{output:?}");
    }
}

#[test]
fn a_server_whose_address_is_taken_ends_with_1() {
    let (_server, address) = server(&[]);
    assert_failure(&run("server", &["--listen", &address]), 1, &["error: ", &address, "because: ", "--listen"]);
}

#[test]
fn the_server_keeps_to_its_limits() {
    let (_server, address) = server(&["--max-connections", "1", "--max-line", "64"]);
    let mut client = metricline::tcp::Client::connect(address.as_str(), PATIENCE).unwrap();
    assert!(client.put(&"k".repeat(64), 1, 1).is_err());
    client.put("k", 1, 1).unwrap();
    assert_eq!(run("client", &["--server", &address, "get", "k"]).status.code(), Some(1));
}

/// A line of the table.
#[derive(Debug)]
struct Line {
    key: String,
    samples: u64,
    /// Min, mean, max, last.
    numbers: [f64; 4],
    rest: Vec<String>,
}

fn table(stdout: &[u8]) -> Vec<Line> {
    let mut lines = text(stdout).lines();
    let header: Vec<_> = lines.next().unwrap().split_whitespace().collect();
    assert_eq!(header, ["key", "samples", "min", "mean", "max", "last", "unit", "course"]);
    assert!(lines.next().unwrap().chars().all(|c| c == '─'));
    lines
        .map(|line| {
            let fields: Vec<_> = line.split_whitespace().collect();
            Line {
                key: fields[0].into(),
                samples: fields[1].parse().unwrap(),
                numbers: [2, 3, 4, 5].map(|n| fields[n].parse().unwrap()),
                rest: fields[6..].iter().map(ToString::to_string).collect(),
            }
        })
        .collect()
}

/// The line of one of this host's figures.
#[track_caller]
fn figure<'t>(table: &'t [Line], name: &str) -> &'t Line {
    let key = format!("{}.{name}", name::of_host(sysinfo::System::host_name()));
    table.iter().find(|line| line.key == key).unwrap_or_else(|| panic!("no {key} in {table:?}"))
}

#[test]
fn host_metrics_shows_the_hosts_figures() {
    let output = run("host_metrics", &["--rounds", "2", "--every", "0.2"]);
    assert_success(&output);
    assert!(text(&output.stderr).contains("round 2 of 2"), "{output:?}");
    let table = table(&output.stdout);
    for line in &table {
        let [min, mean, max, last] = line.numbers;
        assert!(min <= mean && mean <= max && (min..=max).contains(&last), "{line:?}");
        // Both rounds may fall into the same second.
        assert!((1..=2).contains(&line.samples), "{line:?}");
        assert_eq!(line.rest.last().unwrap().chars().count() as u64, line.samples, "{line:?}");
    }
    let cpu = figure(&table, "cpu");
    assert_eq!(cpu.rest[0], "%");
    assert!(cpu.numbers.iter().all(|percent| (0.0..=100.0).contains(percent)), "{cpu:?}");

    let bytes = |name| {
        let Line { numbers, rest, .. } = figure(&table, name);
        let power = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"].iter().position(|symbol| *symbol == rest[0]).unwrap();
        numbers[3] * 1024_f64.powi(power as i32)
    };
    let mut system = sysinfo::System::new();
    system.refresh_memory();
    let total = system.total_memory() as f64;
    assert!(total > 0.0 && (bytes("memory.total") / total - 1.0).abs() < 0.01);
    assert!(bytes("memory.used") > 0.0 && bytes("memory.used") < total);
    assert!(bytes("disk.available") <= bytes("disk.total"));
    for name in ["disk.read", "disk.written", "network.received", "network.sent"] {
        let line = figure(&table, name);
        assert!(line.rest[0].ends_with("B/s") && line.numbers[0] >= 0.0, "{line:?}");
    }
}

#[test]
fn host_metrics_goes_on_when_nobody_reads_its_progress() {
    let mut host = program("host_metrics");
    host.args(["--rounds", "2", "--every", "0.2"]).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = host.spawn().unwrap();
    drop(child.stderr.take());
    let output = child.wait_with_output().unwrap();
    assert_success(&output);
    assert!(figure(&table(&output.stdout), "cpu").samples > 0);
}

#[test]
fn host_metrics_shows_other_programs_keys_too() {
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    let address = server.local_addr().to_string();
    let mut client = metricline::tcp::Client::connect(&*address, PATIENCE).unwrap();
    for (n, value) in [301.0, 1e300, -1e300, 0.5].into_iter().enumerate() {
        client.put("palm.cpu", value, n as i64).unwrap();
    }
    client.put("漢字".repeat(20).as_str(), -2.5, 1).unwrap();
    let output = run("host_metrics", &["--rounds", "1", "--server", &address]);
    assert_success(&output);
    let stdout = text(&output.stdout);
    let palm: Vec<_> = stdout.lines().find(|line| line.starts_with("palm.cpu ")).unwrap().split_whitespace().collect();
    // No unit: what it is, only its program knows.
    assert_eq!(palm[..6], ["palm.cpu", "4", "-1.000e300", palm[3], "1.000e300", "0.5"]);
    assert_eq!(palm.len(), 7);
    assert!(stdout.contains("漢字") && stdout.contains("-2.5"), "{stdout}");
    assert!(stdout.contains(".memory.total "));
}

#[test]
fn host_metrics_reads_over_lines_that_are_no_rows() {
    // Stores nothing, and answers every `get` with these.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let peer = thread::spawn(move || {
        let (stream, _) = listener.accept().unwrap();
        for line in BufReader::new(&stream).lines() {
            let get = line.unwrap().starts_with("get");
            let response = if get { "ok\na nan 1\nb 1e999 1\n\u{1b}c 7 1\nd 1\n\n" } else { "ok\n\n" };
            (&stream).write_all(response.as_bytes()).unwrap();
        }
    });
    let output = run("host_metrics", &["--rounds", "1", "--server", &address]);
    assert_success(&output);
    let table = table(&output.stdout);
    assert_eq!((table.len(), &*table[0].key, table[0].numbers), (1, "\u{fffd}c", [7.0; 4]));
    assert!(text(&output.stderr).contains("3 lines of the response could not be read"), "{output:?}");
    peer.join().unwrap();
}

#[test]
fn host_metrics_without_its_server_ends_with_1() {
    let output = run("host_metrics", &["--server", NOWHERE]);
    assert_failure(&output, 1, &["error: ", NOWHERE, "because: ", "what to do: "]);
}

#[cfg(unix)]
#[test]
fn host_metrics_ends_with_1_when_the_server_is_gone_at_the_end() {
    let (mut server, address) = server(&[]);
    let mut host = start("host_metrics", &["--rounds", "0", "--every", "0.2", "--server", &address]);
    host.wait_for("round 1 ");
    server.kill();
    host.wait_for("the server is lost");
    host.signal("INT");
    let output = host.output();
    assert_failure(&output, 1, &["no table", &address, "not delivered", "because: "]);
}

#[cfg(unix)]
#[test]
fn host_metrics_survives_a_server_that_goes_away_and_comes_back() {
    let (mut server, address) = server(&[]);
    let mut host = start("host_metrics", &["--rounds", "0", "--every", "0.2", "--server", &address]);
    host.wait_for("round 2 ");
    server.kill();
    host.wait_for("the server is lost");
    host.wait_for("samples waiting");
    let mut again = start("server", &["--listen", &address]);
    host.wait_for("the server is back, ");
    host.wait_for("round ");
    host.signal("INT");
    let output = host.output();
    assert_success(&output);
    assert!(figure(&table(&output.stdout), "cpu").samples > 0);
    assert!(text(&output.stderr).contains("samples stored\n"), "{output:?}");
    assert!(!text(&output.stderr).contains("dropped"), "{output:?}");
    again.kill();
}

#[cfg(unix)]
#[test]
fn host_metrics_loses_nothing_while_a_server_has_too_many_connections() {
    let server = Server::bind("127.0.0.1:0").unwrap().max_connections(1).start().unwrap();
    let mut only = Client::connect(server.local_addr(), PATIENCE).unwrap();
    only.put("taken", 1, 1).unwrap();
    let address = server.local_addr().to_string();
    let mut host = start("host_metrics", &["--rounds", "0", "--every", "0.2", "--server", &address]);
    host.wait_for("the server is lost, samples wait until it is back: the server rejected the command: \"too many");
    host.wait_for("samples waiting");
    drop(only);
    host.wait_for("the server is back, ");
    host.signal("INT");
    let output = host.output();
    assert_success(&output);
    let stderr = text(&output.stderr);
    assert!(stderr.contains("samples stored\n") && !stderr.contains("rejected\n"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_heeded_while_much_is_delivered() {
    // It answers every put, so slowly that what waits would take minutes.
    let slow = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = slow.local_addr().unwrap().to_string();
    let peer = thread::spawn(move || {
        let (stream, _) = slow.accept().unwrap();
        let mut lines = BufReader::new(stream);
        let mut line = String::new();
        while lines.read_line(&mut line).is_ok_and(|n| n > 0) {
            if line.starts_with("put") {
                thread::sleep(Duration::from_millis(1500));
            }
            line.clear();
            if lines.get_mut().write_all(b"ok\n\n").is_err() {
                break;
            }
        }
    });
    let mut host = start("host_metrics", &["--rounds", "0", "--every", "0.05", "--server", &address]);
    host.wait_for("samples waiting");
    let interrupted = Instant::now();
    host.signal("INT");
    let output = host.output();
    assert_success(&output);
    assert!(text(&output.stderr).contains("not delivered, as there was no time"), "{output:?}");
    assert!(interrupted.elapsed() < Duration::from_secs(60), "{:?}", interrupted.elapsed());
    peer.join().unwrap();
}

#[cfg(unix)]
#[test]
fn host_metrics_shows_its_table_when_it_is_interrupted() {
    for signal in ["INT", "TERM"] {
        // An hour from one round to the next: only the signal ends it.
        let mut host = start("host_metrics", &["--rounds", "0", "--every", "3600"]);
        host.wait_for("round 1 ");
        host.signal(signal);
        let output = host.output();
        assert_success(&output);
        assert_eq!(figure(&table(&output.stdout), "cpu").samples, 1);
    }
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_ends_host_metrics_at_once() {
    // The system accepts for it, and nobody answers the first put.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let mut host = start("host_metrics", &["--server", &address, "--timeout", "3600"]);
    let (mut stream, _) = silent.accept().unwrap();
    stream.read_exact(&mut [0]).unwrap();
    let until = Instant::now() + PATIENCE;
    // Two signals at the same moment may arrive as one, so one follows the other until it has ended.
    let status = loop {
        host.signal("INT");
        thread::sleep(Duration::from_millis(20));
        if let Some(status) = host.ended() {
            break status;
        }
        assert!(Instant::now() < until);
    };
    assert_eq!(status.code(), Some(130));
}

#[track_caller]
fn assert_each<I, O: PartialEq + Debug>(cases: impl IntoIterator<Item = (I, O)>, of: impl Fn(I) -> O) {
    for (input, expected) in cases {
        assert_eq!(of(input), expected);
    }
}

#[test]
fn a_hostname_becomes_a_part_of_a_key() {
    assert_each(
        [
            (Some("palm"), "palm"),
            (Some("палм.example.org"), "палм.example.org"),
            (Some(" a b\tc\u{2003}d\u{1b}\n"), "a-b-c-d-"),
            (Some("*"), "-"),
            (Some(" "), "localhost"),
            (Some(""), "localhost"),
            (None, "localhost"),
        ],
        |hostname: Option<&str>| &*name::of_host(hostname.map(Into::into)).leak(),
    );
    assert_eq!(name::of_host(Some("ж".repeat(1000))).chars().count(), 253);
}

#[test]
fn a_sparkline_goes_from_the_least_to_the_greatest_value() {
    let line = |values: &[f64], width| {
        let samples: Vec<_> = values.iter().map(|&value| (0, value)).collect();
        series::sparkline(&samples, width, 0.1)
    };
    assert_eq!(line(&[], 20), "");
    assert_eq!(line(&[5.0], 20), "▁");
    assert_eq!(line(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 20), "▁▂▃▄▅▆▇█");
    assert_eq!(line(&[-1.0, 1.0], 20), "▁█");
    assert_eq!(line(&[0.0, 0.0, 8.0, 6.0], 2), "▁█");
    assert_eq!(line(&[1.0; 1001], 20).chars().count(), 20);
    assert_eq!(line(&[f64::MAX, f64::MIN, 0.0], 20), "█▁▅");
    // Less than what the numbers show.
    assert_eq!(line(&[1.0, 1.05], 20), "▁▁");
}

#[test]
fn statistics_are_finite_whatever_the_values() {
    let of = |values: &[f64]| {
        let samples: Vec<_> = values.iter().map(|&value| (0, value)).collect();
        series::Statistics::of(&samples).map(|s| (s.samples, s.min, s.mean, s.max, s.last))
    };
    assert_eq!(of(&[]), None);
    assert_eq!(of(&[3.0, 1.0, 2.0]), Some((3, 1.0, 2.0, 3.0, 2.0)));
    let (_, _, mean, _, _) = of(&[f64::MAX; 4]).unwrap();
    assert!(mean.is_finite());
}

#[test]
fn values_are_written_in_their_units() {
    use unit::Unit;
    assert_each(
        [
            ((Unit::Bytes, 0.0), "0 B"),
            ((Unit::Bytes, 1023.0), "1023 B"),
            ((Unit::Bytes, 1024.0), "1.00 KiB"),
            ((Unit::Bytes, 25_275_932_672.0), "23.54 GiB"),
            ((Unit::Bytes, 252.0 * 1024.0 * 1024.0 * 1024.0), "252.0 GiB"),
            ((Unit::BytesPerSecond, 1_048_575.0), "1.00 MiB/s"),
            ((Unit::Percent, 12.345), "12.3 %"),
            ((Unit::Celsius, -5.0), "-5.0 °C"),
            ((Unit::Load, 0.05), "0.05"),
            ((Unit::Unknown, 0.0), "0"),
            ((Unit::Unknown, 301.0), "301"),
            ((Unit::Unknown, -0.5), "-0.5"),
            ((Unit::Unknown, 4_200_000.0), "4200000"),
            ((Unit::Unknown, 1.0 / 3.0), "0.3333"),
            ((Unit::Unknown, 1e-7), "1.000e-7"),
            ((Unit::Unknown, -1e300), "-1.000e300"),
        ],
        |(unit, value): (Unit, f64)| &*unit.write(value).leak(),
    );
}
