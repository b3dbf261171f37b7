//! One interface to both clients, so that a test runs with each.

use std::cell::RefCell;

use metricline::embedded_io::{ErrorKind, Read, Write};
use metricline::link::MessageError;
use metricline::{Client, Collect, Error, Row, Value};

pub type Result<T> = std::result::Result<T, Error<ErrorKind>>;

/// A call to a batch.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Put { key: String, value: f64, timestamp: i64 },
    Finish,
}

impl Step {
    pub fn put(key: &str, value: f64, timestamp: i64) -> Self {
        Self::Put { key: key.into(), value, timestamp }
    }
}

/// What to do after a step that failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum AfterFailure {
    Stop,
    SameStep,
    NextStep,
}

/// The result of a step of a batch, or a rejection that it reported.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    Done(Result<()>),
    Rejected(u64, std::result::Result<String, MessageError>),
}

/// The outcome of a batch.
#[derive(Debug, PartialEq)]
pub struct Batched {
    pub outcomes: Vec<Outcome>,
    pub queued: u64,
    pub answered: u64,
}

impl Batched {
    pub fn rejected(&self) -> Vec<u64> {
        let of = |outcome: &Outcome| if let Outcome::Rejected(index, _) = outcome { Some(*index) } else { None };
        self.outcomes.iter().filter_map(of).collect()
    }

    pub fn errors(&self) -> Vec<Error<ErrorKind>> {
        let of = |outcome: &Outcome| if let Outcome::Done(Err(error)) = outcome { Some(*error) } else { None };
        self.outcomes.iter().filter_map(of).collect()
    }
}

pub trait Driver<T> {
    fn new(transport: T) -> Self;
    fn put(&mut self, key: &str, value: impl Value, timestamp: i64) -> Result<()>;
    /// Gets, and asks for a row `asks` times, or until the response ends or is interrupted.
    fn get(&mut self, selector: &str, asks: Option<usize>) -> Vec<Result<Option<String>>>;
    /// Collects, and goes on after each time-out.
    fn collect(&mut self, selector: &str, collection: &mut impl Collect) -> Result<()>;
    /// Takes these steps with a batch, then drops it.
    fn batch(&mut self, window: u32, steps: &[Step], after_failure: AfterFailure) -> Batched;
    fn message(&self) -> std::result::Result<String, MessageError>;
    fn owed(&self) -> u32;
    fn reset(&mut self);
    fn reconnect(&mut self, transport: T) -> T;
    fn transport(&mut self) -> &mut T;
    fn into_transport(self) -> T;

    /// All rows of a response, or the first error.
    fn rows(&mut self, selector: &str) -> Result<Vec<String>> {
        self.get(selector, None).into_iter().filter_map(Result::transpose).collect()
    }
}

fn shown(row: &Row<'_>) -> String {
    format!("{} {} {}", row.key, row.value, row.timestamp)
}

/// Whether the next ask can return another row.
fn goes_on(outcome: &Result<Option<String>>) -> bool {
    matches!(outcome, Ok(Some(_)) | Err(Error::Row(_)))
}

macro_rules! driver {
    ($client:ident, $wait:ident) => {
        fn new(transport: T) -> Self {
            $client::new(transport)
        }

        fn put(&mut self, key: &str, value: impl Value, timestamp: i64) -> Result<()> {
            $wait(self.put(key, value, timestamp))
        }

        fn get(&mut self, selector: &str, asks: Option<usize>) -> Vec<Result<Option<String>>> {
            let mut response = match $wait(self.get(selector)) {
                Ok(response) => response,
                Err(error) => return vec![Err(error)],
            };
            let mut outcomes = Vec::new();
            while asks.is_none_or(|asks| outcomes.len() < asks) {
                let outcome = $wait(response.next()).map(|row| row.as_ref().map(shown));
                let ended = outcome == Ok(None) || asks.is_none() && !goes_on(&outcome);
                outcomes.push(outcome);
                if ended {
                    break;
                }
            }
            outcomes
        }

        fn collect(&mut self, selector: &str, collection: &mut impl Collect) -> Result<()> {
            let mut response = $wait(self.get(selector))?;
            loop {
                let collected = $wait(response.collect_into(collection));
                if collected != Err(Error::Transport(ErrorKind::TimedOut)) {
                    return collected;
                }
            }
        }

        fn batch(&mut self, window: u32, steps: &[Step], after_failure: AfterFailure) -> Batched {
            let outcomes = RefCell::new(Vec::new());
            let mut batch = self.batch(window, |rejection| {
                let message = rejection.message.map(str::to_owned);
                outcomes.borrow_mut().push(Outcome::Rejected(rejection.index, message));
            });
            let mut steps = steps.iter().peekable();
            while let Some(step) = steps.peek() {
                let before = (batch.queued(), batch.answered());
                let done = match step {
                    Step::Put { key, value, timestamp } => $wait(batch.put(key.as_str(), *value, *timestamp)),
                    Step::Finish => $wait(batch.finish()),
                };
                // Whatever happened, the counts say so.
                let queued = matches!(step, Step::Put { .. }) && done.is_ok();
                assert_eq!(batch.queued(), before.0 + u64::from(queued));
                assert!((before.1..=batch.queued()).contains(&batch.answered()));
                assert!(**step != Step::Finish || done.is_err() || batch.answered() == batch.queued());
                outcomes.borrow_mut().push(Outcome::Done(done));
                if done.is_ok() || after_failure == AfterFailure::NextStep {
                    steps.next();
                } else if after_failure == AfterFailure::Stop {
                    break;
                }
            }
            let (queued, answered) = (batch.queued(), batch.answered());
            Batched { outcomes: outcomes.into_inner(), queued, answered }
        }

        fn message(&self) -> std::result::Result<String, MessageError> {
            self.message().map(str::to_owned)
        }

        fn owed(&self) -> u32 {
            self.owed()
        }

        fn reset(&mut self) {
            self.reset();
        }

        fn reconnect(&mut self, transport: T) -> T {
            self.reconnect(transport)
        }

        fn transport(&mut self) -> &mut T {
            self.transport_mut()
        }

        fn into_transport(self) -> T {
            self.into_transport()
        }
    };
}

impl<T: Read<Error = ErrorKind> + Write, const N: usize> Driver<T> for Client<T, N> {
    driver!(Client, at_once);
}

fn at_once<T>(done: T) -> T {
    done
}

#[cfg(feature = "async")]
mod asynch {
    use metricline::AsyncClient;
    use metricline::embedded_io_async::{Read, Write};

    use super::*;
    use crate::support::executor::block_on;

    impl<T: Read<Error = ErrorKind> + Write, const N: usize> Driver<T> for AsyncClient<T, N> {
        driver!(AsyncClient, block_on);
    }
}

/// Makes tests of functions that are generic over a [`Driver`], one for each client.
#[macro_export]
macro_rules! both_clients {
    ($transport:ty, $buffer:literal; $($name:ident)*) => {
        mod blocking {
            $(#[test]
            fn $name() {
                super::$name::<metricline::Client<$transport, $buffer>>();
            })*
        }

        #[cfg(feature = "async")]
        mod asynch {
            $(#[test]
            fn $name() {
                super::$name::<metricline::AsyncClient<$transport, $buffer>>();
            })*
        }
    };
}
