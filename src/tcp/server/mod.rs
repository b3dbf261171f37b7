//! The server for std programs: one thread, which waits for sockets and gives each connection short turns.
//!
//! [`Server`] binds the listener and holds the limits. Its `start` moves listener and store into an
//! [`EventLoop`](event_loop::EventLoop) and runs that on a thread. [`Running`], the handle, stops it.
//!
//! # A round of the event loop
//!
//! 1. **Wait** until a socket can be read or written, a client connects, or the handle asks to stop. While a connection
//!    is unfinished (see 3), look for such events without waiting.
//! 2. **Give a turn to each connection whose socket has an event.** A connection that can go on when its turn ends is
//!    unfinished, and joins a queue.
//! 3. **Give a turn to one unfinished connection**, the first of the queue.
//! 4. **Accept clients that connect.** Beyond the limit of connections they are sent [`TOO_MANY_CONNECTIONS`] and closed.
//!
//! # A turn
//!
//! A turn is one read, one write, and what is done between them. It reads at most 64 kB, carries out commands for about
//! half a millisecond, while their responses fit 64 kB, and writes the responses. The connection keeps the input that
//! is left, for its next turn, and the output that the socket does not take. While it has such output, a turn only
//! writes: a client that does not read its responses is not read from, and TCP's flow control stops it.
//!
//! # Who waits for whom
//!
//! A client that waits for each response before it sends the next command gets its turns in step 2. It waits for the
//! turns of other such clients and for one turn of step 3, however many connections send without end. Those share
//! step 3, and each round has one turn for them, so they cannot starve.
//!
//! Longer turns mean longer waits, and shorter ones more system calls for the same work: with turns of 16 kB a
//! connection that sends without end would have a tenth less throughput. 64 kB of `put`s take 0.2 ms if the keys are
//! known and 2 ms if they are new, hence the limit on the time.
//!
//! A single command can exceed that: when the number of keys outgrows the table of a
//! [`MemoryStore`](crate::server::MemoryStore), the next new key waits until a larger one is built.
//!
//! # Why one thread
//!
//! A command takes far less time than the system calls around it. A thread for each connection would add a stack each,
//! a wake-up for each command, and a lock around the store. The event loop owns the store, and an idle connection takes
//! a few hundred bytes.
//!
//! # Files
//!
//! `builder` and `running` are the public types. `event_loop` has the rounds, `connection` the turns, and `socket`
//! remembers whether a socket is ready. `limits` and `totals` are the values that they pass on.

mod builder;
mod connection;
mod event_loop;
mod limits;
mod running;
mod socket;
mod totals;

pub use builder::Server;
pub use event_loop::TOO_MANY_CONNECTIONS;
pub use running::Running;
pub use totals::Totals;
