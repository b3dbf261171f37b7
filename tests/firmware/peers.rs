//! What the programs report, and the servers that they report to.

use std::io;
use std::net::{SocketAddr, TcpListener, TcpStream};

use metricline::server::Store;
use metricline::tcp::{Client, MemoryStore, Metrics, Running, Server, Totals};

use crate::board::{DIFFERENT, MISSING, SUCCESS};
use crate::support::python::PythonServer;
use crate::support::running::{PATIENCE, wait_for};
use crate::support::watched::Watched;

/// What the programs put, in the digits that they are to send.
pub const PUTS: [&str; 5] = [
    "put greenhouse.temperature 23.45 1501864247\n",
    "put greenhouse.temperature 23.0 1501864248\n",
    "put greenhouse.temperature -0.05 1501864249\n",
    "put greenhouse.pressure 101.325 1501864247\n",
    "put greenhouse.pressure 99.7 1501864248\n",
];

/// What they get, after that.
pub const GETS: [&str; 2] = ["get greenhouse.temperature\n", "get greenhouse.pressure\n"];

/// `PUTS` as a client gets them.
fn readings() -> Metrics {
    let temperatures = vec![(1_501_864_247, 23.45), (1_501_864_248, 23.0), (1_501_864_249, -0.05)];
    let pressures = vec![(1_501_864_247, 101.325), (1_501_864_248, 99.7)];
    Metrics::from([("greenhouse.temperature".into(), temperatures), ("greenhouse.pressure".into(), pressures)])
}

pub fn start_server() -> Running {
    start_server_with(MemoryStore::new())
}

pub fn start_server_with<S: Store + Send + 'static>(store: S) -> Running<S> {
    Server::bind_with_store("127.0.0.1:0", store).unwrap().start().unwrap()
}

/// Stops a server, which must have the readings and nothing else. Asking for them is one `get` more.
#[track_caller]
pub fn stop_with_the_readings(server: Running) -> Totals {
    assert_eq!(Client::connect(server.local_addr(), PATIENCE).unwrap().get("*").unwrap(), readings());
    server.stop().unwrap().1
}

/// Every command came to the server at least twice: more often, if the machine was busy.
#[track_caller]
pub fn assert_every_command_was_repeated(totals: Totals) {
    assert!(totals.puts >= 10 && totals.gets >= 5, "{totals}");
    assert_eq!(totals.errors, 0);
}

/// Has a program report to the Python server, and compares what that received.
#[track_caller]
pub fn report_to_python(habits: &[&str], report: impl FnOnce(SocketAddr) -> i32) {
    let python = PythonServer::start(habits);
    assert_eq!(report(python.address), SUCCESS, "{habits:?}");
    assert_eq!(python.stop(), PUTS, "{habits:?}");
}

/// Has a program report to servers that store something else than they say.
#[track_caller]
pub fn report_to_broken_stores(report: impl Fn(SocketAddr) -> i32) {
    let status = |keep: fn(f64) -> Option<f64>| {
        report(start_server_with(Watched::keeping(move |sample| keep(sample.value))).local_addr())
    };
    assert_eq!(status(Some), SUCCESS);
    assert_eq!(status(|value| Some(if value == 23.45 { 23.46 } else { value })), DIFFERENT);
    // The next f32.
    assert_eq!(status(|value| Some(if value == 101.325 { 101.325_005 } else { value })), DIFFERENT);
    assert_eq!(status(|_| None), MISSING);
    assert_eq!(status(|value| (value != 99.7).then_some(value)), MISSING);
}

pub fn listen() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

/// Waits for a connection, and accepts it.
#[track_caller]
pub fn accept(listener: &TcpListener) -> TcpStream {
    wait_for("a connection", || try_accept(listener))
}

/// Accepts a connection if one is there.
pub fn try_accept(listener: &TcpListener) -> Option<TcpStream> {
    listener.set_nonblocking(true).unwrap();
    let stream = match listener.accept() {
        Ok((stream, _)) => stream,
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => return None,
        Err(error) => panic!("{error}"),
    };
    stream.set_nonblocking(false).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    Some(stream)
}
