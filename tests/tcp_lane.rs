//! A connection that is busy alone has a thread for itself, and nobody can tell but by the time that it takes.
#![cfg(all(feature = "std", unix))]

mod support;

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

use metricline::key;
use metricline::tcp::{Client, Error, Running, Server};
use support::watched::{Gate, Watched};

/// Long enough that only a server that does not answer runs into it.
const PATIENT: Duration = Duration::from_secs(30);

/// More turns in a row than it takes to be busy alone.
const MANY: i64 = 300;

/// A server, whose store panics at the key `panic`.
struct Scene {
    server: Running<Watched>,
    /// Which thread last put to a key.
    threads: Arc<Mutex<BTreeMap<String, ThreadId>>>,
    gate: Gate,
}

impl Scene {
    fn new(max_connections: usize) -> Self {
        let threads = Arc::<Mutex<BTreeMap<_, _>>>::default();
        let (gate, mut hold) = Gate::new();
        let noted = Arc::clone(&threads);
        let store = Watched::new(move |key| {
            assert_ne!(key, key!("panic"), "as it is told to");
            hold(key);
            noted.lock().unwrap().insert(key.as_str().to_owned(), thread::current().id());
        });
        let server = Server::bind_with_store("127.0.0.1:0", store).unwrap().max_connections(max_connections);
        Self { server: server.start().unwrap(), threads, gate }
    }

    fn client(&self) -> Client {
        Client::connect(self.server.local_addr(), PATIENT).unwrap()
    }

    fn raw(&self) -> TcpStream {
        let stream = TcpStream::connect(self.server.local_addr()).unwrap();
        stream.set_nodelay(true).unwrap();
        stream.set_read_timeout(Some(PATIENT)).unwrap();
        stream
    }

    /// The thread that a put to this key is carried out by.
    fn thread_of(&self, client: &mut Client, key: &str) -> ThreadId {
        client.put(key, 1, None).unwrap();
        self.threads.lock().unwrap()[key]
    }
}

/// Many puts in lockstep.
fn be_busy(client: &mut Client, key: &str) {
    for timestamp in 0..MANY {
        client.put(key, 1, timestamp).unwrap();
    }
}

/// The same over a bare socket, which gets a thread by that.
fn be_busy_over(stream: &mut TcpStream, scene: &Scene) {
    let thread = || scene.threads.lock().unwrap()["busy"];
    let mut loops = None;
    for timestamp in 0..MANY {
        ask(stream, &format!("put busy 1 {timestamp}\n"), "ok\n\n");
        loops.get_or_insert_with(thread);
    }
    assert_ne!(loops, Some(thread()));
}

fn ask(stream: &mut TcpStream, commands: &str, answers: &str) {
    stream.write_all(commands.as_bytes()).unwrap();
    expect(stream, answers);
}

fn expect(stream: &mut TcpStream, answers: &str) {
    let mut got = vec![0; answers.len()];
    stream.read_exact(&mut got).unwrap();
    assert_eq!(String::from_utf8_lossy(&got), answers);
}

#[test]
fn it_has_a_thread_and_the_others_share_one() {
    let scene = Scene::new(10);
    let (mut busy, mut calm) = (scene.client(), scene.client());
    let loops = scene.thread_of(&mut busy, "busy");
    assert_eq!(scene.thread_of(&mut calm, "calm"), loops);
    be_busy(&mut busy, "busy");
    let lane = scene.thread_of(&mut busy, "busy");
    assert_ne!(lane, loops);
    // Neither a connection of before nor a further one disturbs it or waits for it, and all have the same store.
    let mut further = scene.client();
    for timestamp in 0..10 {
        assert_eq!(scene.thread_of(&mut calm, "calm"), loops);
        assert_eq!(scene.thread_of(&mut further, "further"), loops);
        assert_eq!(scene.thread_of(&mut busy, "busy"), lane);
        further.put("all", 2, timestamp).unwrap();
        assert_eq!(busy.get("all").unwrap()["all"].len(), calm.get("all").unwrap()["all"].len());
    }
    let (_, totals) = scene.server.stop().unwrap();
    assert_eq!(totals.to_string(), "3 connections, 0 turned away, 343 puts, 20 gets, 0 errors");
}

#[test]
fn a_silent_one_leaves_its_thread_to_another_when_it_speaks_again() {
    let scene = Scene::new(10);
    let (mut first, mut second) = (scene.client(), scene.client());
    let loops = scene.thread_of(&mut first, "first");
    be_busy(&mut first, "first");
    let lane = scene.thread_of(&mut first, "first");
    assert_ne!(lane, loops);
    for _ in 0..2 {
        be_busy(&mut second, "second");
        assert_eq!(scene.thread_of(&mut second, "second"), loops);
    }
    assert_eq!(scene.thread_of(&mut first, "first"), loops);
    be_busy(&mut second, "second");
    assert_eq!(scene.thread_of(&mut second, "second"), lane);
}

#[test]
fn it_keeps_its_thread_while_it_is_far_busier_than_all_others() {
    let scene = Scene::new(10);
    let (mut busy, mut calm) = (scene.client(), scene.client());
    let loops = scene.thread_of(&mut calm, "calm");
    for _ in 0..MANY {
        for _ in 0..6 {
            busy.put("busy", 1, None).unwrap();
        }
        calm.put("calm", 1, None).unwrap();
    }
    assert_eq!(scene.threads.lock().unwrap()["busy"], loops, "turns in a row are what tells");
    be_busy(&mut busy, "busy");
    for _ in 0..MANY {
        for _ in 0..6 {
            assert_ne!(scene.thread_of(&mut busy, "busy"), loops);
        }
        calm.put("calm", 1, None).unwrap();
    }
}

#[test]
fn it_loses_its_thread_when_the_others_are_busy_too() {
    let scene = Scene::new(10);
    let mut clients = [(); 3].map(|()| scene.client());
    let loops = scene.thread_of(&mut clients[0], "k");
    // Each in turn, the later ones after more and more turns of others.
    for first in 0..clients.len() {
        for _ in 0..6 {
            be_busy(&mut clients[first], "k");
        }
        assert_ne!(scene.thread_of(&mut clients[first], "k"), loops);
        for round in 0..MANY {
            for client in &mut clients {
                let thread = scene.thread_of(client, "k");
                // The lead that it has lasts for the first comparison: there is one at every 128th turn of the others.
                assert!(round < 128 || thread == loops, "{round}");
            }
        }
    }
}

#[test]
fn of_many_that_come_one_after_the_other_none_gets_a_thread() {
    let scene = Scene::new(10);
    let loops = scene.thread_of(&mut scene.client(), "k");
    for _ in 0..10 {
        let mut client = scene.client();
        for _ in 0..100 {
            assert_eq!(scene.thread_of(&mut client, "k"), loops);
        }
    }
}

#[test]
fn of_two_that_are_busy_together_none_gets_a_thread() {
    let scene = Scene::new(10);
    let (mut first, mut second) = (scene.client(), scene.client());
    let loops = scene.thread_of(&mut first, "first");
    for _ in 0..MANY {
        for (client, key) in [(&mut first, "first"), (&mut second, "second")] {
            assert_eq!(scene.thread_of(client, key), loops);
        }
    }
}

#[test]
fn when_both_threads_want_the_store_it_goes_back_to_the_others() {
    let scene = Scene::new(10);
    let (mut busy, mut calm) = (scene.client(), scene.client());
    let loops = scene.thread_of(&mut calm, "calm");
    for gate_is_in_the_lane in [true, false] {
        be_busy(&mut busy, "busy");
        assert_ne!(scene.thread_of(&mut busy, "busy"), loops);
        let (holds, wants) = if gate_is_in_the_lane { (&mut busy, &mut calm) } else { (&mut calm, &mut busy) };
        thread::scope(|scope| {
            scope.spawn(|| holds.put("gate", 1, 1).unwrap());
            scene.gate.stands.recv().unwrap();
            let put = scope.spawn(|| wants.put("k", 1, 1).unwrap());
            // Time to find out that the store is taken. With less of it there would be nothing to see here.
            thread::sleep(Duration::from_millis(200));
            assert!(!put.is_finished());
            scene.gate.opens.send(()).unwrap();
        });
        assert_eq!(scene.threads.lock().unwrap()["k"], loops);
        assert_eq!(scene.thread_of(&mut busy, "busy"), loops);
    }
    assert_eq!(busy.get("k").unwrap()["k"], [(1, 1.0)]);
}

#[test]
fn what_it_sends_is_answered_however_it_is_cut() {
    const COMMANDS: &str = "put k 1.5 7\nget k\r\nput k x 8\n\nget none\n";
    const ANSWERS: &str = "ok\n\nok\nk 1.5 7\n\nerror\nwrong command\n\nok\n\n";
    let scene = Scene::new(10);
    let mut stream = scene.raw();
    be_busy_over(&mut stream, &scene);
    for cut in 1..COMMANDS.len() {
        let (one, other) = COMMANDS.split_at(cut);
        stream.write_all(one.as_bytes()).unwrap();
        thread::sleep(Duration::from_millis(2));
        ask(&mut stream, other, ANSWERS);
    }
    // More than is read and written at once.
    let puts: String = (0..20_000).map(|timestamp| format!("put many 0.5 {timestamp}\n")).collect();
    let mut rows: String = (0..20_000).map(|timestamp| format!("many 0.5 {timestamp}\n")).collect();
    rows.insert_str(0, "ok\n");
    thread::scope(|scope| {
        let mut sender = stream.try_clone().unwrap();
        scope.spawn(move || sender.write_all(puts.as_bytes()).unwrap());
        expect(&mut stream, &"ok\n\n".repeat(20_000));
    });
    ask(&mut stream, "get many\n", &(rows + "\n"));
    // The unfinished line is dropped.
    stream.write_all(b"put k 1 1\nget busy").unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "ok\n\n");
}

#[test]
fn its_place_is_free_when_it_has_closed() {
    let scene = Scene::new(1);
    for _ in 0..3 {
        let deadline = Instant::now() + PATIENT;
        let mut client = scene.client();
        // Until the server has noticed that the last one has gone.
        while let Err(error) = client.put("k", 1, 1) {
            assert!(matches!(error, Error::Rejected(_) | Error::Call(_)), "{error:?}");
            assert!(Instant::now() < deadline, "{error:?}");
            client = scene.client();
        }
        let loops = scene.thread_of(&mut client, "k");
        be_busy(&mut client, "k");
        assert_ne!(scene.thread_of(&mut client, "k"), loops);
        assert!(matches!(scene.client().put("k", 1, 1), Err(Error::Rejected(_))), "there is one already");
    }
    let (_, totals) = scene.server.stop().unwrap();
    assert_eq!((totals.connections, totals.puts), (3, 3 * (3 + MANY.unsigned_abs())));
}

#[test]
fn stopping_ends_it_whatever_it_waits_for() {
    // For bytes.
    let scene = Scene::new(10);
    let mut stream = scene.raw();
    be_busy_over(&mut stream, &scene);
    let start = Instant::now();
    let (_, totals) = scene.server.stop().unwrap();
    assert!(start.elapsed() < PATIENT);
    assert_eq!(totals.puts, MANY.unsigned_abs());
    assert_eq!(stream.read(&mut [0]).unwrap(), 0);

    // For room to write, while others are served.
    let scene = Scene::new(10);
    let mut deaf = scene.raw();
    be_busy_over(&mut deaf, &scene);
    deaf.write_all(&b"get busy\n".repeat(10_000)).unwrap();
    let mut client = scene.client();
    be_busy(&mut client, "k");
    let start = Instant::now();
    drop(scene);
    assert!(start.elapsed() < PATIENT);
    assert!(client.put("k", 1, 1).is_err());
}

#[test]
fn a_store_that_panics_ends_the_server_on_either_thread() {
    for is_busy in [true, false] {
        let scene = Scene::new(10);
        let (mut first, mut second) = (scene.client(), scene.client());
        if is_busy {
            be_busy(&mut first, "k");
        }
        second.put("k", 1, 1).unwrap();
        assert!(first.put("panic", 1, 1).is_err(), "the connection is closed");
        assert!(second.put("k", 1, 2).is_err(), "and so are the others");
        let deadline = Instant::now() + PATIENT;
        while scene.server.is_running() {
            assert!(Instant::now() < deadline);
            thread::yield_now();
        }
        assert!(matches!(scene.server.stop(), Err(Error::Serve(_))));
    }
}

#[test]
fn a_panic_elsewhere_ends_it_too() {
    let scene = Scene::new(10);
    let mut busy = scene.raw();
    be_busy_over(&mut busy, &scene);
    assert!(scene.client().put("panic", 1, 1).is_err());
    let mut rest = Vec::new();
    busy.read_to_end(&mut rest).unwrap();
    assert!(rest.is_empty());
}
