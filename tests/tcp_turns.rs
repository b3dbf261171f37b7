//! Connections take turns: those that send without end have short ones, and let a client that waits for its responses
//! go first.
#![cfg(feature = "std")]

mod support;

use std::io::Write;
use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use metricline::Key;
use metricline::server::Store;
use metricline::tcp::Running;
use support::tcp::{connect, exchange, serve};
use support::watched::{Gate, Watched};

const FLOODS: usize = 10;

/// How many samples each flood sends at once, each in a line of about 1000 bytes: 60 kB.
const SAMPLES: usize = 60;

/// The sample that the first flood is held up at.
const HELD_AT: usize = 30;

/// The most samples that a flood stores in a turn. The store takes 0.1 ms for each, so that a turn ends after about
/// 8 kB.
const MOST_IN_A_TURN: usize = 12;

fn start(mut before_put: impl FnMut(Key<'_>) + Send + 'static) -> (Running<Watched>, Gate) {
    let (gate, mut hold) = Gate::new();
    let store = Watched::new(move |key| {
        hold(key);
        before_put(key);
    });
    (serve(store), gate)
}

/// A key of about 990 bytes that starts with the flood's letter.
fn flood_key(flood: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(flood).unwrap());
    letter.to_string() + &"k".repeat(988)
}

#[test]
fn a_client_in_lockstep_waits_for_one_turn_of_all_that_flood() {
    let letters = Arc::<Mutex<String>>::default();
    let stored = Arc::clone(&letters);
    let (server, Gate { stands, opens }) = start(move |key| {
        let letter = key.as_str().chars().next().unwrap();
        if letter.is_ascii_uppercase() {
            thread::sleep(Duration::from_micros(100));
        }
        stored.lock().unwrap().push(letter);
    });
    let mut honest = connect(&server);
    let mut floods = [(); FLOODS].map(|()| connect(&server));
    // All that floods send is there before the server reads any of it.
    let mut holder = connect(&server);
    holder.write_all(b"put gate 1 1\n").unwrap();
    stands.recv().unwrap();
    for (flood, stream) in floods.iter_mut().enumerate() {
        let mut lines: Vec<String> = (0..SAMPLES).map(|time| format!("put {} 1 {time}\n", flood_key(flood))).collect();
        if flood == 0 {
            lines[HELD_AT] = "put gate 1 2\n".into();
        }
        stream.write_all(lines.concat().as_bytes()).unwrap();
    }
    opens.send(()).unwrap();

    // The server is in the middle of a turn of the first flood.
    stands.recv().unwrap();
    let before = letters.lock().unwrap().len();
    honest.write_all(b"put honest 1 1\n").unwrap();
    // Time for it to arrive, which is all that the test asks of the system.
    thread::sleep(Duration::from_millis(50));
    opens.send(()).unwrap();
    exchange(&mut honest, b"", "ok\n\n");
    for stream in &mut floods {
        exchange(stream, b"", &"ok\n\n".repeat(SAMPLES));
    }

    let letters = letters.lock().unwrap().clone();
    let meanwhile = &letters[before..letters.find('h').unwrap()];
    assert!(meanwhile.chars().all(|letter| letter == 'A' || letter == 'g'), "{meanwhile}");
    assert!(meanwhile.len() <= MOST_IN_A_TURN, "{meanwhile}");
    // Until then the floods had as many turns each, or one more.
    for flood in 0..FLOODS {
        let letter = char::from(b'A' + u8::try_from(flood).unwrap());
        let count = letters[..before].matches(letter).count();
        assert!(count.abs_diff(HELD_AT) <= MOST_IN_A_TURN, "{letter}: {count}");
    }
}

#[test]
fn all_that_connect_at_once_are_served() {
    // More than are accepted in a round.
    const MANY: usize = 100;
    let (server, Gate { stands, opens }) = start(|_| {});
    let mut holder = connect(&server);
    holder.write_all(b"put gate 1 1\n").unwrap();
    stands.recv().unwrap();
    let mut clients: Vec<TcpStream> = (0..MANY).map(|_| connect(&server)).collect();
    for (time, stream) in clients.iter_mut().enumerate() {
        stream.write_all(format!("put k 1 {time}\n").as_bytes()).unwrap();
    }
    opens.send(()).unwrap();
    for stream in &mut clients {
        exchange(stream, b"", "ok\n\n");
    }
    let (store, totals) = server.stop().unwrap();
    assert_eq!(store.samples(1, None).count(), MANY);
    assert_eq!((totals.connections, totals.turned_away), (101, 0));
}
