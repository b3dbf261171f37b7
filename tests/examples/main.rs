//! The programs in `examples/`, run as a person runs them.
#![cfg(feature = "std")]

#[path = "../support/mod.rs"]
mod support;

mod client;
mod figures;
mod host_metrics;
mod programs;
mod server;

// What of `host_metrics` can be called.
#[path = "../../examples/host_metrics/name.rs"]
#[allow(dead_code, reason = "the names are for the program")]
mod name;
#[path = "../../examples/host_metrics/series.rs"]
mod series;
#[path = "../../examples/host_metrics/unit.rs"]
#[allow(dead_code, reason = "the rest is for the program")]
mod unit;

use programs::{assert_failure, printed, run};

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
