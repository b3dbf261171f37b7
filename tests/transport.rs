//! Transports that fail, take less than they are given, or break their contract.

mod support;

use heapless::{LinearMap, String, Vec};
use metricline::embedded_io::{ErrorKind, ErrorType, Read, Write};
use metricline::server::{FixedStore, Loopback};
use metricline::{Client, CollectError, ConversionError, Decimal, Error, Timestamp};

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
    fn client() -> Client<Self, 64> {
        let inner = Loopback::new(FixedStore::new());
        Client::new(Self { inner, writes: vec![], takes: usize::MAX, flush_fails: false, flushes: 0 })
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

#[test]
fn a_command_is_one_write_and_one_flush() {
    let mut client = Faulty::client();
    client.put("palm.cpu", Decimal::new(106, 1), 1_501_864_247).unwrap();
    let mut rows = client.get("*").unwrap();
    while rows.next().unwrap().is_some() {}
    let transport = client.transport();
    assert_eq!(transport.writes, [b"put palm.cpu 10.6 1501864247\n".to_vec(), b"get *\n".to_vec()]);
    assert_eq!(transport.flushes, 2);
}

#[test]
fn a_short_write_is_followed_by_the_rest() {
    let mut client = Faulty::client();
    client.transport_mut().takes = 5;
    client.put("k", 1, 1).unwrap();
    assert_eq!(client.transport().writes, [b"put k".to_vec(), b" 1 1\n".to_vec()]);
    client.put("k", 2, 2).unwrap();
    assert_eq!(client.into_transport().inner.into_store().len(), 2);
}

#[test]
fn a_write_of_nothing_is_an_error_that_the_next_call_makes_good() {
    let mut client = Faulty::client();
    client.transport_mut().takes = 0;
    assert_eq!(client.put("a", 1, 1), Err(Error::WriteZero));
    assert_eq!(client.put("b", 2, 2), Err(Error::WriteZero));
    client.transport_mut().takes = usize::MAX;
    client.put("c", 3, 3).unwrap();
    // The first line was begun and is finished; the second never was.
    let lines: std::vec::Vec<_> = client.transport().writes.iter().filter(|write| !write.is_empty()).collect();
    assert_eq!(lines, [b"put a 1 1\n", b"put c 3 3\n"]);
}

#[test]
fn a_flush_that_failed_is_done_again_before_anything_is_awaited() {
    let mut client = Faulty::client();
    client.transport_mut().flush_fails = true;
    assert_eq!(client.put("a", 1, 1), Err(Error::Transport(ErrorKind::TimedOut)));
    assert_eq!(client.put("b", 2, 2), Err(Error::Transport(ErrorKind::TimedOut)));
    client.transport_mut().flush_fails = false;
    client.put("c", 3, 3).unwrap();
    assert_eq!(client.transport().flushes, 4);
    assert_eq!(client.into_transport().inner.into_store().len(), 2);
}

type Metrics<V> = LinearMap<String<4>, Vec<(Timestamp, V), 3>, 2>;

#[test]
fn rows_are_collected_sorted_whatever_order_they_come_in() {
    let script = [
        support::script::Step::Takes(b"get *\n".to_vec()),
        support::script::Step::Gives { bytes: b"ok\nb 1 3\na 2.5 2\nb 3 1\nb 4.25 1\n\n".to_vec(), required: 0 },
    ];
    let script = support::script::Script::new(&script, support::conversation::Cut::Whole);
    let mut client: Client<_> = Client::new(script);
    let mut metrics: Metrics<Decimal> = LinearMap::new();
    client.get("*").unwrap().collect_into(&mut metrics).unwrap();
    assert_eq!(metrics["a"], [(2.into(), Decimal::new(25, 1))]);
    // Those of equal timestamps as they came.
    let [first, second, third] = [Decimal::new(3, 0), Decimal::new(425, 2), Decimal::new(1, 0)];
    assert_eq!(metrics["b"], [(1.into(), first), (1.into(), second), (3.into(), third)]);
}

#[test]
fn a_collection_that_is_full_says_so_and_the_next_command_is_not_disturbed() {
    let mut client = Faulty::client();
    for timestamp in 1..=4 {
        client.put("many", 1, timestamp).unwrap();
    }
    client.put("long key".replace(' ', "-").as_str(), 1.5, 1).unwrap();
    client.put("x", 1e39, 1).unwrap();
    client.put("y", 1, 1).unwrap();

    let mut collect = |selector: &str, metrics: &mut Metrics<f32>| client.get(selector).unwrap().collect_into(metrics);
    let mut metrics = Metrics::new();
    assert_eq!(collect("many", &mut metrics), Err(Error::Collect(CollectError::Full)));
    assert_eq!(collect("long-key", &mut metrics), Err(Error::Collect(CollectError::KeyTooLong)));
    let out_of_range = CollectError::Value(ConversionError::OutOfRange);
    assert_eq!(collect("x", &mut metrics), Err(Error::Collect(out_of_range)));
    assert_eq!(collect("y", &mut metrics), Ok(()));
    // Two keys are there now, and there is room for no third.
    assert_eq!(metrics.len(), 2);
    let mut third = Metrics::new();
    assert_eq!(collect("*", &mut third), Err(Error::Collect(CollectError::Full)));
    let whole = client.get("y").unwrap().collect_into(&mut LinearMap::<String<4>, Vec<(Timestamp, i64), 1>, 1>::new());
    assert_eq!(whole, Ok(()));
}
