//! What to tell a person when a call has failed.

use metricline::{Error, tcp};

use crate::failure::Failure;

pub fn failure(what: String, error: tcp::Error) -> Failure {
    let advice = advice(&error);
    Failure::new(what, error).with_advice(advice)
}

fn advice(error: &tcp::Error) -> Option<&'static str> {
    match error {
        tcp::Error::Address(_) => Some("check the address: --server HOST:PORT"),
        tcp::Error::Connect { .. } => {
            Some("start a server there (cargo run --features std --example server), or name another one with --server")
        }
        tcp::Error::TimedOut => Some("try again, or give the server longer with --timeout"),
        tcp::Error::Call(Error::Transport(_) | Error::Link(_)) => {
            Some("see whether the server still runs, and whether it is a metrics server")
        }
        tcp::Error::Call(Error::Row(_)) => Some("ask for one key at a time to find the one the server gets wrong"),
        _ => None,
    }
}
