//! Whatever interrupts a batch, its counts say what is settled, and what follows is not confused by it.
//!
//! The peer is a real session over a real store that has room for some of the readings, one byte at a time; every
//! operation of the transport is failed once, and every await point dropped once.

mod support;

use metricline::Error;
use metricline::embedded_io::ErrorKind;
use metricline::key;
use metricline::server::{FixedStore, Loopback, Store};
use support::driver::{AfterFailure, Driver, Outcome, Step};
use support::mock::Mock;

const ROOM: usize = 5;
/// More than there is room for: the last two are rejected.
const PUTS: u64 = 7;

type Peer = Mock<Loopback<FixedStore<ROOM>>>;

fn peer(fails_at: Option<usize>) -> Peer {
    let mut peer = Mock::byte_by_byte(Loopback::new(FixedStore::new()));
    peer.fails_at = fails_at;
    peer
}

fn put(index: u64) -> Step {
    Step::put("k", index as f64, index as i64)
}

fn whole_batch() -> Vec<Step> {
    (0..PUTS).map(put).chain([Step::Finish]).collect()
}

/// The indices that are stored, which are also their values and timestamps.
fn stored<S: Store>(store: &S) -> Vec<u64> {
    let samples = store.find(key!("k")).into_iter().flat_map(|key| store.samples(key, None));
    let index = |(timestamp, value): (metricline::Timestamp, f64)| {
        assert_eq!(timestamp.as_secs() as f64, value);
        value as u64
    };
    samples.map(index).collect()
}

fn all_that_fit() -> Vec<u64> {
    (0..ROOM as u64).collect()
}

/// Not more than there is room for.
fn below(count: u64) -> Vec<u64> {
    (0..count.min(ROOM as u64)).collect()
}

/// Rejected is what does not fit, each once and in order.
fn assert_rejections(outcomes: &[Outcome], answered: u64) {
    let rejections = outcomes.iter().filter_map(|outcome| match outcome {
        Outcome::Rejected(index, message) => Some((*index, message.clone())),
        Outcome::Done(_) => None,
    });
    assert!(rejections.eq((ROOM as u64..answered).map(|index| (index, Ok("store full".to_owned())))));
}

/// What every client must get, whatever came before.
fn assert_later_calls_work<D: Driver<Peer>>(client: &mut D, stored: &[u64]) {
    client.transport().fails_at = None;
    let rows: Vec<String> = stored.iter().map(|index| format!("k {index}.0 {index}")).collect();
    assert_eq!(client.rows("k").unwrap(), rows);
    assert_eq!(client.rows("none").unwrap(), [""; 0]);
    let again = client.batch(2, &[put(0), put(0), put(0), Step::Finish], AfterFailure::Stop);
    assert_eq!((again.queued, again.answered, again.rejected()), (3, 3, vec![]));
    assert_eq!(client.owed(), 0);
}

both_clients! {
    super::Peer, 32;
    a_batch_goes_on_after_a_time_out_at_any_operation
    after_a_failure_queued_and_answered_are_exact
    a_batch_is_repeated_over_a_fresh_connection_from_what_was_answered
    responses_to_earlier_calls_are_not_counted_for_the_batch
}

const WINDOWS: [u32; 6] = [1, 2, 3, 4, 7, 100];

/// Does it for every operation that can fail, until none does.
fn failing_at_each_operation(at_least: usize, mut work: impl FnMut(usize, u32) -> bool) {
    for window in WINDOWS {
        let failed = (0..).take_while(|&operation| work(operation, window)).count();
        assert!(failed >= at_least, "only {failed} operations were failed");
    }
}

fn a_batch_goes_on_after_a_time_out_at_any_operation<D: Driver<Peer>>() {
    failing_at_each_operation(100, |operation, window| {
        let mut client = D::new(peer(Some(operation)));
        let batched = client.batch(window, &whole_batch(), AfterFailure::SameStep);
        assert_eq!((batched.queued, batched.answered), (PUTS, PUTS));
        assert_rejections(&batched.outcomes, PUTS);
        let errors = batched.errors();
        assert!(errors.is_empty() || errors == [Error::Transport(ErrorKind::TimedOut)], "{errors:?}");
        assert_later_calls_work(&mut client, &all_that_fit());
        !errors.is_empty()
    });
}

fn after_a_failure_queued_and_answered_are_exact<D: Driver<Peer>>() {
    failing_at_each_operation(100, |operation, window| {
        let mut client = D::new(peer(Some(operation)));
        let batched = client.batch(window, &whole_batch(), AfterFailure::Stop);
        assert_rejections(&batched.outcomes, batched.answered);
        assert_eq!(u64::from(client.owed()), batched.queued - batched.answered);
        assert!(client.owed() <= window);
        // The peer may have carried out more than was answered, and never more than was queued.
        let carried_out = stored(client.transport().inner.store());
        assert!(carried_out.starts_with(&below(batched.answered)), "{operation}");
        assert!(below(batched.queued).starts_with(&carried_out), "{operation}");
        // What was queued is sent by the next call.
        assert_later_calls_work(&mut client, &below(batched.queued));
        !batched.errors().is_empty()
    });
}

fn a_batch_is_repeated_over_a_fresh_connection_from_what_was_answered<D: Driver<Peer>>() {
    failing_at_each_operation(100, |operation, window| {
        let mut client = D::new(peer(Some(operation)));
        let batched = client.batch(window, &whole_batch(), AfterFailure::Stop);
        // The same store behind a fresh connection; half a line that it was sent is lost.
        let store = client.reconnect(peer(None)).inner.into_store();
        client.reconnect(Mock::byte_by_byte(Loopback::new(store)));
        let rest: Vec<Step> = whole_batch().split_off(batched.answered as usize);
        let again = client.batch(window, &rest, AfterFailure::Stop);
        assert_eq!((again.answered, again.errors()), (PUTS - batched.answered, vec![]));
        assert_later_calls_work(&mut client, &all_that_fit());
        !batched.errors().is_empty()
    });
}

fn responses_to_earlier_calls_are_not_counted_for_the_batch<D: Driver<Peer>>() {
    failing_at_each_operation(40, |operation, window| {
        let mut client = D::new(peer(None));
        client.batch(9, &whole_batch(), AfterFailure::Stop);
        // One is rejected late, and of the other's rows one is read.
        client.transport().operations.clear();
        client.transport().fails_at = Some(operation);
        let failed = [
            client.put("full", 1, 1) != Err(Error::Rejected),
            client.get("k", Some(1)).remove(0) != Ok(Some("k 0.0 0".into())),
        ];
        client.transport().fails_at = None;
        let batched = client.batch(window, &[put(0), put(1), put(9), put(2), Step::Finish], AfterFailure::Stop);
        assert_eq!((batched.queued, batched.answered, batched.rejected()), (4, 4, vec![2]), "{operation}");
        assert_later_calls_work(&mut client, &all_that_fit());
        failed.contains(&true)
    });
}

#[cfg(feature = "async")]
mod dropped_futures {
    use metricline::AsyncClient;

    use super::*;
    use crate::support::executor::{block_on, poll_times};

    #[test]
    fn a_call_dropped_at_any_await_point_can_be_repeated() {
        for window in WINDOWS {
            for polls in 1..150 {
                let mut client: AsyncClient<Peer, 32> = AsyncClient::new(peer(None));
                let mut rejected = Vec::new();
                let mut batch = client.batch(window, |rejection| rejected.push(rejection.index));
                for index in 0..PUTS {
                    while poll_times(polls, batch.put("k", index as f64, index as i64)).is_none() {
                        assert_eq!(batch.queued(), index, "a put that was dropped is not queued");
                    }
                    assert_eq!(batch.queued(), index + 1);
                }
                while poll_times(polls, batch.finish()).is_none() {}
                assert_eq!(batch.answered(), PUTS);
                assert_eq!(rejected, [5, 6]);
                assert_later_calls_work(&mut client, &all_that_fit());
            }
        }
    }

    #[test]
    fn after_a_batch_is_dropped_at_any_await_point_later_calls_work() {
        for window in WINDOWS {
            for polls in 0.. {
                let mut client: AsyncClient<Peer, 32> = AsyncClient::new(peer(None));
                let mut queued = 0;
                let done = poll_times(polls, async {
                    let mut batch = client.batch(window, |_| {});
                    for index in 0..PUTS {
                        batch.put("k", index as f64, index as i64).await.unwrap();
                        queued = batch.queued();
                    }
                    batch.finish().await.unwrap();
                    assert_eq!(batch.answered(), PUTS);
                });
                assert_later_calls_work(&mut client, &below(queued));
                if done.is_some() {
                    assert!(polls > 100, "only {polls} await points");
                    break;
                }
            }
        }
    }

    #[test]
    fn responses_to_calls_dropped_earlier_are_not_counted_for_the_batch() {
        for polls in 1..60 {
            let mut client: AsyncClient<Peer, 32> = AsyncClient::new(peer(None));
            _ = poll_times(polls, client.put("k", 0, 0));
            _ = poll_times(polls, async {
                let mut rows = client.get("*").await.unwrap();
                while rows.next().await.unwrap().is_some() {}
            });
            let mut batch = client.batch(3, |_| panic!("nothing is rejected"));
            for index in 0..4 {
                block_on(batch.put("k", index as f64, index)).unwrap();
            }
            block_on(batch.finish()).unwrap();
            assert_eq!((batch.queued(), batch.answered()), (4, 4));
            assert_later_calls_work(&mut client, &below(4));
        }
    }
}
