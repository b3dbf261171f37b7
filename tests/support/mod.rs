//! What the tests share: conversations as data, a mock transport, a minimal executor, running programs, and a store
//! that reports its use.
#![allow(dead_code, reason = "each test uses a part")]

pub mod conversation;
pub mod driver;
pub mod mock;
pub mod python;
pub mod running;
pub mod script;
pub mod trickle;
#[cfg(feature = "std")]
pub mod watched;

use std::future::Future;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Polls a future until it is ready. Transports here never wait for anything outside, so it always gets there.
pub fn block_on<F: Future>(future: F) -> F::Output {
    poll_times(usize::MAX, future).expect("it is ready at last")
}

/// Polls a future at most `times` times, then drops it.
pub fn poll_times<F: Future>(times: usize, future: F) -> Option<F::Output> {
    let mut future = pin!(future);
    for _ in 0..times {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return Some(output);
        }
    }
    None
}
