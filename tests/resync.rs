//! Whatever interrupts a call, the next one gets its own response and no other's.
//!
//! The peer is a real session over a real store, one byte at a time; every operation of the transport is failed once,
//! and every await point dropped once.

mod support;

use heapless::LinearMap;
use metricline::embedded_io::ErrorKind;
use metricline::server::{FixedStore, Loopback, Store};
use metricline::{Error, Sample, Timestamp, key};
use support::driver::Driver;
use support::mock::Mock;

type Peer = Mock<Loopback<FixedStore<32>>>;

/// A peer that holds `old` with three samples.
fn peer() -> Peer {
    let mut store = FixedStore::new();
    for timestamp in 1..=3 {
        store.put(&Sample { key: key!("old"), value: 0.5, timestamp: timestamp.into() }).unwrap();
    }
    Mock::byte_by_byte(Loopback::new(store))
}

/// `Some` when a call came through, `None` when the transport failed it; nothing else may happen.
fn came_through<T>(result: Result<T, Error<ErrorKind>>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(Error::Transport(ErrorKind::TimedOut)) => None,
        Err(error) => panic!("{error:?}"),
    }
}

const OLD: [&str; 3] = ["old 0.5 1", "old 0.5 2", "old 0.5 3"];

both_clients! {
    super::Peer, 32;
    after_a_time_out_at_any_operation_later_calls_work
    an_interrupted_get_continues_where_it_stopped
    an_interrupted_collection_continues_where_it_stopped
    a_client_can_be_reconnected_from_any_state
}

/// What every client must get, when and where ever it was interrupted before.
fn assert_later_calls_work<D: Driver<Peer>>(client: &mut D) {
    client.transport().fails_at = None;
    client.put("new", 7, 7).unwrap();
    assert_eq!(client.rows("new").unwrap(), ["new 7.0 7"]);
    assert_eq!(client.rows("none").unwrap(), [""; 0]);
    assert_eq!(client.rows("old").unwrap(), OLD);
    assert_eq!(client.owed(), 0);
}

/// A client whose transport will fail the operation of this number.
fn failing_at<D: Driver<Peer>>(operation: usize) -> D {
    let mut peer = peer();
    peer.fails_at = Some(operation);
    D::new(peer)
}

fn after_a_time_out_at_any_operation_later_calls_work<D: Driver<Peer>>() {
    let mut operation = 0;
    loop {
        let mut client: D = failing_at(operation);
        let put = came_through(client.put("a", 1, 1));
        let half = client.get("old", Some(1)).remove(0);
        let half = came_through(half);
        let put_again = came_through(client.put("b", 2, 2));
        let all = came_through(client.rows("old"));
        let failed = [put.is_none(), half.is_none(), put_again.is_none(), all.is_none()];
        let failed = failed.iter().filter(|&&failed| failed).count();

        assert!(half.is_none_or(|row| row.as_deref() == Some(OLD[0])), "{operation}");
        assert!(all.is_none_or(|all| all == OLD), "{operation}");
        let operations = client.transport().operations.len();
        assert_later_calls_work(&mut client);
        let store = client.into_transport().inner.into_store();
        assert!(store.find(key!("a")).is_some(), "{operation}: what was begun was finished");
        assert_eq!(failed, usize::from(operations > operation), "{operation}");
        if failed == 0 {
            break;
        }
        operation += 1;
    }
    assert!(operation > 100, "only {operation} operations were failed");
}

fn an_interrupted_get_continues_where_it_stopped<D: Driver<Peer>>() {
    let mut interrupted = 0;
    for operation in 0..60 {
        let mut client: D = failing_at(operation);
        let mut seen = Vec::new();
        for outcome in client.get("old", Some(5)) {
            match came_through(outcome) {
                Some(row) => seen.extend(row),
                None => interrupted += 1,
            }
        }
        assert_eq!(seen, OLD, "{operation}");
        assert_later_calls_work(&mut client);
    }
    assert!(interrupted > 30, "only {interrupted} responses were interrupted");
}

fn an_interrupted_collection_continues_where_it_stopped<D: Driver<Peer>>() {
    for operation in 0..60 {
        let mut client: D = failing_at(operation);
        let mut metrics: LinearMap<heapless::String<8>, heapless::Vec<(Timestamp, f32), 3>, 1> = LinearMap::new();
        client.collect("old", &mut metrics).unwrap();
        assert_eq!(metrics["old"], [(1.into(), 0.5), (2.into(), 0.5), (3.into(), 0.5)]);
        assert_later_calls_work(&mut client);
    }
}

fn a_client_can_be_reconnected_from_any_state<D: Driver<Peer>>() {
    for operation in 0..100 {
        let mut client: D = failing_at(operation);
        // Whatever came of these, the next connection knows nothing of it.
        let _ = client.put("a", 1, 1);
        let _ = client.get("old", Some(1));
        client.reconnect(peer());
        assert_eq!(client.owed(), 0);
        assert_later_calls_work(&mut client);
    }
}

#[cfg(feature = "async")]
mod dropped_futures {
    use metricline::AsyncClient;

    use super::*;
    use crate::support::executor::poll_times;

    #[test]
    fn after_a_put_is_dropped_at_any_await_point_later_calls_work() {
        for polls in 0.. {
            let mut client: AsyncClient<Peer, 32> = AsyncClient::new(peer());
            let put = poll_times(polls, client.put("a", 1, 1));
            assert_later_calls_work(&mut client);
            let stored = client.transport().inner.store().find(key!("a")).is_some();
            // What was never begun is not sent; what was begun is finished.
            assert_eq!(stored, polls > 0, "{polls}");
            if let Some(result) = put {
                result.unwrap();
                assert!(polls > 10, "only {polls} await points");
                break;
            }
        }
    }

    #[test]
    fn after_a_get_is_dropped_at_any_await_point_later_calls_work() {
        for polls in 0.. {
            let mut client: AsyncClient<Peer, 32> = AsyncClient::new(peer());
            let mut seen = Vec::new();
            let get = poll_times(polls, async {
                let mut rows = client.get("old").await.unwrap();
                while let Some(row) = rows.next().await.unwrap() {
                    seen.push(format!("{} {} {}", row.key, row.value, row.timestamp));
                }
            });
            assert_later_calls_work(&mut client);
            if get.is_some() {
                assert_eq!(seen, OLD);
                assert!(polls > 40, "only {polls} await points");
                break;
            }
        }
    }

    #[test]
    fn after_many_dropped_calls_later_calls_work() {
        for polls in 1..40 {
            let mut client: AsyncClient<Peer, 32> = AsyncClient::new(peer());
            let mut done = 0;
            // Each finishes a part of what the ones before it left over.
            for timestamp in 0..20 {
                done += usize::from(poll_times(polls, client.put("a", timestamp, timestamp)).is_some());
            }
            assert_later_calls_work(&mut client);
            let store = client.transport().inner.store();
            let stored = store.samples(store.find(key!("a")).unwrap(), None).count();
            assert!(stored >= done, "{polls}: {done} puts came through, {stored} are stored");
        }
    }
}
