//! A server on a free port, and connections to it that write and read bytes as they are.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use metricline::server::Store;
use metricline::tcp::{MemoryStore, Running, Server};

/// Longer than a call takes even on a slow machine: only a peer that never answers exceeds it.
pub const PATIENT: Duration = Duration::from_secs(30);

/// A server with a store.
pub fn serve<S: Store + Send + 'static>(store: S) -> Running<S> {
    Server::bind_with_store("127.0.0.1:0", store).unwrap().start().unwrap()
}

/// A server with an empty store.
pub fn server() -> Running {
    serve(MemoryStore::new())
}

pub fn connect<S>(server: &Running<S>) -> TcpStream {
    let stream = TcpStream::connect(server.local_addr()).unwrap();
    stream.set_nodelay(true).unwrap();
    stream.set_read_timeout(Some(PATIENT)).unwrap();
    stream.set_write_timeout(Some(PATIENT)).unwrap();
    stream
}

/// Writes, and checks that the next bytes to arrive are these.
#[track_caller]
pub fn exchange(stream: &mut TcpStream, sent: &[u8], expected: &str) {
    stream.write_all(sent).unwrap();
    let mut received = vec![0; expected.len()];
    stream.read_exact(&mut received).unwrap();
    let sent = String::from_utf8_lossy(&sent[..sent.len().min(80)]);
    assert_eq!(String::from_utf8_lossy(&received), expected, "to {sent:?}");
}

/// What arrives until the end of the stream.
#[track_caller]
pub fn rest(mut stream: TcpStream) -> String {
    let mut rest = String::new();
    stream.read_to_string(&mut rest).unwrap();
    rest
}
