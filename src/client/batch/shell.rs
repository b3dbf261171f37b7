//! The batches' methods, written once for blocking and async transports.

/// Implements a batch that has a `client` and its `progress`, and the client's method that starts it.
macro_rules! batch {
    ($client:ident, $batch:ident, [$($async:ident)?], [$($await:tt)*]) => {
        impl<T: Read + Write, const N: usize> $client<T, N> {
            /// Starts a batch: `put`s that do not wait for their responses, as many in a `write` as the buffer holds.
            ///
            /// The window is the largest number of responses owed: 1 is lockstep, and 0 is taken for 1. The server and
            /// the transport must support a larger one: see [pipelining](crate::client#pipelining). `rejected` is called
            /// for each `put` that the server rejects, in order.
            ///
            /// What earlier calls left unfinished is finished by the first `put`, and is not counted.
            #[doc = concat!("[`", stringify!($batch), "`] has an example.")]
            pub fn batch<F: FnMut(Rejection<'_>)>(&mut self, window: u32, rejected: F) -> $batch<'_, T, F, N> {
                $batch { progress: Progress::new(window, rejected), client: self }
            }
        }

        impl<T, F, const N: usize> $batch<'_, T, F, N> {
            /// The number of `put`s that were queued.
            #[must_use]
            pub const fn queued(&self) -> u64 {
                self.progress.queued
            }

            /// The number of them that the server has answered, rejected ones included.
            #[must_use]
            pub const fn answered(&self) -> u64 {
                self.progress.answered
            }
        }

        impl<T: Read + Write, F: FnMut(Rejection<'_>), const N: usize> $batch<'_, T, F, N> {
            #[doc = concat!("Queues a `put`; the arguments are those of [`", stringify!($client), "::put`].")]
            ///
            /// When the buffer is full, it is written first. When the window is full, responses are received until half
            /// of it is free. A rejection by the server is not an error here.
            ///
            /// # Errors
            ///
            /// See [`Error`]. Whatever the error, this `put` was not queued: after a time-out, call again with the same.
            $(#[doc = cancel_safety!($async "If the future is dropped, this `put` was not queued, and none before it is lost.")])?
            pub $($async)? fn put<'k>(
                &mut self,
                key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
                value: impl Value,
                timestamp: impl Into<Timestamp>,
            ) -> Result<(), Error<T::Error>> {
                let key = key.try_into().map_err(Into::into)?;
                let put = Command::Put(Sample { key, value, timestamp: timestamp.into() });
                put.check()?;
                loop {
                    match self.progress.queue(&mut self.client.link, &put)? {
                        Next::Queued => return Ok(()),
                        Next::Write => self.client.write()$($await)*?,
                        Next::Event => {
                            let event = self.client.event()$($await)*?;
                            self.progress.settle(&mut self.client.link, event)?;
                        }
                    }
                }
            }

            /// Sends what is unsent, and receives every response that is owed. More can be put afterwards.
            ///
            /// # Errors
            ///
            /// See [`Error`]. After a time-out, call again.
            $(#[doc = cancel_safety!($async "If the future is dropped, nothing is lost: call again.")])?
            pub $($async)? fn finish(&mut self) -> Result<(), Error<T::Error>> {
                loop {
                    match self.client.event()$($await)*? {
                        Event::Idle => return Ok(()),
                        event => self.progress.settle(&mut self.client.link, event)?,
                    }
                }
            }
        }

        // Not derived, because that would require it of the closure.
        impl<T, F, const N: usize> core::fmt::Debug for $batch<'_, T, F, N> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($batch))
                    .field("queued", &self.queued())
                    .field("answered", &self.answered())
                    .finish_non_exhaustive()
            }
        }
    };
}
