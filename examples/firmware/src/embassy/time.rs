//! embassy's clock and timers, driven by the board's tick of a millisecond.

use core::cell::RefCell;
use core::task::Waker;

use critical_section::Mutex;
use embassy_time_driver::{Driver, time_driver_impl};
use embassy_time_queue_utils::Queue;

/// The milliseconds since the start, which do not wrap, and who waits for which of them.
struct Timers {
    now: u64,
    queue: Queue,
}

struct Clock(Mutex<RefCell<Timers>>);

time_driver_impl!(static CLOCK: Clock = Clock(Mutex::new(RefCell::new(Timers { now: 0, queue: Queue::new() }))));

impl Driver for Clock {
    fn now(&self) -> u64 {
        critical_section::with(|cs| self.0.borrow_ref(cs).now)
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        // No alarm to set: every tick looks whose time has come. A `true` only tells that one would have to be.
        critical_section::with(|cs| self.0.borrow_ref_mut(cs).queue.schedule_wake(at, waker));
    }
}

/// A millisecond has passed. For the interrupt that counts them.
pub(crate) fn tick() {
    critical_section::with(|cs| {
        let timers = &mut *CLOCK.0.borrow_ref_mut(cs);
        timers.now += 1;
        timers.queue.next_expiration(timers.now);
    });
}
