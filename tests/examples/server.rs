//! `server`.

use metricline::tcp::Client;

use crate::programs::{assert_failure, printed, run, server, text};
use crate::support::running::PATIENCE;

#[cfg(unix)]
#[test]
fn a_signal_ends_the_server_with_its_totals() {
    for signal in ["INT", "TERM"] {
        let (server, address) = server(&[]);
        printed(&run("client", &["--server", &address, "put", "k", "1", "1"]));
        printed(&run("client", &["--server", &address, "get", "k"]));
        server.signal(signal);
        let output = server.output();
        assert_eq!(printed(&output), "2 connections, 0 turned away, 1 puts, 1 gets, 0 errors\n");
        assert_eq!(text(&output.stderr), "");
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
    let mut client = Client::connect(address.as_str(), PATIENCE).unwrap();
    assert!(client.put(&"k".repeat(64), 1, 1).is_err());
    client.put("k", 1, 1).unwrap();
    assert_eq!(run("client", &["--server", &address, "get", "k"]).status.code(), Some(1));
}
