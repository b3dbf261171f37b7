//! The server notices at any time that a peer closes, or closes its sending side, and answers what was sent before.
#![cfg(feature = "std")]

mod support;

use std::io::Write;
use std::net::{Shutdown, TcpStream};

use metricline::server::Store;
use metricline::tcp::{MemoryStore, Running, Server};
use metricline::{Sample, key};
use support::tcp::{connect, exchange, rest, serve};
use support::watched::{Gate, Watched};

/// A server with a gate.
fn gated() -> (Running<Watched>, Gate) {
    let (gate, hold) = Gate::new();
    (serve(Watched::new(hold)), gate)
}

/// Makes sure that the server has accepted the connection and waits for input.
fn greet(stream: &mut TcpStream) {
    exchange(stream, b"got\n", "error\nwrong command\n\n");
}

#[test]
fn a_close_with_the_last_bytes() {
    let (server, Gate { stands, opens }) = gated();
    let mut busy = connect(&server);
    let mut known = connect(&server);
    greet(&mut known);
    busy.write_all(b"put gate 1 1\n").unwrap();
    stands.recv().unwrap();
    // The server waits for input of one, and has not accepted the other.
    let mut new = connect(&server);
    for stream in [&mut known, &mut new] {
        stream.write_all(b"put k 1 1\nget k\nput k 2 2").unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
    }
    opens.send(()).unwrap();
    for stream in [known, new] {
        assert_eq!(rest(stream), "ok\n\nok\nk 1.0 1\n\n");
    }
    assert_eq!(server.stop().unwrap().0.store.len(), 2, "the gate and k, and no unfinished line");
}

#[test]
fn a_close_between_the_event_and_the_read() {
    let (server, Gate { stands, opens }) = gated();
    let [mut first, mut second, mut third] = [(); 3].map(|()| connect(&server));
    for stream in [&mut first, &mut second, &mut third] {
        greet(stream);
    }
    first.write_all(b"put gate 1 1\n").unwrap();
    stands.recv().unwrap();
    // One poll reports both, and the server is held up by one while the other closes.
    second.write_all(b"put gate 1 1\n").unwrap();
    third.write_all(b"put k 1 1\n").unwrap();
    opens.send(()).unwrap();
    stands.recv().unwrap();
    third.shutdown(Shutdown::Write).unwrap();
    opens.send(()).unwrap();
    assert_eq!(rest(third), "ok\n\n");
}

#[test]
fn a_close_long_after_the_last_bytes() {
    let (server, ..) = gated();
    let mut stream = connect(&server);
    for _ in 0..2 {
        greet(&mut stream);
    }
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(rest(stream), "");
}

/// How often 100,000 rows are requested: more than all buffers between the two ends take.
const GETS: usize = 16;

/// A server with two connections: one in lockstep, and one that does not read its responses.
fn with_deaf_peer() -> (Running, TcpStream, TcpStream) {
    let mut store = MemoryStore::new();
    for timestamp in 0..100_000 {
        store.put(&Sample { key: key!("k"), value: 0.5, timestamp: timestamp.into() }).unwrap();
    }
    let server = Server::bind_with_store("127.0.0.1:0", store).unwrap().max_connections(2).start().unwrap();
    let mut other = connect(&server);
    let mut deaf = connect(&server);
    deaf.write_all(&b"get k\n".repeat(GETS)).unwrap();
    // Meanwhile the server writes to the other until the socket takes no more.
    for _ in 0..200 {
        greet(&mut other);
    }
    (server, other, deaf)
}

#[test]
fn a_close_while_the_server_waits_to_write() {
    let (_server, mut other, deaf) = with_deaf_peer();
    deaf.shutdown(Shutdown::Write).unwrap();
    // The server is notified of the close before it answers this.
    greet(&mut other);
    let responses = rest(deaf);
    assert_eq!(responses.matches("ok\nk 0.5 0\n").count(), GETS);
    assert_eq!(responses.matches("k 0.5 99999\n\n").count(), GETS);
}

#[test]
fn a_close_while_the_server_waits_to_write_with_unread_input() {
    let (_server, mut other, mut deaf) = with_deaf_peer();
    // Its response is so short that it fits the last write.
    deaf.write_all(b"put l 1 1\n").unwrap();
    greet(&mut other);
    // The server is notified of these bytes, and does not read them yet.
    deaf.shutdown(Shutdown::Write).unwrap();
    greet(&mut other);
    let responses = rest(deaf);
    assert_eq!(responses.matches("ok\nk 0.5 0\n").count(), GETS);
    assert!(responses.ends_with("k 0.5 99999\n\nok\n\n"));
}

#[test]
fn a_reset_while_the_server_waits_to_write() {
    let (server, mut other, deaf) = with_deaf_peer();
    // Closing with unread input resets the connection.
    drop(deaf);
    greet(&mut other);
    // Its place is free.
    greet(&mut connect(&server));
}

#[test]
fn a_close_after_about_as_many_bytes_as_the_server_reads_at_once() {
    let (server, ..) = gated();
    for size in [1 << 12, 1 << 16, 1 << 17, 1 << 18] {
        for size in [size - 1, size, size + 1] {
            let mut sent = b"put k 1.25 1\n".repeat(size / 13);
            sent.resize(size, b' ');
            let mut stream = connect(&server);
            stream.write_all(&sent).unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
            let responses = rest(stream);
            assert_eq!(responses.len(), size / 13 * 4, "{size} bytes");
            assert_eq!(responses.matches("ok\n\n").count(), size / 13, "{size} bytes");
        }
    }
}
