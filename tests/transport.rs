//! Transports that fail, take less than they are given, or break their contract.

mod support;

use heapless::{LinearMap, String, Vec};
use metricline::embedded_io::{ErrorKind, ErrorType, Read, Write};
use metricline::server::{FixedStore, Loopback};
use metricline::{CollectError, ConversionError, Decimal, Error, Timestamp};
use support::driver::Driver;

/// A server in memory behind a transport that does what the test says.
struct Faulty {
    inner: Loopback<FixedStore<8>>,
    writes: std::vec::Vec<std::vec::Vec<u8>>,
    /// How much a write takes at most.
    takes: usize,
    flush_fails: bool,
    flushes: usize,
}

impl Faulty {
    fn client<D: Driver<Self>>() -> D {
        let inner = Loopback::new(FixedStore::new());
        D::new(Self { inner, writes: vec![], takes: usize::MAX, flush_fails: false, flushes: 0 })
    }
}

impl ErrorType for Faulty {
    type Error = ErrorKind;
}

impl Read for Faulty {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        self.inner.read(buf)
    }
}

impl Write for Faulty {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        let taken = buf.len().min(self.takes);
        self.writes.push(buf[..taken].to_vec());
        if taken == 0 { Ok(0) } else { self.inner.write(&buf[..taken]) }
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        self.flushes += 1;
        if self.flush_fails { Err(ErrorKind::TimedOut) } else { Ok(()) }
    }
}

#[cfg(feature = "async")]
impl metricline::embedded_io_async::Read for Faulty {
    async fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        Read::read(self, buf)
    }
}

#[cfg(feature = "async")]
impl metricline::embedded_io_async::Write for Faulty {
    async fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        Write::write(self, buf)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        Write::flush(self)
    }
}

both_clients! {
    super::Faulty, 64;
    a_command_is_one_write_and_one_flush
    a_short_write_is_followed_by_the_rest
    a_write_of_nothing_is_an_error_that_the_next_call_makes_good
    a_flush_that_failed_is_done_again_before_anything_is_awaited
    a_collection_that_is_full_says_so_and_the_next_command_is_not_disturbed
    a_rejection_is_told_until_the_next_exchange
}

fn a_command_is_one_write_and_one_flush<D: Driver<Faulty>>() {
    let mut client: D = Faulty::client();
    client.put("palm.cpu", Decimal::new(106, 1), 1_501_864_247).unwrap();
    assert_eq!(client.rows("*").unwrap(), ["palm.cpu 10.6 1501864247"]);
    let transport = client.transport();
    assert_eq!(transport.writes, [b"put palm.cpu 10.6 1501864247\n".to_vec(), b"get *\n".to_vec()]);
    assert_eq!(transport.flushes, 2);
}

fn a_short_write_is_followed_by_the_rest<D: Driver<Faulty>>() {
    let mut client: D = Faulty::client();
    client.transport().takes = 5;
    client.put("k", 1, 1).unwrap();
    assert_eq!(client.transport().writes, [b"put k".to_vec(), b" 1 1\n".to_vec()]);
    client.put("k", 2, 2).unwrap();
    assert_eq!(client.into_transport().inner.into_store().len(), 2);
}

fn a_write_of_nothing_is_an_error_that_the_next_call_makes_good<D: Driver<Faulty>>() {
    let mut client: D = Faulty::client();
    client.transport().takes = 0;
    assert_eq!(client.put("a", 1, 1), Err(Error::WriteZero));
    assert_eq!(client.put("b", 2, 2), Err(Error::WriteZero));
    client.transport().takes = usize::MAX;
    client.put("c", 3, 3).unwrap();
    // The first line was begun and is finished; the second never was.
    let lines: std::vec::Vec<_> = client.transport().writes.iter().filter(|write| !write.is_empty()).collect();
    assert_eq!(lines, [b"put a 1 1\n", b"put c 3 3\n"]);
}

fn a_flush_that_failed_is_done_again_before_anything_is_awaited<D: Driver<Faulty>>() {
    let mut client: D = Faulty::client();
    client.transport().flush_fails = true;
    assert_eq!(client.put("a", 1, 1), Err(Error::Transport(ErrorKind::TimedOut)));
    assert_eq!(client.put("b", 2, 2), Err(Error::Transport(ErrorKind::TimedOut)));
    client.transport().flush_fails = false;
    client.put("c", 3, 3).unwrap();
    assert_eq!(client.transport().flushes, 4);
    assert_eq!(client.into_transport().inner.into_store().len(), 2);
}

type Metrics<V> = LinearMap<String<4>, Vec<(Timestamp, V), 3>, 2>;

fn a_collection_that_is_full_says_so_and_the_next_command_is_not_disturbed<D: Driver<Faulty>>() {
    let mut client: D = Faulty::client();
    for timestamp in 1..=4 {
        client.put("many", 1, timestamp).unwrap();
    }
    client.put("long-key", 1.5, 1).unwrap();
    client.put("x", 1e39, 1).unwrap();
    client.put("y", 1, 1).unwrap();

    let mut metrics = Metrics::<f32>::new();
    assert_eq!(client.collect("many", &mut metrics), Err(Error::Collect(CollectError::Full)));
    assert_eq!(client.collect("long-key", &mut metrics), Err(Error::Collect(CollectError::KeyTooLong)));
    let out_of_range = Error::Collect(CollectError::Value(ConversionError::OutOfRange));
    assert_eq!(client.collect("x", &mut metrics), Err(out_of_range));
    assert_eq!(client.collect("y", &mut metrics), Ok(()));
    // Two keys are there now, and there is room for no third.
    assert_eq!(metrics.len(), 2);
    assert_eq!(client.collect("*", &mut Metrics::<f32>::new()), Err(Error::Collect(CollectError::Full)));
    let mut whole = Metrics::<i64>::new();
    assert_eq!(client.collect("y", &mut whole), Ok(()));
    assert_eq!(whole["y"], [(1.into(), 1)]);
}

fn a_rejection_is_told_until_the_next_exchange<D: Driver<Faulty>>() {
    let mut client: D = Faulty::client();
    for timestamp in 0..8 {
        client.put("k", 1, timestamp).unwrap();
    }
    assert_eq!(client.put("k", 1, 9), Err(Error::Rejected));
    assert_eq!(client.message(), Ok("store full".into()));
    // What is refused here and now has no exchange.
    assert!(matches!(client.put("a b", 1, 1), Err(Error::Key(_))));
    assert_eq!(client.message(), Ok("store full".into()));
    client.put("k", 1, 1).unwrap();
    assert_eq!(client.message(), Ok("".into()));
}
