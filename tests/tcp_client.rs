//! The std client over real sockets, against servers that misbehave: the exact error, and the result of the next call.
#![cfg(feature = "std")]

mod support;

use std::error::Error as _;
use std::fmt::Debug;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use metricline::Number;
use metricline::link::LinkError;
use metricline::tcp::{Client, Error};
use support::tcp::{PATIENT, server};

/// For calls that should time out.
const IMPATIENT: Duration = Duration::from_millis(50);

/// A scripted server: one thread, one connection after the other.
struct Peer {
    address: SocketAddr,
    /// Lets the script go on where it waits.
    go_on: Sender<()>,
    thread: JoinHandle<()>,
}

struct Connection {
    lines: BufReader<TcpStream>,
    go_on: Receiver<()>,
}

impl Peer {
    fn start(serve: impl FnOnce(&mut dyn FnMut() -> Connection) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (go_on, waits) = channel();
        let mut waits = Some(waits);
        let thread = thread::spawn(move || {
            serve(&mut || {
                let (stream, _) = listener.accept().unwrap();
                stream.set_nodelay(true).unwrap();
                // Only the script of the first connection may wait.
                let go_on = waits.take().unwrap_or_else(|| channel().1);
                Connection { lines: BufReader::new(stream), go_on }
            });
        });
        Self { address, go_on, thread }
    }

    /// A server that answers each line with the next of these responses, and then closes the connection.
    fn answering(responses: Vec<Vec<u8>>) -> Self {
        Self::start(move |accept| {
            let mut connection = accept();
            for response in responses {
                connection.answer(&response);
            }
        })
    }

    fn client(&self, timeout: Duration) -> Client {
        Client::connect(self.address, timeout).unwrap()
    }

    fn finish(self) {
        self.thread.join().unwrap();
    }
}

impl Connection {
    fn command(&mut self) -> String {
        let mut line = String::new();
        self.lines.read_line(&mut line).unwrap();
        line
    }

    fn send(&mut self, bytes: &[u8]) {
        self.lines.get_mut().write_all(bytes).unwrap();
    }

    fn answer(&mut self, bytes: &[u8]) {
        self.command();
        self.send(bytes);
    }

    fn wait(&self) {
        self.go_on.recv().unwrap();
    }
}

/// How a call fails, as `Debug` shows it.
#[track_caller]
fn failure<T: Debug>(outcome: Result<T, Error>) -> String {
    format!("{:?}", outcome.unwrap_err())
}

#[test]
fn a_late_response_is_not_taken_for_the_next_one() {
    let peer = Peer::start(|accept| {
        let mut connection = accept();
        assert_eq!(connection.command(), "put a 1 1\n");
        connection.wait();
        connection.send(b"error\nno\n\n");
        assert_eq!(connection.command(), "put b 2 2\n");
        connection.send(b"ok\n\n");
        assert_eq!(connection.command(), "get *\n");
        connection.send(b"ok\nb 2.0 2\n\n");
    });
    let mut client = peer.client(IMPATIENT);
    assert!(matches!(client.put("a", 1, 1), Err(Error::TimedOut)));
    assert!(matches!(client.put("b", 9, 9), Err(Error::TimedOut)), "the first response is still owed");
    client.set_timeout(PATIENT).unwrap();
    peer.go_on.send(()).unwrap();
    client.put("b", 2, 2).unwrap();
    assert_eq!(client.get("*").unwrap()["b"], [(2, 2.0)]);
    peer.finish();
}

#[test]
fn a_partial_response_times_out_and_the_rest_of_it_is_discarded() {
    let peer = Peer::start(|accept| {
        let mut connection = accept();
        connection.answer(b"ok\na 1 1\na 2");
        connection.wait();
        connection.send(b" 2\na 3 3\n\n");
        connection.answer(b"ok\nb 4 4\n\n");
    });
    let mut client = peer.client(IMPATIENT);
    assert!(matches!(client.get("a"), Err(Error::TimedOut)));
    client.set_timeout(PATIENT).unwrap();
    peer.go_on.send(()).unwrap();
    let metrics = client.get("b").unwrap();
    assert_eq!(metrics.into_iter().collect::<Vec<_>>(), [("b".into(), vec![(4, 4.0)])]);
    peer.finish();
}

#[test]
fn a_server_that_never_answers_times_out_until_a_reconnect() {
    let peer = Peer::start(|accept| {
        let mut silent = accept();
        assert_eq!(silent.command(), "put a 1 1\n");
        accept().answer(b"ok\n\n");
        // Nothing but the first command was sent to it.
        assert_eq!(silent.command(), "");
    });
    let mut client = peer.client(IMPATIENT);
    for timestamp in 1..4 {
        assert!(matches!(client.put("a", 1, timestamp), Err(Error::TimedOut)));
    }
    client.set_timeout(PATIENT).unwrap();
    client.reconnect().unwrap();
    client.put("a", 2, 2).unwrap();
    peer.finish();
}

#[test]
fn a_response_may_arrive_in_any_pieces_and_with_any_line_ends() {
    let peer = Peer::start(|accept| {
        let mut connection = accept();
        connection.command();
        for byte in b"ok\nk 1 1\nk 2 2\n\n" {
            connection.send(&[*byte]);
        }
        connection.answer(b"ok\nk 1 1\n\n\n");
        connection.answer(b"ok\r\nk 1 1\r\n\r\n");
        connection.answer(b"\n\nok\n\n");
        connection.answer(b"ok\nb 1 3\na 2 2\nb 3 1\nb 4 3\n\n");
    });
    let mut client = peer.client(PATIENT);
    assert_eq!(client.get("k").unwrap()["k"], [(1, 1.0), (2, 2.0)]);
    assert_eq!(client.get("k").unwrap()["k"], [(1, 1.0)]);
    assert_eq!(client.get("k").unwrap()["k"], [(1, 1.0)]);
    assert!(client.get("k").unwrap().is_empty());
    // Sorted by timestamp; those of equal timestamps as they came.
    let metrics = client.get("*").unwrap();
    assert_eq!(metrics["a"], [(2, 2.0)]);
    assert_eq!(metrics["b"], [(1, 3.0), (3, 1.0), (3, 4.0)]);
    peer.finish();
}

#[test]
fn a_megabyte_without_a_line_end_is_refused() {
    let megabyte = vec![b'x'; 1 << 20];
    let mut in_a_row = b"ok\n".to_vec();
    in_a_row.extend(&megabyte);
    in_a_row.extend(b" 1 1\nk 1 1\n\n");
    let mut in_a_message = b"error\n".to_vec();
    in_a_message.extend(&megabyte);
    in_a_message.extend(b"\n\n");
    let peer = Peer::start(move |accept| {
        let mut connection = accept();
        connection.answer(&in_a_row);
        connection.answer(&in_a_message);
        connection.answer(b"ok\nk 1 1\n\n");
        connection.command();
        // In place of a status; the client closes the connection before it has read all of it.
        let _ = connection.lines.get_mut().write_all(&megabyte);
    });
    let mut client = peer.client(PATIENT);
    assert_eq!(failure(client.get("k")), "Call(Row(TooLong))");
    let message = failure(client.get("k"));
    assert!(message.starts_with("Rejected(") && message.contains("longer than the receive buffer"), "{message}");
    assert_eq!(client.get("k").unwrap()["k"], [(1, 1.0)]);
    for _ in 0..2 {
        assert_eq!(failure(client.get("k")), "Call(Link(Status))");
    }
    drop(client);
    peer.finish();
}

#[test]
fn after_garbage_or_a_close_at_any_byte_every_call_fails_until_a_reconnect() {
    let garbage = [b"HTTP/1.1 400 Bad Request\r\n\r\n".as_slice(), b"\xff\xfe\n", b"OK\n\n"];
    let responses = [b"ok\nk 1.0 1\nk 2.5 2\n\n".as_slice(), b"error\nwrong command\n\n"];
    let parts = responses.into_iter().flat_map(|response| (0..response.len()).map(|end| &response[..end]));
    let cases = garbage.map(|bytes| (bytes, "Call(Link(Status))"));
    for (bytes, expected) in cases.into_iter().chain(parts.map(|part| (part, "Call(Link(Closed))"))) {
        let peer = Peer::start(move |accept| {
            accept().answer(bytes);
            accept().answer(b"ok\n\n");
        });
        let mut client = peer.client(PATIENT);
        let failures = [failure(client.get("k")), failure(client.put("k", 1, 1)), failure(client.get("k"))];
        assert_eq!(failures, [expected; 3], "after {:?}", String::from_utf8_lossy(bytes));
        client.reconnect().unwrap();
        assert!(client.get("k").unwrap().is_empty());
        peer.finish();
    }
}

#[test]
fn a_close_between_commands_fails_the_next_one() {
    let peer = Peer::start(|accept| {
        accept().answer(b"ok\n\n");
        accept().answer(b"ok\n\n");
    });
    let mut client = peer.client(PATIENT);
    client.put("k", 1, 1).unwrap();
    // Closed, or reset if a write notices the close: an error either way, and again for the next call.
    let has_failed = |error: Error| match &error {
        Error::Call(metricline::Error::Transport(source)) => matches!(
            source.kind(),
            io::ErrorKind::ConnectionReset | io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionAborted
        ),
        error => matches!(error, Error::Call(metricline::Error::Link(LinkError::Closed))),
    };
    assert!(has_failed(client.put("k", 2, 2).unwrap_err()));
    assert!(has_failed(client.put("k", 3, 3).unwrap_err()));
    client.reconnect().unwrap();
    client.put("k", 2, 2).unwrap();
    peer.finish();
}

#[test]
fn a_malformed_row_fails_the_call_and_not_the_next_one() {
    let cases = [
        ("ok\nk 1 1\nk 1\nk 2 2\n\n", "Call(Row(Fields))"),
        ("ok\nk 1 1\nk x 1\nk 2 2\n\n", "Call(Row(Value))"),
        ("ok\nk 1 1\nk 1 x\nk 2 2\n\n", "Call(Row(Timestamp))"),
        ("ok\nk 1 1\nk 1e999 1\nk 2 2\n\n", "Call(Collect(Value(OutOfRange)))"),
        ("error\nno such key\n\n", "Rejected(\"no such key\")"),
    ];
    let mut responses = cases.map(|(response, _)| response.into()).to_vec();
    responses.extend([b"ok\n\xff 1 1\n\n".to_vec(), b"ok\nk 3 3\n\n".to_vec()]);
    let peer = Peer::answering(responses);
    let mut client = peer.client(PATIENT);
    for (response, expected) in cases {
        assert_eq!(failure(client.get("k")), expected, "{response:?}");
    }
    assert_eq!(failure(client.get("k")), "Call(Row(NotUtf8))");
    assert_eq!(client.get("k").unwrap()["k"], [(3, 3.0)]);
    peer.finish();
}

#[test]
fn a_batch_of_any_window_is_stored_and_answered() {
    const PUTS: i64 = 5000;
    for window in [1, 2, 3, 100, 1000, 4096, u32::MAX] {
        let server = server();
        let mut client = Client::connect(server.local_addr(), PATIENT).unwrap();
        let mut rejected = Vec::new();
        let mut batch = client.batch(window, |rejection| {
            assert_eq!(rejection.message, Ok("wrong command"));
            rejected.push(rejection.index);
        });
        let mut expected = Vec::new();
        for timestamp in 0..PUTS {
            if [0, 1, 2222, 4999].contains(&timestamp) {
                expected.push(batch.queued());
                // Too large for an `f64`.
                batch.put("k", Number::parse("1e999").unwrap(), timestamp).unwrap();
            }
            if timestamp == 3333 {
                assert_eq!(failure(batch.put("k", f64::NAN, timestamp)), "Call(Encode(NotFinite))");
                assert_eq!(failure(batch.put(&"k".repeat(20_000), 1, timestamp)), "Call(Encode(TooLong))");
            }
            batch.put("k", timestamp, timestamp).unwrap();
        }
        batch.finish().unwrap();
        assert_eq!((batch.queued(), batch.answered()), (5004, 5004));
        assert_eq!(rejected, expected);
        assert!(client.get("k").unwrap()["k"].iter().copied().eq((0..PUTS).map(|n| (n, n as f64))));
        let totals = server.stop().unwrap().1;
        assert_eq!((totals.puts, totals.errors, totals.gets), (5000, 4, 1));
    }
}

#[test]
fn a_batch_and_a_server_do_not_wait_for_each_other() {
    // A server that cannot send stops reading. So both directions carry more than the systems buffer: 6 MB of responses,
    // and then 80 MB of lines.
    const PUTS: u64 = 300_000;
    let server = server();
    let mut client = Client::connect(server.local_addr(), PATIENT).unwrap();
    let mut rejected = 0;
    let mut batch = client.batch(u32::MAX, |_| rejected += 1);
    let long = "k".repeat(1000);
    for n in 0..PUTS {
        let key = if n < PUTS - 80_000 { "k" } else { &long };
        batch.put(key, Number::parse("1e999").unwrap(), 1).unwrap();
    }
    batch.finish().unwrap();
    assert_eq!((batch.answered(), rejected), (PUTS, PUTS));
    client.put("k", 1, 1).unwrap();
}

#[test]
fn a_batch_goes_on_after_a_time_out() {
    let peer = Peer::start(|accept| {
        let mut connection = accept();
        for n in 1..=3 {
            assert_eq!(connection.command(), format!("put k {n} {n}\n"));
        }
        connection.send(b"ok\n\nerror\n");
        connection.wait();
        connection.send(b"no\n\nok\n\n");
        connection.answer(b"ok\n\n");
        connection.answer(b"ok\n\n");
    });
    let mut client = peer.client(IMPATIENT);
    let mut rejected = Vec::new();
    let mut batch =
        client.batch(10, |rejection| rejected.push((rejection.index, rejection.message.unwrap().to_owned())));
    for n in 1..=3 {
        batch.put("k", n, i64::from(n)).unwrap();
    }
    // The first response may take longer than a time-out.
    while batch.answered() == 0 {
        assert!(matches!(batch.finish(), Err(Error::TimedOut)));
    }
    assert_eq!((batch.queued(), batch.answered()), (3, 1));
    peer.go_on.send(()).unwrap();
    // Every call may time out again.
    while let Err(error) = batch.finish() {
        assert!(matches!(error, Error::TimedOut), "{error:?}");
    }
    assert_eq!((batch.queued(), batch.answered()), (3, 3));
    batch.put("k", 4, None).unwrap();
    drop(batch);
    assert_eq!(rejected, [(1, "no".to_owned())]);
    client.set_timeout(PATIENT).unwrap();
    client.put("k", 5, 5).unwrap();
    peer.finish();
}

#[test]
fn a_batch_that_was_cut_off_is_repeated_from_answered_on() {
    let peer = Peer::start(|accept| {
        let mut connection = accept();
        connection.answer(b"ok\n\nerror\nno\n\nok");
        for _ in 1..10 {
            connection.command();
        }
        drop(connection);
        let mut connection = accept();
        for n in 2..10 {
            assert_eq!(connection.command(), format!("put k {n} {n}\n"));
            connection.send(b"ok\n\n");
        }
    });
    let mut client = peer.client(PATIENT);
    let mut rejected = Vec::new();
    let mut answered = 0;
    let mut failures = 0;
    loop {
        let mut batch = client.batch(100, |rejection| rejected.push(rejection.index));
        let done = (answered..10).try_for_each(|n| batch.put("k", n, n as i64)).and_then(|()| batch.finish());
        answered += batch.answered();
        if done.is_ok() {
            break;
        }
        assert_eq!(failure(done), "Call(Link(Closed))");
        assert_eq!(answered, 2);
        failures += 1;
        client.reconnect().unwrap();
    }
    assert_eq!((answered, failures, rejected), (10, 1, vec![1]));
    peer.finish();
}

#[test]
fn what_cannot_be_sent_is_refused_and_the_connection_stays_usable() {
    let server = server();
    let mut client = Client::connect(server.local_addr(), PATIENT).unwrap();
    assert_eq!(failure(client.put("a b", 1, 1)), "Call(Key(Whitespace))");
    assert_eq!(failure(client.put("k", f64::NAN, 1)), "Call(Encode(NotFinite))");
    assert_eq!(failure(client.get("k".repeat(20_000).as_str())), "Call(Encode(TooLong))");
    client.put("k", 1, 1).unwrap();
    assert_eq!(server.stop().unwrap().1.errors, 0);
}

#[test]
fn every_address_is_tried_and_the_last_failure_is_returned() {
    let server = server();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut client = Client::connect([closed, server.local_addr()].as_slice(), PATIENT).unwrap();
    client.put("k", 1, 1).unwrap();
    for timeout in [None, Some(PATIENT)] {
        match Client::connect([closed, closed].as_slice(), timeout).unwrap_err() {
            Error::Connect { address, source } => {
                assert_eq!((address, source.kind()), (closed, io::ErrorKind::ConnectionRefused));
            }
            error => panic!("{error:?}"),
        }
    }
}

#[test]
fn invalid_addresses_and_time_outs_are_errors() {
    assert!(matches!(Client::connect("no port", None), Err(Error::Address(_))));
    assert!(matches!(Client::connect([].as_slice(), None), Err(Error::Address(_))));
    assert!(matches!(Client::connect("127.0.0.1:1", Duration::ZERO), Err(Error::Timeout)));
    let server = server();
    let mut client = Client::connect(server.local_addr(), None).unwrap();
    assert!(matches!(client.set_timeout(Duration::ZERO), Err(Error::Timeout)));
    client.put("k", 1, 1).unwrap();
}

#[test]
fn rows_come_one_at_a_time_and_can_be_put_elsewhere_unchanged() {
    let peer = Peer::answering(vec![
        b"ok\nk 007 1\nk x 2\nk 2.50 3\n\n".to_vec(),
        b"ok\nk 1 1\nk 2 2\n\n".to_vec(),
        b"ok\nk 9 9\n\n".to_vec(),
    ]);
    let other = server();
    let mut client = peer.client(PATIENT);
    let mut to = Client::connect(other.local_addr(), PATIENT).unwrap();
    let mut rows = client.rows("*").unwrap();
    let mut outcomes = Vec::new();
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                outcomes.push(row.value.as_str().to_owned());
                to.put(row.key, row.value, row.timestamp).unwrap();
            }
            Ok(None) => break,
            Err(error) => outcomes.push(format!("{error:?}")),
        }
    }
    assert_eq!(outcomes, ["007", "Call(Row(Value))", "2.50"]);
    assert_eq!(to.get("*").unwrap()["k"], [(1, 7.0), (3, 2.5)]);
    // The next call discards the rest of a response that is not read to its end.
    assert!(client.rows("k").unwrap().next().unwrap().is_some());
    assert_eq!(client.get("k").unwrap()["k"], [(9, 9.0)]);
    peer.finish();
}

#[test]
fn a_put_without_a_timestamp_has_the_current_time() {
    let server = server();
    let mut client = Client::connect(server.local_addr(), PATIENT).unwrap();
    let now = || i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let before = now();
    client.put("k", 4_200_000, None).unwrap();
    let after = now();
    let metrics = client.get("*").unwrap();
    let [(timestamp, value)] = metrics["k"][..] else { panic!("{metrics:?}") };
    assert!((before..=after).contains(&timestamp));
    assert_eq!(value, 4_200_000.0);
}

#[test]
fn an_error_names_what_failed_and_keeps_its_source() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let error = Client::connect(closed, None).unwrap_err();
    assert_eq!(error.to_string(), format!("cannot connect to {closed}"));
    assert!(error.source().unwrap().downcast_ref::<io::Error>().is_some());

    let peer = Peer::answering(vec![b"ok\nk 1\n\n".to_vec()]);
    let error = peer.client(PATIENT).get("k").unwrap_err();
    assert_eq!(error.to_string(), "a line of the response is not a row");
    assert_eq!(error.source().unwrap().to_string(), "a row does not have exactly three fields");
    peer.finish();
}
