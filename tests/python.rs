//! What this crate and programs in Python have to say to each other. The programs are in `tests/peers`.

// Unix, because a signal ends the Python server and makes it print what it stored.
#![cfg(all(feature = "std", unix))]

mod support;

use std::net::SocketAddr;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use metricline::tcp::{self, Client, Error, Metrics, Server};
use metricline::{Decimal, Number};
use support::python::{PythonServer, python};
use support::running::{PATIENCE, Running};

fn client(server: SocketAddr, scenario: &str) -> Running {
    Running::start(python("client.py").args([&server.ip().to_string(), &server.port().to_string(), scenario]))
}

fn start_server() -> tcp::Running {
    Server::bind("127.0.0.1:0").unwrap().start().unwrap()
}

fn connect(server: SocketAddr) -> Client {
    Client::connect(server, PATIENCE).unwrap()
}

/// Lets the Python client play a scenario with an empty server of ours; returns what the server holds then.
fn after_scenario(scenario: &str) -> Metrics {
    let server = start_server();
    client(server.local_addr(), scenario).finish();
    connect(server.local_addr()).get("*").unwrap()
}

fn metrics(series: &[(&str, &[(i64, f64)])]) -> Metrics {
    series.iter().map(|&(key, samples)| (key.into(), samples.to_vec())).collect()
}

/// What both clients have put after the conversation of two clients.
fn two_clients_put() -> Metrics {
    metrics(&[("k1", &[(1, 0.25), (2, 2.156), (3, 0.35)]), ("k2", &[(4, 30.0), (5, 41.0)])])
}

// Python's client with our server.

#[test]
fn the_server_holds_exactly_what_python_clients_put() {
    let test_key = [(1_503_319_739, 13.0), (1_503_319_740, 12.0)];
    let put_by_hand = metrics(&[("test_key", &test_key), ("another_key", &[(1_503_319_739, 10.0)])]);
    for (scenario, expected) in [
        ("two_clients", two_clients_put()),
        ("by_hand", put_by_hand),
        ("bad_commands", metrics(&[("k", &[(1, 1.0)])])),
        // More than a segment holds.
        ("many_puts", metrics(&[("many", &many())])),
    ] {
        assert_eq!(after_scenario(scenario), expected, "{scenario}");
    }
}

#[test]
fn the_server_reads_numbers_as_python_prints_them() {
    let stored = after_scenario("numbers");
    let values: Vec<_> = stored["value"].iter().map(|&(_, value)| value).collect();
    assert_eq!(values[..4], [0.5, -0.25, 10.6, 0.300_000_000_000_000_04]);
    assert_eq!(values[values.len() - 7..], [5e-324, 0.5, 5.0, 5.0, 1000.0, 1000.0, 7.0]);
    let timestamps: Vec<_> = stored["timestamp"].iter().map(|&(timestamp, _)| timestamp).collect();
    assert_eq!(timestamps, [i64::MIN, -5, 0, 5, 7, 1 << 31, i64::MAX]);
}

#[test]
fn python_and_the_server_agree_on_the_current_time() {
    let now = || i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap();
    let before = now();
    let stored = after_scenario("this_moment");
    let (timestamp, value) = *stored["now"].last().unwrap();
    assert!((before..=now()).contains(&timestamp), "{before} {timestamp}");
    assert_eq!(value, 2.0);
}

#[test]
fn the_server_keeps_keys_of_any_script() {
    let stored = after_scenario("keys");
    assert_eq!(stored.len(), 12);
    assert_eq!(stored["ключ"], [(1, 1.0)]);
    assert_eq!(stored["error"], [(5, 5.0)]);
    assert_eq!(stored["🌡"], [(10, 10.0)]);
}

#[test]
fn python_gets_every_double_back_as_it_was() {
    let stored = after_scenario("random_bits");
    assert!(stored["double"].len() > 1900, "{}", stored["double"].len());
}

/// The samples of the scenario `many_puts`.
fn many() -> Vec<(i64, f64)> {
    (0..2000_i32).map(|number| (number.into(), f64::from(number * number) / 7.0)).collect()
}

// Our client with Python's server.

/// Everything a client does, several times over, with a peer of these habits.
fn converse(options: &[&str]) {
    let server = PythonServer::start(options);
    let mut client = connect(server.address);
    for selector in ["*", "test", "*", "ключ"] {
        assert_eq!(client.get(selector).unwrap(), Metrics::new());
    }
    let puts = put_every_type(&mut client);
    rejections_harm_nobody(&mut client, "wrong command");
    gets_are_sorted(&mut client);
    assert_eq!(server.stop(), puts);
}

/// Puts, and returns the lines that the server must have received.
fn put_every_type(client: &mut Client) -> Vec<&'static str> {
    let mut lines = Vec::new();
    let mut sent = |put: Result<(), Error>, line| {
        put.unwrap();
        lines.push(line);
    };
    sent(client.put("test", 0.5, 1), "put test 0.5 1\n");
    sent(client.put("test", 2.0, 2), "put test 2.0 2\n");
    sent(client.put("test", 0.4, 2), "put test 0.4 2\n");
    sent(client.put("load", 301, 3), "put load 301 3\n");
    sent(client.put("i", -7_i8, -5), "put i -7 -5\n");
    sent(client.put("i", i64::MIN, i64::MIN), "put i -9223372036854775808 -9223372036854775808\n");
    sent(client.put("i", u64::MAX, i64::MAX), "put i 18446744073709551615 9223372036854775807\n");
    sent(client.put("f", 10.6_f32, 1), "put f 10.6 1\n");
    sent(client.put("f", 4.2e6, 2), "put f 4200000.0 2\n");
    sent(client.put("f", 1e-7, 3), "put f 1e-7 3\n");
    sent(client.put("f", f64::MAX, 4), "put f 1.7976931348623157e+308 4\n");
    sent(client.put("f", -5e-324, 5), "put f -5e-324 5\n");
    sent(client.put("d", Decimal::new(106, 1), 2), "put d 10.6 2\n");
    sent(client.put("d", Decimal::new(-2_340, 3), 1), "put d -2.34 1\n");
    sent(client.put("d", Decimal::new(200, 2), -1), "put d 2.0 -1\n");
    sent(client.put("d", Decimal::new(42, 0), 0), "put d 42 0\n");
    sent(client.put("n", Number::parse("+007.50E-1").unwrap(), 1), "put n +007.50E-1 1\n");
    sent(client.put("ключ.🌡", 0, 0), "put ключ.🌡 0 0\n");
    lines
}

/// A server's error comes back in its own words; NaN and an invalid key are not even sent.
fn rejections_harm_nobody(client: &mut Client, text: &str) {
    // The one command that this client sends and a server must reject: no double is as large.
    let too_large = Number::parse("1e999").unwrap();
    for _ in 0..3 {
        let rejected = client.put("test", too_large, 1);
        assert!(matches!(&rejected, Err(Error::Rejected(message)) if message == text), "{rejected:?}");
        assert!(matches!(client.put("test", f64::NAN, 1), Err(Error::Call(metricline::Error::Encode(_)))));
        assert!(matches!(client.get("two words"), Err(Error::Call(metricline::Error::Key(_)))));
        assert_eq!(client.get("none").unwrap(), Metrics::new());
    }
}

fn gets_are_sorted(client: &mut Client) {
    let stored = metrics(&[
        ("test", &[(1, 0.5), (2, 0.4)]),
        ("load", &[(3, 301.0)]),
        ("i", &[(i64::MIN, -9_223_372_036_854_775_808.0), (-5, -7.0), (i64::MAX, 18_446_744_073_709_551_615.0)]),
        ("f", &[(1, 10.6), (2, 4.2e6), (3, 1e-7), (4, f64::MAX), (5, -5e-324)]),
        ("d", &[(-1, 2.0), (0, 42.0), (1, -2.34), (2, 10.6)]),
        ("n", &[(1, 0.75)]),
        ("ключ.🌡", &[(0, 0.0)]),
    ]);
    for _ in 0..2 {
        for (key, samples) in &stored {
            assert_eq!(client.get(key.as_str()).unwrap(), metrics(&[(key, samples)]));
        }
        assert_eq!(client.get("none").unwrap(), Metrics::new());
        assert_eq!(client.get("*").unwrap(), stored);
    }
}

fn put_and_get_many(options: &[&str]) {
    let server = PythonServer::start(options);
    let mut client = connect(server.address);
    for (timestamp, value) in many() {
        client.put("many", value, timestamp).unwrap();
    }
    for _ in 0..2 {
        assert_eq!(client.get("*").unwrap(), metrics(&[("many", &many())]));
        assert_eq!(client.get("none").unwrap(), Metrics::new());
    }
}

#[test]
fn the_client_converses_with_a_python_server_of_any_habits() {
    converse(&[]);
    // Every command must be one segment.
    converse(&["--segments"]);
    for habit in ["--crlf", "--three-newlines", "--one-byte", "--newest-first"] {
        converse(&["--segments", habit]);
    }
    converse(&["--segments", "--crlf", "--three-newlines", "--one-byte", "--newest-first"]);
}

#[test]
fn the_client_sends_many_commands_and_reads_more_than_a_segment_holds() {
    put_and_get_many(&[]);
    // A command sent in two pieces may arrive as one segment by chance, but not each of 2000.
    put_and_get_many(&["--segments"]);
}

#[test]
fn a_rejection_has_the_words_of_the_python_server() {
    for text in ["the store is full", "нет места 🌡", "ok", "k 1.0 1", ""] {
        for habits in [&[][..], &["--crlf"], &["--three-newlines"], &["--one-byte"]] {
            let server = PythonServer::start(&[&["--segments", "--error-text", text], habits].concat());
            rejections_harm_nobody(&mut connect(server.address), text);
            assert_eq!(server.stop(), [""; 0]);
        }
    }
}

/// A batch in which every hundredth put is one that a server must reject.
fn put_many_in_a_batch(options: &[&str], window: u32) {
    let server = PythonServer::start(options);
    let mut client = connect(server.address);
    let mut rejected = Vec::new();
    let mut batch = client.batch(window, |rejection| {
        assert_eq!(rejection.message, Ok("wrong command"));
        rejected.push(rejection.index);
    });
    let mut expected = Vec::new();
    for (n, (timestamp, value)) in many().into_iter().enumerate() {
        if n % 100 == 7 {
            expected.push(batch.queued());
            batch.put("many", Number::parse("1e999").unwrap(), timestamp).unwrap();
        }
        batch.put("many", value, timestamp).unwrap();
    }
    batch.finish().unwrap();
    assert_eq!(batch.answered(), batch.queued());
    assert_eq!(rejected, expected);
    assert_eq!(client.get("*").unwrap(), metrics(&[("many", &many())]));
    assert_eq!(server.stop().len(), many().len());
}

#[test]
fn a_batch_works_with_a_server_that_splits_commands_at_line_ends_and_with_window_1_with_any() {
    put_many_in_a_batch(&["--segments"], 1);
    put_many_in_a_batch(&["--segments", "--crlf", "--three-newlines", "--one-byte"], 1);
    for window in [2, 100, 100_000] {
        put_many_in_a_batch(&[], window);
    }
    for habit in ["--crlf", "--three-newlines", "--one-byte"] {
        put_many_in_a_batch(&[habit], 100);
    }
}

#[test]
fn a_larger_window_times_out_on_a_server_that_takes_a_segment_for_a_command() {
    let server = PythonServer::start(&["--segments"]);
    let mut client = Client::connect(server.address, Duration::from_millis(200)).unwrap();
    let mut rejected = Vec::new();
    let mut batch = client.batch(10, |rejection| rejected.push(rejection.index));
    for timestamp in 0..10 {
        batch.put("k", 1, timestamp).unwrap();
    }
    for _ in 0..2 {
        assert!(matches!(batch.finish(), Err(Error::TimedOut)));
        assert_eq!((batch.queued(), batch.answered()), (10, 1));
    }
    assert_eq!(rejected, [0]);
    assert_eq!(server.stop(), [""; 0]);
}

// Both clients with one server.

/// The conversation of two clients: client 1 is Python's, client 2 is ours.
fn two_languages_converse(address: SocketAddr) {
    let mut python = client(address, "drive");
    let mut rust = connect(address);

    assert_eq!(python.call(r#"["get", "wrong command test\n"]"#), r#"{"ClientError": "wrong command"}"#);
    assert_eq!(python.call(r#"["get", "some_key"]"#), "{}");
    assert_eq!(python.call(r#"["get", "some_key"]"#), "{}");
    assert_eq!(python.call(r#"["put", "k1", 0.25, 1]"#), "null");
    rust.put("k1", 2.156, 2).unwrap();
    assert_eq!(python.call(r#"["put", "k1", 0.35, 3]"#), "null");
    rust.put("k2", 30, 4).unwrap();
    assert_eq!(python.call(r#"["put", "k2", 40, 5]"#), "null");
    rust.put("k2", 41, 5).unwrap();

    let stored = r#"{"k1": [[1, 0.25], [2, 2.156], [3, 0.35]], "k2": [[4, 30.0], [5, 41.0]]}"#;
    assert_eq!(python.call(r#"["get", "*"]"#), stored);
    assert_eq!(rust.get("*").unwrap(), two_clients_put());
    assert_eq!(python.call(r#"["get", "k3"]"#), "{}");
    assert_eq!(rust.get("k3").unwrap(), Metrics::new());
    assert_eq!(python.finish(), [""; 0]);
}

#[test]
fn two_languages_hold_the_first_conversation_on_either_server() {
    let server = start_server();
    two_languages_converse(server.local_addr());
    let (store, totals) = server.stop().unwrap();
    assert_eq!(store.len(), 5);
    assert_eq!((totals.connections, totals.puts, totals.gets, totals.errors), (2, 6, 6, 1));

    let server = PythonServer::start(&["--segments"]);
    two_languages_converse(server.address);
    let puts = ["k1 0.25 1", "k1 2.156 2", "k1 0.35 3", "k2 30 4", "k2 40 5", "k2 41 5"];
    assert_eq!(server.stop(), puts.map(|put| format!("put {put}\n")));
}

/// Ours puts and gets while the Python client plays `many_puts`.
fn two_languages_hurry(address: SocketAddr) {
    let python = client(address, "many_puts");
    let mut rust = connect(address);
    for (timestamp, value) in many() {
        rust.put("rust", value, timestamp).unwrap();
        assert_eq!(rust.get("none").unwrap(), Metrics::new());
    }
    assert_eq!(rust.get("rust").unwrap(), metrics(&[("rust", &many())]));
    python.finish();
    assert_eq!(rust.get("*").unwrap(), metrics(&[("many", &many()), ("rust", &many())]));
}

#[test]
fn two_languages_at_once_do_not_disturb_each_other_on_either_server() {
    two_languages_hurry(start_server().local_addr());
    let server = PythonServer::start(&["--segments"]);
    two_languages_hurry(server.address);
    assert_eq!(server.stop().len(), 2 * many().len());
}

#[test]
fn the_two_python_programs_understand_each_other() {
    // Where another test fails and this one does not, it is not the peers that are wrong.
    let scenarios = "two_clients by_hand numbers this_moment keys bad_commands many_puts random_bits";
    for scenario in scenarios.split(' ') {
        client(PythonServer::start(&[]).address, scenario).finish();
    }
}
