//! `host_metrics`.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::{Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use metricline::tcp::{Client, Server};

use crate::name;
use crate::programs::{NOWHERE, assert_failure, peer, printed, program, run, server, start, text};
use crate::support::running::{PATIENCE, Running};

/// A line of the table.
#[derive(Debug)]
struct Line {
    key: String,
    samples: u64,
    /// Min, mean, max, last.
    numbers: [f64; 4],
    rest: Vec<String>,
}

/// The table that a program has printed.
#[track_caller]
fn table(output: &Output) -> Vec<Line> {
    let mut lines = printed(output).lines();
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

/// The program, which is to report to a server until it is interrupted.
#[cfg(unix)]
fn report_to(server: &str) -> Running {
    start("host_metrics", &["--rounds", "0", "--every", "0.2", "--server", server])
}

#[cfg(unix)]
fn interrupt(program: Running) -> Output {
    program.signal("INT");
    program.output()
}

#[test]
fn host_metrics_shows_the_hosts_figures() {
    let output = run("host_metrics", &["--rounds", "2", "--every", "0.2"]);
    let table = table(&output);
    assert!(text(&output.stderr).contains("round 2 of 2"), "{output:?}");
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
    assert!(figure(&table(&output), "cpu").samples > 0);
}

#[test]
fn host_metrics_shows_other_programs_keys_too() {
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    let address = server.local_addr().to_string();
    let mut client = Client::connect(&*address, PATIENCE).unwrap();
    for (n, value) in [301.0, 1e300, -1e300, 0.5].into_iter().enumerate() {
        client.put("palm.cpu", value, n as i64).unwrap();
    }
    client.put("漢字".repeat(20).as_str(), -2.5, 1).unwrap();
    let output = run("host_metrics", &["--rounds", "1", "--server", &address]);
    let stdout = printed(&output);
    let palm: Vec<_> = stdout.lines().find(|line| line.starts_with("palm.cpu ")).unwrap().split_whitespace().collect();
    // No unit: what it is, only its program knows.
    assert_eq!(palm[..6], ["palm.cpu", "4", "-1.000e300", palm[3], "1.000e300", "0.5"]);
    assert_eq!(palm.len(), 7);
    assert!(stdout.contains("漢字") && stdout.contains("-2.5"), "{stdout}");
    assert!(stdout.contains(".memory.total "));
}

#[test]
fn host_metrics_skips_malformed_rows() {
    // Stores nothing, and answers every `get` with these.
    let rows = "ok\na nan 1\nb 1e999 1\n\u{1b}c 7 1\nd 1\n\n";
    let (address, peer) = peer(move |line| if line.starts_with("get") { rows } else { "ok\n\n" });
    let output = run("host_metrics", &["--rounds", "1", "--server", &address]);
    let table = table(&output);
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
    let mut host = report_to(&address);
    host.wait_for("round 1 ");
    server.kill();
    host.wait_for("the server is lost");
    let output = interrupt(host);
    assert_failure(&output, 1, &["no table", &address, "not delivered", "because: "]);
}

#[cfg(unix)]
#[test]
fn host_metrics_survives_a_server_that_goes_away_and_comes_back() {
    let (mut server, address) = server(&[]);
    let mut host = report_to(&address);
    host.wait_for("round 2 ");
    server.kill();
    host.wait_for("the server is lost");
    host.wait_for("samples waiting");
    let mut again = start("server", &["--listen", &address]);
    host.wait_for("the server is back, ");
    host.wait_for("round ");
    let output = interrupt(host);
    assert!(figure(&table(&output), "cpu").samples > 0);
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
    let mut host = report_to(&address);
    host.wait_for("the server is lost, samples wait until it is back: the server rejected the command: \"too many");
    host.wait_for("samples waiting");
    drop(only);
    host.wait_for("the server is back, ");
    let output = interrupt(host);
    printed(&output);
    let stderr = text(&output.stderr);
    assert!(stderr.contains("samples stored\n") && !stderr.contains("rejected\n"), "{output:?}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_long_delivery() {
    // It answers each put so slowly that delivering all of them would take minutes.
    let (address, peer) = peer(|line| {
        if line.starts_with("put") {
            thread::sleep(Duration::from_millis(1500));
        }
        "ok\n\n"
    });
    let mut host = start("host_metrics", &["--rounds", "0", "--every", "0.05", "--server", &address]);
    host.wait_for("samples waiting");
    let interrupted = Instant::now();
    let output = interrupt(host);
    printed(&output);
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
        assert_eq!(figure(&table(&output), "cpu").samples, 1);
    }
}

#[cfg(unix)]
#[test]
fn a_second_interrupt_ends_host_metrics_at_once() {
    // The kernel accepts the connection, and the first put is never answered.
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
