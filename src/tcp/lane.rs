//! A thread for the one connection that is busy alone.
//!
//! To wait until any socket is ready and then to read is a system call more than to wait in the read: one in twenty of
//! what a lockstep `put` takes, both ends counted. So a connection that has one turn after the other, nobody else's
//! between, is given to a thread that waits for nothing but its bytes. It comes back when the others are busy too, or
//! both threads want the store at once; if it is silent, that is when it next speaks.

use std::io;
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError, channel};
use std::thread::{self, JoinHandle};

use mio::Waker;
use mio::net::TcpStream;

use super::alone::{Lead, Streak};
use super::connection::{Buffers, Connection, Turn};
use super::shared::{Shared, panicked};
use crate::server::Store;

/// Where it was measured, or the system's calls are the same.
const IS_WORTH_IT: bool = cfg!(unix);

/// The loop's end of the lane.
#[derive(Debug)]
pub struct Lane<S> {
    shared: Arc<Shared<S>>,
    waker: Arc<Waker>,
    /// Started when it is first wanted.
    thread: Option<Thread>,
    occupant: Option<Occupant>,
    streak: Streak,
}

/// A connection, and whether it goes on.
pub type Returned = (Connection, bool);

#[derive(Debug)]
struct Thread {
    handle: JoinHandle<()>,
    to: Sender<Connection>,
    from: Receiver<Returned>,
}

#[derive(Debug)]
struct Occupant {
    /// To end its connection, and with it a wait for bytes.
    stream: Arc<TcpStream>,
    lead: Lead,
}

impl<S> Lane<S> {
    /// Without a connection. The waker is used whenever one comes back.
    pub fn new(shared: Arc<Shared<S>>, waker: Arc<Waker>) -> Self {
        Self { shared, waker, thread: None, occupant: None, streak: Streak::default() }
    }

    /// How many connections are in it: 0 or 1.
    pub fn len(&self) -> usize {
        self.occupant.iter().len()
    }

    /// Counts a turn in the loop, and says whether the connection at this place should enter.
    pub fn invites(&mut self, place: usize) -> bool {
        let Some(occupant) = &mut self.occupant else { return self.streak.count(place) && IS_WORTH_IT };
        if occupant.lead.count_other(self.shared.turns()) {
            self.shared.recall();
        }
        false
    }

    /// Lets a streak end: the connection has closed and another may have its place, or it cannot enter.
    pub fn interrupt(&mut self) {
        self.streak = Streak::default();
    }

    /// The connection that has come back since.
    ///
    /// # Errors
    ///
    /// When the thread has panicked.
    pub fn returned(&mut self) -> io::Result<Option<Returned>> {
        let (Some(thread), Some(_)) = (&self.thread, &self.occupant) else { return Ok(None) };
        match thread.from.try_recv() {
            Ok(returned) => {
                self.occupant = None;
                self.shared.end_recall();
                Ok(Some(returned))
            }
            Err(TryRecvError::Empty) => Ok(None),
            Err(TryRecvError::Disconnected) => Err(panicked()),
        }
    }

    /// Ends the connection that is in it, and the thread. Whatever was left is returned.
    pub fn stop(&mut self) -> io::Result<Option<Connection>> {
        // No further command, even if it has been received.
        self.shared.recall();
        if let Some(occupant) = &self.occupant {
            // It fails where the peer has gone, which ends the wait as well.
            let _ = occupant.stream.shutdown(Shutdown::Both);
        }
        let Some(Thread { handle, to, from }) = self.thread.take() else { return Ok(None) };
        drop(to);
        handle.join().map_err(|_| panicked())?;
        Ok(from.try_recv().ok().map(|(connection, _)| connection))
    }
}

impl<S: Store + Send + 'static> Lane<S> {
    /// Makes sure that there is a thread.
    ///
    /// # Errors
    ///
    /// When the system has none to give.
    pub fn open(&mut self) -> io::Result<()> {
        if self.thread.is_none() {
            let ((to, connections), (back, from)) = (channel(), channel());
            let attendant = Attendant { back, alarm: Alarm(Arc::clone(&self.waker)), shared: Arc::clone(&self.shared) };
            let builder = thread::Builder::new().name("metricline-lane".into());
            let handle = builder.spawn(move || attendant.run(&connections))?;
            self.thread = Some(Thread { handle, to, from });
        }
        Ok(())
    }

    /// Takes a connection whose socket blocks, when [`open`](Self::open).
    pub fn enter(&mut self, connection: Connection) {
        self.streak = Streak::default();
        let Some(thread) = &self.thread else { return };
        self.occupant = Some(Occupant { stream: connection.socket.stream(), lead: Lead::new(self.shared.turns()) });
        // It fails where the thread has panicked, as `returned` then tells.
        let _ = thread.to.send(connection);
    }
}

impl<S> Drop for Lane<S> {
    fn drop(&mut self) {
        // Stopped already, unless the loop has failed, and tells of that.
        let _ = self.stop();
    }
}

/// What the thread does.
struct Attendant<S> {
    // Before the alarm, so that the loop that it wakes finds the channel closed.
    back: Sender<Returned>,
    alarm: Alarm,
    shared: Arc<Shared<S>>,
}

impl<S: Store> Attendant<S> {
    fn run(self, connections: &Receiver<Connection>) {
        let mut buffers = Buffers::new();
        for mut connection in connections {
            let goes_on = self.attend(&mut connection, &mut buffers);
            if self.back.send((connection, goes_on)).is_err() {
                return;
            }
            self.alarm.ring();
        }
    }

    fn attend(&self, connection: &mut Connection, buffers: &mut Buffers) -> bool {
        loop {
            connection.socket.expect();
            if let Turn::Over = connection.turn(|| self.shared.for_lane(), buffers) {
                return false;
            }
            if self.shared.is_recalled() {
                return true;
            }
        }
    }
}

/// Wakes the loop, in the end too, whether that is a panic or not.
#[derive(Debug)]
struct Alarm(Arc<Waker>);

impl Alarm {
    fn ring(&self) {
        // A loop that cannot be woken has ended.
        let _ = self.0.wake();
    }
}

impl Drop for Alarm {
    fn drop(&mut self) {
        self.ring();
    }
}
