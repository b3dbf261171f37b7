//! The clients' methods, written once for blocking and async transports: what differs is `async` and `.await`.

/// Adds a section on cancel safety to the docs of an async function.
#[cfg(feature = "async")]
macro_rules! cancel_safety {
    (async $text:literal) => {
        concat!("\n# Cancel safety\n\n", $text)
    };
}

/// Implements a client that has a `transport` and a `link`, and the rows that it returns.
macro_rules! client {
    ($client:ident, $rows:ident, [$($async:ident)?], [$($await:tt)*]) => {
        impl<T, const N: usize> $client<T, N> {
            /// A client over a fresh connection.
            pub const fn new(transport: T) -> Self {
                Self { transport, link: Link::new() }
            }

            /// Continues over a fresh connection, from any state, and returns the old transport. Nothing that was unsent
            /// or owed is carried over.
            pub fn reconnect(&mut self, transport: T) -> T {
                self.reset();
                core::mem::replace(&mut self.transport, transport)
            }

            /// Continues over the same transport as over a fresh connection, from any state: for a serial line, when a
            /// response was lost for good.
            ///
            /// Wait until the line is silent first, and discard what it holds: a response that comes later is taken for
            /// the next command's. If a line was written in part, the peer joins the next command to it, and rejects
            /// that.
            ///
            /// A socket that was itself connected again, in place, is a fresh connection: there is nothing to wait for.
            pub fn reset(&mut self) {
                self.link.reset();
            }

            /// The number of responses still to come: 0 or 1, and more after a batch that was not finished.
            pub const fn owed(&self) -> u32 {
                self.link.owed()
            }

            /// The text of the rejection that the last call returned ([`Error::Rejected`]), until the next call that
            /// talks to the server. Empty at any other time.
            ///
            /// # Errors
            ///
            /// [`MessageError`] when the text was longer than the buffer or is not UTF-8.
            pub fn message(&self) -> Result<&str, MessageError> {
                self.link.message()
            }

            /// The transport.
            pub const fn transport(&self) -> &T {
                &self.transport
            }

            /// The transport, to change its settings. Reading from it or writing to it breaks the conversation.
            pub const fn transport_mut(&mut self) -> &mut T {
                &mut self.transport
            }

            /// Returns the transport. What is unsent is dropped, and responses that are owed may still come.
            pub fn into_transport(self) -> T {
                self.transport
            }
        }

        impl<T: Read + Write, const N: usize> $client<T, N> {
            /// Stores a sample: `put <key> <value> <timestamp>`, the timestamp in whole seconds of Unix time.
            ///
            /// The key is a [`Key`], or text that is checked here. The sample is stored when this returns `Ok`. The line
            /// is written and the transport flushed before the response is waited for.
            ///
            /// # Errors
            ///
            /// See [`Error`]. Repeating a call that failed is safe: a repeated `put` stores the same sample.
            $(#[doc = cancel_safety!($async "If the future is dropped before its first poll, nothing was done. Once the line is \
                queued, the sample may be stored or not: the next call sends the rest of the line, and discards its \
                response.")])?
            pub $($async)? fn put<'k>(
                &mut self,
                key: impl TryInto<Key<'k>, Error: Into<KeyError>>,
                value: impl Value,
                timestamp: impl Into<Timestamp>,
            ) -> Result<(), Error<T::Error>> {
                let key = key.try_into().map_err(Into::into)?;
                self.send(&Command::Put(Sample { key, value, timestamp: timestamp.into() }))$($await)*?;
                match self.event()$($await)*? {
                    Event::End => Ok(()),
                    Event::Rejected => Err(Error::Rejected),
                    _ => Err(Error::Link(self.link.fail(LinkError::OutOfStep))),
                }
            }

            /// Requests the samples of one key, or with `"*"` or [`Selector::All`] of every key.
            ///
            /// This finishes what earlier calls left unfinished. The command is sent, and its rows arrive, while
            #[doc = concat!("[`", stringify!($rows), "::next`] is called. Dropping the rows early is fine: the next call")]
            /// discards the others.
            ///
            /// # Errors
            ///
            #[doc = concat!("See [`Error`]. A rejection is returned by [`", stringify!($rows), "::next`].")]
            $(#[doc = cancel_safety!($async "If the future is dropped, the next call discards the response.")])?
            pub $($async)? fn get<'k>(
                &mut self,
                selector: impl TryInto<Selector<'k>, Error: Into<KeyError>>,
            ) -> Result<$rows<'_, T, N>, Error<T::Error>> {
                let selector = selector.try_into().map_err(Into::into)?;
                self.send(&Command::<Number<'_>>::Get(selector))$($await)*?;
                Ok($rows { client: self })
            }

            /// Finishes what earlier calls left unfinished, then queues a command.
            $($async)? fn send<V: Value>(&mut self, command: &Command<'_, V>) -> Result<(), Error<T::Error>> {
                command.check()?;
                loop {
                    if self.link.owed() == 0 {
                        match self.link.send(command) {
                            Ok(()) => return Ok(()),
                            // Received bytes are left: `event` skips blank lines, and fails on others.
                            Err(SendError::Busy) => {}
                            Err(SendError::Encode(error)) => return Err(error.into()),
                            Err(SendError::Link(error)) => return Err(error.into()),
                        }
                    }
                    self.event()$($await)*?;
                }
            }

            /// Moves bytes until the link has received something, or is idle.
            // As `Link::poll`.
            #[cfg_attr(target_pointer_width = "64", inline)]
            pub(super) $($async)? fn event(&mut self) -> Result<Event, Error<T::Error>> {
                loop {
                    match self.link.poll()? {
                        Event::Transmit => self.write()$($await)*?,
                        Event::Flush => {
                            self.transport.flush()$($await)*.map_err(Error::Transport)?;
                            self.link.flushed();
                        }
                        Event::Receive => {
                            let n = self.transport.read(self.link.space())$($await)*.map_err(Error::Transport)?;
                            self.link.received(n);
                        }
                        event => return Ok(event),
                    }
                }
            }

            /// Writes once.
            pub(super) $($async)? fn write(&mut self) -> Result<(), Error<T::Error>> {
                match self.transport.write(self.link.unsent())$($await)*.map_err(Error::Transport)? {
                    0 => return Err(Error::WriteZero),
                    n => self.link.sent(n),
                }
                Ok(())
            }
        }

        #[doc = concat!("The rows of one response, as they arrive. Made by [`", stringify!($client), "::get`].")]
        ///
        /// Any number of them passes through the client's buffer, one at a time.
        #[derive(Debug)]
        #[must_use = "the command is sent by `next`"]
        pub struct $rows<'c, T, const N: usize> {
            client: &'c mut $client<T, N>,
        }

        impl<T: Read + Write, const N: usize> $rows<'_, T, N> {
            /// The next row, in the order in which the server sends them; `None` when the response has ended.
            ///
            /// # Errors
            ///
            /// See [`Error`]. After [`Error::Row`], and after a time-out, the next row can still be asked for.
            $(#[doc = cancel_safety!($async "If the future is dropped, no row is lost: the next call returns the row that this \
                one was waiting for.")])?
            #[inline]
            #[allow(clippy::should_implement_trait, reason = "a row borrows from the client, which `Iterator` cannot express")]
            pub $($async)? fn next(&mut self) -> Result<Option<Row<'_>>, Error<T::Error>> {
                if self.advance()$($await)*? { Ok(Some(self.row()?)) } else { Ok(None) }
            }

            /// Receives the next row; `false` when the response has ended.
            #[inline]
            pub(crate) $($async)? fn advance(&mut self) -> Result<bool, Error<T::Error>> {
                match self.client.event()$($await)*? {
                    Event::Row => Ok(true),
                    Event::Rejected => Err(Error::Rejected),
                    _ => Ok(false),
                }
            }

            /// The row that was received last.
            #[inline]
            pub(crate) fn row(&self) -> Result<Row<'_>, RowError> {
                self.client.link.row()
            }

            /// Collects the remaining rows. See [`Collect`]: its collections are sorted when this returns `Ok`.
            ///
            /// # Errors
            ///
            /// See [`Error`]. The collection then holds a part of the response. After a time-out, calling again collects
            /// the remaining rows.
            $(#[doc = cancel_safety!($async "If the future is dropped, the collection holds a part of the response, and the \
                client's next call discards the other rows.")])?
            pub $($async)? fn collect_into(&mut self, collection: &mut impl Collect) -> Result<(), Error<T::Error>> {
                while self.advance()$($await)*? {
                    collection.row(&self.row()?)?;
                }
                collection.finish();
                Ok(())
            }
        }
    };
}
