//! `client`.

use std::io::Read as _;
use std::net::TcpListener;
use std::process::Stdio;
use std::time::{SystemTime, UNIX_EPOCH};

use metricline::tcp::{Client, Server};
use serde_json::{Value, json};

use crate::programs::{NOWHERE, assert_failure, peer, printed, program, run, server, text};
use crate::support::running::PATIENCE;

#[test]
fn the_client_sends_a_number_as_it_is_written() {
    for (value, timestamp) in
        [("301", "3"), ("0.50", "-5"), ("-5", "0"), ("-.5", "1"), ("1e3", "-9223372036854775808"), ("+007", "7")]
    {
        let (address, peer) = peer(|_| "ok\n\n");
        printed(&run("client", &["--server", &address, "put", "load", value, timestamp]));
        assert_eq!(peer.join().unwrap(), [format!("put load {value} {timestamp}\n")]);
    }
}

#[test]
fn the_client_sends_the_current_time_when_it_is_given_none() {
    let (address, peer) = peer(|_| "ok\n\n");
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let before = now();
    printed(&run("client", &["put", "k", "1", "--server", &address]));
    let line = &peer.join().unwrap()[0];
    let timestamp: u64 = line.trim_end().rsplit_once(' ').unwrap().1.parse().unwrap();
    assert!((before..=now()).contains(&timestamp), "{line:?}");
}

#[test]
fn the_client_prints_rows_by_key_as_received_and_by_timestamp() {
    for (json, expected) in [
        (&[][..], "z 301 -1\nz 1 2\na .5 7\na 1e3 7\n"),
        (&["--json"], "{\"z\":[[-1,301],[2,1]],\"a\":[[7,0.5],[7,1e3]]}\n"),
    ] {
        let (address, peer) = peer(|_| "ok\nz 1 2\na .5 7\nz 301 -1\na 1e3 7\n\n");
        assert_eq!(printed(&run("client", &[&["--server", &address, "get", "*"], json].concat())), expected);
        assert_eq!(peer.join().unwrap(), ["get *\n"]);
    }
}

#[test]
fn what_the_client_puts_into_the_server_it_gets_back() {
    let (_server, address) = server(&[]);
    let client = |arguments: &[&str]| run("client", &[&["--server", &address], arguments].concat());
    assert_eq!(printed(&client(&["get", "*"])), "");
    assert_eq!(printed(&client(&["get", "*", "--json"])), "{}\n");

    for (key, value, timestamp) in
        [("b", "301", "2"), ("b", "-0.5", "1"), ("\"quoted\\key\"", "-5", "-5"), ("ключ", "1e-7", "3")]
    {
        let put = client(&["put", key, value, timestamp]);
        assert_eq!((printed(&put), text(&put.stderr)), ("", ""));
    }
    assert_eq!(printed(&client(&["get", "*"])), "b -0.5 1\nb 301.0 2\n\"quoted\\key\" -5.0 -5\nключ 1e-7 3\n");
    assert_eq!(printed(&client(&["get", "ключ"])), "ключ 1e-7 3\n");
    let all: Value = serde_json::from_str(printed(&client(&["get", "*", "--json"]))).unwrap();
    assert_eq!(all, json!({"b": [[1, -0.5], [2, 301.0]], "\"quoted\\key\"": [[-5, -5.0]], "ключ": [[3, 1e-7]]}));
}

#[test]
fn a_rejected_put_ends_with_1_and_the_servers_words() {
    let (_server, address) = server(&["--max-samples", "1"]);
    printed(&run("client", &["--server", &address, "put", "k", "1", "1"]));
    let output = run("client", &["--server", &address, "put", "k", "1", "2"]);
    assert_failure(&output, 1, &["error: ", &address, "rejected", "full"]);

    let (address, peer) = peer(|_| "error\nno more today\n\n");
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
fn a_response_with_a_bad_row_is_not_printed() {
    for (response, why) in [
        ("ok\nk 1 1\nk nan 2\n\n", "finite"),
        ("ok\nk 1 1\nk 2\n\n", "three fields"),
        ("fine\n\n", "neither `ok` nor `error`"),
    ] {
        let (address, peer) = peer(move |_| response);
        assert_failure(&run("client", &["--server", &address, "get", "k"]), 1, &[&address, why, "what to do: "]);
        peer.join().unwrap();
    }
}

#[test]
fn a_server_that_says_nothing_is_a_time_out() {
    // The kernel accepts the connection.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = silent.local_addr().unwrap().to_string();
    let output = run("client", &["--server", &address, "--timeout", "0.05", "get", "k"]);
    assert_failure(&output, 1, &["did not answer in time", "--timeout"]);
}

#[test]
fn a_closed_pipe_is_not_a_failure() {
    let server = Server::bind("127.0.0.1:0").unwrap().start().unwrap();
    let mut client = Client::connect(server.local_addr(), PATIENCE).unwrap();
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
        printed(&output);
        assert_eq!(text(&output.stderr), "");
    }
}
