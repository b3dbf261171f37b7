//! What the clients have in common, apart from how they wait: the connection itself.

/// Writes the methods that concern the connection, for a client of a `transport` and a `link`.
macro_rules! connection {
    ($client:ident) => {
        impl<T, const N: usize> $client<T, N> {
            /// A client over a fresh connection.
            pub const fn new(transport: T) -> Self {
                Self { transport, link: Link::new() }
            }

            /// Goes on over a fresh connection, from any state, and returns the old transport. Nothing that was unsent
            /// or owed is carried over.
            pub fn reconnect(&mut self, transport: T) -> T {
                self.reset();
                core::mem::replace(&mut self.transport, transport)
            }

            /// Goes on over the same transport as if it were a fresh connection, from any state: for a serial line,
            /// when a response was lost for good.
            ///
            /// Wait until the line is silent first, and discard what it holds: a response that comes after this is
            /// taken for the next command's. If a line was written in part, the peer joins the next command to it and
            /// rejects that.
            ///
            /// A socket that has itself been connected again, in place, is a fresh connection: there is nothing to wait
            /// for then.
            pub fn reset(&mut self) {
                self.link.reset();
            }

            /// How many responses are still to come: 0 or 1, or after a batch that was not finished, as many as its window.
            pub const fn owed(&self) -> u32 {
                self.link.owed()
            }

            /// The text of the rejection that a call has just ended with ([`Error::Rejected`]), until the next call
            /// that talks to the server. Empty at any other time.
            ///
            /// # Errors
            ///
            /// When the text was longer than the buffer or is not UTF-8.
            pub fn message(&self) -> Result<&str, MessageError> {
                self.link.message()
            }

            /// The transport.
            pub const fn transport(&self) -> &T {
                &self.transport
            }

            /// The transport, to change its settings; to read from it or write to it breaks the conversation.
            pub const fn transport_mut(&mut self) -> &mut T {
                &mut self.transport
            }

            /// Gives the transport back. What is unsent stays so, and what is owed may still come.
            pub fn into_transport(self) -> T {
                self.transport
            }
        }
    };
}
