//! The std server: many connections, of which none stalls the others.
#![cfg(feature = "std")]

mod support;

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use metricline::link::LinkError;
use metricline::server::Store;
use metricline::tcp::{Client, Error, MemoryStore, Running, Server, TOO_MANY_CONNECTIONS, Transport};
use metricline::{Sample, key};
use support::tcp::{PATIENT, connect, exchange, rest, serve, server};
use support::watched::Watched;

fn client<S>(server: &Running<S>) -> Client {
    Client::connect(server.local_addr(), PATIENT).unwrap()
}

/// A store with this many samples, spread over ten keys.
fn filled(samples: i64) -> MemoryStore {
    let mut store = MemoryStore::new();
    for timestamp in 0..samples {
        let key = format!("host.sensor{}", timestamp % 10);
        let sample = Sample { key: (&key).try_into().unwrap(), value: 0.5, timestamp: timestamp.into() };
        store.put(&sample).unwrap();
    }
    store
}

#[test]
fn clients_that_do_not_read_or_do_not_finish_a_line_stall_no_other() {
    let server = serve(filled(200_000));
    // Requests far more than the socket buffers hold, many times, and reads nothing.
    let mut deaf: Vec<TcpStream> = (0..5).map(|_| connect(&server)).collect();
    for stream in &mut deaf {
        stream.write_all(&b"get *\n".repeat(50)).unwrap();
    }
    // Does not finish its line.
    let mut unfinished = connect(&server);
    unfinished.write_all(b"put k 1").unwrap();
    // Sends nothing.
    let _silent = connect(&server);
    // Sends a line without an end.
    let mut endless = connect(&server);
    endless.set_nonblocking(true).unwrap();
    let mut client = client(&server);
    for timestamp in 0..200 {
        let _ = endless.write(&[b'x'; 4096]);
        client.put("k", 1, timestamp).unwrap();
        assert_eq!(client.get("k").unwrap()["k"].len(), usize::try_from(timestamp).unwrap() + 1);
    }
    // They are served when they go on.
    exchange(&mut unfinished, b"0 1000\nget k\n", "ok\n\nok\n");
    let mut rows = vec![0; 100_000];
    deaf[0].read_exact(&mut rows).unwrap();
    assert!(rows.starts_with(b"ok\nhost.sensor0 0.5 0\n"));
    let (_, totals) = server.stop().unwrap();
    assert_eq!((totals.puts, totals.turned_away), (201, 0));
}

/// A store that is slower than the peers that read.
fn slow(store: MemoryStore) -> Watched {
    Watched { store, at_read: Box::new(|| thread::sleep(Duration::from_millis(1))), ..Watched::default() }
}

#[test]
fn a_client_that_asks_and_reads_without_end_does_not_stall_others() {
    let server = serve(slow(filled(100_000)));
    let busy = connect(&server);
    let mut calm = client(&server);
    let (outcome, took) = thread::scope(|scope| {
        // A few bytes request far more, which is read at once, so the server always has something to do for it.
        scope.spawn(|| while (&busy).write_all(&b"put busy 1 1\nget *\n".repeat(1000)).is_ok() {});
        (&busy).read_exact(&mut [0; 1 << 20]).unwrap();
        scope.spawn(|| io::copy(&mut &busy, &mut io::sink()));
        let start = Instant::now();
        let outcome = (0..100).try_for_each(|timestamp| calm.put("calm", 1, timestamp));
        let took = start.elapsed();
        // The server stops although there is something to do, which ends the threads above.
        let stopped = server.stop().map(|(_, totals)| totals.connections);
        let _ = busy.shutdown(Shutdown::Both);
        (outcome.and(stopped), took)
    });
    assert_eq!(outcome.unwrap(), 2);
    assert!(took < PATIENT, "{took:?}");
}

#[test]
fn a_client_too_many_is_turned_away_until_a_place_is_free() {
    let server = Server::bind("127.0.0.1:0").unwrap().max_connections(2).start().unwrap();
    let mut first = client(&server);
    let mut second = client(&server);
    first.put("k", 1, 1).unwrap();
    second.put("k", 1, 2).unwrap();
    assert_eq!(rest(connect(&server)), "error\ntoo many connections\n\n");
    // In the place of the response to its first command.
    let error = client(&server).put("k", 9, 9).unwrap_err();
    assert!(matches!(&error, Error::Rejected(text) if text == TOO_MANY_CONNECTIONS), "{error:?}");
    drop(first);
    // The place is free as soon as the server has noticed.
    let deadline = Instant::now() + PATIENT;
    let mut third = loop {
        let mut third = client(&server);
        match third.put("k", 1, 3) {
            Ok(()) => break third,
            Err(error) => assert!(Instant::now() < deadline, "{error:?}"),
        }
    };
    assert_eq!(third.get("k").unwrap()["k"].len(), 3);
    second.put("k", 1, 4).unwrap();
    let (_, totals) = server.stop().unwrap();
    assert_eq!(totals.connections, 3);
    assert!(totals.turned_away >= 1);
}

/// Where the events of a poll come in the order in which they happened.
#[cfg(target_os = "linux")]
#[test]
fn a_client_that_closes_and_connects_again_gets_its_place() {
    let server = Server::bind("127.0.0.1:0").unwrap().max_connections(1).start().unwrap();
    for timestamp in 0..100 {
        client(&server).put("k", 1, timestamp).unwrap();
    }
    assert_eq!(server.stop().unwrap().1.turned_away, 0);
}

#[test]
fn stopping_ends_the_thread_the_connections_and_the_listener() {
    let server = server();
    let address = server.local_addr();
    let mut client = client(&server);
    client.put("k", 0.5, 1).unwrap();
    assert!(server.is_running());
    let (store, totals) = server.stop().unwrap();
    assert!(store.samples(0, None).eq([(1.into(), 0.5)]));
    assert_eq!(totals.to_string(), "1 connections, 0 turned away, 1 puts, 0 gets, 0 errors");
    match client.put("k", 1, 2).unwrap_err() {
        Error::Call(metricline::Error::Link(LinkError::Closed)) => {}
        Error::Call(metricline::Error::Transport(error)) => {
            assert!(
                matches!(
                    error.kind(),
                    ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted
                ),
                "{error:?}"
            );
        }
        error => panic!("{error:?}"),
    }
    assert!(matches!(Client::connect(address, PATIENT), Err(Error::Connect { .. })));
    // A server can bind to the address again, and the same client can connect to it.
    let server = Server::bind_with_store(address, store).unwrap().start().unwrap();
    client.reconnect().unwrap();
    assert_eq!(client.get("k").unwrap()["k"], [(1, 0.5)]);
    drop(server);
    assert!(matches!(Client::connect(address, PATIENT), Err(Error::Connect { .. })), "dropping it stops it too");
}

#[test]
fn stopping_does_not_wait_for_a_peer_that_does_not_read() {
    let server = serve(filled(100_000));
    let mut deaf = connect(&server);
    deaf.write_all(&b"get *\n".repeat(100)).unwrap();
    // The first response is being sent.
    deaf.read_exact(&mut [0; 1000]).unwrap();
    let start = Instant::now();
    server.stop().unwrap();
    assert!(start.elapsed() < PATIENT);
    let mut rest = Vec::new();
    // Either the end of the stream or a reset, depending on the system.
    let _ = deaf.read_to_end(&mut rest);
    assert!(rest.len() < 100 * 100_000);
}

#[test]
fn a_store_that_panics_ends_the_server_and_every_connection() {
    let store = Watched::new(|key| assert_ne!(key, key!("panic"), "the test asks for it"));
    let server = serve(store);
    let (mut first, mut second) = (client(&server), client(&server));
    second.put("k", 1, 1).unwrap();
    assert!(first.put("panic", 1, 1).is_err());
    assert!(second.put("k", 1, 2).is_err());
    let deadline = Instant::now() + PATIENT;
    while server.is_running() {
        assert!(Instant::now() < deadline);
        thread::yield_now();
    }
    assert!(matches!(server.stop(), Err(Error::Serve(_))));
}

#[test]
fn binding_to_an_address_in_use_is_an_error() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    match Server::bind(taken.local_addr().unwrap()).unwrap_err() {
        Error::Bind(error) => assert_eq!(error.kind(), ErrorKind::AddrInUse),
        error => panic!("{error:?}"),
    }
}

#[test]
fn commands_are_answered_wherever_the_stream_is_cut() {
    const COMMANDS: &str = "put k 1.5 7\nget k\r\nput k x 8\n\nget none\n";
    const RESPONSES: &str = "ok\n\nok\nk 1.5 7\n\nerror\nwrong command\n\nok\n\n";
    let server = server();
    let mut stream = connect(&server);
    for cut in 1..COMMANDS.len() {
        let (one, other) = COMMANDS.split_at(cut);
        stream.write_all(one.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(2));
        exchange(&mut stream, other.as_bytes(), RESPONSES);
    }
}

#[test]
fn after_every_malformed_line_the_next_command_is_answered_and_nothing_is_stored() {
    let server = server();
    let mut stream = connect(&server);
    let long = [b'x'; 5000];
    // Beside those in `tests/vectors/server`.
    let malformed: [&[u8]; 11] = [
        b"get",
        b"put",
        b"put a 1,5 1",
        b"got a",
        b"put * 1 1",
        b"get \xc3\x28",
        b"put a\xc2\xa0b 1 1",
        b"get \x1b",
        b"\x00",
        b"\xff\xfe\xfd",
        &long,
    ];
    for line in malformed {
        for end in ["\n", "\r\n"] {
            exchange(&mut stream, &[line, end.as_bytes(), b"get *\n"].concat(), "error\nwrong command\n\nok\n\n");
        }
    }
    exchange(&mut stream, b"put a 1 1\nget *\n", "ok\n\nok\na 1.0 1\n\n");
    let (store, totals) = server.stop().unwrap();
    assert_eq!((store.len(), totals.errors), (1, 22));
}

#[test]
fn a_million_rows_pass_through_a_client_of_128_bytes() {
    const ROWS: i64 = 1_000_000;
    let server = serve(filled(ROWS));
    let transport = Transport::connect(server.local_addr(), PATIENT).unwrap();
    let mut client: metricline::Client<_, 128> = metricline::Client::new(transport);
    let mut rows = client.get("*").unwrap();
    let (mut count, mut sum, mut key, mut last) = (0, 0, String::new(), -1);
    while let Some(row) = rows.next().unwrap() {
        if row.key != key {
            key = row.key.to_owned();
            last = -1;
        }
        assert_eq!(row.value.as_str(), "0.5");
        assert!(row.timestamp.as_secs() > last, "ascending");
        last = row.timestamp.as_secs();
        count += 1;
        sum += last;
    }
    assert_eq!((count, sum), (ROWS, ROWS * (ROWS - 1) / 2));
    client.put(key!("k"), 1, 1).unwrap();
    assert_eq!(server.stop().unwrap().0.len(), 1_000_001);
}

#[test]
fn with_a_line_limit_of_0_every_line_is_answered_once() {
    let server = Server::bind("127.0.0.1:0").unwrap().max_line(0).start().unwrap();
    let mut stream = connect(&server);
    stream.write_all(b"get x\nput k 1 1\n").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    assert_eq!(rest(stream), "error\nwrong command\n\n".repeat(2));
}
