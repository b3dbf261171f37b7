//! Transports that fail, take less than they are given, or break their contract.

mod support;

use heapless::{LinearMap, String, Vec};
use metricline::embedded_io::ErrorKind;
use metricline::server::{FixedStore, Loopback};
use metricline::{CollectError, ConversionError, Decimal, Error, Timestamp};
use support::driver::Driver;
use support::mock::{Mock, Operation};

/// A server in memory.
type Peer = Mock<Loopback<FixedStore<8>>>;

fn client<D: Driver<Peer>>() -> D {
    D::new(Mock::new(Loopback::new(FixedStore::new())))
}

both_clients! {
    super::Peer, 64;
    a_command_is_one_write_and_one_flush
    a_short_write_is_followed_by_the_rest
    after_a_write_of_zero_bytes_the_next_call_finishes_the_line
    a_failed_flush_is_repeated_before_the_next_read
    a_full_collection_is_an_error_and_the_next_command_works
    the_message_of_a_rejection_stays_until_the_next_exchange
}

fn a_command_is_one_write_and_one_flush<D: Driver<Peer>>() {
    let mut client: D = client();
    client.put("palm.cpu", Decimal::new(106, 1), 1_501_864_247).unwrap();
    assert_eq!(client.rows("*").unwrap(), ["palm.cpu 10.6 1501864247"]);
    let write = |text: &str| Operation::Write(text.into());
    let put = [write("put palm.cpu 10.6 1501864247\n"), Operation::Flush, Operation::Read];
    assert_eq!(client.transport().operations, [put, [write("get *\n"), Operation::Flush, Operation::Read]].concat());
}

fn a_short_write_is_followed_by_the_rest<D: Driver<Peer>>() {
    let mut client: D = client();
    client.transport().takes = 5;
    client.put("k", 1, 1).unwrap();
    assert_eq!(client.transport().writes(), ["put k", " 1 1\n"]);
    client.put("k", 2, 2).unwrap();
    assert_eq!(client.into_transport().inner.into_store().len(), 2);
}

fn after_a_write_of_zero_bytes_the_next_call_finishes_the_line<D: Driver<Peer>>() {
    let mut client: D = client();
    client.transport().takes = 0;
    assert_eq!(client.put("a", 1, 1), Err(Error::WriteZero));
    assert_eq!(client.put("b", 2, 2), Err(Error::WriteZero));
    client.transport().takes = usize::MAX;
    client.put("c", 3, 3).unwrap();
    // The first line was begun and is finished; the second never was.
    assert_eq!(client.transport().writes(), ["put a 1 1\n", "put c 3 3\n"]);
}

fn a_failed_flush_is_repeated_before_the_next_read<D: Driver<Peer>>() {
    let mut client: D = client();
    client.transport().fails_at = Some(1);
    assert_eq!(client.put("a", 1, 1), Err(Error::Transport(ErrorKind::TimedOut)));
    client.transport().fails_at = Some(2);
    assert_eq!(client.put("b", 2, 2), Err(Error::Transport(ErrorKind::TimedOut)));
    client.put("c", 3, 3).unwrap();
    let (failed, flush, read) = (Operation::Failed, Operation::Flush, Operation::Read);
    let [a, c] = ["put a 1 1\n", "put c 3 3\n"].map(|line| Operation::Write(line.into()));
    let expected = [a, failed.clone(), failed, flush.clone(), read.clone(), c, flush, read];
    assert_eq!(client.transport().operations, expected);
    assert_eq!(client.into_transport().inner.into_store().len(), 2);
}

type Metrics<V> = LinearMap<String<4>, Vec<(Timestamp, V), 3>, 2>;

fn a_full_collection_is_an_error_and_the_next_command_works<D: Driver<Peer>>() {
    let mut client: D = client();
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

fn the_message_of_a_rejection_stays_until_the_next_exchange<D: Driver<Peer>>() {
    let mut client: D = client();
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
