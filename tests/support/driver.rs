//! The clients by one interface, so that a test of one is a test of both.

use metricline::embedded_io::{ErrorKind, Read, Write};
use metricline::link::MessageError;
use metricline::{Client, Collect, Error, Row, Value};

pub type Result<T> = std::result::Result<T, Error<ErrorKind>>;

pub trait Driver<T> {
    fn new(transport: T) -> Self;
    fn put(&mut self, key: &str, value: impl Value, timestamp: i64) -> Result<()>;
    /// Gets, and asks for rows: so many times, or until there are none or the response is interrupted.
    fn get(&mut self, selector: &str, asks: Option<usize>) -> Vec<Result<Option<String>>>;
    fn collect(&mut self, selector: &str, collection: &mut impl Collect) -> Result<()>;
    /// Collects, and goes on after each time-out.
    fn collect_at_last(&mut self, selector: &str, collection: &mut impl Collect);
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

/// Whether to ask again after this, where no number of times was given.
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
            $wait(response.collect_into(collection))
        }

        fn collect_at_last(&mut self, selector: &str, collection: &mut impl Collect) {
            let mut response = $wait(self.get(selector)).unwrap();
            while let Err(error) = $wait(response.collect_into(collection)) {
                assert_eq!(error, Error::Transport(ErrorKind::TimedOut));
            }
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
    use crate::support::block_on;

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
